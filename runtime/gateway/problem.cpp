#include "runtime/gateway/problem.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value_to.hpp>

#include "runtime/json/abi_json.hpp"
#include "vm/base/hex.hpp"

namespace deed::gateway {
namespace {

std::string_view title_of(unsigned status) {
    switch (status) {
        case 400: return "Bad Request";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 409: return "Conflict";
        case 415: return "Unsupported Media Type";
        case 422: return "Unprocessable Content";
        case 503: return "Service Unavailable";
        case 504: return "Gateway Timeout";
        default: return "Internal Server Error";
    }
}

/// What depends on the account's present state may succeed later; everything else will not.
bool is_conflict(std::string_view reason) {
    for (const auto* words : {"insufficient funds", "nonce too", "already known", "underpriced"})
        if (reason.find(words) != std::string_view::npos) return true;
    return false;
}

boost::json::object describe_place(const json::CodePlace& place) {
    boost::json::object described{
        {"file", place.file}, {"line", place.line}, {"column", place.column}, {"check", nullptr}};
    if (!place.check.empty()) described["check"] = place.check;
    return described;
}

}  // namespace

server::Response to_response(const Problem& problem) {
    boost::json::object body{{"type", "about:blank"},
                             {"title", title_of(problem.status)},
                             {"status", problem.status},
                             {"detail", problem.detail}};
    for (const auto& member : problem.members) body[member.key()] = member.value();
    return {.status = problem.status,
            .content_type = "application/problem+json",
            .body = boost::json::serialize(body)};
}

boost::json::object describe_revert(BytesView output, const Explanation& explanation) {
    boost::json::object revert{{"name", nullptr}, {"args", nullptr}, {"data", to_hex_prefixed(output)}};
    if (const auto reason = abi::decode_revert(output, explanation.errors)) {
        revert["name"] = reason->error.name;
        revert["args"] = json::to_json(reason->error.inputs, reason->values);
        revert["reason"] = abi::to_text(*reason);
    }
    if (explanation.place) revert["place"] = describe_place(*explanation.place);
    return revert;
}

Problem to_problem(const calls::CallFailure& failure, const Explanation& explanation) {
    const auto& place = explanation.place;
    const std::string where = place ? ", at " + place->text() : std::string{};
    switch (failure.kind) {
        case calls::FailureKind::UnknownBlock: return {.status = 404, .detail = "there is no such block"};
        case calls::FailureKind::Refused:
            return {.status = is_conflict(failure.reason) ? 409U : 422U, .detail = failure.reason};
        case calls::FailureKind::Halted: {
            Problem problem{.status = 422, .detail = "the call failed: " + failure.reason + where};
            if (place) problem.members["place"] = describe_place(*place);
            return problem;
        }
        case calls::FailureKind::Reverted: break;
    }
    auto revert = describe_revert(failure.output, explanation);
    std::string detail = "the call reverted";
    if (const auto* reason = revert.if_contains("reason"))
        detail += ": " + std::string{reason->get_string().data(), reason->get_string().size()};
    return {.status = 422, .detail = detail + where, .members = {{"revert", std::move(revert)}}};
}

}  // namespace deed::gateway
