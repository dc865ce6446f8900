#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "runtime/block/header.hpp"
#include "runtime/consensus/onion.hpp"
#include "runtime/consensus/validator_set.hpp"

namespace deed::consensus {

/// Proposers are drawn, and validators change, by epochs of this many blocks.
inline constexpr uint64_t kEpochLength = 32;

/// The block whose beacon is the seed at @p height: the last one of the epoch two before, so that nobody who
/// still has a reveal to withhold knows what it would decide. Nothing in the first two epochs: their seed is
/// the genesis hash.
[[nodiscard]] std::optional<uint64_t> seed_block(uint64_t height);

/// The block after which the validators of @p height are fixed: the last one of the epoch three before, so
/// that nobody who knows the seed can still change who is drawn from it. Block zero in the first three
/// epochs.
[[nodiscard]] uint64_t validators_block(uint64_t height);

/// How far a validator has peeled its onion.
struct OnionPlace {
    Hash known;             ///< the layer revealed last, at first the anchor
    uint64_t number = 0;    ///< how many onions came before
    uint32_t revealed = 0;  ///< layers of this onion

    bool operator==(const OnionPlace&) const = default;
};

/// The reveals so far, as every node knows them. A block's reveal must be the next layer of a validator that
/// was drawn as proposer at its height; its beacon (the header's `prev_randao`) must follow from it. With an
/// onion's last layer the block's `extra_data` is the anchor of the validator's next onion, 32 bytes; at no
/// other time does `extra_data` mean anything.
class Beacon {
  public:
    /// Every validator at its anchor.
    [[nodiscard]] static Beacon start(const ValidatorSet& validators);

    [[nodiscard]] const std::map<Address, OnionPlace>& places() const { return places_; }
    /// Gives those of @p validators that have no place yet one at their anchor. A place is kept when its
    /// validator leaves the set: it goes on from there when it comes back.
    void admit(const ValidatorSet& validators);
    /// Whether @p reveal is the next layer of @p validator.
    [[nodiscard]] bool is_next_of(const Address& validator, const Hash& reveal) const;
    /// Whose next layer @p reveal is. Others can have registered the same layer, see find_revealer.
    [[nodiscard]] std::optional<Address> owner_of(const Hash& reveal) const;
    /// Whether the block that @p owner reveals next in must name an anchor.
    [[nodiscard]] bool needs_anchor(const Address& owner) const;
    /// Notes the reveal of a block that holds. @p header is that block's.
    void apply(const Address& owner, const Hash& reveal, const block::Header& header);

    bool operator==(const Beacon&) const = default;

  private:
    friend std::optional<Beacon> decode_beacon(BytesView bytes);

    std::map<Address, OnionPlace> places_;
};

[[nodiscard]] Bytes encode(const Beacon& beacon);
/// Nothing when @p bytes are not what `encode` writes.
[[nodiscard]] std::optional<Beacon> decode_beacon(BytesView bytes);

}  // namespace deed::consensus
