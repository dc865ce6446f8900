#include <mutex>
#include <thread>

#include <gtest/gtest.h>

#include "fuzz/observation.hpp"
#include "tests/vm/plugin/engines.hpp"
#include "vm/base/hex.hpp"

namespace deed::native {
namespace {

using fuzz::Call;
using fuzz::observe;

/// Adds the numbers from 1 to 100, stores the sum, and calls the second contract.
const std::string kFirstCode =
    "5f60645b8091019060019003806003575f555f5f5f5f5f73000000000000000000000000000000000000100061fffff100";
/// Counts down from 50.
const std::string kSecondCode = "60325b60019003806002575a5f5260205ff3";

TEST(SharedEngine, ServesExecutorsWhileItCompiles) {
    const auto state = fuzz::make_state(from_hex(kFirstCode).value(), from_hex(kSecondCode).value());
    const Call call{isa::Revision::Osaka, 200'000, {}};
    machine::CodeCache codes;
    const auto expected = observe(state, call, codes, nullptr);
    std::mutex mutex;
    std::vector<std::thread> compiling;
    Engine engine{
        {.fast_gas_per_byte = 500, .optimised_gas_per_byte = 2'000},
        {.load = []() -> Result<std::shared_ptr<const Compiler>, std::string> { return module_compiler(); },
         .submit =
             [&](std::function<void()> job) {
                 const std::lock_guard lock{mutex};
                 compiling.emplace_back(std::move(job));
             },
         .open_cache = {},
         .report = {}}};
    const auto work = [&] {
        for (int i = 0; i < 100; ++i) EXPECT_EQ(observe(state, call, codes, &engine), expected);
    };

    for (int round = 0; round < 3; ++round) {
        std::thread first{work};
        std::thread second{work};
        first.join();
        second.join();
        for (auto& thread : std::exchange(compiling, {})) thread.join();
    }

    EXPECT_EQ(engine.statistics().compiled, 4u);
    EXPECT_EQ(engine.statistics().refused, 0u);
    EXPECT_GT(engine.statistics().calls, 200u);
}

/// Codes that differ, too many for caches as small as these: machine code is made, linked and let go on
/// several threads while others run it.
TEST(SharedEngine, ServesCodesThatComeAndGo) {
    constexpr size_t kCodes = 12;
    constexpr size_t kCapacity = 60'000;
    const Call call{isa::Revision::Osaka, 200'000, {}};
    machine::CodeCache plain;
    machine::CodeCache codes{kCapacity};
    std::vector<state::MemoryState> states;
    std::vector<fuzz::Observation> expected;
    for (size_t i = 0; i < kCodes; ++i) {
        Bytes first = from_hex(kFirstCode).value();
        first.push_back(static_cast<uint8_t>(i));
        states.push_back(fuzz::make_state(first, from_hex(kSecondCode).value()));
        expected.push_back(observe(states[i], call, plain, nullptr));
    }
    std::mutex mutex;
    std::vector<std::thread> compiling;
    Engine engine{
        {.fast_gas_per_byte = 200, .optimised_gas_per_byte = 400, .capacity = kCapacity},
        {.load = []() -> Result<std::shared_ptr<const Compiler>, std::string> { return module_compiler(); },
         .submit =
             [&](std::function<void()> job) {
                 const std::lock_guard lock{mutex};
                 compiling.emplace_back(std::move(job));
             },
         .open_cache = {},
         .report = {}}};
    const auto work = [&](size_t begin) {
        for (size_t i = 0; i < 2 * kCodes; ++i) {
            const size_t at = (begin + i) % kCodes;
            // Until somebody has run machine code meanwhile.
            const uint64_t before = engine.statistics().calls;
            for (int n = 0; n < 20 || (n < 100'000 && engine.statistics().calls == before); ++n)
                ASSERT_EQ(observe(states[at], call, codes, &engine), expected[at]);
        }
    };

    std::vector<std::thread> running;
    for (const size_t begin : {0, 5, 9}) running.emplace_back(work, begin);
    for (auto& thread : running) thread.join();
    for (auto& thread : compiling) thread.join();

    EXPECT_GE(engine.statistics().calls, 2 * kCodes);
    EXPECT_EQ(engine.statistics().refused, 0u);
    EXPECT_LE(engine.statistics().bytes, kCapacity);
    EXPECT_LE(codes.footprint(), kCapacity);
}

}  // namespace
}  // namespace deed::native
