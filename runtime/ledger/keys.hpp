#pragma once

#include <cstdint>

#include "runtime/ledger/snapshot.hpp"
#include "vm/base/bytes.hpp"
#include "vm/base/uint256.hpp"

namespace deed::ledger {

/// A table's key, built from its parts without allocating. See storage/tables.hpp for what each table wants.
class Key {
  public:
    /// Nodes less deep than this lie together by depth, see `add_path`: 4,369 nodes, which hardly grow with
    /// the state, and of which large blocks change a good part.
    static constexpr uint8_t kTogetherBelow = 4;

    Key& add(BytesView bytes);
    Key& add_block(uint64_t number);
    Key& add_index(uint32_t index);
    /// 32 big-endian bytes.
    Key& add_slot(const Uint256& slot);
    /// A trie path, given as a nibble per byte, two of them in each byte of the key. Nodes near the root,
    /// which every block changes, lie together by their depth, which comes first; the others lie amid their
    /// children, so that the nodes of one path share pages.
    Key& add_path(BytesView nibbles);

    operator BytesView() const { return {bytes_.data(), size_}; }  // NOLINT(google-explicit-constructor)

  private:
    std::array<uint8_t, 80> bytes_{};
    size_t size_ = 0;
};

[[nodiscard]] Key block_key(uint64_t number);
[[nodiscard]] Key place_key(const TransactionPlace& place);

/// Names in the table Meta.
inline constexpr std::string_view kMetaHead = "head";              ///< block, hash
inline constexpr std::string_view kMetaGenesis = "genesis";        ///< the genesis file's text
inline constexpr std::string_view kMetaRules = "rules";            ///< the genesis file without its accounts
inline constexpr std::string_view kMetaValidators = "validators";  ///< RLP list of [address, stake, anchor]
inline constexpr std::string_view kMetaBeacon = "beacon";          ///< see consensus, Beacon
inline constexpr std::string_view kMetaMarks = "marks";            ///< safe block hash, finalized block hash
inline constexpr std::string_view kMetaForeign = "foreign";        ///< there when others make the blocks

/// block: the first one whose state can be read; absent when that is block zero
inline constexpr std::string_view kMetaOldestState = "oldest state";

[[nodiscard]] BytesView meta_key(std::string_view name);

/// Reads the number that `Key::add_block` wrote at the end of @p key.
[[nodiscard]] uint64_t read_block(BytesView key);
/// Reads what `place_key` wrote.
[[nodiscard]] TransactionPlace read_place(BytesView bytes);
/// Whether @p bytes begins with @p prefix.
[[nodiscard]] bool has_prefix(BytesView bytes, BytesView prefix);

}  // namespace deed::ledger
