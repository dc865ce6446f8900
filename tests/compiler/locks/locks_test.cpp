#include <cstdlib>

#include <gtest/gtest.h>

#include "compiler/compiler.hpp"
#include "tests/compiler/locks/random_contract.hpp"
#include "tests/compiler/locks/reentrance.hpp"

namespace deed::locks_test {
namespace {

/// DEED_LOCKS asks for more.
uint64_t contract_count() {
    const char* const text = std::getenv("DEED_LOCKS");
    return text == nullptr ? 300 : std::strtoull(text, nullptr, 10);
}
constexpr uint64_t kAttempts = 40;

enum class Rule : uint8_t { On, Off };

struct Tally {
    size_t serial = 0;
    size_t impossible = 0;
    size_t refusals = 0;
    std::string first_break;  ///< the contract and the attempt
};

Tally try_all(Rule rule, uint64_t contracts) {
    Tally tally;
    for (uint64_t seed = 0; seed < contracts; ++seed) {
        const RandomContract contract = make_contract(seed);
        CompileInput input{.sources = {{"model.deed", contract.text}}};
        input.options.has_locks = rule == Rule::On;
        const CompileOutput output = compile(input);
        EXPECT_FALSE(output.has_errors) << output.rendered;
        if (output.has_errors) return tally;
        Reentrance world{contract, output.artifacts.front().bytecode};
        for (uint64_t attempt = 0; attempt < kAttempts; ++attempt) {
            const Verdict verdict = world.attempt(seed * kAttempts + attempt);
            tally.serial += verdict == Verdict::Serial ? 1 : 0;
            tally.impossible += verdict == Verdict::Impossible ? 1 : 0;
            if (verdict == Verdict::Impossible && tally.first_break.empty())
                tally.first_break = "attempt " + std::to_string(attempt) + " on\n" + contract.text;
        }
        tally.refusals += world.refusals();
    }
    return tally;
}

TEST(Locks, MakeEveryReentrantRunEqualSomeSerialOrder) {
    const Tally tally = try_all(Rule::On, contract_count());

    EXPECT_EQ(tally.impossible, 0U) << tally.first_break;
    EXPECT_GT(tally.serial, 200U);
    EXPECT_GT(tally.refusals, 200U);
}

TEST(Locks, AreMissedByTheSameTestWithoutTheRule) {
    const Tally tally = try_all(Rule::Off, contract_count() / 10);

    EXPECT_GT(tally.impossible, 20U);
}

TEST(Locks, CostNothingWhereNothingConflicts) {
    const CompileOutput output = compile({.sources = {{"settled.deed", R"(
interface IHost { fn ping() }
contract Settled {
  pub var count: uint256
  let host: IHost
  init(host_: address) { host = IHost(host_) }
  pub fn bump() by anyone {
    count += 1
    call host.ping()
  }
})"}},
                                          .options = {.emit = Stage::Asm}});

    ASSERT_FALSE(output.has_errors) << output.rendered;
    EXPECT_EQ(output.emitted.find("TLOAD"), std::string::npos);
    EXPECT_EQ(output.emitted.find("TSTORE"), std::string::npos);
}

}  // namespace
}  // namespace deed::locks_test
