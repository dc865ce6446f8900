#pragma once

#include <array>
#include <unordered_map>
#include <utility>
#include <vector>

#include "vm/isa/access.hpp"
#include "vm/isa/revision.hpp"
#include "vm/state/dense_table.hpp"
#include "vm/state/log.hpp"
#include "vm/state/state_diff.hpp"
#include "vm/state/state_view.hpp"

namespace deed::state {

using isa::Access;
using isa::SlotRead;
using isa::SlotWrite;

/// A place in a transaction to go back to.
struct Checkpoint {
    size_t changes;
    size_t logs;
    int64_t refund;
};

/// The state as it changes while a block is executed: reads through to a view, keeps writes, and can undo
/// them.
///
/// A journal lives for one block (or one call). Each transaction is `begin_transaction`, any number of calls
/// with checkpoints, `finish_transaction`. Addresses and slots are found with one look-up; in the steady
/// state nothing is allocated. Everything that leaves (logs, difference) is in an order that does not depend
/// on hashing.
class Journal {
  public:
    /// Borrows @p view, which must outlive the journal and not change meanwhile.
    Journal(const StateView& view, isa::Revision revision);

    [[nodiscard]] isa::Revision revision() const { return revision_; }
    /// Whether the view failed: then nothing that came out of this journal may be used.
    [[nodiscard]] bool has_failed() const noexcept { return view_.has_failed(); }

    // Transactions.

    /// Everything is cold, transient storage empty, no logs, no refund; slots' originals are their present
    /// words.
    void begin_transaction();
    /// Removes what was destroyed and, since EIP-161, touched accounts that are empty. The changes of the
    /// transaction can no longer be undone.
    void finish_transaction();
    /// The logs of the transaction so far, in order.
    [[nodiscard]] const std::vector<Log>& logs() const { return logs_; }
    /// Hands the logs over and begins anew without any.
    [[nodiscard]] std::vector<Log> take_logs() { return std::exchange(logs_, {}); }

    /// The present place. Cheap.
    [[nodiscard]] Checkpoint checkpoint() const { return {undo_.size(), logs_.size(), refund_}; }
    /// Undoes everything since @p checkpoint, the warming of accounts and slots included.
    void rollback(const Checkpoint& checkpoint);

    /// The difference between the view and now, over all finished transactions.
    [[nodiscard]] StateDiff diff() const;

    // Accounts: reading.

    /// Whether the state holds the account, be it empty.
    [[nodiscard]] bool exists(const Address& address) { return load(address).exists; }
    /// Whether the account is absent or empty (EIP-161).
    [[nodiscard]] bool is_empty(const Address& address);
    [[nodiscard]] Uint256 balance(const Address& address) { return load(address).account.balance; }
    [[nodiscard]] uint64_t nonce(const Address& address) { return load(address).account.nonce; }
    /// The hash of the account's code: that of the empty string also for an absent account.
    [[nodiscard]] Hash code_hash(const Address& address) { return load(address).account.code_hash; }
    /// The account's code, borrowed until the journal ends.
    [[nodiscard]] BytesView code(const Address& address) { return code_of(load(address).account.code_hash); }
    /// The code with this hash, borrowed until the journal ends.
    [[nodiscard]] BytesView code_of(const Hash& code_hash);
    /// Whether a contract may not be created there: nonce, code or storage (EIP-684, EIP-7610).
    [[nodiscard]] bool is_occupied(const Address& address);

    // Accounts: changing.

    /// Counts as used by this transaction. Before EIP-161 an absent account appears, empty; since then an
    /// empty one is removed at the end.
    void touch(const Address& address);
    /// Touches the account and adds; the sum must fit 256 bits.
    void add_balance(const Address& address, const Uint256& amount);
    /// Touches the account and subtracts; the balance must suffice.
    void subtract_balance(const Address& address, const Uint256& amount);
    /// Moves @p amount, which the sender must have.
    void transfer(const Address& from, const Address& to, const Uint256& amount);
    void set_balance(const Address& address, const Uint256& balance);
    void set_nonce(const Address& address, uint64_t nonce);
    /// Puts code; empty code takes it away (EIP-7702).
    void set_code(const Address& address, BytesView code);
    /// Begins a contract: keeps the balance, remembers that this transaction created it, sets the nonce that
    /// the revision wants (EIP-161: one). The account must not be occupied.
    void create_contract(const Address& address);
    /// Whether this transaction created the account.
    [[nodiscard]] bool is_created_now(const Address& address);
    /// SELFDESTRUCT: moves the balance to @p beneficiary and marks the account for removal at the end of the
    /// transaction; since EIP-6780 only when this transaction created it. Returns whether it was not marked
    /// before.
    bool self_destruct(const Address& address, const Address& beneficiary);

    // Access lists (EIP-2929).

    /// Makes the account warm and says how it stood.
    Access access_account(const Address& address);
    /// Makes the slot warm and says how it stood.
    Access access_slot(const Address& address, const Uint256& slot);

    // Storage.

    /// Reads a slot and makes it warm.
    [[nodiscard]] SlotRead read_slot(const Address& address, const Uint256& slot);
    /// Writes a slot and makes it warm.
    SlotWrite write_slot(const Address& address, const Uint256& slot, const Uint256& value);
    /// A word of this transaction's transient storage (EIP-1153).
    [[nodiscard]] Uint256 transient(const Address& address, const Uint256& slot);
    void set_transient(const Address& address, const Uint256& slot, const Uint256& value);

    // Logs and refund.

    void add_log(Log log) { logs_.push_back(std::move(log)); }
    /// The refund counter; may be below zero within a call, never at its end.
    [[nodiscard]] int64_t refund() const { return refund_; }
    void add_refund(int64_t gas) { refund_ += gas; }

  private:
    struct AccountEntry {
        bool loaded = false;  ///< whether `before` and `account` are read from the view
        bool exists = false;
        bool existed = false;  ///< in the view
        Account account;       ///< now; default when absent
        Account before;        ///< in the view
        uint32_t storage_epoch =
            0;                 ///< counts how often the storage was cleared; words of older epochs are gone
        uint32_t warm_in = 0;  ///< the number of the transaction that last warmed it
        uint32_t touched_in = 0;
        uint32_t created_in = 0;
        uint32_t destroyed_in = 0;
    };
    struct SlotEntry {
        uint32_t epoch = 0;        ///< the account's storage_epoch that `current` belongs to
        uint32_t transaction = 0;  ///< the transaction that `original` and `is_warm` belong to
        bool is_warm = false;
        Uint256 before;    ///< in the view; zero when the storage was cleared before it was asked for
        Uint256 original;  ///< at the start of the transaction
        Uint256 current;
    };
    struct TransientEntry {
        uint32_t transaction = 0;
        Uint256 value;
    };
    enum class Change : uint8_t {
        Balance,
        Nonce,
        Code,
        Existence,
        Touched,
        Created,
        Destroyed,
        WarmAccount,
        WarmSlot,
        Storage,
        Transient
    };
    /// How to take one change back: what changed, which entry, and the value before.
    struct Undo {
        Change change;
        uint32_t index;
        Uint256 old;
    };

    uint32_t find_index(const Address& address);
    AccountEntry& load(uint32_t index);
    AccountEntry& load(const Address& address) { return load(find_index(address)); }
    uint32_t find_slot_index(uint32_t account, const Uint256& slot);
    SlotEntry& find_slot(const Address& address, const Uint256& slot, uint32_t& index);
    Access warm(SlotEntry& entry, uint32_t index);
    void record(Change change, uint32_t index, const Uint256& old) { undo_.push_back({change, index, old}); }
    void mark_touched(uint32_t index);
    void make_existing(uint32_t index);
    void change_balance(uint32_t index, const Uint256& balance);
    void remove(uint32_t index);
    void undo(const Undo& change);

    const StateView& view_;
    isa::Revision revision_;
    uint32_t transaction_ = 1;
    int64_t refund_ = 0;
    DenseTable<Address, AccountEntry> accounts_;
    DenseTable<SlotKey, SlotEntry> slots_;
    DenseTable<SlotKey, TransientEntry> transients_;
    Address last_address_;  ///< of the latest look-up: code mostly asks about itself
    uint32_t last_index_ = 0;
    /// Slots by the low bits of their number, as code left them: most come back and are found without
    /// hashing.
    std::array<uint32_t, 256> recent_slots_{};
    std::vector<uint32_t> touched_;  ///< accounts touched by this transaction, also by calls that were undone
    std::vector<uint32_t> destroyed_;
    std::vector<Undo> undo_;
    std::vector<Log> logs_;
    std::unordered_map<Hash, Bytes> code_;  ///< code read or put; never iterated
    std::map<Hash, BytesView> new_code_;    ///< code put by this journal, for the difference
};

}  // namespace deed::state
