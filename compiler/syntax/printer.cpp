#include "compiler/syntax/tree.hpp"
#include "vm/base/assert.hpp"
#include "vm/base/hex.hpp"

namespace deed::syntax {
namespace {

/// Writes a line for every node and indents what is below it.
class Printer {
  public:
    std::string finish() { return std::move(text_); }

    void print(const Declaration& declaration) {
        std::visit([&](const auto& node) { print(node); }, declaration.node);
    }

  private:
    /// A node's line; its parts follow one level deeper.
    template <typename PrintParts>
    void line(NodeKind kind, const std::string& words, const PrintParts& print_parts) {
        text_ += std::string(2 * depth_, ' ') + std::string{name_of(kind)};
        if (!words.empty()) text_ += " " + words;
        text_ += "\n";
        ++depth_;
        print_parts();
        --depth_;
    }
    void line(NodeKind kind, const std::string& words = {}) {
        line(kind, words, [] {});
    }

    static std::string join(const Path& path) {
        std::string text;
        for (const Identifier& part : path.parts) text += (text.empty() ? "" : ".") + part.text;
        return text;
    }
    static std::string join(const std::vector<Identifier>& names) {
        std::string text;
        for (const Identifier& name : names) text += (text.empty() ? "" : " ") + name.text;
        return text;
    }
    static std::string join(const std::vector<Path>& paths) {
        std::string text;
        for (const Path& path : paths) text += " " + join(path);
        return text;
    }

    static std::string words_of(const TypeNodePtr& type) {
        if (type == nullptr) return {};
        return std::visit([](const auto& node) { return words_of(node); }, type->node);
    }
    static std::string words_of(const NamedType& node) { return join(node.path); }
    static std::string words_of(const MapType& node) {
        return "map<" + words_of(node.key) + "," + words_of(node.value) + ">";
    }
    static std::string words_of(const ArrayType& node) {
        const auto* number = std::get_if<NumberLiteral>(&node.length->node);
        return words_of(node.element) + "[" + (number == nullptr ? "…" : number->digits) + "]";
    }
    static std::string words_of(const BoundedType& node) {
        const auto* number = std::get_if<NumberLiteral>(&node.bound->node);
        const std::string element = words_of(node.element);
        return (node.element->is_parenthesized ? "(" + element + ")" : element) + "[.." +
               (number == nullptr ? "…" : number->digits) + "]";
    }
    static std::string words_of(const OptionalType& node) { return words_of(node.element) + "?"; }
    static std::string words_of(const CoinType& node) { return "coin of " + node.asset.text; }
    static std::string words_of(const std::vector<GenericParameter>& generics) {
        std::string words;
        for (const GenericParameter& generic : generics)
            words += (words.empty() ? "" : ", ") + generic.name.text + ": " + words_of(generic.bound);
        return words.empty() ? words : "<" + words + ">";
    }
    static std::string words_of(GenericBound bound) {
        switch (bound) {
            case GenericBound::Unsigned: return "uint";
            case GenericBound::Signed: return "int";
            case GenericBound::Any: return "any";
            case GenericBound::Size: return "size";
        }
        return {};
    }
    static std::string words_of(const TupleType& node) {
        std::string words;
        for (const TypeNodePtr& member : node.members)
            words += (words.empty() ? "" : ", ") + words_of(member);
        return "(" + words + ")";
    }
    static std::string words_of(const BrokenType&) { return "?"; }
    static std::string words_of(const Pattern& pattern) {
        return pattern.variant.text + (pattern.bindings.empty() ? "" : " " + join(pattern.bindings));
    }
    static std::string words_of(const std::vector<Parameter>& parameters) {
        std::string text = "(";
        for (const Parameter& parameter : parameters) {
            if (text.size() > 1) text += ", ";
            text += parameter.name.text + ": " + (parameter.is_indexed ? "indexed " : "") +
                    words_of(parameter.type);
        }
        return text + ")";
    }

    // Declarations.
    void print(const UseDeclaration& node) {
        line(NodeKind::UseDeclaration, join(node.module) + " " + join(node.names));
    }
    void print(const ContractDeclaration& node) {
        line(NodeKind::ContractDeclaration, node.name.text + join(node.interfaces),
             [&] { print(node.members); });
    }
    void print(const ComponentDeclaration& node) {
        line(NodeKind::ComponentDeclaration, node.name.text + words_of(node.generics),
             [&] { print(node.members); });
    }
    void print(const PartDeclaration& node) {
        std::string words = node.name.text + ": " + join(node.component);
        for (const GenericArgument& argument : node.arguments)
            words += argument.type == nullptr ? "" : " " + words_of(argument.type);
        words += (node.exposed.empty() ? "" : " ") + join(node.exposed);
        line(NodeKind::PartDeclaration, words, [&] {
            for (const GenericArgument& argument : node.arguments) print(argument.size);
        });
    }
    void print(const InterfaceDeclaration& node) {
        line(NodeKind::InterfaceDeclaration, node.name.text + join(node.bases), [&] { print(node.members); });
    }
    void print(const StructDeclaration& node) {
        line(NodeKind::StructDeclaration, node.name.text + words_of(node.members));
    }
    void print(const UnitDeclaration& node) {
        line(NodeKind::UnitDeclaration, node.name.text + " " + words_of(node.type));
    }
    void print(const EnumDeclaration& node) {
        std::string words = node.name.text;
        for (const VariantNode& variant : node.variants)
            words += " " + variant.name.text + (variant.members.empty() ? "" : words_of(variant.members));
        line(NodeKind::EnumDeclaration, words);
    }
    void print(const EventDeclaration& node) {
        line(NodeKind::EventDeclaration, node.name.text + words_of(node.parameters));
    }
    void print(const ErrorDeclaration& node) {
        line(NodeKind::ErrorDeclaration, node.name.text + words_of(node.parameters));
    }
    void print(const SignedDeclaration& node) {
        line(NodeKind::SignedDeclaration, node.name.text + words_of(node.parameters) +
                                              (node.reuse == Reuse::Replayable ? " replayable" : ""));
    }
    void print(const ConstDeclaration& node) {
        line(NodeKind::ConstDeclaration,
             words_of(node.visibility) + node.name.text + " " + words_of(node.type),
             [&] { print(node.value); });
    }
    void print(const FieldDeclaration& node) {
        const std::string_view form = node.form == FieldForm::Let   ? "let "
                                      : node.form == FieldForm::Var ? "var "
                                                                    : "transient var ";
        line(NodeKind::FieldDeclaration,
             words_of(node.visibility) + std::string{form} + node.name.text + " " + words_of(node.type),
             [&] { print(node.initializer); });
    }
    void print(const LedgerDeclaration& node) {
        line(NodeKind::LedgerDeclaration, words_of(node.visibility) + node.name.text + " " +
                                              words_of(node.key) + " of " + node.asset.text +
                                              (node.total ? " total " + node.total->text : ""));
    }
    void print(const PurseDeclaration& node) {
        line(NodeKind::PurseDeclaration,
             words_of(node.visibility) + node.name.text + " of " + node.asset.text);
    }
    void print(const FunctionDeclaration& node) {
        std::string words =
            words_of(node.visibility) + node.name.text + words_of(node.generics) + words_of(node.parameters);
        if (node.abi_name) words += " abi " + *node.abi_name;
        for (const Attribute& attribute : node.attributes)
            words += attribute.effect == Effect::Pure   ? " pure"
                     : attribute.effect == Effect::View ? " view"
                                                        : " payable";
        if (node.reentrant) words += " reentrant";
        for (const GuardAtom& atom : node.guard)
            words += (&atom == node.guard.data() ? " by " : " || ") + join(atom.path);
        for (const TypeNodePtr& result : node.results) words += " -> " + words_of(result);
        line(NodeKind::FunctionDeclaration, words, [&] {
            for (const GuardAtom& atom : node.guard) print(atom.keys);
            print(node.gas_limit);
            for (const Specification& specification : node.specifications) print(specification.condition);
            print(node.body.statements);
        });
    }
    void print(const InvariantDeclaration& node) {
        line(NodeKind::InvariantDeclaration, node.name.text, [&] { print(node.condition); });
    }
    void print(const TestDeclaration& node) {
        line(NodeKind::TestDeclaration, "\"" + node.name + "\"" + words_of(node.parameters),
             [&] { print(node.body.statements); });
    }
    void print(const BrokenDeclaration& node) { line(NodeKind::BrokenDeclaration, join(node.names)); }
    void print(const std::vector<Declaration>& declarations) {
        for (const Declaration& declaration : declarations) print(declaration);
    }
    static std::string words_of(Visibility visibility) {
        return visibility == Visibility::Public ? "pub " : "";
    }

    // Statements.
    void print(const std::vector<StatementPtr>& statements) {
        for (const StatementPtr& statement : statements) print(*statement);
    }
    void print(const Statement& statement) {
        std::visit([&](const auto& node) { print(node); }, statement.node);
    }
    void print(const BlockStatement& node) {
        line(NodeKind::BlockStatement, {}, [&] { print(node.statements); });
    }
    void print(const DeclareStatement& node) {
        const std::string_view word = node.binding == Binding::Let ? "let " : "var ";
        line(NodeKind::DeclareStatement, std::string{word} + join(node.names) + " " + words_of(node.type),
             [&] { print(node.value); });
    }
    void print(const AssignStatement& node) {
        line(NodeKind::AssignStatement, describe(node.op), [&] { print(node.target), print(node.value); });
    }
    void print(const ExpressionStatement& node) {
        line(NodeKind::ExpressionStatement, {}, [&] { print(node.expression); });
    }
    void print(const IfStatement& node) {
        line(NodeKind::IfStatement, {}, [&] {
            print(node.condition);
            print(node.when_true);
            if (node.when_false) print(*node.when_false);
        });
    }
    void print(const UnsafeStatement& node) {
        line(NodeKind::UnsafeStatement, "\"" + node.reason + "\"", [&] { print(node.body); });
    }
    void print(const MatchStatement& node) {
        line(NodeKind::MatchStatement, {}, [&] {
            print(node.subject);
            for (const MatchArm& arm : node.arms)
                line(NodeKind::BlockStatement, words_of(arm.pattern), [&] { print(arm.body.statements); });
        });
    }
    void print(const WhileStatement& node) {
        line(NodeKind::WhileStatement, {},
             [&] { print(node.condition), print(node.maximum), print(node.body); });
    }
    void print(const ForStatement& node) {
        line(NodeKind::ForStatement, node.name.text,
             [&] { print(node.begin), print(node.end), print(node.maximum), print(node.body); });
    }
    void print(const ReturnStatement& node) {
        line(NodeKind::ReturnStatement, {}, [&] { print(node.value); });
    }
    void print(const BreakStatement&) { line(NodeKind::BreakStatement); }
    void print(const ContinueStatement&) { line(NodeKind::ContinueStatement); }
    void print(const RequireStatement& node) {
        line(NodeKind::RequireStatement, join(node.otherwise.path),
             [&] { print(node.condition), print(node.otherwise.arguments); });
    }
    void print(const RevertStatement& node) {
        line(NodeKind::RevertStatement, join(node.error.path), [&] { print(node.error.arguments); });
    }
    void print(const AssertStatement& node) {
        line(NodeKind::AssertStatement, {}, [&] { print(node.condition); });
    }
    void print(const AssumeStatement& node) {
        line(NodeKind::AssumeStatement, {}, [&] { print(node.condition); });
    }
    void print(const EmitStatement& node) {
        line(NodeKind::EmitStatement, join(node.event.path), [&] { print(node.event.arguments); });
    }
    void print(const VerifyStatement& node) {
        line(NodeKind::VerifyStatement, join(node.message.path),
             [&] { print(node.message.arguments), print(node.signature); });
    }
    void print(const AsStatement& node) {
        line(NodeKind::AsStatement, {}, [&] { print(node.from), print(node.body); });
    }
    void print(const ExpectRevertStatement& node) {
        line(NodeKind::ExpectRevertStatement, node.error ? join(node.error->path) : std::string{}, [&] {
            if (node.error) print(node.error->arguments);
            print(node.body);
        });
    }
    void print(const ExpectEmitStatement& node) {
        line(NodeKind::ExpectEmitStatement, join(node.event.path),
             [&] { print(node.event.arguments), print(node.body); });
    }
    void print(const BrokenStatement&) { line(NodeKind::BrokenStatement); }

    // Expressions.
    void print(const ExpressionPtr& expression) {
        if (expression != nullptr) std::visit([&](const auto& node) { print(node); }, expression->node);
    }
    void print(const std::vector<ExpressionPtr>& expressions) {
        for (const ExpressionPtr& expression : expressions) print(expression);
    }
    void print(const std::vector<Argument>& arguments) {
        for (const Argument& argument : arguments) print(argument.value);
    }
    void print(const std::vector<Option>& options) {
        for (const Option& option : options) print(option.value);
    }
    void print(const NumberLiteral& node) {
        line(NodeKind::NumberLiteral, node.digits + (node.unit.empty() ? "" : " " + node.unit));
    }
    void print(const AddressLiteral& node) { line(NodeKind::AddressLiteral, to_hex_prefixed(node.value)); }
    void print(const StringLiteral& node) { line(NodeKind::StringLiteral, to_hex_prefixed(node.value)); }
    void print(const BoolLiteral& node) { line(NodeKind::BoolLiteral, node.value ? "true" : "false"); }
    void print(const NameUse& node) { line(NodeKind::NameUse, node.name); }
    void print(const MemberAccess& node) {
        line(NodeKind::MemberAccess, node.member.text, [&] { print(node.base); });
    }
    void print(const IndexAccess& node) {
        line(NodeKind::IndexAccess, {}, [&] { print(node.base), print(node.index); });
    }
    void print(const CallExpression& node) {
        line(NodeKind::CallExpression, {},
             [&] { print(node.callee), print(node.options), print(node.arguments); });
    }
    void print(const UnaryExpression& node) {
        line(NodeKind::UnaryExpression, describe(node.op), [&] { print(node.operand); });
    }
    void print(const BinaryExpression& node) {
        line(NodeKind::BinaryExpression, describe(node.op), [&] { print(node.left), print(node.right); });
    }
    void print(const CastExpression& node) {
        line(NodeKind::CastExpression,
             (node.form == CastForm::Checked ? "as " : "as% ") + words_of(node.type),
             [&] { print(node.operand); });
    }
    void print(const IfExpression& node) {
        line(NodeKind::IfExpression, {},
             [&] { print(node.condition), print(node.when_true), print(node.when_false); });
    }
    void print(const MatchExpression& node) {
        std::string words;
        for (const MatchValueArm& arm : node.arms)
            words += (words.empty() ? "" : ", ") + words_of(arm.pattern);
        line(NodeKind::MatchExpression, words, [&] {
            print(node.subject);
            for (const MatchValueArm& arm : node.arms) print(arm.value);
        });
    }
    void print(const SomeExpression& node) {
        line(NodeKind::SomeExpression, {}, [&] { print(node.value); });
    }
    void print(const NoneExpression&) { line(NodeKind::NoneExpression); }
    void print(const ArrayExpression& node) {
        line(NodeKind::ArrayExpression, {}, [&] { print(node.elements); });
    }
    void print(const ElseExpression& node) {
        line(NodeKind::ElseExpression, join(node.error.path), [&] {
            print(node.operation);
            print(node.error.arguments);
        });
    }
    void print(const TupleExpression& node) {
        line(NodeKind::TupleExpression, {}, [&] { print(node.members); });
    }
    void print(const ExternalExpression& node) {
        const std::string form = node.form == ExternalForm::Try ? "try call" : "call";
        line(NodeKind::ExternalExpression, node.earned ? form + " earn " + join(*node.earned) : form,
             [&] { print(node.call); });
    }
    void print(const DeployExpression& node) {
        line(NodeKind::DeployExpression, join(node.contract),
             [&] { print(node.options), print(node.arguments), print(node.from); });
    }
    void print(const BrokenExpression&) { line(NodeKind::BrokenExpression); }

    std::string text_;
    size_t depth_ = 0;
};

}  // namespace

std::string_view name_of(NodeKind kind) {
    switch (kind) {
#define DEED_TYPE_NODE(name) \
    case NodeKind::name: return #name;
#define DEED_EXPRESSION_NODE(name) \
    case NodeKind::name: return #name;
#define DEED_STATEMENT_NODE(name) \
    case NodeKind::name: return #name;
#define DEED_DECLARATION_NODE(name) \
    case NodeKind::name: return #name;
#include "compiler/syntax/nodes.def"
    }
    DEED_ASSERT(!"a kind that is not in the table");
    return {};
}

std::string print_tree(const File& file) {
    Printer printer;
    for (const Declaration& declaration : file.declarations) printer.print(declaration);
    return printer.finish();
}

}  // namespace deed::syntax
