#include "runtime/gateway/gateway.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "runtime/gateway/route.hpp"
#include "runtime/gateway/router.hpp"
#include "runtime/json/strict_text.hpp"

namespace deed::gateway {
namespace {

constexpr std::string_view kPrefix = "/api/v1";

/// A route that fits the path, or the methods that would.
struct Choice {
    const Route* route = nullptr;
    std::vector<std::string> captured;
    std::set<std::string_view> other_methods;
};

Choice choose(std::string_view method, std::span<const std::string> path) {
    Choice choice;
    for (const auto routes : {contract_routes(), invocation_routes(), chain_routes()}) {
        for (const auto& route : routes) {
            auto captured = match(route.pattern, path);
            if (!captured) continue;
            if (route.method == method) return {&route, *std::move(captured), {}};
            choice.other_methods.insert(route.method);
        }
    }
    return choice;
}

server::Response refuse_method(const std::set<std::string_view>& allowed) {
    auto response = to_response({.status = 405, .detail = "this path does not know the method"});
    response.fields.emplace_back("Allow", fmt::format("{}", fmt::join(allowed, ", ")));
    return response;
}

Result<boost::json::object, Problem> read_body(const server::Request& request) {
    if (request.body.empty()) return boost::json::object{};
    if (!request.content_type.starts_with("application/json"))
        return Failure{Problem{.status = 415, .detail = "the body must be application/json"}};
    auto body = json::parse_strict(request.body);
    if (!body)
        return Failure{Problem{.status = 400,
                               .detail = fmt::format("byte {}: {}", body.error().offset, body.error().reason),
                               .members = {{"offset", body.error().offset}}}};
    if (!body->is_object()) return Failure{Problem{.status = 400, .detail = "the body must be an object"}};
    return std::move(body->get_object());
}

/// Refuses members that nothing reads: whoever wrote them believes that they count.
Result<void, Problem> check_members(const Route& route, const boost::json::object& body) {
    ArgumentErrors errors;
    for (const auto& member : body) {
        const std::string_view name{member.key().data(), member.key().size()};
        if (std::ranges::find(route.members, name) != route.members.end()) continue;
        errors.push_back({"/" + escape_pointer(name), "nothing", "there is no such member"});
    }
    if (!errors.empty()) return Failure{wrong_arguments(errors)};
    return {};
}

}  // namespace

struct Gateway::State {
    State(chain::Chain& chain, const calls::Simulator& simulator, calls::Wallet& wallet, Settings given)
        : settings(std::move(given)),
          registry(settings.directory),
          services{chain, simulator, wallet, registry, settings.compile} {}

    /// Finds the route and runs it.
    Answer answer(const server::Request& request) {
        const auto path = split_path(request.path.substr(kPrefix.size()));
        if (!path)
            return Failure{Problem{.status = 400, .detail = "the path's percent escapes are malformed"}};
        auto choice = choose(request.method, *path);
        if (choice.route == nullptr) {
            if (!choice.other_methods.empty()) return refuse_method(choice.other_methods);
            return Failure{
                Problem{.status = 404, .detail = fmt::format("there is nothing at {}", request.path)}};
        }
        if (!has_valid_escapes(request.query))
            return Failure{Problem{.status = 400, .detail = "the query's percent escapes are malformed"}};
        DEED_TRY(body, read_body(request));
        DEED_CHECK(check_members(*choice.route, body));
        return choice.route->handler(services, {std::move(choice.captured), request.query, std::move(body)});
    }

    Settings settings;
    Registry registry;
    Services services;
    WaitingList waiting;
};

Gateway::Gateway(chain::Chain& chain, const calls::Simulator& simulator, calls::Wallet& wallet,
                 Settings settings)
    : state_(std::make_unique<State>(chain, simulator, wallet, std::move(settings))) {}
Gateway::~Gateway() = default;

void Gateway::handle(const server::Request& request, server::Reply reply) {
    Answer answer = Failure{Problem{.status = 500, .detail = "internal error"}};
    try {
        answer = state_->answer(request);
    } catch (const std::exception& failure) {
        answer = Failure{Problem{.status = 500, .detail = fmt::format("internal error: {}", failure.what())}};
    }
    if (!answer) return reply.send(to_response(answer.error()));
    if (auto* response = std::get_if<server::Response>(&*answer)) return reply.send(std::move(*response));

    const bool waits = request.prefer.find("respond-async") == std::string_view::npos;
    const auto deadline = waits ? Clock::now() + state_->settings.patience : Clock::time_point::min();
    state_->waiting.add(std::move(std::get<Deferred>(*answer).answer), deadline, std::move(reply));
    if (!waits) state_->waiting.look(Clock::now());
}

void Gateway::answer_waiting(Clock::time_point now) {
    state_->waiting.look(now);
}

void Gateway::stop() {
    state_->waiting.look(Clock::time_point::max());
}

}  // namespace deed::gateway
