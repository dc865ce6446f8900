#include <gtest/gtest.h>

#include "tests/vm/instructions/fake_host.hpp"
#include "vm/instructions/frame_instructions.hpp"
#include "vm/isa/delegation.hpp"

namespace deed::instructions {
namespace {

using isa::Revision;
using machine::CallKind;
using machine::FakeWorld;
using machine::Status;

constexpr Address kTarget{{0x77}};

int64_t gas_used(const FakeWorld& world) {
    return world.message.gas - world.frame.gas;
}

/// Runs CALL with empty input and output; the host answers that no gas is left.
Status call(FakeWorld& world, const Uint256& gas, const Uint256& value) {
    Uint256 stack[7]{0, 0, 0, 0, value, to_word(kTarget), gas};
    return CALL(world.frame, &stack[6]);
}

TEST(Call, PassesOnWhatWasAsked) {
    FakeWorld world{Revision::Istanbul};
    world.host.accounts[kTarget];

    ASSERT_EQ(call(world, 5000, 0), Status::Running);

    ASSERT_EQ(world.host.calls.size(), 1u);
    const auto& message = world.host.calls[0];
    EXPECT_EQ(message.kind, CallKind::Call);
    EXPECT_EQ(message.depth, 1);
    EXPECT_EQ(message.gas, 5000);
    EXPECT_EQ(message.recipient, kTarget);
    EXPECT_EQ(message.sender, world.message.recipient);
    EXPECT_EQ(gas_used(world), 5000);
}

TEST(Call, KeepsA64thSinceEip150) {
    FakeWorld world{Revision::TangerineWhistle, {}, {}, 64'000};
    world.host.accounts[kTarget];

    ASSERT_EQ(call(world, Uint256::max(), 0), Status::Running);

    EXPECT_EQ(world.host.calls[0].gas, 63'000);
}

TEST(Call, AskingForTooMuchFailsBeforeEip150) {
    FakeWorld world{Revision::Homestead, {}, {}, 64'000};
    world.host.accounts[kTarget];

    EXPECT_EQ(call(world, 64'001, 0), Status::OutOfGas);
}

TEST(Call, WithValueGivesAStipend) {
    FakeWorld world{Revision::Istanbul};
    world.host.accounts[kTarget];

    ASSERT_EQ(call(world, 0, 1), Status::Running);

    EXPECT_EQ(world.host.calls[0].gas, isa::kCallStipend);
    EXPECT_EQ(gas_used(world), isa::kCallValueGas);
}

TEST(Call, PaysForAnAccountThatAppears) {
    FakeWorld before_161{Revision::Homestead};
    FakeWorld without_value{Revision::SpuriousDragon};
    FakeWorld with_value{Revision::SpuriousDragon};

    ASSERT_EQ(call(before_161, 0, 0), Status::Running);
    ASSERT_EQ(call(without_value, 0, 0), Status::Running);
    ASSERT_EQ(call(with_value, 0, 1), Status::Running);

    EXPECT_EQ(gas_used(before_161), isa::kNewAccountGas);
    EXPECT_EQ(gas_used(without_value), 0);
    EXPECT_EQ(gas_used(with_value), isa::kNewAccountGas + isa::kCallValueGas);
}

TEST(Call, PaysForAColdAccountOnceSinceBerlin) {
    FakeWorld world{Revision::Berlin};
    world.host.accounts[kTarget];

    ASSERT_EQ(call(world, 0, 0), Status::Running);
    ASSERT_EQ(call(world, 0, 0), Status::Running);

    EXPECT_EQ(gas_used(world), isa::kColdAccountSurcharge);
}

TEST(Call, PaysForTheDelegateSincePrague) {
    FakeWorld world{Revision::Prague};
    world.host.accounts[kTarget].code = isa::make_delegation(Address{{0x99}});

    ASSERT_EQ(call(world, 0, 0), Status::Running);
    EXPECT_EQ(gas_used(world), isa::kColdAccountSurcharge + isa::kColdAccountGas);
    ASSERT_EQ(call(world, 0, 0), Status::Running);
    EXPECT_EQ(gas_used(world), isa::kColdAccountSurcharge + isa::kColdAccountGas + isa::kWarmAccessGas);
}

TEST(Call, WithValueFailsInAStaticCall) {
    FakeWorld world{Revision::Osaka};
    world.message.is_static = true;

    EXPECT_EQ(call(world, 0, 1), Status::StaticViolation);
    EXPECT_EQ(call(world, 0, 0), Status::Running);
    EXPECT_TRUE(world.host.calls[0].is_static);
}

TEST(Call, TakesBackGasAndOutput) {
    const Bytes output{1, 2, 3};
    FakeWorld world{Revision::Istanbul};
    world.host.accounts[kTarget];
    world.host.answer = {.status = Status::Revert, .gas_left = 400, .output = output};
    Uint256 stack[7]{2, 0, 0, 0, 0, to_word(kTarget), 1000};  // two bytes of output wanted

    ASSERT_EQ(CALL(world.frame, &stack[6]), Status::Running);

    EXPECT_EQ(stack[0], Uint256{0});
    EXPECT_EQ(gas_used(world), 600 + isa::memory_gas(1));
    EXPECT_EQ(to_bytes(world.frame.memory.view(0, 3)), (Bytes{1, 2, 0}));
    EXPECT_EQ(to_bytes(world.frame.return_data), output);
}

TEST(DelegateCall, KeepsCallerAndValue) {
    FakeWorld world{Revision::Osaka};
    Uint256 stack[6]{0, 0, 0, 0, to_word(kTarget), 0};

    ASSERT_EQ(DELEGATECALL(world.frame, &stack[5]), Status::Running);

    const auto& message = world.host.calls[0];
    EXPECT_EQ(message.sender, world.message.sender);
    EXPECT_EQ(message.recipient, world.message.recipient);
    EXPECT_EQ(message.code_address, kTarget);
    EXPECT_EQ(message.value, world.message.value);
}

TEST(CallCode, RunsForeignCodeOnOneself) {
    FakeWorld world{Revision::Osaka};
    Uint256 stack[7]{0, 0, 0, 0, 5, to_word(kTarget), 0};

    ASSERT_EQ(CALLCODE(world.frame, &stack[6]), Status::Running);

    const auto& message = world.host.calls[0];
    EXPECT_EQ(message.sender, world.message.recipient);
    EXPECT_EQ(message.recipient, world.message.recipient);
    EXPECT_EQ(message.code_address, kTarget);
    EXPECT_EQ(message.value, Uint256{5});
}

TEST(StaticCall, IsStatic) {
    FakeWorld world{Revision::Osaka};
    Uint256 stack[6]{0, 0, 0, 0, to_word(kTarget), 0};

    ASSERT_EQ(STATICCALL(world.frame, &stack[5]), Status::Running);

    EXPECT_TRUE(world.host.calls[0].is_static);
    EXPECT_EQ(world.host.calls[0].recipient, kTarget);
}

TEST(Create, PassesOnAllButA64th) {
    FakeWorld world{Revision::Osaka, {}, {}, 64'000};
    world.host.answer = {.gas_left = 10, .created = kTarget};
    Uint256 stack[3]{0, 0, 9};  // size, offset, value

    ASSERT_EQ(CREATE(world.frame, &stack[2]), Status::Running);

    EXPECT_EQ(world.host.calls[0].gas, 63'000);
    EXPECT_EQ(world.host.calls[0].value, Uint256{9});
    EXPECT_EQ(world.frame.gas, 1'010);
    EXPECT_EQ(stack[0], to_word(kTarget));
}

TEST(Create, OfTooLongInitCodeFailsSinceShanghai) {
    FakeWorld world{Revision::Shanghai};
    Uint256 fits[3]{isa::kMaxInitCodeSize, 0, 0};
    Uint256 too_long[3]{isa::kMaxInitCodeSize + 1, 0, 0};

    EXPECT_EQ(CREATE(world.frame, &fits[2]), Status::Running);
    EXPECT_EQ(CREATE(world.frame, &too_long[2]), Status::InitCodeTooLarge);
}

TEST(Create2, PaysForHashingTheInitCode) {
    FakeWorld world{Revision::London};
    Uint256 stack[4]{3, 33, 0, 0};  // salt, size, offset, value
    const int64_t words_gas = 2 * isa::kKeccakWordGas + isa::memory_gas(2);

    ASSERT_EQ(CREATE2(world.frame, &stack[3]), Status::Running);

    EXPECT_EQ(world.host.calls[0].gas, isa::all_but_one_64th(world.message.gas - words_gas));
    EXPECT_EQ(world.host.calls[0].salt, Uint256{3});
    EXPECT_EQ(world.host.calls[0].kind, CallKind::Create2);
}

TEST(Create, OnlyARevertLeavesReturnData) {
    const Bytes output{1};
    FakeWorld world{Revision::Osaka};
    Uint256 stack[3]{0, 0, 0};

    world.host.answer = {.status = Status::Success, .output = output};
    ASSERT_EQ(CREATE(world.frame, &stack[2]), Status::Running);
    EXPECT_TRUE(world.frame.return_data.empty());

    world.host.answer = {.status = Status::Revert, .output = output};
    ASSERT_EQ(CREATE(world.frame, &stack[2]), Status::Running);
    EXPECT_EQ(world.frame.return_data.size(), 1u);
}

TEST(SelfDestruct, RefundsOnceBeforeLondon) {
    FakeWorld world{Revision::Berlin};
    world.host.accounts[kTarget];
    Uint256 beneficiary = to_word(kTarget);

    EXPECT_EQ(SELFDESTRUCT(world.frame, &beneficiary), Status::Success);
    EXPECT_EQ(SELFDESTRUCT(world.frame, &beneficiary), Status::Success);

    EXPECT_EQ(world.host.refunds, 24000);
    EXPECT_EQ(gas_used(world), isa::kColdAccountGas);
}

TEST(SelfDestruct, PaysForTheAccountItsBalanceMakes) {
    FakeWorld poor{Revision::London};
    FakeWorld rich{Revision::London};
    rich.host.accounts[rich.message.recipient].balance = 1;
    Uint256 beneficiary = to_word(kTarget);

    EXPECT_EQ(SELFDESTRUCT(poor.frame, &beneficiary), Status::Success);
    EXPECT_EQ(SELFDESTRUCT(rich.frame, &beneficiary), Status::Success);

    EXPECT_EQ(gas_used(poor), isa::kColdAccountGas);
    EXPECT_EQ(gas_used(rich), isa::kColdAccountGas + isa::kNewAccountGas);
    EXPECT_EQ(rich.host.refunds, 0);
}

TEST(ExtCodeHash, OfAnEmptyAccountIsZero) {
    FakeWorld world{Revision::Constantinople};
    world.host.accounts[kTarget].code_hash = Hash{{1}};
    Uint256 present = to_word(kTarget);
    Uint256 absent = 5;

    ASSERT_EQ(EXTCODEHASH(world.frame, &present), Status::Running);
    ASSERT_EQ(EXTCODEHASH(world.frame, &absent), Status::Running);

    EXPECT_EQ(present, to_word(Hash{{1}}));
    EXPECT_EQ(absent, Uint256{});
}

TEST(BlockHash, ReachesBack256Blocks) {
    FakeWorld world{Revision::Osaka};
    world.block.number = 1000;
    world.block.block_hash = [](uint64_t number) { return to_hash(number + 5); };
    const auto hash_of = [&](Uint256 number) {
        EXPECT_EQ(BLOCKHASH(world.frame, &number), Status::Running);
        return number;
    };

    EXPECT_EQ(hash_of(999), Uint256{1004});
    EXPECT_EQ(hash_of(744), Uint256{749});
    EXPECT_EQ(hash_of(743), Uint256{});
    EXPECT_EQ(hash_of(1000), Uint256{});
    EXPECT_EQ(hash_of(Uint256(999, 1, 0, 0)), Uint256{});
}

}  // namespace
}  // namespace deed::instructions
