#include <algorithm>

#include "compiler/sema/actors.hpp"
#include "compiler/sema/checker.hpp"
#include "compiler/sema/fold.hpp"
#include "compiler/sema/hints.hpp"
#include "vm/base/nearest.hpp"

namespace deed::sema {

// Making nodes.

ExpressionPtr Checker::make(ExpressionNode node, const Type* type, source::Span span) {
    return std::make_unique<Expression>(Expression{std::move(node), type, span});
}

ExpressionPtr Checker::make_constant(const Uint256& word, const Type* type, source::Span span) {
    return make(Constant{word}, type, span);
}

ExpressionPtr Checker::make_broken(source::Span span) {
    return make_constant(0, types().error(), span);
}

Operand Checker::make_operand(ExpressionNode node, const Type* type, source::Span span) {
    return {std::nullopt, 0, make(std::move(node), type, span), span};
}

Operand Checker::broken_operand(source::Span span) {
    return {std::nullopt, 0, make_broken(span), span};
}

Operand Checker::number_operand(Rational number, source::Span span) {
    if (is_moderate(number)) return {std::move(number), 0, nullptr, span};
    report(Code::ConstantTooLarge, span);
    return broken_operand(span);
}

// Values.

ExpressionPtr Checker::check_value(const syntax::Expression& expression, const Type* expected) {
    return settle(check_operand(expression, expected), expected);
}

Operand Checker::check_operand(const syntax::Expression& expression, const Type* expected) {
    return std::visit([&](const auto& node) { return check_node(node, expression.span, expected); },
                      expression.node);
}

ExpressionPtr Checker::settle_number(const Operand& operand, const Type* expected) {
    const Rational& number = *operand.number;
    const bool is_bytes = expected != nullptr && expected->is(TypeKind::FixedBytes);
    if (is_bytes && operand.hex_bytes == expected->length)
        return make_constant(word_of(floor_of(number)) << (256 - 8 * expected->length), expected,
                             operand.span);

    const bool has_integer = expected != nullptr && expected->is_integer();
    const Type* type = has_integer ? expected : number < 0 ? types().int256() : types().uint256();
    if (!is_whole(number)) {
        report(Code::NotIntegral, operand.span, {text_of(number)});
        return make_broken(operand.span);
    }
    const Integer value = floor_of(number);
    if (!fits(value, *type)) {
        auto& message = report(Code::DoesNotFit, operand.span, {text_of(number), name_of(*type)});
        if (has_integer)
            message.with_help(name_of(*type) + " holds " +
                              text_of(Rational{integer_of(minimum_of(*type), *type)}) + " to " +
                              text_of(Rational{integer_of(maximum_of(*type), *type)}));
        return make_broken(operand.span);
    }
    return make_constant(word_of(value), type, operand.span);
}

ExpressionPtr Checker::settle(Operand operand, const Type* expected) {
    ExpressionPtr value = operand.number ? settle_number(operand, expected) : std::move(operand.expression);
    const Type& type = *value->type;
    const source::Span span = value->span;
    if (type.is(TypeKind::Error)) return value;
    if (type.is(TypeKind::Nothing)) {
        report(Code::NoResult, span);
        return make_broken(span);
    }
    const bool wants_tuple = expected != nullptr && expected->is(TypeKind::Tuple);
    if (type.is(TypeKind::Tuple) && !wants_tuple && holds_coin(type)) {
        report(Code::TupleAsValue, span);
        return make_broken(span);
    }
    if (!is_copyable(type)) {
        report(Code::NotCopyable, span, {name_of(type)});
        return make_broken(span);
    }
    if (!check_copied(type, span)) return make_broken(span);
    return expected == nullptr ? std::move(value) : convert(std::move(value), expected);
}

ExpressionPtr Checker::as_slice(ExpressionPtr expression) {
    const Type* const type = expression->type;
    if (!type->is_text()) return expression;
    const Type* const slice = type->is(TypeKind::BoundedBytes) ? types().bytes() : types().string();
    return convert(std::move(expression), slice);
}

ExpressionPtr Checker::convert_bounded(ExpressionPtr& expression, const Type* expected) {
    const Type* const type = expression->type;
    const source::Span span = expression->span;
    const bool is_same_text = type->is_text() && type->kind == expected->kind;
    const bool is_same_list =
        type->is(TypeKind::List) && expected->is(TypeKind::List) && type->element == expected->element;
    const bool is_slice_of = (type->is(TypeKind::BoundedBytes) && expected->is(TypeKind::Bytes)) ||
                             (type->is(TypeKind::BoundedString) && expected->is(TypeKind::String));
    if (is_slice_of) return make(Cast{CastKind::Reinterpret, std::move(expression)}, expected, span);
    if ((is_same_text || is_same_list) && type->length <= expected->length)
        return make(Cast{CastKind::Widen, std::move(expression)}, expected, span);
    const Constant* const constant = type->is_slice() ? constant_of(*expression) : nullptr;
    if (constant == nullptr || !expected->is_text()) return nullptr;
    const size_t size = std::get<Bytes>(constant->value).size();
    if (size > expected->length) {
        report(Code::DoesNotFit, span, {"a text of " + std::to_string(size) + " bytes", name_of(*expected)});
        return make_broken(span);
    }
    expression->type = expected;
    return std::move(expression);
}

ExpressionPtr Checker::convert(ExpressionPtr expression, const Type* expected) {
    const Type* const type = expression->type;
    const source::Span span = expression->span;
    if (type == expected || type->is(TypeKind::Error) || expected->is(TypeKind::Error)) return expression;
    const bool are_plain = type->unit == nullptr && expected->unit == nullptr;
    const bool widens =
        are_plain && type->is_integer() && type->kind == expected->kind && type->bits < expected->bits;
    if (widens) return fold_or_report(make(Cast{CastKind::Widen, std::move(expression)}, expected, span));
    if (ExpressionPtr bounded = convert_bounded(expression, expected)) return bounded;
    // A constant text has no type of its own until it is used.
    if (constant_of(*expression) != nullptr && type->is_slice() && expected->is_slice()) {
        expression->type = expected;
        return expression;
    }
    auto& message = report(Code::TypeMismatch, span, {name_of(*expected), name_of(*type)});
    if (are_plain && type->is_integer() && expected->is_integer() && type->kind == expected->kind)
        message.with_help("narrow it with `as " + name_of(*expected) + "` (reverts when it does not fit)");
    else if (find_cast(*type, *expected, syntax::CastForm::Checked)) {
        // Behind `deploy X()` stands who deploys.
        const std::string what = std::holds_alternative<TestDeploy>(expression->node) ? "(…) " : "";
        message.with_help("convert it with `" + what + "as " + name_of(*expected) + "`");
    } else if (expected->is(TypeKind::Option) && expected->element == type)
        message.with_help("write `some(…)`");
    else if (std::string help = help_for_mismatch(*type, *expected); !help.empty())
        message.with_help(std::move(help));
    return make_broken(span);
}

ExpressionPtr Checker::fold_or_report(ExpressionPtr expression) {
    if (const auto failure = fold(*expression)) {
        report(Code::ConstantFails, expression->span, {*failure});
        return make_broken(expression->span);
    }
    return expression;
}

// Literals.

Operand Checker::check_node(const syntax::NumberLiteral& node, source::Span span, const Type*) {
    auto number = parse_number(node.digits);
    if (number && !node.unit.empty()) *number *= Rational{*factor_of_unit(node.unit)};
    if (!number) {
        report(Code::ConstantTooLarge, span);
        return broken_operand(span);
    }
    Operand operand = number_operand(std::move(*number), span);
    const bool is_plain_hex =
        node.digits.starts_with("0x") && node.unit.empty() && node.digits.find('_') == std::string::npos;
    if (is_plain_hex && node.digits.size() % 2 == 0)
        operand.hex_bytes = static_cast<uint32_t>(node.digits.size() / 2 - 1);
    return operand;
}

Operand Checker::check_node(const syntax::AddressLiteral& node, source::Span span, const Type*) {
    return make_operand(Constant{to_word(node.value)}, types().address(), span);
}

Operand Checker::check_node(const syntax::StringLiteral& node, source::Span span, const Type* expected) {
    const bool is_bytes = expected != nullptr && expected->is(TypeKind::Bytes);
    return make_operand(Constant{node.value}, is_bytes ? types().bytes() : types().string(), span);
}

Operand Checker::check_node(const syntax::BoolLiteral& node, source::Span span, const Type*) {
    return make_operand(Constant{Uint256{node.value ? 1u : 0u}}, types().boolean(), span);
}

Operand Checker::check_node(const syntax::BrokenExpression&, source::Span span, const Type*) {
    return broken_operand(span);
}

// Names.

const Local* Checker::find_local(std::string_view name) const {
    for (auto block = here_.blocks.rbegin(); block != here_.blocks.rend(); ++block)
        if (const auto local = block->find(name); local != block->end()) return local->second;
    return nullptr;
}

const Symbol* Checker::find_symbol(std::string_view name) const {
    const Symbol* const found = here_.scope == nullptr ? nullptr : here_.scope->find(name);
    return found == nullptr && here_.test != nullptr ? find_type_of_contracts(name) : found;
}

bool Checker::require_contract(std::string_view name, source::Span span) {
    if (here_.test != nullptr) {
        report(Code::NotInTests, span, {name});
        return false;
    }
    if (here_.contract != nullptr) return true;
    report(Code::OutsideContract, span, {name});
    return false;
}

void Checker::report_unknown(Code code, const std::string& name, source::Span span, const Scope& scope) {
    if (const Symbol* const other = scope.find(name)) {
        auto& message = report(code, span, {name});
        message.note(other->span, "this is " + std::string{describe(other->entity)});
        const bool is_contract = std::holds_alternative<Contract*>(other->entity);
        if (is_contract && code == Code::UnknownInterface)
            message.with_help("there is no inheritance: state and functions to share are a `component`");
        if (is_contract && code == Code::UnknownComponent)
            message.with_help("a part is made of a `component`; a contract is created by `deploy " + name +
                              "(…)`");
        return;
    }
    std::vector<std::string> names;
    scope.collect_names(names);
    for (const auto& block : here_.blocks)
        for (const auto& [local, declared] : block)
            if (declared != nullptr) names.push_back(local);
    if (code == Code::UnknownName || code == Code::UnknownType)
        names.insert(names.end(),
                     {"caller", "paid", "self", "block", "chain", "keccak256", "sha256", "address", "bool",
                      "bytes", "string", "uint256", "uint64", "uint128", "uint8", "int256", "bytes32"});
    auto& message = report(code, span, {name});
    if (const auto module = standard_module_of(name))
        message.with_help("write `use " + *module + ".{" + name + "}` at the beginning of the file");
    else if (const std::string choice = find_variant_named(name, scope); !choice.empty())
        message.with_help("did you mean `" + choice + "`?");
    else if (const auto similar = nearest_name(name, names))
        message.with_help("did you mean `" + *similar + "`?");
}

/// `State.Open` for the bare name of a variant.
std::string Checker::find_variant_named(const std::string& name, const Scope& scope) const {
    std::vector<std::string> names;
    scope.collect_names(names);
    for (const std::string& one : names) {
        auto* const* enumeration = std::get_if<Enum*>(&scope.find(one)->entity);
        if (enumeration == nullptr) continue;
        for (const auto& variant : (*enumeration)->variants)
            if (variant.name == name) return one + "." + name;
    }
    return {};
}

Operand Checker::check_node(const syntax::NameUse& node, source::Span span, const Type*) {
    if (node.name.empty()) return broken_operand(span);
    if (const Local* local = find_local(node.name))
        return make_operand(PlaceRead{Place{local, {}, local->type, span}}, local->type, span);
    if (const Symbol* symbol = find_symbol(node.name)) return read_entity(node.name, *symbol, span);
    if (auto value = find_predeclared_value(node.name, span)) return std::move(*value);
    if (node.name == "paid") return read_paid(span);
    if (is_predeclared(node.name)) {
        const bool is_type = find_builtin_type(node.name) != nullptr || node.name == "map";
        report(Code::NotAValue, span, {node.name, is_type ? "a type" : "a word of the language"});
        return broken_operand(span);
    }
    report_unknown(Code::UnknownName, node.name, span, *here_.scope);
    return broken_operand(span);
}

std::optional<Operand> Checker::find_predeclared_value(const std::string& name, source::Span span) {
    if (name == "caller" || name == "self") {
        if (!require_contract(name, span)) return broken_operand(span);
        const Environment what = name == "caller" ? Environment::Caller : Environment::Self;
        return make_operand(EnvironmentRead{what}, types().address(), span);
    }
    if (here_.test == nullptr) return std::nullopt;
    for (const Actor& actor : actors())
        if (actor.name == name)
            return make_operand(Constant{to_word(actor.address)}, types().address(), span);
    return std::nullopt;
}

Operand Checker::read_entity(const std::string& name, const Symbol& symbol, source::Span span) {
    if (std::holds_alternative<BrokenSymbol>(symbol.entity)) return broken_operand(span);
    if (auto* const* constant = std::get_if<ConstantSymbol*>(&symbol.entity))
        return read_constant(**constant, span);
    if (auto* const* field = std::get_if<Field*>(&symbol.entity)) {
        if (here_.contract == nullptr) return broken_operand(span);
        if ((*field)->role == FieldRole::Purse) {
            report(Code::NotAValue, span, {name, "a purse"})
                .with_help("`" + name + ".amount` is what it holds");
            return broken_operand(span);
        }
        return make_operand(PlaceRead{Place{*field, {}, (*field)->type, span}}, (*field)->type, span);
    }
    auto& message = report(Code::NotAValue, span, {name, describe(symbol.entity)});
    if (std::holds_alternative<Function*>(symbol.entity)) message.with_help("call it: `" + name + "(…)`");
    if (std::holds_alternative<PartSymbol*>(symbol.entity))
        message.with_help("a public field of it is read by `" + name +
                          ".field()`; only its own functions change what it holds");
    return broken_operand(span);
}

// Constants.

Operand Checker::read_constant(ConstantSymbol& constant, source::Span span) {
    evaluate_constant(constant);
    if (constant.state != ConstantSymbol::State::Done) return broken_operand(span);
    if (constant.number) return {constant.number, 0, nullptr, span};
    return make_operand(constant.value, constant.type, span);
}

void Checker::evaluate_constant(ConstantSymbol& constant) {
    using State = ConstantSymbol::State;
    if (constant.state == State::Open)
        report(Code::ConstantCircle, constant.syntax->name.span, {constant.syntax->name.text});
    if (constant.state == State::Open) constant.state = State::Refused;
    if (constant.state != State::Waiting) return;

    constant.state = State::Open;
    std::vector<std::unique_ptr<Local>> bindings;  // of a `match` in the value, which leaves none of them
    Surroundings outside = std::exchange(here_, Surroundings{.scope = constant.scope, .locals = &bindings});
    const Type* type =
        constant.syntax->type == nullptr ? nullptr : resolve_type(*constant.syntax->type, *constant.scope);
    Operand operand = check_operand(*constant.syntax->value, type);
    std::optional<Rational> number = type == nullptr ? operand.number : std::nullopt;
    const source::Span span = operand.span;
    ExpressionPtr value = number ? nullptr : settle(std::move(operand), type);
    here_ = std::move(outside);

    if (constant.state == State::Refused) return;
    constant.state = State::Refused;
    if (number) {
        constant.number = std::move(number);
        constant.state = State::Done;
        return;
    }
    if (value->type->is(TypeKind::Error) || (type != nullptr && type->is(TypeKind::Error))) return;
    if (constant_of(*value) == nullptr) {
        report(Code::NotConstant, span);
        return;
    }
    constant.type = value->type;
    constant.value = *constant_of(*value);
    constant.state = State::Done;
}

// Choices and collections.

const Type* Checker::common_type(const std::vector<Operand*>& choices, const Type* expected) {
    if (expected != nullptr) return expected;
    // A number takes the type of the others; of two integers it is the wider one's.
    const Type* type = nullptr;
    bool is_negative = false;
    for (const Operand* choice : choices) {
        is_negative = is_negative || (choice->number && *choice->number < 0);
        if (choice->expression == nullptr) continue;
        const Type* own = choice->expression->type;
        const bool is_wider = type != nullptr && own->is_integer() && own->kind == type->kind &&
                              own->unit == nullptr && own->bits > type->bits;
        if (type == nullptr || type->is(TypeKind::Error) || is_wider) type = own;
    }
    if (type != nullptr) return type;
    return is_negative ? types().int256() : types().uint256();
}

Operand Checker::check_node(const syntax::IfExpression& node, source::Span span, const Type* expected) {
    ExpressionPtr condition = check_value(*node.condition, types().boolean());
    Operand when_true = check_operand(*node.when_true, expected);
    const bool is_option =
        when_true.expression != nullptr && when_true.expression->type->is(TypeKind::Option);
    Operand when_false = check_operand(*node.when_false, is_option ? when_true.expression->type : expected);

    const Type* const type = common_type({&when_true, &when_false}, expected);
    ExpressionPtr first = settle(std::move(when_true), type);
    ExpressionPtr second = settle(std::move(when_false), type);
    const bool is_broken = condition->type->is(TypeKind::Error) || first->type->is(TypeKind::Error) ||
                           second->type->is(TypeKind::Error);
    if (is_broken) return broken_operand(span);
    const Type* const result = first->type;
    Operand operand =
        make_operand(Conditional{std::move(condition), std::move(first), std::move(second)}, result, span);
    operand.expression = fold_or_report(std::move(operand.expression));
    return operand;
}

Operand Checker::check_node(const syntax::ArrayExpression& node, source::Span span, const Type* expected) {
    const bool is_list = expected != nullptr && expected->is(TypeKind::List);
    const bool has_type = expected != nullptr && expected->is_sequence();
    const Type* element = has_type ? expected->element : nullptr;
    std::vector<ExpressionPtr> elements;
    bool is_broken = false;
    for (const syntax::ExpressionPtr& item : node.elements) {
        elements.push_back(check_value(*item, element));
        if (element == nullptr) element = elements.back()->type;
        is_broken = is_broken || elements.back()->type->is(TypeKind::Error);
    }
    if (is_broken) return broken_operand(span);
    if (element != nullptr && element->is(TypeKind::Coin)) {
        report(Code::CoinMisplaced, elements.front()->span, {"an element"});
        return broken_operand(span);
    }
    if (is_list && elements.size() <= expected->length)
        return make_operand(ArrayLiteral{std::move(elements)}, expected, span);
    if (elements.empty()) {
        report(Code::InvalidArrayLength, span, {"2^32"});
        return broken_operand(span);
    }
    const Type* const type = types().array(element, elements.size());
    return make_operand(ArrayLiteral{std::move(elements)}, type, span);
}

// Parts of values.

Operand Checker::project(Operand base, std::variant<MapKey, ArrayIndex, StructMember> step, const Type* type,
                         source::Span span) {
    auto* const read = std::get_if<PlaceRead>(&base.expression->node);
    if (read != nullptr) {
        read->place.path.push_back({std::move(step), type, span});
        read->place.type = type;
        read->place.span = span;
        base.expression->type = type;
        base.expression->span = span;
        base.span = span;
        return base;
    }
    if (auto* member = std::get_if<StructMember>(&step))
        return make_operand(MemberOf{std::move(base.expression), member->index}, type, span);
    auto& index = std::get<ArrayIndex>(step);
    return make_operand(ElementOf{std::move(base.expression), std::move(index.index)}, type, span);
}

Operand Checker::check_node(const syntax::IndexAccess& node, source::Span span, const Type*) {
    Operand base = check_operand(*node.base, nullptr);
    if (base.number) base.expression = settle_number(base, nullptr);
    const Type* const type = base.expression->type;
    if (type->is(TypeKind::Error)) return check_operand(*node.index, types().error()), broken_operand(span);
    if (type->is(TypeKind::Map)) {
        if (!type->members.empty()) return check_tuple_key(std::move(base), *node.index, span);
        ExpressionPtr key = check_value(*node.index, type->key);
        if (key->type->is(TypeKind::Error)) return broken_operand(span);
        return project(std::move(base), MapKey{std::move(key)}, type->element, span);
    }
    const bool is_bytes = type->is(TypeKind::Bytes) || type->is(TypeKind::BoundedBytes);
    if (is_bytes) return check_slice_index(std::move(base), node, span);
    if (!type->is_sequence()) {
        auto& message = report(Code::NotIndexable, node.base->span, {name_of(*type)});
        if (type->is(TypeKind::String)) message.with_help("its bytes are read by `(text as bytes)[i]`");
        return broken_operand(span);
    }
    Operand index_operand = check_operand(*node.index, types().uint256());
    ExpressionPtr index = settle(std::move(index_operand), nullptr);
    if (index->type->is(TypeKind::Error)) return broken_operand(span);
    if (!index->type->is_count()) {
        report(Code::TypeMismatch, index->span, {"an unsigned number", name_of(*index->type)});
        return broken_operand(span);
    }
    const Constant* const constant = constant_of(*index);
    const bool is_fixed = type->is(TypeKind::Array);
    if (is_fixed && constant != nullptr && std::get<Uint256>(constant->value) >= Uint256{type->length}) {
        report(Code::IndexOutOfRange, index->span,
               {to_decimal(std::get<Uint256>(constant->value)), std::to_string(type->length)});
        return broken_operand(span);
    }
    return project(std::move(base), ArrayIndex{std::move(index)}, type->element, span);
}

Operand Checker::check_slice_index(Operand base, const syntax::IndexAccess& node, source::Span span) {
    ExpressionPtr index = check_value(*node.index, types().uint256());
    if (index->type->is(TypeKind::Error)) return broken_operand(span);
    std::vector<ExpressionPtr> operands;
    operands.push_back(as_slice(std::move(base.expression)));
    operands.push_back(std::move(index));
    return make_operand(IntrinsicCall{Intrinsic::ByteAt, std::move(operands)}, types().fixed_bytes(1), span);
}

}  // namespace deed::sema
