#include "compiler/arguments.hpp"

#include <optional>
#include <utility>

#include "vm/base/assert.hpp"

namespace deed {
namespace {

ArgumentType describe(const sema::Type& type);

std::vector<ArgumentType> describe_all(const std::vector<sema::Parameter>& parameters) {
    std::vector<ArgumentType> members;
    for (const sema::Parameter& parameter : parameters) members.push_back(describe(*parameter.type));
    return members;
}

/// What has no form in the ABI is no argument.
std::optional<ArgumentKind> kind_of(const sema::Type& type) {
    using sema::TypeKind;
    switch (type.kind) {
        case TypeKind::Bool: return ArgumentKind::Bool;
        case TypeKind::Unsigned: return ArgumentKind::Unsigned;
        case TypeKind::Signed: return ArgumentKind::Signed;
        case TypeKind::Address: return ArgumentKind::Address;
        case TypeKind::FixedBytes: return ArgumentKind::FixedBytes;
        case TypeKind::Bytes:
        case TypeKind::BoundedBytes: return ArgumentKind::Bytes;
        case TypeKind::String:
        case TypeKind::BoundedString: return ArgumentKind::String;
        case TypeKind::Array: return ArgumentKind::Array;
        case TypeKind::List: return ArgumentKind::List;
        case TypeKind::Option: return ArgumentKind::Option;
        case TypeKind::Struct: return ArgumentKind::Struct;
        case TypeKind::Enum: return ArgumentKind::Enum;
        case TypeKind::Tuple: return ArgumentKind::Tuple;
        case TypeKind::Instance:
        case TypeKind::Interface: return ArgumentKind::Contract;
        case TypeKind::Error:
        case TypeKind::Nothing:
        case TypeKind::Map:
        case TypeKind::Attempt:
        case TypeKind::Whole:
        case TypeKind::Coin: return std::nullopt;
    }
    return std::nullopt;
}

ArgumentType describe(const sema::Type& type) {
    const auto kind = kind_of(type);
    DEED_ASSERT(kind.has_value());
    ArgumentType result{.kind = *kind,
                        .name = sema::name_of(type),
                        .abi_name = sema::abi_name_of(type),
                        .size = type.is_slice() ? ~uint64_t{0} : type.length,
                        .variants = {}};
    if (type.is_integer()) result.size = type.bits;
    if (type.element != nullptr) result.members.push_back(describe(*type.element));
    if (type.structure != nullptr) result.members = describe_all(type.structure->members);
    if (type.is(sema::TypeKind::Tuple))
        for (const sema::Type* member : type.members) result.members.push_back(describe(*member));
    if (type.enumeration != nullptr)
        for (const sema::EnumVariant& variant : type.enumeration->variants)
            result.variants.push_back(variant.name);
    return result;
}

}  // namespace

Argument describe_argument(std::string name, const sema::Type& type) {
    return {std::move(name), describe(type)};
}

std::vector<EntryPoint> entry_points_of(const sema::Contract& contract) {
    std::vector<EntryPoint> entries;
    for (const auto& function : contract.functions) {
        const sema::Signature& signature = function->signature;
        const bool may_write = signature.mutability >= sema::Mutability::NonPayable;
        if (!sema::is_entry_point(function->kind) || !may_write) continue;
        const bool is_receive = function->kind == sema::FunctionKind::Receive;
        EntryPoint entry{.name = is_receive ? "receive" : signature.source_name,
                         .selector = is_receive ? Bytes{} : to_bytes(BytesView{signature.selector}),
                         .is_payable = is_receive || signature.mutability == sema::Mutability::Payable,
                         .parameters = {}};
        for (const sema::Parameter& parameter : signature.parameters)
            entry.parameters.push_back(describe_argument(parameter.name, *parameter.type));
        entries.push_back(std::move(entry));
    }
    return entries;
}

}  // namespace deed
