#include <algorithm>
#include <array>

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

/// What anvil 1.7.1, hardhat 2 and 3 and ganache 7 answer.
constexpr std::array kControls = std::to_array<std::string_view>({"anvil_addBalance",
                                                                  "anvil_autoImpersonateAccount",
                                                                  "anvil_dealERC20",
                                                                  "anvil_dropAllTransactions",
                                                                  "anvil_dropTransaction",
                                                                  "anvil_dumpState",
                                                                  "anvil_getAutomine",
                                                                  "anvil_getBlobByHash",
                                                                  "anvil_getBlobsByTransactionHash",
                                                                  "anvil_getGenesisTime",
                                                                  "anvil_getIntervalMining",
                                                                  "anvil_impersonateAccount",
                                                                  "anvil_impersonateSignature",
                                                                  "anvil_increaseTime",
                                                                  "anvil_loadState",
                                                                  "anvil_metadata",
                                                                  "anvil_mine",
                                                                  "anvil_mine_detailed",
                                                                  "anvil_nodeInfo",
                                                                  "anvil_removeBlockTimestampInterval",
                                                                  "anvil_removePoolTransactions",
                                                                  "anvil_reorg",
                                                                  "anvil_reset",
                                                                  "anvil_revert",
                                                                  "anvil_rollback",
                                                                  "anvil_setAutomine",
                                                                  "anvil_setBalance",
                                                                  "anvil_setBlockGasLimit",
                                                                  "anvil_setBlockTimestampInterval",
                                                                  "anvil_setChainId",
                                                                  "anvil_setCode",
                                                                  "anvil_setCoinbase",
                                                                  "anvil_setERC20Allowance",
                                                                  "anvil_setERC20Balance",
                                                                  "anvil_setFeeAmmLiquidity",
                                                                  "anvil_setFeeToken",
                                                                  "anvil_setIntervalMining",
                                                                  "anvil_setLoggingEnabled",
                                                                  "anvil_setMinGasPrice",
                                                                  "anvil_setNextBlockBaseFeePerGas",
                                                                  "anvil_setNextBlockTimestamp",
                                                                  "anvil_setNonce",
                                                                  "anvil_setRpcUrl",
                                                                  "anvil_setStorageAt",
                                                                  "anvil_setTime",
                                                                  "anvil_setValidatorFeeToken",
                                                                  "anvil_snapshot",
                                                                  "anvil_stopImpersonatingAccount",
                                                                  "evm_addAccount",
                                                                  "evm_increaseTime",
                                                                  "evm_mine",
                                                                  "evm_mine_detailed",
                                                                  "evm_removeAccount",
                                                                  "evm_revert",
                                                                  "evm_setAccountBalance",
                                                                  "evm_setAccountCode",
                                                                  "evm_setAccountNonce",
                                                                  "evm_setAccountStorageAt",
                                                                  "evm_setAutomine",
                                                                  "evm_setBlockGasLimit",
                                                                  "evm_setIntervalMining",
                                                                  "evm_setNextBlockTimestamp",
                                                                  "evm_setTime",
                                                                  "evm_snapshot",
                                                                  "hardhat_addBalance",
                                                                  "hardhat_addCompilationResult",
                                                                  "hardhat_autoImpersonateAccount",
                                                                  "hardhat_dealERC20",
                                                                  "hardhat_dropAllTransactions",
                                                                  "hardhat_dropTransaction",
                                                                  "hardhat_dumpState",
                                                                  "hardhat_getAutomine",
                                                                  "hardhat_getStackTraceFailuresCount",
                                                                  "hardhat_impersonateAccount",
                                                                  "hardhat_loadState",
                                                                  "hardhat_metadata",
                                                                  "hardhat_mine",
                                                                  "hardhat_reset",
                                                                  "hardhat_setBalance",
                                                                  "hardhat_setCode",
                                                                  "hardhat_setCoinbase",
                                                                  "hardhat_setLoggingEnabled",
                                                                  "hardhat_setMinGasPrice",
                                                                  "hardhat_setNextBlockBaseFeePerGas",
                                                                  "hardhat_setNonce",
                                                                  "hardhat_setPrevRandao",
                                                                  "hardhat_setStorageAt",
                                                                  "hardhat_stopImpersonatingAccount"});

TEST(Methods, HaveEveryNameByWhichTestsControlAChain) {
    for (const std::string_view name : kControls) EXPECT_NE(find_method(name), nullptr) << name;
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
