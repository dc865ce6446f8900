#include "compiler/lower/lower.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "compiler/diagnostics/diagnostics.hpp"
#include "compiler/diagnostics/render.hpp"
#include "compiler/ir/verifier.hpp"
#include "compiler/sema/check.hpp"
#include "compiler/source/sources.hpp"
#include "compiler/syntax/modules.hpp"

namespace deed::lower {
namespace {

/// The first contract of a text, lowered.
class Lower : public testing::Test {
  protected:
    void lower_text(const std::string& text) {
        const auto read_file = [&](const std::string&) { return std::optional{text}; };
        diagnostics::Diagnostics diagnostics;
        const auto modules = syntax::load_modules({"test.deed"}, "", read_file, sources_, diagnostics);
        program_ = sema::check(modules, sources_, diagnostics);
        ASSERT_FALSE(diagnostics.has_errors())
            << diagnostics::render_all(diagnostics, sources_, diagnostics::Colour::Plain);
        lowered_ =
            lower(*program_, *program_->contracts[0], LeadingZeros::Instruction, Specifications::Dropped);
        EXPECT_EQ(ir::verify(lowered_.runtime), "");
        EXPECT_EQ(ir::verify(lowered_.creation), "");
    }

    [[nodiscard]] const ir::Function* find_function(const std::string& name, ir::FunctionKind kind) const {
        const auto& functions = lowered_.runtime.functions;
        const auto found = std::find_if(
            functions.begin(), functions.end(),
            [&](const ir::Function& function) { return function.name == name && function.kind == kind; });
        return found == functions.end() ? nullptr : &*found;
    }
    static size_t count_branches(const ir::Function& function) {
        return static_cast<size_t>(
            std::count_if(function.blocks.begin(), function.blocks.end(),
                          [](const ir::Block& block) { return block.terminator.op == ir::Op::BRANCH; }));
    }
    [[nodiscard]] StorageSpot spot_of(const std::string& field) const {
        for (const auto& [key, spot] : lowered_.layout.spots)
            if (key->name == field) return spot;
        ADD_FAILURE() << field;
        return {};
    }

    source::Sources sources_;
    std::unique_ptr<const sema::Program> program_;
    LoweredContract lowered_;
};

TEST_F(Lower, MakesOneCheckOfValueAndCalldata) {
    lower_text(
        "contract C { pub fn f(a: address, b: bool, c: uint8, d: bytes4) pure -> uint8 { return c } }");

    EXPECT_EQ(count_branches(*find_function("f", ir::FunctionKind::Entry)), 1U);
    EXPECT_EQ(count_branches(*find_function("f", ir::FunctionKind::Internal)), 0U);
}

TEST_F(Lower, ChecksNothingWhereAnyCallIsRight) {
    lower_text(
        "contract C {\n  var paidIn: uint256\n"
        "  pub fn take() payable by anyone { paidIn += paid.amount\n paid.leave() }\n}");

    EXPECT_EQ(count_branches(*find_function("take", ir::FunctionKind::Entry)), 0U);
}

TEST_F(Lower, SuppliesALongOperationOnce) {
    lower_text(
        "contract C {\n  pub fn f(a: uint256, b: uint256) pure -> uint256 { return down(a * b / 7) }\n"
        "  pub fn g(a: uint256, b: uint256) pure -> uint256 { return up(a * b / 9) }\n}");

    const auto& functions = lowered_.runtime.functions;
    EXPECT_EQ(std::count_if(functions.begin(), functions.end(),
                            [](const ir::Function& function) { return function.name == "wide_division"; }),
              1);
}

TEST_F(Lower, GivesFieldsTheirPlacesInStorage) {
    lower_text(
        "contract C {\n  struct Pair {\n    a: uint8\n    b: uint256\n  }\n"
        "  var a: uint128\n  var b: address\n  var c: bool\n  var pair: Pair\n  var d: uint8[40]\n"
        "  var e: map<address, uint256>\n  var f: bytes31\n  var g: uint8\n  var h: uint8\n  let i: uint8\n"
        "  transient var t: uint8\n  transient var u: uint256\n"
        "  init() { i = 1 }\n"
        "  pub fn touch() by anyone {\n    a = 1\n    b = caller\n    c = true\n    pair = Pair(1, 2)\n    "
        "d[0] = 1\n"
        "    e[caller] = 1\n    g = 1\n    h = i\n    t = 1\n    u = 2\n  }\n}");

    const auto expect = [&](const std::string& field, const Uint256& slot, uint32_t offset) {
        EXPECT_EQ(spot_of(field).slot, slot) << field;
        EXPECT_EQ(spot_of(field).offset, offset) << field;
    };
    expect("a", 0, 0);
    expect("b", 1, 0);
    expect("c", 1, 20);
    expect("pair", 2, 0);
    expect("d", 4, 0);
    expect("e", 6, 0);
    expect("f", 7, 0);
    expect("g", 7, 31);
    expect("h", 8, 0);
    expect("t", 0, 0);
    expect("u", 1, 0);
}

TEST_F(Lower, NumbersImmutablesAlikeInBothCodes) {
    lower_text(
        "contract C {\n  pub let a: address\n  pub let b: uint64\n  init() {\n    b = 7\n    a = caller\n  "
        "}\n}");

    EXPECT_EQ(lowered_.runtime.immutables, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(lowered_.creation.immutables, lowered_.runtime.immutables);
}

}  // namespace
}  // namespace deed::lower
