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

}  // namespace
}  // namespace deed::native
