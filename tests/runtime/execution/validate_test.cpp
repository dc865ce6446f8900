#include "runtime/execution/validate.hpp"

#include <gtest/gtest.h>

#include "runtime/execution/fees.hpp"
#include "vm/isa/delegation.hpp"
#include "vm/state/memory_state.hpp"

namespace deed::execution {
namespace {

using block::Transaction;
using block::TransactionType;
using isa::Revision;

const crypto::PrivateKey& key() {
    static const crypto::PrivateKey key = *crypto::PrivateKey::from(Hash{{7}});
    return key;
}

Environment make_environment(Revision revision = Revision::Osaka) {
    Environment environment;
    environment.revision = revision;
    environment.blobs = block::kPragueBlobs;
    environment.block.gas_limit = 30'000'000;
    environment.block.base_fee = 10;
    environment.block.blob_base_fee = 3;
    environment.block.chain_id = 31337;
    return environment;
}

Transaction make_transaction(TransactionType type = TransactionType::DynamicFee) {
    Transaction transaction;
    transaction.type = type;
    transaction.chain_id = 31337;
    transaction.nonce = 5;
    transaction.max_fee_per_gas = 20;
    transaction.max_priority_fee_per_gas = type >= TransactionType::DynamicFee ? 1 : 20;
    transaction.gas_limit = 100'000;
    transaction.to = Address{{1}};
    if (type == TransactionType::Blob) {
        transaction.blob_versioned_hashes = {Hash{{1}}};
        transaction.max_fee_per_blob_gas = 3;
    }
    if (type == TransactionType::SetCode) transaction.authorization_list.resize(1);
    return transaction;
}

state::MemoryState make_state() {
    state::MemoryState state;
    state.set_account(crypto::address_of(key()), {5, 1'000'000'000});
    return state;
}

/// Why @p transaction may not run; nothing when it may.
std::optional<Invalid> refusal_of(const Transaction& transaction,
                                  const Environment& environment = make_environment(),
                                  const state::MemoryState& state = make_state()) {
    const auto sender = validate(block::sign(transaction, key()), environment, state);
    return sender ? std::nullopt : std::optional{sender.error()};
}

TEST(Validate, TakesGoodTransactionsOfEveryType) {
    for (const auto type : {TransactionType::Legacy, TransactionType::AccessList, TransactionType::DynamicFee,
                            TransactionType::Blob, TransactionType::SetCode})
        EXPECT_EQ(refusal_of(make_transaction(type)), std::nullopt);
}

TEST(Validate, KnowsTypesOnlyFromTheirForkOn) {
    EXPECT_EQ(refusal_of(make_transaction(TransactionType::AccessList), make_environment(Revision::Istanbul)),
              Invalid::TypeNotSupported);
    EXPECT_EQ(refusal_of(make_transaction(TransactionType::SetCode), make_environment(Revision::Cancun)),
              Invalid::TypeNotSupported);
}

TEST(Validate, RefusesOtherChains) {
    Transaction transaction = make_transaction();
    transaction.chain_id = 1;

    EXPECT_EQ(refusal_of(transaction), Invalid::WrongChainId);
}

TEST(Validate, RefusesHighSFromHomesteadOn) {
    Transaction transaction = make_transaction(TransactionType::Legacy);
    transaction.chain_id = std::nullopt;
    block::SignedTransaction signed_transaction = block::sign(transaction, key());
    const Uint256 order{0xbfd25e8cd0364141, 0xbaaedce6af48a03b, 0xfffffffffffffffe, 0xffffffffffffffff};
    signed_transaction.signature.s = to_hash(order - to_word(signed_transaction.signature.s));
    signed_transaction.signature.y_parity ^= 1;

    EXPECT_EQ(find_sender(signed_transaction, make_environment(Revision::Frontier)),
              crypto::address_of(key()));
    EXPECT_EQ(find_sender(signed_transaction, make_environment(Revision::Homestead)).error(),
              Invalid::InvalidSignature);
}

TEST(Validate, WantsTheNextNonce) {
    Transaction transaction = make_transaction();
    transaction.nonce = 4;
    EXPECT_EQ(refusal_of(transaction), Invalid::NonceTooLow);

    transaction.nonce = 6;
    EXPECT_EQ(refusal_of(transaction), Invalid::NonceTooHigh);

    transaction.nonce = ~uint64_t{0};
    EXPECT_EQ(refusal_of(transaction), Invalid::NonceExhausted);
}

TEST(Validate, WantsEnoughGas) {
    Transaction transaction = make_transaction();
    transaction.gas_limit = 20'999;
    EXPECT_EQ(refusal_of(transaction), Invalid::IntrinsicGasTooLow);

    transaction.data = Bytes(1000, 1);
    transaction.gas_limit = 21'000 + 16 * 1000;
    EXPECT_EQ(refusal_of(transaction), Invalid::FloorGasTooLow);

    transaction.gas_limit = kTransactionGasCap + 1;
    EXPECT_EQ(refusal_of(transaction), Invalid::GasLimitAboveCap);
    EXPECT_EQ(refusal_of(transaction, make_environment(Revision::Prague)), std::nullopt);

    transaction.gas_limit = 30'000'001;
    EXPECT_EQ(refusal_of(transaction, make_environment(Revision::Prague)), Invalid::GasLimitAboveBlock);
}

TEST(Validate, WantsFeesThatTheBlockTakes) {
    Transaction transaction = make_transaction();
    transaction.max_fee_per_gas = 9;
    EXPECT_EQ(refusal_of(transaction), Invalid::FeeCapBelowBaseFee);

    transaction.max_priority_fee_per_gas = 10;
    EXPECT_EQ(refusal_of(transaction), Invalid::TipAboveFeeCap);

    transaction.max_fee_per_gas = transaction.max_priority_fee_per_gas = Uint256::max();
    EXPECT_EQ(refusal_of(transaction), Invalid::CostTooLarge);
}

TEST(Validate, LooksAtBlobs) {
    Transaction transaction = make_transaction(TransactionType::Blob);
    transaction.max_fee_per_blob_gas = 2;
    EXPECT_EQ(refusal_of(transaction), Invalid::BlobFeeCapTooLow);

    transaction.blob_versioned_hashes = {};
    EXPECT_EQ(refusal_of(transaction), Invalid::NoBlobs);

    transaction.blob_versioned_hashes = {Hash{{2}}};
    EXPECT_EQ(refusal_of(transaction), Invalid::WrongBlobVersion);

    transaction.blob_versioned_hashes = std::vector<Hash>(7, Hash{{1}});
    EXPECT_EQ(refusal_of(transaction), Invalid::TooManyBlobs);
}

TEST(Validate, WantsAuthorizationsInASetCodeTransaction) {
    Transaction transaction = make_transaction(TransactionType::SetCode);
    transaction.authorization_list.clear();

    EXPECT_EQ(refusal_of(transaction), Invalid::NoAuthorizations);
}

TEST(Validate, LimitsInitCodeFromShanghaiOn) {
    Transaction transaction = make_transaction();
    transaction.to = std::nullopt;
    transaction.data = Bytes(49'153, 0);
    transaction.gas_limit = 1'000'000;

    EXPECT_EQ(refusal_of(transaction), Invalid::InitCodeTooLarge);
    EXPECT_EQ(refusal_of(transaction, make_environment(Revision::London)), std::nullopt);
}

TEST(Validate, WantsTheWholeCostToBeThere) {
    Transaction transaction = make_transaction();
    state::MemoryState state;
    const Uint256 cost = 100'000 * 20 + 7;
    transaction.value = 7;
    state.set_account(crypto::address_of(key()), {5, cost});
    EXPECT_EQ(refusal_of(transaction, make_environment(), state), std::nullopt);

    state.set_account(crypto::address_of(key()), {5, cost - 1});

    EXPECT_EQ(refusal_of(transaction, make_environment(), state), Invalid::InsufficientFunds);
}

TEST(Validate, RefusesContractsAsSendersButNotDelegatedAccounts) {
    state::MemoryState state = make_state();
    state.set_code(crypto::address_of(key()), Bytes{1});
    EXPECT_EQ(refusal_of(make_transaction(), make_environment(), state), Invalid::SenderHasCode);

    state.set_code(crypto::address_of(key()), isa::make_delegation(Address{{9}}));

    EXPECT_EQ(refusal_of(make_transaction(), make_environment(), state), std::nullopt);
}

TEST(Validate, IsLenientWhereItIsToldTo) {
    Transaction transaction = make_transaction();
    transaction.nonce = 99;
    transaction.max_fee_per_gas = transaction.max_priority_fee_per_gas = 0;
    transaction.gas_limit = 40'000'000;
    const Leniency leniency{true, true, true, true, true};
    const Sender sender{{0, 0, Hash{{1}}}};

    EXPECT_TRUE(check_form(transaction, make_environment(), leniency).has_value());
    EXPECT_TRUE(check_fees(transaction, make_environment(), leniency).has_value());
    EXPECT_TRUE(check_sender(transaction, sender, make_environment(), leniency).has_value());
}

TEST(Invalid, SpeaksTheWordsThatClientsLookFor) {
    EXPECT_EQ(message_of(Invalid::NonceTooLow), "nonce too low");
    EXPECT_EQ(message_of(Invalid::NonceTooHigh), "nonce too high");
    EXPECT_EQ(message_of(Invalid::InsufficientFunds), "insufficient funds for gas * price + value");
    EXPECT_EQ(message_of(Invalid::FeeCapBelowBaseFee), "max fee per gas less than block base fee");
    EXPECT_EQ(message_of(Invalid::IntrinsicGasTooLow), "intrinsic gas too low");
}

}  // namespace
}  // namespace deed::execution
