#pragma once

#include <optional>
#include <vector>

#include "runtime/block/commit_record.hpp"
#include "runtime/consensus/message.hpp"
#include "runtime/consensus/validator_set.hpp"

namespace deed::consensus {

/// Who has precommitted two blocks in one round, as the certificates of both tell. The certificates are of
/// one height, must hold for @p validators, and prove nothing when they are of different rounds.
[[nodiscard]] std::vector<Evidence> find_contradictions(const block::CommitRecord& first,
                                                        const block::CommitRecord& second, uint64_t height,
                                                        const ValidatorSet& validators);

/// Whether both are about the same lie: the same validator, type, height and round.
[[nodiscard]] bool is_same_lie(const Evidence& first, const Evidence& second);

/// What tells this lie from others: the validator, type (1), height (8) and round (4) after one another.
[[nodiscard]] Bytes key_of(const Evidence& evidence);

/// RLP [validator, type, height, round, first*, second*], of each message the block hash, the valid round + 1
/// or 0, and the seal.
[[nodiscard]] Bytes encode(const Evidence& evidence);
/// Nothing when @p bytes are not what `encode` writes.
[[nodiscard]] std::optional<Evidence> decode_evidence(BytesView bytes);

}  // namespace deed::consensus
