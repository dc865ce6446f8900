#include "tools/client/rpc_client.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "vm/base/hex.hpp"

namespace deed::client {
namespace {

namespace json = boost::json;

[[noreturn]] void refuse_answer(const Url& url, std::string_view method, std::string_view why) {
    throw Error(url.text() + " answered " + std::string{method} + " with " + std::string{why});
}

[[noreturn]] void throw_refusal(const json::object& error) {
    const auto* code = error.if_contains("code");
    const auto* message = error.if_contains("message");
    const auto* data = error.if_contains("data");
    Bytes returned;
    if (data != nullptr && data->is_string()) returned = from_hex(data->get_string()).value_or(Bytes{});
    throw RpcError(
        code != nullptr && code->is_int64() ? code->get_int64() : 0,
        message != nullptr && message->is_string() ? std::string{message->get_string()} : "refused",
        std::move(returned));
}

}  // namespace

json::value RpcClient::call(std::string_view method, json::array parameters) {
    const json::object request{
        {"jsonrpc", "2.0"}, {"id", next_id_++}, {"method", method}, {"params", std::move(parameters)}};
    const auto answer = http_.request("POST", "/", json::serialize(request));

    boost::system::error_code error;
    json::value body = json::parse(answer.body, error);
    if (error || !body.is_object())
        refuse_answer(http_.url(), method,
                      "something else than JSON-RPC (status " + std::to_string(answer.status) + ")");
    auto& object = body.get_object();
    const auto* refusal = object.if_contains("error");
    if (refusal != nullptr && refusal->is_object()) throw_refusal(refusal->get_object());
    auto* result = object.if_contains("result");
    if (result == nullptr) refuse_answer(http_.url(), method, "neither a result nor an error");
    return std::move(*result);
}

Uint256 RpcClient::call_quantity(std::string_view method, json::array parameters) {
    const auto result = call(method, std::move(parameters));
    const auto number = result.is_string() ? parse_uint256(result.get_string()) : std::nullopt;
    if (!number)
        refuse_answer(http_.url(), method, "something that is no number: " + json::serialize(result));
    return *number;
}

Bytes RpcClient::call_data(std::string_view method, json::array parameters) {
    const auto result = call(method, std::move(parameters));
    auto bytes = result.is_string() ? from_hex(result.get_string()) : std::nullopt;
    if (!bytes) refuse_answer(http_.url(), method, "something that is no bytes: " + json::serialize(result));
    return std::move(*bytes);
}

}  // namespace deed::client
