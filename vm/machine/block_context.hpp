#pragma once

#include <functional>
#include <vector>

#include "vm/base/bytes.hpp"
#include "vm/base/uint256.hpp"

namespace deed::machine {

/// What instructions can learn about the block.
struct BlockContext {
    uint64_t number = 0;
    uint64_t timestamp = 0;  ///< seconds
    uint64_t gas_limit = 0;
    Address coinbase;
    Uint256 prev_randao;    ///< before Paris: the difficulty
    Uint256 base_fee;       ///< EIP-1559
    Uint256 blob_base_fee;  ///< EIP-7516
    Uint256 chain_id = 1;
    /// The hash of one of the 256 blocks before this one; asked for nothing else. Must not throw. Zero when
    /// empty.
    std::function<Hash(uint64_t number)> block_hash;
};

/// What instructions can learn about the transaction.
struct TransactionContext {
    Address origin;
    Uint256 gas_price;              ///< the effective one
    std::vector<Hash> blob_hashes;  ///< EIP-4844
};

}  // namespace deed::machine
