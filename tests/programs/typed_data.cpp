#include "tests/programs/typed_data.hpp"

#include <map>
#include <string>

#include "compiler/evaluator/abi_values.hpp"
#include "vm/abi/type.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::programs {
namespace {

using evaluator::Value;
using sema::Type;
using sema::TypeKind;

std::string typed_name_of(const Type& type) {
    if (type.is(TypeKind::Array))
        return typed_name_of(*type.element) + "[" + std::to_string(type.length) + "]";
    if (type.is(TypeKind::Struct)) return type.structure->name;
    return abi::canonical_name(evaluator::abi_type_of(type));
}

/// The text of a struct, and those of the structs inside it by their names.
std::string text_of(const std::string& name, const std::vector<std::pair<std::string, const Type*>>& members,
                    std::map<std::string, std::string>& inner) {
    std::string text = name + "(";
    for (const auto& [member, type] : members) {
        text += (text.back() == '(' ? "" : ",") + typed_name_of(*type) + " " + member;
        const Type* part = type;
        while (part->is(TypeKind::Array)) part = part->element;
        if (!part->is(TypeKind::Struct) || inner.contains(part->structure->name)) continue;
        inner[part->structure->name];
        std::vector<std::pair<std::string, const Type*>> inner_members;
        for (const auto& one : part->structure->members) inner_members.emplace_back(one.name, one.type);
        inner[part->structure->name] = text_of(part->structure->name, inner_members, inner);
    }
    return text + ")";
}

Hash type_hash_of(const std::string& name, const std::vector<std::pair<std::string, const Type*>>& members) {
    std::map<std::string, std::string> inner;
    std::string text = text_of(name, members, inner);
    for (const auto& [_, one] : inner) text += one;
    return crypto::keccak256(as_bytes(text));
}

Hash hash_of(const Type& type, const Value& value) {
    if (type.is_word()) return Hash::from(evaluator::encode({&type}, {value}));
    Bytes text;
    if (type.is(TypeKind::Struct)) {
        std::vector<std::pair<std::string, const Type*>> members;
        for (const auto& one : type.structure->members) members.emplace_back(one.name, one.type);
        append(text, type_hash_of(type.structure->name, members));
        for (size_t i = 0; i < members.size(); ++i)
            append(text, hash_of(*members[i].second, value.values()[i]));
        return crypto::keccak256(text);
    }
    for (const Value& element : value.values()) append(text, hash_of(*type.element, element));
    return crypto::keccak256(text);
}

}  // namespace

Hash digest_of(const sema::SignedMessage& message, const evaluator::Values& values, const Hash& domain) {
    std::vector<std::pair<std::string, const Type*>> members;
    for (const auto& parameter : message.parameters) members.emplace_back(parameter.name, parameter.type);
    Bytes text = to_bytes(type_hash_of(message.name, members));
    for (size_t i = 0; i < values.size(); ++i) append(text, hash_of(*members[i].second, values[i]));
    Bytes whole{0x19, 0x01};
    append(whole, domain);
    append(whole, crypto::keccak256(text));
    return crypto::keccak256(whole);
}

Hash domain_of(std::string_view name, uint64_t chain_id, const Address& contract) {
    Bytes text = to_bytes(crypto::keccak256(
        as_bytes("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")));
    append(text, crypto::keccak256(as_bytes(name)));
    append(text, crypto::keccak256(as_bytes("1")));
    append(text, to_hash(Uint256{chain_id}));
    append(text, to_hash(to_word(contract)));
    return crypto::keccak256(text);
}

}  // namespace deed::programs
