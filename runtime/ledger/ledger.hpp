#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "runtime/ledger/snapshot.hpp"
#include "runtime/ledger/state_update.hpp"
#include "runtime/storage/environment.hpp"

namespace deed::ledger {

/// What the directory was made from.
struct Origin {
    std::string genesis_text;  ///< the genesis file, word for word
    Bytes validators;          ///< encoded by whoever reads them
    Hash genesis_hash;
};

/// A block with everything that its commit writes. Borrowed while `commit` runs.
struct BlockCommit {
    const block::Block& block;
    const Hash& hash;
    std::span<const Address> senders;
    std::span<const block::Receipt> receipts;
    const StateUpdate& state;
    const block::CommitRecord& record;
    BytesView beacon;  ///< see consensus, Beacon
};

/// A validator's vote state and the block that it is about, if any.
struct StoredVote {
    Address validator;
    Bytes state;
    Bytes proposal;
};

/// The chain's data directory in terms of blocks and accounts. Reads from any thread, each through its own
/// snapshot; writes from one at a time, and that thread must hold no snapshot then.
class Ledger {
  public:
    /// Opens the directory; see storage::Environment for what is refused.
    Ledger(std::filesystem::path directory, const storage::Options& options);

    /// From now on only the states of the last @p blocks blocks are kept, at least `kLeastHistory`; without
    /// this all are. Blocks, receipts and logs always are. What a longer history leaves behind goes little by
    /// little with the blocks that come.
    void keep_history(uint64_t blocks);
    /// Gives up the states of all blocks before @p oldest.
    void forget_states_before(uint64_t oldest);

    /// What it was made from; nothing when it is new.
    [[nodiscard]] std::optional<Origin> origin() const;

    /// Puts block zero into a new directory.
    void initialise(const Origin& origin, const BlockCommit& genesis);

    /// The newest commit.
    [[nodiscard]] Snapshot snapshot() const { return Snapshot{environment_.read()}; }

    /// Appends a block to the head: all tables in one write transaction. Synchronous: when it returns, a loss
    /// of power changes nothing any more; when it throws, nothing has changed.
    void commit(const BlockCommit& commit);

    /// Takes the blocks above @p number away, with all that they did, in one write transaction; the votes go
    /// with them. @p beacon is the beacon's state at that block. Codes stay: nothing refers to them.
    void rewind(uint64_t number, BytesView beacon);

    /// The beacon's state at the head.
    [[nodiscard]] Bytes beacon() const;

    /// Stores what validators are about to sign, durably and in one transaction.
    void store_votes(std::span<const StoredVote> votes);
    [[nodiscard]] std::optional<StoredVote> find_vote(const Address& validator) const;

    /// Copies the data file, packed, into the directory @p target, which is made.
    void copy_to(const std::filesystem::path& target) const { environment_.copy_to(target); }

    [[nodiscard]] storage::Statistics statistics() const { return environment_.statistics(); }
    [[nodiscard]] const std::filesystem::path& directory() const { return environment_.directory(); }

  private:
    storage::Environment environment_;
    std::optional<uint64_t> history_;  ///< blocks; absent: all
};

}  // namespace deed::ledger
