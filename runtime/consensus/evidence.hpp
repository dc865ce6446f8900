#pragma once

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

}  // namespace deed::consensus
