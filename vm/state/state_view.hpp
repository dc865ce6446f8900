#pragma once

#include <optional>

#include "vm/state/account.hpp"

namespace deed::state {

/// Reads one state, which does not change while it is read.
///
/// Nothing is thrown: the machine's frames stand between the reader and whoever could catch. A view that
/// cannot read answers "absent" or zero from then on and remembers it in `has_failed`, which the caller of
/// the machine checks before it believes a result.
class StateView {
  public:
    virtual ~StateView() = default;

    /// The account, or nothing when the state holds none at @p address.
    [[nodiscard]] virtual std::optional<Account> find_account(const Address& address) const noexcept = 0;
    /// The word in @p slot; zero when never written or the account is absent.
    [[nodiscard]] virtual Uint256 read_storage(const Address& address,
                                               const Uint256& slot) const noexcept = 0;
    /// The code with this Keccak-256; empty when unknown or the hash is that of the empty string.
    [[nodiscard]] virtual Bytes read_code(const Hash& code_hash) const noexcept = 0;
    /// Whether any slot of the account differs from zero (EIP-7610 refuses to create a contract there).
    [[nodiscard]] virtual bool has_storage(const Address& address) const noexcept = 0;
    /// Whether an earlier answer is not to be believed, because the store behind it failed.
    [[nodiscard]] virtual bool has_failed() const noexcept = 0;
};

}  // namespace deed::state
