#include "vm/native/deadline.hpp"

#include <gtest/gtest.h>

namespace deed::native {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kNever{1'000'000};

void wait_for(const std::atomic<bool>& flag) {
    while (!flag) std::this_thread::yield();
}

TEST(Deadline, PassesWhenItsTimeIsOver) {
    Deadlines group;

    const Deadline deadline{group, milliseconds{1}};

    wait_for(deadline.has_passed());
    EXPECT_GE(deadline.spent(), milliseconds{1});
}

TEST(Deadline, OfWorkThatEndsEarlyIsGone) {
    Deadlines group;
    const Deadline other{group, kNever};

    { const Deadline deadline{group, kNever}; }

    EXPECT_FALSE(other.has_passed());
}

TEST(Deadlines, PassAllAtOnceAndForGood) {
    Deadlines group;
    const Deadline first{group, kNever};
    const Deadline second{group, kNever};

    group.pass_all();
    const Deadline third{group, kNever};

    wait_for(first.has_passed());
    wait_for(second.has_passed());
    wait_for(third.has_passed());
    EXPECT_TRUE(group.have_passed());
}

}  // namespace
}  // namespace deed::native
