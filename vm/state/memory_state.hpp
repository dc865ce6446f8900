#pragma once

#include <map>

#include "vm/state/state_diff.hpp"
#include "vm/state/state_view.hpp"

namespace deed::state {

/// A whole state in memory: for tests, contract tests and genesis.
class MemoryState final : public StateView {
  public:
    struct Entry {
        Account account;
        std::map<Uint256, Uint256> storage;  ///< no zero words
    };

    [[nodiscard]] std::optional<Account> find_account(const Address& address) const noexcept override;
    [[nodiscard]] Uint256 read_storage(const Address& address, const Uint256& slot) const noexcept override;
    [[nodiscard]] Bytes read_code(const Hash& code_hash) const noexcept override;
    [[nodiscard]] bool has_storage(const Address& address) const noexcept override;
    [[nodiscard]] bool has_failed() const noexcept override { return false; }

    /// Puts an account, keeping the storage that is there.
    void set_account(const Address& address, const Account& account);
    /// Puts code and points the account at it; the account appears when absent.
    void set_code(const Address& address, BytesView code);
    /// Writes a slot; zero removes it. The account appears when absent.
    void set_storage(const Address& address, const Uint256& slot, const Uint256& value);
    /// Makes the changes of @p diff.
    void apply(const StateDiff& diff);

    /// Every account in order of address.
    [[nodiscard]] const std::map<Address, Entry>& entries() const { return entries_; }
    /// Every code that was ever put, by its Keccak-256.
    [[nodiscard]] const std::map<Hash, Bytes>& code() const { return code_; }

  private:
    std::map<Address, Entry> entries_;
    std::map<Hash, Bytes> code_;
};

}  // namespace deed::state
