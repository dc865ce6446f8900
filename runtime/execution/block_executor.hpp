#pragma once

#include <set>
#include <span>
#include <vector>

#include "runtime/block/block.hpp"
#include "runtime/block/receipt.hpp"
#include "runtime/execution/executor.hpp"
#include "runtime/execution/invalid_block.hpp"

namespace deed::execution {

/// What running a block gives; the header must say the same.
struct BlockOutcome {
    std::vector<block::Receipt> receipts;
    state::StateDiff diff;
    Hash receipts_root;
    block::Bloom logs_bloom;
    uint64_t gas_used = 0;
    uint64_t blob_gas_used = 0;
    /// What the execution layer asks of the consensus layer (EIP-7685): type byte and data, ascending, none
    /// empty.
    std::vector<Bytes> requests;
    std::optional<Hash> requests_hash;  ///< since Prague
};

/// Why a block cannot be run to its end.
struct BlockFailure {
    InvalidBlock reason = InvalidBlock::InvalidTransaction;
    size_t transaction = 0;            ///< which one, when the reason is InvalidTransaction
    std::optional<Invalid> invalid{};  ///< and why

    /// In words, for people.
    [[nodiscard]] std::string message() const;
};

/// Runs a block transaction by transaction: for import, and for building one from what waits.
class BlockExecutor {
  public:
    /// Borrows @p view, @p codes and what @p machinery points to.
    /// @p header needs what `make_environment` looks at, the parent's hash and the parent's beacon root.
    BlockExecutor(const state::StateView& view, const block::Header& header, const block::ChainConfig& config,
                  BlockHashes block_hashes, machine::CodeCache& codes, const Machinery& machinery = {});

    [[nodiscard]] const Environment& environment() const { return executor_.environment(); }
    /// The state as the next transaction would find it.
    [[nodiscard]] state::Journal& journal() { return journal_; }
    [[nodiscard]] uint64_t gas_left() const { return header_.gas_limit - gas_used_; }
    [[nodiscard]] const std::vector<block::Receipt>& receipts() const { return receipts_; }

    /// The system calls before the first transaction (EIP-4788, EIP-2935). Once.
    void begin();
    /// Runs the next transaction; when it is invalid everything stays as it is.
    [[nodiscard]] Result<Outcome, Invalid> add(const Address& sender, const block::Transaction& transaction,
                                               const Leniency& leniency = {});
    /// Pays the miner and those of the ommers, before Paris. Once, after the last transaction.
    void reward(std::span<const block::Header> ommers);
    /// The withdrawals and the requests after the last transaction. Once. Throws deed::Error when the state
    /// could not be read.
    [[nodiscard]] Result<BlockOutcome, BlockFailure> finish(std::span<const block::Withdrawal> withdrawals);

  private:
    Result<std::vector<Bytes>, BlockFailure> collect_requests();

    block::Header header_;
    std::function<Hash(const state::StateDiff&)> root_after_;
    Address deposit_contract_;
    Address withdrawal_requests_;
    Address consolidation_requests_;
    state::Journal journal_;
    Executor executor_;
    uint64_t gas_used_ = 0;
    uint64_t blob_gas_used_ = 0;
    std::vector<block::Receipt> receipts_;
};

/// Runs a whole block whose senders are known (one for each transaction), and compares what comes out with
/// its header: all but the state root, which is the business of whoever keeps the state. Throws deed::Error
/// when the state could not be read. The transactions at the indexes @p unsigned_ones were signed by nobody:
/// their senders may be contracts.
[[nodiscard]] Result<BlockOutcome, BlockFailure> execute_block(
    const block::Block& block, std::span<const Address> senders, const state::StateView& view,
    const block::ChainConfig& config, BlockHashes block_hashes, machine::CodeCache& codes,
    const Machinery& machinery = {}, const std::set<size_t>& unsigned_ones = {});
/// The senders of a block's transactions, or which one has none.
[[nodiscard]] Result<std::vector<Address>, BlockFailure> find_senders(const block::Block& block,
                                                                      const block::ChainConfig& config);

}  // namespace deed::execution
