#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>

#include "runtime/ledger/snapshot.hpp"
#include "runtime/ledger/state_update.hpp"
#include "runtime/ledger/vote_book.hpp"
#include "runtime/storage/environment.hpp"

namespace deed::ledger {

/// What the directory was made from.
struct Origin {
    std::string rules;  ///< the genesis file without its accounts, as whoever reads it wrote it
    Bytes validators;   ///< encoded by whoever reads them
    Hash genesis_hash;
    bool is_foreign = false;  ///< blocks are made by others, and nothing proves them
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

/// Blocks that whoever makes the fork choice has called safe and final; zero for none yet.
struct Marks {
    Hash safe;
    Hash finalized;

    bool operator==(const Marks&) const = default;
};

/// A block of another branch: its changes are worked out against the state it meets.
struct BranchBlock {
    const block::Block& block;
    const Hash& hash;
    std::span<const Address> senders;
    std::span<const block::Receipt> receipts;
    const state::StateDiff& diff;
    const StateUpdate* update = nullptr;  ///< worked out already against the state it meets; may be null
};

/// Another end of the chain.
struct BranchSwitch {
    uint64_t ancestor = 0;  ///< the last block that stays
    std::vector<BranchBlock> blocks;
    Marks marks;
    std::vector<Hash> forgotten;  ///< blocks beside the chain that need not be kept any more
    /// The oldest block that a later switch may go back to: its state is kept, however short the history.
    uint64_t oldest_ancestor = 0;
};

/// A validator's lie, in whatever form its reader wants.
struct StoredLie {
    Bytes key;  ///< tells lies apart
    Bytes evidence;
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
    /// The genesis file, word for word. The directory must not be new.
    [[nodiscard]] std::string genesis_text() const;

    /// Puts block zero into a new directory, with the file that it was made from.
    void initialise(std::string_view genesis_text, const Origin& origin, const BlockCommit& genesis);

    /// The newest commit.
    [[nodiscard]] Snapshot snapshot() const { return Snapshot{environment_.read()}; }

    /// Appends a block to the head: all tables in one write transaction. Synchronous: when it returns, a loss
    /// of power changes nothing any more, unless @p flush leaves that open; when it throws, nothing has
    /// changed.
    void commit(const BlockCommit& commit, storage::Flush flush = storage::Flush::Now);

    /// Takes the blocks above @p number away, with all that they did, in one write transaction; the votes go
    /// with them. @p beacon is the beacon's state at that block. Codes stay: nothing refers to them.
    void rewind(uint64_t number, BytesView beacon);

    /// Takes the blocks above the ancestor away, keeps them beside the chain, and appends the other branch:
    /// all in one write transaction. Throws `Error` when a block does not lead to its state root; nothing has
    /// changed then.
    void switch_branch(const BranchSwitch& change);
    /// Nothing before the first switch.
    [[nodiscard]] std::optional<Marks> find_marks() const;

    /// Keeps a block that is not part of the chain (yet), durably.
    void keep_beside(const Hash& hash, const block::Block& block);
    /// The blocks that are kept beside the chain, in no order that means anything.
    [[nodiscard]] std::vector<block::Block> blocks_beside() const;

    /// The beacon's state at the head.
    [[nodiscard]] Bytes beacon() const;

    /// Stores what validators are about to sign, durably, all or nothing.
    void store_votes(std::span<const StoredVote> votes);
    /// Flushes all blocks that were committed so far. May be called by any thread, while others read and
    /// commit.
    void settle();
    /// Whether it is time for that: soon blocks can no more be left to be flushed later.
    [[nodiscard]] bool wants_settling() const { return votes_->is_filling(); }
    /// The first vote of @p validator at @p height or above.
    [[nodiscard]] std::optional<StoredVote> find_vote(const Address& validator, uint64_t height) const;

    /// Keeps lies, durably and in one transaction, until `forget_lies`.
    void keep_lies(std::span<const StoredLie> lies);
    void forget_lies(std::span<const Bytes> keys);
    /// What is kept, in the order of the keys.
    [[nodiscard]] std::vector<StoredLie> lies() const;

    /// Copies the data file, packed, and the votes into the directory @p target, which is made.
    void copy_to(const std::filesystem::path& target) const;

    [[nodiscard]] storage::Statistics statistics() const { return environment_.statistics(); }
    [[nodiscard]] const std::filesystem::path& directory() const { return environment_.directory(); }

  private:
    storage::Environment environment_;
    std::optional<VoteBook> votes_;    ///< absent when nothing may be written and there is no chain
    std::optional<uint64_t> history_;  ///< blocks; absent: all
    std::mutex settling_;              ///< no block is taken away while blocks become settled
};

}  // namespace deed::ledger
