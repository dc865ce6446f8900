#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "runtime/block/blob_sidecar.hpp"
#include "runtime/pool/refusal.hpp"
#include "vm/base/result.hpp"
#include "vm/base/uint256.hpp"

namespace deed::pool {

/// A transaction that waits, with what was found out about it once.
struct Pending {
    block::SignedTransaction transaction;
    Hash hash;
    Address sender;
    uint64_t arrival = 0;  ///< counts up: the order of taking
    size_t size = 0;       ///< bytes of the encoded form
    /// Nobody signed it: the sender was chosen by hand, on a development chain.
    bool is_impersonated = false;
    /// What goes with a blob transaction; null for any other.
    std::shared_ptr<const block::BlobSidecar> sidecar{};

    /// What it takes of the pool's bytes.
    [[nodiscard]] size_t weight() const { return size + (sidecar ? sidecar->size() : 0); }
};
using PendingPointer = std::shared_ptr<const Pending>;

struct Limits {
    size_t transactions = 200'000;
    size_t per_sender = 4'096;
    uint64_t nonce_gap = 4'096;        ///< how far a nonce may lie above the account's
    size_t bytes = size_t{256} << 20;  ///< of all encoded transactions and blobs together
    Uint256 least_tip = 0;
};

/// What the pool knows of an account at the head.
struct AccountState {
    uint64_t nonce = 0;
    Uint256 balance;
};

/// Transactions that wait for a block: by sender and nonce; those that follow the account's nonce without a
/// gap can go into the next block, the others are queued until the gap closes. Its own validity checks are
/// those that need other transactions; what a transaction must be by itself is checked before (`execution`).
///
/// Not for several threads at once: the chain guards it.
class Pool {
  public:
    explicit Pool(const Limits& limits) : limits_(limits) {}

    /// Takes @p pending, replacing one of the same sender and nonce when it pays at least 10 % more of both
    /// fees. When the pool is full, the worst-paid of the last nonces makes room, or this one is refused.
    [[nodiscard]] Result<PendingPointer, PoolError> add(Pending pending, const AccountState& account);

    /// Tells the pool what @p sender has at a new head: what was included or can no longer be is dropped.
    void on_account(const Address& sender, const AccountState& account);
    /// The senders that have something here, in order.
    [[nodiscard]] std::vector<Address> senders() const;

    /// Takes one away; the later ones of its sender become queued.
    bool remove(const Hash& hash);
    void clear();

    [[nodiscard]] PendingPointer find(const Hash& hash) const;
    /// One that names the blob and has it; null when none does.
    [[nodiscard]] PendingPointer find_by_blob(const Hash& versioned_hash) const;
    /// The nonce that the sender's next transaction should have: after all of its executable ones.
    [[nodiscard]] std::optional<uint64_t> next_nonce(const Address& sender) const;
    [[nodiscard]] size_t size() const { return by_hash_.size(); }
    /// Changes with every change of the content.
    [[nodiscard]] uint64_t version() const { return version_; }

    /// A sender's transactions, split at the first gap.
    struct SenderContent {
        Address sender;
        std::vector<PendingPointer> executable;
        std::vector<PendingPointer> queued;
    };
    /// Everything, by sender (txpool_content).
    [[nodiscard]] std::vector<SenderContent> content() const;

    /// How many there are in either half of the content.
    struct Counts {
        size_t executable = 0;
        size_t queued = 0;
    };
    /// Looks at each sender once, and into those only that have a gap.
    [[nodiscard]] Counts counts() const;

    /// What can go into the next block: each sender's transactions without a gap from its nonce on.
    [[nodiscard]] std::vector<std::vector<PendingPointer>> executable() const;

  private:
    struct Sender {
        AccountState account;
        std::map<uint64_t, PendingPointer> by_nonce;
    };

    /// How many of the sender's transactions follow its nonce without a gap.
    [[nodiscard]] static size_t executable_count(const Sender& sender);

    /// A sender's last transaction by what it pays; the first one makes room when the pool is full.
    using Last = std::pair<Uint256, Address>;

    [[nodiscard]] static std::optional<Last> last_of(const Address& address, const Sender& sender);
    void move_last(const std::optional<Last>& before, const std::optional<Last>& after);
    void insert(const PendingPointer& pending, const AccountState& account);
    void erase(const Address& address, uint64_t nonce);
    [[nodiscard]] bool make_room_for(const Pending& pending);

    Limits limits_;
    std::map<Address, Sender> senders_;
    std::set<Last> lasts_;
    std::unordered_map<Hash, PendingPointer> by_hash_;
    std::multimap<Hash, PendingPointer> by_blob_;
    size_t bytes_ = 0;
    uint64_t arrivals_ = 0;
    uint64_t version_ = 0;
};

/// What became of a transaction that was offered to a block.
enum class Taken : uint8_t { Yes, SkipSender, BlockIsFull };

/// Offers transactions in the order for a block: each sender's by nonce, among the senders by effective tip
/// at
/// @p base_fee, then by arrival. Those whose fee cap is below the base fee are passed over with all that
/// follow them.
void offer_in_order(const std::vector<std::vector<PendingPointer>>& executable, const Uint256& base_fee,
                    const std::function<Taken(const PendingPointer&)>& take);

}  // namespace deed::pool
