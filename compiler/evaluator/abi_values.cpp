#include "compiler/evaluator/abi_values.hpp"

#include "vm/abi/contract.hpp"
#include "vm/base/assert.hpp"

namespace deed::evaluator {

using sema::Type;
using sema::TypeKind;

namespace {

std::vector<abi::Type> abi_types_of(const std::vector<const Type*>& types) {
    std::vector<abi::Type> result;
    for (const Type* type : types) result.push_back(abi_type_of(*type));
    return result;
}

abi::Values abi_values_of(const Values& values, const std::vector<const Type*>& types) {
    DEED_ASSERT(values.size() == types.size());
    abi::Values result;
    for (size_t i = 0; i < values.size(); ++i) result.push_back(abi_value_of(values[i], *types[i]));
    return result;
}

constexpr uint32_t kSome = 1;

bool has_parts(const Type& type) {
    return type.is_sequence() || type.is(TypeKind::Struct) || type.is(TypeKind::Tuple);
}

/// The types of an array's elements or of the members.
std::vector<const Type*> parts_of(const Type& type, size_t count) {
    if (type.is(TypeKind::List)) return std::vector<const Type*>(count, type.element);
    if (type.is(TypeKind::Array)) return std::vector<const Type*>(type.length, type.element);
    return type.is(TypeKind::Tuple) ? type.members : types_of(type.structure->members);
}

}  // namespace

std::vector<const Type*> types_of(const std::vector<sema::Parameter>& parameters) {
    std::vector<const Type*> types;
    for (const sema::Parameter& parameter : parameters) types.push_back(parameter.type);
    return types;
}

abi::Type abi_type_of(const Type& type) {
    switch (type.kind) {
        case TypeKind::Bool: return abi::bool_type();
        case TypeKind::Enum: return abi::uint_type(8);
        case TypeKind::Unsigned: return abi::uint_type(type.bits);
        case TypeKind::Signed: return abi::int_type(type.bits);
        case TypeKind::Address:
        case TypeKind::Instance:
        case TypeKind::Interface: return abi::address_type();
        case TypeKind::FixedBytes: return abi::fixed_bytes_type(type.length);
        case TypeKind::Bytes: return abi::bytes_type();
        case TypeKind::String: return abi::string_type();
        case TypeKind::BoundedBytes: return abi::bytes_type();
        case TypeKind::BoundedString: return abi::string_type();
        case TypeKind::List: return abi::list_type(abi_type_of(*type.element)).value();
        case TypeKind::Array: return abi::array_type(abi_type_of(*type.element), type.length).value();
        case TypeKind::Tuple:
        case TypeKind::Struct: return abi::tuple_type(abi_types_of(parts_of(type, 0))).value();
        case TypeKind::Option: return abi::tuple_type({abi::bool_type(), abi_type_of(*type.element)}).value();
        case TypeKind::Map:
        case TypeKind::Attempt:
        case TypeKind::Coin:
        case TypeKind::Whole:
        case TypeKind::Nothing:
        case TypeKind::Error: break;
    }
    DEED_ASSERT(!"the type has an ABI type");
    return {};
}

abi::Value abi_value_of(const Value& value, const Type& type) {
    if (has_parts(type)) return {abi_values_of(value.values(), parts_of(type, value.values().size()))};
    if (type.is(TypeKind::Option)) {
        const bool is_some = value.variant().tag == kSome;
        const Value carried = is_some ? value.variant().members[0] : zero_of(*type.element);
        return {abi::Values{{is_some}, abi_value_of(carried, *type.element)}};
    }
    if (type.is(TypeKind::Enum)) return {Uint256{value.variant().tag}};
    if (type.is(TypeKind::String) || type.is(TypeKind::BoundedString))
        return {std::string{as_text(value.bytes())}};
    if (type.is_slice() || type.is_text() || type.is(TypeKind::FixedBytes)) return {value.bytes()};
    if (type.is_integer()) return {sema::word_of(value.integer())};
    if (type.is(TypeKind::Bool)) return {value.boolean()};
    return {value.address()};
}

Bytes encode(const std::vector<const Type*>& types, const Values& values) {
    auto bytes = abi::encode(abi_types_of(types), abi_values_of(values, types));
    DEED_ASSERT(bytes.has_value());
    return *std::move(bytes);
}

Bytes encode_error(const sema::ErrorType& error, const Values& arguments) {
    Bytes data = to_bytes(error.selector);
    append(data, encode(types_of(error.parameters), arguments));
    return data;
}

EventCode encode_event(const sema::Event& event, const Values& arguments) {
    abi::Event form{.name = event.name};
    std::vector<const Type*> types;
    for (const sema::EventParameter& parameter : event.parameters) {
        form.inputs.push_back({parameter.name, abi_type_of(*parameter.type),
                               parameter.is_indexed ? abi::Place::Topic : abi::Place::Data});
        types.push_back(parameter.type);
    }
    auto code = abi::encode_event(form, abi_values_of(arguments, types));
    DEED_ASSERT(code.has_value());
    return {std::move(code->topics), std::move(code->data)};
}

}  // namespace deed::evaluator
