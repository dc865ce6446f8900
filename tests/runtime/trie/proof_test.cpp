#include "runtime/trie/proof.hpp"

#include <gtest/gtest.h>

#include "runtime/trie/tree.hpp"
#include "vm/base/error.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::trie {
namespace {

Bytes key_number(uint64_t number) {
    return to_bytes(crypto::keccak256(rlp::encode(Uint256{number})));
}

class ProofTest : public testing::Test {
  protected:
    ProofTest() {
        std::map<Bytes, Bytes> entries;
        for (uint64_t i = 0; i < 300; ++i) entries[key_number(i)] = rlp::encode(Uint256{i + 1});
        std::vector<Change> changes;
        for (const auto& [key, value] : entries) changes.push_back({key, value});
        Tree tree{store_};
        tree.update(changes);
        tree.write();
        root_ = tree.root();
    }

    MemoryNodeStore store_;
    Hash root_;
};

TEST_F(ProofTest, ProvesEveryValue) {
    for (uint64_t i = 0; i < 300; ++i) {
        const auto proof = make_proof(store_, key_number(i));

        const auto proven = verify_proof(root_, key_number(i), proof);

        ASSERT_TRUE(proven.has_value());
        EXPECT_EQ(*proven, rlp::encode(Uint256{i + 1}));
        EXPECT_EQ(find_value(store_, key_number(i)), *proven);
    }
}

TEST_F(ProofTest, ProvesAbsence) {
    for (uint64_t i = 300; i < 600; ++i) {
        const auto proof = make_proof(store_, key_number(i));

        const auto proven = verify_proof(root_, key_number(i), proof);

        ASSERT_TRUE(proven.has_value());
        EXPECT_EQ(*proven, std::nullopt);
    }
}

TEST_F(ProofTest, ProvesAbsenceInAnEmptyTree) {
    const MemoryNodeStore nothing;

    const auto proof = make_proof(nothing, key_number(1));

    EXPECT_TRUE(proof.empty());
    EXPECT_EQ(verify_proof(kEmptyRoot, key_number(1), proof).value(), std::nullopt);
}

TEST_F(ProofTest, NoticesEveryChangedByte) {
    const auto proof = make_proof(store_, key_number(5));
    for (size_t node = 0; node < proof.size(); ++node) {
        auto forged = proof;
        forged[node][forged[node].size() / 2] ^= 1;

        EXPECT_EQ(verify_proof(root_, key_number(5), forged).error(), ProofError::WrongHash);
    }
}

TEST_F(ProofTest, NoticesMissingAndForeignNodes) {
    auto proof = make_proof(store_, key_number(5));
    proof.push_back(proof.back());
    EXPECT_EQ(verify_proof(root_, key_number(5), proof).error(), ProofError::UnusedNodes);

    proof.resize(proof.size() - 2);
    EXPECT_EQ(verify_proof(root_, key_number(5), proof).error(), ProofError::TooShort);
}

TEST_F(ProofTest, WalksThroughNodesInsideTheirParents) {
    MemoryNodeStore store;
    const Bytes a{0x11, 0x11}, b{0x11, 0x12}, value{7};
    const Change changes[] = {{a, value}, {b, value}};
    Tree tree{store};
    tree.update(changes);
    tree.write();

    const auto proof = make_proof(store, b);

    EXPECT_EQ(proof.size(), 1U);
    EXPECT_EQ(verify_proof(tree.root(), b, proof).value(), value);
}

TEST_F(ProofTest, ThrowsWhenTheStoreHasLostANode) {
    const auto proof = make_proof(store_, key_number(5));
    store_.remove_node(Bytes{static_cast<uint8_t>(key_number(5)[0] >> 4)});

    EXPECT_GT(proof.size(), 1U);
    EXPECT_THROW((void)make_proof(store_, key_number(5)), Error);
}

}  // namespace
}  // namespace deed::trie
