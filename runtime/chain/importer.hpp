#pragma once

#include <string>

#include "runtime/chain/executed_block.hpp"
#include "runtime/chain/origin.hpp"
#include "runtime/chain/validator_sets.hpp"
#include "runtime/consensus/beacon.hpp"

namespace deed::chain {

/// A ledger and the rules by which blocks are appended to it: the one path for blocks of our own, blocks of
/// others and the audit. Not for several threads at once.
class Importer {
  public:
    /// Borrows everything; @p engine runs the blocks, the interpreter when it is null. Reads the head and
    /// checks that it holds: its hash, its record, its place after its parent, and that the stored tree has
    /// its state root. Throws `Error` when it does not.
    Importer(ledger::Ledger& ledger, const ChainOrigin& origin, machine::Engine* engine = nullptr);

    [[nodiscard]] const ledger::StoredHeader& head() const { return head_; }
    /// keccak256 of the head's commit record: what the next header carries.
    [[nodiscard]] const Hash& head_record_hash() const { return head_record_hash_; }
    /// The reveals so far, with a place for everybody who votes on the next block.
    [[nodiscard]] const consensus::Beacon& beacon() const { return beacon_; }
    [[nodiscard]] Rules rules() { return {origin_.genesis.genesis.config, codes_, engine_}; }
    /// What the proposers of a height are drawn from; the height is at most one above the head.
    [[nodiscard]] Hash seed_at(uint64_t height) const;
    /// Who votes at a height, which is at most one above the head.
    [[nodiscard]] const consensus::ValidatorSet& validators_at(uint64_t height) { return sets_.at(height); }

    /// Checks and runs a block on the head, after what @p edits (as in a commit record) say was set by hand;
    /// the failure says what does not hold. Nothing is changed.
    [[nodiscard]] Result<ExecutedBlock, std::string> check(const block::Block& block, BytesView edits);
    /// Checks that @p record proves the block, and commits both. The failure says what does not hold; nothing
    /// is changed then. Throws `Error` when storing fails; nothing is changed then either.
    [[nodiscard]] Result<std::monostate, std::string> append(const ExecutedBlock& executed,
                                                             const block::CommitRecord& record) {
        return append(executed, record, scheme_, storage::Flush::Now);
    }
    /// As above, with somebody's own way to check seals, and with less of a flush where what was stored
    /// before leads to the same commit again.
    [[nodiscard]] Result<std::monostate, std::string> append(const ExecutedBlock& executed,
                                                             const block::CommitRecord& record,
                                                             const consensus::SignatureScheme& scheme,
                                                             storage::Flush flush);
    /// Commits a block of a chain that others have made.
    void append_unsealed(const ExecutedBlock& executed);
    /// Changes to another end of a chain that others have made.
    void switch_branch(const ledger::BranchSwitch& change);
    /// Takes the blocks above @p number away.
    void rewind(uint64_t number);

  private:
    void read_head();
    void check_head(const ledger::Snapshot& snapshot);

    ledger::Ledger& ledger_;
    const ChainOrigin& origin_;
    ValidatorSets sets_;
    consensus::Secp256k1Scheme scheme_;
    machine::CodeCache codes_;
    machine::Engine* engine_;
    ledger::StoredHeader head_;
    Hash head_record_hash_;
    consensus::Beacon beacon_;
};

}  // namespace deed::chain
