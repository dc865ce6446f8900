#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "vm/base/assert.hpp"
#include "vm/base/bytes.hpp"
#include "vm/base/uint256.hpp"

namespace deed::state {

/// Hashes keys that strangers choose. The seed differs from run to run, so that nobody can prepare keys that
/// meet in one bucket; nothing that leaves a table depends on it.
class KeyHasher {
  public:
    explicit KeyHasher(uint64_t seed) : seed_(fold(seed ^ 0x9e3779b97f4a7c15, 0xd6e8feb86659fd93)) {}

    [[nodiscard]] uint64_t operator()(const Address& address) const {
        uint64_t low, high;
        uint32_t last;
        std::memcpy(&low, address.data(), 8);
        std::memcpy(&high, address.data() + 8, 8);
        std::memcpy(&last, address.data() + 16, 4);
        return fold(fold(low ^ seed_, high ^ 0xa0761d6478bd642f) ^ last, seed_ ^ 0xe7037ed1a0b428db);
    }
    [[nodiscard]] uint64_t operator()(uint32_t account, const Uint256& slot) const {
        const uint64_t low = fold(slot[0] ^ seed_, slot[1] ^ 0xa0761d6478bd642f);
        const uint64_t high = fold(slot[2] ^ seed_ ^ account, slot[3] ^ 0x8ebc6af09c88c6e3);
        return fold(low ^ seed_, high ^ 0xe7037ed1a0b428db);
    }

  private:
    static uint64_t fold(uint64_t a, uint64_t b) {
        const auto product = static_cast<unsigned __int128>(a) * b;
        return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
    }

    uint64_t seed_;
};

/// A slot of an account that is known by its place in a DenseTable.
struct SlotKey {
    uint32_t account = 0;
    Uint256 slot;

    bool operator==(const SlotKey&) const = default;
};

/// A map that keeps its entries in order of insertion, finds them by open addressing, and never removes: an
/// entry's index stays good for the life of the table.
template <typename Key, typename Value>
class DenseTable {
  public:
    struct Entry {
        Key key;
        Value value;
    };
    struct Found {
        uint32_t index;
        bool is_new;  ///< the value is default constructed
    };

    explicit DenseTable(uint64_t seed) : hasher_(seed), buckets_(kInitialBuckets) {}

    /// The entry of @p key, made when there is none.
    Found find_or_insert(const Key& key) {
        const uint64_t hash = hash_of(key);
        const auto tag = static_cast<uint32_t>(hash >> 32);
        size_t place = hash & (buckets_.size() - 1);
        while (buckets_[place].index != kVacant) {
            const Bucket& bucket = buckets_[place];
            if (bucket.tag == tag && entries_[bucket.index].key == key) return {bucket.index, false};
            place = (place + 1) & (buckets_.size() - 1);
        }
        return {insert(key, tag, place), true};
    }

    [[nodiscard]] Value& operator[](uint32_t index) { return entries_[index].value; }
    [[nodiscard]] const Value& operator[](uint32_t index) const { return entries_[index].value; }
    [[nodiscard]] const Key& key(uint32_t index) const { return entries_[index].key; }
    [[nodiscard]] uint32_t size() const { return static_cast<uint32_t>(entries_.size()); }

  private:
    static constexpr size_t kInitialBuckets = 64;
    static constexpr uint32_t kVacant = std::numeric_limits<uint32_t>::max();

    struct Bucket {
        uint32_t index = kVacant;
        uint32_t tag = 0;  ///< the hash's high half: most foreign keys are told apart without reading them
    };

    uint64_t hash_of(const Address& address) const { return hasher_(address); }
    uint64_t hash_of(const SlotKey& key) const { return hasher_(key.account, key.slot); }

    uint32_t insert(const Key& key, uint32_t tag, size_t place) {
        DEED_ASSERT(entries_.size() < kVacant);
        const auto index = static_cast<uint32_t>(entries_.size());
        entries_.push_back({key, Value{}});
        buckets_[place] = {index, tag};
        if (entries_.size() * 2 > buckets_.size()) grow();
        return index;
    }

    void grow() {
        buckets_.assign(buckets_.size() * 2, Bucket{});
        for (uint32_t index = 0; index < entries_.size(); ++index) {
            const uint64_t hash = hash_of(entries_[index].key);
            size_t place = hash & (buckets_.size() - 1);
            while (buckets_[place].index != kVacant) place = (place + 1) & (buckets_.size() - 1);
            buckets_[place] = {index, static_cast<uint32_t>(hash >> 32)};
        }
    }

    KeyHasher hasher_;
    std::vector<Entry> entries_;
    std::vector<Bucket> buckets_;
};

}  // namespace deed::state
