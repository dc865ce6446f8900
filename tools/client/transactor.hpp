#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "tools/client/rpc_client.hpp"
#include "vm/base/bytes.hpp"
#include "vm/base/uint256.hpp"
#include "vm/crypto/secp256k1.hpp"
#include "vm/state/log.hpp"

namespace deed::client {

/// In whose name transactions are sent.
struct Sender {
    Address address;
    /// Signs here; absent when the node is asked to sign with an account it has unlocked.
    std::optional<crypto::PrivateKey> key;
};

/// What a transaction is to do.
struct Order {
    std::optional<Address> to;  ///< absent: creates a contract
    Bytes data;
    Uint256 value;
    std::optional<uint64_t> gas_limit;  ///< absent: what the node estimates and a fifth more
};

/// What became of a transaction.
struct Receipt {
    Hash transaction_hash;
    uint64_t block_number = 0;
    uint64_t gas_used = 0;
    bool has_succeeded = false;
    std::optional<Address> contract;  ///< that it created
    std::vector<state::Log> logs;
};

/// Sends transactions of one sender through one node.
class Transactor {
  public:
    Transactor(RpcClient& rpc, Sender sender) : rpc_(rpc), sender_(std::move(sender)) {}

    /// Sends a transaction of type 2 and returns its hash. Throws `RpcError` when the node refuses it, a
    /// revert found while estimating its gas among the reasons.
    [[nodiscard]] Hash send(const Order& order);
    /// Waits until the transaction is in a block. Throws `Error` when that takes longer than @p patience.
    [[nodiscard]] Receipt wait(const Hash& transaction, std::chrono::milliseconds patience);

  private:
    [[nodiscard]] Bytes sign(const Order& order);
    [[nodiscard]] uint64_t estimate(const Order& order);

    RpcClient& rpc_;
    Sender sender_;
};

/// The object that eth_call, eth_estimateGas and eth_sendTransaction take.
[[nodiscard]] boost::json::object make_call_object(const std::optional<Address>& from, const Order& order);

}  // namespace deed::client
