#include "vm/jit/modulus.hpp"

#include "vm/instructions/arithmetic.hpp"

namespace deed::jit {

namespace {

using Wide = unsigned __int128;

constexpr uint64_t kLeastWidth = 250;
/// Up to here three times the modulus, which is where a remainder may lie before it is made right, fits a
/// word.
constexpr uint64_t kRoomyWidth = 254;

/// A product of two words, least significant limb first.
struct Product {
    uint64_t limbs[8]{};

    uint64_t& operator[](size_t i) { return limbs[i]; }
    uint64_t operator[](size_t i) const { return limbs[i]; }
};

/// Writes a times b into the first @p limbs limbs at @p into, without the columns below @p from. Each row of
/// the product is added up by itself, then to the rows before: two chains of carries, and nothing between.
template <size_t limbs, size_t from>
[[gnu::always_inline]] inline void multiply_rows(uint64_t* into, const Uint256& a, const Uint256& b) {
#pragma clang loop unroll(full)
    for (size_t i = 0; i < 4; ++i) {
        const size_t first = i < from ? from - i : 0;
        uint64_t row[5];
        uint64_t high = 0;
        unsigned long long carry = 0;
#pragma clang loop unroll(full)
        for (size_t j = first; j < 4; ++j) {
            const Wide product = static_cast<Wide>(a[i]) * b[j];
            row[j] = __builtin_addcll(static_cast<uint64_t>(product), high, carry, &carry);
            high = static_cast<uint64_t>(product >> 64);
        }
        row[4] = high + carry;
        carry = 0;
#pragma clang loop unroll(full)
        for (size_t j = first; j < 5 && i + j < limbs; ++j)
            into[i + j] = __builtin_addcll(into[i + j], row[j], carry, &carry);
    }
}

/// Takes @p value off the @p limbs limbs of @p rest unless it is larger.
template <size_t limbs>
[[gnu::always_inline]] inline void subtract_once(uint64_t* rest, const uint64_t* value) {
    uint64_t less[limbs];
    unsigned long long borrow = 0;
    for (size_t i = 0; i < limbs; ++i) less[i] = __builtin_subcll(rest[i], value[i], borrow, &borrow);
    const uint64_t keep = 0 - static_cast<uint64_t>(borrow);
    for (size_t i = 0; i < limbs; ++i) rest[i] = (rest[i] & keep) | (less[i] & ~keep);
}

/// Makes x less than 2^(width + 255) without changing its remainder.
[[gnu::always_inline]] inline void fold_top(Product& x, const Modulus& modulus) {
    const uint64_t shift = modulus.width - kLeastWidth + 56;
    const uint64_t top = x[7] >> shift;
    // Factors not far above the modulus leave nothing to do here.
    if (__builtin_expect(top < 2, 1)) return;
    x[7] &= (uint64_t{1} << shift) - 1;
    uint64_t carry = 0;
    for (size_t i = 0; i < 4; ++i) {
        const Wide sum = static_cast<Wide>(top) * modulus.fold[i] + x[i] + carry;
        x[i] = static_cast<uint64_t>(sum);
        carry = static_cast<uint64_t>(sum >> 64);
    }
    unsigned long long out = 0;
    x[4] = __builtin_addcll(x[4], carry, 0, &out);
    for (size_t i = 5; i < 8; ++i) x[i] = __builtin_addcll(x[i], 0, out, &out);
}

/// The quotient of @p x, which has been folded, or up to two less. What the lowest columns of the product
/// with the reciprocal would carry is less than one.
[[gnu::always_inline]] inline Uint256 estimate_quotient(const Product& x, const Modulus& modulus) {
    const uint64_t shift = modulus.width - 193;
    Uint256 high;
    for (size_t i = 0; i < 4; ++i) high[i] = x[i + 3] >> shift | x[i + 4] << 1 << (63 - shift);
    Product product;
    multiply_rows<8, 2>(product.limbs, high, modulus.reciprocal);
    return {product[4], product[5], product[6], product[7]};
}

/// Barrett's reduction, with @p limbs limbs for four times the modulus.
template <size_t limbs>
[[gnu::always_inline]] inline Uint256 reduce_by_reciprocal(Product& x, const Modulus& modulus) {
    fold_top(x, modulus);
    const Uint256 quotient = estimate_quotient(x, modulus);
    Product multiple;
    multiply_rows<limbs, 0>(multiple.limbs, quotient, modulus.value);
    uint64_t rest[limbs];
    unsigned long long borrow = 0;
    for (size_t i = 0; i < limbs; ++i) rest[i] = __builtin_subcll(x[i], multiple[i], borrow, &borrow);

    uint64_t once[5]{};
    uint64_t twice[5]{};
    for (size_t i = 0; i < 4; ++i) {
        once[i] = modulus.value[i];
        twice[i] |= once[i] << 1;
        twice[i + 1] = once[i] >> 63;
    }
    subtract_once<limbs>(rest, twice);
    subtract_once<limbs>(rest, once);
    return {rest[0], rest[1], rest[2], rest[3]};
}

/// For a modulus just below 2^256: what is above counts `complement` times.
[[gnu::always_inline]] inline Uint256 reduce_by_complement(const Product& x, const Modulus& modulus) {
    uint64_t rest[5];
    uint64_t carry = 0;
    for (size_t i = 0; i < 4; ++i) {
        const Wide sum = static_cast<Wide>(x[i + 4]) * modulus.complement + x[i] + carry;
        rest[i] = static_cast<uint64_t>(sum);
        carry = static_cast<uint64_t>(sum >> 64);
    }
    Wide above = static_cast<Wide>(carry) * modulus.complement;
    unsigned long long out = 0;
    rest[0] = __builtin_addcll(rest[0], static_cast<uint64_t>(above), 0, &out);
    rest[1] = __builtin_addcll(rest[1], static_cast<uint64_t>(above >> 64), out, &out);
    for (size_t i = 2; i < 4; ++i) rest[i] = __builtin_addcll(rest[i], 0, out, &out);
    // What wrapped around left little: it cannot wrap again.
    above = static_cast<Wide>(rest[0]) + (0 - out & modulus.complement);
    rest[0] = static_cast<uint64_t>(above);
    out = static_cast<unsigned long long>(above >> 64);
    for (size_t i = 1; i < 4; ++i) rest[i] = __builtin_addcll(rest[i], 0, out, &out);
    subtract_once<4>(rest, modulus.value.limbs);
    return {rest[0], rest[1], rest[2], rest[3]};
}

[[gnu::always_inline]] inline Uint256 multiply(const Uint256& a, const Uint256& b, const Modulus& modulus) {
    Product product;
    multiply_rows<8, 0>(product.limbs, a, b);
    if (modulus.complement != 0) return reduce_by_complement(product, modulus);
    return modulus.width <= kRoomyWidth ? reduce_by_reciprocal<4>(product, modulus)
                                        : reduce_by_reciprocal<5>(product, modulus);
}

/// Few quotients are more than one: the modulus has nearly as many bits as a word.
[[gnu::always_inline]] inline Uint256 reduce(const Uint256& a, const Modulus& modulus) {
    const uint64_t high = a[3] >> (modulus.width - 193);
    const auto quotient = static_cast<uint64_t>(static_cast<Wide>(high) * modulus.reciprocal[3] >> 64);
    Uint256 rest = a - Uint256{quotient} * modulus.value;
    while (rest >= modulus.value) rest -= modulus.value;
    return rest;
}

[[gnu::always_inline]] inline Uint256 add(const Uint256& a, const Uint256& b, const Modulus& modulus) {
    const Uint256 left = a < modulus.value ? a : reduce(a, modulus);
    const Uint256 right = b < modulus.value ? b : reduce(b, modulus);
    const Uint256 sum = left + right;
    return sum < left || sum >= modulus.value ? sum - modulus.value : sum;
}

// Multiplications that leave the flags alone make up a fifth of the time.
#define DEED_MODULAR_FUNCTIONS(suffix, target)                                             \
    target void multiply_by_known##suffix(Uint256* top, const Modulus* modulus) noexcept { \
        top[-2] = multiply(top[0], top[-1], *modulus);                                     \
    }                                                                                      \
    target void multiply_by_likely##suffix(Uint256* top, const Moduli* moduli) noexcept {  \
        if (const Modulus* const known = moduli->find(top[-2]))                            \
            top[-2] = multiply(top[0], top[-1], *known);                                   \
        else                                                                               \
            top[-2] = instructions::MULMOD(top[0], top[-1], top[-2]);                      \
    }

DEED_MODULAR_FUNCTIONS(_anywhere, )
DEED_MODULAR_FUNCTIONS(_with_bmi2, [[gnu::target("bmi2")]])
#undef DEED_MODULAR_FUNCTIONS

void add_known(Uint256* top, const Modulus* modulus) noexcept {
    top[-2] = add(top[0], top[-1], *modulus);
}
void add_likely(Uint256* top, const Moduli* moduli) noexcept {
    const Modulus* const known = moduli->find(top[-2]);
    top[-2] =
        known != nullptr ? add(top[0], top[-1], *known) : instructions::ADDMOD(top[0], top[-1], top[-2]);
}

void reduce_known(Uint256* top, const Modulus* modulus) noexcept {
    top[-1] = reduce(top[0], *modulus);
}
void reduce_likely(Uint256* top, const Moduli* moduli) noexcept {
    const Modulus* const known = moduli->find(top[-1]);
    top[-1] = known != nullptr ? reduce(top[0], *known) : instructions::MOD(top[0], top[-1]);
}

}  // namespace

std::optional<Modulus> make_modulus(const Uint256& value) {
    const uint64_t width = value.bit_width();
    if (width < kLeastWidth || !(value & (value - 1))) return std::nullopt;
    Modulus made{.value = value, .width = width};
    if (const Uint256 complement = -value; complement.fits_uint64()) made.complement = complement[0];

    // Both are found bit by bit, as a long division by hand.
    Uint256 rest = Uint256{1} << (width - 1);
    for (int bit = 255; bit >= 0; --bit) {
        const bool overflows = rest.is_negative();
        rest = rest << 1;
        if (!overflows && rest < value) continue;
        rest -= value;
        made.reciprocal |= Uint256{1} << static_cast<unsigned>(bit);
    }
    made.fold = Uint256{1} << (width - 1);
    for (int bit = 0; bit < 255; ++bit) made.fold = add_modulo(made.fold, made.fold, value);
    return made;
}

ModularFunctions multiply_functions() {
    if (__builtin_cpu_supports("bmi2")) return {multiply_by_known_with_bmi2, multiply_by_likely_with_bmi2};
    return plain_multiply_functions();
}
ModularFunctions plain_multiply_functions() {
    return {multiply_by_known_anywhere, multiply_by_likely_anywhere};
}
ModularFunctions add_functions() {
    return {add_known, add_likely};
}
ModularFunctions remainder_functions() {
    return {reduce_known, reduce_likely};
}

}  // namespace deed::jit
