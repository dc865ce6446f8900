#include "runtime/json/block_json.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace deed::json {
namespace {

constexpr Uint256 kGwei{1'000'000'000};

boost::json::object write(const block::SignedTransaction& transaction, const TransactionPlace* place) {
    std::string out;
    Writer writer{out};
    write_transaction(writer, transaction, Hash{{0x11}}, Address{{0x22}}, place);
    return boost::json::parse(out).as_object();
}

TEST(EffectiveGasPrice, AddsTheTipUpToTheCap) {
    block::Transaction fields{.max_priority_fee_per_gas = Uint256{2}, .max_fee_per_gas = Uint256{10}};

    EXPECT_EQ(effective_gas_price(fields, Uint256{5}), Uint256{7});
    EXPECT_EQ(effective_gas_price(fields, Uint256{9}), Uint256{10});
    EXPECT_EQ(effective_gas_price(fields, Uint256{11}), Uint256{10});
}

TEST(TransactionJson, FoldsTheChainIdOfLegacyTransactionsIntoV) {
    block::SignedTransaction transaction;
    transaction.fields.chain_id = 31337;
    transaction.signature.y_parity = 1;

    const auto json = write(transaction, nullptr);

    EXPECT_EQ(json.at("v"), "0xf4f6");
    EXPECT_EQ(json.at("type"), "0x0");
    EXPECT_EQ(json.at("blockHash"), nullptr);
    EXPECT_EQ(json.at("to"), nullptr);
    EXPECT_FALSE(json.contains("yParity"));
    EXPECT_FALSE(json.contains("accessList"));
}

TEST(TransactionJson, NamesBothFeesAndThePricePaidOnceIncluded) {
    block::SignedTransaction transaction;
    transaction.fields = {.type = block::TransactionType::DynamicFee,
                          .chain_id = 1,
                          .max_priority_fee_per_gas = kGwei,
                          .max_fee_per_gas = kGwei * Uint256{5},
                          .to = Address{{0x33}}};
    const TransactionPlace place{.block_number = 7, .index = 3, .base_fee_per_gas = kGwei};

    const auto waiting = write(transaction, nullptr);
    const auto included = write(transaction, &place);

    EXPECT_EQ(waiting.at("gasPrice"), "0x12a05f200");
    EXPECT_EQ(included.at("gasPrice"), "0x77359400");
    EXPECT_EQ(included.at("maxFeePerGas"), "0x12a05f200");
    EXPECT_EQ(included.at("blockNumber"), "0x7");
    EXPECT_EQ(included.at("transactionIndex"), "0x3");
    EXPECT_EQ(included.at("yParity"), "0x0");
    EXPECT_EQ(included.at("accessList"), boost::json::array{});
}

TEST(TransactionJson, WritesWhatBlobAndSetCodeTransactionsAdd) {
    block::SignedTransaction blob;
    blob.fields = {.type = block::TransactionType::Blob,
                   .chain_id = 1,
                   .to = Address{},
                   .max_fee_per_blob_gas = Uint256{3},
                   .blob_versioned_hashes = {Hash{{0x01}}}};
    block::SignedTransaction set_code;
    set_code.fields = {.type = block::TransactionType::SetCode,
                       .chain_id = 1,
                       .to = Address{},
                       .authorization_list = {{.chain_id = Uint256{1}, .nonce = 9}}};

    EXPECT_EQ(write(blob, nullptr).at("maxFeePerBlobGas"), "0x3");
    EXPECT_EQ(write(blob, nullptr).at("blobVersionedHashes").as_array().size(), 1U);
    EXPECT_EQ(write(set_code, nullptr).at("authorizationList").at(0).at("nonce"), "0x9");
}

TEST(BlockJson, LeavesOutTheFieldsOfLaterForks) {
    block::Block block;
    block.header.number = 5;
    std::string out;
    Writer writer{out};

    write_block(writer, block, {}, TransactionDetail::Hashes);
    const auto json = boost::json::parse(out).as_object();

    EXPECT_EQ(json.at("number"), "0x5");
    EXPECT_EQ(json.at("uncles"), boost::json::array{});
    for (const auto* name :
         {"baseFeePerGas", "withdrawals", "withdrawalsRoot", "blobGasUsed", "requestsHash"})
        EXPECT_FALSE(json.contains(name)) << name;
}

TEST(BlockJson, WritesTransactionsWholeWhenAskedTo) {
    block::Block block;
    block.transactions.resize(2);
    block.header.base_fee_per_gas = Uint256{7};
    const BlockContext context{.hash = Hash{},
                               .size = 600,
                               .transaction_hashes = {Hash{{0x01}}, Hash{{0x02}}},
                               .senders = {Address{{0x0a}}, Address{{0x0b}}}};
    std::string hashes;
    std::string whole;
    Writer hash_writer{hashes};
    Writer whole_writer{whole};

    write_block(hash_writer, block, context, TransactionDetail::Hashes);
    write_block(whole_writer, block, context, TransactionDetail::Whole);

    EXPECT_EQ(boost::json::parse(hashes).at("transactions").at(1).as_string().at(3), '2');
    EXPECT_EQ(boost::json::parse(whole).at("transactions").at(1).at("transactionIndex"), "0x1");
    EXPECT_EQ(boost::json::parse(whole).at("size"), "0x258");
}

TEST(ReceiptJson, NumbersLogsThroughTheBlock) {
    block::Receipt receipt{.succeeded = true, .logs = {{.topics = {Hash{}}}, {}}, .gas_used = 21'000};
    std::string out;
    Writer writer{out};

    write_receipt(writer, receipt, {}, Hash{{0x01}}, Address{}, {.block_number = 2, .index = 1}, 5,
                  std::nullopt);
    const auto json = boost::json::parse(out).as_object();

    EXPECT_EQ(json.at("status"), "0x1");
    EXPECT_EQ(json.at("gasUsed"), "0x5208");
    EXPECT_EQ(json.at("logs").at(0).at("logIndex"), "0x5");
    EXPECT_EQ(json.at("logs").at(1).at("logIndex"), "0x6");
    EXPECT_EQ(json.at("contractAddress"), nullptr);
    EXPECT_FALSE(json.contains("root"));
}

}  // namespace
}  // namespace deed::json
