#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace deed::rpc {

/// How much one client may ask for.
struct Limits {
    size_t batch = 1'000;              ///< calls in one batch
    size_t batch_response = 64 << 20;  ///< bytes of a batch's answer
    uint64_t log_range = 1'000'000;    ///< blocks of one eth_getLogs
    size_t logs = 10'000;              ///< logs of one answer
    size_t filters = 1'000;
    size_t subscriptions = 1'000;           ///< of all channels together
    std::chrono::seconds filter_life{300};  ///< without being asked
    uint64_t fee_history = 1'024;           ///< blocks
    uint64_t proof_depth = 1'024;           ///< how far back from the newest block proofs are worked out
    uint64_t simulation_gas = 50'000'000;   ///< of all calls of one simulation
};

}  // namespace deed::rpc
