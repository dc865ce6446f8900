#include "vm/machine/status.hpp"

#include <set>

#include <gtest/gtest.h>

namespace deed::machine {
namespace {

TEST(Statuses, HaveNamesAndWordsOfTheirOwn) {
    std::set<std::string_view> names;
    std::set<std::string_view> words;
    const int count = static_cast<int>(Status::PrecompileFailure) + 1;

    for (int i = 0; i < count; ++i) {
        names.insert(name_of(static_cast<Status>(i)));
        words.insert(describe(static_cast<Status>(i)));
    }

    EXPECT_EQ(names.size(), static_cast<size_t>(count));
    EXPECT_EQ(words.size(), static_cast<size_t>(count));
}

}  // namespace
}  // namespace deed::machine
