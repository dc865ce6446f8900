#include "runtime/execution/block_executor.hpp"

#include <gtest/gtest.h>

#include "runtime/execution/check_block.hpp"
#include "runtime/trie/tree.hpp"
#include "vm/base/error.hpp"
#include "vm/state/memory_state.hpp"

namespace deed::execution {
namespace {

using block::ChainConfig;
using isa::Revision;

constexpr Address kRich{{0x0a}};
constexpr Address kPoor{{0x0b}};

// The queues of EIP-7002 and EIP-7251, replaced by contracts of one byte: STOP.
constexpr Address kWithdrawalQueue{{0x00, 0x00, 0x09, 0x61, 0xef, 0x48, 0x0e, 0xb5, 0x5e, 0x80,
                                    0xd1, 0x9a, 0xd8, 0x35, 0x79, 0xa6, 0x4c, 0x00, 0x70, 0x02}};
constexpr Address kConsolidationQueue{{0x00, 0x00, 0xbb, 0xdd, 0xc7, 0xce, 0x48, 0x86, 0x42, 0xfb,
                                       0x57, 0x9f, 0x8b, 0x00, 0xf3, 0xa5, 0x90, 0x00, 0x72, 0x51}};
constexpr Address kBeaconRoots{{0x00, 0x0f, 0x3d, 0xf6, 0xd7, 0x32, 0x80, 0x7e, 0xf1, 0x31,
                                0x9f, 0xb7, 0xb8, 0xbb, 0x85, 0x22, 0xd0, 0xbe, 0xac, 0x02}};

class BlockExecutorTest : public testing::Test {
  protected:
    BlockExecutorTest() {
        state_.set_account(kRich, {0, 1'000'000'000});
        state_.set_code(kWithdrawalQueue, Bytes{0});
        state_.set_code(kConsolidationQueue, Bytes{0});
        header_.number = 1;
        header_.timestamp = 12;
        header_.gas_limit = 50'000;
        header_.base_fee_per_gas = 7;
        header_.excess_blob_gas = 0;
    }

    block::Transaction transfer(uint64_t nonce) const {
        block::Transaction transaction;
        transaction.chain_id = 1;
        transaction.nonce = nonce;
        transaction.max_fee_per_gas = transaction.max_priority_fee_per_gas = 10;
        transaction.gas_limit = 21'000;
        transaction.to = kPoor;
        transaction.value = 100;
        return transaction;
    }

    BlockExecutor make_executor() { return {state_, header_, config_, {}, codes_}; }

    state::MemoryState state_;
    block::Header header_;
    ChainConfig config_ = ChainConfig::always(1, Revision::Osaka);
    machine::CodeCache codes_;
};

TEST_F(BlockExecutorTest, CountsGasOverTransactions) {
    BlockExecutor executor = make_executor();
    executor.begin();

    ASSERT_TRUE(executor.add(kRich, transfer(0)).has_value());
    ASSERT_TRUE(executor.add(kRich, transfer(1)).has_value());
    const auto outcome = executor.finish({});

    ASSERT_TRUE(outcome.has_value());
    EXPECT_EQ(outcome->gas_used, 42'000U);
    EXPECT_EQ(outcome->receipts[1].cumulative_gas_used, 42'000U);
    EXPECT_EQ(outcome->receipts[1].gas_used, 21'000U);
    EXPECT_EQ(outcome->diff.accounts.at(kPoor).account->balance, Uint256{200});
    EXPECT_EQ(outcome->requests_hash, block::kEmptyRequestsHash);
}

TEST_F(BlockExecutorTest, PaysTheMinerAndThoseOfOmmersBeforeParis) {
    constexpr Address kMiner{{0x0c}};
    config_ = ChainConfig::always(1, Revision::Byzantium);
    header_ = {.beneficiary = kMiner, .number = 9, .gas_limit = 50'000, .timestamp = 12};
    const block::Header ommer{.beneficiary = kPoor, .number = 8};
    BlockExecutor executor = make_executor();
    executor.begin();

    executor.reward({&ommer, 1});
    const auto outcome = executor.finish({});

    const Uint256 reward = Uint256{3} * Uint256{1'000'000'000'000'000'000};
    ASSERT_TRUE(outcome.has_value());
    EXPECT_EQ(outcome->diff.accounts.at(kMiner).account->balance, reward + reward / Uint256{32});
    EXPECT_EQ(outcome->diff.accounts.at(kPoor).account->balance, reward * Uint256{7} / Uint256{8});
}

TEST_F(BlockExecutorTest, PutsTheStateRootIntoReceiptsBeforeByzantium) {
    const Hash root{{0x55}};
    config_ = ChainConfig::always(1, Revision::Homestead);
    header_ = {.number = 9, .gas_limit = 50'000, .timestamp = 12};
    block::Transaction transaction = transfer(0);
    transaction.chain_id.reset();
    BlockExecutor executor{state_, header_, config_,
                           {},     codes_,  {.root_after = [&](const state::StateDiff&) { return root; }}};

    ASSERT_TRUE(executor.add(kRich, transaction).has_value());

    EXPECT_EQ(executor.receipts().front().post_state, root);
}

TEST_F(BlockExecutorTest, RefusesWhatTheBlockHasNoGasFor) {
    BlockExecutor executor = make_executor();
    executor.begin();
    ASSERT_TRUE(executor.add(kRich, transfer(0)).has_value());
    ASSERT_TRUE(executor.add(kRich, transfer(1)).has_value());

    EXPECT_EQ(executor.add(kRich, transfer(2)).error(), Invalid::GasLimitAboveBlock);
    EXPECT_EQ(executor.gas_left(), 8'000U);
}

TEST_F(BlockExecutorTest, CreditsWithdrawalsInGwei) {
    BlockExecutor executor = make_executor();
    executor.begin();
    const block::Withdrawal withdrawals[] = {{0, 0, kPoor, 3}, {1, 0, kPoor, 4}};

    const auto outcome = executor.finish(withdrawals);

    EXPECT_EQ(outcome->diff.accounts.at(kPoor).account->balance, Uint256{7'000'000'000});
}

TEST_F(BlockExecutorTest, GivesTheBeaconRootToItsContract) {
    state_.set_code(kBeaconRoots, Bytes{0x60, 0, 0x35, 0x60, 0, 0x55});  // SSTORE(0, CALLDATALOAD(0))
    header_.parent_beacon_block_root = Hash{{0xbe}};
    BlockExecutor executor = make_executor();

    executor.begin();

    EXPECT_EQ(executor.journal().read_slot(kBeaconRoots, 0).value, to_word(Hash{{0xbe}}));
}

TEST_F(BlockExecutorTest, CollectsRequestsInOrderOfType) {
    const Bytes returns_one_byte{0x60, 0x55, 0x60, 0, 0x53, 0x60, 1, 0x60, 0, 0xf3};  // returns 0x55
    state_.set_code(kConsolidationQueue, returns_one_byte);
    state_.set_code(kWithdrawalQueue, returns_one_byte);
    BlockExecutor executor = make_executor();
    executor.begin();

    const auto outcome = executor.finish({});

    EXPECT_EQ(outcome->requests, (std::vector<Bytes>{{1, 0x55}, {2, 0x55}}));
}

TEST_F(BlockExecutorTest, FailsWithoutItsSystemContracts) {
    state_.set_code(kConsolidationQueue, Bytes{0xfe});
    BlockExecutor failing = make_executor();
    failing.begin();
    EXPECT_EQ(failing.finish({}).error().reason, InvalidBlock::SystemCallFailed);

    state_.set_code(kConsolidationQueue, {});
    BlockExecutor missing = make_executor();
    missing.begin();

    EXPECT_EQ(missing.finish({}).error().reason, InvalidBlock::SystemContractMissing);
}

TEST_F(BlockExecutorTest, ThrowsWhenTheStateCouldNotBeRead) {
    class FailingView final : public state::StateView {
      public:
        explicit FailingView(const StateView& base) : base_(base) {}
        std::optional<state::Account> find_account(const Address& address) const noexcept override {
            return base_.find_account(address);
        }
        Uint256 read_storage(const Address&, const Uint256&) const noexcept override { return {}; }
        Bytes read_code(const Hash& hash) const noexcept override { return base_.read_code(hash); }
        bool has_storage(const Address&) const noexcept override { return false; }
        bool has_failed() const noexcept override { return true; }

      private:
        const StateView& base_;
    };
    const FailingView view{state_};
    BlockExecutor executor{view, header_, config_, {}, codes_};
    executor.begin();

    EXPECT_THROW((void)executor.finish({}), Error);
}

class ExecuteBlockTest : public BlockExecutorTest {
  protected:
    ExecuteBlockTest() {
        block_.header = header_;
        block_.header.gas_used = 21'000;
        block_.transactions = {{transfer(0), {}}};
        BlockExecutor executor = make_executor();
        executor.begin();
        (void)executor.add(kRich, transfer(0));
        const auto outcome = executor.finish({});
        block_.header.receipts_root = outcome->receipts_root;
        block_.header.requests_hash = outcome->requests_hash;
    }

    std::optional<InvalidBlock> problem() {
        const Address senders[] = {kRich};
        const auto outcome = execute_block(block_, senders, state_, config_, {}, codes_);
        return outcome ? std::nullopt : std::optional{outcome.error().reason};
    }

    block::Block block_;
};

TEST_F(ExecuteBlockTest, TakesAHeaderThatSaysWhatCameOut) {
    EXPECT_EQ(problem(), std::nullopt);
}

TEST_F(ExecuteBlockTest, NoticesAHeaderThatSaysSomethingElse) {
    const block::Header good = block_.header;
    block_.header.gas_used = 21'001;
    EXPECT_EQ(problem(), InvalidBlock::WrongGasUsed);

    block_.header = good;
    block_.header.receipts_root = Hash{};
    EXPECT_EQ(problem(), InvalidBlock::WrongReceiptsRoot);

    block_.header = good;
    block_.header.logs_bloom[0] = 1;
    EXPECT_EQ(problem(), InvalidBlock::WrongLogsBloom);

    block_.header = good;
    block_.header.requests_hash = Hash{};
    EXPECT_EQ(problem(), InvalidBlock::WrongRequestsHash);

    block_.header = good;
    block_.header.blob_gas_used = 131072;
    EXPECT_EQ(problem(), InvalidBlock::WrongBlobGasUsed);
}

TEST_F(ExecuteBlockTest, NamesTheTransactionThatMustNotRun) {
    block_.transactions[0].fields.nonce = 9;
    const Address senders[] = {kRich};

    const auto failure = execute_block(block_, senders, state_, config_, {}, codes_).error();

    EXPECT_EQ(failure.reason, InvalidBlock::InvalidTransaction);
    EXPECT_EQ(failure.invalid, Invalid::NonceTooHigh);
    EXPECT_EQ(failure.message(), "a transaction is not valid (number 0: nonce too high)");
}

TEST_F(ExecuteBlockTest, FindsNoSenderForAForgedSignature) {
    EXPECT_EQ(find_senders(block_, config_).error().invalid, Invalid::InvalidSignature);
}

}  // namespace
}  // namespace deed::execution
