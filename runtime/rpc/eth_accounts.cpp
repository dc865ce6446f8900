#include <fmt/format.h>

#include "runtime/ledger/past_trees.hpp"
#include "runtime/rpc/lookup.hpp"
#include "runtime/trie/proof.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::rpc {
namespace {

constexpr size_t kMaxProofSlots = 1'024;

Outcome get_balance(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(address, params.address(0));
    DEED_TRY(id, params.block_or_latest(1));
    DEED_TRY(state, require_state(backend, id));
    const auto account = state->find_account(address);
    check_readable(*state);
    result.quantity(account ? account->balance : Uint256{});
    return kDone;
}

Outcome get_transaction_count(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(address, params.address(0));
    DEED_TRY(id, params.block_or_latest(1));
    if (id.is_pending()) {
        result.quantity(backend.chain.next_nonce(address));
        return kDone;
    }
    DEED_TRY(state, require_state(backend, id));
    const auto account = state->find_account(address);
    check_readable(*state);
    result.quantity(account ? account->nonce : uint64_t{0});
    return kDone;
}

Outcome get_code(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(address, params.address(0));
    DEED_TRY(id, params.block_or_latest(1));
    DEED_TRY(state, require_state(backend, id));
    const auto account = state->find_account(address);
    const auto code = account ? state->read_code(account->code_hash) : Bytes{};
    check_readable(*state);
    result.data(code);
    return kDone;
}

Outcome get_storage_at(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(address, params.address(0));
    DEED_TRY(slot, params.slot(1));
    DEED_TRY(id, params.block_or_latest(2));
    DEED_TRY(state, require_state(backend, id));
    const auto value = state->read_storage(address, slot);
    check_readable(*state);
    result.data(to_hash(value));
    return kDone;
}

void write_proof(json::Writer& writer, const std::vector<Bytes>& nodes) {
    writer.begin_array();
    for (const auto& node : nodes) writer.data(node);
    writer.end_array();
}

void write_storage_proof(json::Writer& writer, const trie::NodeStore& nodes, const state::StateView& state,
                         const Address& address, const boost::json::string& key, const Uint256& slot) {
    // A key of full length is given back as such, a shorter one as the number that it is.
    constexpr size_t kFullLength = 2 + 2 * Hash::kSize;
    writer.begin_object().key("key");
    if (key.size() == kFullLength)
        writer.data(to_hash(slot));
    else
        writer.quantity(slot);
    writer.key("value").quantity(state.read_storage(address, slot));
    writer.key("proof");
    write_proof(writer, trie::make_proof(nodes, crypto::keccak256(to_hash(slot))));
    writer.end_object();
}

Result<std::vector<Uint256>, Error> read_slots(const boost::json::array& keys) {
    if (keys.size() > kMaxProofSlots) return Failure{invalid_argument(1, "too many slots")};
    std::vector<Uint256> slots;
    for (const auto& key : keys) {
        auto slot = json::parse_slot(key);
        if (!slot) return Failure{invalid_argument(1, slot.error().reason)};
        slots.push_back(*slot);
    }
    return slots;
}

Outcome get_proof(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(address, params.address(0));
    DEED_TRY(keys, params.array(1));
    DEED_TRY(slots, read_slots(*keys));
    DEED_TRY(id, params.block_or_latest(2));
    DEED_TRY(number, require_number(backend, id));
    const auto snapshot = backend.chain.snapshot();
    const uint64_t head = snapshot->head().number;
    if (number > head) number = head;
    // Trees are kept for the newest block; those of others are worked out from what has changed since.
    if (head - number > backend.limits.proof_depth)
        return Failure{Error{ErrorCode::ServerError,
                             fmt::format("proofs reach back {} blocks from the newest one, {}",
                                         backend.limits.proof_depth, head),
                             {}}};
    const ledger::PastTrees trees{*snapshot, number};
    const auto state = snapshot->state_at(number);
    const auto account = state->find_account(address).value_or(state::Account{});
    result.begin_object().key("address").data(address).key("accountProof");
    write_proof(result, trie::make_proof(trees.accounts(), crypto::keccak256(address)));
    result.key("balance").quantity(account.balance);
    result.key("codeHash").data(account.code_hash);
    result.key("nonce").quantity(account.nonce);
    result.key("storageHash").data(trees.storage_root(address));
    result.key("storageProof").begin_array();
    const auto storage = trees.storage(address);
    for (size_t i = 0; i < slots.size(); ++i)
        write_storage_proof(result, *storage, *state, address, (*keys)[i].get_string(), slots[i]);
    result.end_array().end_object();
    check_readable(*state);
    return kDone;
}

constexpr size_t kMaxStorageValues = 1'024;

/// {"0xAddress": ["0xSlot", …]} to {"0xAddress": ["0xWord", …]}.
Outcome get_storage_values(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(wanted, params.object(0));
    DEED_TRY(id, params.block_or_latest(1));
    DEED_TRY(state, require_state(backend, id));
    size_t count = 0;
    result.begin_object();
    for (const auto& member : *wanted) {
        const auto address = json::parse_address(boost::json::value(member.key()));
        if (!address) return Failure{invalid_argument(0, address.error().reason)};
        if (!member.value().is_array()) return Failure{invalid_argument(0, "the slots must be an array")};
        result.key(to_hex_prefixed(*address)).begin_array();
        for (const auto& key : member.value().get_array()) {
            const auto slot = json::parse_slot(key);
            if (!slot) return Failure{invalid_argument(0, slot.error().reason)};
            if (++count > kMaxStorageValues) return Failure{invalid_argument(0, "too many slots")};
            result.data(to_hash(state->read_storage(*address, *slot)));
        }
        result.end_array();
    }
    result.end_object();
    check_readable(*state);
    return kDone;
}

constexpr Method kMethods[] = {
    {"eth_getBalance", get_balance},
    {"eth_getTransactionCount", get_transaction_count},
    {"eth_getCode", get_code},
    {"eth_getStorageAt", get_storage_at},
    {"eth_getStorageValues", get_storage_values},
    {"eth_getProof", get_proof, Cost::Slow},
};

}  // namespace

std::span<const Method> eth_account_methods() {
    return kMethods;
}

}  // namespace deed::rpc
