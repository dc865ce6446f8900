#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "runtime/block/chain_config.hpp"
#include "runtime/consensus/validator_set.hpp"
#include "runtime/ledger/ledger.hpp"
#include "vm/state/state_view.hpp"

namespace deed::chain {

struct ChainOrigin;

/// Asks the contract at @p staking who votes: the answer of `validators()` (each: the key's address, the
/// stake in gwei, the beacon anchor) in @p state, after the block of @p header. Nothing when it has no code,
/// fails, or names no proper set. Throws `Error` when the state cannot be read.
[[nodiscard]] std::optional<consensus::ValidatorSet> read_validators(const state::StateView& state,
                                                                     const block::Header& header,
                                                                     const block::ChainConfig& config,
                                                                     const Address& staking);

/// Who votes in each epoch of a chain, as the staking contract said when the epoch's validators were fixed
/// (see consensus::validators_block). Where it names no proper set, those of the epoch before go on. Without
/// a staking contract the validators never change. Not for several threads at once.
class ValidatorSets {
  public:
    /// Borrows both.
    ValidatorSets(const ledger::Ledger& ledger, const ChainOrigin& origin)
        : ledger_(ledger), origin_(origin) {}

    /// The validators of @p height, at most one above the head; valid until another height is asked for.
    /// Throws `Error` when the state cannot be read.
    [[nodiscard]] const consensus::ValidatorSet& at(uint64_t height);
    /// Blocks were taken away.
    void forget() { by_epoch_.clear(); }

  private:
    [[nodiscard]] std::optional<consensus::ValidatorSet> read(uint64_t epoch) const;

    const ledger::Ledger& ledger_;
    const ChainOrigin& origin_;
    std::map<uint64_t, consensus::ValidatorSet> by_epoch_;  ///< the newest asked for
};

}  // namespace deed::chain
