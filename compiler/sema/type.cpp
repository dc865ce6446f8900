#include "compiler/sema/type.hpp"

#include <algorithm>

#include "compiler/sema/program.hpp"
#include "vm/base/assert.hpp"

namespace deed::sema {

bool Type::is_word() const {
    switch (kind) {
        case TypeKind::Bool:
        case TypeKind::Unsigned:
        case TypeKind::Signed:
        case TypeKind::Address:
        case TypeKind::FixedBytes:
        case TypeKind::Instance:
        case TypeKind::Interface:
        case TypeKind::Coin: return true;
        case TypeKind::Enum: return !enumeration->carries;
        case TypeKind::Error:
        case TypeKind::Nothing:
        case TypeKind::Bytes:
        case TypeKind::String:
        case TypeKind::Array:
        case TypeKind::List:
        case TypeKind::BoundedBytes:
        case TypeKind::BoundedString:
        case TypeKind::Option:
        case TypeKind::Map:
        case TypeKind::Struct:
        case TypeKind::Whole:
        case TypeKind::Tuple:
        case TypeKind::Attempt: return false;
    }
    return false;
}

TypeTable::TypeTable()
    : error_(intern({.kind = TypeKind::Error})),
      nothing_(intern({.kind = TypeKind::Nothing})),
      boolean_(intern({.kind = TypeKind::Bool})),
      address_(intern({.kind = TypeKind::Address})),
      bytes_(intern({.kind = TypeKind::Bytes})),
      string_(intern({.kind = TypeKind::String})),
      uint256_(unsigned_integer(256)),
      int256_(signed_integer(256)) {}

const Type* TypeTable::intern(const Type& type) {
    const auto known = std::find(types_.begin(), types_.end(), type);
    if (known != types_.end()) return &*known;
    return &types_.emplace_back(type);
}

const Type* TypeTable::unsigned_integer(unsigned bits) {
    return intern({.kind = TypeKind::Unsigned, .bits = static_cast<uint16_t>(bits)});
}

const Type* TypeTable::signed_integer(unsigned bits) {
    return intern({.kind = TypeKind::Signed, .bits = static_cast<uint16_t>(bits)});
}

const Type* TypeTable::fixed_bytes(unsigned length) {
    return intern({.kind = TypeKind::FixedBytes, .length = length});
}

const Type* TypeTable::array(const Type* element, uint64_t length) {
    return intern({.kind = TypeKind::Array, .length = length, .element = element});
}

const Type* TypeTable::list(const Type* element, uint64_t bound) {
    return intern({.kind = TypeKind::List, .length = bound, .element = element});
}

const Type* TypeTable::text(TypeKind kind, uint64_t bound) {
    return intern({.kind = kind, .length = bound});
}

const Type* TypeTable::map(const Type* key, const Type* value) {
    return intern({.kind = TypeKind::Map, .key = key, .element = value});
}

const Type* TypeTable::map_of_tuples(std::vector<const Type*> keys, const Type* value) {
    for (size_t i = keys.size() - 1; i > 0; --i) value = map(keys[i], value);
    const Type* const first = keys.front();
    return intern({.kind = TypeKind::Map, .key = first, .element = value, .members = std::move(keys)});
}

const Type* TypeTable::option(const Type* value) {
    return intern({.kind = TypeKind::Option, .element = value, .members = {boolean_, value}});
}

const Type* TypeTable::tuple(std::vector<const Type*> members) {
    return intern({.kind = TypeKind::Tuple, .members = std::move(members)});
}

const Type* TypeTable::attempt(const std::vector<const Type*>& results) {
    std::vector<const Type*> members{boolean_, bytes_};
    members.insert(members.end(), results.begin(), results.end());
    return intern({.kind = TypeKind::Attempt, .members = std::move(members)});
}

const Type* TypeTable::of(const Struct& structure) {
    return intern({.kind = TypeKind::Struct, .structure = &structure});
}

const Type* TypeTable::of(const Enum& enumeration) {
    return intern({.kind = TypeKind::Enum, .enumeration = &enumeration});
}

const Type* TypeTable::of(const Unit& unit) {
    return intern({.kind = unit.base->kind, .bits = unit.base->bits, .unit = &unit});
}

const Type* TypeTable::plain(const Type& integer) {
    return intern({.kind = integer.kind, .bits = integer.bits});
}

const Type* TypeTable::of(const Contract& contract) {
    return intern({.kind = TypeKind::Instance, .contract = &contract});
}

const Type* TypeTable::of(const Interface& interface) {
    return intern({.kind = TypeKind::Interface, .interface = &interface});
}

const Type* TypeTable::whole_number(unsigned bits) {
    return intern({.kind = TypeKind::Whole, .bits = static_cast<uint16_t>(bits)});
}

const Type* TypeTable::coin_of(const Asset& asset) {
    return intern({.kind = TypeKind::Coin, .asset = asset});
}

namespace {

bool is_of_part(const Asset& asset) {
    return asset.part != nullptr && !asset.part->path.empty();
}

std::string join_names(const std::vector<const Type*>& types) {
    std::string text;
    for (const Type* type : types) text += (text.empty() ? "" : ", ") + name_of(*type);
    return text;
}

/// The value of a map with tuples for keys stands below as many maps.
std::string name_of_map(const Type& type) {
    if (type.members.empty()) return "map<" + name_of(*type.key) + ", " + name_of(*type.element) + ">";
    const Type* value = &type;
    for (size_t i = 0; i < type.members.size(); ++i) value = value->element;
    return "map<(" + join_names(type.members) + "), " + name_of(*value) + ">";
}

}  // namespace

namespace {

/// "[..16]".
std::string bound_of(const Type& type) {
    return "[.." + std::to_string(type.length) + "]";
}

std::string plain_name_of(const Type& integer) {
    return (integer.is(TypeKind::Unsigned) ? "uint" : "int") + std::to_string(integer.bits);
}

}  // namespace

std::string name_of(const Type& type) {
    switch (type.kind) {
        case TypeKind::Error: return "?";
        case TypeKind::Nothing: return "nothing";
        case TypeKind::Bool: return "bool";
        case TypeKind::Unsigned:
        case TypeKind::Signed: return type.unit != nullptr ? type.unit->name : plain_name_of(type);
        case TypeKind::Address: return "address";
        case TypeKind::FixedBytes: return "bytes" + std::to_string(type.length);
        case TypeKind::Bytes: return "bytes";
        case TypeKind::String: return "string";
        case TypeKind::Array: return name_of(*type.element) + "[" + std::to_string(type.length) + "]";
        case TypeKind::List: {
            const std::string element = name_of(*type.element);
            return (type.element->is_slice() ? "(" + element + ")" : element) + bound_of(type);
        }
        case TypeKind::BoundedBytes: return "bytes" + bound_of(type);
        case TypeKind::BoundedString: return "string" + bound_of(type);
        case TypeKind::Option: return name_of(*type.element) + "?";
        case TypeKind::Map: return name_of_map(type);
        case TypeKind::Struct: return type.structure->name;
        case TypeKind::Enum: return type.enumeration->name;
        case TypeKind::Tuple: return "(" + join_names(type.members) + ")";
        case TypeKind::Attempt: return "the outcome of a call";
        case TypeKind::Instance: return type.contract->name;
        case TypeKind::Interface: return type.interface->name;
        case TypeKind::Whole: return "a whole number";
        case TypeKind::Coin: return "coin of " + name_of(type.asset);
    }
    return {};
}

std::string name_of(const Asset& asset) {
    switch (asset.kind) {
        case AssetKind::Own: return is_of_part(asset) ? asset.part->path + ".Self" : "Self";
        case AssetKind::Ether: return "ether";
        case AssetKind::Token: return asset.token->name;
    }
    return {};
}

std::string abi_name_of(const Type& type) {
    switch (type.kind) {
        case TypeKind::Unsigned:
        case TypeKind::Signed: return plain_name_of(type);
        case TypeKind::Instance:
        case TypeKind::Interface: return "address";
        case TypeKind::Enum: return "uint8";
        case TypeKind::Array: return abi_name_of(*type.element) + "[" + std::to_string(type.length) + "]";
        case TypeKind::List: return abi_name_of(*type.element) + "[]";
        case TypeKind::BoundedBytes: return "bytes";
        case TypeKind::BoundedString: return "string";
        case TypeKind::Option: return "(bool," + abi_name_of(*type.element) + ")";
        case TypeKind::Struct: {
            std::string text;
            for (const Parameter& member : type.structure->members)
                text += (text.empty() ? "" : ",") + abi_name_of(*member.type);
            return "(" + text + ")";
        }
        case TypeKind::Tuple: {
            std::string text;
            for (const Type* member : type.members) text += (text.empty() ? "" : ",") + abi_name_of(*member);
            return "(" + text + ")";
        }
        case TypeKind::Error:
        case TypeKind::Nothing:
        case TypeKind::Bool:
        case TypeKind::Address:
        case TypeKind::FixedBytes:
        case TypeKind::Bytes:
        case TypeKind::String:
        case TypeKind::Map:
        case TypeKind::Whole:
        case TypeKind::Coin:
        case TypeKind::Attempt: return name_of(type);
    }
    return {};
}

bool has_abi(const Type& type) {
    switch (type.kind) {
        case TypeKind::Map:
        case TypeKind::Attempt:
        case TypeKind::Nothing:
        case TypeKind::Whole:
        case TypeKind::Coin:
        case TypeKind::Instance: return false;
        case TypeKind::BoundedBytes:
        case TypeKind::BoundedString: return true;
        case TypeKind::Array:
        case TypeKind::List:
        case TypeKind::Option: return has_abi(*type.element);
        case TypeKind::Enum: return type.is_word();
        case TypeKind::Struct:
            return std::all_of(type.structure->members.begin(), type.structure->members.end(),
                               [](const Parameter& member) { return has_abi(*member.type); });
        case TypeKind::Tuple:
            return std::all_of(type.members.begin(), type.members.end(),
                               [](const Type* member) { return has_abi(*member); });
        case TypeKind::Error:
        case TypeKind::Bool:
        case TypeKind::Unsigned:
        case TypeKind::Signed:
        case TypeKind::Address:
        case TypeKind::FixedBytes:
        case TypeKind::Bytes:
        case TypeKind::String:
        case TypeKind::Interface: return true;
    }
    return false;
}

bool is_copyable(const Type& type) {
    if (type.is(TypeKind::Map)) return false;
    if (type.is_sequence() || type.is(TypeKind::Option)) return is_copyable(*type.element);
    if (type.is(TypeKind::Tuple))
        return std::all_of(type.members.begin(), type.members.end(),
                           [](const Type* member) { return is_copyable(*member); });
    if (!type.is(TypeKind::Struct)) return true;
    return std::all_of(type.structure->members.begin(), type.structure->members.end(),
                       [](const Parameter& member) { return is_copyable(*member.type); });
}

bool has_bare_slice(const Type& type) {
    if (!type.is(TypeKind::Tuple)) return type.is_slice();
    return std::any_of(type.members.begin(), type.members.end(),
                       [](const Type* member) { return has_bare_slice(*member); });
}

bool holds_coin(const Type& type) {
    return type.is(TypeKind::Coin) || std::any_of(type.members.begin(), type.members.end(),
                                                  [](const Type* member) { return holds_coin(*member); });
}

bool has_zero(const Type& type) {
    if (type.is(TypeKind::Enum)) return type.enumeration->variants.front().members.empty();
    if (type.is(TypeKind::Tuple))
        return std::all_of(type.members.begin(), type.members.end(),
                           [](const Type* member) { return has_zero(*member); });
    return !type.is(TypeKind::Interface);
}

Uint256 minimum_of(const Type& integer) {
    DEED_ASSERT(integer.is_integer());
    if (integer.is(TypeKind::Unsigned)) return 0;
    return -(Uint256{1} << (integer.bits - 1u));
}

Uint256 maximum_of(const Type& integer) {
    DEED_ASSERT(integer.is_integer());
    const unsigned bits = integer.is(TypeKind::Unsigned) ? integer.bits : integer.bits - 1u;
    return Uint256::max() >> (256 - bits);
}

}  // namespace deed::sema
