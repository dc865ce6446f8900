#include "compiler/sema/check.hpp"

#include <random>

#include <gtest/gtest.h>

#include "compiler/diagnostics/render.hpp"

namespace deed::sema {
namespace {

using diagnostics::Code;

struct Checked {
    source::Sources sources;
    diagnostics::Diagnostics diagnostics;
    std::unique_ptr<const Program> program;

    explicit Checked(const std::string& text) {
        const auto read = [&](const std::string& path) {
            return path == "a.deed" ? std::optional{text} : std::nullopt;
        };
        const auto modules = syntax::load_modules({"a.deed"}, "", read, sources, diagnostics);
        program = check(modules, sources, diagnostics);
    }
    std::vector<Code> codes() const {
        std::vector<Code> result;
        for (const auto& message : diagnostics.sorted()) result.push_back(message.code);
        return result;
    }
    std::string messages() const { return render_all(diagnostics, sources, diagnostics::Colour::Plain); }
};

/// The checked form of a function's body with a field `n: uint8` and a parameter `x: uint64`.
std::string body_of(const std::string& statements) {
    const Checked checked{"contract A {\n pub var n: uint8\n pub fn f(x: uint64) by anyone -> uint256 {\n" +
                          statements + "\n}\n}"};
    EXPECT_FALSE(checked.diagnostics.has_errors()) << checked.messages();
    std::string text = print_program(*checked.program);
    text = text.substr(text.find("-> uint256\n") + 11);
    return text.substr(0, text.find("  getter"));
}

TEST(Check, MakesWideningExplicit) {
    EXPECT_EQ(body_of("return n + x"), "    return widen((widen(n):uint64 + x#0):uint64):uint256\n");
}

TEST(Check, GivesLiteralsTheOtherOperandsType) {
    EXPECT_EQ(body_of("return n + 1"), "    return widen((n + 1:uint8):uint8):uint256\n");
    EXPECT_EQ(body_of("return 10 ** n"), "    return (10:uint256 ** n):uint256\n");
    EXPECT_EQ(body_of("let a: uint16 = 2 ** n\nreturn a"),
              "    let a#1: uint16 = (2:uint16 ** n):uint16\n    return widen(a#1):uint256\n");
}

TEST(Check, FoldsConstants) {
    EXPECT_EQ(body_of("return 2 ** 10 - 24 + down(7 / 2)"), "    return 1003:uint256\n");
    EXPECT_EQ(body_of("return (uint8.max as uint256) * 2"), "    return 510:uint256\n");
    EXPECT_EQ(body_of("if 1 < 2 && true { return 1 }\nreturn 2"),
              "    if true:bool\n      return 1:uint256\n    return 2:uint256\n");
}

TEST(Check, KeepsTheOutermostProductOfADivision) {
    EXPECT_EQ(
        body_of("return down(x * 3 * n / 7)"),
        "    return widen(down((x#0 * 3:uint64):uint64 * widen(n):uint64 / 7:uint64):uint64):uint256\n");
    EXPECT_EQ(body_of("return up((x + 1) / 7)"),
              "    return widen(up((x#0 + 1:uint64):uint64 / 7:uint64):uint64):uint256\n");
}

TEST(Check, MakesPlacesOfPaths) {
    const Checked checked{
        "contract A {\n struct S { a: uint8, b: bool[2] }\n var m: map<address, S>\n"
        " pub fn f(i: uint256) by anyone { m[caller].b[i] = m[self].b[1] }\n}"};

    ASSERT_FALSE(checked.diagnostics.has_errors()) << checked.messages();
    EXPECT_NE(print_program(*checked.program).find("m[caller].1[i#0] = m[self].1[1:uint256]"),
              std::string::npos);
}

TEST(Check, CollectsEventsAndErrorsOfTheAbi) {
    const Checked checked{
        "event Outside(a: uint8)\nerror Bad()\nerror Unused()\n"
        "contract A {\n event Own()\n let o: address\n init() { o = caller }\n"
        " pub fn f() by o { g() }\n fn g() { emit Outside(1)\n revert Bad() }\n}"};

    ASSERT_FALSE(checked.diagnostics.has_errors()) << checked.messages();
    const Contract& contract = *checked.program->contracts.front();
    ASSERT_EQ(contract.events.size(), 2u);
    EXPECT_EQ(contract.events[0]->name, "Own");
    EXPECT_EQ(contract.events[1]->name, "Outside");
    ASSERT_EQ(contract.errors.size(), 2u);
    EXPECT_EQ(contract.errors[0]->name, "Unauthorized");
    EXPECT_EQ(contract.errors[1]->name, "Bad");
}

TEST(Check, FindsWhatATestNeeds) {
    const Checked checked{
        "contract A { }\ncontract B { }\ntest \"t\" {\n let b = deploy B()\n let c = deploy B()\n assert (b "
        "as address) != (c as address)\n}"};

    ASSERT_FALSE(checked.diagnostics.has_errors()) << checked.messages();
    const sema::Test& test = *checked.program->tests.front();
    ASSERT_EQ(test.deploys.size(), 1u);
    EXPECT_EQ(test.deploys[0]->name, "B");
}

TEST(Check, KeepsDocumentation) {
    const Checked checked{"/// One contract.\ncontract A {\n /// @notice Does it.\n pub fn f() pure { }\n}"};

    const Contract& contract = *checked.program->contracts.front();
    EXPECT_EQ(contract.documentation, "One contract.");
    EXPECT_EQ(contract.functions.front()->documentation, "@notice Does it.");
}

TEST(Check, WarnsOfWhatIsNeverUsed) {
    const Checked checked{
        "contract A {\n struct P { x: uint8 }\n fn unused() pure { }\n"
        " pub fn f() pure -> uint8 {\n let a = 1\n var b: uint8 = 2\n var p = P(1)\n p.x = 3\n return b\n "
        "}\n}"};

    EXPECT_EQ(checked.codes(),
              (std::vector{Code::UnusedFunction, Code::UnusedLocal, Code::NeverChanged, Code::LostChange}));
}

TEST(Check, SaysNothingMoreAboutWhatIsBroken) {
    const Checked checked{
        "contract A {\n pub fn f(a: Nothing) by anyone -> uint8 {\n let b = a + 1\n let c = missing\n"
        " if c > b { return c.d[5](a) }\n for i in c { let e = i * 2 }\n return b\n }\n}"};

    EXPECT_EQ(checked.codes(), (std::vector{Code::UnknownType, Code::UnknownName}));
}

std::string token_contract() {
    return R"(use std.erc20.{IERC20}
contract Token is IERC20 {
  pub var totalSupply: uint256
  pub var balanceOf: map<address, uint256>
  pub var allowance: map<address, map<address, uint256>>
  error TooLow(available: uint256)
  init(supply: uint256) { balanceOf[caller] = supply }
  pub fn transfer(to: address, value: uint256) by anyone -> bool {
    for i in 0..3 { if i == 2 { break } }
    require balanceOf[caller] >= value else TooLow(balanceOf[caller])
    balanceOf[caller] -= value
    balanceOf[to] += value
    emit Transfer(caller, to, value)
    return true
  }
  pub fn approve(spender: address, value: uint256) by anyone -> bool { return false }
  pub fn transferFrom(from: address, to: address, value: uint256) by anyone -> bool { return down(7 / 2) == 3 }
}
test "a" {
  let t = deploy Token(5) as alice
  as bob { t.transfer(carol, 1) }
  expect revert TooLow(0) { t.transfer(alice, 5 ether) }
})";
}

TEST(Check, TakesEveryPrefixOfAContract) {
    const std::string text = token_contract();
    ASSERT_FALSE(Checked{text}.diagnostics.has_errors()) << Checked{text}.messages();

    for (size_t length = 0; length + 1 < text.size(); ++length) {
        const Checked checked{text.substr(0, length)};
        ASSERT_NE(checked.program, nullptr);
    }
}

TEST(Check, TakesAContractWithAnyTokenMissingOrDoubled) {
    const std::string text = token_contract();
    std::mt19937 random{7};
    std::uniform_int_distribution<size_t> choose{0, text.size() - 1};
    for (int round = 0; round < 1500; ++round) {
        std::string changed = text;
        const size_t from = choose(random);
        const size_t length = choose(random) % 12;
        const size_t to = choose(random);
        changed.insert(to, text.substr(from, length));
        changed.erase(from, length);
        ASSERT_NE(Checked{changed}.program, nullptr);
    }
}

}  // namespace
}  // namespace deed::sema
