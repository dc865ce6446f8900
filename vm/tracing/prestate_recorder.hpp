#pragma once

#include <map>
#include <optional>

#include "vm/state/state_view.hpp"

namespace deed::tracing {

/// What was read of one account.
struct PrestateAccount {
    std::optional<state::Account> account;  ///< nothing when absent
    Bytes code;                             ///< empty unless read
    std::map<Uint256, Uint256> storage;     ///< the slots that were read
};

/// A view that remembers what was read through it: the state a transaction depends on.
class PrestateRecorder final : public state::StateView {
  public:
    /// Borrows @p view.
    explicit PrestateRecorder(const state::StateView& view) : view_(view) {}

    [[nodiscard]] std::optional<state::Account> find_account(const Address& address) const noexcept override;
    [[nodiscard]] Uint256 read_storage(const Address& address, const Uint256& slot) const noexcept override;
    [[nodiscard]] Bytes read_code(const Hash& code_hash) const noexcept override;
    [[nodiscard]] bool has_storage(const Address& address) const noexcept override;
    [[nodiscard]] bool has_failed() const noexcept override { return view_.has_failed(); }

    /// Everything read so far, in order of address.
    [[nodiscard]] std::map<Address, PrestateAccount> prestate() const;

  private:
    const state::StateView& view_;
    // Reading is const for the journal that reads, and leaves its trace all the same.
    mutable std::map<Address, PrestateAccount> accounts_;
    mutable std::map<Hash, Bytes> code_;
};

}  // namespace deed::tracing
