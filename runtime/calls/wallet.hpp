#pragma once

#include <functional>
#include <mutex>
#include <vector>

#include "runtime/calls/simulator.hpp"
#include "runtime/chain/chain.hpp"
#include "runtime/keys/mnemonic.hpp"

namespace deed::calls {

/// The accounts whose keys this process holds for its clients, and sending from them. Any number of threads
/// may use it.
class Wallet {
  public:
    /// Whether an address may send without a key: on a development chain, by hand.
    using Impersonation = std::function<bool(const Address&)>;
    /// Borrows @p chain and @p simulator. @p impersonation may be empty.
    Wallet(std::vector<keys::Account> accounts, chain::Chain& chain, const Simulator& simulator,
           Impersonation impersonation = {})
        : accounts_(std::move(accounts)),
          chain_(chain),
          simulator_(simulator),
          impersonation_(std::move(impersonation)) {}

    /// The accounts in the order they were given.
    [[nodiscard]] std::vector<Address> addresses() const;
    /// The key of @p address, or null.
    [[nodiscard]] const crypto::PrivateKey* find_key(const Address& address) const;

    /// Fills in what @p call leaves open: nonce, fees, chain id, and a gas limit that suffices. The first
    /// account is the sender when none is named. Fails when the call would fail.
    [[nodiscard]] Result<block::Transaction, CallFailure> fill(json::CallRequest call) const;
    /// Fills in and signs.
    [[nodiscard]] Result<block::SignedTransaction, CallFailure> sign(json::CallRequest call) const;
    /// Told of a transaction that is about to be submitted.
    using Announce = std::function<void(const block::SignedTransaction&, const Address& sender)>;
    /// Fills in, signs and submits, one after another, so that no nonce is given twice. The hash. @p announce
    /// may be empty. An impersonated sender's transaction goes without signature and is not announced.
    [[nodiscard]] Result<Hash, CallFailure> send(json::CallRequest call, const Announce& announce = {});

  private:
    [[nodiscard]] Result<Address, CallFailure> sender_of(const json::CallRequest& call) const;

    std::vector<keys::Account> accounts_;
    chain::Chain& chain_;
    const Simulator& simulator_;
    Impersonation impersonation_;
    std::mutex sending_;
};

}  // namespace deed::calls
