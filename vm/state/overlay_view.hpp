#pragma once

#include "vm/state/state_diff.hpp"
#include "vm/state/state_view.hpp"

namespace deed::state {

/// A state with changes laid over it: pending blocks, overrides of a call, edits on a development chain.
class OverlayView final : public StateView {
  public:
    /// Borrows @p base, which must outlive the overlay.
    explicit OverlayView(const StateView& base) : base_(base) {}
    /// As above, beginning with the changes of @p diff.
    OverlayView(const StateView& base, StateDiff diff) : base_(base), diff_(std::move(diff)) {}

    [[nodiscard]] std::optional<Account> find_account(const Address& address) const noexcept override;
    [[nodiscard]] Uint256 read_storage(const Address& address, const Uint256& slot) const noexcept override;
    [[nodiscard]] Bytes read_code(const Hash& code_hash) const noexcept override;
    [[nodiscard]] bool has_storage(const Address& address) const noexcept override;
    [[nodiscard]] bool has_failed() const noexcept override { return base_.has_failed(); }

    void set_balance(const Address& address, const Uint256& balance);
    void set_nonce(const Address& address, uint64_t nonce);
    void set_code(const Address& address, BytesView code);
    void set_storage(const Address& address, const Uint256& slot, const Uint256& value);
    /// Forgets every slot of the account; later `set_storage` fills it anew.
    void clear_storage(const Address& address);
    /// Lays further changes on top.
    void apply(const StateDiff& diff) { diff_.merge(diff); }

    /// The changes so far.
    [[nodiscard]] const StateDiff& diff() const { return diff_; }

  private:
    AccountChange& change_of(const Address& address);

    const StateView& base_;
    StateDiff diff_;
};

}  // namespace deed::state
