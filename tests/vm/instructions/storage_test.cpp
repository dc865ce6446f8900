#include <gtest/gtest.h>

#include "tests/vm/instructions/fake_host.hpp"
#include "vm/instructions/frame_instructions.hpp"

namespace deed::instructions {
namespace {

using isa::Revision;
using machine::FakeWorld;
using machine::Status;

/// A sequence of writes to one slot: the rows of the tables in EIP-1283, EIP-2200 and EIP-3529.
struct Case {
    const char* name;
    uint64_t original;
    std::vector<uint64_t> writes;
    int64_t gas;  ///< of all SSTOREs together, without the cold surcharge
    int64_t refund;
};

void expect_prices(Revision revision, const std::vector<Case>& cases) {
    for (const Case& c : cases) {
        FakeWorld world{revision};
        const auto key = std::pair{world.message.recipient, Uint256{}};
        world.host.storage[key] = c.original;
        world.host.warm_slots.insert(key);

        for (const uint64_t value : c.writes) {
            Uint256 stack[2]{value, 0};
            ASSERT_EQ(SSTORE(world.frame, &stack[1]), Status::Running);
        }

        EXPECT_EQ(world.message.gas - world.frame.gas, c.gas) << c.name;
        EXPECT_EQ(world.host.refunds, c.refund) << c.name;
    }
}

TEST(Sstore, BeforeNetMeteringLooksAtTheCurrentValueOnly) {
    const std::vector<Case> cases{
        {"set", 0, {1}, 20000, 0},
        {"zero to zero", 0, {0}, 5000, 0},
        {"reset", 1, {2}, 5000, 0},
        {"clear", 1, {0}, 5000, 15000},
        {"set and clear", 0, {1, 0}, 25000, 15000},
    };

    expect_prices(Revision::Frontier, cases);
    expect_prices(Revision::Byzantium, cases);
    expect_prices(Revision::Petersburg, cases);
}

TEST(Sstore, ConstantinopleFollowsEip1283) {
    expect_prices(Revision::Constantinople, {
                                                {"0 0", 0, {0, 0}, 400, 0},
                                                {"0 1", 0, {0, 1}, 20200, 0},
                                                {"1 0", 0, {1, 0}, 20200, 19800},
                                                {"1 2", 0, {1, 2}, 20200, 0},
                                                {"original 1: 0 0", 1, {0, 0}, 5200, 15000},
                                                {"original 1: 0 1", 1, {0, 1}, 5200, 4800},
                                                {"original 1: 2 1", 1, {2, 1}, 5200, 4800},
                                                {"original 1: 0 1 0", 1, {0, 1, 0}, 10200, 19800},
                                            });
}

TEST(Sstore, IstanbulFollowsEip2200) {
    expect_prices(Revision::Istanbul, {
                                          {"0 0", 0, {0, 0}, 1600, 0},
                                          {"0 1", 0, {0, 1}, 20800, 0},
                                          {"1 0", 0, {1, 0}, 20800, 19200},
                                          {"original 1: 0 0", 1, {0, 0}, 5800, 15000},
                                          {"original 1: 0 1", 1, {0, 1}, 5800, 4200},
                                          {"original 1: 2 0", 1, {2, 0}, 5800, 15000},
                                          {"1 0 1", 0, {1, 0, 1}, 40800, 19200},
                                      });
}

TEST(Sstore, LondonFollowsEip3529) {
    expect_prices(Revision::London, {
                                        {"0 0", 0, {0, 0}, 200, 0},
                                        {"0 1", 0, {0, 1}, 20100, 0},
                                        {"1 0", 0, {1, 0}, 20100, 19900},
                                        {"original 1: 0 0", 1, {0, 0}, 3000, 4800},
                                        {"original 1: 0 1", 1, {0, 1}, 3000, 2800},
                                        {"original 1: 2 0", 1, {2, 0}, 3000, 4800},
                                    });
}

TEST(Sstore, OnAColdSlotCostsTheSurchargeSinceBerlin) {
    FakeWorld world{Revision::Berlin};
    Uint256 stack[2]{0, 0};

    ASSERT_EQ(SSTORE(world.frame, &stack[1]), Status::Running);

    EXPECT_EQ(world.message.gas - world.frame.gas, isa::kColdSlotGas + isa::kWarmAccessGas);
}

TEST(Sstore, FailsWithinTheStipend) {
    FakeWorld world{Revision::Istanbul, {}, {}, isa::kSstoreSentryGas};
    Uint256 stack[2]{0, 0};

    EXPECT_EQ(SSTORE(world.frame, &stack[1]), Status::OutOfGas);
}

TEST(Sstore, FailsInAStaticCall) {
    FakeWorld world{Revision::Osaka};
    world.message.is_static = true;
    Uint256 stack[2]{1, 0};

    EXPECT_EQ(SSTORE(world.frame, &stack[1]), Status::StaticViolation);
    EXPECT_EQ(TSTORE(world.frame, &stack[1]), Status::StaticViolation);
}

TEST(Sload, PaysForAColdSlotOnce) {
    FakeWorld world{Revision::Berlin};
    world.host.storage[{world.message.recipient, 5}] = 9;
    Uint256 first = 5;
    Uint256 second = 5;

    ASSERT_EQ(SLOAD(world.frame, &first), Status::Running);
    ASSERT_EQ(SLOAD(world.frame, &second), Status::Running);

    EXPECT_EQ(first, Uint256{9});
    EXPECT_EQ(second, Uint256{9});
    EXPECT_EQ(world.message.gas - world.frame.gas, isa::kColdSlotSurcharge);
}

TEST(TransientStorage, IsReadBack) {
    FakeWorld world{Revision::Cancun};
    Uint256 store[2]{8, 3};
    Uint256 load = 3;

    ASSERT_EQ(TSTORE(world.frame, &store[1]), Status::Running);
    ASSERT_EQ(TLOAD(world.frame, &load), Status::Running);

    EXPECT_EQ(load, Uint256{8});
    EXPECT_EQ(world.frame.gas, world.message.gas);
}

}  // namespace
}  // namespace deed::instructions
