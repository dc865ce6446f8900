#include <algorithm>

#include "compiler/sema/printed_names.hpp"
#include "compiler/sema/program.hpp"
#include "compiler/sema/variants.hpp"
#include "vm/base/hex.hpp"

namespace deed::sema {
namespace {

std::string text_of(const Uint256& word, const Type& type) {
    if (type.is(TypeKind::Bool)) return word ? "true" : "false";
    if (type.is(TypeKind::Enum)) return type.enumeration->variants[word[0]].name;
    if (type.is(TypeKind::Signed) && word.is_negative()) return "-" + to_decimal(-word);
    if (type.is_integer()) return to_decimal(word);
    return to_quantity(word);
}

/// Expressions are written in one line, as calls with their type; statements take a line each.
class Printer {
  public:
    std::string finish() { return std::move(text_); }

    void print(const Program& program) {
        for (const auto& structure : program.structs) print(*structure);
        for (const auto& message : program.messages) print(*message);
        for (const auto& enumeration : program.enums) print(*enumeration);
        for (const auto& interface : program.interfaces) print(*interface);
        for (const auto& function : program.functions) print(*function);
        for (const auto& contract : program.contracts) print(*contract);
        for (const auto& test : program.tests) {
            std::string parameters;
            for (const Local* parameter : test->parameters)
                parameters += (parameters.empty() ? "" : ", ") + parameter->name + ": " +
                              sema::name_of(*parameter->type);
            line("test \"" + test->name + "\" (" + parameters + ")");
            inside([&] { print(test->body); });
        }
    }

  private:
    void line(const std::string& words) { text_ += std::string(2 * depth_, ' ') + words + "\n"; }
    template <typename Print>
    void inside(const Print& print_parts) {
        ++depth_;
        print_parts();
        --depth_;
    }

    // Declarations.
    static std::string list(const std::vector<Parameter>& parameters) {
        std::string text;
        for (const Parameter& parameter : parameters)
            text += (text.empty() ? "" : ", ") + (parameter.name.empty() ? "" : parameter.name + ": ") +
                    sema::name_of(*parameter.type);
        return "(" + text + ")";
    }
    void print(const Struct& node) { line("struct " + node.name + list(node.members)); }
    void print(const SignedMessage& node) {
        std::string words;
        for (const SignedParameter& parameter : node.parameters)
            words += (words.empty() ? "" : ", ") + parameter.name + ": " +
                     std::string{name_of(parameter.role)} + sema::name_of(*parameter.type);
        line("signed " + to_hex_prefixed(node.type_hash) + " " + node.name + "(" + words + ")");
    }
    void print(const Enum& node) {
        std::string words = "enum " + node.name;
        for (const EnumVariant& variant : node.variants)
            words += " " + variant.name + (variant.members.empty() ? "" : list(variant.members));
        line(words);
    }
    void print(const Interface& node) {
        line("interface " + node.name);
        inside([&] {
            for (const auto& signature : node.functions) print(*signature);
        });
    }
    void print(const Signature& node) {
        line(to_hex_prefixed(node.selector) + " " + node.name + list(node.parameters) +
             std::string{name_of(node.mutability)} + " -> " + list(node.results));
    }
    void print(const Contract& node) {
        std::string words = "contract " + node.name;
        for (const Interface* interface : node.interfaces) words += " is " + interface->name;
        line(words);
        inside([&] {
            for (const auto& part : node.parts) line("part " + part->path + " at " + to_quantity(part->root));
            for (const auto& field : node.fields) print(*field);
            for (const Event* event : node.events) print(*event);
            for (const ErrorType* error : node.errors)
                line("error " + to_hex_prefixed(error->selector) + " " + error->name +
                     list(error->parameters));
            if (node.init != nullptr) print(*node.init);
            for (const auto& function : node.functions) print(*function);
            for (const EntryPoint& entry : node.entry_points) print(entry);
            for (const auto& invariant : node.invariants) print(*invariant);
        });
    }
    static std::string name(const Element& element) {
        switch (element.kind) {
            case ElementKind::Field: return element.field->name;
            case ElementKind::Event: return "emit " + element.event->name;
            case ElementKind::Balance: return "balance";
            case ElementKind::World: return "world";
        }
        return {};
    }
    static std::string list(const std::set<Element>& elements) {
        std::vector<std::string> names;
        for (const Element& element : elements) names.push_back(name(element));
        std::sort(names.begin(), names.end());
        std::string words;
        for (const std::string& one : names) words += (words.empty() ? "" : ", ") + one;
        return "{" + words + "}";
    }
    void print(const EntryPoint& entry) {
        line("effects of " + entry.function->name + ": reads " + list(entry.effects.reads) + " writes " +
             list(entry.effects.writes) + " then reads " + list(entry.after.reads) + " writes " +
             list(entry.after.writes) + " shows " + list(entry.shown) + " tests " +
             to_quantity(entry.lock.tests) + " takes " + to_quantity(entry.lock.takes));
    }
    void print(const Field& node) {
        line(std::string{name_of(node.kind)} + " " + std::string{name_of(node.role)} + node.name + ": " +
             sema::name_of(*node.type) + (node.initializer == nullptr ? "" : " = " + text(node.initializer)));
    }
    void print(const Event& node) {
        std::string words;
        for (const EventParameter& parameter : node.parameters)
            words += (words.empty() ? "" : ", ") + parameter.name + ": " +
                     (parameter.is_indexed ? "indexed " : "") + sema::name_of(*parameter.type);
        line("event " + to_hex_prefixed(node.topic) + " " + node.name + "(" + words + ")");
    }
    void print(const Function& node) {
        std::string words{name_of(node.kind)};
        const bool is_outside = node.kind == FunctionKind::Public || node.kind == FunctionKind::Getter;
        if (is_outside) words += " " + to_hex_prefixed(node.signature.selector);
        words += " " + node.name + list(node.signature.parameters) +
                 std::string{name_of(node.signature.mutability)};
        if (node.guard) {
            words += " by";
            for (const GuardAtom& atom : node.guard->atoms)
                words += (&atom == node.guard->atoms.data() ? " " : " || ") + atom.text;
        }
        line(words + " -> " + sema::name_of(*node.result));
        inside([&] {
            if (node.guard && node.guard->condition != nullptr) line("guard " + text(node.guard->condition));
            for (const Ensures& one : node.ensures) print(one);
            print(node.body);
        });
    }

    void print(const Ensures& node) {
        for (const OldValue& old : node.old) line("old " + text(*old.local) + " = " + text(old.value));
        line("ensures " + text(node.condition));
    }

    // Statements.
    void print(const Block& block) {
        for (const StatementPtr& statement : block.statements)
            std::visit([&](const auto& node) { print_node(node); }, statement->node);
    }
    void print_node(const Block& node) {
        line("block");
        inside([&] { print(node); });
    }
    void print_node(const Declare& node) {
        line((node.local->is_mutable ? "var " : "let ") + text(*node.local) + ": " +
             sema::name_of(*node.local->type) + " = " + text(node.value));
    }
    void print_node(const DeclareTuple& node) {
        std::string names;
        for (const Local* local : node.locals)
            names += (names.empty() ? "" : ", ") + (local == nullptr ? "_" : text(*local));
        line("let (" + names + ") = " + text(node.value));
    }
    void print_node(const Assign& node) { line(text(node.place) + " = " + text(node.value)); }
    void print_node(const Update& node) {
        line(text(node.place) + " " + std::string{name_of(node.op)} + "= " + text(node.value));
    }
    void print_node(const ListUpdate& node) {
        const std::string place = text(node.place);
        const std::string end =
            node.otherwise ? " else " + node.otherwise->error->name + text(node.otherwise->arguments) : "";
        switch (node.op) {
            case ListOperator::Push: return line(place + ".push " + text(node.value) + end);
            case ListOperator::Pop: return line(place + ".pop" + end);
            case ListOperator::Clear: return line(place + ".clear");
        }
    }
    void print_node(const Evaluate& node) { line("evaluate " + text(node.expression)); }
    void print_node(const If& node) {
        line("if " + text(node.condition));
        inside([&] { print(node.when_true); });
        if (!node.when_false) return;
        line("else");
        inside([&] { print(*node.when_false); });
    }
    void print_node(const Match& node) {
        line("match " + text(node.subject));
        const auto variants = variants_of(*node.subject->type);
        for (size_t i = 0; i < node.arms.size(); ++i) {
            line(variants[i].name + text(node.arms[i].bindings));
            inside([&] { print(node.arms[i].body); });
        }
    }
    void print_node(const While& node) {
        line("while " + text(node.condition) + " max " + to_decimal(node.maximum));
        inside([&] { print(node.body); });
    }
    void print_node(const ForRange& node) {
        line("for " + text(*node.local) + ": " + sema::name_of(*node.local->type) + " in " +
             text(node.begin) + " .. " + text(node.end) +
             (node.maximum ? " max " + to_decimal(*node.maximum) : ""));
        inside([&] { print(node.body); });
    }
    void print_node(const ForEach& node) {
        const auto* place = std::get_if<Place>(&node.array);
        const std::string array = place == nullptr ? text(std::get<ExpressionPtr>(node.array)) : text(*place);
        line("for " + text(*node.local) + ": " + sema::name_of(*node.local->type) + " in " + array);
        inside([&] { print(node.body); });
    }
    void print_node(const Return& node) {
        line(node.value == nullptr ? "return" : "return " + text(node.value));
    }
    void print_node(const Break&) { line("break"); }
    void print_node(const Continue&) { line("continue"); }
    void print_node(const Revert& node) { line("revert " + text(node.with)); }
    void print_node(const Require& node) {
        line("require " + text(node.condition) + " else " + text(node.otherwise));
    }
    void print_node(const Assume& node) { line("assume " + text(node.condition)); }
    void print_node(const Assert& node) { line("assert " + text(node.condition)); }
    void print_node(const Emit& node) { line("emit " + node.event->name + text(node.arguments)); }
    void print_node(const Verify& node) {
        std::string words;
        for (const ExpressionPtr& argument : node.arguments)
            words += (words.empty() ? "" : ", ") + (argument == nullptr ? "_" : text(argument));
        line("verify " + node.message->name + "(" + words + ") with (" + text(node.v) + ", " + text(node.r) +
             ", " + text(node.s) + ")");
    }
    void print_node(const Unsafe& node) {
        line("unsafe \"" + node.reason + "\"");
        inside([&] { print(node.body); });
    }
    void print_node(const ExpectRevert& node) {
        line("expect revert" + (node.with ? " " + text(*node.with) : std::string{}));
        inside([&] { print(node.body); });
    }
    void print_node(const ExpectEmit& node) {
        line("expect emit " + node.event->name + text(node.arguments));
        inside([&] { print(node.body); });
    }

    // Expressions.
    static std::string text(const Local& local) { return local.name + "#" + std::to_string(local.index); }
    static std::string text(const std::vector<const Local*>& bindings) {
        std::string words;
        for (const Local* local : bindings)
            words += (words.empty() ? "" : ", ") + (local == nullptr ? "_" : text(*local));
        return bindings.empty() ? "" : "(" + words + ")";
    }
    static std::string text(const RevertWith& with) { return with.error->name + text(with.arguments); }
    static std::string text(const std::vector<ExpressionPtr>& expressions) {
        std::string words;
        for (const ExpressionPtr& expression : expressions)
            words += (words.empty() ? "" : ", ") + text(expression);
        return "(" + words + ")";
    }
    static std::string text(const Place& place) {
        const auto* const* local = std::get_if<const Local*>(&place.root);
        std::string words = local != nullptr ? text(**local) : std::get<const Field*>(place.root)->name;
        for (const Projection& projection : place.path) {
            if (const auto* key = std::get_if<MapKey>(&projection.step)) words += "[" + text(key->key) + "]";
            if (const auto* index = std::get_if<ArrayIndex>(&projection.step))
                words += "[" + text(index->index) + "]";
            if (const auto* member = std::get_if<StructMember>(&projection.step))
                words += "." + std::to_string(member->index);
        }
        return words;
    }
    static std::string text(const ExpressionPtr& expression) {
        return std::visit([&](const auto& node) { return text(node, *expression->type); }, expression->node);
    }
    static std::string text(const Constant& node, const Type& type) {
        if (const auto* word = std::get_if<Uint256>(&node.value))
            return text_of(*word, type) + ":" + sema::name_of(type);
        return to_hex_prefixed(std::get<Bytes>(node.value)) + ":" + sema::name_of(type);
    }
    static std::string text(const PlaceRead& node, const Type&) { return text(node.place); }
    static std::string text(const MemberOf& node, const Type&) {
        return text(node.base) + "." + std::to_string(node.index);
    }
    static std::string text(const ElementOf& node, const Type&) {
        return text(node.base) + "[" + text(node.index) + "]";
    }
    static std::string text(const Unary& node, const Type&) {
        return std::string{name_of(node.op)} + text(node.operand);
    }
    static std::string text(const Binary& node, const Type& type) {
        return "(" + text(node.left) + " " + std::string{name_of(node.op)} + " " + text(node.right) +
               "):" + sema::name_of(type);
    }
    static std::string text(const Logical& node, const Type&) {
        return "(" + text(node.left) + (node.op == LogicalOperator::And ? " && " : " || ") +
               text(node.right) + ")";
    }
    static std::string text(const Division& node, const Type& type) {
        return std::string{name_of(node.rounding)} + "(" + text(node.left) +
               (node.right == nullptr ? "" : " * " + text(node.right)) + " / " + text(node.divisor) +
               "):" + sema::name_of(type);
    }
    static std::string text(const Cast& node, const Type& type) {
        return std::string{name_of(node.kind)} + "(" + text(node.operand) + "):" + sema::name_of(type);
    }
    static std::string text(const Conditional& node, const Type&) {
        return "if " + text(node.condition) + " {" + text(node.when_true) + "} else {" +
               text(node.when_false) + "}";
    }
    static std::string text(const MatchValue& node, const Type&) {
        const auto variants = variants_of(*node.subject->type);
        std::string words = "match " + text(node.subject) + " {";
        for (size_t i = 0; i < node.arms.size(); ++i)
            words += (i == 0 ? "" : ", ") + variants[i].name + text(node.arms[i].bindings) + " => " +
                     text(node.arms[i].value);
        return words + "}";
    }
    static std::string text(const Call& node, const Type&) {
        return node.function->name + text(node.arguments);
    }
    static std::string text(const EnvironmentRead& node, const Type&) {
        return std::string{name_of(node.what)};
    }
    static std::string text(const IntrinsicCall& node, const Type&) {
        return std::string{name_of(node.intrinsic)} + text(node.operands);
    }
    static std::string text(const VariantLiteral& node, const Type& type) {
        return variants_of(type)[node.variant].name + text(node.members) + ":" + sema::name_of(type);
    }
    static std::string text(const StructLiteral& node, const Type& type) {
        return sema::name_of(type) + text(node.members);
    }
    static std::string text(const ArrayLiteral& node, const Type& type) {
        return sema::name_of(type) + text(node.elements);
    }
    static std::string text(const TupleLiteral& node, const Type&) { return text(node.members); }
    static std::string text(const std::vector<CallOption>& options) {
        std::string words;
        for (const CallOption& option : options)
            words +=
                (words.empty() ? "{" : ", ") + std::string{name_of(option.kind)} + ": " + text(option.value);
        return words.empty() ? words : words + "}";
    }
    static std::string word_of(CallForm form) { return form == CallForm::Try ? "try call " : "call "; }
    static std::string text(const ExternalCall& node, const Type&) {
        const bool is_static = node.signature->mutability <= Mutability::View;
        std::string earned;
        if (node.earned) earned = "earn " + (node.earned->token ? text(node.earned->token) : "ether") + " ";
        return std::string{is_static ? "static " : ""} + word_of(node.form) + earned + text(node.target) +
               "." + node.signature->name + text(node.options) + text(node.arguments);
    }
    static std::string text(const MachineOp& node, const Type&) {
        return "evm." + std::string{row_of(node.op).name} + text(node.operands);
    }
    static std::string text(const AbiEncode& node, const Type&) {
        const std::string selector = node.selector ? " " + to_hex_prefixed(*node.selector) : "";
        return (node.form == EncodingForm::Packed ? "packed" : "encode" + selector) + text(node.arguments);
    }
    static std::string text(const AbiDecode& node, const Type& type) {
        return "decode(" + text(node.data) + "):" + sema::name_of(type);
    }
    static std::string text(const RawCall& node, const Type&) {
        return word_of(node.form) + text(node.target) + ".raw" + text(node.options) + "(" + text(node.data) +
               ")";
    }
    static std::string text(const Deploy& node, const Type&) {
        return "deploy " + node.contract->name + text(node.options) + text(node.arguments);
    }
    static std::string text(const Otherwise& node, const Type&) {
        return "otherwise(" + text(node.operation) + ", " + node.with.error->name +
               text(node.with.arguments) + ")";
    }
    static std::string text(const HoldingChange& node, const Type&) {
        std::string words;
        for (const ExpressionPtr& key : node.keys) words += (words.empty() ? "" : ", ") + text(key);
        if (node.amount != nullptr) words += (words.empty() ? "" : ", ") + text(node.amount);
        const std::string member = node.member == nullptr ? "" : "[" + text(node.member) + "]";
        return node.holding->name + member + "." + std::string{name_of(node.operation)} + "(" + words + ")";
    }
    static std::string text(const CoinAmount& node, const Type&) { return text(node.coin) + ".amount"; }
    static std::string text(const CoinSplit& node, const Type&) {
        return text(node.coin) + ".split(" + text(node.amount) + ")";
    }
    static std::string text(const CoinJoin& node, const Type&) {
        return text(node.left) + ".join(" + text(node.right) + ")";
    }
    static std::string text(const CoinLeave& node, const Type&) { return text(node.coin) + ".leave()"; }
    static std::string text(const Transfer& node, const Type&) {
        return "call " + (node.token ? text(node.token) + "." : "") + std::string{name_of(node.kind)} + "(" +
               text(node.account) + ", " + text(node.amount) + ")";
    }
    static std::string text(const LedgerSum& node, const Type&) { return "sum(" + node.ledger->name + ")"; }
    static std::string text(const TestDeploy& node, const Type&) {
        return "deploy " + node.contract->name + text(node.arguments) + " value " + text(node.value) +
               " from " + text(node.from);
    }
    static std::string text(const TestCall& node, const Type&) {
        return "transact " + text(node.target) + "." + (node.selector ? node.signature->name : "receive") +
               text(node.arguments) + " value " + text(node.value) + " from " + text(node.from);
    }
    static std::string text(const TestCheat& node, const Type&) {
        return std::string{name_of(node.change)} + text(node.arguments);
    }

    std::string text_;
    size_t depth_ = 0;
};

}  // namespace

std::string print_program(const Program& program) {
    Printer printer;
    printer.print(program);
    return printer.finish();
}

}  // namespace deed::sema
