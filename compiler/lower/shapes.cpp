#include "compiler/lower/shapes.hpp"

#include <algorithm>

#include "vm/base/assert.hpp"

namespace deed::lower {

using sema::Type;
using sema::TypeKind;

namespace {

constexpr uint64_t kWord = 32;

}  // namespace

std::vector<const Type*> members_of(const Type& type) {
    const bool has_members =
        type.is(TypeKind::Tuple) || type.is(TypeKind::Option) || type.is(TypeKind::Attempt);
    if (has_members) return type.members;
    if (type.is(TypeKind::Enum)) return type.enumeration->held;
    DEED_ASSERT(type.is(TypeKind::Struct));
    std::vector<const Type*> members;
    for (const sema::Parameter& member : type.structure->members) members.push_back(member.type);
    return members;
}

bool is_stretch(const Type& type) {
    return type.is_slice() || type.is_text() || type.is(TypeKind::List);
}

bool holds_stretch(const Type& type) {
    if (is_stretch(type)) return true;
    if (type.is_word() || type.is(TypeKind::Map)) return false;
    if (type.is(TypeKind::Array)) return holds_stretch(*type.element);
    const auto members = members_of(type);
    return std::any_of(members.begin(), members.end(),
                       [](const Type* member) { return holds_stretch(*member); });
}

uint32_t word_count(const Type& type) {
    if (type.is_word() || type.is(TypeKind::Array)) return 1;
    if (is_stretch(type)) return 3;
    if (type.is(TypeKind::Whole)) return 2;
    if (type.is(TypeKind::Nothing)) return 0;
    uint32_t count = 0;
    for (const Type* member : members_of(type)) count += word_count(*member);
    return count;
}

uint64_t memory_size(const Type& type) {
    if (type.is_word()) return kWord;
    if (type.is_slice()) return 3 * kWord;
    if (type.is(TypeKind::Array)) return type.length * memory_size(*type.element);
    if (type.is(TypeKind::List)) return kWord + type.length * memory_size(*type.element);
    if (type.is_text()) return kWord + (type.length + kWord - 1) / kWord * kWord;
    uint64_t size = 0;
    for (const Type* member : members_of(type)) size += memory_size(*member);
    return size;
}

uint32_t member_word(const Type& type, uint32_t member) {
    const auto members = members_of(type);
    uint32_t count = 0;
    for (uint32_t i = 0; i < member; ++i) count += word_count(*members[i]);
    return count;
}

uint64_t member_offset(const Type& type, uint32_t member) {
    const auto members = members_of(type);
    uint64_t offset = 0;
    for (uint32_t i = 0; i < member; ++i) offset += memory_size(*members[i]);
    return offset;
}

bool is_dynamic(const Type& type) {
    if (type.is_word()) return false;
    if (is_stretch(type)) return true;
    if (type.is(TypeKind::Array)) return is_dynamic(*type.element);
    const auto members = members_of(type);
    return std::any_of(members.begin(), members.end(),
                       [](const Type* member) { return is_dynamic(*member); });
}

uint64_t abi_head_size(const Type& type) {
    if (type.is_word() || is_dynamic(type)) return kWord;
    if (type.is(TypeKind::Array)) return type.length * abi_head_size(*type.element);
    uint64_t size = 0;
    for (const Type* member : members_of(type)) size += abi_head_size(*member);
    return size;
}

bool fills_word(const Type& type) {
    return bits_of(type) == 256;
}

unsigned bits_of(const Type& type) {
    switch (type.kind) {
        case TypeKind::Bool: return 1;
        case TypeKind::Enum: return 8;
        case TypeKind::Unsigned:
        case TypeKind::Signed: return type.bits;
        case TypeKind::Address:
        case TypeKind::Instance:
        case TypeKind::Interface: return 160;
        case TypeKind::FixedBytes: return static_cast<unsigned>(type.length) * 8;
        case TypeKind::Coin: return 256;
        case TypeKind::Error:
        case TypeKind::Nothing:
        case TypeKind::Whole:
        case TypeKind::Bytes:
        case TypeKind::String:
        case TypeKind::Array:
        case TypeKind::List:
        case TypeKind::BoundedBytes:
        case TypeKind::BoundedString:
        case TypeKind::Option:
        case TypeKind::Map:
        case TypeKind::Struct:
        case TypeKind::Tuple:
        case TypeKind::Attempt: break;
    }
    DEED_ASSERT(!"the type is a word");
    return 0;
}

}  // namespace deed::lower
