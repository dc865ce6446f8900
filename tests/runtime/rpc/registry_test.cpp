#include <algorithm>

#include <gtest/gtest.h>

#include "runtime/rpc/call_load.hpp"
#include "runtime/rpc/method.hpp"

namespace deed::rpc {
namespace {

TEST(Methods, HaveNamesOfTheirOwn) {
    const auto all = methods();

    EXPECT_GT(all.size(), 50U);
    EXPECT_EQ(std::ranges::adjacent_find(all, {}, &Method::name), all.end());
}

TEST(Methods, AreFoundByTheirExactName) {
    ASSERT_NE(find_method("eth_blockNumber"), nullptr);
    EXPECT_EQ(find_method("eth_blockNumber")->name, "eth_blockNumber");
    EXPECT_EQ(find_method("eth_blocknumber"), nullptr);
    EXPECT_EQ(find_method(""), nullptr);
}

/// Every method of the execution APIs (openrpc.json) but those of the engine and of testing, which are not
/// for clients, and of block access lists, which come with Amsterdam.
constexpr std::string_view kSpecified[] = {
    "debug_getBadBlocks",
    "debug_getRawBlock",
    "debug_getRawHeader",
    "debug_getRawReceipts",
    "debug_getRawTransaction",
    "debug_traceBlockByHash",
    "debug_traceBlockByNumber",
    "debug_traceTransaction",
    "eth_accounts",
    "eth_baseFee",
    "eth_blobBaseFee",
    "eth_blockNumber",
    "eth_call",
    "eth_capabilities",
    "eth_chainId",
    "eth_coinbase",
    "eth_config",
    "eth_createAccessList",
    "eth_estimateGas",
    "eth_feeHistory",
    "eth_fillTransaction",
    "eth_gasPrice",
    "eth_getBalance",
    "eth_getBlockByHash",
    "eth_getBlockByNumber",
    "eth_getBlockReceipts",
    "eth_getBlockTransactionCountByHash",
    "eth_getBlockTransactionCountByNumber",
    "eth_getCode",
    "eth_getFilterChanges",
    "eth_getFilterLogs",
    "eth_getLogs",
    "eth_getProof",
    "eth_getStorageAt",
    "eth_getStorageValues",
    "eth_getTransactionByBlockHashAndIndex",
    "eth_getTransactionByBlockNumberAndIndex",
    "eth_getTransactionByHash",
    "eth_getTransactionCount",
    "eth_getTransactionReceipt",
    "eth_maxPriorityFeePerGas",
    "eth_newBlockFilter",
    "eth_newFilter",
    "eth_newPendingTransactionFilter",
    "eth_sendRawTransaction",
    "eth_sendTransaction",
    "eth_sign",
    "eth_signTransaction",
    "eth_simulateV1",
    "eth_syncing",
    "eth_uninstallFilter",
    "net_version",
    "txpool_content",
    "txpool_contentFrom",
    "txpool_status",
};

TEST(Methods, HaveAllThatTheExecutionApisName) {
    for (const auto name : kSpecified) EXPECT_NE(find_method(name), nullptr) << name;
}

TEST(CallLoad, RemembersWhichKindsOfCallsRanLong) {
    CallLoad load;
    const boost::json::value heavy{{"to", "0x01"}, {"data", "0xaabbccdd0001"}};
    const boost::json::value alike{{"to", "0x01"}, {"data", "0xaabbccdd0002"}};
    const boost::json::value other{{"to", "0x01"}, {"data", "0xaabbccde0001"}};

    load.note(&heavy, CallLoad::kHeavyGas + 1);

    EXPECT_TRUE(load.was_heavy(&alike));
    EXPECT_FALSE(load.was_heavy(&other));
    EXPECT_FALSE(load.was_heavy(nullptr));
    load.note(&alike, 100);
    EXPECT_FALSE(load.was_heavy(&heavy));
}

}  // namespace
}  // namespace deed::rpc
