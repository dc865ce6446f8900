#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "runtime/block/block.hpp"
#include "runtime/calls/replay.hpp"
#include "runtime/chain/chain.hpp"
#include "runtime/execution/executor.hpp"
#include "runtime/json/parse.hpp"
#include "vm/machine/code_cache.hpp"
#include "vm/precompiles/precompile.hpp"

/// What a transaction would do, without putting it on the chain.
namespace deed::calls {

/// What is assumed about one account instead of what the state says.
struct AccountOverride {
    std::optional<Uint256> balance;
    std::optional<uint64_t> nonce;
    std::optional<Bytes> code;
    std::optional<std::map<Uint256, Uint256>> storage;  ///< all of it
    std::map<Uint256, Uint256> slots;                   ///< single words
    std::optional<Address> moves_precompile_to;
};
using StateOverrides = std::map<Address, AccountOverride>;

/// What is assumed about the block.
struct BlockOverrides {
    std::optional<uint64_t> number;
    std::optional<uint64_t> timestamp;
    std::optional<uint64_t> gas_limit;
    std::optional<Address> beneficiary;
    std::optional<Hash> prev_randao;
    std::optional<Uint256> base_fee;
    std::optional<Uint256> blob_base_fee;
    std::optional<Hash> beacon_root;                            ///< of simulated blocks
    std::optional<std::vector<block::Withdrawal>> withdrawals;  ///< of simulated blocks
};

/// A call, where it is made, and under which assumptions.
struct Question {
    json::CallRequest call;
    json::BlockId block;
    StateOverrides state_overrides;
    BlockOverrides block_overrides;
};

enum class FailureKind : uint8_t {
    UnknownBlock,  ///< there is no such block, or its state is not kept
    Refused,       ///< the call as such is invalid; `reason` has the words
    Reverted,      ///< `output` says why
    Halted,        ///< out of gas, an invalid instruction, …
};

/// Why a question has no answer.
struct CallFailure {
    FailureKind kind = FailureKind::Refused;
    std::string reason;
    Bytes output = {};
};

/// What eth_createAccessList answers.
struct AccessListResult {
    block::AccessList list;
    uint64_t gas_used = 0;
    std::optional<std::string> error;  ///< how the call ended when it failed
};

/// A block's header and the state after it, or what the next block would be.
struct Scene {
    block::Header header;
    std::shared_ptr<const state::StateView> state;
};

/// Answers questions about calls. Any number of threads may ask.
class Simulator {
  public:
    /// Borrows @p chain and @p engine, which runs what is not traced (null: the interpreter). @p gas_cap
    /// bounds every call.
    Simulator(const chain::Chain& chain, uint64_t gas_cap, machine::Engine* engine = nullptr)
        : chain_(chain), gas_cap_(gas_cap), engine_(engine) {}

    /// The number of a block; nothing when there is no such block. `Pending` is the one after the head.
    [[nodiscard]] std::optional<uint64_t> find_number(const json::BlockId& block) const;
    /// Where a call at @p block would run; nothing when there is no such block.
    [[nodiscard]] std::optional<Scene> find_scene(const json::BlockId& block) const;

    /// Runs the call; success and failures of the contract are both outcomes.
    [[nodiscard]] Result<execution::Outcome, CallFailure> call(const Question& question) const;
    /// Runs the call and watches it.
    [[nodiscard]] Result<Watched, CallFailure> watch(const Question& question, const Watch& watch) const;
    /// Under which rules and with how much gas the call would run.
    struct Circumstances {
        isa::Revision revision;
        uint64_t gas = 0;
    };
    [[nodiscard]] Result<Circumstances, CallFailure> describe(const Question& question) const;
    /// The least gas limit with which the call succeeds.
    [[nodiscard]] Result<uint64_t, CallFailure> estimate_gas(const Question& question) const;
    /// The accounts and slots that the call touches, besides those that are warm anyway.
    [[nodiscard]] Result<AccessListResult, CallFailure> create_access_list(const Question& question) const;

  private:
    class Stage;
    [[nodiscard]] Result<Stage, CallFailure> set_stage(const Question& question) const;

    const chain::Chain& chain_;
    uint64_t gas_cap_;
    machine::Engine* engine_;
    mutable machine::CodeCache codes_;
};

/// Where the precompiles stand under @p overrides: moved where they were sent, gone where anything is assumed
/// about their account. The failure says what cannot be moved.
[[nodiscard]] Result<precompiles::PrecompileMoves, std::string> move_precompiles(
    const StateOverrides& overrides, isa::Revision revision);

/// Lays what is assumed about an account over a state.
void apply(const AccountOverride& change, const Address& address, state::OverlayView& view);

/// The failure that an unsuccessful outcome amounts to.
[[nodiscard]] CallFailure failure_of(const execution::Outcome& outcome);

}  // namespace deed::calls
