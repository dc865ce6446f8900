#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "runtime/chain/genesis.hpp"
#include "runtime/ledger/snapshot.hpp"

namespace deed::chain {

/// The first thing that does not hold.
struct AuditProblem {
    std::optional<uint64_t> block;  ///< absent when it is not one block that is wrong
    std::string what;
};

/// What an audit found.
struct Audit {
    ledger::BlockId head;       ///< of the last block that holds
    Hash state_root;            ///< after it
    uint64_t transactions = 0;  ///< that were run
    uint64_t entries = 0;       ///< that were compared
    bool is_development = false;
    uint64_t edits = 0;  ///< by hand, on a development chain
    /// Blocks above the head that are only in the votes, after a crash: the node's next start makes them.
    uint64_t voted = 0;
    std::optional<AuditProblem> problem;
};

/// Audits a data directory with nothing but itself and, when given, the genesis: runs every block again from
/// block zero in @p scratch, an empty directory, checks headers, seals, beacon, receipts and roots, and then
/// compares every entry of every table with what the replay has made. Changes nothing in @p data but what
/// every opening does after a crash (`storage/foothold.hpp`). @p on_block is told how far it is.
///
/// Throws `Error` when the directory cannot be opened or belongs to another chain. A file whose inner
/// structure is destroyed can crash the process that reads it: run this in a process of its own.
[[nodiscard]] Audit audit_chain(const std::filesystem::path& data, const std::optional<ChainGenesis>& genesis,
                                const std::filesystem::path& scratch,
                                const std::function<void(uint64_t done, uint64_t all)>& on_block);

}  // namespace deed::chain
