#include "runtime/pool/pool.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "vm/crypto/keccak.hpp"

namespace deed::pool {
namespace {

using testing::ElementsAre;

constexpr Address kAlice{{1}};
constexpr Address kBob{{2}};
constexpr AccountState kRich{0, Uint256{1'000'000'000}};

Pending make(const Address& sender, uint64_t nonce, uint64_t fee_cap, uint64_t tip, uint8_t mark = 0) {
    Pending pending;
    pending.sender = sender;
    block::Transaction& fields = pending.transaction.fields;
    fields.type = block::TransactionType::DynamicFee;
    fields.nonce = nonce;
    fields.max_fee_per_gas = Uint256{fee_cap};
    fields.max_priority_fee_per_gas = Uint256{tip};
    fields.gas_limit = 10;
    const std::array<uint8_t, 5> identity{sender[0], static_cast<uint8_t>(nonce),
                                          static_cast<uint8_t>(fee_cap), static_cast<uint8_t>(tip), mark};
    pending.hash = crypto::keccak256(identity);
    pending.size = 100;
    return pending;
}

/// Sender and nonce of what is offered, in order.
std::vector<std::pair<uint8_t, uint64_t>> order(const Pool& pool, uint64_t base_fee) {
    std::vector<std::pair<uint8_t, uint64_t>> result;
    offer_in_order(pool.executable(), Uint256{base_fee}, [&](const PendingPointer& pending) {
        result.emplace_back(pending->sender[0], pending->transaction.fields.nonce);
        return Taken::Yes;
    });
    return result;
}

TEST(Pool, OffersBestPaidFirstAndEachSenderByNonce) {
    Pool pool{{}};
    ASSERT_TRUE(pool.add(make(kAlice, 0, 100, 1), kRich));
    ASSERT_TRUE(pool.add(make(kAlice, 1, 100, 50), kRich));
    ASSERT_TRUE(pool.add(make(kBob, 0, 100, 5), kRich));
    ASSERT_TRUE(pool.add(make(kBob, 1, 100, 2), kRich));

    EXPECT_THAT(order(pool, 10),
                ElementsAre(std::pair{2, 0}, std::pair{2, 1}, std::pair{1, 0}, std::pair{1, 1}));
}

TEST(Pool, OffersEquallyPaidInOrderOfArrival) {
    Pool pool{{}};
    ASSERT_TRUE(pool.add(make(kBob, 0, 100, 5), kRich));
    ASSERT_TRUE(pool.add(make(kAlice, 0, 100, 5), kRich));

    EXPECT_THAT(order(pool, 0), ElementsAre(std::pair{2, 0}, std::pair{1, 0}));
}

TEST(Pool, CountsTheTipThatIsLeftAboveTheBaseFee) {
    Pool pool{{}};
    ASSERT_TRUE(pool.add(make(kAlice, 0, 11, 10), kRich));
    ASSERT_TRUE(pool.add(make(kBob, 0, 100, 5), kRich));

    EXPECT_THAT(order(pool, 10), ElementsAre(std::pair{2, 0}, std::pair{1, 0}));
    EXPECT_THAT(order(pool, 12), ElementsAre(std::pair{2, 0}));
}

TEST(Pool, QueuesWhatComesAfterAGap) {
    Pool pool{{}};
    ASSERT_TRUE(pool.add(make(kAlice, 0, 100, 1), kRich));
    ASSERT_TRUE(pool.add(make(kAlice, 2, 100, 1), kRich));
    EXPECT_EQ(pool.next_nonce(kAlice), 1U);
    EXPECT_EQ(pool.content()[0].queued.size(), 1U);
    EXPECT_EQ(pool.counts().executable, 1U);
    EXPECT_EQ(pool.counts().queued, 1U);

    ASSERT_TRUE(pool.add(make(kAlice, 1, 100, 1), kRich));

    EXPECT_EQ(pool.next_nonce(kAlice), 3U);
    EXPECT_EQ(pool.content()[0].executable.size(), 3U);
    EXPECT_TRUE(pool.content()[0].queued.empty());
    EXPECT_EQ(pool.counts().executable, 3U);
    EXPECT_EQ(pool.counts().queued, 0U);
}

TEST(Pool, ReplacesOnlyForTenPercentMoreOfBothFees) {
    Pool pool{{}};
    ASSERT_TRUE(pool.add(make(kAlice, 0, 100, 10), kRich));

    EXPECT_EQ(pool.add(make(kAlice, 0, 100, 10), kRich).error(), PoolError::AlreadyKnown);
    EXPECT_EQ(pool.add(make(kAlice, 0, 109, 11), kRich).error(), PoolError::ReplacementUnderpriced);
    EXPECT_EQ(pool.add(make(kAlice, 0, 110, 10), kRich).error(), PoolError::ReplacementUnderpriced);
    ASSERT_TRUE(pool.add(make(kAlice, 0, 110, 11), kRich));

    EXPECT_EQ(pool.size(), 1U);
    EXPECT_EQ(pool.content()[0].executable[0]->transaction.fields.max_fee_per_gas, Uint256{110});
}

TEST(Pool, DropsWhatANewHeadHasUsedUpOrMadeTooDear) {
    Pool pool{{}};
    for (uint64_t nonce = 0; nonce < 3; ++nonce) ASSERT_TRUE(pool.add(make(kAlice, nonce, 100, 1), kRich));

    pool.on_account(kAlice, {1, kRich.balance});
    EXPECT_EQ(pool.size(), 2U);
    EXPECT_EQ(pool.next_nonce(kAlice), 3U);

    pool.on_account(kAlice, {1, Uint256{999}});
    EXPECT_EQ(pool.size(), 0U);
    EXPECT_FALSE(pool.next_nonce(kAlice));
}

TEST(Pool, MakesRoomForTheBetterPaid) {
    Pool pool{{.transactions = 3}};
    ASSERT_TRUE(pool.add(make(kAlice, 0, 100, 5), kRich));
    ASSERT_TRUE(pool.add(make(kAlice, 1, 100, 2), kRich));
    ASSERT_TRUE(pool.add(make(kBob, 0, 100, 4), kRich));
    const Address carol{{3}};

    EXPECT_EQ(pool.add(make(carol, 0, 100, 2), kRich).error(), PoolError::Underpriced);
    ASSERT_TRUE(pool.add(make(carol, 0, 100, 3), kRich));

    EXPECT_EQ(pool.size(), 3U);
    EXPECT_EQ(pool.next_nonce(kAlice), 1U);
}

TEST(Pool, BoundsWhatOneSenderMayHave) {
    Pool pool{{.per_sender = 2, .nonce_gap = 10}};
    ASSERT_TRUE(pool.add(make(kAlice, 0, 100, 1), kRich));
    ASSERT_TRUE(pool.add(make(kAlice, 1, 100, 1), kRich));

    EXPECT_EQ(pool.add(make(kAlice, 2, 100, 1), kRich).error(), PoolError::TooManyFromSender);
    EXPECT_EQ(pool.add(make(kBob, 11, 100, 1), kRich).error(), PoolError::NonceTooFar);
}

TEST(Pool, OffersNothingMoreOfASenderThatWasSkipped) {
    Pool pool{{}};
    ASSERT_TRUE(pool.add(make(kAlice, 0, 100, 9), kRich));
    ASSERT_TRUE(pool.add(make(kAlice, 1, 100, 9), kRich));
    ASSERT_TRUE(pool.add(make(kBob, 0, 100, 1), kRich));
    std::vector<uint8_t> offered;

    offer_in_order(pool.executable(), Uint256{}, [&](const PendingPointer& pending) {
        offered.push_back(pending->sender[0]);
        return pending->sender == kAlice ? Taken::SkipSender : Taken::Yes;
    });

    EXPECT_THAT(offered, ElementsAre(1, 2));
}

/// Against a model: every executable transaction is offered exactly once, in order, whatever was added,
/// replaced, removed and included before.
TEST(Pool, LosesNoExecutableTransactionAndOffersNoNonceTwice) {
    Pool pool{{}};
    std::map<uint8_t, uint64_t> nonces;
    std::map<std::pair<uint8_t, uint64_t>, Hash> model;
    uint64_t random = 1;
    for (int step = 0; step < 20'000; ++step) {
        random = random * 6'364'136'223'846'793'005ULL + 1'442'695'040'888'963'407ULL;
        const auto sender = static_cast<uint8_t>(1 + (random >> 33) % 4);
        const uint64_t nonce = nonces[sender] + (random >> 40) % 5;
        const Address address{{sender}};
        if ((random >> 50) % 8 == 0) {
            ++nonces[sender];
            pool.on_account(address, {nonces[sender], kRich.balance});
            std::erase_if(model, [&](const auto& entry) {
                return entry.first.first == sender && entry.first.second < nonces[sender];
            });
            continue;
        }
        const uint64_t fee = 100 + (random >> 20) % 100;
        Pending pending = make(address, nonce, fee, fee / 10, static_cast<uint8_t>(step));
        const Hash hash = pending.hash;
        if (pool.add(std::move(pending), {nonces[sender], kRich.balance})) model[{sender, nonce}] = hash;
    }

    ASSERT_EQ(pool.size(), model.size());
    for (const auto& [key, hash] : model) EXPECT_TRUE(pool.find(hash));
    std::map<uint8_t, uint64_t> next = nonces;
    for (const auto& [sender, nonce] : order(pool, 0)) EXPECT_EQ(nonce, next[sender]++);
    for (const auto& [sender, nonce] : next) EXPECT_FALSE(model.contains({sender, nonce}));
    EXPECT_EQ(pool.counts().executable, order(pool, 0).size());
    EXPECT_EQ(pool.counts().queued, model.size() - order(pool, 0).size());
}

}  // namespace
}  // namespace deed::pool
