#pragma once

#include <array>
#include <compare>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "compiler/sema/expressions.hpp"
#include "compiler/sema/statements.hpp"
#include "compiler/sema/type.hpp"

/// The checked tree: what a program means, with nothing left to look up, infer or refuse. Declarations are in
/// the order of the source; every pointer into the tree is owned by the Program and lives as long as it does.
namespace deed::sema {

using Selector = std::array<uint8_t, 4>;

/// The text of `///` comments, tags and all, without the slashes.
using Documentation = std::string;

/// A parameter or local variable of one function.
struct Local {
    std::string name;  ///< unique in its scope and those around it; names of hidden locals begin with '$'
    const Type* type;
    bool is_mutable;  ///< `var`: assigned again after its declaration
    uint32_t index;   ///< into Function::locals (or Test::locals)
    source::Span span;
    bool is_measured = false;  ///< the length of its array, a constant, is asked for
};

/// A parameter or result in the ABI.
struct Parameter {
    std::string name;  ///< results have none
    const Type* type;
    source::Span span;
};

enum class Mutability : uint8_t {
    Pure,        ///< neither reads nor writes state or surroundings
    View,        ///< writes nothing
    NonPayable,  ///< may write; ether sent is refused
    Payable,     ///< may write and take ether
};

/// How a function is called from outside.
struct Signature {
    std::string name;         ///< in the ABI
    std::string source_name;  ///< by which it is called in the source
    std::vector<Parameter> parameters;
    std::vector<Parameter> results;
    Mutability mutability = Mutability::NonPayable;
    Selector selector{};  ///< of outside functions
    source::Span span;
};
/// "transfer(address,uint256)".
[[nodiscard]] std::string canonical_form(const Signature& signature);

/// A component as it stands in a contract: state and functions of its own.
struct Part {
    std::string path;                ///< "owned"; "shop.owned" for a part of a part
    const Part* outer = nullptr;     ///< what it is a part of; null for the contract itself
    const Function* init = nullptr;  ///< null when it needs none
    Uint256 root;                    ///< where its storage begins (ERC-7201)
    source::Span span;               ///< of its name
};

enum class FunctionKind : uint8_t {
    Init,       ///< runs once, at creation
    PartInit,   ///< `init` of a part: called exactly once on every path of the `init` around it
    Public,     ///< `pub fn`: called from outside only, or from inside too when it is view or pure
    Getter,     ///< made from a `pub` field or constant; called from outside only
    Invariant,  ///< gives whether an invariant holds: only in checked code, for tests
    Receive,    ///< called from outside with ether and no calldata; payable
    Internal,   ///< called from inside only
};

/// Whether a selector calls the function: Public and Getter.
[[nodiscard]] bool has_selector(FunctionKind kind);
/// Whether calls from outside reach the function: those with a selector, and `receive`.
[[nodiscard]] bool is_entry_point(FunctionKind kind);

/// One alternative of `by`.
enum class GuardKind : uint8_t {
    Anyone,
    Self,     ///< caller == self
    Address,  ///< caller is the address at a place: `by owner`, `by ownerOf[id]`
    Member,   ///< the map<address, bool> at a place holds the caller: `by minters`
};
struct GuardAtom {
    GuardKind kind;
    std::string text;  ///< as written, for the authority matrix
    source::Span span;
};
/// Who may call. Checked after calldata and value, before the body.
struct Guard {
    std::vector<GuardAtom> atoms;
    ExpressionPtr condition;  ///< true for those who may; null for anyone. False reverts with
                              ///< Program::unauthorized(caller)
};

/// `gas <= N`: the most gas that a call may use, by the static bound.
struct GasLimit {
    uint64_t gas;
    source::Span span;
};
/// What `old(…)` stands for: computed when the function is entered.
struct OldValue {
    const Local* local;
    ExpressionPtr value;
};
/// `ensures condition`: true whenever the function returns. Only checked code, for tests, computes it.
struct Ensures {
    std::vector<OldValue> old;
    ExpressionPtr condition;
    source::Span span;
};

/// Whether a function was made from a generic one.
enum class Genericity : uint8_t {
    None,
    Sample,    ///< stands for all: the text is checked once by it, and it is never called
    Instance,  ///< for some arguments
};
struct Function {
    FunctionKind kind = FunctionKind::Internal;
    std::string name;                    ///< in the source; "init" for Init
    const Contract* contract = nullptr;  ///< null for a function of a file
    const Part* part = nullptr;          ///< whose function it is; null for the contract's own
    Signature signature;                 ///< parameters and results; selector only for Public and Getter
    const Type* result = nullptr;        ///< Nothing, a type, or a Tuple of several
    std::vector<const Local*> parameters;
    std::vector<std::unique_ptr<Local>> locals;  ///< parameters first
    std::optional<Guard> guard;                  ///< of every state-changing Public
    bool is_reentrant = false;                   ///< said to run while another call is out
    std::optional<GasLimit> gas_limit;           ///< only of Public
    Block body;  ///< each path ends in Return or Revert when `result` is not Nothing
    std::vector<const Function*> callees;  ///< called directly, in order of first appearance, once each
    std::vector<Ensures> ensures;          ///< its locals are behind those of the body
    Documentation documentation;
    source::Span span;  ///< of the name
    /// Of a generic function: whether this is one of those made for calls, or the one that stands for all.
    Genericity genericity = Genericity::None;
};

// What entry points do that others see.

enum class ElementKind : uint8_t {
    Field,    ///< one of the contract's, storage or transient
    Event,    ///< the log of one event
    Balance,  ///< the ether the contract holds
    World,    ///< all other contracts, tokens among them
};
/// The grain at which calls are held against each other.
struct Element {
    ElementKind kind;
    const Field* field = nullptr;
    const Event* event = nullptr;

    auto operator<=>(const Element&) const = default;
};
struct Effects {
    std::set<Element> reads;
    std::set<Element> writes;
};

/// What an entry point needs so that calls which come while another is out have the effect of calls made one
/// after another. Bits are of one transient word.
struct Lock {
    Uint256 tests;  ///< reverts with Reentered when one of these is set
    Uint256 takes;  ///< set while it runs
};

/// A function that is called from outside, with what was found out about it.
struct EntryPoint {
    const Function* function;
    Effects effects;
    /// What may follow an interaction in which anything may be called: reads and writes. The function is
    /// settled when there is neither.
    Effects after;
    /// Writes that may follow a static interaction which in turn may follow a write: only readers can tell.
    std::set<Element> shown;
    Lock lock;
};

enum class FieldKind : uint8_t {
    Immutable,  ///< `let`: written exactly once on each path of `init`, then part of the code
    Storage,    ///< `var`
    Transient,  ///< `transient var`: lasts for the transaction
};

/// How a field of storage may change.
enum class FieldRole : uint8_t {
    Plain,   ///< by assignment
    Ledger,  ///< map<K, uint256>, holdings by key: only by HoldingChange
    Family,  ///< map<Id, map<K, uint256>>, a ledger for each Id: likewise
    Purse,   ///< uint256, one holding: likewise
    Total,   ///< the sum of a ledger, or map<Id, uint256> of a family: only with its ledger
};

/// A contract's state.
struct Field {
    FieldKind kind = FieldKind::Storage;
    FieldRole role = FieldRole::Plain;
    Asset asset;                   ///< of a Ledger, Family or Purse
    const Field* total = nullptr;  ///< of a Ledger or Family; may be null
    std::string name;
    const Type* type = nullptr;
    const Part* part = nullptr;  ///< whose state it is; null for the contract's own
    uint32_t index = 0;          ///< into Contract::fields
    ExpressionPtr initializer;  ///< assigned, in order of declaration, before the body of `init`; may be null
    std::vector<std::unique_ptr<Local>> locals;  ///< of a `match` in the initializer
    Documentation documentation;
    source::Span span;
};

struct Struct {
    std::string name;
    std::vector<Parameter> members;
    Documentation documentation;
    source::Span span;
};

/// A distinct kind of number.
struct Unit {
    std::string name;
    const Type* base;  ///< a plain integer
    Documentation documentation;
    source::Span span;
};

struct EnumVariant {
    std::string name;
    std::vector<Parameter> members;  ///< what it carries
    source::Span span;
};
/// One of several variants, numbered from 0. It is held as `held`: the number, then what each variant
/// carries, one after another, where all but the present variant's is zero.
struct Enum {
    std::string name;
    std::vector<EnumVariant> variants;  ///< at least one, at most 256
    std::vector<const Type*> held;
    bool carries = false;  ///< whether a variant has members
    Documentation documentation;
    source::Span span;
};

struct EventParameter {
    std::string name;
    const Type* type;
    bool is_indexed;
    source::Span span;
};
struct Event {
    std::string name;
    std::vector<EventParameter> parameters;
    Hash topic;  ///< keccak256 of the canonical form: topic 0
    Documentation documentation;
    source::Span span;
};

/// A typed error of the ABI. (`Error` would shadow deed::Error.)
struct ErrorType {
    std::string name;
    std::vector<Parameter> parameters;
    Selector selector{};
    Documentation documentation;
    source::Span span;
};

/// What a parameter of a signed message is for.
enum class SignedRole : uint8_t {
    Value,   ///< part of the message, nothing more
    Signer,  ///< an address: who signs
    Once,    ///< a uint256: the signer's next nonce, which `verify` uses up
    Until,   ///< a uint256: the last second at which the message is good
};
struct SignedParameter {
    std::string name;
    const Type* type;
    SignedRole role;
    source::Span span;
};
/// A message of EIP-712 that somebody signs off the chain. Exactly one parameter is the signer.
struct SignedMessage {
    std::string name;
    std::vector<SignedParameter> parameters;
    Hash type_hash;  ///< of its encodeType
    Documentation documentation;
    source::Span span;

    /// The index of the parameter with that role, or nothing.
    [[nodiscard]] std::optional<size_t> find(SignedRole role) const;
};
/// EIP-712's domain of a contract; the chain and the contract's address are read when a message is verified.
struct SignedDomain {
    Bytes name;
    Bytes version;
};

/// What a contract at an address offers.
struct Interface {
    std::string name;
    std::vector<const Interface*> bases;
    std::vector<std::unique_ptr<Signature>> functions;  ///< its own, without those of its bases
    std::vector<const Event*> events;
    std::vector<const ErrorType*> errors;
    Documentation documentation;
    source::Span span;
};

struct Contract {
    std::string name;
    std::vector<const Interface*> interfaces;
    std::vector<std::unique_ptr<Part>> parts;  ///< outer ones first
    std::vector<std::unique_ptr<Field>> fields;
    std::optional<SignedDomain> domain;                ///< of a contract that verifies messages
    std::unique_ptr<Function> init;                    ///< null when not written: no parameters, not payable
    std::vector<std::unique_ptr<Function>> functions;  ///< all others; at most one Receive
    std::vector<EntryPoint> entry_points;              ///< in the order of `functions`
    std::vector<std::unique_ptr<Function>> invariants;
    std::vector<const Event*> events;      ///< for the ABI: its own, its interfaces', and others it emits
    std::vector<const ErrorType*> errors;  ///< for the ABI: likewise; Unauthorized when a guard can refuse
    Documentation documentation;
    source::Span span;  ///< of the name
};

/// A `test` block: straight-line code that a hidden contract runs as the body of its creation. Functions it
/// calls are functions of files.
struct Test {
    std::string name;
    std::vector<const Local*> parameters;  ///< made up by the runner; of ABI types
    std::vector<std::unique_ptr<Local>> locals;
    Block body;
    std::vector<const Contract*> deploys;  ///< whose creation code it needs, once each
    std::vector<const Function*> callees;
    source::Span span;  ///< of the name
};

/// A whole program. Made by check(); never changed after.
struct Program {
    TypeTable types;
    std::vector<std::unique_ptr<Struct>> structs;
    std::vector<std::unique_ptr<Enum>> enums;
    std::vector<std::unique_ptr<Unit>> units;
    std::vector<std::unique_ptr<Event>> events;
    std::vector<std::unique_ptr<ErrorType>> errors;
    std::vector<std::unique_ptr<SignedMessage>> messages;
    std::vector<std::unique_ptr<Interface>> interfaces;
    std::vector<std::unique_ptr<Function>> functions;  ///< of files
    std::vector<std::unique_ptr<Contract>> contracts;
    std::vector<std::unique_ptr<Contract>>
        samples;  ///< one for each component that no contract uses; not compiled
    std::vector<std::unique_ptr<Test>> tests;
    const ErrorType* unauthorized = nullptr;  ///< the built-in `error Unauthorized(caller: address)`
    const ErrorType* gas_too_low = nullptr;   ///< the built-in `error GasTooLow()`
    const ErrorType* reentered = nullptr;     ///< the built-in `error Reentered()`
    const ErrorType* insufficient = nullptr;  ///< the built-in `error InsufficientBalance(available, needed)`
    const ErrorType* panic = nullptr;         ///< Solidity's `Panic(code: uint256)`; only tests name it
    const ErrorType* signature_expired =
        nullptr;  ///< the built-in `error SignatureExpired(deadline: uint256)`
    const ErrorType* signature_invalid = nullptr;  ///< the built-in `error SignatureInvalid(signer: address)`
};

/// The whole program as text: one node per line, indented, with types.
[[nodiscard]] std::string print_program(const Program& program);

}  // namespace deed::sema
