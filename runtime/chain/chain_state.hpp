#pragma once

#include <atomic>
#include <mutex>

#include "runtime/chain/branches.hpp"
#include "runtime/chain/chain.hpp"
#include "runtime/chain/importer.hpp"
#include "runtime/chain/recent_blobs.hpp"
#include "runtime/chain/sealer.hpp"
#include "vm/state/overlay_view.hpp"

// The inside of the chain: included by the files that implement it alone.
namespace deed::chain {

/// A state together with the snapshot that it reads and what lies over it.
struct OwnedState {
    std::shared_ptr<const ledger::Snapshot> snapshot;
    std::unique_ptr<state::StateView> view;
    std::unique_ptr<state::OverlayView> overlay;
};

/// What was set by hand since the newest block.
struct LaidEdits {
    ledger::BlockId on;  ///< that block
    Edits edits;
};

/// A lie; whether a transaction that reports it has been made, and whether a block has one.
struct NotedLie {
    consensus::Evidence evidence;
    bool is_reported = false;
    bool is_taken = false;
};

struct Chain::State {
    State(Settings chosen, const std::optional<ChainGenesis>& genesis,
          std::vector<std::shared_ptr<keys::Signer>> signers, Listeners handed_in);

    // The head.

    /// The importer's head becomes everybody's; what was laid over the one before is in it now.
    void publish_head();
    [[nodiscard]] std::shared_ptr<const Head> newest() const;
    [[nodiscard]] const block::ChainConfig& config() const { return origin.genesis.genesis.config; }
    [[nodiscard]] BlockWishes current_wishes() const;
    /// The chain's clock.
    [[nodiscard]] uint64_t now() const;
    /// What was set by hand since block @p id; null when that is nothing, or there are newer blocks.
    [[nodiscard]] std::shared_ptr<const LaidEdits> laid_on(const ledger::BlockId& id) const;
    /// The head as the rules of the next block see it.
    [[nodiscard]] block::Header parent_of_next() const;

    // Making blocks, under `writer`.

    void start_height();
    /// Commits a block whose votes were stored before a restart, or before storing failed.
    void finish_agreed();
    void commit_agreed(const ExecutedBlock& executed);
    /// Has blocks flushed, in the background, before there are too many of them that are not.
    void settle_in_time();
    void after_append(const ExecutedBlock& executed);
    [[nodiscard]] static NewBlock describe(const ExecutedBlock& executed);
    /// What every block after @p parent is made with: all but what the proposer adds.
    [[nodiscard]] BlockPlan plan(const ledger::StoredHeader& parent, uint64_t timestamp) const;
    /// When the next block may be, or nothing when that is not yet.
    [[nodiscard]] std::optional<uint64_t> next_timestamp() const;
    [[nodiscard]] std::vector<std::vector<pool::PendingPointer>> executable() const;
    std::optional<std::vector<DroppedTransaction>> produce(size_t largest_count);
    /// Adds what the proposer whose turn it is reveals.
    void add_reveal(BlockPlan& chosen, const Sealer::Turn& turn);
    /// A time that was set for the next block was for this one; the clock goes on from there.
    void use_up_timestamp(uint64_t timestamp);
    void drop(const std::vector<DroppedTransaction>& dropped);
    /// On a development chain, whoever tests may ask for the blobs of what was just taken.
    void remember_blobs(const std::vector<pool::PendingPointer>& taken);
    /// One block for each transaction that can go, until none is left.
    Result<Hash, pool::Refusal> seal_at_once(const Hash& hash);

    // Evidence, under `writer`.

    /// What was noted before a restart, and has not been taken by a block.
    void read_evidence();
    /// Notes lies, durably.
    void note_evidence(const std::vector<consensus::Evidence>& found);
    /// Forgets those that a block reports, with success or by our own hand.
    void forget_reported(const ExecutedBlock& executed);
    /// Why a block of a height that has one already is refused; a rival that is agreed on as well is
    /// evidence. Nothing when it is above the head.
    [[nodiscard]] std::optional<std::string> refuse_rival(const block::Block& block,
                                                          const block::CommitRecord& record);
    /// Puts what was noticed into the pool, signed by a validator that can pay for it.
    void report_evidence();
    bool report(const consensus::Evidence& lie);
    [[nodiscard]] std::optional<block::Transaction> make_report(const consensus::Evidence& lie,
                                                                const Address& sender);

    // Driving, under `writer`.

    /// Runs again what is kept beside the chain.
    void reload_beside();
    [[nodiscard]] Verdict judge(const block::Block& block, const Hash& hash);
    [[nodiscard]] Verdict run_beside(const block::Block& block, const Hash& hash);
    [[nodiscard]] Verdict take(const block::Block& block);
    [[nodiscard]] Result<Chain::Followed, ForkChoiceError> choose(const ForkChoice& choice);
    /// The marks after @p choice, whose head @p path leads to.
    [[nodiscard]] Result<ledger::Marks, ForkChoiceError> marks_after(const ForkChoice& choice,
                                                                     const Branches::Path& path) const;
    void switch_to(const Branches::Path& path, const ledger::Marks& next);
    [[nodiscard]] std::vector<SidePointer> read_blocks_above(uint64_t ancestor) const;
    /// Tells the pool and the listeners.
    void announce_switch(const Branches::Path& path, const std::vector<SidePointer>& left);
    [[nodiscard]] std::optional<uint64_t> number_of(const Hash& hash) const;
    [[nodiscard]] BlockPlan plan_of(const BlockWanted& wanted, const block::Header& parent) const;

    // Taking transactions.

    [[nodiscard]] execution::Environment next_environment(const ledger::StoredHeader& parent) const;
    Result<Hash, pool::Refusal> add(block::PooledTransaction transaction);
    /// Whether what comes with a transaction is what it wants.
    [[nodiscard]] Result<std::monostate, pool::PoolError> check_blobs(
        const block::PooledTransaction& transaction, isa::Revision revision) const;
    /// As above, with the sender known.
    Result<Hash, pool::Refusal> take(pool::Pending pending);
    [[nodiscard]] Result<std::monostate, execution::Invalid> check(
        const pool::Pending& pending, const execution::Sender& sender,
        const execution::Environment& environment) const;

    // Reading.

    [[nodiscard]] std::shared_ptr<const ledger::Snapshot> snapshot() const;
    /// The state after a block, with what was set by hand before the next.
    [[nodiscard]] std::shared_ptr<const state::StateView> state_at(uint64_t number) const;
    [[nodiscard]] state::StateDiff edited_after(const ledger::Snapshot& at, uint64_t number,
                                                const LaidEdits* laid) const;
    [[nodiscard]] std::shared_ptr<const PendingBlock> pending();
    /// Built once for each head, content of the pool and edits.
    [[nodiscard]] std::shared_ptr<const BuiltBlock> pending_at(const ledger::Snapshot& at);

    // By hand, under `writer`.

    void require_development() const;
    void lay(std::shared_ptr<const LaidEdits> edits);
    void go_back(const Moment& moment);

    Settings settings;
    Listeners listeners;
    ledger::Ledger ledger;
    ChainOrigin origin;
    std::atomic<Sealing> sealing;

    std::mutex writer;  ///< held while a block is made or taken
    Importer importer;
    std::atomic<bool> is_settling = false;  ///< or about to
    std::optional<Sealer> sealer;
    std::vector<std::shared_ptr<keys::Signer>> reporters;  ///< the keys held here
    Branches branches;

    mutable std::mutex shared;  ///< held for moments only: readers take it
    std::shared_ptr<const Head> head;
    std::shared_ptr<const consensus::ValidatorSet> validators;  ///< of the next block
    std::shared_ptr<const LaidEdits> laid;
    BlockWishes wishes;
    std::vector<NotedLie> evidence;
    ledger::Marks marks;
    pool::Pool pool;
    RecentBlobs recent_blobs;  ///< of a development chain

    std::mutex pending_lock;
    machine::CodeCache pending_codes;
    std::shared_ptr<const BuiltBlock> cached_pending;
    std::shared_ptr<const LaidEdits> cached_laid;
    ledger::BlockId cached_at;
    uint64_t cached_version = 0;
    uint64_t cached_time = 0;
};

}  // namespace deed::chain
