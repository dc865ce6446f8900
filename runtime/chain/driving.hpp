#pragma once

#include <optional>
#include <string>
#include <vector>

#include "runtime/block/block.hpp"
#include "runtime/pool/pool.hpp"

/// The boundary between a chain and what decides about its blocks, in the shape of the Engine API: build a
/// block, take a block, choose the head.
namespace deed::chain {

/// How far below the newest block another branch may leave the chain: its state is worked back from what has
/// changed since.
inline constexpr uint64_t kDeepestBranch = 1'024;

/// What whoever decides wants of a new block.
struct BlockWanted {
    uint64_t timestamp = 0;
    Hash prev_randao;
    Address fee_recipient;
    std::optional<std::vector<block::Withdrawal>> withdrawals;
    std::optional<Hash> parent_beacon_root;
    Bytes extra_data;

    bool operator==(const BlockWanted&) const = default;
};

/// A block that was made and is not part of the chain.
struct BlockOffered {
    block::Block block;
    Hash hash;
    Uint256 value;  ///< what the fee recipient gets of the fees
    std::vector<pool::PendingPointer> transactions;
    std::vector<Bytes> requests;  ///< to the consensus layer (EIP-7685)
};

/// What is known of a block.
enum class BlockStatus : uint8_t {
    Valid,
    Invalid,
    Syncing,   ///< what it stands on is not known here
    Accepted,  ///< it stands on a known block, but so far back that it was not run
};

struct Verdict {
    BlockStatus status = BlockStatus::Syncing;
    /// The newest block among it and its ancestors that is known to hold; zero for one before the Merge.
    std::optional<Hash> latest_valid;
    std::string reason;  ///< why it is invalid
};

/// The end of the chain, as somebody else sees it. Zero hashes mean "none yet".
struct ForkChoice {
    Hash head;
    Hash safe;
    Hash finalized;
};

/// Why a fork choice cannot be followed.
enum class ForkChoiceError : uint8_t {
    NotAncestors,  ///< safe or finalized block is not on the head's branch, or below what is final already
    TooDeep,       ///< the head's branch leaves the chain more than `kDeepestBranch` blocks back, or before
                   ///< the oldest state that is kept
};

}  // namespace deed::chain
