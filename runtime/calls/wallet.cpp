#include "runtime/calls/wallet.hpp"

#include <algorithm>

#include "runtime/calls/transaction_fields.hpp"
#include "vm/crypto/address.hpp"

namespace deed::calls {
namespace {

Failure<CallFailure> refused(std::string_view reason) {
    return {CallFailure{FailureKind::Refused, std::string{reason}}};
}

}  // namespace

std::vector<Address> Wallet::addresses() const {
    std::vector<Address> addresses;
    for (const auto& account : accounts_) addresses.push_back(account.address);
    return addresses;
}

const crypto::PrivateKey* Wallet::find_key(const Address& address) const {
    const auto found = std::ranges::find(accounts_, address, &keys::Account::address);
    return found == accounts_.end() ? nullptr : &found->key;
}

Result<Address, CallFailure> Wallet::sender_of(const json::CallRequest& call) const {
    if (call.from) return *call.from;
    if (accounts_.empty()) return refused("no sender is named, and this node holds no accounts");
    return accounts_.front().address;
}

Result<block::Transaction, CallFailure> Wallet::fill(json::CallRequest call) const {
    DEED_TRY(sender, sender_of(call));
    // Valid, but it is a transfer whose receiver was forgotten: the value would be lost.
    if (!call.to && call.data.empty()) return refused("contract creation without any data provided");
    call.from = sender;
    if (!call.nonce) call.nonce = chain_.next_nonce(sender);
    if (!call.gas_price) {
        if (!call.max_priority_fee_per_gas) {
            const Uint256 tip = chain_.suggested_tip();
            call.max_priority_fee_per_gas = call.max_fee_per_gas ? std::min(tip, *call.max_fee_per_gas) : tip;
        }
        // Twice the base fee holds for six full blocks, each of which raises it by an eighth.
        if (!call.max_fee_per_gas)
            call.max_fee_per_gas = chain_.next_base_fee() * Uint256{2} + *call.max_priority_fee_per_gas;
    }
    if (!call.gas) {
        DEED_TRY(gas, simulator_.estimate_gas({.call = call, .block = {json::BlockTag::Pending}}));
        call.gas = gas;
    }
    return make_transaction(call, chain_.config().chain_id, *call.gas);
}

Result<block::SignedTransaction, CallFailure> Wallet::sign(json::CallRequest call) const {
    DEED_TRY(sender, sender_of(call));
    const auto* key = find_key(sender);
    if (key == nullptr) return refused("unknown account " + crypto::to_checksum(sender));
    DEED_TRY(transaction, fill(std::move(call)));
    return block::sign(std::move(transaction), *key);
}

Result<Hash, CallFailure> Wallet::send(json::CallRequest call, const Announce& announce) {
    const std::scoped_lock lock{sending_};
    DEED_TRY(sender, sender_of(call));
    if (find_key(sender) == nullptr && impersonation_ && impersonation_(sender)) {
        DEED_TRY(fields, fill(std::move(call)));
        const auto taken = chain_.submit_as(sender, std::move(fields));
        if (!taken) return refused(pool::message_of(taken.error()));
        return *taken;
    }
    DEED_TRY(transaction, sign(std::move(call)));
    if (announce) announce(transaction, sender);
    auto hash = chain_.submit(std::move(transaction));
    if (!hash) return refused(pool::message_of(hash.error()));
    return *hash;
}

}  // namespace deed::calls
