#include "compiler/evaluator/value.hpp"

#include <algorithm>
#include <iterator>

#include "compiler/sema/program.hpp"
#include "vm/base/assert.hpp"

namespace deed::evaluator {

using sema::Type;
using sema::TypeKind;

namespace {

/// A value of more words (64 KiB) is never copied, so it lives only in storage, where most of it is zero.
constexpr uint64_t kMostWords = 2048;

/// How many words a value has, counted up to a little above the limit.
uint64_t count_words(const Type& type) {
    if (type.is_text()) return std::min(1 + type.length / 32, kMostWords + 1);
    if (type.is_sequence()) {
        const uint64_t each = count_words(*type.element);
        return type.length > kMostWords ? kMostWords + 1 : std::min(type.length * each, kMostWords + 1);
    }
    if (type.is(TypeKind::Option)) return 1 + count_words(*type.element);
    if (type.is(TypeKind::Enum)) {
        uint64_t count = 0;
        for (const Type* part : type.enumeration->held) count += count_words(*part);
        return std::min(count, kMostWords + 1);
    }
    uint64_t count = 0;
    if (type.is(TypeKind::Tuple)) {
        for (const Type* member : type.members) count += count_words(*member);
        return std::min(count, kMostWords + 1);
    }
    if (!type.is(TypeKind::Struct)) return 1;
    for (const sema::Parameter& member : type.structure->members) count += count_words(*member.type);
    return std::min(count, kMostWords + 1);
}

Address address_of_bits(const Integer& bits) {
    return to_address(sema::word_of(bits));
}

Bytes bytes_of_bits(const Integer& bits, size_t length) {
    const Hash whole = to_hash(sema::word_of(bits));
    return to_bytes(BytesView{whole}.last(length));
}

}  // namespace

Value zero_of(const Type& type) {
    switch (type.kind) {
        case TypeKind::Bool: return {false};
        case TypeKind::Unsigned:
        case TypeKind::Coin:
        case TypeKind::Whole:
        case TypeKind::Signed: return {Integer{0}};
        case TypeKind::Address:
        case TypeKind::Instance:
        case TypeKind::Interface: return {Address{}};
        case TypeKind::FixedBytes: return {Bytes(type.length)};
        case TypeKind::Bytes:
        case TypeKind::String:
        case TypeKind::BoundedBytes:
        case TypeKind::BoundedString: return {Bytes{}};
        case TypeKind::List: return {Values{}};
        case TypeKind::Option:
        case TypeKind::Enum:
        case TypeKind::Attempt: return {Variant{}};
        case TypeKind::Map: return {Entries{}};
        case TypeKind::Array:
            if (count_words(type) > kMostWords) return {Entries{}};
            return {Values(type.length, zero_of(*type.element))};
        case TypeKind::Struct: {
            Values members;
            for (const sema::Parameter& member : type.structure->members)
                members.push_back(zero_of(*member.type));
            return {std::move(members)};
        }
        case TypeKind::Tuple: {
            Values members;
            for (const Type* member : type.members) members.push_back(zero_of(*member));
            return {std::move(members)};
        }
        case TypeKind::Nothing:
        case TypeKind::Error: return {Values{}};
    }
    return {Values{}};
}

Key key_of(const Value& value) {
    if (const auto* boolean = std::get_if<bool>(&value.data)) return *boolean;
    if (const auto* integer = std::get_if<Integer>(&value.data)) return *integer;
    if (const auto* address = std::get_if<Address>(&value.data)) return *address;
    if (const auto* variant = std::get_if<Variant>(&value.data)) return Integer{variant->tag};
    return value.bytes();
}

Integer bits_of(const Type& type, const Value& value) {
    if (type.is(TypeKind::Bool)) return value.boolean() ? 1 : 0;
    if (type.is(TypeKind::FixedBytes)) return integer_of(word_from(value.bytes()));
    if (type.is(TypeKind::Enum)) return value.variant().tag;
    if (!type.is_integer()) return integer_of(to_word(value.address()));
    return value.integer() < 0 ? value.integer() + (Integer{1} << type.bits) : value.integer();
}

Value value_of_bits(const Type& type, const Integer& bits) {
    DEED_ASSERT(type.is_word());
    if (type.is(TypeKind::Bool)) return {bits != 0};
    if (type.is(TypeKind::FixedBytes)) return {bytes_of_bits(bits, type.length)};
    if (type.is(TypeKind::Enum)) return {Variant{static_cast<uint32_t>(bits), {}}};
    if (!type.is_integer()) return {address_of_bits(bits)};
    return {sema::wrap(bits, type)};
}

Value value_of_word(const Type& type, const Uint256& word) {
    // Only bytesN stand at the word's high end.
    const unsigned unused = type.is(TypeKind::FixedBytes) ? 256 - 8 * static_cast<unsigned>(type.length) : 0;
    return value_of_bits(type, integer_of(word >> unused));
}

Integer integer_of(const Uint256& word) {
    Integer value = 0;
    for (size_t i = 4; i-- > 0;) value = (value << 64) | Integer{word[i]};
    return value;
}

}  // namespace deed::evaluator
