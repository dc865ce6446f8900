#pragma once

#include "vm/abi/contract.hpp"
#include "vm/base/bytes.hpp"

/// How a chain begins whose validators have stake: the staking contract, compiled, and the genesis around it.
namespace deed::founding {

/// Where the staking contract stands on every chain that is founded here: 0x…deed.
inline constexpr Address kStakingAddress{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xde, 0xed}};

/// The staking contract.
struct StakingContract {
    Bytes init_code;  ///< constructor arguments are appended to it
    abi::Interface interface;
};

/// Compiles contracts/system/staking.deed, which is a part of this program.
[[nodiscard]] StakingContract compile_staking();

}  // namespace deed::founding
