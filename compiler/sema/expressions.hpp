#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "compiler/sema/machine_ops.hpp"
#include "compiler/sema/type.hpp"
#include "compiler/source/span.hpp"
#include "vm/base/bytes.hpp"
#include "vm/base/uint256.hpp"

/// The expressions of the checked tree: every name resolved, every conversion explicit, every constant a
/// value. Operands are evaluated strictly left to right.
namespace deed::sema {

struct Contract;
struct ErrorType;
struct Expression;
struct Field;
struct Function;
struct Local;
struct Signature;

using ExpressionPtr = std::unique_ptr<Expression>;

// Places.

/// Into a map: `place[key]`.
struct MapKey {
    ExpressionPtr key;  ///< of the map's key type; a word, Bytes or String
};
/// Into an array or list: `place[index]`. Out of range is Panic(0x32); a constant index is in range of an
/// array.
struct ArrayIndex {
    ExpressionPtr index;  ///< of an unsigned type
};
/// Into a struct: `place.member`.
struct StructMember {
    uint32_t index;  ///< into Struct::members
};

/// One step from a place to a part of it.
struct Projection {
    std::variant<MapKey, ArrayIndex, StructMember> step;
    const Type* type;  ///< of the part
    source::Span span;
};

/// Something that can be read and, where the checker allows, written: a local or a field, or a part of one.
struct Place {
    std::variant<const Local*, const Field*> root;
    std::vector<Projection>
        path;  ///< from the root inwards; keys and indexes are evaluated once, in this order
    const Type* type;
    source::Span span;
};

// Operators.

enum class UnaryOperator : uint8_t {
    Not,         ///< bool
    Complement,  ///< ~ on integers and bytesN
    Negate,      ///< - on signed integers; Panic(0x11) for the minimum
};

/// Both operands have the result's type, except where said.
enum class BinaryOperator : uint8_t {
    // Checked: Panic(0x11) when the result does not fit the type.
    Add,
    Subtract,
    Multiply,
    Power,      ///< the exponent (right) is unsigned, of any width; 0 ** 0 is 1
    ShiftLeft,  ///< unsigned only; Panic(0x11) when a one is lost; the count (right) is unsigned, of any
                ///< width
    Remainder,  ///< unsigned only; Panic(0x12) for a zero divisor
    // Wrapping modulo 2^bits.
    WrappingAdd,
    WrappingSubtract,
    WrappingMultiply,
    WrappingShiftLeft,  ///< count as ShiftLeft; also on bytesN; counts of `bits` and more give zero
    // Never fail.
    ShiftRight,  ///< arithmetic on signed integers; count as ShiftLeft; counts of `bits` and more give 0 or
                 ///< -1
    And,
    Or,
    Exclusive,
    // Give bool; the operands have one type: any word, and for Equal and NotEqual also Bytes, String and
    // options of
    // words.
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
};

enum class LogicalOperator : uint8_t {
    And,  ///< the right operand is evaluated only when the left one is true
    Or,   ///< the right operand is evaluated only when the left one is false
};

enum class Rounding : uint8_t {
    Down,   ///< towards minus infinity
    Up,     ///< towards plus infinity
    Exact,  ///< a remainder is Panic(0x11)
};

enum class CastKind : uint8_t {
    Widen,        ///< to a wider integer of the same sign, the same characters or elements under a greater
                  ///< bound, or of integers to Whole; never fails
    Checked,      ///< between integers (also of different sign); Panic(0x11) when the value does not fit
    Truncate,     ///< `as%`: the low bits of the target's width
    Reinterpret,  ///< the same bits: uint160 ↔ address ↔ contract, uintN ↔ bytesN/8 (moved to where each type
                  ///< has its bits), int ↔ uint under `as%` of equal width
    Bound,        ///< characters of any number to bytes[..N] or string[..N]; Panic(0x41) when there are more
    Resize,       ///< bytesN to bytesM: padded with or cut to zeros at the right
};

/// What stands in the call's surroundings.
enum class Environment : uint8_t {
    Caller,
    Self,
    SelfBalance,
    BlockTime,    ///< uint64
    BlockNumber,  ///< uint64
    BlockBaseFee,
    ChainId,  ///< uint64
    GasLeft,
    PaidAmount,       ///< the ether that came with the call: a number
    Paid,             ///< the same as a coin
    DomainSeparator,  ///< EIP-712: of Contract::domain, this chain and this contract; bytes32
};

/// Built-in functions of one or two operands.
enum class Intrinsic : uint8_t {
    Minimum,     ///< two integers of one type
    Maximum,     ///< two integers of one type
    SquareRoot,  ///< of an unsigned integer, rounded down
    Log2,        ///< of an unsigned integer, rounded down; Panic(0x12) for zero; the operand's type
    Keccak256,   ///< of Bytes or String, or of a bytesN (its N bytes); bytes32
    Sha256,      ///< as Keccak256
    Length,   ///< of Bytes, String or their bounded kinds, in bytes; of a List, in elements; uint256. Of what
              ///< is in storage only the length is read
    ByteAt,   ///< of Bytes, at an unsigned index; bytes1; Panic(0x32) when out of range
    Recover,  ///< of hash, v, r, s: the address whose key made the signature, or none; `v` is 27 or 28, `s`
              ///< in the lower half; an option of address
    AccountBalance,   ///< of an address; uint256
    AccountCodeHash,  ///< of an address; bytes32
    AccountHasCode,   ///< of an address; bool
};

// Expressions.

/// A value known at compile time: literals, constants, folded operations.
struct Constant {
    /// A word (two's complement; bytesN at the high end; bool 0 or 1) for a word type; the characters for a
    /// slice or a bounded text.
    std::variant<Uint256, Bytes> value;
};
/// The value at a place.
struct PlaceRead {
    Place place;
};
/// A struct's member, where the struct is not a place: `make().price`.
struct MemberOf {
    ExpressionPtr base;
    uint32_t index;
};
/// An array's element, where the array is not a place. Out of range is Panic(0x32).
struct ElementOf {
    ExpressionPtr base;
    ExpressionPtr index;
};
struct Unary {
    UnaryOperator op;
    ExpressionPtr operand;
};
struct Binary {
    BinaryOperator op;
    ExpressionPtr left;
    ExpressionPtr right;
};
struct Logical {
    LogicalOperator op;
    ExpressionPtr left;
    ExpressionPtr right;
};
/// `down(left * right / divisor)`: the product is 512 bits wide. All operands have the result's type.
/// Panic(0x12) for a zero divisor; Panic(0x11) for a quotient that does not fit the type, as for min / -1.
struct Division {
    Rounding rounding;
    ExpressionPtr left;
    ExpressionPtr right;  ///< null when the numerator is `left` alone; always null for signed types
    ExpressionPtr divisor;
};
struct Cast {
    CastKind kind;
    ExpressionPtr operand;
};
/// `if condition { when_true } else { when_false }` as a value; only the chosen arm is evaluated.
struct Conditional {
    ExpressionPtr condition;
    ExpressionPtr when_true;
    ExpressionPtr when_false;
};
/// A call of a function of this contract or file: never a public one, never recursive.
struct Call {
    const Function* function;
    std::vector<ExpressionPtr> arguments;
};
struct EnvironmentRead {
    Environment what;
};
struct IntrinsicCall {
    Intrinsic intrinsic;
    std::vector<ExpressionPtr> operands;
};
/// A value of a type with variants (variants.hpp): which one, and what it carries.
struct VariantLiteral {
    uint32_t variant;
    std::vector<ExpressionPtr> members;
};
/// What a `match` gives for one variant.
struct MatchValueArm {
    std::vector<const Local*> bindings;  ///< what the variant carries; null where that is dropped
    ExpressionPtr value;
};
/// `match subject { … }` as a value: one arm for each variant of the subject's type, in their order. The
/// subject is evaluated once; only the chosen arm is evaluated.
struct MatchValue {
    ExpressionPtr subject;
    std::vector<MatchValueArm> arms;
};
/// A struct from its members, in their order of declaration. (They were written in this order, or have no
/// effects.)
struct StructLiteral {
    std::vector<ExpressionPtr> members;
};
/// An array or a list from its elements.
struct ArrayLiteral {
    std::vector<ExpressionPtr> elements;
};
/// Several results at once, in a `return`.
struct TupleLiteral {
    std::vector<ExpressionPtr> members;
};

/// `revert E(arguments)`: also what a failing `require` does.
struct RevertWith {
    const ErrorType* error;
    std::vector<ExpressionPtr> arguments;
};
/// `operation else E(arguments)`: the operation itself, not its operands, fails with this error. The
/// arguments are evaluated only then.
struct Otherwise {
    ExpressionPtr operation;  ///< is_fallible
    RevertWith with;
};
/// Whether the operation may end in `else`: too little of a holding or coin, a division, a checked cast.
[[nodiscard]] bool is_fallible(const Expression& operation);

// The ABI's encoding.

enum class EncodingForm : uint8_t {
    Standard,
    Packed,  ///< words in as many bytes as their types have, bytes and text as they are, one behind another
};
/// `abi.encode(…)`, `abi.call(I.f, …)`, `abi.packed(…)`: Bytes.
struct AbiEncode {
    EncodingForm form;
    std::optional<std::array<uint8_t, 4>> selector;  ///< in front
    std::vector<ExpressionPtr> arguments;
};
/// `abi.decode(data)`: a value of the type that is expected; a Tuple is several. Malformed data reverts
/// without data.
struct AbiDecode {
    ExpressionPtr data;
};

/// An opcode, in `unsafe`.
struct MachineOp {
    MachineOpcode op;
    std::vector<ExpressionPtr> operands;  ///< the first is the top of the stack
};

// The outside.

enum class CallOptionKind : uint8_t {
    Value,  ///< a coin of ether to send
    Gas,    ///< the most gas to forward
    Salt,   ///< of a creation: bytes32
};
/// What stands in the braces before the arguments of a call.
struct CallOption {
    CallOptionKind kind;
    ExpressionPtr value;
};
/// `call earn asset …`: what the call brought of an asset, net of ether sent along, as a coin. Panic(0x11)
/// when there is less than before.
struct Earning {
    ExpressionPtr token;  ///< the interface; null for ether
};
/// `call target.f{options}(arguments)`: target, options in their order, arguments. A static call when the
/// signature is view or pure. Where no result is expected the target must have code. A revert of the callee
/// is passed on; too few bytes returned, or bits that no value of the result's type has, revert without data.
enum class CallForm : uint8_t {
    Call,
    /// The type is Attempt. Has a gas option: GasTooLow unless that much can be forwarded. A revert of the
    /// callee, or an account without code, is `fail` with what came back. Malformed results still revert: the
    /// callee has done its work.
    Try,
};
struct ExternalCall {
    ExpressionPtr target;  ///< an Interface or Instance
    const Signature* signature;
    std::vector<CallOption> options;  ///< each kind at most once
    std::vector<ExpressionPtr> arguments;
    std::optional<Earning> earned;  ///< with it, the coin stands behind the results
    CallForm form = CallForm::Call;
};
/// `call target.raw{options}(data)`: the bytes as they are, to any account; gives the bytes that come back.
struct RawCall {
    ExpressionPtr target;  ///< an Address
    std::vector<CallOption> options;
    ExpressionPtr data;  ///< Bytes
    CallForm form = CallForm::Call;
};
/// `deploy C{options}(arguments)` in a contract: options in their order, arguments. CREATE2 with a salt. A
/// revert of the creation is passed on. Gives the new contract.
struct Deploy {
    const Contract* contract;
    std::vector<CallOption> options;
    std::vector<ExpressionPtr> arguments;
};

// Assets. A coin is a word; check_coins makes sure that each is used exactly once.

enum class HoldingOperation : uint8_t {
    Take,     ///< gives a coin of so much; too little is InsufficientBalance(available, needed)
    TakeAll,  ///< gives a coin of what is there
    Put,      ///< takes a coin in
    Move,     ///< the same as `put(to, take(from, n))`, but leaves the total alone
    Mint,     ///< makes so much and puts it in
    Burn,     ///< takes so much, which is gone
};
/// Whether the operation takes a number that may be too much: Take, Move and Burn.
[[nodiscard]] bool takes_amount(HoldingOperation operation);
/// Changes a ledger or purse, and its total. In order: which of a family, the keys, the amount; then the
/// holding is read. A sum that does not fit is Panic(0x11), unless the total or the supply of ether bounds
/// it.
struct HoldingChange {
    HoldingOperation operation;
    const Field* holding;
    ExpressionPtr member;             ///< which ledger of a family; else null
    std::vector<ExpressionPtr> keys;  ///< none for a purse; for Move from where and to where
    ExpressionPtr amount;             ///< uint256; a coin for Put; null for TakeAll
};
/// `coin.amount`, which does not use the coin.
struct CoinAmount {
    ExpressionPtr coin;
};
/// `coin.split(amount)`: a Tuple of two coins, the part first. Too little is InsufficientBalance.
struct CoinSplit {
    ExpressionPtr coin;
    ExpressionPtr amount;
};
/// `left.join(right)`. Panic(0x11) when the sum does not fit, which ether always does.
struct CoinJoin {
    ExpressionPtr left;
    ExpressionPtr right;
};
/// `coin.leave()`: ether stays in the contract and nobody owns it.
struct CoinLeave {
    ExpressionPtr coin;
};
/// How an asset comes in or goes out.
enum class TransferKind : uint8_t {
    Pay,        ///< `call pay(to, coin)`: ether, with all gas
    Push,       ///< `call token.push(to, coin)`: the token's transfer
    Allow,      ///< `call token.allow(spender, coin)`: its approve, of exactly the coin
    Pull,       ///< `call token.pull(from, n)`: its transferFrom; gives a coin of what the balance grew by
    PullExact,  ///< `call token.pullExact(from, n)`: likewise, but gives a coin of n
};
/// In order: token, account, amount; then the call. A token may answer with nothing, when it has code; with
/// false, or less than a word, the call reverts without data.
struct Transfer {
    TransferKind kind;
    ExpressionPtr token;    ///< null for Pay
    ExpressionPtr account;  ///< an address
    ExpressionPtr amount;   ///< a coin; uint256 for Pull and PullExact
};

/// `sum(ledger)`, in specifications: of all that it holds. A Whole.
struct LedgerSum {
    const Field* ledger;
};

// Only in tests.

/// `deploy C(arguments) as from`: a transaction of its own. Gives the address.
struct TestDeploy {
    const Contract* contract;
    std::vector<ExpressionPtr> arguments;
    ExpressionPtr value;  ///< wei; never null
    ExpressionPtr from;   ///< never null
};
/// `instance.f(arguments)`: a transaction of its own. A result of unbounded length is copied to memory.
struct TestCall {
    ExpressionPtr target;  ///< an Instance or Interface
    const Signature* signature;
    std::optional<std::array<uint8_t, 4>> selector;  ///< in front; plain ether has none
    std::vector<ExpressionPtr> arguments;
    ExpressionPtr value;  ///< wei; never null
    ExpressionPtr from;   ///< never null
};
enum class WorldChange : uint8_t {
    Warp,  ///< warp(seconds: uint256): block.time moves forward
    Roll,  ///< roll(blocks: uint256): block.number moves forward
    Deal,  ///< deal(account: address, balance: uint256)
};
/// A cheat that gives Nothing.
struct TestCheat {
    WorldChange change;
    std::vector<ExpressionPtr> arguments;
};

using ExpressionNode =
    std::variant<Constant, PlaceRead, MemberOf, ElementOf, Unary, Binary, Logical, Division, Cast,
                 Conditional, MatchValue, Call, EnvironmentRead, IntrinsicCall, VariantLiteral, StructLiteral,
                 ArrayLiteral, TupleLiteral, Otherwise, AbiEncode, AbiDecode, MachineOp, ExternalCall,
                 RawCall, Deploy, HoldingChange, CoinAmount, CoinSplit, CoinJoin, CoinLeave, Transfer,
                 LedgerSum, TestDeploy, TestCall, TestCheat>;

/// A checked expression. Visit `node` with one overload per kind, so that a new kind lists every place to
/// change.
struct Expression {
    ExpressionNode node;
    const Type* type;
    source::Span span;
};

}  // namespace deed::sema
