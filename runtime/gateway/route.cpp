#include "runtime/gateway/route.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "runtime/gateway/arguments.hpp"
#include "runtime/gateway/failure_finder.hpp"
#include "runtime/gateway/views.hpp"
#include "vm/base/hex.hpp"
#include "vm/base/nearest.hpp"
#include "vm/crypto/address.hpp"

namespace deed::gateway {
namespace {

namespace bj = boost::json;

bool has_code(const Services& services, const Address& address) {
    const auto head = services.chain.head()->id.number;
    const auto state = services.chain.state_at(head);
    const auto account = state ? state->find_account(address) : std::nullopt;
    return account && account->has_code();
}

Problem unknown_contract(const Services& services, const std::string& name) {
    std::vector<std::string> names;
    for (const auto& contract : services.registry.list()) names.push_back(contract->name);
    bj::array nearest;
    for (const auto& near : nearest_names(name, names)) nearest.emplace_back(near);
    return {.status = 404,
            .detail = fmt::format("there is no contract \"{}\"", name),
            .members = {{"nearest", std::move(nearest)}}};
}

/// Why an included transaction reverted: what the same call says on the state before its block. Nothing when
/// it does not revert there, because an earlier transaction of its block made the difference.
std::optional<bj::object> find_revert(const Services& services, const ledger::StoredTransaction& stored) {
    const auto& fields = stored.transaction.fields;
    const json::CallRequest call{.from = stored.sender,
                                 .to = fields.to,
                                 .gas = fields.gas_limit,
                                 .value = fields.value,
                                 .data = fields.data,
                                 .access_list = fields.access_list,
                                 .authorization_list = fields.authorization_list};
    const calls::Question question{.call = call, .block = {stored.place.block - 1}};
    const auto outcome = services.simulator.call(question);
    if (!outcome || outcome->is_success()) return std::nullopt;
    if (outcome->status != machine::Status::Revert)
        return bj::object{{"name", nullptr}, {"reason", machine::describe(outcome->status)}, {"data", "0x"}};
    const auto contract =
        services.registry.find(fields.to ? *fields.to : crypto::create_address(stored.sender, fields.nonce));
    return describe_revert(outcome->output, explain_failure(services, question, contract.get()));
}

/// An amount as arguments write integers.
Result<Uint256, Problem> read_amount(const bj::value& value, const char* pointer) {
    const abi::Parameter parameter{"amount", abi::uint_type()};
    const bj::value list = bj::array{value};
    const auto values = read_arguments({&parameter, 1}, &list);
    if (values) return std::get<Uint256>(values->front().data);
    auto error = values.error().front();
    error.pointer = pointer;
    return Failure{wrong_arguments({error})};
}

}  // namespace

const bj::value* Input::find(std::string_view name) const {
    const auto* value = body.if_contains({name.data(), name.size()});
    return value == nullptr || value->is_null() ? nullptr : value;
}

server::Response make_response(unsigned status, const bj::value& body) {
    return {.status = status, .body = bj::serialize(body)};
}

Presence presence_of(const Services& services, const Contract& contract) {
    // In this order: a block may come in between, and what was pending before is on the chain after it.
    const bool is_pending = services.chain.find_pending(contract.transaction) != nullptr;
    if (has_code(services, contract.address)) return Presence::OnChain;
    return is_pending ? Presence::Pending : Presence::Nowhere;
}

Result<ContractPointer, Problem> require_contract(const Services& services,
                                                  const std::string& name_or_address) {
    const bool is_address = name_or_address.starts_with("0x");
    const auto address = crypto::address_from_checksum(name_or_address);
    if (is_address && !address)
        return Failure{Problem{.status = 422, .detail = "not an address, or its checksum is wrong"}};
    auto contract = address ? services.registry.find(*address) : services.registry.find(name_or_address);
    if (!contract) return Failure{unknown_contract(services, name_or_address)};
    switch (presence_of(services, *contract)) {
        case Presence::OnChain: return contract;
        case Presence::Pending:
            return Failure{Problem{.status = 409, .detail = "the contract's deployment waits for a block"}};
        case Presence::Nowhere: return Failure{unknown_contract(services, name_or_address)};
    }
    DEED_ASSERT(false);
}

Explanation explain_failure(const Services& services, const calls::Question& question,
                            const Contract* contract) {
    ContractPointer created;
    if (!question.call.to && contract != nullptr) {
        Contract copy = *contract;
        auto map = json::CodeMap::read(copy.source_map, json::MappedCode::Creation);
        copy.code_map = map ? std::make_shared<const json::CodeMap>(*std::move(map)) : nullptr;
        created = std::make_shared<const Contract>(std::move(copy));
    }
    FailureFinder finder{[&](const Address& address) { return services.registry.find(address); }, created};
    const auto watched = services.simulator.watch(question, {.tracer = &finder});
    Explanation explanation = watched ? finder.explanation() : Explanation{};
    // What failed on another state a moment ago need not fail now.
    if (contract != nullptr)
        explanation.errors.insert(explanation.errors.end(), contract->interface.errors.begin(),
                                  contract->interface.errors.end());
    return explanation;
}

std::optional<bj::object> describe_transaction(const Services& services, const Hash& hash) {
    const auto snapshot = services.chain.snapshot();
    auto described = describe_included(*snapshot, services.registry, hash);
    if (!described || described->at("status") != "reverted") return described;
    if (auto revert = find_revert(services, *snapshot->find_transaction(hash)))
        (*described)["revert"] = *std::move(revert);
    return described;
}

Result<json::CallRequest, Problem> read_call_options(const Services& services, const Input& input) {
    json::CallRequest call;
    const auto accounts = services.wallet.addresses();
    if (!accounts.empty()) call.from = accounts.front();
    if (const auto* from = input.find("from")) {
        const auto* text = from->if_string();
        const auto address =
            text == nullptr ? std::nullopt : crypto::address_from_checksum({text->data(), text->size()});
        if (!address)
            return Failure{
                wrong_arguments({{"/from", "address", "not an address, or its checksum is wrong"}})};
        call.from = *address;
    }
    if (const auto* value = input.find("value")) {
        DEED_TRY(amount, read_amount(*value, "/value"));
        call.value = amount;
    }
    if (const auto* gas = input.find("gas")) {
        DEED_TRY(amount, read_amount(*gas, "/gas"));
        if (!amount.fits_uint64()) return Failure{wrong_arguments({{"/gas", "uint64", "out of range"}})};
        call.gas = amount[0];
    }
    return call;
}

Problem wrong_arguments(const ArgumentErrors& errors) {
    bj::array list;
    for (const auto& error : errors)
        list.push_back(
            bj::object{{"pointer", error.pointer}, {"expected", error.expected}, {"detail", error.detail}});
    return {.status = 422,
            .detail = fmt::format("{}: {}", errors.front().pointer, errors.front().detail),
            .members = {{"errors", std::move(list)}}};
}

}  // namespace deed::gateway
