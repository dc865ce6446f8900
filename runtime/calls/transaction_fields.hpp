#pragma once

#include "runtime/block/transaction.hpp"
#include "runtime/json/parse.hpp"

namespace deed::calls {

/// The transaction that @p call describes, of the lowest type that has its fields.
[[nodiscard]] block::Transaction make_transaction(const json::CallRequest& call, uint64_t chain_id,
                                                  uint64_t gas_limit);

/// The most the call offers for a unit of gas; zero when it names no price.
[[nodiscard]] Uint256 fee_cap_of(const json::CallRequest& call);

}  // namespace deed::calls
