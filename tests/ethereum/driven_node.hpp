#pragma once

#include <string_view>

#include <boost/json/value.hpp>

#include "runtime/calls/simulator.hpp"
#include "runtime/calls/wallet.hpp"
#include "runtime/chain/chain.hpp"
#include "runtime/rpc/service.hpp"
#include "runtime/storage/scratch_directory.hpp"
#include "runtime/telemetry/metrics.hpp"

namespace deed::conformance {

/// A chain that others decide about, and both its doors, in a directory of its own that goes with it.
class DrivenNode {
  public:
    /// Code runs on @p engine; null for the interpreter.
    explicit DrivenNode(const chain::ChainGenesis& genesis, machine::Engine* engine = nullptr);

    [[nodiscard]] chain::Chain& chain() { return chain_; }
    /// Answers a JSON-RPC text; empty when it holds only notifications.
    [[nodiscard]] std::string answer_text(std::string_view request);
    /// Answers a JSON-RPC request, those of the Engine API among them.
    [[nodiscard]] boost::json::value answer(std::string_view request);
    /// The answer to one call: its result or its error, as an object with one of these members.
    [[nodiscard]] boost::json::object call(std::string_view method, boost::json::array params);

  private:
    [[nodiscard]] chain::Settings make_settings(machine::Engine* engine) const;

    storage::ScratchDirectory directory_;
    chain::Chain chain_;
    telemetry::Metrics metrics_;
    calls::Simulator simulator_;
    calls::Wallet wallet_;
    rpc::Backend backend_;
    rpc::Service service_;
};

}  // namespace deed::conformance
