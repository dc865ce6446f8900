#pragma once

#include <vector>

#include "vm/base/uint256.hpp"
#include "vm/isa/revision.hpp"
#include "vm/machine/block_context.hpp"
#include "vm/machine/code_cache.hpp"
#include "vm/state/journal.hpp"
#include "vm/state/memory_state.hpp"
#include "vm/vm.hpp"

namespace deed::programs {

/// What came of a transaction on the machine.
struct Receipt {
    machine::Status status = machine::Status::Success;
    Bytes output;
    std::vector<state::Log> logs;
    Address created;
};

/// The machine, with one transaction after another.
class Chain {
  public:
    Chain();
    void fund(const Address& account, const Uint256& balance) {
        state_.set_account(account, {.balance = balance});
    }
    Receipt create(BytesView code, const Address& from, const Uint256& value, uint64_t nonce);
    Receipt call(const Address& to, BytesView input, const Address& from, const Uint256& value);
    [[nodiscard]] const state::MemoryState& state() const { return state_; }

    void set_code(const Address& account, BytesView code);

    machine::BlockContext block;
    machine::TransactionContext transaction;  ///< the origin is whoever calls

  private:
    Receipt run(const machine::Message& message);

    state::MemoryState state_;
    machine::CodeCache codes_;
};

}  // namespace deed::programs
