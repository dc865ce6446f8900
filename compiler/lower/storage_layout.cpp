#include "compiler/lower/storage_layout.hpp"

#include <algorithm>

#include "compiler/lower/shapes.hpp"
#include "compiler/sema/variants.hpp"

namespace deed::lower {
namespace {

using sema::Type;
using sema::TypeKind;

constexpr uint32_t kSlotBytes = 32;

/// Gives out places one after another.
class Places {
  public:
    Places() = default;
    explicit Places(const Uint256& first) : next_{first, 0} {}

    StorageSpot take(const Type& type) {
        const uint32_t bytes = storage_bytes(type);
        const bool begins_slot = !type.is_word();
        if (next_.offset != 0 && (begins_slot || next_.offset + bytes > kSlotBytes))
            next_ = {next_.slot + 1, 0};
        const StorageSpot spot = next_;
        if (begins_slot)
            next_.slot += storage_slots(type);
        else
            next_.offset += bytes;
        if (next_.offset == kSlotBytes) next_ = {next_.slot + 1, 0};
        return spot;
    }
    void skip_byte() { ++next_.offset; }
    /// The slots given out so far, a half-used one included.
    [[nodiscard]] Uint256 slots() const { return next_.slot + Uint256{next_.offset != 0}; }

  private:
    StorageSpot next_;
};

/// The places for what a variant carries: behind the byte that says which it is.
Places behind_tag() {
    Places places;
    places.skip_byte();
    return places;
}

}  // namespace

uint32_t storage_bytes(const Type& type) {
    return type.is_word() ? (bits_of(type) + 7) / 8 : kSlotBytes;
}

Uint256 storage_slots(const Type& type) {
    if (type.is_word() || type.is(TypeKind::Map) || is_stretch(type)) return 1;
    if (type.is(TypeKind::Array)) {
        const uint32_t shared = elements_per_slot(type);
        if (shared == 0) return Uint256{type.length} * storage_slots(*type.element);
        return Uint256{(type.length + shared - 1) / shared};
    }
    if (type.is(TypeKind::Enum) && !holds_stretch(type)) {
        // The variants share their room.
        Uint256 slots = 1;
        for (const auto& variant : sema::variants_of(type)) {
            Places places = behind_tag();
            for (const Type* member : variant.members) places.take(*member);
            slots = std::max(slots, places.slots());
        }
        return slots;
    }
    Places places;
    for (const Type* member : members_of(type)) places.take(*member);
    return places.slots();
}

StorageSpot member_spot(const Type& type, uint32_t member) {
    if (type.is(TypeKind::Enum) && member > 0 && !holds_stretch(type)) {
        uint32_t first = 1;
        for (const auto& variant : sema::variants_of(type)) {
            const auto count = static_cast<uint32_t>(variant.members.size());
            if (member >= first + count) {
                first += count;
                continue;
            }
            Places places = behind_tag();
            for (uint32_t i = first; i < member; ++i) places.take(*variant.members[i - first]);
            return places.take(*variant.members[member - first]);
        }
    }
    const auto members = members_of(type);
    Places places;
    for (uint32_t i = 0; i < member; ++i) places.take(*members[i]);
    return places.take(*members[member]);
}

uint32_t elements_per_slot(const Type& array) {
    const uint32_t bytes = storage_bytes(*array.element);
    return array.element->is_word() && bytes <= kSlotBytes / 2 ? kSlotBytes / bytes : 0;
}

StorageLayout lay_out_storage(const sema::Contract& contract) {
    StorageLayout layout;
    Places storage;
    Places transient;
    std::map<const sema::Part*, Places> parts;
    for (const auto& part : contract.parts) parts.emplace(part.get(), Places{part->root});
    for (const auto& field : contract.fields) {
        if (field->kind == sema::FieldKind::Immutable) continue;
        const bool is_of_part = field->part != nullptr && field->kind == sema::FieldKind::Storage;
        Places& places = is_of_part                                ? parts.at(field->part)
                         : field->kind == sema::FieldKind::Storage ? storage
                                                                   : transient;
        layout.spots.emplace(field.get(), places.take(*field->type));
    }
    layout.lock_slot = transient.slots();
    return layout;
}

}  // namespace deed::lower
