#include "compiler/sema/fold.hpp"

#include "compiler/sema/number.hpp"
#include "vm/base/assert.hpp"
#include "vm/crypto/keccak.hpp"
#include "vm/crypto/sha256.hpp"

namespace deed::sema {
namespace {

/// A word, why there never is one, or neither: not constant.
struct Outcome {
    std::optional<Uint256> word;
    std::optional<std::string> failure;
};

const Uint256* word_in(const ExpressionPtr& expression) {
    if (expression == nullptr) return nullptr;
    const Constant* constant = constant_of(*expression);
    return constant == nullptr ? nullptr : std::get_if<Uint256>(&constant->value);
}

Outcome fail(std::string reason) {
    return {{}, std::move(reason)};
}

Outcome checked(const Integer& value, const Type& type) {
    if (!fits(value, type)) return fail(text_of(Rational{value}) + " does not fit " + name_of(type));
    return {word_of(value), {}};
}

Outcome truth(bool value) {
    return {Uint256{value ? 1u : 0u}, {}};
}

Integer shift_left(const Integer& value, const Integer& count) {
    return count >= 512 ? Integer{value == 0 ? 0 : Integer{1} << 512} : value << static_cast<unsigned>(count);
}

Integer shift_right(const Integer& value, const Integer& count) {
    if (count >= 256) return value < 0 ? Integer{-1} : Integer{0};
    return floor_of(Rational{value, Integer{1} << static_cast<unsigned>(count)});
}

Outcome fold_comparison(BinaryOperator op, const Integer& left, const Integer& right) {
    switch (op) {
        case BinaryOperator::Equal: return truth(left == right);
        case BinaryOperator::NotEqual: return truth(left != right);
        case BinaryOperator::Less: return truth(left < right);
        case BinaryOperator::LessEqual: return truth(left <= right);
        case BinaryOperator::Greater: return truth(left > right);
        case BinaryOperator::GreaterEqual: return truth(left >= right);
        case BinaryOperator::Add:
        case BinaryOperator::Subtract:
        case BinaryOperator::Multiply:
        case BinaryOperator::Power:
        case BinaryOperator::ShiftLeft:
        case BinaryOperator::Remainder:
        case BinaryOperator::WrappingAdd:
        case BinaryOperator::WrappingSubtract:
        case BinaryOperator::WrappingMultiply:
        case BinaryOperator::WrappingShiftLeft:
        case BinaryOperator::ShiftRight:
        case BinaryOperator::And:
        case BinaryOperator::Or:
        case BinaryOperator::Exclusive: break;
    }
    return {};
}

Outcome fold_power(const Integer& base, const Integer& exponent, const Type& type) {
    const auto result = power_of(Rational{base}, Rational{exponent});
    if (!result) return fail("the power does not fit " + name_of(type));
    return checked(floor_of(*result), type);
}

Outcome fold_integers(BinaryOperator op, const Integer& left, const Integer& right, const Type& type) {
    switch (op) {
        case BinaryOperator::Add: return checked(left + right, type);
        case BinaryOperator::Subtract: return checked(left - right, type);
        case BinaryOperator::Multiply: return checked(left * right, type);
        case BinaryOperator::Power: return fold_power(left, right, type);
        case BinaryOperator::ShiftLeft: return checked(shift_left(left, right), type);
        case BinaryOperator::Remainder:
            if (right == 0) return fail("division by zero");
            return checked(left % right, type);
        case BinaryOperator::WrappingAdd: return {word_of(wrap(left + right, type)), {}};
        case BinaryOperator::WrappingSubtract: return {word_of(wrap(left - right, type)), {}};
        case BinaryOperator::WrappingMultiply: return {word_of(wrap(left * right, type)), {}};
        case BinaryOperator::WrappingShiftLeft: return {word_of(wrap(shift_left(left, right), type)), {}};
        case BinaryOperator::ShiftRight: return {word_of(shift_right(left, right)), {}};
        case BinaryOperator::And:
        case BinaryOperator::Or:
        case BinaryOperator::Exclusive:
        case BinaryOperator::Equal:
        case BinaryOperator::NotEqual:
        case BinaryOperator::Less:
        case BinaryOperator::LessEqual:
        case BinaryOperator::Greater:
        case BinaryOperator::GreaterEqual: break;
    }
    return {};
}

Outcome fold_node(const Binary& node, const Type& type) {
    const Uint256* const left = word_in(node.left);
    const Uint256* const right = word_in(node.right);
    if (left == nullptr || right == nullptr) return {};
    if (node.op == BinaryOperator::And) return {*left & *right, {}};
    if (node.op == BinaryOperator::Or) return {*left | *right, {}};
    if (node.op == BinaryOperator::Exclusive) return {*left ^ *right, {}};

    const Integer a = integer_of(*left, *node.left->type);
    const Integer b = integer_of(*right, *node.right->type);
    if (node.op >= BinaryOperator::Equal) return fold_comparison(node.op, a, b);
    // Shifts of bytesN are left to the machine.
    if (!node.left->type->is_integer()) return {};
    return fold_integers(node.op, a, b, type);
}

Outcome fold_node(const Unary& node, const Type& type) {
    const Uint256* const operand = word_in(node.operand);
    if (operand == nullptr) return {};
    switch (node.op) {
        case UnaryOperator::Not: return truth(!*operand);
        case UnaryOperator::Negate: return checked(-integer_of(*operand, type), type);
        case UnaryOperator::Complement: break;
    }
    if (type.is_integer()) return {word_of(wrap(-integer_of(*operand, type) - 1, type)), {}};
    return {~*operand & (Uint256::max() << (256 - 8 * type.length)), {}};
}

Outcome fold_node(const Logical& node, const Type&) {
    const Uint256* const left = word_in(node.left);
    const Uint256* const right = word_in(node.right);
    if (left == nullptr || right == nullptr) return {};
    const bool a = static_cast<bool>(*left);
    const bool b = static_cast<bool>(*right);
    return truth(node.op == LogicalOperator::And ? a && b : a || b);
}

Outcome fold_node(const Division& node, const Type& type) {
    const Uint256* const left = word_in(node.left);
    const Uint256* const divisor = word_in(node.divisor);
    const Uint256* const right = word_in(node.right);
    if (divisor != nullptr && !*divisor) return fail("division by zero");
    if (left == nullptr || divisor == nullptr || (node.right != nullptr && right == nullptr)) return {};

    Integer numerator = integer_of(*left, type);
    if (right != nullptr) numerator *= integer_of(*right, type);
    const Rational quotient = Rational{numerator} / Rational{integer_of(*divisor, type)};
    if (node.rounding == Rounding::Exact && !is_whole(quotient))
        return fail("the division leaves a remainder");
    const Integer down = floor_of(quotient);
    return checked(node.rounding == Rounding::Up && !is_whole(quotient) ? Integer{down + 1} : down, type);
}

Uint256 reinterpret(const Uint256& word, const Type& from, const Type& to) {
    const auto is_left_aligned = [](const Type& type) { return type.is(TypeKind::FixedBytes); };
    Uint256 plain = is_left_aligned(from) ? word >> (256 - 8 * from.length) : word;
    if (from.is(TypeKind::Signed)) plain &= Uint256::max() >> (256u - from.bits);
    if (is_left_aligned(to)) return plain << (256 - 8 * to.length);
    return to.is(TypeKind::Signed) ? word_of(wrap(integer_of(plain, from), to)) : plain;
}

Outcome fold_node(const Cast& node, const Type& type) {
    const Uint256* const operand = word_in(node.operand);
    if (operand == nullptr) return {};
    const Type& from = *node.operand->type;
    switch (node.kind) {
        case CastKind::Widen: return {*operand, {}};
        case CastKind::Checked: return checked(integer_of(*operand, from), type);
        case CastKind::Truncate: return {word_of(wrap(integer_of(*operand, from), type)), {}};
        case CastKind::Reinterpret: return {reinterpret(*operand, from, type), {}};
        case CastKind::Bound: break;
        case CastKind::Resize: return {*operand & (Uint256::max() << (256 - 8 * type.length)), {}};
    }
    return {};
}

Integer square_root(const Integer& value) {
    return boost::multiprecision::sqrt(value);
}

Outcome fold_hash(const IntrinsicCall& node) {
    const Constant* const operand = constant_of(*node.operands.front());
    if (operand == nullptr) return {};
    Bytes message;
    if (const auto* slice = std::get_if<Bytes>(&operand->value)) {
        message = *slice;
    } else {
        const Hash word = to_hash(std::get<Uint256>(operand->value));
        message.assign(word.bytes.begin(),
                       word.bytes.begin() + static_cast<long>(node.operands.front()->type->length));
    }
    const bool is_keccak = node.intrinsic == Intrinsic::Keccak256;
    return {to_word(is_keccak ? crypto::keccak256(message) : crypto::sha256(message)), {}};
}

Outcome fold_node(const IntrinsicCall& node, const Type& type) {
    const Uint256* const first = node.operands.empty() ? nullptr : word_in(node.operands.front());
    switch (node.intrinsic) {
        case Intrinsic::Keccak256:
        case Intrinsic::Sha256: return fold_hash(node);
        case Intrinsic::Length: {
            const Constant* const slice = constant_of(*node.operands.front());
            if (slice == nullptr) return {};
            return {Uint256{std::get<Bytes>(slice->value).size()}, {}};
        }
        case Intrinsic::SquareRoot:
            if (first == nullptr) return {};
            return {word_of(square_root(integer_of(*first, type))), {}};
        case Intrinsic::Log2:
            if (first == nullptr) return {};
            if (!*first) return fail("the logarithm of zero");
            return {Uint256{first->bit_width() - 1}, {}};
        case Intrinsic::Minimum:
        case Intrinsic::Maximum: {
            const Uint256* const second = word_in(node.operands[1]);
            if (first == nullptr || second == nullptr) return {};
            const bool is_first_less = integer_of(*first, type) < integer_of(*second, type);
            return {is_first_less == (node.intrinsic == Intrinsic::Minimum) ? *first : *second, {}};
        }
        case Intrinsic::ByteAt:
        case Intrinsic::Recover:
        case Intrinsic::AccountBalance:
        case Intrinsic::AccountCodeHash:
        case Intrinsic::AccountHasCode: break;
    }
    return {};
}

Outcome fold_node(const Conditional& node, const Type&) {
    const Uint256* const condition = word_in(node.condition);
    if (condition == nullptr) return {};
    const Uint256* const chosen = word_in(*condition ? node.when_true : node.when_false);
    return chosen == nullptr ? Outcome{} : Outcome{*chosen, {}};
}

template <typename Node>
Outcome fold_node(const Node&, const Type&) {
    return {};
}

}  // namespace

const Constant* constant_of(const Expression& expression) {
    return std::get_if<Constant>(&expression.node);
}

std::optional<std::string> fold(Expression& expression) {
    const Outcome outcome =
        std::visit([&](const auto& node) { return fold_node(node, *expression.type); }, expression.node);
    if (outcome.failure) return outcome.failure;
    if (outcome.word) expression.node = Constant{*outcome.word};
    return std::nullopt;
}

}  // namespace deed::sema
