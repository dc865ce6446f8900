#include <random>

#include <gtest/gtest.h>

#include "tests/vm/instructions/fake_host.hpp"
#include "vm/base/hex.hpp"
#include "vm/interpreter/interpreter.hpp"
#include "vm/isa/opcode.hpp"

namespace deed::interpreter {
namespace {

using isa::Op;
using isa::Revision;
using machine::FakeWorld;
using machine::Frame;
using machine::Status;

/// A tracer that looks away: it makes the traced loop run.
class Indifferent final : public machine::Tracer {
  public:
    void on_enter(const machine::Message&) override {}
    void on_exit(const machine::Message&, const machine::CallResult&) override {}
    void on_step(const Frame&, Op) override {}
    void on_step_end(const Frame&, Op, Status) override {}
};

enum class Runner : uint8_t { Tail, Loop, Traced };

Status run_with(Runner runner, Frame& frame) {
    Indifferent tracer;
    switch (runner) {
        case Runner::Tail: return run(frame, Form::Tail);
        case Runner::Loop: return run(frame, Form::Loop);
        case Runner::Traced: return run_traced(frame, tracer);
    }
    DEED_ASSERT(false);
    return Status::Running;
}

class EveryForm : public testing::TestWithParam<Runner> {
  protected:
    struct Outcome {
        Status status;
        int64_t gas_used;
        std::string output;
    };

    static Outcome run_code(std::string_view hex, Revision revision = Revision::Osaka,
                            int64_t gas = 100'000) {
        FakeWorld world{revision, from_hex(hex).value(), {}, gas};
        const Status status = run_with(GetParam(), world.frame);
        return {status, gas - world.frame.gas, to_hex(world.frame.output)};
    }
    /// The word that @p hex leaves on the stack.
    static Uint256 word_of(const std::string& hex) {
        const auto outcome = run_code(hex + "60005260206000f3");
        EXPECT_EQ(outcome.status, Status::Success) << hex;
        return word_from(from_hex(outcome.output).value());
    }
};

std::string name_of_runner(const testing::TestParamInfo<Runner>& info) {
    constexpr const char* kNames[]{"Tail", "Loop", "Traced"};
    return kNames[static_cast<size_t>(info.param)];
}

INSTANTIATE_TEST_SUITE_P(Forms, EveryForm, testing::Values(Runner::Tail, Runner::Loop, Runner::Traced),
                         name_of_runner);

TEST_P(EveryForm, EndsWithTheCode) {
    const auto empty = run_code("");
    const auto fallen_off = run_code("600160");

    EXPECT_EQ(empty.status, Status::Success);
    EXPECT_EQ(empty.gas_used, 0);
    EXPECT_EQ(fallen_off.status, Status::Success);
    EXPECT_EQ(fallen_off.gas_used, 6);
}

TEST_P(EveryForm, PushesEveryWidth) {
    for (uint8_t size = 1; size <= 32; ++size) {
        Bytes immediate;
        for (uint8_t i = 0; i < size; ++i) immediate.push_back(static_cast<uint8_t>(i + 0xa1));
        const Bytes op{static_cast<uint8_t>(isa::push(size))};

        EXPECT_EQ(word_of(to_hex(op) + to_hex(immediate)), word_from(immediate)) << int{size};
    }
    EXPECT_EQ(word_of("60ff5f"), Uint256{});
}

TEST_P(EveryForm, PadsACutOffImmediateWithZeros) {
    // JUMPDEST-free program whose last instruction is PUSH2 with one byte: returns before, reads nothing
    // foreign.
    FakeWorld world{Revision::Osaka, from_hex("61ab").value()};

    EXPECT_EQ(run_with(GetParam(), world.frame), Status::Success);
    EXPECT_EQ(world.frame.gas, world.message.gas - 3);
}

TEST_P(EveryForm, DuplicatesAndSwapsAtEveryDepth) {
    for (uint8_t depth = 1; depth <= 16; ++depth) {
        std::string pushes;
        for (uint8_t i = 1; i <= depth + 1; ++i) pushes += "60" + to_hex(Bytes{i});

        // The deepest word in reach of DUP is 2, of SWAP 1.
        EXPECT_EQ(word_of(pushes + to_hex(Bytes{static_cast<uint8_t>(isa::dup(depth))})), Uint256{2});
        EXPECT_EQ(word_of(pushes + to_hex(Bytes{static_cast<uint8_t>(isa::swap(depth))})), Uint256{1});
    }
}

TEST_P(EveryForm, SwapsBothWords) {
    // 1 2 3 SWAP2 → 3 2 1; SUB → 3 (1 - 2 = -1 on 3), ADD → 2
    EXPECT_EQ(word_of("6001600260039103"
                      "01"),
              Uint256{2});
}

TEST_P(EveryForm, OperandsComeFromTheTop) {
    EXPECT_EQ(word_of("6003600a03"), Uint256{7});      // 10 - 3
    EXPECT_EQ(word_of("6003600a04"), Uint256{3});      // 10 / 3
    EXPECT_EQ(word_of("60076005600608"), Uint256{4});  // (6 + 5) mod 7
    EXPECT_EQ(word_of("60076005600609"), Uint256{2});  // (6 * 5) mod 7
    EXPECT_EQ(word_of("60016004"
                      "1b"),
              Uint256{16});                        // 1 << 4
    EXPECT_EQ(word_of("6003600210"), Uint256{1});  // 2 < 3
}

TEST_P(EveryForm, JumpsToDestinationsOnly) {
    EXPECT_EQ(run_code("6004565b5b00").status, Status::Success);
    EXPECT_EQ(run_code("6003565b5b00").gas_used, 3 + 8 + 1 + 1);
    EXPECT_EQ(run_code("600356").status, Status::BadJumpDestination);
    EXPECT_EQ(run_code("600056").status, Status::BadJumpDestination);
    EXPECT_EQ(run_code("6004566f5b00").status, Status::BadJumpDestination);
    EXPECT_EQ(run_code("68010000000000000000565b").status, Status::BadJumpDestination);
}

TEST_P(EveryForm, JumpsOnlyWhenTheConditionHolds) {
    EXPECT_EQ(run_code("60016006575b5b00").status, Status::Success);
    EXPECT_EQ(run_code("600060ff5700").status, Status::Success);
    EXPECT_EQ(run_code("600160ff5700").status, Status::BadJumpDestination);
    EXPECT_EQ(word_of("60aa"
                      "6001"
                      "6008"
                      "57fe"
                      "5b"),
              Uint256{0xaa});
    EXPECT_EQ(word_of("60aa"
                      "6000"
                      "60ff"
                      "57"),
              Uint256{0xaa});
}

TEST_P(EveryForm, AJumpThatCannotPayForItsDestinationIsOutOfGas) {
    EXPECT_EQ(run_code("6003565b", Revision::Osaka, 11).status, Status::OutOfGas);
    EXPECT_EQ(run_code("6003565b", Revision::Osaka, 12).status, Status::Success);
}

TEST_P(EveryForm, LoopsUntilTheGasIsGone) {
    EXPECT_EQ(run_code("5b600056", Revision::Osaka, 1'000'000).status, Status::OutOfGas);
}

TEST_P(EveryForm, RefusesToPopTheEmptyStack) {
    for (int code = 0; code < 256; ++code) {
        const auto op = static_cast<Op>(code);
        const auto& info = isa::info(op);
        if (info.pops == 0) continue;
        std::string pushes;
        for (int i = 1; i < info.pops; ++i) pushes += "5f";

        EXPECT_EQ(run_code(pushes + to_hex(Bytes{static_cast<uint8_t>(code)})).status, Status::StackUnderflow)
            << info.name;
    }
}

TEST_P(EveryForm, RefusesToPushOnTheFullStack) {
    std::string full;
    for (size_t i = 0; i < isa::kStackLimit; ++i) full += "5f";

    EXPECT_EQ(run_code(full).status, Status::Success);
    for (int code = 0; code < 256; ++code) {
        const auto op = static_cast<Op>(code);
        const auto& info = isa::info(op);
        if (!info.exists() || info.pushes <= info.pops) continue;

        EXPECT_EQ(run_code(full + to_hex(Bytes{static_cast<uint8_t>(code)})).status, Status::StackOverflow)
            << info.name;
    }
    EXPECT_EQ(run_code(full + "90").status, Status::Success);
    EXPECT_EQ(run_code(full + "01").status, Status::Success);
}

TEST_P(EveryForm, KnowsTheInstructionsOfEachRevision) {
    for (size_t r = 0; r < isa::kRevisionCount; ++r) {
        const auto revision = static_cast<Revision>(r);
        for (int code = 0; code < 256; ++code) {
            FakeWorld world{revision, Bytes(1, static_cast<uint8_t>(code)), {}, 10'000'000};
            for (int i = 0; i < 32; ++i) world.frame.slots[static_cast<size_t>(i)] = 0;
            const Status status = run_with(GetParam(), world.frame);

            EXPECT_EQ(status == Status::UndefinedInstruction,
                      !isa::is_defined(static_cast<Op>(code), revision))
                << isa::name_of(revision) << " " << code;
        }
    }
}

TEST_P(EveryForm, ChargesTheConstantCostOfTheRevision) {
    // PUSH1 0, SLOAD with a warm slot.
    for (size_t r = 0; r < isa::kRevisionCount; ++r) {
        const auto revision = static_cast<Revision>(r);
        FakeWorld world{revision, from_hex("600054").value()};
        world.host.warm_slots.insert({world.message.recipient, 0});

        ASSERT_EQ(run_with(GetParam(), world.frame), Status::Success);

        EXPECT_EQ(world.message.gas - world.frame.gas, 3 + isa::gas_cost(Op::SLOAD, revision));
    }
}

TEST_P(EveryForm, StopsOneGasShort) {
    const std::string_view code = "6001600201600052";
    const int64_t price = 3 + 3 + 3 + 3 + 3 + isa::memory_gas(1);

    EXPECT_EQ(run_code(code, Revision::Osaka, price).status, Status::Success);
    for (int64_t gas = 0; gas < price; ++gas)
        EXPECT_EQ(run_code(code, Revision::Osaka, gas).status, Status::OutOfGas) << gas;
}

TEST_P(EveryForm, ReadsAndWritesMemory) {
    EXPECT_EQ(word_of("60aa602052602051"), Uint256{0xaa});
    EXPECT_EQ(word_of("60aa601f53600051"), Uint256{0xaa});
    EXPECT_EQ(word_of("60aa60005260015159"), Uint256{64});
    EXPECT_EQ(run_code("600160010360005100").gas_used, 3 * 4 + 3 + isa::memory_gas(1));
    EXPECT_EQ(run_code("68010000000000000000"
                       "51")
                  .status,
              Status::OutOfGas);
    EXPECT_EQ(run_code("67ffffffffffffffff"
                       "51")
                  .status,
              Status::OutOfGas);
}

TEST_P(EveryForm, ReadsItsContext) {
    FakeWorld world{Revision::Osaka, from_hex("3033343636585a0000").value(), Bytes{1, 2}};

    ASSERT_EQ(run_with(GetParam(), world.frame), Status::Success);

    const auto& slots = world.frame.slots;
    EXPECT_EQ(slots[1], to_word(world.message.recipient));
    EXPECT_EQ(slots[2], to_word(world.message.sender));
    EXPECT_EQ(slots[3], world.message.value);
    EXPECT_EQ(slots[4], Uint256{2});
    EXPECT_EQ(slots[6], Uint256{5});
}

TEST_P(EveryForm, HandsOutputAndGasBack) {
    const auto returned = run_code("60ff60005360016000f3");
    const auto reverted = run_code("60ff60005360016000fd");
    const auto invalid = run_code("fe");

    EXPECT_EQ(returned.status, Status::Success);
    EXPECT_EQ(returned.output, "ff");
    EXPECT_EQ(reverted.status, Status::Revert);
    EXPECT_EQ(reverted.output, "ff");
    EXPECT_EQ(reverted.gas_used, returned.gas_used);
    EXPECT_EQ(invalid.status, Status::InvalidInstruction);
}

TEST_P(EveryForm, GoesOnWhereAFrameWasLeft) {
    // PUSH1 5, then, with 3 and 4 on the stack: ADD, ADD, and return of the word.
    FakeWorld world{Revision::Osaka, from_hex("6005010160005260206000f3").value()};
    world.frame.pc = 2;
    world.frame.stack_height = 3;
    world.frame.slots[1] = 3;
    world.frame.slots[2] = 4;
    world.frame.slots[3] = 5;

    ASSERT_EQ(run_with(GetParam(), world.frame), Status::Success);

    EXPECT_EQ(word_from(world.frame.output), Uint256{12});
    EXPECT_EQ(world.message.gas - world.frame.gas, 6 * 3 + isa::memory_gas(1));
}

/// Code that mostly runs: opcodes drawn evenly, small constants pushed often.
Bytes random_code(std::mt19937_64& random) {
    Bytes code;
    const size_t length = 20 + random() % 200;
    while (code.size() < length) {
        switch (random() % 4) {
            case 0: append(code, Bytes{0x60, static_cast<uint8_t>(random() % 70)}); break;
            case 1: append(code, Bytes{0x5b, static_cast<uint8_t>(0x80 + random() % 32)}); break;
            default: code.push_back(static_cast<uint8_t>(random() % 0xa5)); break;
        }
    }
    return code;
}

TEST(Forms, AgreeOnRandomCode) {
    std::mt19937_64 random{20260101};
    for (int i = 0; i < 3000; ++i) {
        const Bytes code = random_code(random);
        const auto revision = static_cast<Revision>(random() % isa::kRevisionCount);
        const auto gas = static_cast<int64_t>(random() % 3000);
        FakeWorld tail{revision, code, code, gas};
        FakeWorld loop{revision, code, code, gas};
        FakeWorld traced{revision, code, code, gas};

        const Status status = run_with(Runner::Tail, tail.frame);

        ASSERT_EQ(run_with(Runner::Loop, loop.frame), status) << to_hex(code);
        ASSERT_EQ(run_with(Runner::Traced, traced.frame), status) << to_hex(code);
        if (status != Status::Success && status != Status::Revert) continue;
        ASSERT_EQ(tail.frame.gas, loop.frame.gas) << to_hex(code);
        ASSERT_EQ(tail.frame.gas, traced.frame.gas) << to_hex(code);
        ASSERT_EQ(to_hex(tail.frame.output), to_hex(loop.frame.output)) << to_hex(code);
        ASSERT_EQ(tail.host.storage, loop.host.storage) << to_hex(code);
        ASSERT_EQ(tail.host.refunds, loop.host.refunds) << to_hex(code);
        ASSERT_EQ(tail.frame.memory.size(), loop.frame.memory.size()) << to_hex(code);
    }
}

}  // namespace
}  // namespace deed::interpreter
