#include <thread>

#include <gtest/gtest.h>

#include "fuzz/observation.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/vm/plugin/engines.hpp"
#include "vm/base/hex.hpp"
#include "vm/isa/gas_schedule.hpp"

namespace deed::native {
namespace {

using fuzz::Call;
using fuzz::Observation;
using fuzz::observe;

constexpr int64_t kGas = 100'000;

/// Adds the numbers from 1 to 100 and returns the sum.
Bytes sum_code() {
    return from_hex("5f60645b8091019060019003806003575f5260205ff3").value();
}

/// A contract that calls itself with all its gas, words on its mind before and after.
Bytes recursive_code() {
    std::string hex;
    for (int i = 0; i < 8; ++i) hex += "6001350180";  // 0x01 + …: values that nobody knows before
    hex = "5a" + hex;
    hex += "5f5f5f5f5f305af1";
    for (int i = 0; i < 9; ++i) hex += "18";
    return from_hex(hex + "5f5260205ff3").value();
}

class Plugin : public testing::TestWithParam<Tier> {};
INSTANTIATE_TEST_SUITE_P(Tiers, Plugin, testing::Values(Tier::Fast, Tier::Optimised),
                         [](const auto& info) { return info.param == Tier::Fast ? "Fast" : "Optimised"; });

TEST(Module, IsOfThisBuildOnly) {
    const auto compiler = load_compiler(module_places());

    ASSERT_TRUE(compiler.has_value()) << compiler.error();
    EXPECT_NE((*compiler)->identity().find(" build "), std::string::npos);
}

TEST(Module, GivesTheSameObjectEveryTime) {
    const auto compiler = module_compiler();
    const machine::Code code{sum_code()};
    const std::atomic<bool> is_over = false;

    const auto first = compiler->compile(code, isa::Revision::Osaka, Tier::Fast, {}, is_over);
    const auto second = compiler->compile(code, isa::Revision::Osaka, Tier::Fast, {}, is_over);

    ASSERT_TRUE(first.has_value());
    EXPECT_EQ(first, second);
}

TEST(Module, RefusesObjectsThatAreNone) {
    const auto compiler = module_compiler();

    for (const size_t size : {0, 3, 4, 100, 10'000})
        EXPECT_FALSE(compiler->link(Bytes(size), {}).has_value()) << size;
}

TEST(Module, RefusesWhatIsBeyondABudget) {
    const auto compiler = module_compiler();
    const machine::Code code{sum_code()};
    const std::atomic<bool> is_over = false;
    const auto refusal = [&](const Budget& budget) {
        return compiler->compile(code, isa::Revision::Osaka, Tier::Fast, budget, is_over).error();
    };

    EXPECT_EQ(refusal({.code_size = 5}), Refusal::CodeTooLarge);
    EXPECT_EQ(refusal({.object_size = 5}), Refusal::ObjectTooLarge);
}

TEST(Module, StopsWhenTheTimeIsOver) {
    const auto compiler = module_compiler();
    const machine::Code code{sum_code()};
    const std::atomic<bool> is_over = true;

    const auto refused = compiler->compile(code, isa::Revision::Osaka, Tier::Fast, {}, is_over);

    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error(), Refusal::TooSlow);
}

TEST_P(Plugin, GivesTheInterpretersResults) {
    const auto state = fuzz::make_state(sum_code(), {});
    machine::CodeCache codes;
    const auto engine = make_engine(GetParam());

    for (int64_t gas = 0; gas < 6'000; gas += 97) {
        const Call call{isa::Revision::Osaka, gas, {}};
        EXPECT_EQ(observe(state, call, codes, engine.get()), observe(state, call, codes, nullptr)) << gas;
    }

    EXPECT_EQ(engine->statistics().compiled, 1u);
    EXPECT_GT(engine->statistics().calls, 0u);
}

TEST_P(Plugin, LinksWhatAnEarlierProcessCompiled) {
    const TemporaryDirectory directory;
    const auto state = fuzz::make_state(sum_code(), {});
    const Call call{isa::Revision::Osaka, kGas, {}};
    const auto run = [&](Engine& engine) {
        machine::CodeCache codes;
        return observe(state, call, codes, &engine);
    };
    const auto first = make_engine(GetParam(), directory.path() / "objects");
    const auto second = make_engine(GetParam(), directory.path() / "objects");

    EXPECT_EQ(run(*first), run(*second));

    EXPECT_EQ(second->statistics().compiled, 0u);
    EXPECT_EQ(second->statistics().loaded, 1u);
    EXPECT_EQ(second->statistics().calls, 1u);
}

TEST_P(Plugin, NeedsNoMoreStackThanAThreadHasForTheDeepestCalls) {
    const auto state = fuzz::make_state(recursive_code(), {});
    machine::CodeCache codes;
    const auto engine = make_engine(GetParam());
    // Frontier passes on all gas, so that the depth limit and not the gas ends the descent.
    const Call call{isa::Revision::Prague, int64_t{1} << 40, {}};

    std::optional<Observation> seen;
    std::thread{[&] { seen = observe(state, call, codes, engine.get()); }}.join();

    EXPECT_EQ(seen, observe(state, call, codes, nullptr));
    EXPECT_EQ(engine->statistics().refused, 0u);
    EXPECT_EQ(engine->statistics().calls, uint64_t{isa::kCallDepthLimit} + 1);
}

}  // namespace
}  // namespace deed::native
