#include <atomic>
#include <cstdlib>
#include <mutex>
#include <thread>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/block/transaction.hpp"
#include "runtime/keys/mnemonic.hpp"
#include "tests/node/node_process.hpp"
#include "tests/support/program.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tools/client/rpc_client.hpp"
#include "vm/base/hex.hpp"

namespace deed {
namespace {

using client::RpcClient;
using client::Url;

/// What a node has answered, and must not deny later.
struct Promise {
    boost::json::value receipt;
    boost::json::value block;  ///< the head when the receipt came
};

std::string text_of(const boost::json::value& object, std::string_view field) {
    return std::string{object.at(field).as_string()};
}

Bytes make_transfer(const keys::Account& sender, uint64_t nonce) {
    block::Transaction transaction;
    transaction.type = block::TransactionType::DynamicFee;
    transaction.chain_id = 31'337;
    transaction.nonce = nonce;
    transaction.max_priority_fee_per_gas = 1;
    transaction.max_fee_per_gas = Uint256{100'000'000'000};
    transaction.gas_limit = 21'000;
    transaction.to = to_address(Uint256{0x1000} + nonce);
    transaction.value = 1;
    return block::encode(block::sign(std::move(transaction), sender.key));
}

/// Sends transfers, one after another, until the node is gone, and writes down what it answered.
class Stream {
  public:
    explicit Stream(const std::string& url) : thread_([this, url] { run(url); }) {}
    ~Stream() {
        if (thread_.joinable()) thread_.join();
    }
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    void wait_for(size_t answers) const {
        while (count_ < answers && !has_ended_) std::this_thread::yield();
    }
    /// Waits for the end and returns what was answered until then.
    std::vector<Promise> finish() {
        thread_.join();
        return std::move(promises_);
    }
    /// What ended the stream.
    [[nodiscard]] const std::string& end() const { return end_; }

  private:
    void run(const std::string& url) {
        try {
            RpcClient rpc{Url::parse(url)};
            const auto accounts = keys::derive_accounts(keys::kDevMnemonic, 1);
            const std::string address = to_hex_prefixed(accounts[0].address);
            auto nonce =
                static_cast<uint64_t>(rpc.call_quantity("eth_getTransactionCount", {address, "latest"}));
            for (;; ++nonce) send_one(rpc, make_transfer(accounts[0], nonce));
        } catch (const Error& error) {
            end_ = error.what();
            has_ended_ = true;
        }
    }

    void send_one(RpcClient& rpc, const Bytes& raw) {
        const auto hash = rpc.call("eth_sendRawTransaction", {to_hex_prefixed(raw)});
        boost::json::value receipt;
        while (receipt.is_null()) receipt = rpc.call("eth_getTransactionReceipt", {hash});
        auto block = rpc.call("eth_getBlockByNumber", {receipt.at("blockNumber"), false});
        promises_.push_back({std::move(receipt), std::move(block)});
        ++count_;
    }

    std::vector<Promise> promises_;
    std::string end_;
    std::atomic<size_t> count_ = 0;
    std::atomic<bool> has_ended_ = false;
    std::thread thread_;
};

void expect_kept(RpcClient& rpc, const std::vector<Promise>& promises) {
    for (const auto& promise : promises) {
        const auto hash = promise.receipt.at("transactionHash");
        ASSERT_EQ(rpc.call("eth_getTransactionReceipt", {hash}), promise.receipt);
        ASSERT_EQ(rpc.call("eth_getBlockByNumber", {promise.block.at("number"), false}), promise.block);
    }
    if (promises.empty()) return;
    const auto head = rpc.call("eth_getBlockByNumber", {"latest", false});
    EXPECT_GE(*parse_uint256(text_of(head, "number")),
              *parse_uint256(text_of(promises.back().block, "number")));
}

size_t round_count() {
    const char* given = std::getenv("DEED_KILL_ROUNDS");
    return given == nullptr ? 4 : std::strtoul(given, nullptr, 10);
}

/// Kills a node again and again on one directory, each time after another number of answers.
void survive(const std::vector<std::string>& options) {
    const TemporaryDirectory directory;
    std::vector<Promise> kept;
    for (size_t round = 0; round < round_count(); ++round) {
        NodeProcess node{directory.path() / "chain", options};
        RpcClient rpc{Url::parse(node.url())};
        expect_kept(rpc, kept);
        if (testing::Test::HasFatalFailure()) return;

        Stream stream{node.url()};
        stream.wait_for(3 + round * 7 % 20);
        node.kill();
        kept = stream.finish();
        ASSERT_FALSE(kept.empty()) << stream.end();
    }

    NodeProcess node{directory.path() / "chain", options};
    RpcClient rpc{Url::parse(node.url())};
    expect_kept(rpc, kept);
    EXPECT_EQ(node.stop(), 0);
    const auto verified = run_deed({"chain", "verify", "--data", directory.path() / "chain"});
    EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
}

TEST(KilledNode, KeepsEveryReceiptItAnswered) {
    survive({"--dev"});
}

TEST(KilledNode, KeepsEveryReceiptItAnsweredWithBlocksAtIntervals) {
    survive({"--dev", "--block-time", "0.1"});
}

}  // namespace
}  // namespace deed
