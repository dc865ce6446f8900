#include <optional>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "vm/base/hex.hpp"
#include "vm/state/memory_state.hpp"
#include "vm/vm.hpp"

namespace deed::vm {
namespace {

constexpr Address kCaller{{0xca}};
constexpr Address kHostile{{0xc1}};
constexpr int64_t kGas = 10'000'000;

/// A word of memory costs 3 gas, and room is made for twice of it at most: 64 bytes for 3 gas. What the
/// process touches besides, frames and caches, is a constant.
constexpr int64_t kMostBytes = kGas * 64 / 3 + (int64_t{48} << 20);

/// A way to make the machine hold memory, as code that is called with kGas.
struct Attack {
    const char* name;
    const char* code;
    isa::Revision revision = isa::Revision::Osaka;
};

/// Returns the gas that was used.
int64_t run(const Attack& attack) {
    state::MemoryState state;
    state.set_account(kCaller, {.balance = 1000});
    state.set_code(kHostile, from_hex(attack.code).value());
    state::Journal journal{state, attack.revision};
    journal.begin_transaction();
    machine::CodeCache codes;
    Vm machine{{.revision = attack.revision}, journal, codes};
    return kGas -
           machine.call({.gas = kGas, .recipient = kHostile, .sender = kCaller, .code_address = kHostile})
               .gas_left;
}

struct Effect {
    int64_t growth = 0;  ///< of the resident memory of a process of its own, in bytes
    int64_t gas_used = 0;
};

std::optional<Effect> effect_of(const Attack& attack) {
    int ends[2];
    if (pipe(ends) != 0) return std::nullopt;
    const pid_t child = fork();
    if (child == 0) {
        rusage before{};
        rusage after{};
        getrusage(RUSAGE_SELF, &before);
        const int64_t gas_used = run(attack);
        getrusage(RUSAGE_SELF, &after);
        const Effect effect{(after.ru_maxrss - before.ru_maxrss) * 1024, gas_used};
        _exit(write(ends[1], &effect, sizeof effect) == sizeof effect ? 0 : 1);
    }
    Effect effect;
    close(ends[1]);
    const bool is_read = read(ends[0], &effect, sizeof effect) == sizeof effect;
    close(ends[0]);
    waitpid(child, nullptr, 0);
    return is_read ? std::optional{effect} : std::nullopt;
}

class MemoryBound : public testing::TestWithParam<Attack> {};

TEST_P(MemoryBound, IsWhatTheGasPaysFor) {
    const auto effect = effect_of(GetParam());

    ASSERT_TRUE(effect.has_value());
    RecordProperty("bytes", std::to_string(effect->growth));
    EXPECT_GE(effect->gas_used, kGas / 4);
    EXPECT_LE(effect->growth, kMostBytes);
}

INSTANTIATE_TEST_SUITE_P(
    Attacks, MemoryBound,
    testing::Values(
        // MSTORE(100 KB); CALL(gas, self) as deep as the gas goes.
        Attack{"DeepFrames", "5f620186a0525f5f5f5f5f305af100"},
        // The same with the whole memory as call data and as the place for what comes back.
        Attack{"DeepCallData", "5f620186a052620186a05f620186a05f5f305af100"},
        // With call data: return 200 KB. Without: call self for ever, and let the answers lie.
        Attack{"ReturnData",
               "36601757"
               "5b5f5f60015f5f305af150"
               "600456"
               "0000000000"
               "5b62030d405ff3"},
        // Copy the contract's own code, each time one word further.
        Attack{"CodeCopies", "5f5b60200160205f8239600156"},
        // LOG0 of 60 KB, for ever.
        Attack{"Logs", "5b61ea605fa0600056"},
        // CREATE with 48 KB of zeros, for ever.
        Attack{"Creations", "5b61c0005f5ff050600056"},
        // TSTORE(n, n) for n = 1, 2, ….
        Attack{"TransientSlots", "5f5b60010180805d600156"},
        // BALANCE of ever new accounts.
        Attack{"Accounts", "5f5b600101803150600156"},
        // The identity precompile on a megabyte, for ever.
        Attack{"Identity", "5b5f5f620f42405f60045afa50600056"},
        // MODEXP with numbers of 2^62 bytes: priced, not made.
        Attack{"HugeNumbers",
               "6740000000000000005f526740000000000000006020526740000000000000006040525b"
               "5f5f60605f60055afa50602356"},
        Attack{"HugeNumbersOfByzantium",
               "674000000000000000600052674000000000000000602052674000000000000000604052"
               "60006000606060006000600562fffffff100",
               isa::Revision::Byzantium},
        // MSTORE and RETURN at 2^63: out of gas before anything is made.
        Attack{"DistantWord",
               "5f678000000000000000"
               "52"},
        Attack{"DistantReturn",
               "678000000000000000"
               "5ff3"}),
    [](const auto& info) { return std::string{info.param.name}; });

}  // namespace
}  // namespace deed::vm
