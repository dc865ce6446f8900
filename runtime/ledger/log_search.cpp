#include <algorithm>
#include <map>

#include "runtime/ledger/keys.hpp"
#include "runtime/ledger/records.hpp"
#include "runtime/ledger/snapshot.hpp"

namespace deed::ledger {
namespace {

using storage::Table;

/// Something that a log must mention: any of these keys of an index.
struct Criterion {
    Table table = Table::LogAddresses;
    std::vector<Key> keys;
};

std::vector<Criterion> criteria_of(const LogFilter& filter) {
    std::vector<Criterion> criteria;
    if (!filter.addresses.empty()) {
        Criterion criterion;
        for (const Address& address : filter.addresses) criterion.keys.push_back(Key{}.add(address));
        criteria.push_back(std::move(criterion));
    }
    for (size_t position = 0; position < filter.topics.size(); ++position) {
        if (filter.topics[position].empty()) continue;
        Criterion criterion{.table = Table::LogTopics};
        const auto tag = static_cast<uint8_t>(position);
        for (const Hash& topic : filter.topics[position])
            criterion.keys.push_back(Key{}.add({&tag, 1}).add(topic));
        criteria.push_back(std::move(criterion));
    }
    return criteria;
}

/// Walks the blocks in which one key of an index occurs.
class BlockWalk {
  public:
    BlockWalk(const storage::Transaction& transaction, Table table, const Key& prefix)
        : cursor_(transaction.cursor(table)), prefix_(prefix) {}

    /// The first block at or after @p block.
    std::optional<uint64_t> seek(uint64_t block) {
        if (found_ && *found_ >= block) return found_;
        if (is_exhausted_) return std::nullopt;
        const auto entry = cursor_.seek(Key{prefix_}.add_block(block));
        is_exhausted_ = !entry || !has_prefix(entry->key, prefix_);
        found_ = is_exhausted_ ? std::nullopt : std::optional{read_block(entry->key)};
        return found_;
    }

  private:
    storage::Cursor cursor_;
    Key prefix_;
    std::optional<uint64_t> found_;
    bool is_exhausted_ = false;
};

/// The next block in which every criterion is met by some log, not necessarily the same.
class CandidateWalk {
  public:
    CandidateWalk(const storage::Transaction& transaction, const std::vector<Criterion>& criteria) {
        for (const Criterion& criterion : criteria) {
            auto& walks = walks_.emplace_back();
            for (const Key& key : criterion.keys) walks.emplace_back(transaction, criterion.table, key);
        }
    }

    std::optional<uint64_t> seek(uint64_t block) {
        while (true) {
            uint64_t furthest = block;
            for (auto& walks : walks_) {
                std::optional<uint64_t> nearest;
                for (BlockWalk& walk : walks)
                    if (const auto found = walk.seek(furthest); found && (!nearest || *found < *nearest))
                        nearest = found;
                if (!nearest) return std::nullopt;
                furthest = *nearest;
            }
            if (furthest == block) return block;
            block = furthest;
        }
    }

  private:
    std::vector<std::vector<BlockWalk>> walks_;
};

bool is_wanted(const block::Log& log, const LogFilter& filter) {
    const auto contains = [](const auto& list, const auto& value) {
        return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
    };
    if (!contains(filter.addresses, log.address) || filter.topics.size() > log.topics.size()) return false;
    for (size_t i = 0; i < filter.topics.size(); ++i)
        if (!contains(filter.topics[i], log.topics[i])) return false;
    return true;
}

/// The transactions of @p block that have a log for the criterion.
std::vector<uint32_t> transactions_meeting(const storage::Transaction& transaction,
                                           const Criterion& criterion, uint64_t block) {
    std::vector<uint32_t> result;
    for (const Key& key : criterion.keys) {
        const auto bytes = transaction.find(criterion.table, Key{key}.add_block(block));
        if (!bytes) continue;
        for (const LogPosition& position : decode_positions(*bytes)) result.push_back(position.transaction);
    }
    std::sort(result.begin(), result.end());
    result.erase(std::unique(result.begin(), result.end()), result.end());
    return result;
}

std::vector<StoredReceipt> candidate_receipts(const Snapshot& snapshot,
                                              const std::vector<Criterion>& criteria, uint64_t block) {
    if (criteria.empty()) return snapshot.receipts(block);
    std::optional<std::vector<uint32_t>> common;
    for (const Criterion& criterion : criteria) {
        auto meeting = transactions_meeting(snapshot.transaction(), criterion, block);
        if (!common) {
            common = std::move(meeting);
            continue;
        }
        std::vector<uint32_t> both;
        std::set_intersection(common->begin(), common->end(), meeting.begin(), meeting.end(),
                              std::back_inserter(both));
        common = std::move(both);
    }
    std::vector<StoredReceipt> receipts;
    for (const uint32_t index : *common) {
        auto receipt = snapshot.find_receipt(TransactionPlace{block, index});
        if (!receipt) throw_damaged("Receipts");
        receipts.push_back(std::move(*receipt));
    }
    return receipts;
}

void collect(const Snapshot& snapshot, const LogFilter& filter, const StoredHeader& header,
             const StoredReceipt& receipt, FoundLogs& found) {
    std::optional<Hash> transaction_hash;
    for (size_t i = 0; i < receipt.receipt.logs.size(); ++i) {
        const block::Log& log = receipt.receipt.logs[i];
        if (!is_wanted(log, filter)) continue;
        if (found.logs.size() == filter.limit) {
            found.has_reached_limit = true;
            return;
        }
        if (!transaction_hash) transaction_hash = snapshot.find_transaction(receipt.place)->hash;
        found.logs.push_back({receipt.place, receipt.first_log_index + static_cast<uint32_t>(i),
                              *transaction_hash, header.hash, header.header.timestamp, log});
    }
}

}  // namespace

FoundLogs Snapshot::find_logs(const LogFilter& filter) const {
    FoundLogs found;
    const uint64_t last = std::min(filter.last_block, head().number);
    const auto criteria = criteria_of(filter);
    CandidateWalk walk{transaction_, criteria};
    for (auto block = walk.seek(filter.first_block); block && *block <= last; block = walk.seek(*block + 1)) {
        const auto header = find_header(*block);
        if (!header) throw_damaged("Headers");
        // Without criteria every block is a candidate: its filter says quickly that it has no logs at all.
        if (header->header.logs_bloom.is_zero()) continue;
        for (const StoredReceipt& receipt : candidate_receipts(*this, criteria, *block)) {
            collect(*this, filter, *header, receipt, found);
            if (found.has_reached_limit) return found;
        }
    }
    return found;
}

}  // namespace deed::ledger
