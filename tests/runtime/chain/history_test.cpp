#include "runtime/ledger/history.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/chain/audit.hpp"
#include "tests/runtime/chain/chain_fixture.hpp"

namespace deed::chain {
namespace {

using testing::HasSubstr;
using tests::ChainFixture;

constexpr Address kStranger{{0x42}};
constexpr uint64_t kBlocks = 150;
constexpr uint64_t kOldest = kBlocks - ledger::kLeastHistory;

/// A chain whose every block gives the stranger one wei, of which only the last states are kept.
class ShortHistory : public testing::Test {
  protected:
    ShortHistory() {
        settings_.data_directory = directory_.path();
        settings_.history = ledger::kLeastHistory;
        settings_.durability = storage::Durability::Lazy;
        chain_ = std::make_unique<Chain>(settings_, fixture_.genesis(), fixture_.signers(), Listeners{});
        for (uint64_t nonce = 0; nonce < kBlocks; ++nonce)
            EXPECT_TRUE(chain_->submit(fixture_.transfer(0, kStranger, Uint256{1}, nonce)));
    }

    [[nodiscard]] Uint256 balance_at(uint64_t number) const {
        return chain_->state_at(number)->find_account(kStranger)->balance;
    }
    [[nodiscard]] Audit audit() const {
        const TemporaryDirectory scratch;
        return audit_chain(directory_.path(), fixture_.genesis(), scratch.path(), [](uint64_t, uint64_t) {});
    }

    ChainFixture fixture_;
    TemporaryDirectory directory_;
    Settings settings_ = fixture_.settings();
    std::unique_ptr<Chain> chain_;
};

TEST_F(ShortHistory, KeepsTheStatesOfTheLastBlocks) {
    for (uint64_t number = kOldest; number <= kBlocks; ++number)
        EXPECT_EQ(balance_at(number), Uint256{number});
    EXPECT_EQ(chain_->snapshot()->oldest_state(), kOldest);
}

TEST_F(ShortHistory, SaysWhichStateIsNotKept) {
    try {
        (void)chain_->state_at(kOldest - 1);
        ADD_FAILURE() << "a state that is not kept was given";
    } catch (const ledger::ForgottenState& error) {
        EXPECT_THAT(error.what(), HasSubstr("block " + std::to_string(kOldest - 1) + " is not kept"));
    }
}

TEST_F(ShortHistory, KeepsBlocksAndReceipts) {
    const auto block = chain_->snapshot()->find_block(1).value();

    EXPECT_TRUE(chain_->snapshot()->find_receipt(block::hash_of(block.transactions[0])));
}

TEST_F(ShortHistory, HoldsInAnAudit) {
    chain_.reset();

    EXPECT_FALSE(audit().problem);
}

TEST_F(ShortHistory, GoesOnAsAnArchiveFromWhereItIs) {
    chain_.reset();
    settings_.history.reset();
    chain_ = std::make_unique<Chain>(settings_, fixture_.genesis(), fixture_.signers(), Listeners{});

    ASSERT_TRUE(chain_->submit(fixture_.transfer(0, kStranger, Uint256{1}, kBlocks)));

    EXPECT_EQ(chain_->snapshot()->oldest_state(), kOldest);
    EXPECT_EQ(balance_at(kOldest), Uint256{kOldest});
}

TEST_F(ShortHistory, ShortensALongOneLittleByLittle) {
    chain_.reset();
    for (uint64_t nonce = 0; nonce < kBlocks; ++nonce)
        ASSERT_TRUE(fixture_.chain().submit(fixture_.transfer(0, kStranger, Uint256{1}, nonce)));
    fixture_.close();
    Settings settings = fixture_.settings();
    settings.history = ledger::kLeastHistory;
    Chain chain{settings, fixture_.genesis(), fixture_.signers(), Listeners{}};
    EXPECT_EQ(chain.snapshot()->oldest_state(), 0U);

    ASSERT_TRUE(chain.submit(fixture_.transfer(0, kStranger, Uint256{1}, kBlocks)));
    const uint64_t first_step = chain.snapshot()->oldest_state();
    for (uint64_t nonce = kBlocks + 1; nonce < kBlocks + 5; ++nonce)
        ASSERT_TRUE(chain.submit(fixture_.transfer(0, kStranger, Uint256{1}, nonce)));

    EXPECT_GT(first_step, 0U);
    EXPECT_LT(first_step, kOldest);
    EXPECT_EQ(chain.snapshot()->oldest_state(), kOldest + 5);
}

}  // namespace
}  // namespace deed::chain
