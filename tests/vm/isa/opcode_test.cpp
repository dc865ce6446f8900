#include "vm/isa/opcode.hpp"

#include <gtest/gtest.h>

#include "vm/isa/delegation.hpp"
#include "vm/isa/gas_schedule.hpp"

namespace deed::isa {
namespace {

TEST(Opcodes, CountTheInstructionsOfEachRevision) {
    const auto count = [](Revision revision) {
        int defined = 0;
        for (int code = 0; code < 256; ++code) defined += is_defined(static_cast<Op>(code), revision) ? 1 : 0;
        return defined;
    };

    EXPECT_EQ(count(Revision::Frontier), 130);
    EXPECT_EQ(count(Revision::Homestead), 131);       // DELEGATECALL
    EXPECT_EQ(count(Revision::Byzantium), 135);       // RETURNDATASIZE, RETURNDATACOPY, STATICCALL, REVERT
    EXPECT_EQ(count(Revision::Constantinople), 140);  // SHL, SHR, SAR, EXTCODEHASH, CREATE2
    EXPECT_EQ(count(Revision::Istanbul), 142);        // CHAINID, SELFBALANCE
    EXPECT_EQ(count(Revision::London), 143);          // BASEFEE
    EXPECT_EQ(count(Revision::Shanghai), 144);        // PUSH0
    EXPECT_EQ(count(Revision::Cancun), 149);          // BLOBHASH, BLOBBASEFEE, TLOAD, TSTORE, MCOPY
    EXPECT_EQ(count(Revision::Osaka), 150);           // CLZ
}

TEST(Opcodes, PushWidthsFollowTheCode) {
    for (uint8_t size = 0; size <= 32; ++size) {
        EXPECT_TRUE(is_push(push(size)));
        EXPECT_EQ(info(push(size)).immediate, size);
    }
    EXPECT_FALSE(is_push(Op::DUP1));
}

TEST(Opcodes, DupAndSwapReachAsDeepAsTheirNumber) {
    for (uint8_t depth = 1; depth <= 16; ++depth) {
        EXPECT_EQ(info(dup(depth)).name, "DUP" + std::to_string(depth));
        EXPECT_EQ(info(dup(depth)).pops, depth);
        EXPECT_EQ(info(swap(depth)).name, "SWAP" + std::to_string(depth));
        EXPECT_EQ(info(swap(depth)).pops, depth + 1);
    }
}

TEST(Opcodes, AreFoundByNameAndByTheirNamesOfOld) {
    EXPECT_EQ(find_op("ADD"), Op::ADD);
    EXPECT_EQ(find_op("SHA3"), Op::KECCAK256);
    EXPECT_EQ(find_op("DIFFICULTY"), Op::PREVRANDAO);
    EXPECT_EQ(find_op("PUSH33"), std::nullopt);
    EXPECT_EQ(find_op(""), std::nullopt);
}

TEST(Gas, OfReadingStorageChangedFourTimes) {
    EXPECT_EQ(gas_cost(Op::SLOAD, Revision::Frontier), 50);
    EXPECT_EQ(gas_cost(Op::SLOAD, Revision::TangerineWhistle), 200);
    EXPECT_EQ(gas_cost(Op::SLOAD, Revision::Petersburg), 200);
    EXPECT_EQ(gas_cost(Op::SLOAD, Revision::Istanbul), 800);
    EXPECT_EQ(gas_cost(Op::SLOAD, Revision::Osaka), kWarmAccessGas);
}

TEST(Gas, IsConstantForArithmeticOnly) {
    EXPECT_TRUE(has_constant_gas(Op::ADD));
    EXPECT_FALSE(has_constant_gas(Op::SLOAD));
    EXPECT_FALSE(has_constant_gas(Op::CALL));
}

TEST(Gas, OfMemoryGrowsWithTheSquare) {
    EXPECT_EQ(memory_gas(0), 0);
    EXPECT_EQ(memory_gas(1), 3);
    EXPECT_EQ(memory_gas(32), 98);
    EXPECT_EQ(memory_gas(1024), 3072 + 2048);
}

TEST(Gas, OfStorageIsNetMeteredWhereTheEipsSay) {
    EXPECT_FALSE(has_net_metering(Revision::Byzantium));
    EXPECT_TRUE(has_net_metering(Revision::Constantinople));
    EXPECT_FALSE(has_net_metering(Revision::Petersburg));
    EXPECT_TRUE(has_net_metering(Revision::Istanbul));
}

TEST(Delegation, IsReadBackAsItWasMade) {
    const Address delegate{{1, 2, 3}};

    const auto found = find_delegation(make_delegation(delegate));

    EXPECT_EQ(found, delegate);
}

TEST(Delegation, IsNotSeenInOtherCode) {
    Bytes longer = make_delegation(Address{});
    longer.push_back(0);
    Bytes other_prefix = make_delegation(Address{});
    other_prefix[2] = 1;

    EXPECT_EQ(find_delegation(longer), std::nullopt);
    EXPECT_EQ(find_delegation(other_prefix), std::nullopt);
    EXPECT_EQ(find_delegation({}), std::nullopt);
}

}  // namespace
}  // namespace deed::isa
