#pragma once

#include <span>

#include "vm/isa/access.hpp"
#include "vm/machine/message.hpp"

namespace deed::machine {

using isa::Access;
using isa::SlotRead;
using isa::SlotWrite;

/// The world as instructions see it. Every change is undone with the frame that made it, if that frame fails.
class Host {
  public:
    virtual ~Host() = default;

    /// Makes the account warm and says how it stood.
    virtual Access access_account(const Address& address) noexcept = 0;
    /// Whether the state holds the account, be it empty.
    virtual bool exists(const Address& address) noexcept = 0;
    /// Whether the account is absent or empty (EIP-161).
    virtual bool is_empty(const Address& address) noexcept = 0;
    virtual Uint256 balance(const Address& address) noexcept = 0;
    /// The account's own code; of a delegated account (EIP-7702) the delegation. Borrowed until the machine
    /// ends.
    virtual BytesView code(const Address& address) noexcept = 0;
    virtual Hash code_hash(const Address& address) noexcept = 0;

    /// Reads a slot and makes it warm.
    virtual SlotRead read_slot(const Address& address, const Uint256& slot) noexcept = 0;
    /// Writes a slot and makes it warm.
    virtual SlotWrite write_slot(const Address& address, const Uint256& slot,
                                 const Uint256& value) noexcept = 0;
    /// Transient storage (EIP-1153).
    virtual Uint256 transient(const Address& address, const Uint256& slot) noexcept = 0;
    virtual void set_transient(const Address& address, const Uint256& slot,
                               const Uint256& value) noexcept = 0;

    /// The transaction's refund counter.
    virtual int64_t refund() const noexcept = 0;
    /// @p gas may be below zero: a refund taken back.
    virtual void add_refund(int64_t gas) noexcept = 0;
    virtual void log(const Address& address, std::span<const Hash> topics, BytesView data) noexcept = 0;
    /// Moves the balance to @p beneficiary and marks the account for removal, as far as the revision does so.
    /// Returns whether it was not marked before.
    virtual bool self_destruct(const Address& address, const Address& beneficiary) noexcept = 0;

    /// Runs a call or creation within this one and returns when it has ended. Depth, balance and nonce are
    /// checked.
    virtual CallResult call(const Message& message) noexcept = 0;
};

}  // namespace deed::machine
