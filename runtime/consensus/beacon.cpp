#include "runtime/consensus/beacon.hpp"

#include "runtime/block/field_reader.hpp"
#include "vm/base/rlp.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::consensus {

std::optional<uint64_t> seed_block(uint64_t height) {
    const uint64_t epoch = height / kEpochLength;
    if (epoch < 2) return std::nullopt;
    return (epoch - 1) * kEpochLength - 1;
}

uint64_t validators_block(uint64_t height) {
    const uint64_t epoch = height / kEpochLength;
    return epoch < 3 ? 0 : (epoch - 2) * kEpochLength - 1;
}

Beacon Beacon::start(const ValidatorSet& validators) {
    Beacon beacon;
    beacon.admit(validators);
    return beacon;
}

void Beacon::admit(const ValidatorSet& validators) {
    for (const Validator& member : validators.members())
        places_.try_emplace(member.address, OnionPlace{.known = member.beacon_anchor});
}

bool Beacon::is_next_of(const Address& validator, const Hash& reveal) const {
    const auto place = places_.find(validator);
    return place != places_.end() && is_layer_under(place->second.known, reveal);
}

std::optional<Address> Beacon::owner_of(const Hash& reveal) const {
    const Hash outer = crypto::keccak256(reveal);
    for (const auto& [address, place] : places_)
        if (place.known == outer) return address;
    return std::nullopt;
}

bool Beacon::needs_anchor(const Address& owner) const {
    return places_.at(owner).revealed + 1 == Onion::kLayers;
}

void Beacon::apply(const Address& owner, const Hash& reveal, const block::Header& header) {
    OnionPlace& place = places_.at(owner);
    if (!needs_anchor(owner)) {
        place.known = reveal;
        ++place.revealed;
        return;
    }
    place = {.known = Hash::from(header.extra_data), .number = place.number + 1};
}

Bytes encode(const Beacon& beacon) {
    rlp::ListBuilder list;
    for (const auto& [address, place] : beacon.places()) {
        rlp::ListBuilder entry;
        entry.add(address).add(place.known).add(place.number).add(uint64_t{place.revealed});
        list.add_encoded(entry.finish());
    }
    return list.finish();
}

std::optional<Beacon> decode_beacon(BytesView bytes) {
    const auto outer = block::decode_outer_list(bytes);
    if (!outer) return std::nullopt;
    block::FieldReader::ErrorPlace error;
    block::FieldReader reader{*outer, error};
    Beacon beacon;
    while (!reader.at_end()) {
        block::FieldReader entry = reader.list();
        const auto address = entry.fixed<20>();
        OnionPlace place;
        place.known = entry.fixed<32>();
        place.number = entry.number();
        place.revealed = static_cast<uint32_t>(entry.number());
        entry.finish();
        beacon.places_[address] = place;
    }
    if (error) return std::nullopt;
    return beacon;
}

}  // namespace deed::consensus
