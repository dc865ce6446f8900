#include "runtime/ledger/keys.hpp"

#include <algorithm>

namespace deed::ledger {
namespace {

uint64_t read_big_endian(BytesView bytes) {
    uint64_t number = 0;
    for (const uint8_t byte : bytes) number = number << 8 | byte;
    return number;
}

}  // namespace

Key& Key::add(BytesView bytes) {
    DEED_ASSERT(size_ + bytes.size() <= bytes_.size());
    std::copy(bytes.begin(), bytes.end(), bytes_.begin() + static_cast<ptrdiff_t>(size_));
    size_ += bytes.size();
    return *this;
}

Key& Key::add_block(uint64_t number) {
    const uint64_t swapped = __builtin_bswap64(number);
    return add({reinterpret_cast<const uint8_t*>(&swapped), sizeof swapped});
}

Key& Key::add_index(uint32_t index) {
    const uint32_t swapped = __builtin_bswap32(index);
    return add({reinterpret_cast<const uint8_t*>(&swapped), sizeof swapped});
}

Key& Key::add_slot(const Uint256& slot) {
    return add(to_hash(slot));
}

Key& Key::add_path(BytesView nibbles) {
    DEED_ASSERT(nibbles.size() <= 64);
    const auto depth = static_cast<uint8_t>(nibbles.size());
    const uint8_t first = std::min(depth, kTogetherBelow);
    add({&first, 1});
    // Right before the children with nibbles from 8 on and all below them, behind the others.
    constexpr uint8_t kMiddle = 8;
    const bool is_odd = depth % 2 != 0;
    for (size_t i = 0; i < nibbles.size(); i += 2) {
        const uint8_t low = i + 1 < nibbles.size() ? nibbles[i + 1] : kMiddle;
        const auto both = static_cast<uint8_t>(nibbles[i] << 4 | low);
        add({&both, 1});
    }
    const uint8_t last = is_odd ? 0 : kMiddle << 4;
    return depth < kTogetherBelow ? *this : add({&last, 1});
}

Key block_key(uint64_t number) {
    return Key{}.add_block(number);
}

Key place_key(const TransactionPlace& place) {
    return Key{}.add_block(place.block).add_index(place.index);
}

BytesView meta_key(std::string_view name) {
    return as_bytes(name);
}

uint64_t read_block(BytesView key) {
    DEED_ASSERT(key.size() >= 8);
    return read_big_endian(key.last(8));
}

TransactionPlace read_place(BytesView bytes) {
    DEED_ASSERT(bytes.size() >= 12);
    return {read_big_endian(bytes.first(8)), static_cast<uint32_t>(read_big_endian(bytes.subspan(8, 4)))};
}

bool has_prefix(BytesView bytes, BytesView prefix) {
    return bytes.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), bytes.begin());
}

}  // namespace deed::ledger
