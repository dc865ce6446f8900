#include "vm/machine/code.hpp"

#include <gtest/gtest.h>

#include "vm/base/hex.hpp"

namespace deed::machine {
namespace {

TEST(Code, FindsJumpDestinations) {
    const Code code{from_hex("5b005b").value()};

    EXPECT_TRUE(code.is_jump_destination(0));
    EXPECT_FALSE(code.is_jump_destination(1));
    EXPECT_TRUE(code.is_jump_destination(2));
}

TEST(Code, SeesNoJumpDestinationInsideAnImmediate) {
    const Code code{from_hex("615b5b5b").value()};  // PUSH2 5b5b, JUMPDEST

    EXPECT_FALSE(code.is_jump_destination(1));
    EXPECT_FALSE(code.is_jump_destination(2));
    EXPECT_TRUE(code.is_jump_destination(3));
}

TEST(Code, HasNoJumpDestinationPastItsEnd) {
    const Code code{from_hex("5b").value()};

    EXPECT_FALSE(code.is_jump_destination(1));
    EXPECT_FALSE(code.is_jump_destination(64));
    EXPECT_FALSE(code.is_jump_destination(~uint64_t{0}));
}

TEST(Code, IsFollowedByZerosForTheLongestImmediate) {
    const Code code{from_hex("7f").value()};  // PUSH32 and nothing else

    for (size_t i = 1; i <= Code::kPadding; ++i) EXPECT_EQ(code.begin()[i], 0);
}

TEST(Code, MayBeEmpty) {
    const Code code{{}};

    EXPECT_EQ(code.size(), 0u);
    EXPECT_EQ(*code.begin(), 0);
    EXPECT_FALSE(code.is_jump_destination(0));
}

TEST(Code, FindsDestinationsOfEveryWord) {
    Bytes bytes(200, 0x5b);
    const Code code{bytes};

    for (size_t i = 0; i < bytes.size(); ++i) EXPECT_TRUE(code.is_jump_destination(i)) << i;
}

}  // namespace
}  // namespace deed::machine
