#include "vm/tracing/call_recorder.hpp"

#include <gtest/gtest.h>

#include "vm/base/hex.hpp"
#include "vm/state/memory_state.hpp"
#include "vm/vm.hpp"

namespace deed::tracing {
namespace {

using machine::CallKind;
using machine::Status;

constexpr Address kCaller{{0xca}};
constexpr Address kContract{{0xc0}};
constexpr Address kOther{{0x0d}};

/// Runs @p code_hex at the contract, with @p other_hex at the other, and gives the recorded call.
CallRecord record(std::string_view code_hex, std::string_view other_hex, const CallDetail& detail = {}) {
    state::MemoryState state;
    state.set_account(kContract, {.balance = Uint256{9}});
    state.set_code(kContract, from_hex(code_hex).value());
    state.set_code(kOther, from_hex(other_hex).value());
    state::Journal journal{state, isa::Revision::Osaka};
    journal.begin_transaction();
    machine::CodeCache codes;
    CallRecorder recorder{detail};
    vm::Vm machine{{}, journal, codes, &recorder};
    (void)machine.call(
        {.gas = 100'000, .recipient = kContract, .sender = kCaller, .code_address = kContract});
    return recorder.roots().at(0);
}

/// Calls the other contract in some way: PUSH0 x4 (x5 with a value), its address, all gas.
const std::string kOtherAddress = "73" + std::string{"0d"} + std::string(38, '0');
const std::string kDelegate = "5f5f5f5f" + kOtherAddress + "5af400";
const std::string kPlainCall = "5f5f5f5f5f" + kOtherAddress + "5af100";

TEST(CallRecorder, SaysWhoseCodeCallsWhose) {
    const auto root = record(kDelegate, "00");

    EXPECT_EQ(root.from, kCaller);
    EXPECT_EQ(root.to, kContract);
    ASSERT_EQ(root.calls.size(), 1u);
    EXPECT_EQ(root.calls[0].kind, CallKind::DelegateCall);
    EXPECT_EQ(root.calls[0].from, kContract);
    EXPECT_EQ(root.calls[0].to, kOther);
}

TEST(CallRecorder, LeavesInnerCallsOutWhenTold) {
    EXPECT_TRUE(record(kPlainCall, "00", {.inner_calls = false}).calls.empty());
}

TEST(CallRecorder, KeepsLogsOfCallsThatSucceed) {
    // MSTORE8(0, 0xab), LOG1(0, 1, topic 5).
    const std::string log = "60ab5f53600560015fa1";

    const auto root = record(kPlainCall, log + "00", {.logs = true});
    const auto failed = record(kPlainCall, log + "5f5ffd", {.logs = true});
    const auto silent = record(kPlainCall, log + "00");

    ASSERT_EQ(root.calls[0].logs.size(), 1u);
    EXPECT_EQ(root.calls[0].logs[0].address, kOther);
    EXPECT_EQ(root.calls[0].logs[0].data, Bytes{0xab});
    EXPECT_EQ(root.calls[0].logs[0].topics, std::vector<Hash>{to_hash(Uint256{5})});
    EXPECT_EQ(failed.calls[0].status, Status::Revert);
    EXPECT_TRUE(failed.calls[0].logs.empty());
    EXPECT_TRUE(silent.calls[0].logs.empty());
}

TEST(CallRecorder, NotesASelfDestruct) {
    const auto root = record(kOtherAddress + "ff", "00");

    ASSERT_EQ(root.calls.size(), 1u);
    EXPECT_TRUE(root.calls[0].is_self_destruct);
    EXPECT_EQ(root.calls[0].from, kContract);
    EXPECT_EQ(root.calls[0].to, kOther);
    EXPECT_EQ(root.calls[0].value, Uint256{9});
}

}  // namespace
}  // namespace deed::tracing
