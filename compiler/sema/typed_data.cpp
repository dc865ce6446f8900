#include "compiler/sema/typed_data.hpp"

#include <algorithm>
#include <map>

#include "vm/crypto/keccak.hpp"

namespace deed::sema {
namespace {

/// Structs stand by their name; all else as in the ABI.
std::string typed_data_name(const Type& type) {
    if (type.is(TypeKind::Struct)) return type.structure->name;
    if (type.is(TypeKind::Array))
        return typed_data_name(*type.element) + "[" + std::to_string(type.length) + "]";
    if (type.is(TypeKind::List)) return typed_data_name(*type.element) + "[]";
    return abi_name_of(type);
}

template <typename Members>
std::string encode_members(const std::string& name, const Members& members) {
    std::string text;
    for (const auto& member : members)
        text += (text.empty() ? "" : ",") + typed_data_name(*member.type) + " " + member.name;
    return name + "(" + text + ")";
}

void collect_structs(const Type& type, std::map<std::string, const Struct*>& found) {
    if (type.is_sequence()) return collect_structs(*type.element, found);
    if (!type.is(TypeKind::Struct) || !found.emplace(type.structure->name, type.structure).second) return;
    for (const Parameter& member : type.structure->members) collect_structs(*member.type, found);
}

template <typename Members>
std::string encode_whole(const std::string& name, const Members& members) {
    std::map<std::string, const Struct*> inner;
    for (const auto& member : members) collect_structs(*member.type, inner);
    std::string text = encode_members(name, members);
    for (const auto& [inner_name, structure] : inner) text += encode_members(inner_name, structure->members);
    return text;
}

}  // namespace

bool has_typed_data(const Type& type) {
    if (type.is_sequence()) return has_typed_data(*type.element);
    if (!type.is(TypeKind::Struct))
        return type.is(TypeKind::Error) || type.is_slice() || type.is_text() ||
               (type.is_word() && has_abi(type));
    const auto& members = type.structure->members;
    return std::all_of(members.begin(), members.end(),
                       [](const Parameter& member) { return has_typed_data(*member.type); });
}

std::string encode_type(const SignedMessage& message) {
    return encode_whole(message.name, message.parameters);
}

std::string encode_type(const Struct& structure) {
    return encode_whole(structure.name, structure.members);
}

Hash type_hash_of(const Struct& structure) {
    return crypto::keccak256(as_bytes(encode_type(structure)));
}

}  // namespace deed::sema
