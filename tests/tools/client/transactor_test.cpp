#include "tools/client/transactor.hpp"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/block/transaction.hpp"
#include "runtime/keys/mnemonic.hpp"
#include "tests/tools/client/fake_node.hpp"
#include "vm/base/hex.hpp"

namespace deed::client {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

const Hash kHash = to_hash(7);

std::string quoted(const std::string& text) {
    return "\"" + text + "\"";
}

/// A node at base fee 100 and tip 3 that takes whatever is sent.
void prepare(FakeNode& node) {
    node.set_result("eth_getBlockByNumber", R"({"baseFeePerGas":"0x64"})");
    node.set_result("eth_maxPriorityFeePerGas", R"("0x3")");
    node.set_result("eth_chainId", R"("0x7a69")");
    node.set_result("eth_getTransactionCount", R"("0x5")");
    node.set_result("eth_estimateGas", R"("0x64")");
    node.set_result("eth_sendRawTransaction", quoted(to_hex_prefixed(kHash)));
    node.set_result("eth_sendTransaction", quoted(to_hex_prefixed(kHash)));
}

Sender first_account() {
    auto accounts = keys::derive_accounts(keys::kDevMnemonic, 1);
    return {accounts[0].address, std::move(accounts[0].key)};
}

boost::json::value last_parameter(const FakeNode& node) {
    return boost::json::parse(node.requests().back()).at("params").at(0);
}

TEST(Transactor, SignsWithTheSendersKey) {
    FakeNode node;
    prepare(node);
    RpcClient rpc{node.url()};
    Transactor transactor{rpc, first_account()};

    const Hash hash = transactor.send({to_address(9), {0xaa}, 11, std::nullopt});

    EXPECT_EQ(hash, kHash);
    const auto raw = from_hex(last_parameter(node).as_string());
    const auto sent = block::decode_transaction(*raw);
    ASSERT_TRUE(sent);
    EXPECT_EQ(block::recover_sender(*sent), first_account().address);
    EXPECT_EQ(sent->fields.chain_id, 31337);
    EXPECT_EQ(sent->fields.nonce, 5);
    EXPECT_EQ(sent->fields.gas_limit, 120);
    EXPECT_EQ(sent->fields.max_fee_per_gas, Uint256{203});
    EXPECT_EQ(sent->fields.max_priority_fee_per_gas, Uint256{3});
    EXPECT_EQ(sent->fields.to, to_address(9));
    EXPECT_EQ(sent->fields.value, Uint256{11});
}

TEST(Transactor, AsksTheNodeToSignForAnAccountWithoutKey) {
    FakeNode node;
    prepare(node);
    RpcClient rpc{node.url()};
    Transactor transactor{rpc, {to_address(1), std::nullopt}};

    static_cast<void>(transactor.send({to_address(9), {0xaa}, {}, 50'000}));

    EXPECT_EQ(last_parameter(node), boost::json::parse(R"({"input":"0xaa","gas":"0xc350",
        "from":"0x0000000000000000000000000000000000000001","to":"0x0000000000000000000000000000000000000009"})"));
}

TEST(Transactor, ReadsTheReceipt) {
    FakeNode node;
    node.set_result("eth_getTransactionReceipt", R"({"transactionHash":")" + to_hex_prefixed(kHash) + R"(",
        "blockNumber":"0x2","gasUsed":"0x5208","status":"0x1","contractAddress":"0x0000000000000000000000000000000000000009",
        "logs":[{"address":"0x0000000000000000000000000000000000000009","topics":[],"data":"0x01"}]})");
    RpcClient rpc{node.url()};
    Transactor transactor{rpc, {to_address(1), std::nullopt}};

    const auto receipt = transactor.wait(kHash, std::chrono::seconds{1});

    EXPECT_EQ(receipt.transaction_hash, kHash);
    EXPECT_EQ(receipt.block_number, 2);
    EXPECT_EQ(receipt.gas_used, 21000);
    EXPECT_TRUE(receipt.has_succeeded);
    EXPECT_EQ(receipt.contract, to_address(9));
    EXPECT_EQ(receipt.logs.at(0).data, Bytes{0x01});
}

TEST(Transactor, GivesUpOnATransactionThatNoBlockTakes) {
    FakeNode node;
    node.set_result("eth_getTransactionReceipt", "null");
    RpcClient rpc{node.url()};
    Transactor transactor{rpc, {to_address(1), std::nullopt}};

    EXPECT_THAT([&] { static_cast<void>(transactor.wait(kHash, std::chrono::milliseconds{0})); },
                ThrowsMessage<Error>(HasSubstr("is in no block after")));
}

TEST(Transactor, NamesAMalformedFieldOfTheReceipt) {
    FakeNode node;
    node.set_result("eth_getTransactionReceipt", R"({"transactionHash":"0x12"})");
    RpcClient rpc{node.url()};
    Transactor transactor{rpc, {to_address(1), std::nullopt}};

    EXPECT_THAT([&] { static_cast<void>(transactor.wait(kHash, std::chrono::seconds{1})); },
                ThrowsMessage<Error>(HasSubstr("malformed \"transactionHash\": \"0x12\"")));
}

}  // namespace
}  // namespace deed::client
