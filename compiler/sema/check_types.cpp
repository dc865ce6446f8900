#include <algorithm>
#include <charconv>

#include "compiler/sema/checker.hpp"
#include "compiler/sema/fold.hpp"
#include "compiler/sema/map_keys.hpp"

namespace deed::sema {
namespace {

/// Values of more than 64 KiB are not copied: 2048 words.
constexpr uint64_t kCopiedWordLimit = 2048;
/// What a `let` holds is pushed word by word wherever it is read.
constexpr uint64_t kImmutableWordLimit = 32;
/// The longest array, and the largest storage a type may span in words.
constexpr uint64_t kArrayLengthLimit = uint64_t{1} << 32;

/// Where words are counted: a list or text is one word in storage, and as long as it may be where it is
/// copied.
enum class Where : uint8_t { Memory, Storage };

/// The words a value takes, at most @p limit + 1.
uint64_t count_words(const Type& type, uint64_t limit, Where where = Where::Memory) {
    const bool is_bounded = type.is(TypeKind::List) || type.is_text();
    if (is_bounded && where == Where::Storage) return 1;
    if (type.is_text()) return std::min(1 + (type.length + 31) / 32, limit + 1);
    if (type.is(TypeKind::List)) {
        const uint64_t element = std::max<uint64_t>(1, count_words(*type.element, limit));
        return element > limit / type.length ? limit + 1 : std::min(1 + element * type.length, limit + 1);
    }
    if (type.is(TypeKind::Array)) {
        const uint64_t element = std::max<uint64_t>(1, count_words(*type.element, limit, where));
        return element > limit / type.length ? limit + 1 : element * type.length;
    }
    if (type.is(TypeKind::Option)) return std::min(1 + count_words(*type.element, limit, where), limit + 1);
    uint64_t words = 0;
    const auto add = [&](const std::vector<Parameter>& members) {
        for (const Parameter& member : members)
            if (words <= limit) words += count_words(*member.type, limit, where);
    };
    if (type.is(TypeKind::Tuple)) {
        for (const Type* member : type.members)
            if (words <= limit) words += count_words(*member, limit, where);
    } else if (type.is(TypeKind::Enum)) {
        ++words;
        for (const EnumVariant& variant : type.enumeration->variants) add(variant.members);
    } else if (type.is(TypeKind::Struct)) {
        add(type.structure->members);
    } else {
        return 1;
    }
    return std::min(words, limit + 1);
}

std::optional<unsigned> size_after(std::string_view stem, std::string_view name) {
    if (!name.starts_with(stem)) return std::nullopt;
    unsigned size = 0;
    const char* const end = name.data() + name.size();
    const auto [stop, error] = std::from_chars(name.data() + stem.size(), end, size);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return size;
}

}  // namespace

const Type* Checker::resolve_type(const syntax::TypeNode& node, const Scope& scope) {
    if (const auto* named = std::get_if<syntax::NamedType>(&node.node)) return resolve_type(*named, scope);
    if (const auto* map = std::get_if<syntax::MapType>(&node.node)) return resolve_type(*map, scope);
    if (const auto* array = std::get_if<syntax::ArrayType>(&node.node)) return resolve_type(*array, scope);
    if (const auto* bounded = std::get_if<syntax::BoundedType>(&node.node))
        return resolve_type(*bounded, scope);
    if (const auto* option = std::get_if<syntax::OptionalType>(&node.node))
        return resolve_type(*option, scope);
    if (const auto* coin = std::get_if<syntax::CoinType>(&node.node)) return resolve_type(*coin, scope);
    if (const auto* tuple = std::get_if<syntax::TupleType>(&node.node)) return resolve_type(*tuple, scope);
    return types().error();
}

const Type* Checker::find_builtin_type(std::string_view name) {
    if (!is_predeclared(name)) return nullptr;
    if (name == "bool") return types().boolean();
    if (name == "address") return types().address();
    if (name == "bytes") return types().bytes();
    if (name == "string") return types().string();
    if (const auto bits = size_after("uint", name)) return types().unsigned_integer(*bits);
    if (const auto bits = size_after("int", name)) return types().signed_integer(*bits);
    if (const auto length = size_after("bytes", name)) return types().fixed_bytes(*length);
    return nullptr;
}

const Type* Checker::resolve_type(const syntax::NamedType& node, const Scope& scope) {
    const std::string& name = node.path.parts.front().text;
    if (node.path.parts.size() > 1) {
        report(Code::UnknownType, node.path.span, {sources_.text(node.path.span)});
        return types().error();
    }
    if (const Type* builtin = find_builtin_type(name)) return builtin;
    const Symbol* symbol = scope.find(name);
    if (symbol == nullptr && here_.test != nullptr) symbol = find_type_of_contracts(name);
    if (symbol == nullptr) {
        report_unknown(Code::UnknownType, name, node.path.span, scope);
        return types().error();
    }
    if (const auto* structure = std::get_if<Struct*>(&symbol->entity)) return types().of(**structure);
    if (auto* const* type = std::get_if<const Type*>(&symbol->entity)) return *type;
    if (auto* const* unit = std::get_if<const Unit*>(&symbol->entity)) return types().of(**unit);
    if (const auto* enumeration = std::get_if<Enum*>(&symbol->entity)) return types().of(**enumeration);
    if (const auto* interface = std::get_if<Interface*>(&symbol->entity)) return types().of(**interface);
    if (const auto* contract = std::get_if<Contract*>(&symbol->entity)) {
        if (here_.test != nullptr) return types().of(**contract);
        report(Code::OnlyInTests, node.path.span, {name})
            .with_help("outside tests a contract is known by an interface");
        return types().error();
    }
    if (!std::holds_alternative<BrokenSymbol>(symbol->entity))
        report(Code::UnknownType, node.path.span, {name})
            .note(symbol->span, std::string{"this is "} + std::string{describe(symbol->entity)});
    return types().error();
}

bool is_map_key(const Type& type) {
    // The struct that stands for any type has one member, without a name.
    if (type.is(TypeKind::Struct))
        return type.structure->members.size() == 1 && type.structure->members[0].name.empty();
    return type.is_slice() || (type.is_word() && !type.is(TypeKind::Instance) && !type.is(TypeKind::Coin));
}

const Type* Checker::resolve_type(const syntax::MapType& node, const Scope& scope) {
    const Type* key = resolve_type(*node.key, scope);
    const Type* value = resolve_type(*node.value, scope);
    if (key->is(TypeKind::Error) || value->is(TypeKind::Error)) return types().error();
    const bool is_tuple = key->is(TypeKind::Tuple);
    const Types keys = is_tuple ? key->members : Types{key};
    if (!std::all_of(keys.begin(), keys.end(), [](const Type* one) { return is_map_key(*one); })) {
        report(Code::InvalidMapKey, node.key->span, {name_of(*key)});
        return types().error();
    }
    return is_tuple ? types().map_of_tuples(keys, value) : types().map(key, value);
}

const Type* Checker::resolve_type(const syntax::TupleType& node, const Scope& scope) {
    Types members;
    bool is_broken = false;
    for (const syntax::TypeNodePtr& member : node.members) {
        const Type* const type = resolve_type(*member, scope);
        members.push_back(type);
        is_broken = is_broken || type->is(TypeKind::Error);
        if (!type->is(TypeKind::Coin) && !type->is(TypeKind::Map)) continue;
        if (type->is(TypeKind::Coin))
            report(Code::CoinMisplaced, member->span, {"a member of a tuple"});
        else
            report(Code::MapOutsideStorage, member->span);
        is_broken = true;
    }
    return is_broken ? types().error() : types().tuple(std::move(members));
}

std::optional<uint64_t> Checker::check_length(const syntax::Expression& length, const Scope& scope,
                                              uint64_t limit) {
    std::vector<std::unique_ptr<Local>> bindings;  // of a `match` in the length
    Surroundings outside = std::exchange(here_, Surroundings{.scope = &scope, .locals = &bindings});
    const Operand operand = check_operand(length, types().uint256());
    here_ = std::move(outside);
    if (operand.expression != nullptr && operand.expression->type->is(TypeKind::Error)) return std::nullopt;
    std::optional<Rational> count = operand.number;
    if (operand.expression != nullptr && operand.expression->type->is_integer())
        if (const Constant* constant = constant_of(*operand.expression))
            count = Rational{integer_of(std::get<Uint256>(constant->value), *operand.expression->type)};
    if (count && is_whole(*count) && *count >= 1 && *count <= limit)
        return static_cast<uint64_t>(floor_of(*count));
    report(Code::InvalidArrayLength, length.span, {std::to_string(limit)});
    return std::nullopt;
}

const Type* Checker::resolve_type(const syntax::ArrayType& node, const Scope& scope) {
    const Type* element = resolve_type(*node.element, scope);
    if (element->is(TypeKind::Coin)) {
        report(Code::CoinMisplaced, node.element->span, {"an element"});
        return types().error();
    }
    const auto length = check_length(*node.length, scope, kArrayLengthLimit);
    if (!length || element->is(TypeKind::Error)) return types().error();
    return types().array(element, *length);
}

const Type* Checker::resolve_type(const syntax::BoundedType& node, const Scope& scope) {
    const Type* element = resolve_type(*node.element, scope);
    if (element->is(TypeKind::Coin)) {
        report(Code::CoinMisplaced, node.element->span, {"an element"});
        return types().error();
    }
    const auto bound = check_length(*node.bound, scope, kArrayLengthLimit);
    if (!bound || element->is(TypeKind::Error)) return types().error();
    if (!element->is_slice() || node.element->is_parenthesized) return types().list(element, *bound);
    return types().text(element->is(TypeKind::Bytes) ? TypeKind::BoundedBytes : TypeKind::BoundedString,
                        *bound);
}

const Type* Checker::resolve_type(const syntax::OptionalType& node, const Scope& scope) {
    const Type* value = resolve_type(*node.element, scope);
    if (value->is(TypeKind::Error)) return value;
    if (value->is(TypeKind::Coin))
        report(Code::CoinMisplaced, node.element->span, {"optional"});
    else if (!value->is(TypeKind::Map))
        return types().option(value);
    else
        report(Code::MapOutsideStorage, node.element->span);
    return types().error();
}

/// What lies in a map, array or struct is zero until it is assigned, so zero must mean something.
bool Checker::check_zero(const Type& part, source::Span span, std::string_view role) {
    if (has_zero(part)) return true;
    report(Code::NoMeaningfulZero, span, {name_of(part), role})
        .with_help(part.is(TypeKind::Interface)
                       ? "keep an `address` and convert it: `" + name_of(part) + "(a)`"
                       : "write `" + name_of(part) + "?`, or let the first variant carry nothing");
    return false;
}

bool Checker::check_storable(const Type& type, source::Span span) {
    switch (type.kind) {
        case TypeKind::Bytes:
        case TypeKind::String:
            report(Code::UnboundedInStorage, span, {name_of(type)})
                .with_help("say how long it can be: `" + name_of(type) + "[..64]`");
            return false;
        case TypeKind::Array:
            if (!check_zero(*type.element, span, "an element") || !check_storable(*type.element, span))
                return false;
            if (count_words(type, kArrayLengthLimit, Where::Storage) <= kArrayLengthLimit) return true;
            report(Code::ArrayTooLarge, span, {name_of(type)});
            return false;
        case TypeKind::List:
            return check_zero(*type.element, span, "an element") && check_storable(*type.element, span);
        case TypeKind::Option:
            if (is_copyable(*type.element)) return check_storable(*type.element, span);
            report(Code::MapOutsideStorage, span);
            return false;
        case TypeKind::Map:
            return check_zero(*type.element, span, "a map's value") && check_storable(*type.element, span);
        case TypeKind::Tuple:
            return std::all_of(type.members.begin(), type.members.end(),
                               [&](const Type* member) { return check_storable(*member, span); });
        case TypeKind::Coin: report(Code::CoinMisplaced, span, {"stored"}); return false;
        case TypeKind::Whole:
        case TypeKind::Error:
        case TypeKind::Nothing:
        case TypeKind::Bool:
        case TypeKind::Unsigned:
        case TypeKind::Signed:
        case TypeKind::Address:
        case TypeKind::FixedBytes:
        case TypeKind::BoundedBytes:
        case TypeKind::BoundedString:
        case TypeKind::Struct:  // its members were checked where it is declared
        case TypeKind::Enum:    // likewise
        case TypeKind::Attempt:
        case TypeKind::Instance:
        case TypeKind::Interface: return true;
    }
    return true;
}

bool Checker::check_immutable(const Type& type, source::Span span) {
    if (type.is_word()) return true;
    if (!is_copyable(type)) {
        report(Code::MapOutsideStorage, span);
        return false;
    }
    if (has_bare_slice(type)) {
        report(Code::UnboundedInStorage, span, {name_of(type)});
        return false;
    }
    if (!check_storable(type, span)) return false;
    if (count_words(type, kImmutableWordLimit) <= kImmutableWordLimit) return true;
    report(Code::ImmutableTooLarge, span, {name_of(type)});
    return false;
}

bool Checker::check_copied(const Type& type, source::Span span) {
    if (count_words(type, kCopiedWordLimit) <= kCopiedWordLimit) return true;
    report(Code::ValueTooLarge, span, {name_of(type)});
    return false;
}

bool Checker::check_abi(const Type& type, source::Span span, std::string_view use) {
    if (has_abi(type)) return check_copied(type, span);
    report(Code::NoAbiType, span, {name_of(type), use});
    return false;
}

}  // namespace deed::sema
