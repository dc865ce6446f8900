#include "runtime/ledger/vote_book.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temporary_directory.hpp"
#include "vm/base/error.hpp"

namespace deed::ledger {
namespace {

using storage::Access;
using storage::Durability;

constexpr Address kAnna{{1}};
constexpr Address kBert{{2}};

class Place {
  public:
    Place() { VoteBook::create(path(), Durability::Lazy); }

    [[nodiscard]] const std::filesystem::path& path() const { return directory_.path(); }
    [[nodiscard]] VoteBook open(uint64_t epoch = 0) const {
        return {path(), epoch, Access::ReadWrite, Durability::Lazy};
    }

  private:
    TemporaryDirectory directory_;
};

void store(VoteBook& book, const std::vector<StoredVote>& votes) {
    book.store(votes);
}

TEST(VoteBook, FindsTheFirstVoteAtAHeightOrAbove) {
    const Place place;
    {
        auto book = place.open();
        store(book, {{kAnna, 7, {1}, {2}}, {kBert, 7, {3}, {}}});
    }
    const auto book = place.open();
    EXPECT_EQ(book.find(kAnna, 7)->proposal, Bytes{2});
    EXPECT_EQ(book.find(kBert, 5)->height, 7U);
    EXPECT_EQ(book.find(kBert, 5)->state, Bytes{3});
    EXPECT_FALSE(book.find(kAnna, 8));
    EXPECT_FALSE(book.find(Address{{3}}, 0));
}

TEST(VoteBook, KeepsVotesUntilTheirHeightsNeedNotBeMadeAgain) {
    const Place place;
    {
        auto book = place.open();
        for (uint8_t height = 1; height <= 4; ++height) store(book, {{kAnna, height, {height}, {height}}});
        book.forget_through(2);
        store(book, {{kAnna, 5, {5}, {5}}});
    }
    auto book = place.open();
    EXPECT_EQ(book.find(kAnna, 0)->height, 3U);
    EXPECT_EQ(book.find(kAnna, 4)->state, Bytes{4});
    EXPECT_TRUE(book.keeps(3) && book.keeps(4) && book.keeps(5));
    EXPECT_FALSE(book.keeps(2) || book.keeps(6));
    store(book, {{kAnna, 3, {7}, {7}}});
    EXPECT_EQ(book.find(kAnna, 3)->state, Bytes{7});
    EXPECT_EQ(book.find(kAnna, 5)->state, Bytes{5});
}

TEST(VoteBook, KeepsNoLargeBlock) {
    const Place place;
    auto book = place.open();
    store(book, {{kAnna, 1, {1}, Bytes(1 << 20, 1)}});
    EXPECT_FALSE(book.keeps(1));
    EXPECT_EQ(book.find(kAnna, 1)->proposal.size(), 1U << 20);
    book.forget_through(1);
    store(book, {{kAnna, 2, {2}, {2}}});
    EXPECT_EQ(book.find(kAnna, 1)->height, 2U);
    EXPECT_TRUE(book.keeps(2));
}

TEST(VoteBook, SaysThatItIsFillingBeforeItKeepsNoMore) {
    const Place place;
    auto book = place.open();
    uint64_t height = 0;
    while (!book.is_filling()) store(book, {{kAnna, ++height, {1}, Bytes(1000, 1)}});
    const uint64_t filling = height;
    EXPECT_TRUE(book.keeps(filling));
    while (book.keeps(height)) {
        ++height;
        store(book, {{kAnna, height, {1}, Bytes(1000, 1)}});
    }
    EXPECT_GT(height, filling + 10);
    book.forget_through(height);
    store(book, {{kAnna, height + 1, {1}, Bytes(1000, 1)}});
    EXPECT_TRUE(book.keeps(height + 1));
    EXPECT_FALSE(book.is_filling());
}

TEST(VoteBook, ForgetsNothingOfANewEpochForAnOlderOne) {
    const Place place;
    auto book = place.open();
    book.forget_through(9);
    book.start_epoch(1);
    store(book, {{kAnna, 3, {3}, {3}}});
    store(book, {{kAnna, 4, {4}, {4}}});
    EXPECT_TRUE(book.keeps(3) && book.keeps(4));
}

TEST(VoteBook, ForgetsTheVotesOfAnOlderEpoch) {
    const Place place;
    {
        auto book = place.open();
        store(book, {{kAnna, 9, {1}, {}}});
        book.start_epoch(1);
        EXPECT_FALSE(book.find(kAnna, 0));
    }
    EXPECT_TRUE(place.open(0).find(kAnna, 9));
    auto book = place.open(1);
    EXPECT_FALSE(book.find(kAnna, 0));
    store(book, {{kAnna, 4, {2}, {}}});
    EXPECT_EQ(place.open(1).find(kAnna, 0)->height, 4U);
}

TEST(VoteBook, RefusesVotesOfANewerEpoch) {
    const Place place;
    auto book = place.open(2);
    store(book, {{kAnna, 9, {1}, {}}});
    EXPECT_THROW((void)place.open(1), Error);
}

TEST(VoteBook, GoesWithACopy) {
    const Place place;
    auto book = place.open();
    store(book, {{kAnna, 9, {1}, {5}}});
    const Place target;
    VoteBook::copy(place.path(), target.path());
    EXPECT_EQ(target.open().find(kAnna, 9)->proposal, Bytes{5});
}

}  // namespace
}  // namespace deed::ledger
