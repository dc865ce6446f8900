#include "vm/state/journal.hpp"

#include <gtest/gtest.h>

#include "vm/state/memory_state.hpp"

namespace deed::state {
namespace {

using isa::Revision;

constexpr Address kAlice{{0xa1}};
constexpr Address kBob{{0xb0}};
constexpr Address kRipemd{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3}};

class JournalTest : public testing::Test {
  protected:
    JournalTest() {
        base_.set_account(kAlice, {1, 100});
        base_.set_storage(kAlice, 1, 11);
    }

    /// A journal within its first transaction.
    Journal begin(Revision revision = Revision::Osaka) {
        Journal journal{base_, revision};
        journal.begin_transaction();
        return journal;
    }

    MemoryState base_;
};

TEST_F(JournalTest, ReadsThroughToTheView) {
    Journal journal = begin();

    EXPECT_EQ(journal.nonce(kAlice), 1U);
    EXPECT_EQ(journal.balance(kAlice), Uint256{100});
    EXPECT_EQ(journal.read_slot(kAlice, 1).value, Uint256{11});
    EXPECT_FALSE(journal.exists(kBob));
    EXPECT_TRUE(journal.is_empty(kBob));
}

TEST_F(JournalTest, MovesBalances) {
    Journal journal = begin();

    journal.transfer(kAlice, kBob, 30);

    EXPECT_EQ(journal.balance(kAlice), Uint256{70});
    EXPECT_EQ(journal.balance(kBob), Uint256{30});
}

TEST_F(JournalTest, UndoesEverythingSinceACheckpoint) {
    Journal journal = begin();
    journal.set_nonce(kAlice, 5);
    const Checkpoint checkpoint = journal.checkpoint();
    journal.transfer(kAlice, kBob, 30);
    journal.set_nonce(kAlice, 6);
    journal.set_code(kBob, Bytes{1});
    journal.write_slot(kAlice, 1, 99);
    journal.set_transient(kAlice, 1, 7);
    journal.add_log({kAlice, {}, {}});
    journal.add_refund(4800);

    journal.rollback(checkpoint);

    EXPECT_EQ(journal.nonce(kAlice), 5U);
    EXPECT_EQ(journal.balance(kAlice), Uint256{100});
    EXPECT_FALSE(journal.exists(kBob));
    EXPECT_EQ(journal.code_hash(kBob), crypto::kEmptyCodeHash);
    EXPECT_EQ(journal.read_slot(kAlice, 1).value, Uint256{11});
    EXPECT_EQ(journal.transient(kAlice, 1), Uint256{});
    EXPECT_TRUE(journal.logs().empty());
    EXPECT_EQ(journal.refund(), 0);
}

TEST_F(JournalTest, WarmsAccountsOncePerTransaction) {
    Journal journal = begin();

    EXPECT_EQ(journal.access_account(kBob), Access::Cold);
    EXPECT_EQ(journal.access_account(kBob), Access::Warm);
    journal.finish_transaction();
    journal.begin_transaction();

    EXPECT_EQ(journal.access_account(kBob), Access::Cold);
}

TEST_F(JournalTest, CoolsDownWithTheCallThatIsUndone) {
    Journal journal = begin();
    const Checkpoint checkpoint = journal.checkpoint();
    journal.access_account(kBob);
    journal.access_slot(kAlice, 1);

    journal.rollback(checkpoint);

    EXPECT_EQ(journal.access_account(kBob), Access::Cold);
    EXPECT_EQ(journal.access_slot(kAlice, 1), Access::Cold);
}

TEST_F(JournalTest, TellsOriginalAndCurrentWord) {
    Journal journal = begin();

    const SlotWrite first = journal.write_slot(kAlice, 1, 12);
    const SlotWrite second = journal.write_slot(kAlice, 1, 13);

    EXPECT_EQ(first.original, Uint256{11});
    EXPECT_EQ(first.current, Uint256{11});
    EXPECT_EQ(first.access, Access::Cold);
    EXPECT_EQ(second.original, Uint256{11});
    EXPECT_EQ(second.current, Uint256{12});
    EXPECT_EQ(second.access, Access::Warm);
}

TEST_F(JournalTest, TakesThePresentWordAsOriginalOfTheNextTransaction) {
    Journal journal = begin();
    journal.write_slot(kAlice, 1, 12);
    journal.finish_transaction();
    journal.begin_transaction();

    EXPECT_EQ(journal.write_slot(kAlice, 1, 13).original, Uint256{12});
}

TEST_F(JournalTest, ForgetsTransientStorageWithTheTransaction) {
    Journal journal = begin();
    journal.set_transient(kAlice, 1, 5);
    EXPECT_EQ(journal.transient(kAlice, 1), Uint256{5});

    journal.finish_transaction();
    journal.begin_transaction();

    EXPECT_EQ(journal.transient(kAlice, 1), Uint256{});
}

TEST_F(JournalTest, RemovesTouchedEmptyAccountsSinceSpuriousDragon) {
    base_.set_account(kBob, {});
    Journal journal = begin(Revision::SpuriousDragon);

    journal.add_balance(kBob, 0);
    journal.finish_transaction();

    EXPECT_FALSE(journal.exists(kBob));
    EXPECT_EQ(journal.diff().accounts.at(kBob).account, std::nullopt);
}

TEST_F(JournalTest, LeavesUntouchedEmptyAccountsAlone) {
    base_.set_account(kBob, {});
    Journal journal = begin(Revision::SpuriousDragon);

    EXPECT_EQ(journal.balance(kBob), Uint256{});
    journal.finish_transaction();

    EXPECT_TRUE(journal.exists(kBob));
}

TEST_F(JournalTest, MakesTouchedAccountsBeforeSpuriousDragon) {
    Journal journal = begin(Revision::TangerineWhistle);

    journal.touch(kBob);
    journal.finish_transaction();

    EXPECT_TRUE(journal.exists(kBob));
    EXPECT_EQ(journal.diff().accounts.at(kBob).account, Account{});
}

TEST_F(JournalTest, KeepsTheTouchOfRipemdWhenItsCallIsUndone) {
    base_.set_account(kRipemd, {});
    base_.set_account(kBob, {});
    Journal journal = begin(Revision::SpuriousDragon);
    const Checkpoint checkpoint = journal.checkpoint();
    journal.touch(kRipemd);
    journal.touch(kBob);

    journal.rollback(checkpoint);
    journal.finish_transaction();

    EXPECT_FALSE(journal.exists(kRipemd));
    EXPECT_TRUE(journal.exists(kBob));
}

TEST_F(JournalTest, DestroysAnOldContractOnlyBeforeCancun) {
    Journal shanghai = begin(Revision::Shanghai);
    Journal cancun = begin(Revision::Cancun);

    EXPECT_TRUE(shanghai.self_destruct(kAlice, kBob));
    EXPECT_FALSE(cancun.self_destruct(kAlice, kBob));
    shanghai.finish_transaction();
    cancun.finish_transaction();

    EXPECT_FALSE(shanghai.exists(kAlice));
    EXPECT_TRUE(cancun.exists(kAlice));
    EXPECT_EQ(shanghai.balance(kBob), Uint256{100});
    EXPECT_EQ(cancun.balance(kBob), Uint256{100});
}

TEST_F(JournalTest, DestroysWhatTheSameTransactionCreated) {
    Journal journal = begin(Revision::Cancun);
    journal.create_contract(kBob);
    journal.write_slot(kBob, 1, 1);

    EXPECT_TRUE(journal.self_destruct(kBob, kAlice));
    EXPECT_FALSE(journal.self_destruct(kBob, kAlice));
    journal.finish_transaction();

    EXPECT_FALSE(journal.exists(kBob));
    EXPECT_FALSE(journal.diff().accounts.contains(kBob));
}

TEST_F(JournalTest, BurnsWhatIsDestroyedInFavourOfItself) {
    Journal journal = begin(Revision::London);

    journal.self_destruct(kAlice, kAlice);

    EXPECT_EQ(journal.balance(kAlice), Uint256{});
}

TEST_F(JournalTest, KeepsTheBalanceOfAnOldContractThatNamesItself) {
    Journal journal = begin(Revision::Cancun);

    journal.self_destruct(kAlice, kAlice);

    EXPECT_EQ(journal.balance(kAlice), Uint256{100});
}

TEST_F(JournalTest, UndoesADestruction) {
    Journal journal = begin(Revision::London);
    const Checkpoint checkpoint = journal.checkpoint();
    journal.self_destruct(kAlice, kBob);

    journal.rollback(checkpoint);
    journal.finish_transaction();

    EXPECT_EQ(journal.balance(kAlice), Uint256{100});
    EXPECT_TRUE(journal.diff().is_empty());
}

TEST_F(JournalTest, ReadsZeroFromStorageThatWasClearedInTheBlock) {
    Journal journal = begin(Revision::London);
    journal.self_destruct(kAlice, kBob);
    journal.finish_transaction();
    journal.begin_transaction();

    EXPECT_EQ(journal.read_slot(kAlice, 1).value, Uint256{});
    EXPECT_FALSE(journal.is_occupied(kAlice));
}

TEST_F(JournalTest, TellsClearedStorageFromWhatWasWrittenAfter) {
    Journal journal = begin(Revision::London);
    journal.write_slot(kAlice, 2, 22);
    journal.self_destruct(kAlice, kBob);
    journal.finish_transaction();
    journal.begin_transaction();
    journal.create_contract(kAlice);
    journal.write_slot(kAlice, 3, 33);
    journal.finish_transaction();

    const StateDiff diff = journal.diff();

    const AccountChange& change = diff.accounts.at(kAlice);
    EXPECT_TRUE(change.clears_storage);
    EXPECT_EQ(change.storage, (std::map<Uint256, Uint256>{{3, 33}}));
    EXPECT_EQ(change.account->nonce, 1U);
}

TEST_F(JournalTest, IsOccupiedByNonceCodeOrStorage) {
    constexpr Address kWithCode{{1}}, kWithStorage{{2}}, kWithBalance{{3}};
    base_.set_code(kWithCode, Bytes{1});
    base_.set_storage(kWithStorage, 1, 1);
    base_.set_account(kWithBalance, {0, 5});
    Journal journal = begin();

    EXPECT_TRUE(journal.is_occupied(kAlice));
    EXPECT_TRUE(journal.is_occupied(kWithCode));
    EXPECT_TRUE(journal.is_occupied(kWithStorage));
    EXPECT_FALSE(journal.is_occupied(kWithBalance));
    EXPECT_FALSE(journal.is_occupied(kBob));
}

TEST_F(JournalTest, LeavesOutOfTheDifferenceWhatIsAsBefore) {
    Journal journal = begin();
    journal.write_slot(kAlice, 1, 12);
    journal.finish_transaction();
    journal.begin_transaction();
    journal.write_slot(kAlice, 1, 11);
    journal.transfer(kAlice, kBob, 1);
    journal.transfer(kBob, kAlice, 1);
    journal.finish_transaction();

    EXPECT_TRUE(journal.diff().is_empty());
}

TEST_F(JournalTest, GivesTheCodeOfAccountsThatKeptIt) {
    Journal journal = begin();
    const Bytes code{0x60, 0x01};
    const Checkpoint checkpoint = journal.checkpoint();
    journal.set_code(kAlice, Bytes{0xfe});
    journal.rollback(checkpoint);
    journal.set_code(kBob, code);
    journal.finish_transaction();

    const StateDiff diff = journal.diff();

    EXPECT_EQ(diff.code, (std::map<Hash, Bytes>{{crypto::keccak256(code), code}}));
    EXPECT_EQ(to_bytes(journal.code(kBob)), code);
}

TEST_F(JournalTest, SaysWhenTheViewFailed) {
    class FailingView final : public StateView {
      public:
        std::optional<Account> find_account(const Address&) const noexcept override { return std::nullopt; }
        Uint256 read_storage(const Address&, const Uint256&) const noexcept override { return {}; }
        Bytes read_code(const Hash&) const noexcept override { return {}; }
        bool has_storage(const Address&) const noexcept override { return false; }
        bool has_failed() const noexcept override { return true; }
    };
    const FailingView view;

    const Journal journal{view, Revision::Osaka};

    EXPECT_TRUE(journal.has_failed());
}

}  // namespace
}  // namespace deed::state
