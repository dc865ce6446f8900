#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runtime/chain/driving.hpp"
#include "runtime/chain/edits.hpp"
#include "runtime/chain/fee_history.hpp"
#include "runtime/chain/genesis.hpp"
#include "runtime/consensus/message.hpp"
#include "runtime/consensus/validator_set.hpp"
#include "runtime/keys/signer.hpp"
#include "runtime/ledger/ledger.hpp"
#include "runtime/pool/pool.hpp"
#include "runtime/storage/environment.hpp"
#include "vm/machine/engine.hpp"
#include "vm/state/state_view.hpp"

namespace deed::chain {

/// When blocks are made.
enum class Sealing : uint8_t {
    Instant,   ///< one for each transaction, before `submit` returns; development chains only
    OnDemand,  ///< when `produce` is called: by a timer, or by hand
};

/// The newest block, in memory.
struct Head {
    ledger::BlockId id;
    block::Header header;
};

/// What a new block brings, for those who listen.
struct NewBlock {
    Head head;
    std::vector<ledger::StoredTransaction> transactions;
    std::vector<ledger::StoredReceipt> receipts;
};

/// Called on the thread that made or took the news, after the commit; must be quick and must not call
/// `submit`, `produce` or `import`.
struct Listeners {
    std::function<void(const NewBlock&)> on_block;
    std::function<void(const pool::PendingPointer&)> on_transaction;
    /// A block was left for another branch; those of one change come newest first, before `on_rewind`.
    std::function<void(const NewBlock&)> on_left;
    /// Blocks were taken away, by hand or for another branch; @p head is the newest now.
    std::function<void(const Head& head)> on_rewind;
};

struct Settings {
    std::filesystem::path data_directory;
    Sealing sealing = Sealing::Instant;
    std::optional<uint64_t> gas_limit;  ///< to move towards, block by block; absent: stays as it is
    Address fee_recipient;              ///< zero: the validator's own address
    pool::Limits pool;
    /// Of how many blocks before the head the states are kept; absent: of all.
    std::optional<uint64_t> history;
    storage::Durability durability = storage::Durability::Synchronous;
    /// Where the time comes from, in seconds since 1970.
    std::function<uint64_t()> clock;
    /// Runs work that nobody waits for, while the chain lives; null: at once.
    std::function<void(std::function<void()>)> in_background;
    /// Runs the blocks; null for the interpreter. Outlives the chain.
    machine::Engine* engine = nullptr;
};

/// What is wanted of the blocks to come, where the rules leave a choice.
struct BlockWishes {
    Address fee_recipient;              ///< zero: the validator's own address
    std::optional<uint64_t> gas_limit;  ///< to move towards, block by block; absent: stays as it is
    // The rest is for development chains, whose time may run ahead of the clock.
    int64_t clock_offset = 0;                    ///< seconds to add to the clock
    std::optional<uint64_t> timestamp;           ///< of the next block; the clock goes on from there
    std::optional<uint64_t> timestamp_interval;  ///< seconds from block to block, whatever the clock says
};

/// Everything about a development chain that can be brought back.
struct Moment {
    ledger::BlockId block;
    Edits edits;
    std::vector<pool::PendingPointer> waiting;
    BlockWishes wishes;
    uint64_t time = 0;  ///< by the chain's clock
};

/// A block that has been executed but not sealed: what a transaction sent now would meet.
struct PendingBlock {
    block::Block block;  ///< the header's hash means nothing yet
    std::vector<Address> senders;
    std::vector<block::Receipt> receipts;
    std::shared_ptr<const state::StateView> state;  ///< after the block
};

/// The chain: the only place that joins ledger, execution, pool and consensus.
///
/// Threads: one writer at a time behind a lock (`submit`, `produce`, `import`); any number of readers, each
/// on its own snapshot, who never wait for the writer. A failure of the machine is thrown as `Error`;
/// what was committed before holds.
class Chain {
  public:
    /// Opens the data directory, which is given its genesis when it is new. Throws `Error` when it belongs to
    /// another chain or format (nothing is changed then), or when its newest block, seal or state root does
    /// not hold. @p genesis may be absent for a directory that has one already. @p signers are the
    /// validators' keys held here; while they are no quorum the chain only follows. A block that was voted
    /// for before a crash is finished here.
    Chain(Settings settings, const std::optional<ChainGenesis>& genesis,
          std::vector<std::shared_ptr<keys::Signer>> signers, Listeners listeners);
    ~Chain();
    Chain(const Chain&) = delete;
    Chain& operator=(const Chain&) = delete;

    // Reading: from any thread.

    [[nodiscard]] const block::ChainConfig& config() const;
    [[nodiscard]] const Hash& genesis_hash() const;
    /// What the data directory was made from.
    [[nodiscard]] ledger::Origin origin() const;
    /// The genesis file, word for word.
    [[nodiscard]] std::string genesis_text() const;
    [[nodiscard]] bool is_development() const;
    [[nodiscard]] Sealing sealing() const;
    /// Who votes on the block after the head.
    [[nodiscard]] std::shared_ptr<const consensus::ValidatorSet> validators() const;
    /// Whether a consensus client decides about the blocks, through `take` and `choose`.
    [[nodiscard]] bool is_driven() const;
    /// The newest block.
    [[nodiscard]] std::shared_ptr<const Head> head() const;
    /// The newest blocks that are safe and final; nothing when whoever decides has not named any. A chain
    /// with validators of its own has no other blocks.
    [[nodiscard]] std::optional<ledger::BlockId> safe() const;
    [[nodiscard]] std::optional<ledger::BlockId> finalized() const;
    /// Everything as of the newest commit; for one thread at a time.
    [[nodiscard]] std::shared_ptr<const ledger::Snapshot> snapshot() const;
    /// The state after a block; nothing when there is no such block. Holds its own snapshot.
    /// On a development chain with what was set by hand before the next block: what that block began with.
    [[nodiscard]] std::shared_ptr<const state::StateView> state_at(uint64_t number) const;
    /// The block that would come next, with what the pool holds.
    [[nodiscard]] std::shared_ptr<const PendingBlock> pending() const;
    /// The rules' base fee of the block after the head.
    [[nodiscard]] Uint256 next_base_fee() const;
    [[nodiscard]] Uint256 next_blob_base_fee() const;
    /// The gas limit of the block after the head.
    [[nodiscard]] uint64_t next_gas_limit() const;
    /// The last @p count blocks up to @p newest, oldest first.
    [[nodiscard]] FeeHistory fee_history(uint64_t newest, uint64_t count,
                                         const std::vector<double>& percentiles) const;
    /// A tip that recent blocks have taken: the median of the lowest ones, at least 1 wei.
    [[nodiscard]] Uint256 suggested_tip() const;

    /// A transaction that waits.
    [[nodiscard]] pool::PendingPointer find_pending(const Hash& transaction_hash) const;
    /// A transaction that waits, names this blob and has it; null when none does.
    [[nodiscard]] pool::PendingPointer find_by_blob(const Hash& versioned_hash) const;
    /// As above; or one that went into one of the newest blocks, on a development chain that made them since
    /// it was opened.
    [[nodiscard]] pool::PendingPointer find_recent_by_blob(const Hash& versioned_hash) const;
    /// A blob transaction that waits or went into a block, likewise.
    [[nodiscard]] pool::PendingPointer find_recent(const Hash& transaction_hash) const;
    /// The account's next nonce, after what waits.
    [[nodiscard]] uint64_t next_nonce(const Address& address) const;
    /// Everything that waits, by sender.
    [[nodiscard]] std::vector<pool::Pool::SenderContent> pool_content() const;
    /// How many those are.
    [[nodiscard]] pool::Pool::Counts pool_counts() const;

    /// Lies of validators that were noticed, by their votes here or in a rival block that was offered. On a
    /// chain with a staking contract they are reported by a transaction in the next block made here.
    [[nodiscard]] std::vector<consensus::Evidence> evidence() const;

    // Writing: from any thread, one after another.

    /// Takes a transaction in its envelope and returns its hash. With instant sealing its block is committed,
    /// and its receipt readable, when this returns (unless its nonce leaves a gap: then it waits for the gap
    /// to close).
    [[nodiscard]] Result<Hash, pool::Refusal> submit(BytesView envelope);
    [[nodiscard]] Result<Hash, pool::Refusal> submit(const block::SignedTransaction& transaction);

    /// Makes, seals and commits the next block from the pool, be it empty. Nothing when the clock has not
    /// passed the head's time yet and this is no development chain. Throws `Error` when storing fails:
    /// nothing is lost then, and the next call goes on from there.
    std::optional<ledger::BlockId> produce();

    /// Checks, executes and commits a block that somebody else has made, with the record that proves it. The
    /// failure says what does not hold; nothing is changed then.
    [[nodiscard]] Result<ledger::BlockId, std::string> import(const block::Block& block,
                                                              const block::CommitRecord& record);

    /// As above for a chain that others have made, whose blocks nothing proves.
    [[nodiscard]] Result<ledger::BlockId, std::string> import_unsealed(const block::Block& block);

    // Driving: for a consensus client, on a chain that it decides about (`is_driven`).

    /// Checks, runs and keeps a block, on any known block that is not too far back. What was found once
    /// stays.
    [[nodiscard]] Verdict take(const block::Block& block);
    struct Followed {
        Verdict verdict;
        /// Whether the head is now the one that was asked for: not when it is an ancestor of the final block.
        bool is_head = false;
    };
    /// Makes another block the head, with the blocks that lead to it, all at once; then the fork choice is
    /// durable. Transactions of the blocks left behind wait again.
    [[nodiscard]] Result<Followed, ForkChoiceError> choose(const ForkChoice& choice);
    /// Makes a block on @p parent with what waits; nothing when the parent is not known. Not part of the
    /// chain.
    [[nodiscard]] std::optional<BlockOffered> build(const Hash& parent, const BlockWanted& wanted);
    /// As above with exactly these transactions; the failure says what does not hold.
    [[nodiscard]] Result<BlockOffered, std::string> build_of(
        const Hash& parent, const BlockWanted& wanted,
        const std::vector<block::SignedTransaction>& transactions);
    /// A valid block that is kept beside the chain.
    [[nodiscard]] std::optional<block::Block> find_beside(const Hash& hash) const;
    /// Changes with everything that waits.
    [[nodiscard]] uint64_t pool_version() const;

    // By hand: each throws `Error` unless this is a development chain.

    [[nodiscard]] BlockWishes wishes() const;
    void change_wishes(const std::function<void(BlockWishes&)>& change);
    void set_sealing(Sealing sealing);
    /// The chain's clock, in seconds since 1970.
    [[nodiscard]] uint64_t now() const;
    /// Changes what is laid over the newest state and set for the next block, which records it. @p change is
    /// given what was set so far, and the newest state without it.
    void edit(const std::function<void(Edits&, const state::StateView&)>& change);
    /// Takes a transaction that nobody signed; otherwise as `submit`.
    [[nodiscard]] Result<Hash, pool::Refusal> submit_as(const Address& sender,
                                                        block::Transaction transaction);
    /// Takes a transaction out of the pool; false when it does not wait.
    bool drop(const Hash& transaction_hash);
    void drop_all();
    [[nodiscard]] Moment moment() const;
    /// Brings @p moment back, whose block must be of this chain: later blocks are taken away.
    void go_back(const Moment& moment);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace deed::chain
