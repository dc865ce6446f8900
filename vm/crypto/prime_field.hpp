#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <type_traits>

#include "vm/base/bytes.hpp"

/// Private to this folder.
namespace deed::crypto {

/// inverse = value^-1 mod modulus, all of the same number of limbs; @p value is neither zero nor above the
/// modulus, which is prime. Takes time that depends on the value: for public numbers only.
void invert_modulo(std::span<const uint64_t> value, std::span<const uint64_t> modulus,
                   std::span<uint64_t> inverse);

/// Numbers modulo a prime in Montgomery form: x stands as x · 2^(64·limbs) mod p.
/// P has kModulus, an array of limbs, least significant first, whose top bit is clear.
template <typename P>
class PrimeField {
  public:
    static constexpr size_t kLimbs = P::kModulus.size();
    static constexpr size_t kBytes = 8 * kLimbs;
    using Limbs = std::array<uint64_t, kLimbs>;

    /// Zero.
    constexpr PrimeField() = default;
    /// The number @p limbs, which is below the modulus.
    [[nodiscard]] static constexpr PrimeField from_limbs(const Limbs& limbs) {
        return PrimeField{limbs} * PrimeField{kRSquared};
    }
    [[nodiscard]] static constexpr PrimeField from(uint64_t number) { return from_limbs({number}); }
    [[nodiscard]] static constexpr PrimeField one() { return PrimeField{kR}; }
    /// Reads kBytes big-endian bytes; nothing when the number is not below the modulus.
    [[nodiscard]] static std::optional<PrimeField> from_bytes(BytesView bytes) {
        DEED_ASSERT(bytes.size() == kBytes);
        Limbs limbs;
        for (size_t i = 0; i < kLimbs; ++i) {
            std::memcpy(&limbs[i], bytes.data() + (kLimbs - 1 - i) * 8, 8);
            limbs[i] = __builtin_bswap64(limbs[i]);
        }
        if (!is_below(limbs, P::kModulus)) return std::nullopt;
        return from_limbs(limbs);
    }

    /// The number itself.
    [[nodiscard]] constexpr Limbs to_limbs() const { return (*this * PrimeField{Limbs{1}}).limbs_; }
    /// Writes kBytes big-endian bytes.
    void to_bytes(uint8_t* bytes) const {
        const Limbs limbs = to_limbs();
        for (size_t i = 0; i < kLimbs; ++i) {
            const uint64_t limb = __builtin_bswap64(limbs[kLimbs - 1 - i]);
            std::memcpy(bytes + i * 8, &limb, 8);
        }
    }

    [[nodiscard]] constexpr bool is_zero() const { return limbs_ == Limbs{}; }
    constexpr bool operator==(const PrimeField&) const = default;

    [[gnu::always_inline]] friend constexpr PrimeField operator+(const PrimeField& a, const PrimeField& b) {
        Limbs sum;
        unsigned long long carry = 0;
#pragma clang loop unroll(full)
        for (size_t i = 0; i < kLimbs; ++i)
            sum[i] = __builtin_addcll(a.limbs_[i], b.limbs_[i], carry, &carry);
        return PrimeField{reduced(sum)};
    }
    [[gnu::always_inline]] friend constexpr PrimeField operator-(const PrimeField& a, const PrimeField& b) {
        Limbs difference;
        unsigned long long borrow = 0;
#pragma clang loop unroll(full)
        for (size_t i = 0; i < kLimbs; ++i)
            difference[i] = __builtin_subcll(a.limbs_[i], b.limbs_[i], borrow, &borrow);
        const uint64_t mask = 0 - static_cast<uint64_t>(borrow);
        unsigned long long carry = 0;
#pragma clang loop unroll(full)
        for (size_t i = 0; i < kLimbs; ++i)
            difference[i] = __builtin_addcll(difference[i], P::kModulus[i] & mask, carry, &carry);
        return PrimeField{difference};
    }
    [[gnu::always_inline]] friend constexpr PrimeField operator-(const PrimeField& a) {
        return PrimeField{} - a;
    }

    friend constexpr PrimeField operator*(const PrimeField& a, const PrimeField& b) {
        if (std::is_constant_evaluated()) return multiply(a, b);
#if defined(__x86_64__)
        if (__builtin_cpu_supports("bmi2")) return multiply_bmi2(a, b);
#endif
        return multiply_plain(a, b);
    }

    /// Two numbers, as the product of numbers of Fp[i]/(i² + 1) has them.
    struct Pair {
        PrimeField a;
        PrimeField b;
    };
    /// (xa + xb·i)(ya + yb·i): three products, but only two reductions.
    [[nodiscard]] static Pair multiply_quadratic(const PrimeField& xa, const PrimeField& xb,
                                                 const PrimeField& ya, const PrimeField& yb) {
#if defined(__x86_64__)
        if (__builtin_cpu_supports("bmi2")) return multiply_quadratic_bmi2(xa, xb, ya, yb);
#endif
        return multiply_quadratic_plain(xa, xb, ya, yb);
    }

    [[nodiscard]] constexpr PrimeField squared() const { return *this * *this; }
    [[nodiscard]] constexpr PrimeField doubled() const { return *this + *this; }
    /// Half of the number: exact, as the modulus is odd.
    [[nodiscard]] constexpr PrimeField halved() const {
        const uint64_t mask = 0 - (limbs_[0] & 1);
        Limbs sum;
        unsigned long long carry = 0;
        for (size_t i = 0; i < kLimbs; ++i)
            sum[i] = __builtin_addcll(limbs_[i], P::kModulus[i] & mask, carry, &carry);
        for (size_t i = 0; i < kLimbs; ++i)
            sum[i] = sum[i] >> 1 | (i + 1 < kLimbs ? sum[i + 1] : static_cast<uint64_t>(carry)) << 63;
        return PrimeField{sum};
    }
    /// The inverse; zero has none and stays zero.
    [[nodiscard]] PrimeField inverted() const {
        if (is_zero()) return {};
        Limbs inverse;
        invert_modulo(limbs_, P::kModulus, inverse);
        // From (x·R)^-1 to x^-1 · R.
        return PrimeField{inverse} * PrimeField{kRSquared} * PrimeField{kRSquared};
    }

    /// Whether the number is above half of the modulus: the larger of itself and its negative.
    [[nodiscard]] bool is_larger_half() const { return is_below((-*this).to_limbs(), to_limbs()); }

    [[nodiscard]] static constexpr bool is_below(const Limbs& a, const Limbs& b) {
        unsigned long long borrow = 0;
        for (size_t i = 0; i < kLimbs; ++i) (void)__builtin_subcll(a[i], b[i], borrow, &borrow);
        return borrow != 0;
    }

  private:
    constexpr explicit PrimeField(const Limbs& limbs) : limbs_(limbs) {}

    /// Montgomery's product. As the modulus leaves its top bit clear, the carries of both inner products fit
    /// into one limb, and no extra limb is needed (Acar's CIOS, simplified).
    [[gnu::always_inline]] static constexpr PrimeField multiply(const PrimeField& a, const PrimeField& b) {
        using Wide = unsigned __int128;
        Limbs t{};
#pragma clang loop unroll(full)
        for (size_t i = 0; i < kLimbs; ++i) {
            Wide product = static_cast<Wide>(a.limbs_[0]) * b.limbs_[i] + t[0];
            const uint64_t m = static_cast<uint64_t>(product) * kInverse;
            Wide reduction = static_cast<Wide>(m) * P::kModulus[0] + static_cast<uint64_t>(product);
#pragma clang loop unroll(full)
            for (size_t j = 1; j < kLimbs; ++j) {
                product = static_cast<Wide>(a.limbs_[j]) * b.limbs_[i] + t[j] +
                          static_cast<uint64_t>(product >> 64);
                reduction = static_cast<Wide>(m) * P::kModulus[j] + static_cast<uint64_t>(product) +
                            static_cast<uint64_t>(reduction >> 64);
                t[j - 1] = static_cast<uint64_t>(reduction);
            }
            t[kLimbs - 1] = static_cast<uint64_t>(product >> 64) + static_cast<uint64_t>(reduction >> 64);
        }
        return PrimeField{reduced(t)};
    }

    // Out of line, as inlined everywhere they would not fit the caches.
    [[gnu::noinline]] static PrimeField multiply_plain(const PrimeField& a, const PrimeField& b) {
        return multiply(a, b);
    }
#if defined(__x86_64__)
    // mulx leaves the flags alone, so that carries need not be saved around products: a third less time.
    __attribute__((target("bmi2"), noinline)) static PrimeField multiply_bmi2(const PrimeField& a,
                                                                              const PrimeField& b) {
        return multiply(a, b);
    }
#endif

    using WideLimbs = std::array<uint64_t, 2 * kLimbs>;

    [[gnu::always_inline]] static WideLimbs multiply_wide(const Limbs& a, const Limbs& b) {
        using Wide = unsigned __int128;
        WideLimbs t{};
#pragma clang loop unroll(full)
        for (size_t i = 0; i < kLimbs; ++i) {
            uint64_t carry = 0;
#pragma clang loop unroll(full)
            for (size_t j = 0; j < kLimbs; ++j) {
                const Wide product = static_cast<Wide>(a[j]) * b[i] + t[i + j] + carry;
                t[i + j] = static_cast<uint64_t>(product);
                carry = static_cast<uint64_t>(product >> 64);
            }
            t[i + kLimbs] = carry;
        }
        return t;
    }

    /// Montgomery's reduction of a number below the modulus times 2^(64·limbs).
    [[gnu::always_inline]] static PrimeField reduce_wide(WideLimbs t) {
        using Wide = unsigned __int128;
        uint64_t above = 0;
#pragma clang loop unroll(full)
        for (size_t i = 0; i < kLimbs; ++i) {
            const uint64_t m = t[i] * kInverse;
            uint64_t carry = 0;
#pragma clang loop unroll(full)
            for (size_t j = 0; j < kLimbs; ++j) {
                const Wide sum = static_cast<Wide>(m) * P::kModulus[j] + t[i + j] + carry;
                t[i + j] = static_cast<uint64_t>(sum);
                carry = static_cast<uint64_t>(sum >> 64);
            }
            const Wide sum = static_cast<Wide>(t[i + kLimbs]) + carry + above;
            t[i + kLimbs] = static_cast<uint64_t>(sum);
            above = static_cast<uint64_t>(sum >> 64);
        }
        Limbs upper;
        std::copy_n(t.begin() + kLimbs, kLimbs, upper.begin());
        return PrimeField{reduced(upper)};
    }

    /// a − b, and whether it is below zero.
    [[gnu::always_inline]] static bool subtract_wide(WideLimbs& a, const WideLimbs& b) {
        unsigned long long borrow = 0;
#pragma clang loop unroll(full)
        for (size_t i = 0; i < 2 * kLimbs; ++i) a[i] = __builtin_subcll(a[i], b[i], borrow, &borrow);
        return borrow != 0;
    }

    /// The sum without reduction: it fits the limbs, as the modulus leaves a bit.
    [[gnu::always_inline]] static Limbs sum_of(const Limbs& a, const Limbs& b) {
        Limbs sum;
        unsigned long long carry = 0;
#pragma clang loop unroll(full)
        for (size_t i = 0; i < kLimbs; ++i) sum[i] = __builtin_addcll(a[i], b[i], carry, &carry);
        return sum;
    }

    /// Karatsuba's products, combined before they are reduced (Aranha et al., "Faster explicit formulas for
    /// computing pairings over ordinary curves", 2010).
    [[gnu::always_inline]] static Pair multiply_quadratic_inline(const PrimeField& xa, const PrimeField& xb,
                                                                 const PrimeField& ya, const PrimeField& yb) {
        WideLimbs aa = multiply_wide(xa.limbs_, ya.limbs_);
        const WideLimbs bb = multiply_wide(xb.limbs_, yb.limbs_);
        WideLimbs mixed = multiply_wide(sum_of(xa.limbs_, xb.limbs_), sum_of(ya.limbs_, yb.limbs_));
        subtract_wide(mixed, aa);
        subtract_wide(mixed, bb);
        // A difference below zero is made right by the modulus times 2^(64·limbs).
        const uint64_t mask = 0 - static_cast<uint64_t>(subtract_wide(aa, bb));
        unsigned long long carry = 0;
#pragma clang loop unroll(full)
        for (size_t i = 0; i < kLimbs; ++i)
            aa[i + kLimbs] = __builtin_addcll(aa[i + kLimbs], P::kModulus[i] & mask, carry, &carry);
        return {reduce_wide(aa), reduce_wide(mixed)};
    }
    [[gnu::noinline]] static Pair multiply_quadratic_plain(const PrimeField& xa, const PrimeField& xb,
                                                           const PrimeField& ya, const PrimeField& yb) {
        return multiply_quadratic_inline(xa, xb, ya, yb);
    }
#if defined(__x86_64__)
    __attribute__((target("bmi2"), noinline)) static Pair multiply_quadratic_bmi2(const PrimeField& xa,
                                                                                  const PrimeField& xb,
                                                                                  const PrimeField& ya,
                                                                                  const PrimeField& yb) {
        return multiply_quadratic_inline(xa, xb, ya, yb);
    }
#endif

    /// @p limbs, which is below twice the modulus, less the modulus when it is not below.
    [[gnu::always_inline]] static constexpr Limbs reduced(const Limbs& limbs) {
        Limbs less;
        unsigned long long borrow = 0;
#pragma clang loop unroll(full)
        for (size_t i = 0; i < kLimbs; ++i)
            less[i] = __builtin_subcll(limbs[i], P::kModulus[i], borrow, &borrow);
        const uint64_t keep = 0 - static_cast<uint64_t>(borrow);
#pragma clang loop unroll(full)
        for (size_t i = 0; i < kLimbs; ++i) less[i] = (limbs[i] & keep) | (less[i] & ~keep);
        return less;
    }

    /// 2^exponent mod p.
    static constexpr Limbs power_of_two(size_t exponent) {
        Limbs power{1};
        for (size_t i = 0; i < exponent; ++i) {
            Limbs sum{};
            unsigned long long carry = 0;
            for (size_t j = 0; j < kLimbs; ++j) sum[j] = __builtin_addcll(power[j], power[j], carry, &carry);
            power = reduced(sum);
        }
        return power;
    }

    /// -p^-1 mod 2^64, by Newton's iteration: each step doubles the bits that are right.
    static constexpr uint64_t negative_inverse() {
        uint64_t inverse = 1;
        for (int i = 0; i < 6; ++i) inverse *= 2 - P::kModulus[0] * inverse;
        return 0 - inverse;
    }

    static constexpr Limbs kR = power_of_two(64 * kLimbs);
    static constexpr Limbs kRSquared = power_of_two(128 * kLimbs);
    static constexpr uint64_t kInverse = negative_inverse();

    Limbs limbs_{};
};

/// base to the power of a number of any length, four bits at a time: for long exponents.
template <typename Field>
[[nodiscard]] Field power_by_windows(const Field& base, std::span<const uint64_t> exponent) {
    Field powers[16];
    powers[0] = Field::one();
    for (size_t i = 1; i < 16; ++i) powers[i] = powers[i - 1] * base;
    Field result = Field::one();
    for (size_t window = exponent.size() * 16; window-- > 0;) {
        result = result.squared().squared().squared().squared();
        result = result * powers[exponent[window / 16] >> (window % 16 * 4) & 15];
    }
    return result;
}

/// base to the power of a number of any length, least significant limb first.
template <typename Field>
[[nodiscard]] Field power(const Field& base, std::span<const uint64_t> exponent) {
    Field result = Field::one();
    for (size_t i = exponent.size() * 64; i-- > 0;) {
        result = result.squared();
        if ((exponent[i / 64] >> (i % 64) & 1) != 0) result = result * base;
    }
    return result;
}

}  // namespace deed::crypto
