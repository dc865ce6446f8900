#pragma once

#include "runtime/block/chain_config.hpp"
#include "vm/machine/block_context.hpp"

namespace deed::execution {

/// The hash of an earlier block by its number. Must not throw.
using BlockHashes = std::function<Hash(uint64_t number)>;

/// What transactions of one block are judged and run by.
struct Environment {
    isa::Revision revision = isa::kLatestRevision;
    block::BlobSchedule blobs;
    machine::BlockContext block;
};

/// The environment within the block that has @p header. Its number, time, gas limit, beneficiary, mix or
/// difficulty, base fee and excess blob gas must be filled in; the rest is not looked at.
[[nodiscard]] Environment make_environment(const block::Header& header, const block::ChainConfig& config,
                                           BlockHashes block_hashes);

}  // namespace deed::execution
