#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runtime/chain/chain.hpp"
#include "runtime/gateway/gateway.hpp"
#include "runtime/keys/mnemonic.hpp"
#include "runtime/keys/signer.hpp"
#include "runtime/native_engine.hpp"
#include "runtime/server/server.hpp"
#include "runtime/telemetry/log.hpp"

/// A whole node: the chain and its doors (JSON-RPC, WebSocket, REST) on one port.
namespace deed::node {

/// See gateway::Compile. Handed in by whoever has a compiler; runtime has none.
using Compile = gateway::Compile;

/// What a node does about blocks.
enum class Duty : uint8_t {
    Make,    ///< makes them, as far as its keys go
    Follow,  ///< takes them from somebody else, who calls Chain::import; makes none
};

/// Where a consensus client comes in.
struct EngineDoor {
    server::Options http;
    /// The secret that both sides share, see keys::check_token; asked for once both ports are bound.
    std::function<Hash()> open_secret;
};

struct Config {
    /// The data directory, gas limit, clock. `sealing` is set by `block_time`.
    chain::Settings chain;
    /// Needed for a new data directory.
    std::optional<chain::ChainGenesis> genesis;
    /// The validators' keys that are held here; none for a node that makes no blocks.
    std::vector<std::shared_ptr<keys::Signer>> signers;
    /// More of them, asked for when the port is bound: a key may be made together with its directory.
    std::function<std::vector<std::shared_ptr<keys::Signer>>()> open_signers;
    /// Accounts that requests may sign with: those of a development chain. One that its genesis does not have
    /// is left out.
    std::vector<keys::Account> accounts;
    /// Lets requests control a development chain by hand; the chain must be one.
    bool has_controls = false;
    Duty duty = Duty::Make;
    /// Told of every transaction that the pool takes; may be empty. Must be quick.
    std::function<void(const pool::PendingPointer&)> on_transaction;
    /// Time between blocks; absent: a block for each transaction, at once.
    std::optional<std::chrono::milliseconds> block_time;
    /// Where to listen; `workers` zero means half as many as the machine has cores.
    server::Options http;
    /// The Engine API's port, when a consensus client decides about the blocks: then no key is held here, no
    /// block is made by itself, and the genesis must be foreign. Absent otherwise.
    std::optional<EngineDoor> engine;
    /// Machine code is kept in the data directory.
    Jit jit = Jit::Auto;
    native::Policy jit_policy;
    /// Null: the gateway takes artifacts only.
    Compile compile;
    /// What `web3_clientVersion` says after "deed/v".
    std::string version = "0.1.0";
    telemetry::LogLevel log_level = telemetry::LogLevel::Info;
};

/// Owns every thread: event loops, workers for requests that take longer, and the timer that seals.
class Node {
  public:
    /// Binds the port and opens the chain: nothing is written when the port is taken. Throws `Error` when
    /// either fails.
    explicit Node(Config config);
    /// Stops, and waits for every thread.
    ~Node();
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;

    /// Starts the threads and returns.
    void start();
    /// Starts, calls @p when_started, and returns after SIGINT, SIGTERM, or `stop` from another thread; then
    /// everything has ended. A signal is waited for from the beginning: one that comes early is not lost, nor
    /// does it end the process.
    void run(const std::function<void()>& when_started = {});
    /// Answers what is under way, refuses the rest, and ends. Allowed from any thread, any number of times.
    void stop();

    /// "http://127.0.0.1:8545", with the port that is bound.
    [[nodiscard]] std::string url() const;
    [[nodiscard]] uint16_t port() const;
    /// Where a consensus client comes in; nothing without one.
    [[nodiscard]] std::optional<std::string> engine_url() const;
    [[nodiscard]] chain::Chain& chain();
    /// The accounts that requests may sign with.
    [[nodiscard]] std::vector<Address> accounts() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace deed::node
