#include <gtest/gtest.h>

#include "compiler/ir/printer.hpp"
#include "compiler/ir/reader.hpp"
#include "compiler/ir/verifier.hpp"
#include "compiler/optimize/passes.hpp"

namespace deed::optimize {
namespace {

ir::Module module_of(const std::string& otherwise) {
    std::string text =
        "module m\nfunction start entry {\nb0:\n  %1 = CALLDATALOAD 0x0\n"
        "  SWITCH %1, b5, 0xa b1, 0xb b2, 0xc b3, 0xd b4\n";
    for (int i = 1; i <= 4; ++i) text += "b" + std::to_string(i) + ":\n  ENTER #" + std::to_string(i) + "\n";
    text += "b5:\n" + otherwise + "}\n";
    text +=
        "function checks entry {\nb0:\n  %1 = CALLVALUE\n  BRANCH %1, b1, b2\nb1:\n  REVERT 0x0, 0x0\n"
        "b2:\n  STOP\n}\n";
    for (const char* name : {"second", "third", "fourth"})
        text += std::string{"function "} + name + " entry {\nb0:\n  SSTORE 0x0, 0x1\n  STOP\n}\n";
    ir::Module module = ir::read(text).value();
    EXPECT_EQ(ir::verify(module), "");
    return module;
}

TEST(MergeSelectorChecks, AddsThemToTheChecksThatFunctionsMake) {
    ir::Module module = module_of("  REVERT 0x0, 0x0\n");

    EXPECT_TRUE(merge_selector_checks(module));

    EXPECT_EQ(ir::verify(module), "");
    EXPECT_NE(ir::print(module.functions[0]).find("SELECT %1, b5, 0xa b1"), std::string::npos);
    EXPECT_EQ(ir::print(module.functions[1]),
              "function checks entry {\nb0(%1):\n  %2 = XOR %1, 0xa\n  %3 = CALLVALUE\n  %4 = OR %3, %2\n"
              "  BRANCH %4, b1, b2\nb1:\n  REVERT 0x0, 0x0\nb2:\n  STOP\n}\n");
}

TEST(MergeSelectorChecks, GivesOneToFunctionsWithoutChecks) {
    ir::Module module = module_of("  REVERT 0x0, 0x0\n");

    merge_selector_checks(module);

    EXPECT_EQ(ir::print(module.functions[2]),
              "function second entry {\nb0(%1):\n  %2 = XOR %1, 0xb\n"
              "  BRANCH %2, b2, b1  ; there is no such function, value was sent, or the calldata is "
              "malformed\nb1:\n  SSTORE 0x0, 0x1\n  STOP\nb2:\n  REVERT 0x0, 0x0\n}\n");
}

TEST(MergeSelectorChecks, LeavesADispatchThatDoesMoreWithOtherCalls) {
    ir::Module module = module_of("  SSTORE 0x0, 0x1\n  STOP\n");
    const std::string before = ir::print(module);

    EXPECT_FALSE(merge_selector_checks(module));
    EXPECT_EQ(ir::print(module), before);
}

}  // namespace
}  // namespace deed::optimize
