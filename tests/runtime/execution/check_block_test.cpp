#include "runtime/execution/check_block.hpp"

#include <gtest/gtest.h>

#include "runtime/execution/fees.hpp"
#include "runtime/trie/tree.hpp"

namespace deed::execution {
namespace {

using block::ChainConfig;
using block::Header;
using isa::Revision;

const ChainConfig kOsaka = ChainConfig::always(1, Revision::Osaka);

Header make_parent() {
    Header header;
    header.number = 8;
    header.timestamp = 100;
    header.gas_limit = 30'000'000;
    header.gas_used = 15'000'000;
    header.base_fee_per_gas = 1000;
    header.withdrawals_root = trie::kEmptyRoot;
    header.blob_gas_used = 0;
    header.excess_blob_gas = 0;
    header.parent_beacon_block_root = Hash{};
    header.requests_hash = block::kEmptyRequestsHash;
    header.transactions_root = trie::kEmptyRoot;
    return header;
}

Header make_child() {
    Header header = make_parent();
    header.number = 9;
    header.timestamp = 101;
    return header;
}

/// What is wrong with a good header after @p spoil; nothing when it is still good.
template <typename Spoil>
std::optional<InvalidBlock> problem_after(Spoil spoil, const ChainConfig& config = kOsaka) {
    Header header = make_child();
    spoil(header);
    const auto checked = check_header(header, make_parent(), config);
    return checked ? std::nullopt : std::optional{checked.error()};
}

TEST(CheckHeader, TakesTheDifficultyAsItIsGivenBeforeParis) {
    const ChainConfig config = ChainConfig::always(1, Revision::Byzantium);
    Header parent{.difficulty = Uint256{131'072}, .number = 8, .gas_limit = 30'000'000, .timestamp = 100};
    Header header = parent;
    header.number = 9;
    header.timestamp = 110;

    EXPECT_TRUE(check_header(header, parent, config).has_value());
    header.base_fee_per_gas = Uint256{1};
    EXPECT_EQ(check_header(header, parent, config).error(), InvalidBlock::FieldTooEarly);
}

TEST(CheckHeader, DoublesTheGasLimitWithTheFirstBaseFee) {
    ChainConfig config = ChainConfig::always(1, Revision::Berlin);
    config.activation(Revision::London) = 9;
    const Header parent{.number = 8, .gas_limit = 10'000'000, .timestamp = 100};
    Header header = parent;
    header.number = 9;
    header.timestamp = 110;
    header.base_fee_per_gas = kInitialBaseFee;

    header.gas_limit = 20'000'000;
    EXPECT_TRUE(check_header(header, parent, config).has_value());
    header.gas_limit = 10'000'000;
    EXPECT_EQ(check_header(header, parent, config).error(), InvalidBlock::WrongGasLimit);
}

TEST(CheckHeader, TakesAGoodOne) {
    EXPECT_EQ(problem_after([](Header&) {}), std::nullopt);
}

TEST(CheckHeader, NoticesEveryFieldThatDoesNotFollow) {
    EXPECT_EQ(problem_after([](Header& h) { h.number = 10; }), InvalidBlock::WrongNumber);
    EXPECT_EQ(problem_after([](Header& h) { h.timestamp = 100; }), InvalidBlock::TimestampNotLater);
    EXPECT_EQ(problem_after([](Header& h) { h.gas_limit = 31'000'000; }), InvalidBlock::WrongGasLimit);
    EXPECT_EQ(problem_after([](Header& h) { h.gas_used = 30'000'001; }), InvalidBlock::GasUsedAboveLimit);
    EXPECT_EQ(problem_after([](Header& h) { h.extra_data = Bytes(33, 0); }), InvalidBlock::ExtraDataTooLong);
    EXPECT_EQ(problem_after([](Header& h) { h.difficulty = 1; }), InvalidBlock::NotProofOfStake);
    EXPECT_EQ(problem_after([](Header& h) { h.nonce[0] = 1; }), InvalidBlock::NotProofOfStake);
    EXPECT_EQ(problem_after([](Header& h) { h.ommers_hash = Hash{}; }), InvalidBlock::NotProofOfStake);
    EXPECT_EQ(problem_after([](Header& h) { h.base_fee_per_gas = 999; }), InvalidBlock::WrongBaseFee);
    EXPECT_EQ(problem_after([](Header& h) { h.excess_blob_gas = 1; }), InvalidBlock::WrongExcessBlobGas);
    EXPECT_EQ(problem_after([](Header& h) { h.blob_gas_used = 1; }), InvalidBlock::WrongBlobGasUsed);
    EXPECT_EQ(problem_after([](Header& h) { h.blob_gas_used = 10 * kGasPerBlob; }),
              InvalidBlock::WrongBlobGasUsed);
}

TEST(CheckHeader, WantsTheFieldsOfTheForkAndNoOthers) {
    EXPECT_EQ(problem_after([](Header& h) { h.requests_hash.reset(); }), InvalidBlock::FieldMissing);
    EXPECT_EQ(problem_after([](Header& h) { h.base_fee_per_gas.reset(); }), InvalidBlock::FieldMissing);
    EXPECT_EQ(problem_after([](Header&) {}, ChainConfig::always(1, Revision::Cancun)),
              InvalidBlock::FieldTooEarly);
}

TEST(CheckBody, ComparesTheRoots) {
    block::Block block;
    block.header = make_child();
    block.withdrawals.emplace();
    EXPECT_TRUE(check_body(block, kOsaka).has_value());

    block.withdrawals->push_back({});
    EXPECT_EQ(check_body(block, kOsaka).error(), InvalidBlock::WrongWithdrawalsRoot);

    block.withdrawals.reset();
    EXPECT_EQ(check_body(block, kOsaka).error(), InvalidBlock::WrongWithdrawalsRoot);

    block.transactions.emplace_back();
    EXPECT_EQ(check_body(block, kOsaka).error(), InvalidBlock::WrongTransactionsRoot);

    block.header.transactions_root = transactions_root(block.transactions);
    block.ommers.emplace_back();
    EXPECT_EQ(check_body(block, kOsaka).error(), InvalidBlock::WrongOmmersHash);
}

TEST(CheckBody, LimitsTheSizeFromOsakaOn) {
    block::Block block;
    block.header = make_child();
    block.withdrawals.emplace();
    block.transactions.emplace_back();
    block.transactions[0].fields.data = Bytes(kMaxBlockSize, 0);
    block.header.transactions_root = transactions_root(block.transactions);

    EXPECT_EQ(check_body(block, kOsaka).error(), InvalidBlock::BlockTooLarge);
    EXPECT_TRUE(check_body(block, ChainConfig::always(1, Revision::Prague)).has_value());
}

}  // namespace
}  // namespace deed::execution
