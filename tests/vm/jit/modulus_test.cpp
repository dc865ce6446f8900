#include "vm/jit/modulus.hpp"

#include <random>

#include "tests/vm/jit/twins.hpp"

namespace deed::jit {
namespace {

Uint256 word(std::string_view hex) {
    return word_from(from_hex(hex).value());
}

/// The fields and orders of curves in use, and what lies at the ends of what can be prepared.
std::vector<Uint256> moduli() {
    std::vector<Uint256> list{
        word("30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47"),  // bn254
        word("30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001"),
        word("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f"),  // secp256k1
        word("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"),
        word("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff"),  // p256
        word("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"),
        word("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001"),  // bls12-381
        word("7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed"),  // 25519
        Uint256::max(),
        Uint256::max() - 1,
    };
    for (unsigned width = 250; width <= 256; ++width) {
        const Uint256 top = Uint256{1} << (width - 1);
        list.insert(list.end(), {top + 1, top + 2, top - 1 + top, top | top >> 1});
    }
    return list;
}

/// Operands at the multiples of @p modulus and at the ends of what is folded, and some from anywhere.
std::vector<Uint256> operands(const Uint256& modulus, std::mt19937_64& random) {
    std::vector<Uint256> list{0, 1, 2, Uint256::max(), Uint256::max() - 1};
    for (uint64_t factor = 1; factor <= 5; ++factor)
        for (const uint64_t off : {uint64_t{0}, uint64_t{1}, ~uint64_t{0}})
            list.push_back(modulus * factor + (off == ~uint64_t{0} ? Uint256::max() : Uint256{off}));
    for (unsigned bits = 248; bits < 256; ++bits)
        for (const Uint256& near : {Uint256{1} << bits, (Uint256{1} << bits) - 1}) list.push_back(near);
    for (int i = 0; i < 30; ++i) list.push_back({random(), random(), random(), random()});
    return list;
}

/// Calls both functions on the operands, the last of which is the modulus, and expects @p wanted of both.
void expect_both(const ModularFunctions& functions, std::vector<Uint256> stack, const Modulus& modulus,
                 const Uint256& wanted) {
    Moduli likely{.count = 2};
    likely.list[0] = make_modulus(Uint256::max() - 4).value();
    likely.list[1] = modulus;
    auto other = stack;
    stack[0] = 0;

    functions.by_known(&stack.back(), &modulus);
    functions.by_likely(&other.back(), &likely);

    EXPECT_EQ(stack[0], wanted) << to_hex(to_hash(modulus.value));
    EXPECT_EQ(other[0], wanted) << to_hex(to_hash(modulus.value));
}

TEST(Modulus, MultipliesAsTheWordDoes) {
    std::mt19937_64 random{20261120};
    for (const Uint256& value : moduli()) {
        const auto modulus = make_modulus(value);
        ASSERT_TRUE(modulus.has_value());
        for (const Uint256& a : operands(value, random))
            for (const Uint256& b : operands(value, random))
                expect_both(multiply_functions(), {value, b, a}, *modulus, multiply_modulo(a, b, value));
        ASSERT_FALSE(HasFailure());
    }
}

TEST(Modulus, MultipliesAlikeOnEveryProcessor) {
    std::mt19937_64 random{20261121};
    for (const Uint256& value : moduli()) {
        const auto modulus = make_modulus(value);
        ASSERT_TRUE(modulus.has_value());
        for (const Uint256& a : operands(value, random))
            expect_both(plain_multiply_functions(), {value, ~a, a}, *modulus, multiply_modulo(a, ~a, value));
        ASSERT_FALSE(HasFailure());
    }
}

TEST(Modulus, AddsAndReducesAsTheWordDoes) {
    std::mt19937_64 random{20261122};
    for (const Uint256& value : moduli()) {
        const auto modulus = make_modulus(value);
        ASSERT_TRUE(modulus.has_value());
        for (const Uint256& a : operands(value, random)) {
            expect_both(remainder_functions(), {value, a}, *modulus, a % value);
            for (const Uint256& b : operands(value, random))
                expect_both(add_functions(), {value, b, a}, *modulus, add_modulo(a, b, value));
        }
        ASSERT_FALSE(HasFailure());
    }
}

TEST(Modulus, IsNotPreparedForShortNumbersAndPowersOfTwo) {
    EXPECT_FALSE(make_modulus(0).has_value());
    EXPECT_FALSE(make_modulus(1000003).has_value());
    EXPECT_FALSE(make_modulus((Uint256{1} << 249) - 1).has_value());
    EXPECT_FALSE(make_modulus(Uint256{1} << 255).has_value());
}

TEST(Modulus, ThatIsNotAmongTheLikelyOnesGivesTheSameResults) {
    Moduli likely{.count = 1};
    likely.list[0] = make_modulus(moduli()[0]).value();
    std::array<Uint256, 3> product{1000003, 999, 998};
    std::array<Uint256, 3> sum{0, 999, 998};
    std::array<Uint256, 2> rest{1000, 123456};

    multiply_functions().by_likely(&product.back(), &likely);
    add_functions().by_likely(&sum.back(), &likely);
    remainder_functions().by_likely(&rest.back(), &likely);

    EXPECT_EQ(product[0], Uint256{999 * 998});
    EXPECT_EQ(sum[0], Uint256{0});
    EXPECT_EQ(rest[0], Uint256{456});
}

class ByModulus : public testing::TestWithParam<Tier> {};

INSTANTIATE_TEST_SUITE_P(Tiers, ByModulus, testing::Values(Tier::Fast, Tier::Optimised),
                         [](const auto& info) { return info.param == Tier::Fast ? "Fast" : "Optimised"; });

/// Returns MULMOD, ADDMOD and MOD of the first two words of the input by @p modulus, which pushes one.
std::string reducing_program(const std::string& modulus) {
    return modulus + "60203560003509600052" + modulus + "60203560003508602052" + modulus +
           "600035066040526060" + "6000f3";
}

Bytes input_of(const Uint256& a, const Uint256& b, const Uint256& modulus) {
    Bytes input;
    for (const Uint256& operand : {a, b, modulus}) {
        const Hash bytes = to_hash(operand);
        input.insert(input.end(), bytes.bytes.begin(), bytes.bytes.end());
    }
    return input;
}

TEST_P(ByModulus, ReducesByAConstant) {
    std::mt19937_64 random{20261123};
    for (const Uint256& value : moduli()) {
        const Twins twins = twins_of(reducing_program("7f" + to_hex(to_hash(value))), GetParam());
        for (const Uint256& a : operands(value, random)) twins.expect_same(input_of(a, ~a, value), 1'000);
        ASSERT_FALSE(HasFailure());
    }
}

TEST_P(ByModulus, ReducesByWhatTurnsOutToBeALikelyOne) {
    std::mt19937_64 random{20261124};
    const auto list = moduli();
    const std::string pushes = "7f" + to_hex(to_hash(list[0])) + "507f" + to_hex(to_hash(list[2])) + "50";
    const Twins twins = twins_of(pushes + reducing_program("604035"), GetParam());
    for (const Uint256& value : {list[0], list[1], list[2], Uint256{0}, Uint256{77}, Uint256{1} << 250}) {
        for (const Uint256& a : operands(value, random)) twins.expect_same(input_of(a, ~a, value), 1'000);
        ASSERT_FALSE(HasFailure());
    }
}

}  // namespace
}  // namespace deed::jit
