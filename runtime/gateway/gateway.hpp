#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "runtime/calls/simulator.hpp"
#include "runtime/calls/wallet.hpp"
#include "runtime/chain/chain.hpp"
#include "runtime/server/server.hpp"

/// The REST side of a node: contracts by name, with JSON arguments and no knowledge of Ethereum needed.
namespace deed::gateway {

/// Turns source text into the artifact (JSON text) of one of its contracts, the only one when @p contract is
/// empty; or says in words why it cannot.
using Compile =
    std::function<Result<std::string, std::string>(std::string_view source, std::string_view contract)>;

struct Settings {
    std::filesystem::path directory;             ///< where contracts' names and ABIs are kept
    Compile compile;                             ///< null: artifacts only
    std::chrono::milliseconds patience{10'000};  ///< how long a send waits for its block
};

/// Answers requests below /api/v1. Any number of threads may use it.
class Gateway {
  public:
    using Clock = std::chrono::steady_clock;

    /// Borrows all but @p settings. Throws `Error` when the directory cannot be opened.
    Gateway(chain::Chain& chain, const calls::Simulator& simulator, calls::Wallet& wallet, Settings settings);
    ~Gateway();
    Gateway(const Gateway&) = delete;
    Gateway& operator=(const Gateway&) = delete;

    /// Answers @p request, now or when its transaction is in a block. May take long: not for an event loop.
    void handle(const server::Request& request, server::Reply reply);

    /// Answers those who wait for a transaction that is now in a block, and those whose patience is over. To
    /// be called after each block and every now and then.
    void answer_waiting(Clock::time_point now);
    /// Answers all who wait, as if their patience were over.
    void stop();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace deed::gateway
