#include <gtest/gtest.h>

#include "compiler/ir/printer.hpp"
#include "compiler/ir/reader.hpp"

namespace deed::ir {
namespace {

constexpr std::string_view kText = R"(module sample
scratch 64
global 32
data 0x0102
immutable owner
covered 0x7

; #0
function start entry {
b0:
  %1 = CALLDATALOAD 0x0
  SWITCH %1, b1, 0x7 b2, 0x8 b3
b1:
  REVERT 0x0, 0x0
b2:
  %2 = IMMUTABLE #0
  %3 = INVOKE #1 %1, %2
  MSTORE 0x0, %3
  RETURN 0x0, 0x20
b3:
  STOP
}

; #1
function sum internal 1 {
  object 96
b0(%1, %2):
  %3 = OBJECT #0
  JUMP b1(%1, 0x0)
b1(%4, %5):
  %6 = LT %5, %2
  BRANCH %6, b2, b3
b2:
  %7 = ADD %4, %5
  %8 = ADD %5, 0x1
  JUMP b1(%7, %8)
b3:
  MSTORE %3, %4
  YIELD %4
}
)";

TEST(Text, IsReadAsItIsPrinted) {
    const auto module = read(kText);

    ASSERT_TRUE(module.has_value()) << module.error().line << ": " << module.error().message;
    EXPECT_EQ(print(*module), kText);
}

TEST(Text, HoldsWhatItSays) {
    const Module module = read(kText).value();

    EXPECT_EQ(module.name, "sample");
    EXPECT_EQ(module.global_size, 32U);
    EXPECT_EQ(module.data[0], (Bytes{1, 2}));
    ASSERT_EQ(module.functions.size(), 2U);
    EXPECT_EQ(module.functions[0].kind, FunctionKind::Entry);
    EXPECT_EQ(module.functions[0].blocks[0].terminator.cases, (std::vector<Uint256>{7, 8}));
    EXPECT_EQ(module.functions[1].result_count, 1U);
    EXPECT_EQ(module.functions[1].object_sizes, (std::vector<uint32_t>{96}));
}

struct Malformed {
    std::string text;
    uint32_t line;
};

class MalformedText : public testing::TestWithParam<Malformed> {};

TEST_P(MalformedText, IsRefusedWithItsLine) {
    const auto module = read(GetParam().text);

    ASSERT_FALSE(module.has_value());
    EXPECT_EQ(module.error().line, GetParam().line);
    EXPECT_FALSE(module.error().message.empty());
}

INSTANTIATE_TEST_SUITE_P(Text, MalformedText,
                         testing::Values(Malformed{"nonsense", 1}, Malformed{"data 0x0", 1},
                                         Malformed{"function f entry {\nb0:\n  STOP\n", 3},
                                         Malformed{"function f entry {\nb1:\n", 2},
                                         Malformed{"function f entry {\nb0:\n  %1 = NOTHING 0x1\n", 3},
                                         Malformed{"function f entry {\nb0:\n  STOP\n  %1 = ADD %2, 0x0\n}\n",
                                                   5},
                                         Malformed{"function f entry {\nb0:\n  %1 = ADD x, 0x0\n", 3},
                                         Malformed{"function f entry {\nb0(%1, %1):\n", 2}));

}  // namespace
}  // namespace deed::ir
