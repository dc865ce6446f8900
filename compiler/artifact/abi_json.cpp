#include <boost/json.hpp>

#include "compiler/artifact/artifact.hpp"

namespace deed::artifact {
namespace {

namespace json = boost::json;
using sema::Type;
using sema::TypeKind;

/// The innermost element of an array of arrays; other types are their own.
const Type& innermost(const Type& type) {
    return type.is_sequence() ? innermost(*type.element) : type;
}

/// "[2][3]" for an array of three arrays of two.
std::string dimensions(const Type& type) {
    if (!type.is_sequence()) return {};
    const std::string length = type.is(TypeKind::Array) ? std::to_string(type.length) : "";
    return dimensions(*type.element) + "[" + length + "]";
}

std::string internal_name(const Type& type) {
    const Type& inner = innermost(type);
    if (inner.is(TypeKind::Struct)) return "struct " + inner.structure->name + dimensions(type);
    if (inner.unit != nullptr) return inner.unit->name + dimensions(type);
    if (inner.is(TypeKind::Enum)) return "enum " + inner.enumeration->name + dimensions(type);
    if (inner.is(TypeKind::Option) || inner.is(TypeKind::Tuple))
        return sema::name_of(inner) + dimensions(type);
    if (inner.is(TypeKind::Interface)) return "contract " + inner.interface->name + dimensions(type);
    if (inner.is(TypeKind::Instance)) return "contract " + inner.contract->name + dimensions(type);
    return sema::abi_name_of(type);
}

json::array make_parameters(const std::vector<sema::Parameter>& parameters);

json::array make_unnamed(const std::vector<const Type*>& types);

json::object make_parameter(const std::string& name, const Type& type) {
    const Type& inner = innermost(type);
    const bool is_option = inner.is(TypeKind::Option);
    const bool is_tuple = is_option || inner.is(TypeKind::Tuple) || inner.is(TypeKind::Struct);
    json::object result{{"name", name},
                        {"type", is_tuple ? "tuple" + dimensions(type) : sema::abi_name_of(type)},
                        {"internalType", internal_name(type)}};
    if (is_option)
        result["components"] = json::array{make_parameter("some", *inner.members[0]),
                                           make_parameter("value", *inner.members[1])};
    else if (inner.is(TypeKind::Tuple))
        result["components"] = make_unnamed(inner.members);
    else if (is_tuple)
        result["components"] = make_parameters(inner.structure->members);
    return result;
}

json::array make_unnamed(const std::vector<const Type*>& types) {
    json::array result;
    for (const Type* type : types) result.push_back(make_parameter("", *type));
    return result;
}

json::array make_parameters(const std::vector<sema::Parameter>& parameters) {
    json::array result;
    for (const sema::Parameter& parameter : parameters)
        result.push_back(make_parameter(parameter.name, *parameter.type));
    return result;
}

std::string_view name_of(sema::Mutability mutability) {
    switch (mutability) {
        case sema::Mutability::Pure: return "pure";
        case sema::Mutability::View: return "view";
        case sema::Mutability::NonPayable: return "nonpayable";
        case sema::Mutability::Payable: return "payable";
    }
    return {};
}

json::object make_constructor(const sema::Contract& contract) {
    json::object result{
        {"type", "constructor"}, {"inputs", json::array{}}, {"stateMutability", "nonpayable"}};
    if (contract.init == nullptr) return result;
    result["inputs"] = make_parameters(contract.init->signature.parameters);
    result["stateMutability"] = name_of(contract.init->signature.mutability);
    return result;
}

json::object make_function(const sema::Signature& signature) {
    return {{"type", "function"},
            {"name", signature.name},
            {"inputs", make_parameters(signature.parameters)},
            {"outputs", make_parameters(signature.results)},
            {"stateMutability", name_of(signature.mutability)}};
}

json::object make_event(const sema::Event& event) {
    json::array inputs;
    for (const sema::EventParameter& parameter : event.parameters) {
        json::object input = make_parameter(parameter.name, *parameter.type);
        input["indexed"] = parameter.is_indexed;
        inputs.push_back(std::move(input));
    }
    return {{"type", "event"}, {"name", event.name}, {"inputs", std::move(inputs)}, {"anonymous", false}};
}

}  // namespace

json::array make_abi(const sema::Contract& contract) {
    json::array abi;
    abi.push_back(make_constructor(contract));
    for (const auto& function : contract.functions)
        if (sema::has_selector(function->kind)) abi.push_back(make_function(function->signature));
    for (const auto& function : contract.functions)
        if (function->kind == sema::FunctionKind::Receive)
            abi.push_back(json::object{{"type", "receive"}, {"stateMutability", "payable"}});
    for (const sema::Event* event : contract.events) abi.push_back(make_event(*event));
    for (const sema::ErrorType* error : contract.errors)
        abi.push_back(json::object{
            {"type", "error"}, {"name", error->name}, {"inputs", make_parameters(error->parameters)}});
    return abi;
}

}  // namespace deed::artifact
