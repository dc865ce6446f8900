#pragma once

#include <memory>

#include "vm/isa/revision.hpp"
#include "vm/machine/block_context.hpp"
#include "vm/machine/code_cache.hpp"
#include "vm/machine/engine.hpp"
#include "vm/machine/interceptor.hpp"
#include "vm/machine/message.hpp"
#include "vm/machine/tracer.hpp"
#include "vm/precompiles/precompile.hpp"
#include "vm/state/journal.hpp"

namespace deed::vm {

/// The circumstances of a transaction's calls.
struct VmConfig {
    isa::Revision revision = isa::kLatestRevision;
    machine::BlockContext block;
    machine::TransactionContext transaction;
    /// What runs the frames that are not traced; null for the fastest form of the interpreter.
    machine::Engine* engine = nullptr;
    /// Where precompiles stand instead of where the rules have them; null for nowhere else. Borrowed.
    const precompiles::PrecompileMoves* precompile_moves = nullptr;
};

/// The machine: runs calls and creations on a journal.
///
/// Serves any number of transactions of one block, one after another. Refunds and logs are left in the
/// journal.
class Vm {
  public:
    /// Borrows everything but @p config; @p tracer and @p interceptor may be null.
    Vm(VmConfig config, state::Journal& journal, machine::CodeCache& codes, machine::Tracer* tracer = nullptr,
       machine::Interceptor* interceptor = nullptr);
    ~Vm();
    Vm(const Vm&) = delete;
    Vm& operator=(const Vm&) = delete;

    /// Changes the transaction that calls belong to. Not to be used while a call runs.
    void set_transaction(machine::TransactionContext transaction);

    /// Runs a call or creation: moves the value, runs the precompiled contract or the code (following a
    /// delegation, EIP-7702), and undoes every change unless it succeeds.
    ///
    /// At depth 0 the caller has raised the sender's nonce, taken the gas, and made warm what EIP-2929 wants
    /// warm. `message.recipient` of a creation is not read: the machine finds the address.
    machine::CallResult call(const machine::Message& message) noexcept;

  private:
    class Machine;

    std::unique_ptr<Machine> machine_;
};

}  // namespace deed::vm
