#pragma once

#include <string>
#include <vector>

#include "runtime/block/block.hpp"
#include "runtime/calls/simulator.hpp"

/// Blocks that might come: eth_simulateV1.
namespace deed::calls {

/// The most blocks of one simulation, those that fill gaps included.
inline constexpr uint64_t kMostSimulatedBlocks = 256;
/// How far back from the newest block a simulation may begin: its state roots are worked out from what has
/// changed since.
inline constexpr uint64_t kMostBlocksBack = 1'024;

/// One block that is asked for.
struct BlockRequest {
    BlockOverrides overrides;
    StateOverrides state;  ///< laid over the state before the block
    std::vector<json::CallRequest> calls;
};

struct SimulationRequest {
    json::BlockId base;
    std::vector<BlockRequest> blocks;
    /// Whether calls must be valid as transactions: nonce, fees and funds.
    bool validates = false;
    /// Whether moved ether leaves logs, as if it were a token.
    bool traces_transfers = false;
};

struct SimulatedCall {
    execution::Outcome outcome;
    std::vector<state::Log> logs;  ///< with those of moved ether, when asked for
    /// Their places within the block; logs that were undone have places, too, when moved ether is traced.
    std::vector<uint64_t> log_indexes;
};

struct SimulatedBlock {
    block::Block block;
    Hash hash;
    std::vector<Hash> transaction_hashes;
    std::vector<Address> senders;
    std::vector<SimulatedCall> calls;
};

/// The codes of failures that the interface names.
enum class SimulationError : int {
    Refused = -32000,
    NonceTooLow = -38010,
    NonceTooHigh = -38011,
    FeeTooLow = -38012,
    IntrinsicGasTooLow = -38013,
    InsufficientFunds = -38014,
    BlockGasLimitReached = -38015,
    NumbersNotRising = -38020,
    TimesNotRising = -38021,
    TooManyBlocks = -38026,
};

struct SimulationFailure {
    SimulationError code = SimulationError::Refused;
    std::string message;
};

/// Runs the blocks one after another on @p request's base. @p gas_cap bounds all calls together.
[[nodiscard]] Result<std::vector<SimulatedBlock>, SimulationFailure> simulate_blocks(
    const chain::Chain& chain, const Simulator& simulator, SimulationRequest request, uint64_t gas_cap);

}  // namespace deed::calls
