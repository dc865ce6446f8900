#include "runtime/execution/fees.hpp"

#include <gtest/gtest.h>

namespace deed::execution {
namespace {

using block::Header;
using block::Transaction;
using isa::Revision;

Header make_parent(uint64_t gas_used) {
    Header parent;
    parent.gas_limit = 20'000'000;
    parent.gas_used = gas_used;
    parent.base_fee_per_gas = 1'000'000'000;
    return parent;
}

TEST(IntrinsicGas, CountsBytesByTheRulesOfTheFork) {
    Transaction transaction;
    transaction.to = Address{};
    transaction.data = {0, 0, 1};

    EXPECT_EQ(intrinsic_gas(transaction, Revision::Frontier).intrinsic, 21'000U + 8 + 68);
    EXPECT_EQ(intrinsic_gas(transaction, Revision::Istanbul).intrinsic, 21'000U + 8 + 16);
    EXPECT_EQ(intrinsic_gas(transaction, Revision::Cancun).floor, 0U);
    EXPECT_EQ(intrinsic_gas(transaction, Revision::Prague).floor, 21'000U + 10 * (2 + 4));
}

TEST(IntrinsicGas, ChargesCreationFromHomesteadOn) {
    Transaction creation;
    creation.data = Bytes(33, 0);

    EXPECT_EQ(intrinsic_gas(creation, Revision::Frontier).intrinsic, 21'000U + 33 * 4);
    EXPECT_EQ(intrinsic_gas(creation, Revision::Homestead).intrinsic, 53'000U + 33 * 4);
    EXPECT_EQ(intrinsic_gas(creation, Revision::Shanghai).intrinsic, 53'000U + 33 * 4 + 2 * 2);
}

TEST(IntrinsicGas, ChargesListsByTheirEntries) {
    Transaction transaction;
    transaction.to = Address{};
    transaction.access_list = {{Address{}, {Hash{}, Hash{}}}, {Address{}, {}}};
    transaction.authorization_list.resize(3);

    EXPECT_EQ(intrinsic_gas(transaction, Revision::Prague).intrinsic,
              21'000U + 2 * 2'400 + 2 * 1'900 + 3 * 25'000);
}

TEST(NextBaseFee, FollowsTheUseOfGas) {
    EXPECT_EQ(next_base_fee(make_parent(10'000'000)), Uint256{1'000'000'000});
    EXPECT_EQ(next_base_fee(make_parent(9'000'000)), Uint256{987'500'000});
    EXPECT_EQ(next_base_fee(make_parent(11'000'000)), Uint256{1'012'500'000});
}

TEST(NextBaseFee, RisesByAtLeastOne) {
    Header parent = make_parent(10'000'001);
    parent.base_fee_per_gas = 1;

    EXPECT_EQ(next_base_fee(parent), Uint256{2});
}

TEST(NextBaseFee, BeginsWithOneGwei) {
    EXPECT_EQ(next_base_fee(Header{}), Uint256{1'000'000'000});
}

TEST(BlobBaseFee, GrowsExponentially) {
    EXPECT_EQ(blob_base_fee(0, block::kCancunBlobs), Uint256{1});
    EXPECT_EQ(blob_base_fee(2'314'057, block::kCancunBlobs), Uint256{1});
    EXPECT_EQ(blob_base_fee(2'314'058, block::kCancunBlobs), Uint256{2});
    EXPECT_EQ(blob_base_fee(10 * 1024 * 1024, block::kCancunBlobs), Uint256{23});
}

TEST(BlobBaseFee, EndsAtTheLargestWord) {
    EXPECT_EQ(blob_base_fee(~uint64_t{0}, block::kCancunBlobs), Uint256::max());
}

TEST(ExcessBlobGas, IsWhatIsAboveTheTarget) {
    Header parent = make_parent(0);
    parent.excess_blob_gas = 5 * kGasPerBlob;
    parent.blob_gas_used = 2 * kGasPerBlob;
    EXPECT_EQ(next_excess_blob_gas(parent, block::kCancunBlobs, Revision::Cancun), 4 * kGasPerBlob);

    parent.excess_blob_gas = 0;

    EXPECT_EQ(next_excess_blob_gas(parent, block::kCancunBlobs, Revision::Cancun), 0U);
}

TEST(ExcessBlobGas, DoesNotFallWhileGasIsDearerSinceOsaka) {
    Header parent = make_parent(0);
    parent.excess_blob_gas = 6 * kGasPerBlob;
    parent.blob_gas_used = 3 * kGasPerBlob;

    EXPECT_EQ(next_excess_blob_gas(parent, block::kPragueBlobs, Revision::Prague), 3 * kGasPerBlob);
    EXPECT_EQ(next_excess_blob_gas(parent, block::kPragueBlobs, Revision::Osaka), 7 * kGasPerBlob);
}

TEST(GasLimit, MovesByLessThanA1024th) {
    EXPECT_TRUE(may_follow_gas_limit(1'024'000, 1'024'999));
    EXPECT_FALSE(may_follow_gas_limit(1'024'000, 1'025'000));
    EXPECT_TRUE(may_follow_gas_limit(1'024'000, 1'023'001));
    EXPECT_FALSE(may_follow_gas_limit(1'024'000, 1'023'000));
    EXPECT_FALSE(may_follow_gas_limit(5'000, 4'999));
    EXPECT_FALSE(may_follow_gas_limit(kMaxGasLimit, kMaxGasLimit + 1));
}

TEST(GasLimit, NextOneMayFollowAndIsAsCloseAsItMay) {
    EXPECT_EQ(next_gas_limit(1'024'000, 1'024'000), 1'024'000U);
    EXPECT_EQ(next_gas_limit(1'024'000, 9'000'000), 1'024'999U);
    EXPECT_EQ(next_gas_limit(1'024'000, 1), 1'023'001U);
    EXPECT_EQ(next_gas_limit(5'000, 1), 5'000U);
    EXPECT_EQ(next_gas_limit(kMaxGasLimit, ~uint64_t{0}), kMaxGasLimit);
}

TEST(EffectiveGasPrice, IsBaseFeeAndTipWithinTheCap) {
    Transaction transaction;
    transaction.type = block::TransactionType::DynamicFee;
    transaction.max_fee_per_gas = 100;
    transaction.max_priority_fee_per_gas = 10;

    EXPECT_EQ(effective_gas_price(transaction, 50), Uint256{60});
    EXPECT_EQ(effective_gas_price(transaction, 95), Uint256{100});
    EXPECT_EQ(effective_gas_price(transaction, 200), Uint256{100});
}

}  // namespace
}  // namespace deed::execution
