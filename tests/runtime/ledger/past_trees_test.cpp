#include "runtime/ledger/past_trees.hpp"

#include <random>

#include <gtest/gtest.h>

#include "runtime/ledger/ledger.hpp"
#include "runtime/trie/leaf.hpp"
#include "runtime/trie/proof.hpp"
#include "runtime/trie/tree.hpp"
#include "tests/support/temporary_directory.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::ledger {
namespace {

constexpr uint64_t kAddresses = 700;
constexpr uint64_t kSlots = 20;
constexpr uint64_t kBlocks = 12;

Address address_number(uint64_t number) {
    return Address::from(BytesView{crypto::keccak256(to_hash(Uint256{number}))}.first(Address::kSize));
}

/// A chain whose blocks make, change, empty and remove many accounts, of which every seventh has storage.
class PastTreesTest : public testing::Test {
  protected:
    PastTreesTest() : ledger_(directory_.path(), {.durability = storage::Durability::Lazy}) {
        for (uint64_t number = 0; number < kBlocks; ++number) commit(number, make_changes(number == 0));
    }

    state::StateDiff make_changes(bool is_first) {
        state::StateDiff diff;
        for (uint64_t i = 0; i < (is_first ? kAddresses - 100 : 200); ++i) {
            const uint64_t number = is_first ? i : random_() % kAddresses;
            auto& change = diff.accounts[address_number(number)];
            if (!is_first && random_() % 5 == 0) {
                change = {};
                continue;
            }
            change.account = state::Account{.nonce = random_() % 5, .balance = Uint256{random_()}};
            change.clears_storage = random_() % 10 == 0;
            for (int slot = 0; number % 7 == 0 && slot < 6; ++slot)
                change.storage[Uint256{random_() % kSlots}] = Uint256{random_() % 3 * random_()};
        }
        return diff;
    }

    void commit(uint64_t number, const state::StateDiff& diff) {
        const StateUpdate update = [&] {
            const auto snapshot = ledger_.snapshot();
            return prepare_update(snapshot.transaction(), diff);
        }();
        block::Block block;
        block.header.number = number;
        block.header.state_root = update.root;
        const Hash hash = block::hash_of(block.header);
        const block::CommitRecord record{.block_hash = hash};
        const BlockCommit commit{block, hash, {}, {}, update, record, {}};
        if (number == 0)
            ledger_.initialise("text", {"rules", {}, hash}, commit);
        else
            ledger_.commit(commit);
    }

    /// The proofs of one account and its slots agree with what the state at that time says.
    static void check(const PastTrees& trees, const Hash& root, const state::StateView& state,
                      const Address& address) {
        const Hash key = crypto::keccak256(address);
        const auto proven = trie::verify_proof(root, key, trie::make_proof(trees.accounts(), key));
        const auto account = state.find_account(address);
        ASSERT_TRUE(proven);
        ASSERT_EQ(proven->has_value(), account.has_value());
        if (!account) return;
        const auto leaf = trie::decode_account_leaf(**proven);
        ASSERT_TRUE(leaf);
        EXPECT_EQ(leaf->balance, account->balance);
        EXPECT_EQ(leaf->storage_root, trees.storage_root(address));
        const auto nodes = trees.storage(address);
        for (uint64_t slot = 0; slot < kSlots; ++slot) {
            const Hash slot_key = crypto::keccak256(to_hash(Uint256{slot}));
            const auto value =
                trie::verify_proof(leaf->storage_root, slot_key, trie::make_proof(*nodes, slot_key));
            ASSERT_TRUE(value);
            EXPECT_EQ(value->value_or(Bytes{}),
                      trie::encode_storage_leaf(state.read_storage(address, Uint256{slot})));
        }
    }

    TemporaryDirectory directory_;
    Ledger ledger_;
    std::mt19937_64 random_{5};
};

TEST_F(PastTreesTest, ProveWhatTheStateOfTheirBlockHolds) {
    const auto snapshot = ledger_.snapshot();
    for (const uint64_t number : {kBlocks - 1, kBlocks - 2, kBlocks / 2, uint64_t{0}}) {
        const PastTrees trees{snapshot, number};
        const Hash root = snapshot.find_header(number)->header.state_root;
        const auto state = snapshot.state_at(number);
        for (uint64_t i = 0; i < kAddresses; ++i) check(trees, root, *state, address_number(i));
    }
}

TEST_F(PastTreesTest, AreThoseOfTheStateAfterARewind) {
    ledger_.rewind(kBlocks / 2, {});

    const auto snapshot = ledger_.snapshot();
    const auto nodes = snapshot.account_nodes();
    EXPECT_EQ(trie::Tree{*nodes}.root(), snapshot.find_header(kBlocks / 2)->header.state_root);
}

}  // namespace
}  // namespace deed::ledger
