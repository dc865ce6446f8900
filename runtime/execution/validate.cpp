#include "runtime/execution/validate.hpp"

#include "runtime/execution/fees.hpp"
#include "vm/isa/delegation.hpp"
#include "vm/isa/gas_schedule.hpp"

namespace deed::execution {
namespace {

using block::Transaction;
using block::TransactionType;
using isa::Revision;
using Checked = Result<std::monostate, Invalid>;

constexpr std::monostate kValid{};
constexpr uint8_t kKzgVersion = 0x01;

Revision first_revision_of(TransactionType type) {
    switch (type) {
        case TransactionType::Legacy: return Revision::Frontier;
        case TransactionType::AccessList: return Revision::Berlin;
        case TransactionType::DynamicFee: return Revision::London;
        case TransactionType::Blob: return Revision::Cancun;
        case TransactionType::SetCode: return Revision::Prague;
    }
    return Revision::Frontier;
}

Checked check_chain(const Transaction& transaction, const Environment& environment) {
    if (environment.revision < first_revision_of(transaction.type)) return Failure{Invalid::TypeNotSupported};
    if (!transaction.chain_id) return kValid;
    // EIP-155: before it there was no chain id to sign.
    if (environment.revision < Revision::SpuriousDragon) return Failure{Invalid::InvalidSignature};
    if (Uint256{*transaction.chain_id} != environment.block.chain_id) return Failure{Invalid::WrongChainId};
    return kValid;
}

Checked check_gas_limit(const Transaction& transaction, Revision revision, const Leniency& leniency) {
    const IntrinsicGas gas = intrinsic_gas(transaction, revision);
    if (transaction.gas_limit < gas.intrinsic) return Failure{Invalid::IntrinsicGasTooLow};
    if (transaction.gas_limit < gas.floor) return Failure{Invalid::FloorGasTooLow};
    const bool is_capped = revision >= Revision::Osaka && !leniency.ignores_gas_limits;
    if (is_capped && transaction.gas_limit > kTransactionGasCap) return Failure{Invalid::GasLimitAboveCap};
    return kValid;
}

Checked check_blobs(const Transaction& transaction, const Environment& environment) {
    if (transaction.type != TransactionType::Blob) return kValid;
    const size_t count = transaction.blob_versioned_hashes.size();
    if (!transaction.to) return Failure{Invalid::CreationNotAllowed};
    if (count == 0) return Failure{Invalid::NoBlobs};
    const bool has_own_limit = environment.revision >= Revision::Osaka;
    if (count > environment.blobs.max || (has_own_limit && count > kMaxBlobsPerTransaction))
        return Failure{Invalid::TooManyBlobs};
    for (const Hash& hash : transaction.blob_versioned_hashes)
        if (hash[0] != kKzgVersion) return Failure{Invalid::WrongBlobVersion};
    return kValid;
}

Checked check_authorizations(const Transaction& transaction) {
    if (transaction.type != TransactionType::SetCode) return kValid;
    if (!transaction.to) return Failure{Invalid::CreationNotAllowed};
    if (transaction.authorization_list.empty()) return Failure{Invalid::NoAuthorizations};
    return kValid;
}

/// The most that the transaction may take from its sender; nothing when that is more than there is of
/// anything.
std::optional<Uint256> greatest_cost(const Transaction& transaction, const Leniency& leniency) {
    if (leniency.ignores_balance) return transaction.value;
    const auto gas = checked_multiply(transaction.max_fee_per_gas, transaction.gas_limit);
    const auto blobs = checked_multiply(transaction.max_fee_per_blob_gas, blob_gas_of(transaction));
    if (!gas || !blobs) return std::nullopt;
    const auto fees = checked_add(*gas, *blobs);
    return fees ? checked_add(*fees, transaction.value) : std::nullopt;
}

}  // namespace

Result<Address, Invalid> find_sender(const block::SignedTransaction& transaction,
                                     const Environment& environment) {
    DEED_CHECK(check_chain(transaction.fields, environment));
    // EIP-2: before Homestead, s could be anything below the order.
    if (environment.revision >= Revision::Homestead && !crypto::is_low_s(transaction.signature.s))
        return Failure{Invalid::InvalidSignature};
    const auto sender = block::recover_sender(transaction);
    if (!sender) return Failure{Invalid::InvalidSignature};
    return *sender;
}

Result<std::monostate, Invalid> check_form(const Transaction& transaction, const Environment& environment,
                                           const Leniency& leniency) {
    const Revision revision = environment.revision;
    DEED_CHECK(check_chain(transaction, environment));
    if (transaction.nonce == ~uint64_t{0} && !leniency.ignores_nonce) return Failure{Invalid::NonceExhausted};
    const bool is_creation = !transaction.to;
    if (is_creation && revision >= Revision::Shanghai && transaction.data.size() > isa::kMaxInitCodeSize)
        return Failure{Invalid::InitCodeTooLarge};
    if (transaction.max_priority_fee_per_gas > transaction.max_fee_per_gas)
        return Failure{Invalid::TipAboveFeeCap};
    if (!checked_multiply(transaction.max_fee_per_gas, transaction.gas_limit))
        return Failure{Invalid::CostTooLarge};
    DEED_CHECK(check_gas_limit(transaction, revision, leniency));
    DEED_CHECK(check_blobs(transaction, environment));
    return check_authorizations(transaction);
}

Result<std::monostate, Invalid> check_fees(const Transaction& transaction, const Environment& environment,
                                           const Leniency& leniency) {
    if (!leniency.ignores_gas_limits && transaction.gas_limit > environment.block.gas_limit)
        return Failure{Invalid::GasLimitAboveBlock};
    if (leniency.ignores_fees) return kValid;
    if (transaction.max_fee_per_gas < environment.block.base_fee) return Failure{Invalid::FeeCapBelowBaseFee};
    if (transaction.type == TransactionType::Blob &&
        transaction.max_fee_per_blob_gas < environment.block.blob_base_fee)
        return Failure{Invalid::BlobFeeCapTooLow};
    return kValid;
}

Sender read_sender(const state::StateView& view, const Address& address) {
    Sender sender;
    sender.account = view.find_account(address).value_or(state::Account{});
    if (sender.account.has_code())
        sender.is_delegated = isa::find_delegation(view.read_code(sender.account.code_hash)).has_value();
    return sender;
}

Result<std::monostate, Invalid> check_sender(const Transaction& transaction, const Sender& sender,
                                             const Environment& environment, const Leniency& leniency) {
    const state::Account& account = sender.account;
    if (!leniency.ignores_nonce && transaction.nonce < account.nonce) return Failure{Invalid::NonceTooLow};
    if (!leniency.ignores_nonce && transaction.nonce > account.nonce) return Failure{Invalid::NonceTooHigh};
    const bool may_be_delegated = environment.revision >= Revision::Prague;
    const bool is_contract = account.has_code() && !(may_be_delegated && sender.is_delegated);
    if (is_contract && !leniency.ignores_sender_code) return Failure{Invalid::SenderHasCode};
    const auto cost = greatest_cost(transaction, leniency);
    if (!cost || account.balance < *cost) return Failure{Invalid::InsufficientFunds};
    return kValid;
}

Result<Address, Invalid> validate(const block::SignedTransaction& transaction, const Environment& environment,
                                  const state::StateView& view) {
    DEED_TRY(sender, find_sender(transaction, environment));
    DEED_CHECK(check_form(transaction.fields, environment));
    DEED_CHECK(check_fees(transaction.fields, environment));
    DEED_CHECK(check_sender(transaction.fields, read_sender(view, sender), environment));
    return sender;
}

}  // namespace deed::execution
