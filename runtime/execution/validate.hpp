#pragma once

#include <variant>

#include "runtime/block/transaction.hpp"
#include "runtime/execution/environment.hpp"
#include "runtime/execution/invalid.hpp"
#include "vm/base/result.hpp"
#include "vm/state/state_view.hpp"

namespace deed::execution {

/// What a call or simulation does not insist on; a transaction of a block insists on everything.
struct Leniency {
    bool ignores_nonce = false;
    bool ignores_sender_code = false;  ///< a contract may be the sender
    bool ignores_fees =
        false;  ///< the fee caps may be below the block's fees; nothing is charged beyond them
    bool ignores_balance = false;     ///< gas costs nothing; only the value must be there
    bool ignores_gas_limits = false;  ///< the block's gas and the cap of one transaction do not matter
};

/// Checks type, chain and signature and finds the sender.
[[nodiscard]] Result<Address, Invalid> find_sender(const block::SignedTransaction& transaction,
                                                   const Environment& environment);
/// Checks what the transaction must be by itself, whatever the block's fees and the state.
[[nodiscard]] Result<std::monostate, Invalid> check_form(const block::Transaction& transaction,
                                                         const Environment& environment,
                                                         const Leniency& leniency = {});
/// Checks the fee caps and the gas limit against the block.
[[nodiscard]] Result<std::monostate, Invalid> check_fees(const block::Transaction& transaction,
                                                         const Environment& environment,
                                                         const Leniency& leniency = {});
/// What is asked of a sender.
struct Sender {
    state::Account account;
    bool is_delegated = false;  ///< the code is a delegation (EIP-7702), which does not make it a contract
};
[[nodiscard]] Sender read_sender(const state::StateView& view, const Address& address);
/// Checks nonce, code and balance of the sender.
[[nodiscard]] Result<std::monostate, Invalid> check_sender(const block::Transaction& transaction,
                                                           const Sender& sender,
                                                           const Environment& environment,
                                                           const Leniency& leniency = {});

/// All of the above for a transaction that would be the next to run on @p view; the sender when it is valid.
[[nodiscard]] Result<Address, Invalid> validate(const block::SignedTransaction& transaction,
                                                const Environment& environment, const state::StateView& view);

}  // namespace deed::execution
