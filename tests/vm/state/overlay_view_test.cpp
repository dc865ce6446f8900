#include "vm/state/overlay_view.hpp"

#include <gtest/gtest.h>

#include "vm/state/memory_state.hpp"

namespace deed::state {
namespace {

constexpr Address kAlice{{0xa1}};
constexpr Address kBob{{0xb0}};

MemoryState make_base() {
    MemoryState base;
    base.set_account(kAlice, {3, 100});
    base.set_storage(kAlice, 1, 11);
    base.set_storage(kAlice, 2, 22);
    return base;
}

TEST(OverlayView, ReadsThroughWhereNothingChanged) {
    const MemoryState base = make_base();

    const OverlayView overlay{base};

    EXPECT_EQ(overlay.find_account(kAlice), base.find_account(kAlice));
    EXPECT_EQ(overlay.read_storage(kAlice, 1), Uint256{11});
    EXPECT_TRUE(overlay.has_storage(kAlice));
}

TEST(OverlayView, ChangesOneFieldAndKeepsTheOthers) {
    const MemoryState base = make_base();
    OverlayView overlay{base};

    overlay.set_balance(kAlice, 7);

    EXPECT_EQ(overlay.find_account(kAlice)->balance, Uint256{7});
    EXPECT_EQ(overlay.find_account(kAlice)->nonce, 3U);
    EXPECT_EQ(overlay.read_storage(kAlice, 2), Uint256{22});
    EXPECT_EQ(base.find_account(kAlice)->balance, Uint256{100});
}

TEST(OverlayView, MakesAnAccountThatWasAbsent) {
    const MemoryState base = make_base();
    OverlayView overlay{base};

    overlay.set_code(kBob, Bytes{0xfe});

    EXPECT_EQ(overlay.read_code(overlay.find_account(kBob)->code_hash), Bytes{0xfe});
}

TEST(OverlayView, ForgetsClearedStorage) {
    const MemoryState base = make_base();
    OverlayView overlay{base};

    overlay.clear_storage(kAlice);
    EXPECT_FALSE(overlay.has_storage(kAlice));
    overlay.set_storage(kAlice, 2, 5);

    EXPECT_EQ(overlay.read_storage(kAlice, 1), Uint256{});
    EXPECT_EQ(overlay.read_storage(kAlice, 2), Uint256{5});
    EXPECT_TRUE(overlay.has_storage(kAlice));
}

TEST(OverlayView, HidesARemovedAccount) {
    const MemoryState base = make_base();
    StateDiff removal;
    removal.accounts[kAlice] = {std::nullopt, true, {}};

    const OverlayView overlay{base, removal};

    EXPECT_EQ(overlay.find_account(kAlice), std::nullopt);
    EXPECT_EQ(overlay.read_storage(kAlice, 1), Uint256{});
    EXPECT_FALSE(overlay.has_storage(kAlice));
}

}  // namespace
}  // namespace deed::state
