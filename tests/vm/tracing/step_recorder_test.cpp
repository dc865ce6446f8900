#include "vm/tracing/step_recorder.hpp"

#include <gtest/gtest.h>

#include "vm/base/hex.hpp"
#include "vm/state/memory_state.hpp"
#include "vm/tracing/prestate_recorder.hpp"
#include "vm/vm.hpp"

namespace deed::tracing {
namespace {

using isa::Op;
using machine::Status;

constexpr Address kContract{{0xc0}};

/// The steps of a call of the contract with this code.
std::vector<Step> trace(std::string_view code_hex, int64_t gas, StepDetail detail = {}) {
    std::vector<Step> steps;
    StepRecorder recorder{detail, [&](Step step) { steps.push_back(std::move(step)); }};
    state::MemoryState state;
    state.set_code(kContract, from_hex(code_hex).value());
    state::Journal journal{state, isa::Revision::Osaka};
    journal.begin_transaction();
    machine::CodeCache codes;
    vm::Vm machine{{}, journal, codes, &recorder};

    (void)machine.call({.gas = gas, .recipient = kContract, .code_address = kContract});
    return steps;
}

TEST(StepRecorder, ShowsEveryInstructionBeforeItRuns) {
    const auto steps = trace("6002600301", 100);

    ASSERT_EQ(steps.size(), 4u);
    EXPECT_EQ(steps[2].pc, 4u);
    EXPECT_EQ(steps[2].op, Op::ADD);
    EXPECT_EQ(steps[2].gas, 94);
    EXPECT_EQ(steps[2].gas_cost, 3);
    EXPECT_EQ(steps[2].depth, 1);
    EXPECT_EQ(steps[2].stack, (std::vector<Uint256>{2, 3}));
    EXPECT_EQ(steps[3].op, Op::STOP);
    EXPECT_EQ(steps[3].stack, (std::vector<Uint256>{5}));
}

TEST(StepRecorder, NamesTheFailure) {
    const auto steps = trace("01", 100);

    ASSERT_EQ(steps.size(), 1u);
    EXPECT_EQ(steps[0].failure, Status::StackUnderflow);
}

TEST(StepRecorder, PutsACallBeforeWhatItRuns) {
    // PUSH0 x5, ADDRESS, GAS, CALL: calls itself until the gas ends.
    const auto steps = trace("5f5f5f5f5f305af1", 4000);

    ASSERT_GT(steps.size(), 8u);
    EXPECT_EQ(steps[7].op, Op::CALL);
    EXPECT_EQ(steps[7].depth, 1);
    EXPECT_EQ(steps[8].depth, 2);
    EXPECT_EQ(steps[7].gas_cost, 100 + 2500 + 1365);
}

TEST(StepRecorder, KeepsMemoryWhenAsked) {
    const auto with = trace("60ff5f5300", 100, {.memory = true});
    const auto without = trace("60ff5f5300", 100);

    EXPECT_EQ(with.back().memory.size(), 32u);
    EXPECT_EQ(with.back().memory[0], 0xff);
    EXPECT_EQ(without.back().memory_size, 32u);
    EXPECT_TRUE(without.back().memory.empty());
}

TEST(StepRecorder, NotesTheSlotThatIsReadOrWritten) {
    // SSTORE 7 at 1, SLOAD 1, SLOAD 2.
    const auto steps = trace("60076001556001546002545000", 100'000);

    ASSERT_GT(steps.size(), 6u);
    EXPECT_EQ(steps[2].slot, (std::pair{Uint256{1}, Uint256{7}}));
    EXPECT_EQ(steps[4].slot, (std::pair{Uint256{1}, Uint256{7}}));
    EXPECT_EQ(steps[6].slot, (std::pair{Uint256{2}, Uint256{0}}));
    EXPECT_EQ(steps[5].slot, std::nullopt);
    EXPECT_EQ(steps[2].contract, kContract);
}

TEST(FormatStep, WritesTheFieldsOfEip3155) {
    const Step step{.pc = 7,
                    .op = Op::ADD,
                    .gas = 255,
                    .gas_cost = 3,
                    .depth = 1,
                    .refund = 2,
                    .memory_size = 32,
                    .stack = {1, 0xab},
                    .return_data = {1}};

    EXPECT_EQ(format_step(step),
              R"({"pc":7,"op":1,"gas":"0xff","gasCost":"0x3","memSize":32,"stack":["0x1","0xab"],"depth":1,)"
              R"("returnData":"0x01","refund":"0x2","opName":"ADD"})");
}

TEST(FormatStep, AddsMemoryAndFailure) {
    const Step step{.op = static_cast<Op>(0x0c), .memory = {2}, .failure = Status::UndefinedInstruction};

    const std::string line = format_step(step);

    EXPECT_NE(line.find(R"("opName":"UNDEFINED","memory":"0x02","error":"undefined instruction"})"),
              std::string::npos)
        << line;
}

TEST(FormatSummary, WritesTheFieldsOfEip3155) {
    const Bytes output{0xff};

    EXPECT_EQ(format_summary({.output = output, .gas_used = 16, .passed = true, .fork = "Osaka"}),
              R"({"output":"0xff","gasUsed":"0x10","pass":true,"fork":"Osaka"})");
    EXPECT_EQ(format_summary({.state_root = Hash{}, .fork = "Paris"}),
              R"({"stateRoot":"0x)" + std::string(64, '0') +
                  R"(","output":"0x","gasUsed":"0x0","pass":false,"fork":"Paris"})");
}

TEST(PrestateRecorder, RemembersWhatWasReadAndPassesItOn) {
    state::MemoryState state;
    state.set_code(kContract, Bytes{0x00});
    state.set_storage(kContract, 1, 11);
    state.set_storage(kContract, 2, 22);
    const PrestateRecorder recorder{state};

    const auto account = recorder.find_account(kContract);
    EXPECT_EQ(recorder.read_storage(kContract, 1), Uint256{11});
    EXPECT_EQ(recorder.read_code(account->code_hash), Bytes{0x00});
    EXPECT_EQ(recorder.find_account(Address{}), std::nullopt);

    const auto prestate = recorder.prestate();
    ASSERT_EQ(prestate.size(), 2u);
    EXPECT_EQ(prestate.at(Address{}).account, std::nullopt);
    EXPECT_EQ(prestate.at(kContract).account, account);
    EXPECT_EQ(prestate.at(kContract).code, Bytes{0x00});
    EXPECT_EQ(prestate.at(kContract).storage, (std::map<Uint256, Uint256>{{1, 11}}));
}

}  // namespace
}  // namespace deed::tracing
