#include <algorithm>

#include "compiler/sema/checker.hpp"

namespace deed::sema {
namespace {

using syntax::GenericBound;
using syntax::GenericParameter;

/// By this many elements a declaration is checked on its own.
constexpr uint64_t kSampleSize = 32;
constexpr uint64_t kSizeLimit = uint64_t{1} << 32;
/// A generic function is made for at most so many sets of arguments: more come from one that makes itself
/// anew.
constexpr size_t kInstanceLimit = 256;

std::string_view words_of(GenericBound bound) {
    switch (bound) {
        case GenericBound::Unsigned: return "a type of unsigned numbers";
        case GenericBound::Signed: return "a type of signed numbers";
        case GenericBound::Any: return "a type that can be copied";
        case GenericBound::Size: return "a number";
    }
    return {};
}

std::string name_of(const GenericValue& value) {
    std::string text = value.type == nullptr ? std::to_string(value.size) : sema::name_of(*value.type);
    std::erase(text, ' ');
    return text;
}

std::string count_text(size_t count) {
    if (count == 0) return "nothing";
    return std::to_string(count) + (count == 1 ? " argument" : " arguments");
}

/// The parameter of a generic declaration that a type is, by name alone.
std::optional<size_t> find_generic(std::string_view name, const std::vector<GenericParameter>& generics) {
    for (size_t i = 0; i < generics.size(); ++i)
        if (generics[i].name.text == name) return i;
    return std::nullopt;
}

std::optional<size_t> find_generic(const syntax::TypeNode& node,
                                   const std::vector<GenericParameter>& generics) {
    const auto* named = std::get_if<syntax::NamedType>(&node.node);
    if (named == nullptr || named->path.parts.size() != 1) return std::nullopt;
    return find_generic(named->path.parts.front().text, generics);
}

std::optional<size_t> find_generic(const syntax::Expression& node,
                                   const std::vector<GenericParameter>& generics) {
    const auto* name = std::get_if<syntax::NameUse>(&node.node);
    return name == nullptr ? std::nullopt : find_generic(name->name, generics);
}

/// Whether a type depends on what the generic parameters stand for.
bool depends(const syntax::TypeNode& node, const std::vector<GenericParameter>& generics) {
    if (find_generic(node, generics)) return true;
    // A length may be any expression, so a type with one that is not plain is taken to depend.
    const auto is_open = [&](const syntax::Expression& length) {
        return !std::holds_alternative<syntax::NumberLiteral>(length.node);
    };
    if (const auto* array = std::get_if<syntax::ArrayType>(&node.node))
        return depends(*array->element, generics) || is_open(*array->length);
    if (const auto* list = std::get_if<syntax::BoundedType>(&node.node))
        return depends(*list->element, generics) || is_open(*list->bound);
    if (const auto* option = std::get_if<syntax::OptionalType>(&node.node))
        return depends(*option->element, generics);
    if (const auto* tuple = std::get_if<syntax::TupleType>(&node.node))
        return std::any_of(tuple->members.begin(), tuple->members.end(),
                           [&](const syntax::TypeNodePtr& member) { return depends(*member, generics); });
    return false;
}

/// Finds what the parameters of a generic function stand for in the types of the arguments.
class Inference {
  public:
    explicit Inference(const std::vector<GenericParameter>& generics)
        : generics_(generics), values_(generics.size()) {}

    void match(const syntax::TypeNode& node, const Type& type) {
        if (const auto place = find_generic(node, generics_)) return bind_type(*place, type);
        if (const auto* array = std::get_if<syntax::ArrayType>(&node.node);
            array && type.is(TypeKind::Array)) {
            match(*array->element, *type.element);
            bind_size(*array->length, type.length);
        }
        if (const auto* list = std::get_if<syntax::BoundedType>(&node.node)) {
            if (type.is(TypeKind::List)) match(*list->element, *type.element);
            if (type.is(TypeKind::List) || type.is_text()) bind_size(*list->bound, type.length);
        }
        if (const auto* option = std::get_if<syntax::OptionalType>(&node.node);
            option && type.is(TypeKind::Option))
            match(*option->element, *type.element);
        if (const auto* tuple = std::get_if<syntax::TupleType>(&node.node); tuple && type.is(TypeKind::Tuple))
            for (size_t i = 0; i < std::min(tuple->members.size(), type.members.size()); ++i)
                match(*tuple->members[i], *type.members[i]);
    }
    void bind_type(size_t place, const Type& type) {
        std::optional<GenericValue>& value = values_[place];
        if (generics_[place].bound == GenericBound::Size) return;
        // Of two integers the wider one takes in the other.
        const bool widens = value && value->type != nullptr && value->type->kind == type.kind &&
                            type.is_integer() && value->type->bits < type.bits &&
                            type.unit == value->type->unit;
        if (!value || widens) value = GenericValue{&type, 0};
    }
    [[nodiscard]] bool knows(size_t place) const { return values_[place].has_value(); }
    [[nodiscard]] const std::vector<std::optional<GenericValue>>& values() const { return values_; }

  private:
    void bind_size(const syntax::Expression& length, uint64_t size) {
        const auto place = find_generic(length, generics_);
        if (!place || generics_[*place].bound != GenericBound::Size) return;
        std::optional<GenericValue>& value = values_[*place];
        if (!value || value->size < size) value = GenericValue{nullptr, size};
    }

    const std::vector<GenericParameter>& generics_;
    std::vector<std::optional<GenericValue>> values_;
};

}  // namespace

// Declarations.

void Checker::declare_generic(const syntax::Declaration& declaration, const syntax::FunctionDeclaration& node,
                              PendingContract* pending, Scope& scope) {
    if (node.visibility == syntax::Visibility::Public) {
        report(Code::GenericOutside, node.name.span);
        return declare(scope, node.name, BrokenSymbol{});
    }
    GenericSymbol& symbol = generics_.emplace_back(GenericSymbol{
        .declaration = &declaration, .syntax = &node, .pending = pending, .scope = &scope, .instances = {}});
    declare(scope, node.name, &symbol);
}

void Checker::declare_values(const std::vector<GenericParameter>& generics,
                             const std::vector<GenericValue>& values, Scope& scope) {
    for (size_t i = 0; i < generics.size(); ++i) {
        if (values[i].type != nullptr) {
            declare(scope, generics[i].name, values[i].type);
            continue;
        }
        ConstantSymbol& constant = constants_.emplace_back(
            ConstantSymbol{.syntax = nullptr, .scope = &scope, .state = ConstantSymbol::State::Done});
        constant.number = Rational{Integer{values[i].size}};
        declare(scope, generics[i].name, &constant);
    }
}

std::vector<GenericValue> Checker::sample_values(const std::vector<GenericParameter>& generics) {
    std::vector<GenericValue> values;
    for (const GenericParameter& generic : generics) switch (generic.bound) {
            case GenericBound::Unsigned: values.push_back({types().uint256()}); break;
            case GenericBound::Signed: values.push_back({types().int256()}); break;
            case GenericBound::Size: values.push_back({nullptr, kSampleSize}); break;
            case GenericBound::Any: {
                // A struct of which nothing is known.
                auto& opaque = program_->structs.emplace_back(std::make_unique<Struct>());
                opaque->name = generic.name.text;
                opaque->span = generic.name.span;
                opaque->members.push_back({"", types().uint256(), generic.name.span});
                values.push_back({types().of(*opaque)});
                break;
            }
        }
    return values;
}

Function& Checker::make_instance(GenericSymbol& symbol, const std::vector<GenericValue>& values,
                                 Genericity genericity) {
    const syntax::FunctionDeclaration& node = *symbol.syntax;
    auto made = std::make_unique<Function>();
    Function& function = *made;
    std::string arguments;
    for (const GenericValue& value : values) arguments += (arguments.empty() ? "" : ",") + name_of(value);
    function.name = symbol.pending == nullptr ? node.name.text : name_in(*symbol.pending, node.name.text);
    if (genericity == Genericity::Instance) function.name += "<" + arguments + ">";
    function.span = node.name.span;
    function.documentation = symbol.declaration->documentation;
    function.part = symbol.pending == nullptr ? nullptr : symbol.pending->part;
    function.contract = symbol.pending == nullptr ? nullptr : symbol.pending->contract;
    function.genericity = genericity;
    scopes_.push_back(std::make_unique<Scope>(symbol.scope));
    declare_values(node.generics, values, *scopes_.back());
    Contract* const contract = symbol.pending == nullptr ? nullptr : symbol.pending->contract;
    functions_.push_back({&function, &node, contract, scopes_.back().get()});
    (contract == nullptr ? program_->functions : contract->functions).push_back(std::move(made));
    return function;
}

void Checker::make_generic_samples() {
    for (GenericSymbol& symbol : generics_)
        symbol.sample = &make_instance(symbol, sample_values(symbol.syntax->generics), Genericity::Sample);
}

void Checker::check_bodies() {
    const auto check_all = [&](bool (*is_wanted)(const PendingFunction&)) {
        // Calls of generic functions add to them.
        for (size_t i = checked_functions_; i < functions_.size(); ++i)
            if (is_wanted(functions_[i])) check_body(functions_[i]);
    };
    // What is wrong with a generic function itself is said before it is made for arguments.
    check_all([](const PendingFunction& one) { return one.function->genericity == Genericity::Sample; });
    check_all([](const PendingFunction& one) { return one.function->genericity != Genericity::Sample; });
    checked_functions_ = functions_.size();
}

// Arguments.

bool Checker::check_bound(const GenericParameter& generic, const GenericValue& value, source::Span span) {
    const bool is_size = generic.bound == GenericBound::Size;
    const Type* const type = value.type;
    bool fits = is_size == (type == nullptr);
    if (fits && !is_size) switch (generic.bound) {
            case GenericBound::Unsigned: fits = type->is(TypeKind::Unsigned); break;
            case GenericBound::Signed: fits = type->is(TypeKind::Signed); break;
            case GenericBound::Any: fits = !holds_coin(*type) && !type->is(TypeKind::Map); break;
            case GenericBound::Size: break;
        }
    if (fits) return true;
    const std::string given = type == nullptr ? std::to_string(value.size) : sema::name_of(*type);
    report(Code::OutOfBound, span, {generic.name.text, words_of(generic.bound), given});
    return false;
}

std::optional<std::vector<GenericValue>> Checker::check_part_arguments(const ComponentSymbol& component,
                                                                       const syntax::PartDeclaration& node,
                                                                       const Scope& scope) {
    const std::vector<GenericParameter>& generics = component.syntax->generics;
    if (generics.size() != node.arguments.size()) {
        report(Code::GenericCount, node.component.span,
               {component.syntax->name.text, count_text(generics.size()), count_text(node.arguments.size())});
        return std::nullopt;
    }
    std::vector<GenericValue> values;
    for (size_t i = 0; i < generics.size(); ++i) {
        const syntax::GenericArgument& argument = node.arguments[i];
        const auto* named =
            argument.type == nullptr ? nullptr : std::get_if<syntax::NamedType>(&argument.type->node);
        // The name of a constant reads as a type does.
        const Symbol* const symbol = named == nullptr ? nullptr : scope.find(named->path.parts.front().text);
        const bool is_constant = symbol != nullptr && std::holds_alternative<ConstantSymbol*>(symbol->entity);
        GenericValue value;
        if (argument.size != nullptr || is_constant) {
            const syntax::Expression use{
                syntax::NameUse{named == nullptr ? "" : named->path.parts.front().text}, argument.span};
            const auto size =
                check_length(argument.size != nullptr ? *argument.size : use, scope, kSizeLimit);
            if (!size) return std::nullopt;
            value.size = *size;
        } else {
            value.type = resolve_type(*argument.type, scope);
            if (value.type->is(TypeKind::Error)) return std::nullopt;
        }
        if (!check_bound(generics[i], value, argument.span)) return std::nullopt;
        values.push_back(value);
    }
    return values;
}

// Calls.

/// What is known of it without the arguments: of an array that is written out, its length.
const Type* Checker::type_of_argument(const syntax::TypeNode& node, const syntax::Expression& argument,
                                      const std::vector<GenericParameter>& generics, const Scope& scope) {
    if (!depends(node, generics)) return resolve_type(node, scope);
    const auto* const array = std::get_if<syntax::ArrayType>(&node.node);
    const auto* const written = std::get_if<syntax::ArrayExpression>(&argument.node);
    if (array == nullptr || written == nullptr || depends(*array->element, generics)) return nullptr;
    if (!find_generic(*array->length, generics) || written->elements.empty()) return nullptr;
    return types().array(resolve_type(*array->element, scope), written->elements.size());
}

std::vector<Operand> Checker::check_generic_arguments(const GenericSymbol& symbol,
                                                      const syntax::CallExpression& call) {
    const syntax::FunctionDeclaration& node = *symbol.syntax;
    std::vector<Operand> arguments;
    const Scope scope{symbol.scope};
    for (size_t i = 0; i < call.arguments.size(); ++i) {
        const syntax::Argument& argument = call.arguments[i];
        const bool is_known = i < node.parameters.size();
        if (is_known && argument.name && argument.name->text != node.parameters[i].name.text)
            report(Code::ArgumentOrder, argument.name->span, {node.parameters[i].name.text});
        const Type* const type =
            is_known ? type_of_argument(*node.parameters[i].type, *argument.value, node.generics, scope)
                     : nullptr;
        arguments.push_back(check_operand(*argument.value, type));
    }
    return arguments;
}

std::optional<std::vector<GenericValue>> Checker::infer(const GenericSymbol& symbol,
                                                        const std::vector<Operand>& arguments,
                                                        source::Span span, const Type* expected) {
    const syntax::FunctionDeclaration& node = *symbol.syntax;
    Inference inference{node.generics};
    for (size_t i = 0; i < arguments.size(); ++i)
        if (arguments[i].expression != nullptr)
            inference.match(*node.parameters[i].type, *arguments[i].expression->type);
    // A number alone has the type that is expected, or the widest.
    const auto result =
        node.results.size() == 1 ? find_generic(*node.results.front(), node.generics) : std::nullopt;
    if (result && expected != nullptr && !expected->is(TypeKind::Error) && !inference.knows(*result))
        inference.bind_type(*result, *expected);
    for (size_t i = 0; i < arguments.size(); ++i) {
        const auto place = find_generic(*node.parameters[i].type, node.generics);
        if (!arguments[i].number || !place || inference.knows(*place)) continue;
        const bool is_signed = node.generics[*place].bound == GenericBound::Signed ||
                               (node.generics[*place].bound == GenericBound::Any && *arguments[i].number < 0);
        inference.bind_type(*place, is_signed ? *types().int256() : *types().uint256());
    }
    std::vector<GenericValue> values;
    for (size_t i = 0; i < node.generics.size(); ++i) {
        if (!inference.knows(i)) {
            report(Code::NotInferred, span, {node.generics[i].name.text, node.name.text});
            return std::nullopt;
        }
        values.push_back(*inference.values()[i]);
        if (!check_bound(node.generics[i], values.back(), span)) return std::nullopt;
    }
    return values;
}

Operand Checker::check_generic_call(GenericSymbol& symbol, const syntax::CallExpression& call,
                                    source::Span span, const Type* expected) {
    const syntax::FunctionDeclaration& node = *symbol.syntax;
    // Asked for by an array's length, before functions have their types.
    if (symbol.sample == nullptr || symbol.sample->result == nullptr) {
        report(Code::NotConstant, span);
        return broken_operand(span);
    }
    std::vector<Operand> arguments = check_generic_arguments(symbol, call);
    const bool has_right_count = arguments.size() == node.parameters.size();
    if (!has_right_count)
        report(Code::ArgumentCount, span,
               {"`" + node.name.text + "`", count_text(node.parameters.size()),
                std::to_string(arguments.size())});
    const bool is_broken = std::any_of(arguments.begin(), arguments.end(), [](const Operand& one) {
        return one.expression != nullptr && one.expression->type->is(TypeKind::Error);
    });
    if (!has_right_count || is_broken || refused_.contains(symbol.sample)) return broken_operand(span);
    const auto values = infer(symbol, arguments, span, expected);
    if (!values) return broken_operand(span);

    auto known = symbol.instances.find(*values);
    if (known == symbol.instances.end()) {
        // For other arguments it would make itself anew, again and again.
        const bool is_own = here_.function != nullptr && here_.function->genericity != Genericity::None &&
                            here_.function->span == node.name.span;
        if (is_own || symbol.instances.size() == kInstanceLimit) {
            report(Code::Recursion, span, {node.name.text, ""});
            return broken_operand(span);
        }
        known =
            symbol.instances.emplace(*values, &make_instance(symbol, *values, Genericity::Instance)).first;
        Surroundings outside = std::exchange(here_, Surroundings{.scope = functions_.back().scope});
        resolve_function(functions_.back());
        here_ = std::move(outside);
    }
    const Function& function = *known->second;
    std::vector<ExpressionPtr> settled;
    for (size_t i = 0; i < arguments.size(); ++i)
        settled.push_back(settle(std::move(arguments[i]), function.signature.parameters[i].type));
    const bool has_mistake = std::any_of(settled.begin(), settled.end(), [](const ExpressionPtr& one) {
        return one->type->is(TypeKind::Error);
    });
    if (has_mistake || function.result->is(TypeKind::Error)) return broken_operand(span);
    return evaluate_call(make_operand(Call{&function, std::move(settled)}, function.result, span));
}

}  // namespace deed::sema
