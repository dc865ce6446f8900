#include "compiler/codegen/stack.hpp"

#include <random>

#include <gtest/gtest.h>

namespace deed::codegen {
namespace {

using ir::ValueId;

Slots apply(Slots stack, const Shuffle& shuffle) {
    for (const Move& move : shuffle.moves) switch (move.kind) {
            case MoveKind::Pop: stack.pop_back(); break;
            case MoveKind::Swap: std::swap(stack[stack.size() - 1 - move.depth], stack.back()); break;
            case MoveKind::Dup: stack.push_back(stack[stack.size() - move.depth]); break;
            case MoveKind::Make: stack.push_back(move.value); break;
        }
    return stack;
}

bool satisfies(const Slots& stack, const Slots& wanted) {
    if (stack.size() != wanted.size()) return false;
    for (size_t i = 0; i < stack.size(); ++i)
        if (wanted[i] != kJunk && stack[i] != wanted[i]) return false;
    return true;
}

TEST(Shuffle, DoesNothingWhereNothingIsWanted) {
    const Slots stack{ValueId{1}, ValueId{2}};

    EXPECT_TRUE(shuffle(stack, stack).moves.empty());
    EXPECT_TRUE(shuffle(stack, {kJunk, ValueId{2}}).moves.empty());
}

TEST(Shuffle, ReachesEveryArrangement) {
    std::mt19937 random{3};
    const auto draw = [&](size_t most) {
        Slots slots;
        for (size_t i = random() % (most + 1); i > 0; --i)
            slots.push_back(random() % 6 == 0 ? kJunk : ValueId{static_cast<uint32_t>(random() % 6)});
        return slots;
    };

    for (int i = 0; i < 20'000; ++i) {
        const Slots current = draw(12);
        const Slots wanted = draw(12);
        const Shuffle result = shuffle(current, wanted);
        ASSERT_FALSE(result.too_deep.has_value());
        ASSERT_TRUE(satisfies(apply(current, result), wanted));
        ASSERT_LE(result.moves.size(), 3 * (current.size() + wanted.size()));
    }
}

TEST(Shuffle, NamesAValueThatLiesTooDeep) {
    Slots current{ValueId{99}};
    for (uint32_t i = 0; i < 20; ++i) current.push_back(ValueId{i});
    Slots wanted = current;
    wanted.push_back(ValueId{99});

    EXPECT_EQ(shuffle(current, wanted).too_deep, ValueId{99});
}

TEST(Shuffle, MakesAgainWhatLiesTooDeepAndWasNotThere) {
    Slots wanted{ValueId{99}};
    for (uint32_t i = 0; i < 20; ++i) wanted.push_back(ValueId{i});
    wanted.push_back(ValueId{99});
    const Shuffle result = shuffle({}, wanted);

    ASSERT_FALSE(result.too_deep.has_value());
    EXPECT_EQ(apply({}, result), wanted);
}

}  // namespace
}  // namespace deed::codegen
