#pragma once

#include <functional>
#include <string>
#include <vector>

#include "runtime/block/block.hpp"
#include "runtime/chain/edits.hpp"
#include "runtime/chain/footing.hpp"
#include "runtime/execution/block_executor.hpp"
#include "runtime/pool/pool.hpp"

namespace deed::chain {

/// A block that has been run on its parent: complete but for the proof that it is agreed on.
struct ExecutedBlock {
    block::Block block;
    Hash hash;
    std::vector<Address> senders;
    std::vector<block::Receipt> receipts;
    Edits edits;                 ///< that came before it
    state::StateDiff diff;       ///< what both have changed together
    ledger::StateUpdate update;  ///< what it means for the tables, see Footing::is_head
};

/// Which blob transactions go into a block.
enum class BlobsWanted : uint8_t {
    AnyProofs,     ///< all whose blobs were proved
    ProofsOfFork,  ///< those with the proofs that the block's fork has: who gets the block gets the blobs
};

/// What is chosen about a new block, as opposed to what follows from its parent.
struct BlockPlan {
    uint64_t timestamp = 0;
    Address beneficiary;
    Hash prev_randao;
    Bytes extra_data;
    Hash parent_beacon_root;  ///< here the hash of the parent's record
    std::optional<std::vector<block::Withdrawal>> withdrawals;
    uint64_t wanted_gas_limit = 0;
    Edits edits;                        ///< without the senders, which follow from what is put in
    size_t largest_count = ~size_t{0};  ///< of transactions
    BlobsWanted blobs_wanted = BlobsWanted::AnyProofs;
};

/// A transaction that turned out not to be valid any more.
struct DroppedTransaction {
    Hash hash;
    execution::Invalid reason;
};

struct BuiltBlock {
    ExecutedBlock executed;
    std::vector<DroppedTransaction> dropped;
    std::vector<pool::PendingPointer> taken;  ///< its transactions, where they came from the pool
    std::vector<Bytes> requests;              ///< to the consensus layer (EIP-7685)
    Uint256 value;                            ///< what the beneficiary gets of the fees
};

/// What blocks are run with, all of it borrowed.
struct Rules {
    const block::ChainConfig& config;
    machine::CodeCache& codes;
    machine::Engine* engine = nullptr;  ///< null for the interpreter
};

/// The header of the block after @p parent, without what running it adds.
[[nodiscard]] block::Header make_header(const ledger::StoredHeader& parent, const BlockPlan& plan,
                                        const block::ChainConfig& config);

/// Runs what waits, best paid first, until the block is full. Throws `Error` when the state cannot be read.
[[nodiscard]] BuiltBlock build_block(const Footing& footing, const BlockPlan& plan,
                                     const std::vector<std::vector<pool::PendingPointer>>& executable,
                                     const Rules& rules);
/// Makes a block of exactly these transactions, or says which of them cannot be in it.
[[nodiscard]] Result<BuiltBlock, execution::BlockFailure> build_block_of(
    const Footing& footing, const BlockPlan& plan, std::span<const block::SignedTransaction> transactions,
    const Rules& rules);

/// Checks and runs a block that is there already: header, body, outcome, state root. The failure says what
/// does not hold. Throws `Error` when the state cannot be read. @p edits came before it.
[[nodiscard]] Result<ExecutedBlock, std::string> run_block(const Footing& footing, const block::Block& block,
                                                           Edits edits, const Rules& rules);

}  // namespace deed::chain
