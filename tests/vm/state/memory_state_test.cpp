#include "vm/state/memory_state.hpp"

#include <gtest/gtest.h>

namespace deed::state {
namespace {

constexpr Address kAlice{{0xa1}};
constexpr Address kBob{{0xb0}};

TEST(MemoryState, KnowsNothingAboutAbsentAccounts) {
    const MemoryState state;

    EXPECT_EQ(state.find_account(kAlice), std::nullopt);
    EXPECT_EQ(state.read_storage(kAlice, 1), Uint256{});
    EXPECT_FALSE(state.has_storage(kAlice));
}

TEST(MemoryState, FindsCodeByItsHash) {
    MemoryState state;
    const Bytes code{0x60, 0x00};

    state.set_code(kAlice, code);

    EXPECT_EQ(state.read_code(state.find_account(kAlice)->code_hash), code);
}

TEST(MemoryState, DropsASlotThatBecomesZero) {
    MemoryState state;
    state.set_storage(kAlice, 1, 5);

    state.set_storage(kAlice, 1, 0);

    EXPECT_FALSE(state.has_storage(kAlice));
}

TEST(MemoryState, AppliesRemovalAndNewAccounts) {
    MemoryState state;
    state.set_account(kAlice, {1, 100});
    StateDiff diff;
    diff.accounts[kAlice].account = std::nullopt;
    diff.accounts[kBob].account = Account{0, 100};
    diff.accounts[kBob].storage[3] = 4;

    state.apply(diff);

    EXPECT_EQ(state.find_account(kAlice), std::nullopt);
    EXPECT_EQ(state.find_account(kBob)->balance, Uint256{100});
    EXPECT_EQ(state.read_storage(kBob, 3), Uint256{4});
}

TEST(StateDiff, MergingEqualsApplyingOneAfterTheOther) {
    MemoryState one_by_one;
    one_by_one.set_storage(kAlice, 1, 1);
    one_by_one.set_storage(kAlice, 2, 2);
    MemoryState at_once = one_by_one;
    StateDiff first, second;
    first.accounts[kAlice] = {Account{1, 5}, false, {{1, 7}, {3, 3}}};
    second.accounts[kAlice] = {Account{0, 9}, true, {{2, 8}}};

    one_by_one.apply(first);
    one_by_one.apply(second);
    first.merge(second);
    at_once.apply(first);

    EXPECT_EQ(at_once.find_account(kAlice), one_by_one.find_account(kAlice));
    EXPECT_EQ(at_once.entries().at(kAlice).storage, one_by_one.entries().at(kAlice).storage);
    EXPECT_EQ(at_once.entries().at(kAlice).storage, (std::map<Uint256, Uint256>{{2, 8}}));
}

}  // namespace
}  // namespace deed::state
