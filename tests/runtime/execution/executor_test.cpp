#include "runtime/execution/executor.hpp"

#include <gtest/gtest.h>

#include "vm/crypto/address.hpp"
#include "vm/isa/delegation.hpp"
#include "vm/state/memory_state.hpp"

namespace deed::execution {
namespace {

using block::Transaction;
using block::TransactionType;
using isa::Revision;
using machine::Status;

constexpr Address kSender{{0x5e}};
constexpr Address kContract{{0xc0}};
constexpr Address kMiner{{0xee}};
constexpr Uint256 kFortune = 1'000'000'000'000;

class ExecutorTest : public testing::Test {
  protected:
    ExecutorTest() {
        state_.set_account(kSender, {0, kFortune});
        environment_.block.gas_limit = 30'000'000;
        environment_.block.base_fee = 10;
        environment_.block.coinbase = kMiner;
    }

    Transaction call(const Address& to) const {
        Transaction transaction;
        transaction.type = TransactionType::DynamicFee;
        transaction.chain_id = 1;
        transaction.max_fee_per_gas = 15;
        transaction.max_priority_fee_per_gas = 2;
        transaction.gas_limit = 100'000;
        transaction.to = to;
        return transaction;
    }

    Result<Outcome, Invalid> run(const Transaction& transaction, const Leniency& leniency = {}) {
        journal_.emplace(state_, environment_.revision);
        Executor executor{environment_, *journal_, codes_};
        return executor.transact(kSender, transaction, leniency);
    }

    state::MemoryState state_;
    Environment environment_;
    machine::CodeCache codes_;
    std::optional<state::Journal> journal_;
};

TEST_F(ExecutorTest, MovesValueAndPaysTheMinerItsTip) {
    Transaction transaction = call(kContract);
    transaction.value = 500;

    const auto outcome = run(transaction);

    ASSERT_TRUE(outcome.has_value());
    EXPECT_EQ(outcome->gas_used, 21'000U);
    EXPECT_EQ(outcome->gas_price, Uint256{12});
    EXPECT_EQ(journal_->balance(kContract), Uint256{500});
    EXPECT_EQ(journal_->balance(kMiner), Uint256{2 * 21'000});
    EXPECT_EQ(journal_->balance(kSender), kFortune - 500 - 12 * 21'000);
    EXPECT_EQ(journal_->nonce(kSender), 1U);
}

TEST_F(ExecutorTest, ChangesNothingWhenTheTransactionIsInvalid) {
    Transaction transaction = call(kContract);
    transaction.nonce = 1;

    const auto outcome = run(transaction);

    EXPECT_EQ(outcome.error(), Invalid::NonceTooHigh);
    EXPECT_TRUE(journal_->diff().is_empty());
}

TEST_F(ExecutorTest, KeepsTheFeeOfARevertedCallAndNothingElse) {
    state_.set_code(kContract,
                    Bytes{0x60, 1, 0x60, 0, 0x55, 0x60, 0, 0x60, 0, 0xfd});  // SSTORE(0, 1), REVERT
    Transaction transaction = call(kContract);
    transaction.value = 500;

    const auto outcome = run(transaction);

    EXPECT_EQ(outcome->status, Status::Revert);
    EXPECT_EQ(journal_->balance(kContract), Uint256{});
    EXPECT_EQ(journal_->diff().accounts.contains(kContract), false);
    EXPECT_EQ(journal_->balance(kSender), kFortune - Uint256{12} * outcome->gas_used);
}

TEST_F(ExecutorTest, TakesAllGasOfAnExceptionalHalt) {
    state_.set_code(kContract, Bytes{0xfe});

    const auto outcome = run(call(kContract));

    EXPECT_EQ(outcome->status, Status::InvalidInstruction);
    EXPECT_EQ(outcome->gas_used, 100'000U);
}

TEST_F(ExecutorTest, CreatesAContractAndSaysWhere) {
    Transaction transaction = call({});
    transaction.to = std::nullopt;
    transaction.data =
        Bytes{0x60, 0xfe, 0x60, 0, 0x53, 0x60, 1, 0x60, 0, 0xf3};  // MSTORE8(0, 0xfe), RETURN(0, 1)

    const auto outcome = run(transaction);

    ASSERT_TRUE(outcome->is_success());
    EXPECT_EQ(outcome->created, crypto::create_address(kSender, 0));
    EXPECT_EQ(to_bytes(journal_->code(*outcome->created)), Bytes{0xfe});
}

TEST_F(ExecutorTest, RefundsAtMostAFifthOfTheGas) {
    state_.set_storage(kContract, 0, 1);
    state_.set_code(kContract, Bytes{0x60, 0, 0x60, 0, 0x55});  // SSTORE(0, 0)

    const auto outcome = run(call(kContract));

    EXPECT_EQ(outcome->gas_refunded, 4'800U);
    EXPECT_EQ(outcome->gas_used, 21'000U + 3 + 3 + 5'000 - 4'800);
}

TEST_F(ExecutorTest, PaysAtLeastTheFloorForData) {
    Transaction transaction = call(kContract);
    transaction.data = Bytes(100, 1);

    EXPECT_EQ(run(transaction)->gas_used, 21'000U + 40 * 100);
    environment_.revision = Revision::Cancun;
    EXPECT_EQ(run(transaction)->gas_used, 21'000U + 16 * 100);
}

TEST_F(ExecutorTest, WarmsWhatTheAccessListNames) {
    state_.set_code(kContract, Bytes{0x60, 7, 0x54});  // SLOAD(7)
    Transaction transaction = call(kContract);
    const uint64_t cold = run(transaction)->gas_used;

    transaction.access_list = {{kContract, {to_hash(7)}}};

    EXPECT_EQ(cold, 21'000U + 3 + 2'100);
    EXPECT_EQ(run(transaction)->gas_used, 21'000U + 2'400 + 1'900 + 3 + 100);
}

TEST_F(ExecutorTest, BurnsTheBlobFee) {
    Transaction transaction = call(kContract);
    transaction.type = TransactionType::Blob;
    transaction.max_fee_per_blob_gas = 5;
    transaction.blob_versioned_hashes = {Hash{{1}}};
    environment_.blobs = block::kPragueBlobs;
    environment_.block.blob_base_fee = 3;

    ASSERT_TRUE(run(transaction).has_value());

    EXPECT_EQ(journal_->balance(kSender), kFortune - 12 * 21'000 - 3 * kGasPerBlob);
}

TEST_F(ExecutorTest, FollowsAuthorizationsThatHoldAndPassesOverOthers) {
    const auto key = crypto::PrivateKey::from(Hash{{1}});
    const Address authority = crypto::address_of(*key);
    Transaction transaction = call(kContract);
    transaction.type = TransactionType::SetCode;
    transaction.gas_limit = 200'000;
    transaction.authorization_list = {block::sign({2, kContract, 0}, *key),   // another chain
                                      block::sign({1, kContract, 5}, *key),   // another nonce
                                      block::sign({0, kContract, 0}, *key)};  // holds

    const auto outcome = run(transaction);

    ASSERT_TRUE(outcome.has_value());
    EXPECT_EQ(to_bytes(journal_->code(authority)), isa::make_delegation(kContract));
    EXPECT_EQ(journal_->nonce(authority), 1U);
    EXPECT_EQ(outcome->gas_used, 21'000U + 3 * 25'000);
}

TEST_F(ExecutorTest, WithdrawsADelegationToNobody) {
    const auto key = crypto::PrivateKey::from(Hash{{1}});
    const Address authority = crypto::address_of(*key);
    state_.set_account(authority, {4, 1});
    state_.set_code(authority, isa::make_delegation(kContract));
    Transaction transaction = call(kContract);
    transaction.type = TransactionType::SetCode;
    transaction.authorization_list = {block::sign({1, Address{}, 4}, *key)};

    const auto outcome = run(transaction);

    EXPECT_TRUE(journal_->code(authority).empty());
    EXPECT_EQ(outcome->gas_refunded, (21'000U + 25'000) / 5);
}

TEST_F(ExecutorTest, RunsCallsForFreeWhenToldTo) {
    Transaction transaction = call(kContract);
    transaction.max_fee_per_gas = transaction.max_priority_fee_per_gas = 0;
    transaction.gas_limit = ~uint64_t{0};
    transaction.nonce = 77;
    state_.set_account(kSender, {0, 5});
    transaction.value = 5;

    const auto outcome = run(transaction, {true, true, true, true, true});

    ASSERT_TRUE(outcome.has_value());
    EXPECT_EQ(outcome->gas_used, 21'000U);
    EXPECT_EQ(journal_->balance(kContract), Uint256{5});
    EXPECT_EQ(journal_->balance(kMiner), Uint256{});
}

TEST_F(ExecutorTest, GivesLogsInOrderAndDropsThoseOfUndoneCalls) {
    state_.set_code(kContract, Bytes{0x60, 1, 0x60, 0, 0x60, 0, 0xa1});  // LOG1(0, 0, 1)

    const auto outcome = run(call(kContract));

    ASSERT_EQ(outcome->logs.size(), 1U);
    EXPECT_EQ(outcome->logs[0], (state::Log{kContract, {to_hash(1)}, {}}));
    EXPECT_TRUE(journal_->logs().empty());
}

TEST_F(ExecutorTest, CallsSystemContractsOnlyWhereThereIsCode) {
    state_.set_code(kContract, Bytes{0x33, 0x60, 0, 0x55});  // SSTORE(0, CALLER)
    state::Journal journal{state_, environment_.revision};
    Executor executor{environment_, journal, codes_};

    EXPECT_EQ(executor.call_system_contract(Address{{9}}, {}), std::nullopt);
    const auto outcome = executor.call_system_contract(kContract, {});

    EXPECT_TRUE(outcome->is_success());
    EXPECT_EQ(to_hash(journal.read_slot(kContract, 0).value)[31], 0xfe);
    EXPECT_EQ(journal.nonce(kSender), 0U);
}

}  // namespace
}  // namespace deed::execution
