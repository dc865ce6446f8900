#pragma once

#include <string>

#include "runtime/calls/simulator.hpp"
#include "runtime/calls/wallet.hpp"
#include "runtime/chain/chain.hpp"
#include "runtime/dev/controls.hpp"
#include "runtime/rpc/call_load.hpp"
#include "runtime/rpc/filters.hpp"
#include "runtime/rpc/limits.hpp"
#include "runtime/rpc/payload_jobs.hpp"
#include "runtime/rpc/subscriptions.hpp"
#include "runtime/telemetry/metrics.hpp"

namespace deed::rpc {

/// Everything that methods work with. Borrows the chain and what stands on it.
struct Backend {
    chain::Chain& chain;
    const calls::Simulator& simulator;
    calls::Wallet& wallet;
    telemetry::Metrics& metrics;
    Limits limits;
    std::string client_version;  ///< "deed/v0.1.0/linux"
    /// On a node started with --dev; null on any other.
    dev::Controls* controls = nullptr;
    PayloadJobs payloads{chain};
    CallLoad load{};
    Filters filters{limits};
    Subscriptions subscriptions{limits, metrics};
};

}  // namespace deed::rpc
