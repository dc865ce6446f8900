#include "runtime/rpc/service.hpp"

#include <algorithm>

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "runtime/ledger/history.hpp"
#include "vm/base/error.hpp"

namespace deed::rpc {
namespace {

namespace bj = boost::json;

constexpr size_t kParseBuffer = 8 << 10;
constexpr unsigned kParseDepth = 64;

std::string_view view_of(const bj::string& text) {
    return {text.data(), text.size()};
}

void write_id(json::Writer& writer, const bj::value* id) {
    writer.key("id");
    if (id == nullptr)
        writer.null();
    else if (id->is_int64() && id->get_int64() >= 0)
        writer.number(static_cast<uint64_t>(id->get_int64()));
    else
        writer.raw(bj::serialize(*id));
}

void write_error(json::Writer& writer, const bj::value* id, const Error& error) {
    writer.begin_object().key("jsonrpc").text("2.0");
    write_id(writer, id);
    writer.key("error").begin_object().key("code").raw(std::to_string(static_cast<int>(error.code)));
    writer.key("message").text(error.message);
    if (!error.data.empty()) writer.key("data").raw(error.data);
    writer.end_object().end_object();
}

/// One member of the request, taken apart.
struct Call {
    const bj::value* id = nullptr;  ///< null for a notification
    const Method* method = nullptr;
    Params params{nullptr};
};

bool is_valid_id(const bj::value& id) {
    // A fraction, or a number that does not fit 64 bits, could not be given back as it came.
    return id.is_string() || id.is_int64() || id.is_uint64() || id.is_null();
}

/// The call that @p value describes. On failure @p id is what the error is answered to.
Result<Call, Error> read_call(const bj::value& value, Door door, const bj::value*& id) {
    const auto* object = value.if_object();
    if (object == nullptr)
        return Failure{Error{ErrorCode::InvalidRequest, "a request must be an object", {}}};
    const auto* given_id = object->if_contains("id");
    if (given_id != nullptr && !is_valid_id(*given_id))
        return Failure{Error{
            ErrorCode::InvalidRequest, "the id must be a string, a whole number of 64 bits or null", {}}};
    id = given_id;
    const auto* version = object->if_contains("jsonrpc");
    if (version == nullptr || *version != "2.0")
        return Failure{Error{ErrorCode::InvalidRequest, "\"jsonrpc\" must be \"2.0\"", {}}};
    const auto* name = object->if_contains("method");
    if (name == nullptr || !name->is_string())
        return Failure{Error{ErrorCode::InvalidRequest, "\"method\" must be a string", {}}};

    const auto* method = find_method(view_of(name->get_string()));
    if (method == nullptr || (method->door == Door::Engine && door != Door::Engine))
        return Failure{method_not_found(view_of(name->get_string()))};
    const auto* params = object->if_contains("params");
    if (json::is_absent(params)) return Call{given_id, method, Params{nullptr}};
    if (!params->is_array()) return Failure{Error{ErrorCode::InvalidParams, "params must be an array", {}}};
    return Call{given_id, method, Params{&params->get_array()}};
}

/// Runs a method. What fails in the machine is an error of this one request.
Outcome run(Backend& backend, Caller& caller, const Call& call, json::Writer& writer) {
    try {
        return call.method->handler(backend, caller, call.params, writer);
    } catch (const ledger::ForgottenState& failure) {
        return Failure{Error{ErrorCode::ServerError, failure.what(), {}}};
    } catch (const std::exception& failure) {
        return Failure{
            Error{ErrorCode::InternalError, fmt::format("internal error: {}", failure.what()), {}}};
    }
}

/// A request without id is a notification and gets no answer; what is no request at all gets one.
bool expects_answer(const bj::value& value) {
    const auto* object = value.if_object();
    if (object == nullptr || object->contains("id")) return true;
    const auto* method = object->if_contains("method");
    return method == nullptr || !method->is_string();
}

void answer_one(Backend& backend, Caller& caller, Door door, const bj::value& value, std::string& out) {
    backend.metrics.rpc_calls_total.add();
    const size_t start = out.size();
    json::Writer writer{out};
    const bj::value* id = nullptr;
    const auto fail = [&](const Error& error) {
        backend.metrics.rpc_errors_total.add();
        out.resize(start);
        write_error(writer, id, error);
    };

    const auto call = read_call(value, door, id);
    if (!call) {
        fail(call.error());
    } else {
        writer.begin_object().key("jsonrpc").text("2.0");
        write_id(writer, id);
        writer.key("result");
        const auto outcome = run(backend, caller, *call, writer);
        if (outcome)
            writer.end_object();
        else
            fail(outcome.error());
    }
    if (!expects_answer(value)) out.resize(start);
}

Error batch_too_large(size_t limit) {
    return {ErrorCode::InvalidRequest, fmt::format("batch too large: more than {} calls", limit), {}};
}

void answer_batch(Backend& backend, Caller& caller, Door door, const bj::array& batch, std::string& out) {
    json::Writer writer{out};
    if (batch.empty()) return write_error(writer, nullptr, {ErrorCode::InvalidRequest, "empty batch", {}});
    if (batch.size() > backend.limits.batch)
        return write_error(writer, nullptr, batch_too_large(backend.limits.batch));

    out += '[';
    for (const auto& value : batch) {
        if (out.size() <= backend.limits.batch_response) {
            answer_one(backend, caller, door, value, out);
            continue;
        }
        const bj::value* id = value.is_object() ? value.get_object().if_contains("id") : nullptr;
        write_error(writer, id, {ErrorCode::LimitExceeded, "response too large", {}});
    }
    if (out.size() == 1)
        out.clear();
    else
        out += ']';
}

bool is_quick(Backend& backend, const bj::value& value) {
    const auto* object = value.if_object();
    const auto* name = object == nullptr ? nullptr : object->if_contains("method");
    if (name == nullptr || !name->is_string()) return true;
    const auto* method = find_method(view_of(name->get_string()));
    if (method == nullptr || method->cost == Cost::Quick) return true;
    if (method->cost == Cost::Slow) return false;
    const auto* params = object->if_contains("params");
    const auto* arguments = params == nullptr ? nullptr : params->if_array();
    return arguments == nullptr || arguments->empty() || !backend.load.was_heavy(&arguments->front());
}

bool is_quick_request(Backend& backend, const bj::value& request) {
    const auto* batch = request.if_array();
    if (batch == nullptr) return is_quick(backend, request);
    if (batch->size() > backend.limits.batch) return true;
    return std::ranges::all_of(*batch, [&](const auto& value) { return is_quick(backend, value); });
}

std::string answer_parsed(Backend& backend, Caller& caller, Door door, const bj::value& request) {
    std::string out;
    if (const auto* batch = request.if_array())
        answer_batch(backend, caller, door, *batch, out);
    else
        answer_one(backend, caller, door, request, out);
    return out;
}

std::string answer_unparsable(const bj::error_code& error) {
    std::string out;
    json::Writer writer{out};
    write_error(writer, nullptr, {ErrorCode::ParseError, "parse error: " + error.message(), {}});
    return out;
}

bj::value parse(std::string_view text, bj::error_code& error, bj::storage_ptr storage) {
    bj::parse_options options;
    options.max_depth = kParseDepth;
    return bj::parse({text.data(), text.size()}, error, std::move(storage), options);
}

}  // namespace

std::string Service::answer(std::string_view text, Caller& caller) {
    unsigned char buffer[kParseBuffer];
    bj::monotonic_resource memory{buffer, sizeof buffer};
    bj::error_code error;
    const auto request = parse(text, error, &memory);
    if (error) return answer_unparsable(error);
    return answer_parsed(backend_, caller, door_, request);
}

void Service::handle(std::string_view text, std::shared_ptr<server::Channel> channel, server::Reply reply) {
    unsigned char buffer[kParseBuffer];
    bj::monotonic_resource memory{buffer, sizeof buffer};
    bj::error_code error;
    const auto request = parse(text, error, &memory);
    Caller caller{.channel = std::move(channel)};
    if (error) return finish(answer_unparsable(error), caller, std::move(reply));
    if (is_quick_request(backend_, request))
        return finish(answer_parsed(backend_, caller, door_, request), caller, std::move(reply));

    auto shared_reply = std::make_shared<server::Reply>(std::move(reply));
    // The text stays where it is until the reply is sent.
    submit_([this, text, moved = std::move(caller), shared_reply]() mutable {
        auto answered = answer(text, moved);
        finish(std::move(answered), moved, std::move(*shared_reply));
    });
}

void Service::finish(std::string answer, const Caller& caller, server::Reply reply) {
    const unsigned status = answer.empty() ? 204 : 200;
    reply.send({.status = status, .body = std::move(answer)});
    for (const uint64_t id : caller.subscriptions_to_start) backend_.subscriptions.start(id);
}

}  // namespace deed::rpc
