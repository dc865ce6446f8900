#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runtime/chain/chain.hpp"
#include "runtime/execution/executor.hpp"
#include "vm/machine/code_cache.hpp"
#include "vm/precompiles/precompile.hpp"
#include "vm/state/overlay_view.hpp"
#include "vm/tracing/prestate_recorder.hpp"

namespace deed::calls {

/// What is wanted to know of a run beside its outcome.
struct Watch {
    machine::Tracer* tracer = nullptr;  ///< may be null
    bool keeps_prestate = false;
};

/// A run with what was watched.
struct Watched {
    execution::Outcome outcome;
    state::StateDiff changes;
    std::map<Address, tracing::PrestateAccount> prestate;  ///< what was read; empty unless asked for
};

/// One transaction on a state, which stays as it is.
struct Run {
    const state::StateView& state;
    const execution::Environment& environment;
    Address sender;
    const block::Transaction& transaction;
    execution::Leniency leniency;
    const precompiles::PrecompileMoves* precompile_moves = nullptr;
};
/// Runs it and watches. Throws `Error` when the state cannot be read.
[[nodiscard]] Result<Watched, execution::Invalid> run_watched(const Run& run, const Watch& watch,
                                                              machine::CodeCache& codes);

/// Runs a stored block's transactions again, one after another.
class Replay {
  public:
    /// Borrows @p chain. The block must be there and not be block zero. Throws `Error` when it cannot be
    /// read.
    Replay(const chain::Chain& chain, uint64_t number);

    [[nodiscard]] const std::vector<ledger::StoredTransaction>& transactions() const { return transactions_; }
    [[nodiscard]] const execution::Environment& environment() const { return environment_; }
    [[nodiscard]] const block::Header& header() const { return header_; }
    /// The state as the next transaction finds it.
    [[nodiscard]] const state::StateView& state() const { return *state_; }
    /// Runs the next transaction. Throws `Error` when it is not valid any more: then the data is damaged.
    Watched run_next(const Watch& watch);
    /// Runs transactions until @p index is next.
    void advance_to(size_t index);

  private:
    void begin(const block::ChainConfig& config);

    block::Header header_;
    std::vector<ledger::StoredTransaction> transactions_;
    std::map<uint64_t, Address> unsigned_senders_;
    std::shared_ptr<const state::StateView> base_;
    std::unique_ptr<state::OverlayView> state_;
    execution::Environment environment_;
    machine::CodeCache codes_;
    size_t next_ = 0;
};

/// Looks hashes of earlier blocks up when they are asked for. Borrows @p chain.
[[nodiscard]] execution::BlockHashes block_hashes_of(const chain::Chain& chain);

}  // namespace deed::calls
