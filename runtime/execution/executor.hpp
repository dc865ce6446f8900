#pragma once

#include <functional>
#include <optional>

#include "runtime/execution/fees.hpp"
#include "runtime/execution/validate.hpp"
#include "vm/vm.hpp"

namespace deed::execution {

/// What came of a transaction.
struct Outcome {
    machine::Status status = machine::Status::Success;
    uint64_t gas_used = 0;  ///< what is paid for, refunds taken off
    uint64_t gas_refunded = 0;
    Uint256 gas_price;  ///< the effective one
    Bytes output;       ///< returned or reverted with
    std::optional<Address> created;
    std::vector<state::Log> logs;

    [[nodiscard]] bool is_success() const { return status == machine::Status::Success; }
};

/// What to run transactions with; every pointer may be null.
struct Machinery {
    machine::Engine* engine = nullptr;
    machine::Tracer* tracer = nullptr;
    machine::Interceptor* interceptor = nullptr;
    /// The state root after changes of the block so far: receipts hold it before Byzantium (EIP-658). Empty
    /// where no such block is run.
    std::function<Hash(const state::StateDiff&)> root_after = {};
    // The rest is for simulations.
    const precompiles::PrecompileMoves* precompile_moves = nullptr;
    std::optional<Uint256> blob_base_fee = {};  ///< instead of what follows from the header
};

/// Runs transactions one after another on one journal, which it borrows: the one path for blocks, calls,
/// simulation, tests and impersonated senders.
class Executor {
  public:
    Executor(Environment environment, state::Journal& journal, machine::CodeCache& codes,
             const Machinery& machinery = {});

    [[nodiscard]] const Environment& environment() const { return environment_; }

    /// Runs @p transaction as @p sender. When it is invalid the state stays as it is. Otherwise its changes,
    /// fees included, are finished in the journal. The caller asks the journal whether the state could be
    /// read.
    [[nodiscard]] Result<Outcome, Invalid> transact(const Address& sender,
                                                    const block::Transaction& transaction,
                                                    const Leniency& leniency = {});

    /// Calls a contract as the protocol itself does (EIP-4788, 2935, 7002, 7251): from 0xff…fe, with 30
    /// million gas, free of charge. Nothing when the account has no code.
    [[nodiscard]] std::optional<Outcome> call_system_contract(const Address& contract, BytesView input);

  private:
    void take_gas(const Address& sender, const block::Transaction& transaction, const Uint256& gas_price,
                  const Leniency& leniency);
    void warm_up(const Address& sender, const block::Transaction& transaction);
    void follow_authorizations(const std::vector<block::Authorization>& authorizations);
    machine::CallResult run(const Address& sender, const block::Transaction& transaction, uint64_t nonce,
                            uint64_t gas);
    Outcome settle(const Address& sender, const block::Transaction& transaction,
                   const machine::CallResult& result, const IntrinsicGas& gas, const Leniency& leniency);

    Environment environment_;
    state::Journal& journal_;
    std::vector<Address> precompiles_;
    vm::Vm vm_;
};

}  // namespace deed::execution
