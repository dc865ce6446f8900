#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "compiler/source/span.hpp"
#include "compiler/syntax/token.hpp"
#include "vm/base/bytes.hpp"

/// The tree of a file as it is written: names are not resolved, nothing is checked. A `Broken…` node stands
/// where a message has been given already; nothing more is said about it.
namespace deed::syntax {

#define DEED_TYPE_NODE(name) struct name;
#define DEED_EXPRESSION_NODE(name) struct name;
#define DEED_STATEMENT_NODE(name) struct name;
#define DEED_DECLARATION_NODE(name) struct name;
#include "compiler/syntax/nodes.def"

struct TypeNode;
struct Expression;
struct Statement;
struct Declaration;
using TypeNodePtr = std::unique_ptr<TypeNode>;
using ExpressionPtr = std::unique_ptr<Expression>;
using StatementPtr = std::unique_ptr<Statement>;

/// A name as it stands in the text, without backticks. Empty where one was missing.
struct Identifier {
    std::string text;
    source::Span span;
};
/// Names joined by dots.
struct Path {
    std::vector<Identifier> parts;
    source::Span span;
};

// Types.

struct NamedType {
    Path path;
};
struct MapType {
    TypeNodePtr key;
    TypeNodePtr value;
};
struct ArrayType {
    TypeNodePtr element;
    ExpressionPtr length;
};
/// `T[..N]`; `bytes[..N]` and `string[..N]` are texts, `(bytes)[..N]` an array of them.
struct BoundedType {
    TypeNodePtr element;
    ExpressionPtr bound;
};
struct OptionalType {
    TypeNodePtr element;
};
/// `coin of asset`.
struct CoinType {
    Identifier asset;
};
/// `(A, B)`.
struct TupleType {
    std::vector<TypeNodePtr> members;  ///< at least two
};
struct BrokenType {};

struct TypeNode {
    std::variant<NamedType, MapType, ArrayType, BoundedType, OptionalType, CoinType, TupleType, BrokenType>
        node;
    source::Span span;
    bool is_parenthesized = false;
};

// Expressions.

struct Argument {
    std::optional<Identifier> name;
    ExpressionPtr value;
};
/// `name: value` in the braces before a call's arguments: `f{value: 1 ether}()`.
struct Option {
    Identifier name;
    ExpressionPtr value;
};

/// Digits as written; `unit` is empty or one of `wei gwei ether seconds …`.
struct NumberLiteral {
    std::string digits;
    std::string unit;
};
struct AddressLiteral {
    Address value;
};
/// The characters after escapes.
struct StringLiteral {
    Bytes value;
};
struct BoolLiteral {
    bool value;
};
struct NameUse {
    std::string name;
};
struct MemberAccess {
    ExpressionPtr base;
    Identifier member;
};
struct IndexAccess {
    ExpressionPtr base;
    ExpressionPtr index;
};
struct CallExpression {
    ExpressionPtr callee;
    std::vector<Option> options;
    std::vector<Argument> arguments;
};
struct UnaryExpression {
    TokenKind op;
    ExpressionPtr operand;
};
struct BinaryExpression {
    TokenKind op;
    source::Span op_span;
    ExpressionPtr left;
    ExpressionPtr right;
};
enum class CastForm : uint8_t {
    Checked,     ///< `as`
    Truncating,  ///< `as%`
};
struct CastExpression {
    CastForm form;
    ExpressionPtr operand;
    TypeNodePtr type;
};
struct IfExpression {
    ExpressionPtr condition;
    ExpressionPtr when_true;
    ExpressionPtr when_false;
};
/// What an arm of a `match` is for: `some(loser)`, `none`, `Circle(_)`.
struct Pattern {
    Identifier variant;
    std::vector<Identifier> bindings;  ///< `_` drops what is carried
    source::Span span;
};
struct MatchValueArm {
    Pattern pattern;
    ExpressionPtr value;
};
struct MatchExpression {
    ExpressionPtr subject;
    std::vector<MatchValueArm> arms;
    bool has_mistakes = false;  ///< not every arm could be read
};
struct SomeExpression {
    ExpressionPtr value;
};
struct NoneExpression {};
struct ArrayExpression {
    std::vector<ExpressionPtr> elements;
};
/// `Name(arguments)` where an error or event is meant.
struct Construction {
    Path path;
    std::vector<Argument> arguments;
    source::Span span;
};
/// `operation else E(…)`: at the end of a statement.
struct ElseExpression {
    ExpressionPtr operation;
    Construction error;
};
struct TupleExpression {
    std::vector<ExpressionPtr> members;
};
struct DeployExpression {
    Path contract;
    std::vector<Option> options;
    std::vector<Argument> arguments;
    ExpressionPtr from;  ///< null without `as`
};
enum class ExternalForm : uint8_t {
    Call,  ///< `call`
    Try,   ///< `try call`
};
/// `call x.f(arguments)`: the way out of the contract.
struct ExternalExpression {
    ExternalForm form;
    std::optional<Path> earned;  ///< `call earn A …`
    ExpressionPtr call;
};
struct BrokenExpression {};

struct Expression {
    std::variant<NumberLiteral, AddressLiteral, StringLiteral, BoolLiteral, NameUse, MemberAccess,
                 IndexAccess, CallExpression, UnaryExpression, BinaryExpression, CastExpression, IfExpression,
                 MatchExpression, SomeExpression, NoneExpression, ArrayExpression, ElseExpression,
                 TupleExpression, DeployExpression, ExternalExpression, BrokenExpression>
        node;
    source::Span span;
    uint32_t depth = 1;  ///< levels of nodes from here down
    bool is_parenthesized = false;
};

// Statements.

struct BlockStatement {
    std::vector<StatementPtr> statements;
    source::Span span;
};
enum class Binding : uint8_t { Let, Var };
/// `let a: T = value`, `let (a, _) = value`.
struct DeclareStatement {
    Binding binding;
    std::vector<Identifier> names;  ///< more than one, or `is_tuple`, for the form in parentheses
    TypeNodePtr type;               ///< null when not written
    ExpressionPtr value;
};
/// `target = value`, `target += value`; `_ = value` drops the value.
struct AssignStatement {
    ExpressionPtr target;
    TokenKind op;
    source::Span op_span;
    ExpressionPtr value;
};
struct ExpressionStatement {
    ExpressionPtr expression;
};
struct IfStatement {
    ExpressionPtr condition;
    BlockStatement when_true;
    std::optional<BlockStatement> when_false;  ///< `else if` is a block of one statement
};
struct MatchArm {
    Pattern pattern;
    BlockStatement body;  ///< of one statement when that was written without braces
};
/// `unsafe "reason" { … }`.
struct UnsafeStatement {
    std::string reason;
    BlockStatement body;
};
struct MatchStatement {
    ExpressionPtr subject;
    std::vector<MatchArm> arms;
    bool has_mistakes = false;  ///< not every arm could be read
};
struct WhileStatement {
    ExpressionPtr condition;
    ExpressionPtr maximum;
    BlockStatement body;
};
struct ForStatement {
    Identifier name;
    ExpressionPtr begin;    ///< or the array
    ExpressionPtr end;      ///< null over an array
    ExpressionPtr maximum;  ///< null when not written
    BlockStatement body;
};
struct ReturnStatement {
    ExpressionPtr value;  ///< null without one
};
struct BreakStatement {};
struct ContinueStatement {};
struct RequireStatement {
    ExpressionPtr condition;
    Construction otherwise;
};
struct RevertStatement {
    Construction error;
};
struct AssertStatement {
    ExpressionPtr condition;
};
struct AssumeStatement {
    ExpressionPtr condition;
};
struct EmitStatement {
    Construction event;
};
/// `verify Message(arguments) with (v, r, s)`: `_` among the arguments stands for the nonce.
struct VerifyStatement {
    Construction message;
    std::vector<Argument> signature;
    source::Span signature_span;
};
struct AsStatement {
    ExpressionPtr from;
    BlockStatement body;
};
struct ExpectRevertStatement {
    std::optional<Construction> error;
    BlockStatement body;
};
struct ExpectEmitStatement {
    Construction event;
    BlockStatement body;
};
struct BrokenStatement {};

struct Statement {
    std::variant<BlockStatement, DeclareStatement, AssignStatement, ExpressionStatement, IfStatement,
                 MatchStatement, UnsafeStatement, WhileStatement, ForStatement, ReturnStatement,
                 BreakStatement, ContinueStatement, RequireStatement, RevertStatement, AssertStatement,
                 AssumeStatement, EmitStatement, VerifyStatement, AsStatement, ExpectRevertStatement,
                 ExpectEmitStatement, BrokenStatement>
        node;
    source::Span span;
};

// Declarations.

enum class Visibility : uint8_t { Private, Public };

struct Parameter {
    Identifier name;
    TypeNodePtr type;
    bool is_indexed = false;  ///< only of events
};

struct UseDeclaration {
    Path module;
    std::vector<Identifier> names;
};
struct ContractDeclaration {
    Identifier name;
    std::vector<Path> interfaces;
    std::vector<Declaration> members;
};
/// What a generic declaration leaves open.
enum class GenericBound : uint8_t {
    Unsigned,  ///< `uint`: a type of unsigned numbers
    Signed,    ///< `int`: a type of signed numbers
    Any,       ///< `any`: a type
    Size,      ///< `size`: a number from 1 on
};
/// `T: uint` in the `<…>` of a function or component.
struct GenericParameter {
    Identifier name;
    GenericBound bound;
};
struct ComponentDeclaration {
    Identifier name;
    std::vector<GenericParameter> generics;
    std::vector<Declaration> members;
};
/// What stands for a parameter of a generic component: a type, a number, or a name that may be either.
struct GenericArgument {
    TypeNodePtr type;    ///< null for a number
    ExpressionPtr size;  ///< null for a type
    source::Span span;
};
/// `part name: Component<arguments> expose { names }`.
struct PartDeclaration {
    Identifier name;
    Path component;
    std::vector<GenericArgument> arguments;
    std::vector<Identifier> exposed;
};
struct InterfaceDeclaration {
    Identifier name;
    std::vector<Path> bases;
    std::vector<Declaration> members;
};
struct StructDeclaration {
    Identifier name;
    std::vector<Parameter> members;
};
struct UnitDeclaration {
    Identifier name;
    TypeNodePtr type;
};
struct VariantNode {
    Identifier name;
    std::vector<Parameter> members;
};
struct EnumDeclaration {
    Identifier name;
    std::vector<VariantNode> variants;
};
struct EventDeclaration {
    Identifier name;
    std::vector<Parameter> parameters;
};
struct ErrorDeclaration {
    Identifier name;
    std::vector<Parameter> parameters;
};
enum class Reuse : uint8_t {
    Refused,
    Replayable,  ///< `replayable`
};
/// The types `signer`, `once` and `until` of its parameters are roles.
struct SignedDeclaration {
    Identifier name;
    std::vector<Parameter> parameters;
    Reuse reuse = Reuse::Refused;
    source::Span reuse_span;
};
struct ConstDeclaration {
    Visibility visibility;
    Identifier name;
    TypeNodePtr type;  ///< null when not written
    ExpressionPtr value;
};
enum class FieldForm : uint8_t { Let, Var, TransientVar };
struct FieldDeclaration {
    Visibility visibility;
    FieldForm form;
    Identifier name;
    TypeNodePtr type;
    ExpressionPtr initializer;  ///< null when not written
};
/// `ledger name: key of asset total total`.
struct LedgerDeclaration {
    Visibility visibility;
    Identifier name;
    TypeNodePtr key;  ///< a MapType for a family
    Identifier asset;
    std::optional<Identifier> total;
};
/// `purse name of asset`.
struct PurseDeclaration {
    Visibility visibility;
    Identifier name;
    Identifier asset;
};

enum class FunctionForm : uint8_t { Init, Receive, Fn, Signature };
enum class Effect : uint8_t { Pure, View, Payable };
struct Attribute {
    Effect effect;
    source::Span span;
};
struct GuardAtom {
    Path path;
    std::vector<ExpressionPtr> keys;
    source::Span span;
};
enum class SpecificationForm : uint8_t { Requires, Ensures };
/// `requires condition else E(…)`, `ensures condition`.
struct Specification {
    SpecificationForm form;
    ExpressionPtr condition;
    std::optional<Construction> otherwise;  ///< only of Requires
    source::Span span;
};
struct FunctionDeclaration {
    FunctionForm form;
    Visibility visibility;
    Identifier name;
    std::vector<GenericParameter> generics;
    std::vector<Parameter> parameters;
    std::optional<std::string> abi_name;
    std::vector<Attribute> attributes;
    std::optional<source::Span> reentrant;  ///< where it is said
    std::vector<GuardAtom> guard;           ///< joined by `||`; empty without `by`
    source::Span guard_span;
    ExpressionPtr gas_limit;           ///< of `gas <= N`; null without
    std::vector<TypeNodePtr> results;  ///< more than one: written in parentheses
    std::vector<Specification> specifications;
    BlockStatement body;  ///< empty for Signature
    source::Span signature_span;
    bool has_mistakes = false;  ///< something in it was reported by the parser
};
/// `invariant name: condition`.
struct InvariantDeclaration {
    Identifier name;
    ExpressionPtr condition;
};
struct TestDeclaration {
    std::string name;
    source::Span name_span;
    std::vector<Parameter> parameters;
    BlockStatement body;
};
/// A declaration that was refused; its names are known, so that their uses are not refused again.
struct BrokenDeclaration {
    std::vector<Identifier> names;
};

struct Declaration {
    std::variant<UseDeclaration, ContractDeclaration, ComponentDeclaration, PartDeclaration,
                 InterfaceDeclaration, StructDeclaration, EnumDeclaration, UnitDeclaration, EventDeclaration,
                 ErrorDeclaration, SignedDeclaration, ConstDeclaration, FieldDeclaration, LedgerDeclaration,
                 PurseDeclaration, FunctionDeclaration, InvariantDeclaration, TestDeclaration,
                 BrokenDeclaration>
        node;
    std::string documentation;
    source::Span span;
};

/// A whole file.
struct File {
    std::vector<Declaration> declarations;
};

/// The kind of a node, from its type.
enum class NodeKind : uint8_t {
#define DEED_TYPE_NODE(name) name,
#define DEED_EXPRESSION_NODE(name) name,
#define DEED_STATEMENT_NODE(name) name,
#define DEED_DECLARATION_NODE(name) name,
#include "compiler/syntax/nodes.def"
};
[[nodiscard]] std::string_view name_of(NodeKind kind);

/// The tree as text: one node per line, indented below its parent.
[[nodiscard]] std::string print_tree(const File& file);

}  // namespace deed::syntax
