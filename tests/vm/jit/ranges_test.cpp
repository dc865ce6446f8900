#include <gtest/gtest.h>

#include "vm/base/hex.hpp"
#include "vm/jit/flow.hpp"

namespace deed::jit {
namespace {

using isa::Op;

std::vector<Uint256> edges() {
    const Uint256 one = 1;
    return {0,
            1,
            2,
            7,
            33,
            255,
            256,
            (one << 32) - 1,
            one << 32,
            (one << 64) - 2,
            (one << 64) - 1,
            one << 64,
            (one << 128) - 1,
            one << 128,
            (one << 255) - 1,
            one << 255,
            Uint256::max() - 1,
            Uint256::max()};
}

std::vector<Range> ranges() {
    std::vector<Range> ranges;
    for (const Uint256& least : edges())
        for (const Uint256& most : edges())
            if (least <= most) ranges.push_back({least, most});
    return ranges;
}

bool contains(const Range& range, const Uint256& number) {
    return range.least <= number && number <= range.most;
}

/// The edges that are in @p range.
std::vector<Uint256> numbers_in(const Range& range) {
    std::vector<Uint256> numbers;
    for (const Uint256& number : edges())
        if (contains(range, number)) numbers.push_back(number);
    return numbers;
}

/// Whether @p op, for all numbers at the edges that are in @p a and @p b, stays in its range.
bool stays_in_range(Op op, const Range& a, const Range& b) {
    const std::array operands{a, b};
    const auto count = isa::info(op).pops;
    const Range range = range_of(op, {operands.data(), count});
    for (const Uint256& x : numbers_in(a))
        for (const Uint256& y : numbers_in(b)) {
            const std::array words{x, y};
            if (!contains(range, evaluate(op, {words.data(), count}))) return false;
        }
    return true;
}

TEST(Ranges, ContainEveryResult) {
    const auto all = ranges();
    for (const Op op : {Op::ADD,    Op::SUB, Op::MUL, Op::DIV, Op::MOD,  Op::SDIV,      Op::SMOD, Op::AND,
                        Op::OR,     Op::XOR, Op::NOT, Op::LT,  Op::GT,   Op::SLT,       Op::SGT,  Op::EQ,
                        Op::ISZERO, Op::SHL, Op::SHR, Op::SAR, Op::BYTE, Op::SIGNEXTEND})
        for (size_t i = 0; i < all.size(); i += 3)
            for (size_t j = i % 5; j < all.size(); j += 5)
                ASSERT_TRUE(stays_in_range(op, all[i], all[j]))
                    << isa::info(op).name << " " << to_hex(to_hash(all[i].least).bytes) << " to "
                    << to_hex(to_hash(all[i].most).bytes) << ", " << to_hex(to_hash(all[j].least).bytes)
                    << " to " << to_hex(to_hash(all[j].most).bytes);
}

TEST(Ranges, KnowWhenSumsAndDifferencesWrap) {
    const Range down = range_of(Op::ADD, std::array{Range{1, 10}, only(Uint256::max())});
    const Range may = range_of(Op::SUB, std::array{Range{0, 10}, only(1)});

    EXPECT_EQ(down, (Range{0, 9}));
    EXPECT_EQ(may, Range{});
}

TEST(Ranges, WidenToWhatContainsBothAndSoonStopGrowing) {
    for (const Range& start : ranges()) {
        Range range = start;
        int steps = 0;
        for (const Range& next : ranges()) {
            const Range wider = widen(range, next);
            EXPECT_TRUE(contains(wider, next.least) && contains(wider, next.most));
            EXPECT_TRUE(contains(wider, range.least) && contains(wider, range.most));
            steps += wider == range ? 0 : 1;
            range = wider;
        }
        EXPECT_LE(steps, 5);
    }
}

/// What is known of the word @p depth below the top where the JUMPDEST at @p place begins.
Range range_at(std::string_view hex, uint32_t place, size_t depth) {
    const machine::Code code{from_hex(hex).value()};
    const Blocks blocks{code, isa::kLatestRevision};
    Values values{code};
    const Flow flow = analyse(blocks, values);
    const State& entry = flow.blocks[blocks.at(place)].entry;
    return depth < entry.top.size() ? values.range(entry.top[entry.top.size() - 1 - depth]) : Range{};
}

TEST(Conditions, KeepACounterDownToZeroIn64Bits) {
    // PUSH3 1000000, JUMPDEST, PUSH1 1, SWAP1, SUB, DUP1, PUSH1 4, JUMPI, STOP
    EXPECT_EQ(range_at("620f42405b600190038060045700", 4, 0), (Range{1, 1'000'000}));
}

TEST(Conditions, KeepACounterUpToABoundIn64Bits) {
    // PUSH0, JUMPDEST, PUSH1 1, ADD, PUSH2 1000, DUP2, LT, PUSH1 1, JUMPI, STOP
    EXPECT_EQ(range_at("5f5b6001016103e88110600157", 1, 0), (Range{0, 0xffffffff}));
}

TEST(Conditions, AreReadFromBothSides) {
    // Of the call data's first word x, where each jumps to: x < 100, 100 > x, not 100 < x, x = 0.
    EXPECT_EQ(range_at("5f3560648110600a57005b00", 10, 0), (Range{0, 99}));
    EXPECT_EQ(range_at("5f3580606411600a57005b00", 10, 0), (Range{0, 99}));
    EXPECT_EQ(range_at("5f358060641015600b57005b00", 11, 0), (Range{0, 100}));
    EXPECT_EQ(range_at("5f3580606410151515600d57005b00", 13, 0), (Range{0, 100}));
    EXPECT_EQ(range_at("5f358015600857005b00", 8, 0), only(0));
    // And where it goes on instead: 100 < x jumps.
    EXPECT_EQ(range_at("5f3580606410600a575b5b00", 9, 0), (Range{0, 100}));
}

TEST(Conditions, SayNothingOfWordsThatMayWrap) {
    // A counter that goes down by two may miss zero; one that goes up without a bound leaves 64 bits.
    EXPECT_EQ(range_at("60055b600290038060025700", 2, 0), Range{});
    EXPECT_EQ(range_at("60055b60010180600257", 2, 0), Range{});
}

}  // namespace
}  // namespace deed::jit
