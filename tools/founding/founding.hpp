#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "vm/base/bytes.hpp"
#include "vm/base/uint256.hpp"

namespace deed::founding {

/// A validator from the first block on.
struct Founder {
    Address key;
    Address owner;  ///< has the shares, and is the operator
    Hash beacon_anchor;
    Uint256 stake;            ///< in wei, made with the genesis
    uint16_t commission = 0;  ///< in hundredths of a percent
};

/// What is chosen about a new chain.
struct Founding {
    uint64_t chain_id = 0;
    uint64_t gas_limit = 30'000'000;
    uint64_t timestamp = 0;  ///< of block zero
    std::map<Address, Uint256> balances;
    std::vector<Founder> founders;
    Uint256 minimum_stake;
    uint64_t unbonding_blocks = 0;
    uint64_t jail_blocks = 0;
    Address governance;  ///< zero: everybody may become a validator
};

/// The text of the genesis file: newest rules, the balances, and the staking contract at `kStakingAddress` as
/// it is after it was created and the founders have registered. Throws `Error` with what the contract says
/// when it refuses, or when the founders do not make a set of validators.
[[nodiscard]] std::string make_genesis_text(const Founding& founding);

}  // namespace deed::founding
