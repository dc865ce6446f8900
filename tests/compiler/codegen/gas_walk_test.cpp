#include "compiler/codegen/gas_walk.hpp"

#include <gtest/gtest.h>

#include "compiler/codegen/gas_bounds.hpp"
#include "compiler/codegen/longest_ways.hpp"

namespace deed::codegen {
namespace {

using isa::Op;

constexpr uint32_t kTail = 0x80;

/// Jumps over what @p write_body writes when word @p i of the calldata is not zero.
template <typename WriteBody>
void write_branch(Assembly& assembly, uint32_t i, const WriteBody& write_body) {
    const LabelId behind = assembly.make_label();
    assembly.push_plain(i * 32);
    assembly.add(Op::CALLDATALOAD);
    assembly.push_label(behind);
    assembly.add(Op::JUMPI);
    write_body();
    assembly.bind(behind);
}

void write_store(Assembly& assembly, uint32_t slot) {
    assembly.push_plain(7);
    assembly.push_plain(slot);
    assembly.add(Op::SSTORE);
}

/// The work of a walk through branches in a row, each of which writes a slot and a word of memory of its own.
uint64_t work_of_branches(uint32_t count) {
    Assembly assembly;
    for (uint32_t i = 0; i < count; ++i)
        write_branch(assembly, i, [&] {
            write_store(assembly, i);
            assembly.push_plain(i);
            assembly.push_plain(i * 32);
            assembly.add(Op::MSTORE);
        });
    for (uint32_t i = 0; i < count; ++i) write_store(assembly, i);
    for (uint32_t i = 0; i < count; ++i) write_branch(assembly, i, [&] { write_store(assembly, i); });
    assembly.add(Op::STOP);
    const ir::Module module;
    GasWalk walk{assembly, module, kTail};
    EXPECT_TRUE(walk.run());
    return walk.work();
}

TEST(GasWalk, WorksInProportionToCodeOfManyBranches) {
    const uint64_t few = work_of_branches(100);
    const uint64_t many = work_of_branches(200);

    EXPECT_LT(few, 600'000u);
    EXPECT_LT(many, 3 * few);
}

/// What code without jumps takes, when nothing was touched before it.
uint64_t gas_of(Assembly& assembly) {
    assembly.add(Op::STOP);
    const ir::Module module;
    GasWalk walk{assembly, module, kTail};
    EXPECT_TRUE(walk.run());
    LongestWays ways{walk.nodes()};
    EXPECT_TRUE(ways.spread({0}, 0, {}));
    return ways.behind(0).cold.base;
}

/// Stores a word into a slot whose number stands in the calldata.
void write_store_somewhere(Assembly& assembly, uint32_t value) {
    assembly.push_plain(value);
    assembly.push_plain(4);
    assembly.add(Op::CALLDATALOAD);
    assembly.add(Op::SSTORE);
}

TEST(GasWalk, PaysForASlotThatIsEmptiedAndFilledAsForAnEmptyOne) {
    Assembly assembly;
    write_store_somewhere(assembly, 0);
    write_store_somewhere(assembly, 7);

    // Had it been full, both would be 2,900 and 100: less than the 100 and 20,000 of an empty one.
    constexpr uint64_t kPushes = 2 + 3 + 3 + 3 + 3 + 3;
    EXPECT_EQ(gas_of(assembly), kPushes + 2'100 + 20'000 + 100);
}

TEST(GasWalk, PaysAgainForASlotThatMayBeAsItWas) {
    Assembly assembly;
    for (const uint32_t value : {0u, 7u, 0u, 7u}) write_store_somewhere(assembly, value);

    EXPECT_GE(gas_of(assembly), 2'100u + 2 * (20'000 + 100));
}

/// Reads the slot of a map's entry: the key stands in the calldata, and the map's own number nowhere.
void write_load_of_entry(Assembly& assembly) {
    assembly.push_plain(4);
    assembly.add(Op::CALLDATALOAD);
    assembly.push_plain(0);
    assembly.add(Op::MSTORE);
    assembly.push_plain(64);
    assembly.push_plain(0);
    assembly.add(Op::KECCAK256);
    assembly.add(Op::SLOAD);
    assembly.add(Op::POP);
}

TEST(GasWalk, KnowsThatMemoryBeginsAsZeros) {
    Assembly once;
    write_load_of_entry(once);
    Assembly twice;
    write_load_of_entry(twice);
    write_load_of_entry(twice);
    Assembly changed;
    write_load_of_entry(changed);
    changed.push_plain(1);
    changed.push_plain(32);
    changed.add(Op::MSTORE);
    write_load_of_entry(changed);

    EXPECT_LT(gas_of(twice), gas_of(once) + 250);
    EXPECT_GT(gas_of(changed), 2 * 2'100u);
}

/// Stores into the slot @p distance behind one that stands in the calldata: by way of the one before, or at
/// once.
void write_member(Assembly& assembly, uint32_t distance, uint32_t before, uint32_t value) {
    assembly.push_plain(value);
    assembly.push_plain(4);
    assembly.add(Op::CALLDATALOAD);
    for (const uint32_t part : {before, distance - before}) {
        assembly.push_plain(part);
        assembly.add(Op::ADD);
    }
    assembly.add(Op::SSTORE);
}

TEST(GasWalk, KnowsASlotByTheSumOfItsConstants) {
    Assembly same;
    write_member(same, 3, 1, 7);
    write_member(same, 3, 2, 8);
    Assembly different;
    write_member(different, 3, 1, 7);
    write_member(different, 4, 2, 8);

    EXPECT_LT(gas_of(same), 22'300u);
    EXPECT_GT(gas_of(different), 44'200u);
}

/// Loops in each other, every one of at most three rounds.
void write_loops(Assembly& assembly, uint32_t depth) {
    if (depth == 0) return;
    const LabelId head = assembly.make_label();
    const LabelId behind = assembly.make_label();
    assembly.bind(head, 0, 3);
    assembly.push_plain(depth * 32);
    assembly.add(Op::CALLDATALOAD);
    assembly.push_label(behind);
    assembly.add(Op::JUMPI);
    write_loops(assembly, depth - 1);
    assembly.push_label(head);
    assembly.add(Op::JUMP);
    assembly.bind(behind);
}

struct LoopsFound {
    bool is_bounded;
    uint64_t gas;
    uint64_t work;
};

LoopsFound find_ways_of_loops(uint32_t depth) {
    Assembly assembly;
    write_loops(assembly, depth);
    assembly.add(Op::STOP);
    const ir::Module module;
    GasWalk walk{assembly, module, kTail};
    EXPECT_TRUE(walk.run());
    LongestWays ways{walk.nodes()};
    Members all;
    for (uint32_t i = 0; i < walk.nodes().size(); ++i) all.push_back(i);
    const bool is_bounded = ways.spread(all, 0, {});
    uint64_t gas = 0;
    for (const uint32_t node : all)
        if (walk.nodes()[node].successors.empty()) gas = std::max(gas, ways.behind(node).cold.base);
    return {is_bounded, gas, ways.work()};
}

TEST(LongestWays, TakesLoopsInEachOtherAsOftenAsTheirHeadsSay) {
    // A head: JUMPDEST, a push, CALLDATALOAD, a push, JUMPI. The way back: a push and a JUMP. Behind:
    // JUMPDEST.
    constexpr uint64_t kHead = 1 + 3 + 3 + 3 + 10;
    constexpr uint64_t kBack = 3 + 8;
    constexpr uint64_t kInner = 3 * (kHead + kBack) + kHead + 1;

    EXPECT_EQ(find_ways_of_loops(1).gas, kInner);
    EXPECT_EQ(find_ways_of_loops(2).gas, 3 * (kHead + kInner + kBack) + kHead + 1);
}

TEST(LongestWays, LooksAtEachNodeOncePerLoopThatItIsIn) {
    const LoopsFound few = find_ways_of_loops(10);
    const LoopsFound many = find_ways_of_loops(40);

    EXPECT_TRUE(many.is_bounded);
    EXPECT_LT(few.work, 2'000u);
    EXPECT_LT(many.work, 17 * few.work);
}

/// Functions in a row, of which each calls the next twice: as many ways to the last as doublings.
void write_calls(Assembly& assembly, uint32_t count) {
    std::vector<LabelId> functions;
    for (uint32_t i = 0; i <= count; ++i) functions.push_back(assembly.make_label());
    const auto write_call = [&](LabelId function) {
        const LabelId behind = assembly.make_label();
        assembly.push_label(behind);
        assembly.push_label(function);
        assembly.add(Op::JUMP);
        assembly.bind(behind);
    };
    write_call(functions[0]);
    assembly.add(Op::STOP);
    for (uint32_t i = 0; i <= count; ++i) {
        assembly.bind(functions[i]);
        for (int call = 0; call < 2 && i < count; ++call) write_call(functions[i + 1]);
        write_store(assembly, i);
        assembly.add(Op::JUMP);
    }
}

TEST(GasWalk, GivesUpWhereThereAreTooManyWays) {
    Assembly few;
    write_calls(few, 8);
    Assembly many;
    write_calls(many, 40);
    const ir::Module module;
    GasWalk short_walk{few, module, kTail};
    GasWalk long_walk{many, module, kTail};

    EXPECT_TRUE(short_walk.run());
    EXPECT_FALSE(long_walk.run());
    EXPECT_LT(long_walk.work(), GasWalk::kMostWork + 10'000);
}

}  // namespace
}  // namespace deed::codegen
