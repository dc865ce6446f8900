#include "runtime/ledger/ledger.hpp"

#include <gtest/gtest.h>

#include "runtime/execution/state_root.hpp"
#include "runtime/trie/proof.hpp"
#include "runtime/trie/tree.hpp"
#include "tests/support/temporary_directory.hpp"
#include "vm/crypto/keccak.hpp"
#include "vm/state/memory_state.hpp"

namespace deed::ledger {
namespace {

/// A ledger that takes differences and logs instead of blocks that somebody has executed.
class Bench {
  public:
    Bench() : ledger_(directory_.path(), {.durability = storage::Durability::Lazy}) {}

    Hash commit(const state::StateDiff& diff, const std::vector<block::Log>& logs = {}) {
        const StateUpdate update = [&] {
            const auto snapshot = ledger_.snapshot();
            return prepare_update(snapshot.transaction(), diff);
        }();
        block::Block block;
        block.header.number = next_;
        block.header.state_root = update.root;
        block.header.timestamp = 1'000 + next_;
        block.header.logs_bloom = block::bloom_of(logs);
        std::vector<Address> senders;
        std::vector<block::Receipt> receipts;
        if (!logs.empty()) {
            block.transactions.emplace_back();
            block.transactions[0].fields.nonce = next_;
            senders.emplace_back();
            receipts.emplace_back();
            receipts[0].succeeded = true;
            receipts[0].logs = logs;
        }
        const Hash hash = block::hash_of(block.header);
        const block::CommitRecord record{.block_hash = hash};
        const BlockCommit commit{block, hash, senders, receipts, update, record, as_bytes("beacon")};
        if (next_++ == 0)
            ledger_.initialise("text", {"rules", {}, hash}, commit);
        else
            ledger_.commit(commit);
        return update.root;
    }

    [[nodiscard]] Snapshot snapshot() const { return ledger_.snapshot(); }
    Ledger& ledger() { return ledger_; }

  private:
    TemporaryDirectory directory_;
    Ledger ledger_;
    uint64_t next_ = 0;
};

constexpr Address kAccount{{1, 2, 3}};

state::StateDiff change(const Address& address, uint64_t balance, std::map<Uint256, Uint256> storage = {}) {
    state::StateDiff diff;
    diff.accounts[address].account = state::Account{.balance = Uint256{balance}};
    diff.accounts[address].storage = std::move(storage);
    return diff;
}

TEST(Ledger, GivesTheRootThatTheStateHasByItself) {
    Bench bench;
    state::MemoryState model;
    uint64_t random = 7;
    for (int block = 0; block < 40; ++block) {
        state::StateDiff diff;
        for (int i = 0; i < 20; ++i) {
            random = random * 6'364'136'223'846'793'005ULL + 1'442'695'040'888'963'407ULL;
            const Address address{{static_cast<uint8_t>((random >> 33) % 30)}};
            auto& entry = diff.accounts[address];
            const bool is_removed = (random >> 40) % 10 == 0;
            entry = {};
            entry.clears_storage = is_removed || (random >> 44) % 10 == 0;
            if (is_removed) continue;
            entry.account =
                state::Account{.nonce = random >> 60, .balance = Uint256{1 + (random >> 20) % 1'000}};
            for (uint64_t slot = 0; slot < (random >> 50) % 6; ++slot)
                entry.storage[Uint256{(random >> (slot * 5)) % 12}] = Uint256{(random >> slot) % 3};
        }
        model.apply(diff);

        ASSERT_EQ(bench.commit(diff), execution::compute_state_root(model)) << block;
    }

    const auto snapshot = bench.snapshot();
    const auto view = snapshot.state_at(39);
    for (const auto& [address, entry] : model.entries()) {
        EXPECT_EQ(view->find_account(address), entry.account);
        for (const auto& [slot, value] : entry.storage) EXPECT_EQ(view->read_storage(address, slot), value);
        EXPECT_EQ(view->has_storage(address), !entry.storage.empty());
        const auto leaf = trie::find_value(*snapshot.account_nodes(), crypto::keccak256(address));
        EXPECT_TRUE(leaf);
        EXPECT_EQ(snapshot.storage_root(address), execution::compute_storage_root(entry.storage));
    }
    EXPECT_EQ(snapshot.transaction().count(storage::Table::Accounts), model.entries().size());
}

TEST(Ledger, RemembersEveryPastState) {
    Bench bench;
    (void)bench.commit({});
    std::vector<state::MemoryState> models(1);
    uint64_t random = 3;
    for (int block = 1; block < 30; ++block) {
        state::StateDiff diff;
        for (int i = 0; i < 6; ++i) {
            random = random * 6'364'136'223'846'793'005ULL + 1'442'695'040'888'963'407ULL;
            auto& entry = diff.accounts[Address{{static_cast<uint8_t>((random >> 33) % 8)}}];
            entry = {};
            entry.clears_storage = (random >> 44) % 4 == 0;
            if ((random >> 40) % 6 == 0) {
                entry.clears_storage = true;
                continue;
            }
            entry.account = state::Account{.balance = Uint256{1 + (random >> 20) % 1'000}};
            entry.storage[Uint256{(random >> 50) % 5}] = Uint256{(random >> 55) % 3};
        }
        models.push_back(models.back());
        models.back().apply(diff);
        (void)bench.commit(diff);
    }

    const auto snapshot = bench.snapshot();
    for (uint64_t block = 0; block < models.size(); ++block) {
        const auto view = snapshot.state_at(block);
        for (uint8_t i = 0; i < 8; ++i) {
            const Address address{{i}};
            EXPECT_EQ(view->find_account(address), models[block].find_account(address)) << block;
            EXPECT_EQ(view->has_storage(address), models[block].has_storage(address)) << block;
            for (uint64_t slot = 0; slot < 5; ++slot)
                EXPECT_EQ(view->read_storage(address, Uint256{slot}),
                          models[block].read_storage(address, Uint256{slot}))
                    << block;
        }
        EXPECT_FALSE(view->has_failed());
    }
}

TEST(Ledger, KeepsASnapshotAsItWasWhileBlocksGoOn) {
    Bench bench;
    (void)bench.commit(change(kAccount, 1));
    const auto old = bench.snapshot();

    (void)bench.commit(change(kAccount, 2));

    EXPECT_EQ(old.head().number, 0U);
    EXPECT_EQ(old.state_at(0)->find_account(kAccount)->balance, Uint256{1});
    EXPECT_EQ(bench.snapshot().state_at(1)->find_account(kAccount)->balance, Uint256{2});
    EXPECT_EQ(bench.snapshot().state_at(0)->find_account(kAccount)->balance, Uint256{1});
}

TEST(Ledger, FindsFewLogsAmongManyBlocksByTheirIndex) {
    Bench bench;
    const block::Log rare{kAccount, {Hash{{1}}, Hash{{2}}}, {}};
    const block::Log common{Address{{9}}, {Hash{{1}}}, {}};
    for (uint64_t block = 0; block < 2'000; ++block)
        (void)bench.commit({}, block % 200 == 7 ? std::vector{common, rare, rare} : std::vector{common});
    const auto snapshot = bench.snapshot();

    const auto found = snapshot.find_logs({.last_block = 5'000, .addresses = {kAccount}});

    ASSERT_EQ(found.logs.size(), 20U);
    EXPECT_EQ(found.logs[0].place.block, 7U);
    EXPECT_EQ(found.logs[0].log_index, 1U);
    EXPECT_EQ(found.logs[1].log_index, 2U);
    EXPECT_EQ(found.logs[19].place.block, 1'807U);
    EXPECT_EQ(found.logs[0].block_timestamp, 1'007U);
    EXPECT_EQ(found.logs[0].transaction_hash, snapshot.find_transaction(TransactionPlace{7, 0})->hash);
    EXPECT_EQ(snapshot.find_logs({.last_block = 5'000, .topics = {{}, {Hash{{2}}, Hash{{3}}}}}).logs.size(),
              20U);
    EXPECT_EQ(snapshot.find_logs({.first_block = 8, .last_block = 406, .topics = {{Hash{{1}}}}}).logs.size(),
              399U + 2U);
}

TEST(Ledger, StoresVotesUntilNewerOnesTakeTheirPlace) {
    Bench bench;
    EXPECT_FALSE(bench.ledger().find_vote(kAccount, 0));
    const std::vector<StoredVote> first{{kAccount, 1, {1, 2}, {3}}};
    bench.ledger().store_votes(first);
    EXPECT_EQ(bench.ledger().find_vote(kAccount, 1)->proposal, Bytes{3});

    const std::vector<StoredVote> second{{kAccount, 1, {4}, {}}};
    bench.ledger().store_votes(second);

    EXPECT_EQ(bench.ledger().find_vote(kAccount, 1)->state, Bytes{4});
    EXPECT_TRUE(bench.ledger().find_vote(kAccount, 1)->proposal.empty());
}

}  // namespace
}  // namespace deed::ledger
