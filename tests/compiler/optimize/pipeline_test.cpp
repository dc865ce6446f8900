#include "compiler/optimize/pipeline.hpp"

#include <gtest/gtest.h>

#include "compiler/ir/printer.hpp"
#include "compiler/ir/reader.hpp"
#include "compiler/ir/verifier.hpp"
#include "compiler/optimize/passes.hpp"

namespace deed::optimize {
namespace {

constexpr const char* kCalls = R"(module m
function start entry {
  object 32
b0:
  %1 = CALLDATALOAD 0x0
  %2 = INVOKE #1 %1, 0x5
  %3 = OBJECT #0
  MSTORE %3, %2
  RETURN %3, 0x20
}
function larger internal 1 {
  object 64
b0(%1, %2):
  %3 = OBJECT #0
  MSTORE %3, %1
  %4 = GT %1, %2
  BRANCH %4, b1, b2
b1:
  YIELD %1
b2:
  %5 = MLOAD %3
  %6 = ADD %5, %2
  YIELD %6
}
)";

TEST(InlineFunctions, PutsABodyWhereItIsCalledOnce) {
    ir::Module module = ir::read(kCalls).value();

    EXPECT_TRUE(inline_functions(module, ir::Goal::Gas));

    EXPECT_EQ(ir::verify(module), "");
    ASSERT_EQ(module.functions.size(), 1U);
    EXPECT_EQ(module.functions[0].object_sizes, (std::vector<uint32_t>{32, 64}));
    EXPECT_EQ(ir::print(module).find("INVOKE"), std::string::npos);
}

TEST(InlineFunctions, LeavesLongBodiesThatAreCalledOften) {
    std::string text =
        "module m\nfunction start entry {\nb0:\n  INVOKE #1\n  INVOKE #1\n  STOP\n}\nfunction long internal "
        "0 {\nb0:\n";
    for (int i = 0; i < 60; ++i) text += "  SSTORE " + to_quantity(i) + ", 0x1\n";
    ir::Module module = ir::read(text + "  YIELD\n}\n").value();

    EXPECT_FALSE(inline_functions(module, ir::Goal::Gas));
    EXPECT_EQ(module.functions.size(), 2U);
}

TEST(Optimize, ReducesAFunctionToItsResult) {
    ir::Module module = ir::read(R"(module m
function start entry {
b0:
  %1 = INVOKE #1 0x3
  MSTORE 0x0, %1
  RETURN 0x0, 0x20
}
function sum internal 1 {
b0(%1):
  %2 = LT %1, 0x5
  BRANCH %2, b1, b2
b1:
  %3 = MUL %1, 0x7
  JUMP b3(%3)
b2:
  JUMP b3(0x0)
b3(%4):
  YIELD %4
}
)")
                            .value();

    optimize(module);

    EXPECT_EQ(ir::print(module.functions[0]),
              "function start entry {\nb0:\n  MSTORE 0x0, 0x15\n  RETURN 0x0, 0x20\n}\n");
}

}  // namespace
}  // namespace deed::optimize
