#include <boost/json.hpp>

#include "compiler/artifact/artifact.hpp"

namespace deed::artifact {
namespace {

namespace json = boost::json;
using sema::Type;
using sema::TypeKind;

/// The type's key among `types`, as Solidity names it.
std::string key_of(const Type& type) {
    if (type.is(TypeKind::Map)) return "t_mapping(" + key_of(*type.key) + "," + key_of(*type.element) + ")";
    if (type.is(TypeKind::Array))
        return "t_array(" + key_of(*type.element) + ")" + std::to_string(type.length) + "_storage";
    if (type.is(TypeKind::List)) return "t_array(" + key_of(*type.element) + ")dyn_storage";
    if (type.is(TypeKind::BoundedString)) return "t_string_storage";
    if (type.is(TypeKind::BoundedBytes)) return "t_bytes_storage";
    if (type.is(TypeKind::Struct)) return "t_struct(" + type.structure->name + ")_storage";
    if (type.is(TypeKind::Tuple)) {
        std::string keys;
        for (const Type* member : type.members) keys += (keys.empty() ? "" : ",") + key_of(*member);
        return "t_tuple(" + keys + ")_storage";
    }
    if (type.unit != nullptr)
        return "t_userDefinedValueType(" + type.unit->name + ")" + sema::abi_name_of(type);
    if (type.is(TypeKind::Enum)) return "t_enum(" + type.enumeration->name + ")";
    if (type.is(TypeKind::Option)) return "t_option(" + key_of(*type.element) + ")_storage";
    if (type.is(TypeKind::Interface)) return "t_contract(" + type.interface->name + ")";
    if (type.is(TypeKind::String)) return "t_string_memory_ptr";
    if (type.is(TypeKind::Bytes)) return "t_bytes_memory_ptr";
    return "t_" + sema::abi_name_of(type);
}

std::string label_of(const Type& type) {
    if (type.is(TypeKind::Map))
        return "mapping(" + label_of(*type.key) + " => " + label_of(*type.element) + ")";
    if (type.is(TypeKind::Array)) return label_of(*type.element) + "[" + std::to_string(type.length) + "]";
    if (type.is(TypeKind::List)) return label_of(*type.element) + "[]";
    if (type.is(TypeKind::Struct)) return "struct " + type.structure->name;
    if (type.is(TypeKind::Tuple)) return sema::name_of(type);
    if (type.unit != nullptr) return type.unit->name;
    if (type.is(TypeKind::Enum)) return "enum " + type.enumeration->name;
    if (type.is(TypeKind::Option)) return label_of(*type.element) + "?";
    if (type.is(TypeKind::Interface)) return "contract " + type.interface->name;
    return sema::abi_name_of(type);
}

std::string bytes_of(const Type& type) {
    if (type.is_word()) return std::to_string(lower::storage_bytes(type));
    if (type.is_slice()) return "32";
    return to_decimal(lower::storage_slots(type) * Uint256{32});
}

/// The `types` table: every type a layout names, with those inside it.
class Types {
  public:
    explicit Types(std::string contract) : contract_(std::move(contract)) {}

    void add(const Type& type) {
        const std::string key = key_of(type);
        if (table_.contains(key)) return;
        table_[key] = json::object{};
        json::object row{
            {"encoding", encoding_of(type)}, {"label", label_of(type)}, {"numberOfBytes", bytes_of(type)}};
        if (type.is(TypeKind::Map)) {
            add(*type.key);
            add(*type.element);
            row["key"] = key_of(*type.key);
            row["value"] = key_of(*type.element);
        } else if (type.is_sequence()) {
            add(*type.element);
            row["base"] = key_of(*type.element);
        } else if (type.is(TypeKind::Option)) {
            row["members"] = json::array{entry(0, "some", lower::member_spot(type, 0), *type.members[0]),
                                         entry(1, "value", lower::member_spot(type, 1), *type.members[1])};
        } else if (type.is(TypeKind::Enum) && !type.is_word()) {
            row["members"] = variants_of(type);
        } else if (type.is(TypeKind::Tuple)) {
            row["members"] = numbered_members_of(type);
        } else if (type.is(TypeKind::Struct)) {
            row["members"] = members_of(type);
        }
        table_[key] = std::move(row);
    }

    json::object entry(uint64_t number, const std::string& label, const lower::StorageSpot& spot,
                       const Type& type) {
        add(type);
        return {{"astId", number},       {"contract", contract_},         {"label", label},
                {"offset", spot.offset}, {"slot", to_decimal(spot.slot)}, {"type", key_of(type)}};
    }

    [[nodiscard]] json::object take() { return std::move(table_); }

  private:
    static std::string_view encoding_of(const Type& type) {
        if (type.is(TypeKind::Map)) return "mapping";
        if (type.is(TypeKind::List)) return "dynamic_array";
        return type.is_slice() || type.is_text() ? "bytes" : "inplace";
    }

    json::array members_of(const Type& type) {
        json::array members;
        const auto& all = type.structure->members;
        for (uint32_t i = 0; i < all.size(); ++i)
            members.push_back(entry(i, all[i].name, lower::member_spot(type, i), *all[i].type));
        return members;
    }

    json::array numbered_members_of(const Type& type) {
        json::array members;
        for (uint32_t i = 0; i < type.members.size(); ++i)
            members.push_back(entry(i, std::to_string(i), lower::member_spot(type, i), *type.members[i]));
        return members;
    }

    /// The byte that says which variant it is, then what each carries, as `Variant.member`.
    json::array variants_of(const Type& type) {
        json::array members;
        uint32_t number = 0;
        const auto add_member = [&](const std::string& label) {
            const Type& member = *type.enumeration->held[number];
            members.push_back(entry(number, label, lower::member_spot(type, number), member));
            ++number;
        };
        add_member("variant");
        for (const sema::EnumVariant& variant : type.enumeration->variants)
            for (const sema::Parameter& member : variant.members)
                add_member(variant.name + "." + member.name);
        return members;
    }

    std::string contract_;
    json::object table_;
};

}  // namespace

json::object make_storage_layout(const sema::Contract& contract, const std::string& source_name,
                                 const lower::StorageLayout& layout) {
    Types types{source_name + ":" + contract.name};
    json::array storage;
    for (const auto& field : contract.fields)
        if (field->kind == sema::FieldKind::Storage)
            storage.push_back(
                types.entry(field->index, field->name, layout.spots.at(field.get()), *field->type));
    return {{"storage", std::move(storage)}, {"types", types.take()}};
}

}  // namespace deed::artifact
