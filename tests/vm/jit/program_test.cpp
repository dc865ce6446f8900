#include <random>

#include "tests/vm/jit/twins.hpp"
#include "vm/isa/opcode.hpp"

namespace deed::jit {
namespace {

using isa::Op;
using isa::Revision;
using machine::Status;

class Programs : public testing::TestWithParam<Tier> {
  protected:
    static Twins twins(std::string_view hex) { return twins_of(hex, GetParam()); }
};

INSTANTIATE_TEST_SUITE_P(Tiers, Programs, testing::Values(Tier::Fast, Tier::Optimised),
                         [](const auto& info) { return info.param == Tier::Fast ? "Fast" : "Optimised"; });

/// Sums 1 … n, n from the call data.
constexpr std::string_view kSum =
    "6000600035"
    "5b8015601957"
    "809101906001900360055600"
    "5b5060005260206000f3";

TEST_P(Programs, CountInLoops) {
    const Twins counter = twins(
        "60646000"
        "5b600101"
        "8181116004"
        "57"
        "60005260206000f3");

    EXPECT_EQ(counter.expect_same({}, 100'000), Status::Success);
    EXPECT_TRUE(counter.stays_compiled({}, 100'000));
    for (int64_t gas = 0; gas < 400; ++gas) counter.expect_same({}, gas);
}

TEST_P(Programs, KeepCountersThatStartFromConstants) {
    // Two loops within each other, both counters begin at 0: what is known of the first turn holds for it
    // alone.
    const Twins nested = twins(
        "6000"
        "5b6000"
        "5b600101"
        "8060051160055"
        "7"
        "50600101"
        "8060031160025"
        "7"
        "60005260206000f3");

    EXPECT_EQ(nested.expect_same({}, 100'000), Status::Success);
}

TEST_P(Programs, LetCountersLeave64Bits) {
    // Up from 2^64 - 3 by one to 2^64 + 2; down from 7 by three until it wraps.
    const Twins up = twins(
        "67fffffffffffffffd"
        "5b60010180"
        "680100000000000000021415600957"
        "5f5260205ff3");
    const Twins down = twins(
        "6007"
        "5b60039003"
        "70010000000000000000000000000000000081"
        "10600257"
        "5f5260205ff3");

    EXPECT_EQ(up.expect_same({}, 100'000), Status::Success);
    EXPECT_EQ(down.expect_same({}, 100'000), Status::Success);
}

TEST_P(Programs, ComputeWithBoundedWords) {
    // x from the call data; if x < 100, of x - 100, 2^64 - x, x * x / (x + 1), and 2^64 - 1 + x the sum.
    const Twins program = twins(
        "5f3560648110600a5700"
        "5b"
        "606481036801000000000000000082900301"
        "8160010182830204"
        "01"
        "67ffffffffffffffff8201"
        "01"
        "5f5260205ff3");

    for (const Uint256& x : {Uint256{0}, Uint256{1}, Uint256{99}, Uint256{100}, Uint256{0, 1, 0, 0},
                             Uint256{5, 0, 0, 1}, Uint256::max()})
        EXPECT_EQ(program.expect_same(to_hash(x).bytes, 100'000), Status::Success);
}

TEST_P(Programs, CallSubroutinesFromDifferentHeights) {
    // f(x) = x + 1 if x else 7, called at heights 0, 2 and 3.
    const Twins program = twins(
        "6007"
        "60003560245"
        "6"
        "5b50"
        "6001600260166000356024565b"
        "9050600101"
        "60005260206000f3"
        "00"
        "5b80602d575060079056"
        "5b60010190"
        "56");

    program.expect_same(Bytes(32, 0), 100'000);
    program.expect_same(Bytes(32, 1), 100'000);
}

TEST_P(Programs, EnterLoopsInTheMiddle) {
    // Two blocks that jump to each other, both entered from outside, by the call data.
    const Twins program = twins(
        "6000600035600b57601a56"
        "5b6001018060321160295760"
        "1a56"
        "5b6003018060321160295760"
        "0b56"
        "5b60005260206000f3");

    program.expect_same(Bytes(32, 0), 100'000);
    program.expect_same(Bytes(32, 1), 100'000);
    for (int64_t gas = 0; gas < 600; gas += 7) program.expect_same(Bytes(32, 1), gas);
}

TEST_P(Programs, JumpWhereTheCallDataSays) {
    const Twins program = twins(
        "60003556"
        "6008"
        "5b"
        "00"
        "5b6001600052"
        "60206000f3"
        "5b00");
    for (uint8_t target = 0; target < 24; ++target) {
        Bytes input(32);
        input[31] = target;
        program.expect_same(input, 100'000);
        input[3] = 1;
        program.expect_same(input, 100'000);
    }
}

/// @p number as hexadecimal digits of @p bytes bytes.
std::string digits(size_t number, size_t bytes) {
    const std::string all = to_hex(to_hash(number).bytes);
    return all.substr(all.size() - 2 * bytes);
}

TEST_P(Programs, ChooseAmongManyDestinations) {
    // Where the call data says: twenty destinations, ten bytes each, that return different numbers.
    constexpr size_t kFirst = 4;
    std::string code = "5f3556fe";
    for (size_t i = 1; i <= 20; ++i) code += "5b60" + digits(i, 1) + "5f5260205ff3fe";
    const Twins program = twins(code);

    for (size_t place = 0; place < kFirst + 20 * 10 + 2; ++place) {
        Bytes input(32, 0);
        input[31] = static_cast<uint8_t>(place);
        const bool is_destination = place >= kFirst && (place - kFirst) % 10 == 0 && place < kFirst + 20 * 10;
        EXPECT_EQ(program.expect_same(input, 100'000) == Status::Success, is_destination) << place;
        input[20] = 1;
        EXPECT_EQ(program.expect_same(input, 100'000), Status::BadJumpDestination) << place;
    }
}

TEST_P(Programs, ReturnToManyCallers) {
    // A subroutine too long to be repeated, called from eleven places, each of which turns over what it
    // returns and adds a number of its own.
    constexpr size_t kCalls = 11;
    std::string code = "5f";
    for (size_t i = 0; i < kCalls; ++i)
        code += "61" + digits(1 + i * 12 + 7, 2) + "61" + digits(1 + kCalls * 12 + 6, 2) + "565b1960" +
                digits(i + 1, 1) + "01";
    code += "5f5260205ff3";
    code += "5b90";
    for (int i = 0; i < 12; ++i) code += "600302";
    code += "9056";
    const Twins program = twins(code);

    EXPECT_EQ(program.expect_same({}, 100'000), Status::Success);
    EXPECT_TRUE(program.stays_compiled({}, 100'000));
}

TEST_P(Programs, ReturnFromRecursion) {
    // f(n) = n ? f(n - 1) + 1 : 0, n from the call data: no analysis bounds the stack.
    const Twins program = twins(
        "6008600035601156"
        "5b60005260206000f3"
        "5b80601857"
        "9056"
        "5b6022600182036011565b"
        "60010191905056");

    for (uint8_t n = 0; n < 20; ++n) {
        Bytes input(32);
        input[31] = n;
        program.expect_same(input, 100'000);
    }
}

TEST_P(Programs, RefuseToJumpIntoData) {
    EXPECT_EQ(twins("6004566f5b00").expect_same({}, 1000), Status::BadJumpDestination);
    EXPECT_EQ(twins("600356605b00").expect_same({}, 1000), Status::BadJumpDestination);
    EXPECT_EQ(twins("68010000000000000009565b").expect_same({}, 1000), Status::BadJumpDestination);
}

TEST_P(Programs, ReachDeepIntoTheStack) {
    std::string pushes;
    for (int i = 1; i <= 200; ++i) pushes += "60" + to_hex(Bytes{static_cast<uint8_t>(i)});
    std::string pops;
    for (int i = 0; i < 190; ++i) pops += "01";

    // Through a loop that does not touch what lies deep.
    EXPECT_EQ(twins(pushes +
                    "6003"
                    "5b60019003"
                    "80610192"
                    "57" +
                    pops + "60005260206000f3")
                  .expect_same({}, 100'000),
              Status::Success);
}

TEST_P(Programs, LeaveWhatTheBudgetForbidsToTheInterpreter) {
    const Twins program = twins_of(kSum, GetParam(), {.instructions = 0});

    EXPECT_GT(program.statistics().left_out, 0U);
    Bytes input(32);
    input[31] = 9;
    EXPECT_FALSE(program.stays_compiled(input, 100'000));
    program.expect_same(input, 100'000);
}

TEST(Compilation, RefusesCodeBeyondItsBudget) {
    const machine::Code code{Bytes(1000, 0x5b)};

    const auto object = compile(code, isa::kLatestRevision, Tier::Fast, {.code_size = 999});

    ASSERT_FALSE(object.has_value());
    EXPECT_EQ(object.error(), CompileError::CodeTooLarge);
}

TEST(Compilation, EndsWhenItIsCancelled) {
    const std::atomic<bool> cancelled = true;

    const auto object =
        compile(machine::Code{Bytes{0}}, isa::kLatestRevision, Tier::Fast, {.cancelled = &cancelled});

    ASSERT_FALSE(object.has_value());
    EXPECT_EQ(object.error(), CompileError::Cancelled);
}

TEST(Compilation, GivesTheSameBytesAgain) {
    const machine::Code code{from_hex(kSum).value()};

    EXPECT_EQ(compile(code, isa::kLatestRevision, Tier::Optimised, {})->bytes,
              compile(code, isa::kLatestRevision, Tier::Optimised, {})->bytes);
}

TEST(Compilation, ResolvesTheJumpsOfALoop) {
    const Statistics statistics = twins_of(kSum, Tier::Fast).statistics();

    EXPECT_GT(statistics.jumps, 1U);
    EXPECT_EQ(statistics.resolved_jumps, statistics.jumps);
}

TEST(Linking, RefusesWhatIsNoObject) {
    const auto program = linker().link(Bytes(100, 1));

    ASSERT_FALSE(program.has_value());
    EXPECT_EQ(program.error(), LinkError::Damaged);
}

TEST(Linking, RefusesATruncatedObject) {
    const auto object = compile(machine::Code{from_hex(kSum).value()}, isa::kLatestRevision, Tier::Fast, {});

    EXPECT_FALSE(linker().link(BytesView{object->bytes}.first(object->bytes.size() / 2)).has_value());
}

TEST(Hostile, CodeOfDestinationsOnlyIsCheap) {
    for (const Tier tier : {Tier::Fast, Tier::Optimised}) {
        const Twins program{Bytes(24'576, 0x5b), isa::kLatestRevision, tier};

        EXPECT_LT(program.statistics().instructions, 5'000U);
        program.expect_same({}, 24'576);
        program.expect_same({}, 24'575);
    }
}

TEST(Hostile, JumpsToAnywhereAmongManyDestinationsStayWithinTheBudget) {
    // Each block pushes the place of another and jumps where the call data says.
    std::string hex;
    for (int i = 0; i < 2000; ++i) {
        const int place = (i * 7919 + 13) % 2000 * 9;
        hex += "5b61" + to_hex(Bytes{static_cast<uint8_t>(place >> 8), static_cast<uint8_t>(place)}) +
               "50600035"
               "56"
               "00";
    }
    const Twins program = twins_of(hex, Tier::Fast, {.instructions = 20'000});

    EXPECT_LT(program.statistics().instructions, 40'000U);
    for (const int target : {0, 9, 900, 17'991, 5}) {
        Bytes input(32);
        input[30] = static_cast<uint8_t>(target >> 8);
        input[31] = static_cast<uint8_t>(target);
        program.expect_same(input, 3'000);
    }
}

/// Code that mostly runs: opcodes drawn evenly, small constants and places pushed often.
Bytes random_code(std::mt19937_64& random) {
    Bytes code;
    const size_t length = 20 + random() % 150;
    const auto push = [&](uint64_t value) { append(code, Bytes{0x60, static_cast<uint8_t>(value)}); };
    while (code.size() < length) {
        switch (random() % 9) {
            case 0:
            case 1: push(random() % 70); break;
            case 2: append(code, Bytes{0x5b, static_cast<uint8_t>(0x80 + random() % 32)}); break;
            case 3:
                push(random() % length);
                code.push_back(random() % 2 == 0 ? 0x56 : 0x57);
                code.push_back(0x5b);
                break;
            case 4: append(code, Bytes{0x36, 0x35, 0x5b}); break;
            case 5:
                push(random() % 3 * 32);
                code.push_back(static_cast<uint8_t>(0x51 + random() % 5));
                break;
            default: code.push_back(static_cast<uint8_t>(random() % 0xa5)); break;
        }
    }
    return code;
}

TEST_P(Programs, AgreeOnRandomCode) {
    std::mt19937_64 random{20260303};
    for (int i = 0; i < 400; ++i) {
        const Bytes code = random_code(random);
        const Twins program{code, static_cast<Revision>(random() % isa::kRevisionCount), GetParam()};
        for (int run = 0; run < 20; ++run) {
            const auto gas = static_cast<int64_t>(random() % 3000);
            program.expect_same(code, gas, run % 4 == 0 ? Authority::Reads : Authority::Writes);
            ASSERT_FALSE(HasFailure());
        }
    }
}

}  // namespace
}  // namespace deed::jit
