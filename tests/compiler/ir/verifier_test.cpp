#include "compiler/ir/verifier.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/ir/reader.hpp"

namespace deed::ir {
namespace {

std::string verify_text(const std::string& text) {
    return verify(read("module m\n" + text).value());
}

TEST(Verify, AcceptsALoop) {
    EXPECT_EQ(verify_text(
                  "function f entry {\nb0:\n  JUMP b1(0x0)\nb1(%1):\n  %2 = LT %1, 0x9\n  BRANCH %2, b2, b3\n"
                  "b2:\n  %3 = ADD %1, 0x1\n  JUMP b1(%3)\nb3:\n  STOP\n}\n"),
              "");
}

struct Broken {
    std::string text;
    std::string problem;
};

class BrokenModule : public testing::TestWithParam<Broken> {};

TEST_P(BrokenModule, IsRefusedWithItsProblem) {
    EXPECT_THAT(verify_text(GetParam().text), testing::HasSubstr(GetParam().problem));
}

INSTANTIATE_TEST_SUITE_P(
    Verify, BrokenModule,
    testing::Values(
        Broken{"", "no function"}, Broken{"function f internal 0 {\nb0:\n  YIELD\n}\n", "no entry"},
        Broken{"function f entry {\nb0:\n  %1 = ADD 0x1\n  STOP\n}\n", "operand count"},
        Broken{"function f entry {\nb0:\n  %1 = SSTORE 0x1, 0x2\n  STOP\n}\n", "result count"},
        Broken{"function f entry {\nb0:\n  %1 = OBJECT #0\n  STOP\n}\n", "index out of range"},
        Broken{"function f entry {\nb0:\n  JUMP b7\n}\n", "successor is out of range"},
        Broken{"function f entry {\nb0:\n  JUMP b0\n}\n", "first block"},
        Broken{"function f entry {\nb0:\n  JUMP b1\nb1(%1):\n  STOP\n}\n", "do not fit"},
        Broken{"function f entry {\nb0:\n  BRANCH 0x1, b1(0x1), b2\nb1(%1):\n  STOP\nb2:\n  STOP\n}\n",
               "only JUMP"},
        Broken{"function f entry {\nb0:\n  SWITCH 0x1, b1, 0x2 b1, 0x2 b1\nb1:\n  STOP\n}\n", "case twice"},
        Broken{"function f entry {\nb0:\n  YIELD\n}\n", "YIELD"},
        Broken{"function f entry {\nb0(%1):\n  STOP\n}\n", "too many parameters"},
        Broken{"function f entry {\nb0:\n  ENTER #1\n}\nfunction g entry {\nb0(%1):\n  STOP\n}\n",
               "ENTER of g has a wrong operand count"},
        Broken{"function f entry {\nb0:\n  SELECT 0x1, b1, 0x2 b1, 0x2 b1\nb1:\n  STOP\n}\n",
               "SELECT has a case twice"},
        Broken{"function f entry {\nb0:\n  MSTORE 0x0, %1\n  %1 = CALLER\n  STOP\n}\n", "not made yet"},
        Broken{
            "function f entry {\nb0:\n  BRANCH 0x1, b1, b2\nb1:\n  %1 = CALLER\n  JUMP b3\nb2:\n  JUMP b3\n"
            "b3:\n  MSTORE 0x0, %1\n  STOP\n}\n",
            "not made yet"},
        Broken{"function f entry {\nb0:\n  INVOKE #1\n  STOP\n}\nfunction g internal 0 {\nb0:\n  INVOKE #1\n "
               " YIELD\n}\n",
               "circle"},
        Broken{
            "function f entry {\nb0:\n  INVOKE #1 0x1\n  STOP\n}\nfunction g internal 0 {\nb0:\n  YIELD\n}\n",
            "INVOKE of g"}));

}  // namespace
}  // namespace deed::ir
