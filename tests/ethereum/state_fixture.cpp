#include "tests/ethereum/state_fixture.hpp"

#include <algorithm>

#include "tests/ethereum/json_file.hpp"
#include "vm/base/error.hpp"
#include "vm/base/hex.hpp"

namespace deed::conformance {
namespace {

namespace json = boost::json;

std::string describe(const std::optional<Hash>& code_hash, const state::MemoryState& state) {
    const auto code = code_hash ? state.read_code(*code_hash) : Bytes{};
    return to_hex_prefixed(BytesView{code}.first(std::min<size_t>(code.size(), 40)));
}

std::string tell_apart(std::string_view what, const std::string& expected, const std::string& actual) {
    return std::string{what} + " is " + actual + ", expected " + expected;
}

std::string storage_difference(const std::map<Uint256, Uint256>& expected,
                               const std::map<Uint256, Uint256>& actual) {
    std::map<Uint256, std::pair<Uint256, Uint256>> slots;
    for (const auto& [slot, value] : expected) slots[slot].first = value;
    for (const auto& [slot, value] : actual) slots[slot].second = value;
    for (const auto& [slot, values] : slots)
        if (values.first != values.second)
            return tell_apart("slot " + to_quantity(slot), to_quantity(values.first),
                              to_quantity(values.second));
    return {};
}

std::string account_difference(const Address& address, const state::MemoryState& expected,
                               const state::MemoryState& actual) {
    const auto wanted = expected.find_account(address);
    const auto found = actual.find_account(address);
    if (!wanted) return "exists, but should not";
    if (!found) return "is missing";
    if (wanted->nonce != found->nonce)
        return tell_apart("nonce", std::to_string(wanted->nonce), std::to_string(found->nonce));
    if (wanted->balance != found->balance)
        return tell_apart("balance", to_quantity(wanted->balance), to_quantity(found->balance));
    if (wanted->code_hash != found->code_hash)
        return tell_apart("code", describe(wanted->code_hash, expected), describe(found->code_hash, actual));
    return storage_difference(expected.entries().at(address).storage, actual.entries().at(address).storage);
}

struct Refusal {
    std::string_view exception;
    std::string_view reason;
};

constexpr Refusal kRefusals[] = {
#define DEED_REFUSAL(exception, reason) {#exception, #reason},
#include "tests/ethereum/refusals.def"
#undef DEED_REFUSAL
};

bool means(std::string_view exception, std::string_view reason) {
    exception.remove_prefix(exception.rfind('.') + 1);
    const auto is_row = [&](const Refusal& row) { return row.exception == exception; };
    if (std::ranges::none_of(kRefusals, is_row)) return true;
    return std::ranges::any_of(kRefusals,
                               [&](const Refusal& row) { return is_row(row) && row.reason == reason; });
}

}  // namespace

Uint256 word_of(const json::value& value) {
    const auto* text = value.if_string();
    const auto number = text ? parse_uint256(*text) : std::nullopt;
    if (!number)
        throw Error("not a number of 256 bits: " + (text ? std::string{*text} : std::string{"(no text)"}));
    return *number;
}

uint64_t number_of(const json::value& value) {
    const Uint256 number = word_of(value);
    if (!number.fits_uint64()) throw Error("not a number of 64 bits: " + to_quantity(number));
    return number[0];
}

Address address_of(const json::value& value) {
    const Bytes bytes = hex_bytes(value);
    if (bytes.size() != Address::kSize) throw Error("not an address: " + to_hex(bytes));
    return Address::from(bytes);
}

Hash hash_of_text(const json::value& value) {
    const Bytes bytes = hex_bytes(value);
    if (bytes.size() != Hash::kSize) throw Error("not a hash: " + to_hex(bytes));
    return Hash::from(bytes);
}

Uint256 word_or_zero(const json::object& object, std::string_view member) {
    const auto* value = object.if_contains(member);
    return value ? word_of(*value) : Uint256{};
}

state::MemoryState read_accounts(const json::object& accounts) {
    state::MemoryState state;
    for (const auto& [address_text, value] : accounts) {
        const json::object& fields = value.as_object();
        const Address address = address_of(address_text);
        state.set_account(address, {number_of(fields.at("nonce")), word_of(fields.at("balance"))});
        state.set_code(address, hex_bytes(fields.at("code")));
        for (const auto& [slot, word] : fields.at("storage").as_object())
            state.set_storage(address, word_of(slot), word_of(word));
    }
    return state;
}

std::string first_difference(const state::MemoryState& expected, const state::MemoryState& actual) {
    std::map<Address, bool> addresses;
    for (const auto& [address, entry] : expected.entries()) addresses[address] = true;
    for (const auto& [address, entry] : actual.entries()) addresses[address] = true;
    for (const auto& [address, present] : addresses) {
        const auto difference = account_difference(address, expected, actual);
        if (!difference.empty()) return "account " + to_hex_prefixed(address) + ": " + difference;
    }
    return {};
}

block::BlobSchedule read_blob_schedule(const json::object& test, std::string_view fork,
                                       isa::Revision revision) {
    const auto* config = test.if_contains("config");
    const auto* schedules = config ? config->as_object().if_contains("blobSchedule") : nullptr;
    const auto* entry = schedules ? schedules->as_object().if_contains(fork) : nullptr;
    if (!entry) return block::ChainConfig::always(1, revision).blob_schedule_at(0);
    const json::object& fields = entry->as_object();
    return {number_of(fields.at("target")), number_of(fields.at("max")),
            number_of(fields.at("baseFeeUpdateFraction"))};
}

uint64_t read_chain_id(const json::object& test) {
    const auto* config = test.if_contains("config");
    const auto* chain_id = config ? config->as_object().if_contains("chainid") : nullptr;
    return chain_id ? number_of(*chain_id) : 1;
}

bool is_expected_refusal(std::string_view alternatives, std::string_view reason) {
    while (!alternatives.empty()) {
        const size_t end = std::min(alternatives.find('|'), alternatives.size());
        if (means(alternatives.substr(0, end), reason)) return true;
        alternatives.remove_prefix(std::min(end + 1, alternatives.size()));
    }
    return false;
}

}  // namespace deed::conformance
