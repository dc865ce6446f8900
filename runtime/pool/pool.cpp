#include "runtime/pool/pool.hpp"

#include <algorithm>
#include <queue>

#include "runtime/execution/fees.hpp"

namespace deed::pool {
namespace {

/// What a transaction must pay more to take another's place, in percent.
constexpr uint64_t kReplacementPercent = 10;

/// At least @p percent more; a fee near 2^256 cannot be outbid.
bool outbids(const Uint256& offered, const Uint256& present) {
    const auto scaled_present = checked_multiply(present, Uint256{100 + kReplacementPercent});
    const auto scaled_offered = checked_multiply(offered, Uint256{100});
    if (!scaled_offered) return scaled_present.has_value() || offered > present;
    return scaled_present && *scaled_offered >= *scaled_present;
}

/// The most that the transaction can take from its sender; 2^256 - 1 when it is more than that.
Uint256 largest_cost(const block::Transaction& transaction) {
    const auto gas = checked_multiply(transaction.max_fee_per_gas, Uint256{transaction.gas_limit});
    const auto sum = gas ? checked_add(*gas, transaction.value) : std::nullopt;
    const auto blobs =
        checked_multiply(transaction.max_fee_per_blob_gas, Uint256{execution::blob_gas_of(transaction)});
    const auto all = sum && blobs ? checked_add(*sum, *blobs) : std::nullopt;
    return all.value_or(Uint256::max());
}

/// What a unit of gas brings the proposer; nothing when the fee cap is below the base fee.
std::optional<Uint256> effective_tip(const block::Transaction& transaction, const Uint256& base_fee) {
    if (transaction.max_fee_per_gas < base_fee) return std::nullopt;
    return std::min(transaction.max_priority_fee_per_gas, transaction.max_fee_per_gas - base_fee);
}

}  // namespace

Result<PendingPointer, PoolError> Pool::add(Pending pending, const AccountState& account) {
    const block::Transaction& fields = pending.transaction.fields;
    if (by_hash_.contains(pending.hash)) return Failure{PoolError::AlreadyKnown};
    if (fields.max_priority_fee_per_gas < limits_.least_tip) return Failure{PoolError::Underpriced};
    DEED_ASSERT(fields.nonce >= account.nonce);
    if (fields.nonce - account.nonce > limits_.nonce_gap) return Failure{PoolError::NonceTooFar};

    const auto found = senders_.find(pending.sender);
    const Pending* replaced = nullptr;
    if (found != senders_.end()) {
        const auto& by_nonce = found->second.by_nonce;
        if (const auto same = by_nonce.find(fields.nonce); same != by_nonce.end())
            replaced = same->second.get();
        if (replaced == nullptr && by_nonce.size() >= limits_.per_sender)
            return Failure{PoolError::TooManyFromSender};
    }
    if (replaced != nullptr) {
        const block::Transaction& old = replaced->transaction.fields;
        if (!outbids(fields.max_fee_per_gas, old.max_fee_per_gas) ||
            !outbids(fields.max_priority_fee_per_gas, old.max_priority_fee_per_gas))
            return Failure{PoolError::ReplacementUnderpriced};
        erase(pending.sender, fields.nonce);
    } else if (!make_room_for(pending)) {
        return Failure{PoolError::Underpriced};
    }

    pending.arrival = arrivals_++;
    auto pointer = std::make_shared<const Pending>(std::move(pending));
    insert(pointer, account);
    return pointer;
}

std::optional<Pool::Last> Pool::last_of(const Address& address, const Sender& sender) {
    if (sender.by_nonce.empty()) return std::nullopt;
    return Last{sender.by_nonce.rbegin()->second->transaction.fields.max_priority_fee_per_gas, address};
}

/// Mostly the last pays what the one before it did: then there is nothing to move.
void Pool::move_last(const std::optional<Last>& before, const std::optional<Last>& after) {
    if (before == after) return;
    if (before) lasts_.erase(*before);
    if (after) lasts_.insert(*after);
}

void Pool::insert(const PendingPointer& pending, const AccountState& account) {
    Sender& sender = senders_[pending->sender];
    sender.account = account;
    const auto before = last_of(pending->sender, sender);
    bytes_ += pending->weight();
    sender.by_nonce.emplace(pending->transaction.fields.nonce, pending);
    by_hash_.emplace(pending->hash, pending);
    if (pending->sidecar)
        for (const Hash& blob : pending->transaction.fields.blob_versioned_hashes)
            by_blob_.emplace(blob, pending);
    move_last(before, last_of(pending->sender, sender));
    ++version_;
}

void Pool::erase(const Address& address, uint64_t nonce) {
    const auto sender = senders_.find(address);
    const auto place = sender->second.by_nonce.find(nonce);
    const auto before = last_of(address, sender->second);
    bytes_ -= place->second->weight();
    by_hash_.erase(place->second->hash);
    if (place->second->sidecar)
        std::erase_if(by_blob_, [&](const auto& entry) { return entry.second == place->second; });
    sender->second.by_nonce.erase(place);
    move_last(before, last_of(address, sender->second));
    if (sender->second.by_nonce.empty()) senders_.erase(sender);
    ++version_;
}

bool Pool::make_room_for(const Pending& pending) {
    while (by_hash_.size() >= limits_.transactions || bytes_ + pending.weight() > limits_.bytes) {
        // Only a sender's last one can go: anything else would leave those after it hanging.
        const auto worst = lasts_.begin();
        if (worst == lasts_.end() || worst->second == pending.sender ||
            worst->first >= pending.transaction.fields.max_priority_fee_per_gas)
            return false;
        const Address sender = worst->second;
        erase(sender, senders_.at(sender).by_nonce.rbegin()->first);
    }
    return true;
}

void Pool::on_account(const Address& address, const AccountState& account) {
    const auto found = senders_.find(address);
    if (found == senders_.end()) return;
    found->second.account = account;
    std::vector<uint64_t> gone;
    for (const auto& [nonce, pending] : found->second.by_nonce)
        if (nonce < account.nonce || largest_cost(pending->transaction.fields) > account.balance)
            gone.push_back(nonce);
    for (const uint64_t nonce : gone) erase(address, nonce);
}

std::vector<Address> Pool::senders() const {
    std::vector<Address> result;
    for (const auto& [address, sender] : senders_) result.push_back(address);
    return result;
}

bool Pool::remove(const Hash& hash) {
    const auto found = by_hash_.find(hash);
    if (found == by_hash_.end()) return false;
    const PendingPointer pending = found->second;
    erase(pending->sender, pending->transaction.fields.nonce);
    return true;
}

void Pool::clear() {
    senders_.clear();
    lasts_.clear();
    by_hash_.clear();
    by_blob_.clear();
    bytes_ = 0;
    ++version_;
}

PendingPointer Pool::find(const Hash& hash) const {
    const auto found = by_hash_.find(hash);
    return found == by_hash_.end() ? nullptr : found->second;
}

PendingPointer Pool::find_by_blob(const Hash& versioned_hash) const {
    const auto found = by_blob_.find(versioned_hash);
    return found == by_blob_.end() ? nullptr : found->second;
}

std::optional<uint64_t> Pool::next_nonce(const Address& address) const {
    const auto found = senders_.find(address);
    if (found == senders_.end()) return std::nullopt;
    return found->second.account.nonce + executable_count(found->second);
}

size_t Pool::executable_count(const Sender& sender) {
    const auto& by_nonce = sender.by_nonce;
    const uint64_t first = sender.account.nonce;
    const bool is_gapless = !by_nonce.empty() && by_nonce.begin()->first == first &&
                            by_nonce.rbegin()->first - first == by_nonce.size() - 1;
    if (is_gapless) return by_nonce.size();
    size_t count = 0;
    for (auto next = by_nonce.find(first); next != by_nonce.end() && next->first == first + count; ++next)
        ++count;
    return count;
}

Pool::Counts Pool::counts() const {
    Counts counts;
    for (const auto& [address, sender] : senders_) counts.executable += executable_count(sender);
    counts.queued = by_hash_.size() - counts.executable;
    return counts;
}

std::vector<Pool::SenderContent> Pool::content() const {
    std::vector<SenderContent> result;
    for (const auto& [address, sender] : senders_) {
        SenderContent content{.sender = address};
        uint64_t nonce = sender.account.nonce;
        for (const auto& [own_nonce, pending] : sender.by_nonce) {
            if (own_nonce == nonce) {
                content.executable.push_back(pending);
                ++nonce;
            } else {
                content.queued.push_back(pending);
            }
        }
        result.push_back(std::move(content));
    }
    return result;
}

std::vector<std::vector<PendingPointer>> Pool::executable() const {
    std::vector<std::vector<PendingPointer>> result;
    for (const auto& [address, sender] : senders_) {
        std::vector<PendingPointer> run;
        uint64_t nonce = sender.account.nonce;
        for (auto next = sender.by_nonce.find(nonce); next != sender.by_nonce.end() && next->first == nonce;
             ++next, ++nonce)
            run.push_back(next->second);
        if (!run.empty()) result.push_back(std::move(run));
    }
    return result;
}

void offer_in_order(const std::vector<std::vector<PendingPointer>>& executable, const Uint256& base_fee,
                    const std::function<Taken(const PendingPointer&)>& take) {
    struct Candidate {
        Uint256 tip;
        const std::vector<PendingPointer>* run;
        size_t place;

        [[nodiscard]] const PendingPointer& pending() const { return (*run)[place]; }
    };
    const auto is_worse = [](const Candidate& a, const Candidate& b) {
        return a.tip != b.tip ? a.tip < b.tip : a.pending()->arrival > b.pending()->arrival;
    };
    std::priority_queue<Candidate, std::vector<Candidate>, decltype(is_worse)> candidates{is_worse};
    const auto push = [&](const std::vector<PendingPointer>& run, size_t place) {
        if (place == run.size()) return;
        if (const auto tip = effective_tip(run[place]->transaction.fields, base_fee))
            candidates.push({*tip, &run, place});
    };
    for (const auto& run : executable) push(run, 0);
    while (!candidates.empty()) {
        const Candidate best = candidates.top();
        candidates.pop();
        const Taken taken = take(best.pending());
        if (taken == Taken::BlockIsFull) return;
        if (taken == Taken::Yes) push(*best.run, best.place + 1);
    }
}

}  // namespace deed::pool
