#include <boost/json/array.hpp>
#include <fmt/format.h>

#include "runtime/gateway/arguments.hpp"
#include "runtime/gateway/route.hpp"
#include "runtime/gateway/router.hpp"
#include "runtime/gateway/views.hpp"
#include "runtime/json/abi_json.hpp"
#include "vm/base/hex.hpp"
#include "vm/base/nearest.hpp"

namespace deed::gateway {
namespace {

namespace bj = boost::json;

Problem unknown_function(const abi::Interface& interface, const std::string& name) {
    std::vector<std::string> names;
    for (const auto& function : interface.functions) names.push_back(function.name);
    bj::array nearest;
    for (const auto& near : nearest_names(name, names)) nearest.emplace_back(near);
    return {.status = 404,
            .detail = fmt::format("the contract has no function \"{}\"", name),
            .members = {{"nearest", std::move(nearest)}}};
}

Problem ambiguous_function(const std::vector<const abi::Function*>& overloads) {
    bj::array signatures;
    for (const auto* function : overloads) signatures.emplace_back(abi::signature_of(*function));
    return {.status = 400,
            .detail = fmt::format("there are several functions \"{}\": name one by its signature",
                                  overloads.front()->name),
            .members = {{"signatures", std::move(signatures)}}};
}

/// The function with this name, or this signature when there are several.
Result<const abi::Function*, Problem> require_function(const abi::Interface& interface,
                                                       const std::string& name) {
    std::vector<const abi::Function*> found;
    for (const auto& function : interface.functions)
        if (function.name == name || abi::signature_of(function) == name) found.push_back(&function);
    if (found.empty()) return Failure{unknown_function(interface, name)};
    if (found.size() > 1) return Failure{ambiguous_function(found)};
    return found.front();
}

/// A function of a contract, with everything that its call needs.
struct Invocation {
    ContractPointer contract;
    const abi::Function* function;  ///< of the contract's interface
    json::CallRequest call;
};

Result<Invocation, Problem> read_invocation(const Services& services, const Input& input) {
    DEED_TRY(contract, require_contract(services, input.captured[0]));
    DEED_TRY(function, require_function(contract->interface, input.captured[1]));
    DEED_TRY(call, read_call_options(services, input));
    const auto arguments = read_arguments(function->inputs, input.find("args"));
    if (!arguments) return Failure{wrong_arguments(arguments.error())};
    auto data = abi::encode_call(*function, *arguments);
    DEED_ASSERT(data.has_value());
    call.to = contract->address;
    call.data = *std::move(data);
    return Invocation{std::move(contract), function, std::move(call)};
}

/// "block" of the body or the query: a number, a hash or a tag; the newest when absent.
Result<json::BlockId, Problem> read_block(const Input& input) {
    bj::value given;
    if (const auto* member = input.find("block"))
        given = *member;
    else if (const auto text = find_query(input.query, "block"))
        given = bj::string{*text};
    if (given.is_null()) return json::BlockId{};
    if (const auto number = json::parse_lenient_number(given)) {
        const bool is_hash = given.is_string() && given.get_string().size() == 66;
        if (number->fits_uint64() && !is_hash) return json::BlockId{(*number)[0]};
    }
    const auto id = json::parse_block_id(given);
    if (!id) return Failure{Problem{.status = 422, .detail = "block: " + id.error().reason}};
    return *id;
}

Answer call(Services& services, const Input& input) {
    DEED_TRY(invocation, read_invocation(services, input));
    DEED_TRY(block, read_block(input));
    const calls::Question question{.call = invocation.call, .block = block};
    const auto outcome = services.simulator.call(question);
    if (!outcome) return Failure{to_problem(outcome.error())};
    if (!outcome->is_success())
        return Failure{to_problem(calls::failure_of(*outcome),
                                  explain_failure(services, question, invocation.contract.get()))};
    const auto values = abi::decode(abi::types_of(invocation.function->outputs), outcome->output);
    if (!values)
        return Failure{Problem{.status = 422,
                               .detail = "the contract's answer does not fit its ABI",
                               .members = {{"data", to_hex_prefixed(outcome->output)}}}};
    return make_response(200, bj::object{{"result", describe_outputs(invocation.function->outputs, *values)},
                                         {"gasUsed", outcome->gas_used}});
}

/// The answer once the transaction is in a block.
WaitingList::Answer answer_sending(Services& services, const Hash& hash) {
    return [&services, hash](WaitingList::Chance chance) -> std::optional<server::Response> {
        auto described = describe_transaction(services, hash);
        if (described) return make_response(200, *described);
        if (chance == WaitingList::Chance::Early) return std::nullopt;
        auto response = make_response(
            202, bj::object{{"hash", to_hex_prefixed(hash)}, {"status", "pending"}, {"block", nullptr}});
        response.fields.emplace_back("Location", "/api/v1/txs/" + to_hex_prefixed(hash));
        return response;
    };
}

Answer send(Services& services, const Input& input) {
    DEED_TRY(invocation, read_invocation(services, input));
    const auto mutability = invocation.function->mutability;
    if (invocation.call.value && *invocation.call.value && mutability != abi::Mutability::Payable)
        return Failure{wrong_arguments({{"/value", "0", "the function takes no value"}})};
    const auto hash = services.wallet.send(invocation.call);
    if (!hash)
        return Failure{to_problem(
            hash.error(), explain_failure(services, {.call = invocation.call}, invocation.contract.get()))};
    return Deferred{answer_sending(services, *hash)};
}

}  // namespace

std::span<const Route> invocation_routes() {
    static const Route routes[] = {
        {"GET", {"contracts", "*", "call", "*"}, call, {"args", "from", "value", "gas", "block"}},
        {"POST", {"contracts", "*", "call", "*"}, call, {"args", "from", "value", "gas", "block"}},
        {"POST", {"contracts", "*", "send", "*"}, send, {"args", "from", "value", "gas"}},
    };
    return routes;
}

}  // namespace deed::gateway
