#include <boost/json/array.hpp>
#include <fmt/format.h>

#include "runtime/gateway/arguments.hpp"
#include "runtime/gateway/artifact.hpp"
#include "runtime/gateway/open_api.hpp"
#include "runtime/gateway/route.hpp"
#include "runtime/gateway/views.hpp"
#include "runtime/json/strict_text.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/address.hpp"

namespace deed::gateway {
namespace {

namespace bj = boost::json;

Failure<Problem> unprocessable(std::string detail) {
    return {Problem{.status = 422, .detail = std::move(detail)}};
}

Result<std::string, Problem> text_member(const Input& input, const char* name) {
    const auto* value = input.find(name);
    if (value == nullptr) return std::string{};
    if (!value->is_string()) return unprocessable(fmt::format("\"{}\" must be a string", name));
    return std::string{value->get_string().data(), value->get_string().size()};
}

/// The artifact that the body holds or whose source it holds.
Result<Artifact, Problem> obtain_artifact(const Services& services, const Input& input) {
    const auto* given = input.find("artifact");
    const auto* source = input.find("source");
    if ((given == nullptr) == (source == nullptr))
        return unprocessable("give either \"source\" (text) or \"artifact\" (a compiler's output)");
    if (given != nullptr) {
        auto artifact = read_artifact(*given);
        if (!artifact) return unprocessable(artifact.error());
        return *std::move(artifact);
    }
    if (!services.compile) return unprocessable("this node has no compiler: give an \"artifact\"");
    DEED_TRY(text, text_member(input, "source"));
    DEED_TRY(name, text_member(input, "contract"));
    const auto compiled = services.compile(text, name);
    if (!compiled)
        return Failure{Problem{.status = 422,
                               .detail = "the source does not compile",
                               .members = {{"diagnostics", compiled.error()}}}};
    const auto json = json::parse_strict(*compiled);
    if (!json) return Failure{Problem{.status = 500, .detail = "the compiler's artifact cannot be read"}};
    auto artifact = read_artifact(*json);
    if (!artifact) return unprocessable(artifact.error());
    return *std::move(artifact);
}

Result<std::string, Problem> choose_name(const Services& services, const Input& input,
                                         const Artifact& artifact) {
    DEED_TRY(wanted, text_member(input, "name"));
    const auto name = wanted.empty() ? artifact.name : wanted;
    if (name.empty()) return unprocessable("the contract needs a \"name\"");
    if (!is_valid_name(name))
        return unprocessable(
            "a name has 1 to 64 letters, digits, \"_\", \"-\" and \".\", and does not begin with 0x");
    const auto holder = services.registry.find(name);
    if (holder && presence_of(services, *holder) != Presence::Nowhere)
        return Failure{
            Problem{.status = 409, .detail = fmt::format("there is a contract \"{}\" already", name)}};
    return name;
}

/// The answer once the deployment is in a block.
WaitingList::Answer answer_deployment(Services& services, ContractPointer contract) {
    return [&services, contract](WaitingList::Chance chance) -> std::optional<server::Response> {
        auto described = describe_contract(*contract);
        const auto transaction = describe_transaction(services, contract->transaction);
        unsigned status = 202;
        if (!transaction && chance == WaitingList::Chance::Early) return std::nullopt;
        if (!transaction)
            described["status"] = "pending";
        else {
            const bool succeeded = transaction->at("status") == "succeeded";
            const bool has_code = presence_of(services, *contract) == Presence::OnChain;
            status = has_code ? 201 : 200;
            described["status"] = has_code ? "deployed" : succeeded ? "without code" : "reverted";
            if (const auto* revert = transaction->if_contains("revert")) described["revert"] = *revert;
            described["block"] = transaction->at("block");
            described["gasUsed"] = transaction->at("gasUsed");
        }
        auto response = make_response(status, described);
        response.fields.emplace_back("Location", "/api/v1/contracts/" + contract->name);
        return response;
    };
}

Answer deploy(Services& services, const Input& input) {
    DEED_TRY(artifact, obtain_artifact(services, input));
    const std::scoped_lock lock{services.naming};
    DEED_TRY(name, choose_name(services, input, artifact));
    DEED_TRY(call, read_call_options(services, input));
    const auto arguments = read_arguments(artifact.interface.constructor_inputs, input.find("args"));
    if (!arguments) return Failure{wrong_arguments(arguments.error())};
    const auto encoded = abi::encode(abi::types_of(artifact.interface.constructor_inputs), *arguments);
    DEED_ASSERT(encoded.has_value());
    call.data = artifact.init_code;
    append(call.data, *encoded);

    // The name is stored before the transaction is sent: after a crash in between nothing is at the address,
    // and the name is free again; the other way round a contract would be there that nobody can name.
    Contract contract{.name = name,
                      .abi = artifact.abi,
                      .interface = artifact.interface,
                      .source_map = artifact.source_map};
    read_source_map(contract);
    const auto announce = [&](const block::SignedTransaction& transaction, const Address& sender) {
        contract.address = crypto::create_address(sender, transaction.fields.nonce);
        contract.transaction = block::hash_of(transaction);
        services.registry.put(contract);
    };
    const auto hash = services.wallet.send(call, announce);
    if (!hash) {
        if (!contract.transaction.is_zero()) services.registry.remove(name);
        return Failure{to_problem(hash.error(), explain_failure(services, {.call = call}, &contract))};
    }
    return Deferred{answer_deployment(services, services.registry.find(name))};
}

Answer list_contracts(Services& services, const Input&) {
    bj::array items;
    for (const auto& contract : services.registry.list())
        if (presence_of(services, *contract) == Presence::OnChain)
            items.push_back(describe_contract(*contract));
    return make_response(200, bj::object{{"items", std::move(items)}});
}

Answer get_contract(Services& services, const Input& input) {
    DEED_TRY(contract, require_contract(services, input.captured[0]));
    auto described = describe_contract(*contract);
    described["abi"] = contract->abi;
    if (!contract->source_map.is_null()) described["sourceMap"] = contract->source_map;
    const auto transaction =
        describe_included(*services.chain.snapshot(), services.registry, contract->transaction);
    if (transaction) described["block"] = transaction->at("block");
    return make_response(200, described);
}

Answer get_open_api(Services& services, const Input& input) {
    DEED_TRY(contract, require_contract(services, input.captured[0]));
    return make_response(200, make_open_api(*contract));
}

}  // namespace

std::span<const Route> contract_routes() {
    static const Route routes[] = {
        {"POST",
         {"contracts"},
         deploy,
         {"name", "source", "contract", "artifact", "args", "from", "value", "gas"}},
        {"GET", {"contracts"}, list_contracts},
        {"GET", {"contracts", "*"}, get_contract},
        {"GET", {"contracts", "*", "openapi.json"}, get_open_api},
    };
    return routes;
}

}  // namespace deed::gateway
