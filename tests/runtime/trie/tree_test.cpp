#include "runtime/trie/tree.hpp"

#include <random>

#include <gtest/gtest.h>

#include "runtime/trie/record.hpp"
#include "vm/base/error.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::trie {
namespace {

using Entries = std::map<Bytes, Bytes>;

std::vector<Change> changes_of(const Entries& entries) {
    std::vector<Change> changes;
    for (const auto& [key, value] : entries) changes.push_back({key, value});
    return changes;
}

Hash put(NodeStore& store, const Entries& entries) {
    Tree tree{store};
    tree.update(changes_of(entries));
    tree.write();
    return tree.root();
}

Bytes text(std::string_view words) {
    return to_bytes(as_bytes(words));
}

TEST(Tree, OfNothingHasTheEmptyRoot) {
    MemoryNodeStore store;

    EXPECT_EQ(Tree{store}.root(), kEmptyRoot);
    EXPECT_EQ(root_of({}), kEmptyRoot);
}

TEST(Tree, HasTheRootOfTheYellowPapersExample) {
    const Entries entries{{text("do"), text("verb")},
                          {text("dog"), text("puppy")},
                          {text("doge"), text("coin")},
                          {text("horse"), text("stallion")}};

    EXPECT_EQ(to_hex(root_of(changes_of(entries))),
              "5991bb8c6514148a29db676a14ac506cd2cd5775ace63c30a4fe457715e9ac84");
}

TEST(Tree, IsEmptyAgainAfterEverythingIsRemoved) {
    MemoryNodeStore store;
    put(store, {{text("do"), text("verb")}, {text("dog"), text("puppy")}, {text("horse"), text("stallion")}});

    const Hash root = put(store, {{text("do"), {}}, {text("dog"), {}}, {text("horse"), {}}});

    EXPECT_EQ(root, kEmptyRoot);
    EXPECT_TRUE(store.nodes().empty());
}

TEST(Tree, IgnoresTheRemovalOfWhatIsAbsent) {
    MemoryNodeStore store;
    const Hash before = put(store, {{text("do"), text("verb")}, {text("dog"), text("puppy")}});
    const auto nodes = store.nodes();

    const Hash after = put(store, {{text("cat"), {}}, {text("doge"), {}}, {text("dot"), {}}});

    EXPECT_EQ(after, before);
    EXPECT_EQ(store.nodes(), nodes);
}

TEST(Tree, ReadsOnlyNodesOnTheWay) {
    class CountingStore final : public NodeStore {
      public:
        std::optional<BytesView> find_node(BytesView path) const override {
            ++reads;
            return nodes.find_node(path);
        }
        void write_node(BytesView path, Bytes node) override {
            ++writes;
            nodes.write_node(path, std::move(node));
        }
        void remove_node(BytesView path) override { nodes.remove_node(path); }

        MemoryNodeStore nodes;
        mutable size_t reads = 0;
        size_t writes = 0;
    };
    CountingStore store;
    Entries entries;
    for (uint64_t i = 0; i < 4096; ++i)
        entries[to_bytes(crypto::keccak256(rlp::encode(Uint256{i})))] = Bytes(40, 1);
    put(store, entries);
    store.reads = store.writes = 0;

    put(store, {{entries.begin()->first, Bytes(40, 2)}});

    EXPECT_LE(store.reads, 8U);
    EXPECT_LE(store.writes, 8U);
}

/// A root with sixteen branches of two leaves.
void put_branches(NodeStore& store) {
    Entries entries;
    for (uint8_t i = 0; i < 32; ++i) entries[Bytes{static_cast<uint8_t>(i << 3), 0}] = Bytes(40, i);
    put(store, entries);
}

TEST(Tree, ThrowsWhenANodeIsMissing) {
    MemoryNodeStore store;
    put_branches(store);
    store.remove_node(Bytes{3});
    Tree tree{store};

    EXPECT_THROW(tree.update(changes_of({{Bytes{0x30, 0}, Bytes{1}}})), Error);
    EXPECT_THROW((void)tree.find_value(Bytes{0x30, 0}), Error);
    EXPECT_EQ((*tree.find_value(Bytes{0x40, 0})), Bytes(40, 8));
}

TEST(Tree, ThrowsWhenANodeIsDamaged) {
    MemoryNodeStore whole;
    put_branches(whole);
    const Bytes record = whole.nodes().at(Bytes{3});
    Bytes without_nibble = record, twice = record;
    without_nibble.erase(without_nibble.end() - 45);
    append(twice, BytesView{record}.last(45));
    for (const Bytes& damaged : {Bytes{}, Bytes{1, 2, 3}, without_nibble, twice}) {
        MemoryNodeStore store;
        put_branches(store);
        store.write_node(Bytes{3}, damaged);
        Tree tree{store};

        EXPECT_THROW(tree.update(changes_of({{Bytes{0x30, 0}, Bytes{1}}})), Error);
    }
}

TEST(Tree, KeepsLeavesInTheRecordOfTheirBranch) {
    MemoryNodeStore store;

    put_branches(store);

    ASSERT_EQ(store.nodes().size(), 17U);
    const auto record = split_record(store.nodes().at(Bytes{3}));
    ASSERT_TRUE(record);
    EXPECT_EQ(to_bytes(split_leaf(*find_leaf(record->leaves, 0))->value), Bytes(40, 6));
    EXPECT_EQ(to_bytes(split_leaf(*find_leaf(record->leaves, 8))->value), Bytes(40, 7));
    EXPECT_FALSE(find_leaf(record->leaves, 1));
}

TEST(Tree, FindsValues) {
    MemoryNodeStore store;
    Entries entries;
    for (uint64_t i = 0; i < 500; ++i)
        entries[to_bytes(crypto::keccak256(rlp::encode(Uint256{i})))] = Bytes(40, 1);
    put(store, entries);
    Tree tree{store};

    for (const auto& [key, value] : entries) {
        const auto found = tree.find_value(key);
        ASSERT_TRUE(found);
        EXPECT_EQ(*found, value);
        Bytes other = key;
        other.back() ^= 1;
        EXPECT_FALSE(tree.find_value(other));
    }
}

TEST(Tree, TakesFurtherUpdatesAfterItsRootWasAskedFor) {
    MemoryNodeStore store;
    Tree tree{store};
    Entries entries;

    for (uint8_t i = 0; i < 50; ++i) {
        const Entries step{{Bytes{i, 7}, Bytes(static_cast<size_t>(i % 5 + 30), i)}};
        entries.insert(step.begin(), step.end());
        tree.update(changes_of(step));
        EXPECT_EQ(tree.root(), root_of(changes_of(entries)));
    }
}

TEST(Tree, GoesOnAfterWriting) {
    MemoryNodeStore store, fresh;
    Tree tree{store};
    tree.update(
        changes_of({{Bytes{1, 1}, Bytes(40, 1)}, {Bytes{1, 2}, Bytes(40, 2)}, {Bytes{2, 2}, Bytes(40, 3)}}));
    tree.write();

    tree.update(changes_of({{Bytes{1, 2}, {}}}));
    tree.write();

    EXPECT_EQ(tree.root(), put(fresh, {{Bytes{1, 1}, Bytes(40, 1)}, {Bytes{2, 2}, Bytes(40, 3)}}));
    EXPECT_EQ(store.nodes(), fresh.nodes());
}

/// Short keys and values of very different lengths meet every case of splitting, merging and inlining.
Entries random_step(std::mt19937_64& random) {
    Entries step;
    const size_t count = 1 + random() % 6;
    for (size_t i = 0; i < count; ++i) {
        Bytes key(1 + random() % 3);
        for (uint8_t& byte : key) byte = static_cast<uint8_t>((random() % 3) << 4 | random() % 3);
        step[key] =
            random() % 3 == 0 ? Bytes{} : Bytes(1 + random() % 40, static_cast<uint8_t>(random() | 1));
    }
    return step;
}

TEST(Tree, FindsWhatHasChangedSince) {
    MemoryNodeStore store;
    put_branches(store);
    Tree tree{store};
    (void)tree.find_value(Bytes{0x30, 0});

    tree.update(
        changes_of({{Bytes{0x30, 0}, Bytes(40, 99)}, {Bytes{0x38, 0}, {}}, {Bytes{0x51, 0}, Bytes{1}}}));

    EXPECT_EQ((*tree.find_value(Bytes{0x30, 0})), Bytes(40, 99));
    EXPECT_FALSE(tree.find_value(Bytes{0x38, 0}));
    EXPECT_EQ((*tree.find_value(Bytes{0x51, 0})), Bytes{1});
}

TEST(Tree, StepByStepIsTheSameAsAtOnce) {
    for (uint64_t seed = 0; seed < 60; ++seed) {
        std::mt19937_64 random{seed};
        MemoryNodeStore store;
        Entries entries;
        for (int i = 0; i < 40; ++i) {
            const Entries step = random_step(random);
            for (const auto& [key, value] : step)
                value.empty() ? void(entries.erase(key)) : void(entries[key] = value);
            MemoryNodeStore fresh;

            const Hash root = put(store, step);

            Tree read{store};
            for (const auto& [key, value] : step) {
                const auto found = read.find_value(key);
                ASSERT_EQ(found ? *found : Bytes{}, value) << "seed " << seed << " step " << i;
            }
            ASSERT_EQ(root, put(fresh, entries)) << "seed " << seed << " step " << i;
            ASSERT_EQ(store.nodes(), fresh.nodes()) << "seed " << seed << " step " << i;
        }
    }
}

TEST(Tree, HashesSeveralTreesTogetherAsEachAlone) {
    MemoryNodeStore stores[3];
    std::vector<std::unique_ptr<Tree>> trees;
    std::vector<Tree*> pointers;
    std::vector<Entries> entries(3);
    for (uint8_t i = 0; i < 3; ++i) {
        for (uint8_t k = 0; k < 20 * i; ++k) entries[i][Bytes{k, i}] = Bytes(33, k);
        trees.push_back(std::make_unique<Tree>(stores[i]));
        trees.back()->update(changes_of(entries[i]));
        pointers.push_back(trees.back().get());
    }

    Tree::hash_together(pointers);

    for (size_t i = 0; i < 3; ++i) EXPECT_EQ(trees[i]->root(), root_of(changes_of(entries[i])));
}

TEST(RootOfList, SortsKeysByTheirEncoding) {
    std::vector<Bytes> values;
    Entries entries;
    for (uint64_t i = 0; i < 200; ++i) {
        values.push_back(Bytes(3, static_cast<uint8_t>(i + 1)));
        entries[rlp::encode(Uint256{i})] = values.back();
    }

    EXPECT_EQ(root_of_list(values), root_of(changes_of(entries)));
    EXPECT_EQ(root_of_list({}), kEmptyRoot);
}

}  // namespace
}  // namespace deed::trie
