#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "compiler/sema/expressions.hpp"

/// The statements of the checked tree.
namespace deed::sema {

struct Event;
struct SignedMessage;
struct Statement;

using StatementPtr = std::unique_ptr<Statement>;

/// Statements in order, with a scope of their own.
struct Block {
    std::vector<StatementPtr> statements;
    source::Span span;
};

/// `let x = value`, `var x = value`.
struct Declare {
    const Local* local;
    ExpressionPtr value;
};
/// `let (a, _, b) = value`, where value is a Tuple; a null local drops that member.
struct DeclareTuple {
    std::vector<const Local*> locals;
    ExpressionPtr value;
};
/// `place = value`: the place's keys first, then the value, then the write. The first write of a `let` field
/// in `init` looks the same.
struct Assign {
    Place place;
    ExpressionPtr value;
};
/// `place += value`: keys once, then the place is read, then the value evaluated, then the write.
struct Update {
    Place place;
    BinaryOperator op;
    ExpressionPtr value;
};
enum class ListOperator : uint8_t {
    Push,   ///< the value behind the last element; Panic(0x41) when the list is full
    Pop,    ///< takes the last element away; Panic(0x32) when there is none
    Clear,  ///< leaves nothing
};
/// `place.push(value)`, `place.pop()`, `place.clear()`: the place's keys first, then the value. The place is
/// a List; Clear is for texts too.
struct ListUpdate {
    Place place;
    ListOperator op;
    ExpressionPtr value;                                 ///< only of Push
    std::optional<RevertWith> otherwise = std::nullopt;  ///< in place of the panic
};
/// An expression for its effects; a result is dropped.
struct Evaluate {
    ExpressionPtr expression;
};
struct If {
    ExpressionPtr condition;
    Block when_true;
    std::optional<Block> when_false;
};
/// What is done for one variant.
struct MatchArm {
    std::vector<const Local*> bindings;  ///< what the variant carries; null where that is dropped
    Block body;
};
/// `match subject { … }`: one arm for each variant of the subject's type (variants.hpp), in their order. The
/// subject is evaluated once, and what it carries copied, before the arm.
struct Match {
    ExpressionPtr subject;
    std::vector<MatchArm> arms;
};
/// Panic(0x41) before round maximum + 1.
struct While {
    ExpressionPtr condition;
    Uint256 maximum;
    Block body;
};
/// `for local in begin..end`: local counts up from begin, end excluded; no round when end <= begin. Both are
/// evaluated once. With a maximum: Panic(0x41) before the first round when end - begin is above it. Without:
/// both are constants.
struct ForRange {
    const Local* local;
    ExpressionPtr begin;
    ExpressionPtr end;
    std::optional<Uint256> maximum;
    Block body;
};
/// `for local in array`: a copy of each element in order. The array is read element by element, as the body
/// leaves it when it is a place; evaluated once when it is not.
struct ForEach {
    const Local* local;
    std::variant<Place, ExpressionPtr> array;
    Block body;
};
struct Return {
    ExpressionPtr value;  ///< of the function's result type; null when that is Nothing
};
struct Break {};
struct Continue {};
struct Revert {
    RevertWith with;
};
/// The arguments are evaluated only when the condition is false.
struct Require {
    ExpressionPtr condition;
    RevertWith otherwise;
};
/// Panic(0x01) when false. In a test: the cheat FailCompare when the condition is a Binary comparison of
/// words (with both sides, evaluated once), else FailAssert.
struct Assert {
    ExpressionPtr condition;
};
struct Emit {
    const Event* event;
    std::vector<ExpressionPtr> arguments;
};
/// `verify M(arguments) with (v, r, s)`: the arguments, then the signature. SignatureExpired(deadline) when
/// block.time is above the `until` parameter. SignatureInvalid(signer) unless the signer's key made the
/// signature of the message's EIP-712 digest, with v 27 or 28 and s in the lower half. Then nonces[signer]
/// goes up by one.
struct Verify {
    const SignedMessage* message;
    std::vector<ExpressionPtr> arguments;  ///< null where the nonce stands
    ExpressionPtr v;                       ///< uint8
    ExpressionPtr r;                       ///< bytes32
    ExpressionPtr s;                       ///< bytes32
    const Field* nonces;                   ///< map<address, uint256>; null when the message has no nonce
};
/// `unsafe "reason" { body }`: opens opcodes; they may touch anything.
struct Unsafe {
    std::string reason;
    Block body;
};

// Only in tests.

/// A false condition ends the test without a result: its arguments were of no use.
struct Assume {
    ExpressionPtr condition;
};
/// `expect revert E(arguments) { body }`: the arguments first, then the body. The first transaction of the
/// body that reverts ends the body: right when its revert data is exactly the encoded error, else
/// FailWrongRevert. A body that reaches its end is FailNotReverted. Without an error, any revert data is
/// right.
struct ExpectRevert {
    std::optional<RevertWith> with;
    Block body;
};
/// `expect emit E(arguments) { body }`: the arguments first, then the body; FailNotEmitted unless a committed
/// transaction of the body wrote that log.
struct ExpectEmit {
    const Event* event;
    std::vector<ExpressionPtr> arguments;
    Block body;
};

using StatementNode = std::variant<Block, Declare, DeclareTuple, Assign, Update, ListUpdate, Evaluate, If,
                                   Match, While, ForRange, ForEach, Return, Break, Continue, Revert, Require,
                                   Assert, Emit, Verify, Assume, Unsafe, ExpectRevert, ExpectEmit>;

/// A checked statement.
struct Statement {
    StatementNode node;
    source::Span span;
};

}  // namespace deed::sema
