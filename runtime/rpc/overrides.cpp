#include "runtime/rpc/overrides.hpp"

#include <boost/json/object.hpp>

namespace deed::rpc {
namespace {

using json::ParseError;
using Slots = std::map<Uint256, Uint256>;

Result<Slots, ParseError> parse_slots(const boost::json::value& value) {
    if (!value.is_object()) return Failure{ParseError{"storage must be an object"}};
    Slots slots;
    for (const auto& member : value.get_object()) {
        DEED_TRY(slot, json::parse_slot(boost::json::value(member.key())));
        DEED_TRY(word, json::parse_slot(member.value()));
        slots[slot] = word;
    }
    return slots;
}

const boost::json::value* find(const boost::json::object& object, const char* name) {
    const auto* value = object.if_contains(name);
    return json::is_absent(value) ? nullptr : value;
}

Result<uint64_t, ParseError> number_of(const boost::json::object& object, const char* name) {
    const auto* value = find(object, name);
    if (value == nullptr) return Failure{ParseError{std::string{"a withdrawal needs \""} + name + "\""}};
    return json::parse_number(*value);
}

Result<std::vector<block::Withdrawal>, ParseError> parse_withdrawals(const boost::json::value& value) {
    if (!value.is_array()) return Failure{ParseError{"withdrawals must be an array"}};
    std::vector<block::Withdrawal> withdrawals;
    for (const auto& member : value.get_array()) {
        const auto* object = member.if_object();
        const auto* address = object == nullptr ? nullptr : find(*object, "address");
        if (address == nullptr) return Failure{ParseError{"a withdrawal must be an object with an address"}};
        DEED_TRY(index, number_of(*object, "index"));
        DEED_TRY(validator, number_of(*object, "validatorIndex"));
        DEED_TRY(amount, number_of(*object, "amount"));
        DEED_TRY(receiver, json::parse_address(*address));
        withdrawals.push_back({index, validator, receiver, amount});
    }
    return withdrawals;
}

Result<calls::AccountOverride, ParseError> parse_account(const boost::json::value& value) {
    const auto* object = value.if_object();
    if (object == nullptr) return Failure{ParseError{"an account's overrides must be an object"}};
    calls::AccountOverride account;
    if (const auto* balance = find(*object, "balance")) {
        DEED_TRY(parsed, json::parse_quantity(*balance));
        account.balance = parsed;
    }
    if (const auto* nonce = find(*object, "nonce")) {
        DEED_TRY(parsed, json::parse_number(*nonce));
        account.nonce = parsed;
    }
    if (const auto* code = find(*object, "code")) {
        DEED_TRY(parsed, json::parse_data(*code));
        account.code = std::move(parsed);
    }
    if (const auto* target = find(*object, "movePrecompileToAddress")) {
        DEED_TRY(parsed, json::parse_address(*target));
        account.moves_precompile_to = parsed;
    }
    const auto* state = find(*object, "state");
    const auto* difference = find(*object, "stateDiff");
    if (state != nullptr && difference != nullptr)
        return Failure{ParseError{"an account has both \"state\" and \"stateDiff\""}};
    if (state != nullptr) {
        DEED_TRY(parsed, parse_slots(*state));
        account.storage = std::move(parsed);
    }
    if (difference != nullptr) {
        DEED_TRY(parsed, parse_slots(*difference));
        account.slots = std::move(parsed);
    }
    return account;
}

}  // namespace

Result<calls::StateOverrides, ParseError> parse_state_overrides(const boost::json::value& value) {
    if (!value.is_object()) return Failure{ParseError{"state overrides must be an object"}};
    calls::StateOverrides overrides;
    for (const auto& member : value.get_object()) {
        DEED_TRY(address, json::parse_address(boost::json::value(member.key())));
        DEED_TRY(account, parse_account(member.value()));
        overrides.emplace(address, std::move(account));
    }
    return overrides;
}

Result<calls::BlockOverrides, ParseError> parse_block_overrides(const boost::json::value& value) {
    const auto* object = value.if_object();
    if (object == nullptr) return Failure{ParseError{"block overrides must be an object"}};
    calls::BlockOverrides overrides;
    if (const auto* number = find(*object, "number")) {
        DEED_TRY(parsed, json::parse_number(*number));
        overrides.number = parsed;
    }
    if (const auto* time = find(*object, "time")) {
        DEED_TRY(parsed, json::parse_number(*time));
        overrides.timestamp = parsed;
    }
    if (const auto* limit = find(*object, "gasLimit")) {
        DEED_TRY(parsed, json::parse_number(*limit));
        overrides.gas_limit = parsed;
    }
    if (const auto* recipient = find(*object, "feeRecipient")) {
        DEED_TRY(parsed, json::parse_address(*recipient));
        overrides.beneficiary = parsed;
    }
    if (const auto* randao = find(*object, "prevRandao")) {
        DEED_TRY(parsed, json::parse_hash(*randao));
        overrides.prev_randao = parsed;
    }
    if (const auto* fee = find(*object, "baseFeePerGas")) {
        DEED_TRY(parsed, json::parse_quantity(*fee));
        overrides.base_fee = parsed;
    }
    if (const auto* fee = find(*object, "blobBaseFee")) {
        DEED_TRY(parsed, json::parse_quantity(*fee));
        overrides.blob_base_fee = parsed;
    }
    if (const auto* root = find(*object, "beaconRoot")) {
        DEED_TRY(parsed, json::parse_hash(*root));
        overrides.beacon_root = parsed;
    }
    if (const auto* withdrawals = find(*object, "withdrawals")) {
        DEED_TRY(parsed, parse_withdrawals(*withdrawals));
        overrides.withdrawals = std::move(parsed);
    }
    return overrides;
}

}  // namespace deed::rpc
