#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "runtime/chain/chain.hpp"
#include "runtime/gateway/registry.hpp"
#include "runtime/ledger/snapshot.hpp"

/// Blocks, transactions and events in the gateway's JSON: amounts as decimal strings, addresses with their
/// checksum, counters as numbers.
namespace deed::gateway {

/// {"number", "hash", "stateRoot", "timestamp"}: where something happened.
[[nodiscard]] boost::json::object describe_place(const ledger::StoredHeader& header);
[[nodiscard]] boost::json::object describe_block(const ledger::Snapshot& snapshot,
                                                 const ledger::StoredHeader& header);
/// A transaction that is in a block, with its status, gas and decoded events; nothing when it is in none.
[[nodiscard]] std::optional<boost::json::object> describe_included(const ledger::Snapshot& snapshot,
                                                                   const Registry& registry,
                                                                   const Hash& hash);
/// A transaction that waits.
[[nodiscard]] boost::json::object describe_pending(const pool::Pending& pending);
/// {"name", "address"}, and the ABI when asked for by `describe_whole`.
[[nodiscard]] boost::json::object describe_contract(const Contract& contract);

/// The values of a function's outputs: null for none, the value for one, an object by name for several.
[[nodiscard]] boost::json::value describe_outputs(std::span<const abi::Parameter> outputs,
                                                  std::span<const abi::Value> values);

}  // namespace deed::gateway
