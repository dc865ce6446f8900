#include "runtime/execution/executor.hpp"

#include <algorithm>
#include <limits>

#include "runtime/execution/fees.hpp"
#include "vm/isa/delegation.hpp"
#include "vm/isa/gas_schedule.hpp"
#include "vm/precompiles/precompile.hpp"

namespace deed::execution {
namespace {

using block::Transaction;
using isa::Revision;
using machine::CallKind;

constexpr Address kSystemAddress{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe}};
constexpr int64_t kSystemCallGas = 30'000'000;
/// EIP-7702: what an authorization costs less when its account exists already.
constexpr int64_t kExistingAuthorityRefund = 25'000 - 12'500;

/// The machine counts gas in 63 bits; nobody can use up more.
int64_t machine_gas(uint64_t gas) {
    return static_cast<int64_t>(std::min<uint64_t>(gas, std::numeric_limits<int64_t>::max()));
}

Environment with_fee(Environment environment, const std::optional<Uint256>& blob_base_fee) {
    if (blob_base_fee) environment.block.blob_base_fee = *blob_base_fee;
    return environment;
}

}  // namespace

Executor::Executor(Environment environment, state::Journal& journal, machine::CodeCache& codes,
                   const Machinery& machinery)
    : environment_(with_fee(std::move(environment), machinery.blob_base_fee)),
      journal_(journal),
      precompiles_(precompiles::precompile_addresses(environment_.revision)),
      vm_({environment_.revision, environment_.block, {}, machinery.engine, machinery.precompile_moves},
          journal, codes, machinery.tracer, machinery.interceptor) {}

Result<Outcome, Invalid> Executor::transact(const Address& sender, const Transaction& transaction,
                                            const Leniency& leniency) {
    DEED_CHECK(check_form(transaction, environment_, leniency));
    DEED_CHECK(check_fees(transaction, environment_, leniency));
    Sender account;
    account.account = {journal_.nonce(sender), journal_.balance(sender), journal_.code_hash(sender)};
    account.is_delegated = isa::find_delegation(journal_.code(sender)).has_value();
    DEED_CHECK(check_sender(transaction, account, environment_, leniency));

    const IntrinsicGas gas = intrinsic_gas(transaction, environment_.revision);
    const Uint256 gas_price = effective_gas_price(transaction, environment_.block.base_fee);
    journal_.begin_transaction();
    vm_.set_transaction({sender, gas_price, transaction.blob_versioned_hashes});
    take_gas(sender, transaction, gas_price, leniency);
    journal_.set_nonce(sender, account.account.nonce + 1);
    warm_up(sender, transaction);
    follow_authorizations(transaction.authorization_list);
    const machine::CallResult result =
        run(sender, transaction, account.account.nonce, transaction.gas_limit - gas.intrinsic);
    return settle(sender, transaction, result, gas, leniency);
}

void Executor::take_gas(const Address& sender, const Transaction& transaction, const Uint256& gas_price,
                        const Leniency& leniency) {
    if (leniency.ignores_balance) return;
    // The fee caps were found to be within the balance, so these products fit.
    const Uint256 blob_fee = Uint256{blob_gas_of(transaction)} *
                             std::min(environment_.block.blob_base_fee, transaction.max_fee_per_blob_gas);
    journal_.subtract_balance(sender, Uint256{transaction.gas_limit} * gas_price + blob_fee);
}

/// EIP-2929, EIP-2930, EIP-3651.
void Executor::warm_up(const Address& sender, const Transaction& transaction) {
    if (environment_.revision < Revision::Berlin) return;
    journal_.access_account(sender);
    if (transaction.to) journal_.access_account(*transaction.to);
    for (const Address& precompile : precompiles_) journal_.access_account(precompile);
    if (environment_.revision >= Revision::Shanghai) journal_.access_account(environment_.block.coinbase);
    for (const block::AccessListEntry& entry : transaction.access_list) {
        journal_.access_account(entry.address);
        for (const Hash& slot : entry.slots) journal_.access_slot(entry.address, to_word(slot));
    }
}

/// EIP-7702. An authorization that does not hold is passed over; what the others change stays, whatever comes
/// of the transaction's own call.
void Executor::follow_authorizations(const std::vector<block::Authorization>& authorizations) {
    for (const block::Authorization& authorization : authorizations) {
        const bool is_for_us =
            !authorization.chain_id || authorization.chain_id == environment_.block.chain_id;
        if (!is_for_us || authorization.nonce == ~uint64_t{0}) continue;
        const auto authority = block::recover_authority(authorization);
        if (!authority) continue;
        journal_.access_account(*authority);
        const BytesView code = journal_.code(*authority);
        if (!code.empty() && !isa::find_delegation(code)) continue;
        if (journal_.nonce(*authority) != authorization.nonce) continue;
        if (journal_.exists(*authority)) journal_.add_refund(kExistingAuthorityRefund);
        const bool is_withdrawn = authorization.address.is_zero();
        journal_.set_code(*authority, is_withdrawn ? Bytes{} : isa::make_delegation(authorization.address));
        journal_.set_nonce(*authority, authorization.nonce + 1);
    }
}

machine::CallResult Executor::run(const Address& sender, const Transaction& transaction, uint64_t nonce,
                                  uint64_t gas) {
    machine::Message message;
    message.kind = transaction.to ? CallKind::Call : CallKind::Create;
    message.gas = machine_gas(gas);
    message.sender = sender;
    message.value = transaction.value;
    message.input = transaction.data;
    message.nonce = nonce;
    if (transaction.to) {
        message.recipient = message.code_address = *transaction.to;
        // EIP-7702: the delegate of the called account is warm from the start.
        const bool has_delegations = environment_.revision >= Revision::Prague;
        const auto delegate =
            has_delegations ? isa::find_delegation(journal_.code(*transaction.to)) : std::nullopt;
        if (delegate) journal_.access_account(*delegate);
    }
    machine::CallResult result = vm_.call(message);
    if (!result.is_success() && result.status != machine::Status::Revert) result.gas_left = 0;
    return result;
}

Outcome Executor::settle(const Address& sender, const Transaction& transaction,
                         const machine::CallResult& result, const IntrinsicGas& gas,
                         const Leniency& leniency) {
    Outcome outcome;
    outcome.status = result.status;
    outcome.output = to_bytes(result.output);
    if (!transaction.to && result.is_success()) outcome.created = result.created;

    const uint64_t given = transaction.gas_limit - gas.intrinsic;
    const uint64_t spare = given - static_cast<uint64_t>(machine_gas(given));
    const uint64_t spent = transaction.gas_limit - spare - static_cast<uint64_t>(result.gas_left);
    DEED_ASSERT(journal_.refund() >= 0);
    const auto quotient = static_cast<uint64_t>(isa::refund_quotient(environment_.revision));
    outcome.gas_refunded = std::min(static_cast<uint64_t>(journal_.refund()), spent / quotient);
    // EIP-7623: what is paid in the end is at least the price of the data.
    outcome.gas_used = std::max(spent - outcome.gas_refunded, gas.floor);
    outcome.gas_price = effective_gas_price(transaction, environment_.block.base_fee);

    if (!leniency.ignores_balance) {
        journal_.add_balance(sender, Uint256{transaction.gas_limit - outcome.gas_used} * outcome.gas_price);
        // EIP-1559: the base fee is burnt.
        const Uint256 base_fee = std::min(environment_.block.base_fee, outcome.gas_price);
        const Uint256 tip = outcome.gas_price - base_fee;
        journal_.add_balance(environment_.block.coinbase, Uint256{outcome.gas_used} * tip);
    }
    outcome.logs = journal_.take_logs();
    journal_.finish_transaction();
    return outcome;
}

std::optional<Outcome> Executor::call_system_contract(const Address& contract, BytesView input) {
    if (journal_.code(contract).empty()) return std::nullopt;
    machine::Message message;
    message.gas = kSystemCallGas;
    message.sender = kSystemAddress;
    message.recipient = message.code_address = contract;
    message.input = input;
    journal_.begin_transaction();
    vm_.set_transaction({kSystemAddress, {}, {}});
    const machine::CallResult result = vm_.call(message);
    Outcome outcome;
    outcome.status = result.status;
    outcome.output = to_bytes(result.output);
    outcome.gas_used = static_cast<uint64_t>(kSystemCallGas - result.gas_left);
    outcome.logs = journal_.take_logs();
    journal_.finish_transaction();
    return outcome;
}

}  // namespace deed::execution
