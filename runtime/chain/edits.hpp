#pragma once

#include <map>
#include <optional>
#include <vector>

#include "runtime/block/decode_error.hpp"
#include "runtime/block/header.hpp"
#include "vm/state/state_diff.hpp"

namespace deed::chain {

/// Blocks that were taken away from the end of a development chain.
struct Rewind {
    uint64_t from = 0;  ///< the newest block then
    Hash from_hash;
    uint64_t to = 0;  ///< the newest block afterwards

    bool operator==(const Rewind&) const = default;
};

/// What was set by hand on a development chain between a block and the next. The next block's commit record
/// keeps it, so that a replay gives the same chain.
struct Edits {
    state::StateDiff state;             ///< laid over the state after the block before
    std::optional<uint64_t> gas_limit;  ///< of the next block
    std::optional<Uint256> base_fee;    ///< of the next block
    std::optional<Hash> prev_randao;    ///< of the next block, instead of what the beacon gives
    std::vector<Rewind> rewinds;
    std::map<uint64_t, Address> senders;  ///< of the next block's transactions that nobody signed, by index

    bool operator==(const Edits&) const = default;

    /// How many things were set: an account, a slot, a block's field, a sender or a rewind each count one.
    [[nodiscard]] size_t count() const;
    [[nodiscard]] bool is_empty() const { return count() == 0; }
};

/// The form in a commit record; empty for no edits.
[[nodiscard]] Bytes encode(const Edits& edits);
/// Reads what `encode` writes.
[[nodiscard]] Result<Edits, block::DecodeError> decode_edits(BytesView bytes);

/// @p parent as the rules of the block after it are to see it: with the gas limit and the base fee that were
/// set by hand.
[[nodiscard]] block::Header with_edits(block::Header parent, const Edits& edits);

/// A proposed block and what was set by hand before it, as validators store it: the block alone when that is
/// nothing.
[[nodiscard]] Bytes encode_proposal(BytesView encoded_block, BytesView encoded_edits);
/// The parts of what `encode_proposal` writes; borrowed.
struct ProposalParts {
    BytesView block;
    BytesView edits;
};
[[nodiscard]] Result<ProposalParts, block::DecodeError> split_proposal(BytesView bytes);

}  // namespace deed::chain
