#include <functional>
#include <random>

#include <gtest/gtest.h>

#include "fuzz/observation.hpp"
#include "tests/vm/plugin/engines.hpp"
#include "vm/isa/gas_schedule.hpp"
#include "vm/isa/opcode.hpp"

namespace deed::native {
namespace {

using fuzz::Call;
using fuzz::observe;
using isa::Op;

constexpr size_t kLargest = isa::kMaxCodeSize;

void put(Bytes& code, Op op) {
    code.push_back(static_cast<uint8_t>(op));
}
void put_push2(Bytes& code, size_t value) {
    put(code, Op::PUSH2);
    code.push_back(static_cast<uint8_t>(value >> 8));
    code.push_back(static_cast<uint8_t>(value));
}

Bytes jump_destinations() {
    return Bytes(kLargest, static_cast<uint8_t>(Op::JUMPDEST));
}

/// Every third place may be jumped to, from everywhere, with a target that is call data.
Bytes unknown_jumps() {
    Bytes code;
    while (code.size() + 4 < kLargest) {
        put(code, Op::JUMPDEST);
        put(code, Op::PUSH0);
        put(code, Op::CALLDATALOAD);
        put(code, Op::JUMP);
    }
    return code;
}

/// Thousands of regions, each of which may go on with the next or the one before.
Bytes ladder() {
    Bytes code;
    while (code.size() + 16 < kLargest) {
        const size_t here = code.size();
        put(code, Op::JUMPDEST);
        put(code, Op::GAS);
        put_push2(code, 1);
        put(code, Op::AND);
        put_push2(code, here + 11);
        put(code, Op::JUMPI);
        put(code, Op::JUMPDEST);
    }
    return code;
}

/// Two loops into the middle of one another: no block of them dominates the others.
Bytes irreducible() {
    Bytes code;
    put_push2(code, 500);
    put(code, Op::PUSH0);
    put(code, Op::CALLDATALOAD);
    put_push2(code, 24);
    put(code, Op::JUMPI);
    const size_t first = code.size();
    DEED_ASSERT(first == 9);
    put(code, Op::JUMPDEST);
    put_push2(code, 1);
    put(code, Op::SWAP1);
    put(code, Op::SUB);
    put(code, Op::DUP1);
    put_push2(code, 24);
    put(code, Op::JUMPI);
    put(code, Op::STOP);
    while (code.size() < 24) put(code, Op::STOP);
    put(code, Op::JUMPDEST);
    put(code, Op::DUP1);
    put_push2(code, 3);
    put(code, Op::AND);
    put_push2(code, first);
    put(code, Op::JUMPI);
    put_push2(code, 1);
    put(code, Op::SWAP1);
    put(code, Op::SUB);
    put_push2(code, first);
    put(code, Op::JUMP);
    return code;
}

/// Deep words moved about for as long as the code lasts.
Bytes stack_tricks() {
    Bytes code;
    for (int i = 0; i < 40; ++i) put(code, Op::GAS);
    while (code.size() + 7 <= kLargest) {
        put(code, Op::SWAP16);
        put(code, Op::DUP16);
        put(code, Op::SWAP3);
        put(code, Op::POP);
        put(code, Op::DUP7);
        put(code, Op::MUL);
        put(code, Op::DUP13);
    }
    return code;
}

/// Grows the stack by one word with every round of a loop, until it is full.
Bytes growing_stack() {
    return {static_cast<uint8_t>(Op::JUMPDEST), static_cast<uint8_t>(Op::GAS),
            static_cast<uint8_t>(Op::PUSH0), static_cast<uint8_t>(Op::JUMP)};
}

/// A subroutine that is called from everywhere, with stacks of every height.
Bytes returns_to_many_places() {
    Bytes code;
    put_push2(code, 5);
    put(code, Op::JUMP);
    put(code, Op::JUMPDEST);  // 4: the subroutine
    code.pop_back();
    put(code, Op::STOP);
    put(code, Op::JUMPDEST);
    const size_t subroutine = kLargest - 2;
    while (code.size() + 10 < subroutine) {
        put_push2(code, code.size() + 8);
        put_push2(code, subroutine);
        put(code, Op::JUMP);
        put(code, Op::INVALID);
        put(code, Op::JUMPDEST);
    }
    code.resize(subroutine);
    put(code, Op::JUMPDEST);
    put(code, Op::JUMP);
    return code;
}

/// Every jump goes to a JUMPDEST that is part of an immediate.
Bytes jumps_into_data() {
    Bytes code;
    while (code.size() + 8 < kLargest) {
        put_push2(code, code.size() + 6);
        put(code, Op::JUMPI);
        put(code, Op::PUSH2);
        put(code, Op::JUMPDEST);
        put(code, Op::JUMPDEST);
    }
    return code;
}

Bytes cut_off_push() {
    Bytes code(kLargest - 1, static_cast<uint8_t>(Op::PC));
    put(code, Op::PUSH32);
    return code;
}

Bytes of_one(Op op) {
    return Bytes(kLargest, static_cast<uint8_t>(op));
}

Bytes expensive_arithmetic() {
    Bytes code;
    for (int i = 0; i < 4; ++i) put(code, Op::CALLDATASIZE);
    while (code.size() + 4 < kLargest) {
        put(code, Op::DUP1);
        put(code, Op::DUP3);
        put(code, Op::MULMOD);
        put(code, Op::GAS);
        put(code, Op::EXP);
        put(code, Op::GAS);
    }
    return code;
}

Bytes arbitrary(uint32_t seed) {
    std::minstd_rand random{seed};
    Bytes code(kLargest);
    for (uint8_t& byte : code) byte = static_cast<uint8_t>(random() >> 8);
    return code;
}

struct Case {
    const char* name;
    std::function<Bytes()> make;
};

const Case kCases[] = {
    {"JumpDestinations", jump_destinations},
    {"UnknownJumps", unknown_jumps},
    {"Ladder", ladder},
    {"Irreducible", irreducible},
    {"StackTricks", stack_tricks},
    {"GrowingStack", growing_stack},
    {"ReturnsToManyPlaces", returns_to_many_places},
    {"JumpsIntoData", jumps_into_data},
    {"CutOffPush", cut_off_push},
    {"Calls", [] { return of_one(Op::CALL); }},
    {"Loads", [] { return of_one(Op::MLOAD); }},
    {"Additions", [] { return of_one(Op::ADD); }},
    {"ExpensiveArithmetic", expensive_arithmetic},
    {"Arbitrary1", [] { return arbitrary(1); }},
    {"Arbitrary2", [] { return arbitrary(2); }},
};

class HostileCode : public testing::TestWithParam<Case> {};
INSTANTIATE_TEST_SUITE_P(Cases, HostileCode, testing::ValuesIn(kCases),
                         [](const auto& info) { return std::string{info.param.name}; });

TEST_P(HostileCode, StaysWithinTheBudgetsAndGivesTheInterpretersResults) {
    const Bytes code = GetParam().make();
    ASSERT_LE(code.size(), kLargest);
    const auto state = fuzz::make_state(code, {});
    const Bytes one(to_bytes(to_hash(1)));

    for (const Tier tier : {Tier::Fast, Tier::Optimised}) {
        const auto engine = make_engine(tier);
        machine::CodeCache codes;
        for (const int64_t gas : {100, 5'000, 100'000, 300'000})
            for (const BytesView data : {BytesView{}, BytesView{one}}) {
                const Call call{isa::Revision::Osaka, gas, data};
                EXPECT_EQ(observe(state, call, codes, engine.get()), observe(state, call, codes, nullptr))
                    << gas;
            }
        const Statistics statistics = engine->statistics();
        EXPECT_EQ(statistics.compiled + statistics.refused, 1u);
        EXPECT_LE(statistics.bytes, Budget{}.object_size);
    }
}

}  // namespace
}  // namespace deed::native
