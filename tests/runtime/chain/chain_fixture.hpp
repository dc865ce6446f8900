#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "runtime/chain/chain.hpp"
#include "runtime/keys/mnemonic.hpp"
#include "tests/support/temporary_directory.hpp"

namespace deed::tests {

/// A development chain in a directory of its own, with a clock that stands still until it is moved.
class ChainFixture {
  public:
    explicit ChainFixture(chain::Sealing sealing = chain::Sealing::Instant);

    /// Opens the chain (again).
    chain::Chain& open();
    /// Closes it, as a program that ends does.
    void close() { chain_.reset(); }
    [[nodiscard]] chain::Chain& chain() { return *chain_; }

    [[nodiscard]] const keys::Account& account(size_t index) const { return accounts_[index]; }
    [[nodiscard]] const chain::ChainGenesis& genesis() const { return genesis_; }
    [[nodiscard]] const std::filesystem::path& directory() const { return directory_.path(); }
    [[nodiscard]] chain::Settings settings() const;
    [[nodiscard]] std::vector<std::shared_ptr<keys::Signer>> signers() const;

    /// A signed transfer; fees are generous.
    [[nodiscard]] block::SignedTransaction transfer(size_t from, const Address& to, const Uint256& value,
                                                    uint64_t nonce) const;
    /// Any signed transaction of type 2, or 3 where @p fields say so; chain id, nonce and fees are filled in.
    [[nodiscard]] block::SignedTransaction sign(size_t from, block::Transaction fields, uint64_t nonce) const;
    /// Sends a transaction that must be taken, with the account's next nonce.
    Hash send(size_t from, block::Transaction fields);

    uint64_t now = 1'700'000'000;
    chain::Listeners listeners;

  private:
    TemporaryDirectory directory_;
    chain::Sealing sealing_;
    std::vector<keys::Account> accounts_;
    chain::ChainGenesis genesis_;
    std::unique_ptr<chain::Chain> chain_;
};

}  // namespace deed::tests
