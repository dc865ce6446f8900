#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/block/chain_config.hpp"
#include "vm/base/result.hpp"

namespace deed::chain {

/// The chain id of development chains.
inline constexpr uint64_t kDevelopmentChainId = 31'337;

/// Who may vote from the first block on.
struct GenesisValidator {
    Address address;
    uint64_t stake = 0;
    /// What it registered for the beacon; absent where the node that makes the data directory has its key.
    std::optional<Hash> beacon_anchor;

    bool operator==(const GenesisValidator&) const = default;
};

/// How a chain begins: the rules, block zero, the accounts, and who may vote first.
struct ChainGenesis {
    block::Genesis genesis;
    /// Empty when the file names none: then the key of the node that makes the data directory is the only
    /// one.
    std::vector<GenesisValidator> validators;
    /// The staking contract, which names the validators of every epoch; absent where they never change.
    std::optional<Address> staking;
    /// A development chain: its time may run ahead of the clock.
    bool is_development = false;
    /// A chain that others have made, with seals that are not ours or with none: its blocks are run and
    /// checked, but nothing proves that anybody has agreed on them.
    bool is_foreign = false;
    /// The file, word for word.
    std::string text;
    /// The file as JSON with no accounts in it: all that is needed of it once there is a block zero.
    std::string rules;
};

/// Reads a genesis file in geth's form (`config`, `alloc`, header fields), with one addition, `config.deed`:
/// {"validators": [{"address", "stake", "beaconAnchor"}], "staking": address, "development": bool}:
/// validators that never change, or the contract among the accounts that names them. The rules must be Cancun
/// or newer from block zero on. The predeploys of EIP-4788, 2935, 7002 and 7251 are added where the rules of
/// block zero want them and the file does not have them. The failure says where and what.
[[nodiscard]] Result<ChainGenesis, std::string> parse_genesis(std::string_view json);
/// As `parse_genesis`, for a chain that others have made: any rules from Frontier on, nothing is added.
[[nodiscard]] Result<ChainGenesis, std::string> parse_foreign_genesis(std::string_view json);
/// As `parse_genesis` from a file. Throws `Error` when it cannot be read or understood.
[[nodiscard]] ChainGenesis read_genesis(const std::filesystem::path& file);
/// As `parse_foreign_genesis` from a file. Throws `Error` when it cannot be read or understood.
[[nodiscard]] ChainGenesis read_foreign_genesis(const std::filesystem::path& file);

/// What the fields of `config` are called that say from where on rules are in force, oldest first.
[[nodiscard]] std::vector<std::string_view> fork_names();

/// A development chain: newest rules, chain id 31337, each account with 10,000 ether.
[[nodiscard]] ChainGenesis make_development_genesis(const std::vector<Address>& funded, uint64_t gas_limit);

}  // namespace deed::chain
