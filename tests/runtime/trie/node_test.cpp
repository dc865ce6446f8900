#include "runtime/trie/node.hpp"

#include <gtest/gtest.h>

#include "vm/base/hex.hpp"

namespace deed::trie {
namespace {

TEST(CompactForm, IsThatOfTheYellowPaper) {
    EXPECT_EQ(to_hex(encode_compact(Nibbles{1, 2, 3, 4, 5}, NibblesEnd::Extension)), "112345");
    EXPECT_EQ(to_hex(encode_compact(Nibbles{0, 1, 2, 3, 4, 5}, NibblesEnd::Extension)), "00012345");
    EXPECT_EQ(to_hex(encode_compact(Nibbles{15, 1, 12, 11, 8}, NibblesEnd::Leaf)), "3f1cb8");
    EXPECT_EQ(to_hex(encode_compact(Nibbles{0, 15, 1, 12, 11, 8}, NibblesEnd::Leaf)), "200f1cb8");
    EXPECT_EQ(to_hex(encode_compact({}, NibblesEnd::Leaf)), "20");
}

TEST(DecodeNode, TakesALeafApart) {
    const Bytes node = *from_hex("c8833f1cb883646f67");

    const auto parts = decode_node(BytesView{node});

    ASSERT_TRUE(parts.has_value());
    EXPECT_EQ(parts->kind, NodeParts::Kind::Leaf);
    EXPECT_EQ(parts->nibbles, (Nibbles{15, 1, 12, 11, 8}));
    EXPECT_EQ(as_text(parts->value), "dog");
}

TEST(DecodeNode, RefusesWhatHasNoneOfTheThreeShapes) {
    EXPECT_FALSE(decode_node(BytesView{*from_hex("83646f67")}).has_value());            // a string
    EXPECT_FALSE(decode_node(BytesView{*from_hex("c3010203")}).has_value());            // three members
    EXPECT_FALSE(decode_node(BytesView{*from_hex("c8834f1cb883646f67")}).has_value());  // unknown flags
    EXPECT_FALSE(decode_node(BytesView{*from_hex("c5820112820102")}).has_value());      // padding not zero
    EXPECT_FALSE(decode_node(BytesView{*from_hex("c22080")}).has_value());    // a leaf without value
    EXPECT_FALSE(decode_node(BytesView{*from_hex("c3118101")}).has_value());  // not canonical
    EXPECT_FALSE(decode_node(BytesView{}).has_value());
}

}  // namespace
}  // namespace deed::trie
