#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "runtime/chain/genesis.hpp"
#include "runtime/consensus/message.hpp"
#include "runtime/consensus/validator_set.hpp"
#include "runtime/keys/signer.hpp"
#include "runtime/ledger/ledger.hpp"

namespace deed::chain {

/// What never changes about a chain.
struct ChainOrigin {
    ChainGenesis genesis;  ///< without accounts and text, unless they were asked for
    consensus::ChainIdentity identity;
    consensus::ValidatorSet validators;
};

/// The hash of the block zero that a genesis makes.
[[nodiscard]] Hash genesis_hash_of(const ChainGenesis& genesis);

/// The validators as a data directory keeps them. Throws `Error` when they cannot be read.
[[nodiscard]] consensus::ValidatorSet decode_validators(BytesView bytes);

/// How much of a genesis is read. Its accounts, of which there may be many, are in the state already.
enum class GenesisPart : uint8_t { Rules, Everything };

/// Reads what a data directory was made from, and compares it with @p genesis when that is given. Nothing
/// when the directory is new. Throws `Error` when it belongs to another chain; nothing is changed.
[[nodiscard]] std::optional<ChainOrigin> read_origin(const ledger::Ledger& ledger,
                                                     const std::optional<ChainGenesis>& genesis,
                                                     GenesisPart part = GenesisPart::Rules);

/// Works out the first validators: those that the staking contract names; or those of the genesis, their
/// missing anchors from @p signers; or the first signer alone. Throws `Error` when that does not make a set.
[[nodiscard]] consensus::ValidatorSet resolve_validators(
    const ChainGenesis& genesis, const std::vector<std::shared_ptr<keys::Signer>>& signers);

/// Puts block zero into a new directory.
[[nodiscard]] ChainOrigin initialise(ledger::Ledger& ledger, const ChainGenesis& genesis,
                                     const consensus::ValidatorSet& validators);

}  // namespace deed::chain
