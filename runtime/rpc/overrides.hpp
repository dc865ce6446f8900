#pragma once

#include <boost/json/value.hpp>

#include "runtime/calls/simulator.hpp"

namespace deed::rpc {

/// Reads {"0xAddress": {"balance", "nonce", "code", "state" or "stateDiff",
/// "movePrecompileToAddress"}}.
[[nodiscard]] Result<calls::StateOverrides, json::ParseError> parse_state_overrides(
    const boost::json::value& value);
/// Reads {"number", "time", "gasLimit", "feeRecipient", "prevRandao", "baseFeePerGas", "blobBaseFee",
/// "beaconRoot", "withdrawals"}.
[[nodiscard]] Result<calls::BlockOverrides, json::ParseError> parse_block_overrides(
    const boost::json::value& value);

}  // namespace deed::rpc
