#include <functional>
#include <optional>
#include <random>

#include <boost/multiprecision/cpp_int.hpp>
#include <gtest/gtest.h>

#include "tests/compiler/face/sandbox.hpp"

namespace deed::compiler_test {
namespace {

using Number = boost::multiprecision::cpp_int;

constexpr uint64_t kOverflow = 0x11;
constexpr uint64_t kDivisionByZero = 0x12;

struct IntegerType {
    std::string name;
    unsigned bits;
    bool is_signed;

    [[nodiscard]] Number least() const { return is_signed ? Number{-(Number{1} << (bits - 1))} : Number{0}; }
    [[nodiscard]] Number greatest() const { return (Number{1} << (is_signed ? bits - 1 : bits)) - 1; }
    [[nodiscard]] bool holds(const Number& value) const { return value >= least() && value <= greatest(); }
};

const std::vector<IntegerType> kTypes{
    {"uint8", 8, false}, {"uint128", 128, false}, {"uint136", 136, false}, {"uint256", 256, false},
    {"int8", 8, true},   {"int128", 128, true},   {"int136", 136, true},   {"int256", 256, true}};

Uint256 to_word(const Number& value) {
    const Number wrapped = value < 0 ? Number{(Number{1} << 256) + value} : value;
    Uint256 word;
    for (size_t i = 0; i < 4; ++i)
        word[i] = static_cast<uint64_t>((wrapped >> (64 * i)) & Number{~uint64_t{0}});
    return word;
}

Number power(const Number& base, unsigned exponent) {
    Number result = 1;
    for (unsigned i = 0; i < exponent; ++i) result *= base;
    return result;
}

Number floor_divide(const Number& a, const Number& b) {
    const Number quotient = a / b;
    return a % b != 0 && (a < 0) != (b < 0) ? Number{quotient - 1} : quotient;
}

/// A result, or the code of the panic there must be instead.
struct Expected {
    Number value;
    uint64_t panic = 0;
};
Expected fitting(const IntegerType& type, const Number& value) {
    return type.holds(value) ? Expected{value} : Expected{0, kOverflow};
}

/// Numbers that break arithmetic, and random ones of every length.
class Numbers {
  public:
    Number next(const IntegerType& type) {
        const std::vector<Number> edges{0,
                                        1,
                                        2,
                                        3,
                                        -1,
                                        type.least(),
                                        type.greatest(),
                                        type.greatest() - 1,
                                        type.greatest() / 2,
                                        type.least() + 1};
        Number value = edges[random_() % edges.size()];
        if (random_() % 2 == 0) {
            value = 0;
            for (int i = 0; i < 4; ++i) value = (value << 64) + random_();
            value >>= 256 - 1 - random_() % (type.bits - 1);
            if (type.is_signed && random_() % 2 == 0) value = -value;
        }
        return type.holds(value) ? value : Number{0};
    }
    uint64_t below(uint64_t limit) { return random_() % limit; }

  private:
    std::mt19937_64 random_{7};
};

/// One contract with functions for every type, compiled at one level.
class Calculator {
  public:
    Calculator(const std::string& body, CompileOptions options)
        : sandbox_(options.evm == EvmTarget::Osaka ? isa::Revision::Osaka : isa::Revision::Cancun) {
        const CompileOutput output = compile_text("contract Calculator {\n" + body + "}\n", options);
        if (!output.has_errors)
            EXPECT_TRUE(sandbox_.deploy(output.find("Calculator")->bytecode).is_success());
    }

    void check(const std::string& signature, const std::vector<Number>& arguments, const Expected& expected) {
        std::vector<Uint256> words;
        std::string text = signature;
        for (const Number& argument : arguments) {
            words.push_back(to_word(argument));
            text += " " + argument.str();
        }
        const Outcome outcome = sandbox_.call(signature, words);
        const Hash value = to_hash(to_word(expected.value));
        EXPECT_EQ(outcome.output, expected.panic != 0 ? panic(expected.panic) : to_bytes(value)) << text;
        EXPECT_EQ(outcome.is_success(), expected.panic == 0) << text;
    }

  private:
    Sandbox sandbox_;
};

class Arithmetic : public testing::TestWithParam<CompileOptions> {
  protected:
    static std::string function(const std::string& name, const IntegerType& type, size_t count,
                                const std::string& expression) {
        std::string parameters;
        for (size_t i = 0; i < count; ++i)
            parameters += (i > 0 ? ", " : "") + std::string(1, static_cast<char>('a' + i)) + ": " + type.name;
        return "  pub fn " + name + "_" + type.name + "(" + parameters + ") pure -> " + type.name +
               " { return " + expression + " }\n";
    }
    static std::string signature(const std::string& name, const IntegerType& type, size_t count) {
        std::string parameters;
        for (size_t i = 0; i < count; ++i) parameters += (i > 0 ? "," : "") + type.name;
        return name + "_" + type.name + "(" + parameters + ")";
    }

    Numbers numbers_;
};

constexpr int kRounds = 60;

TEST_P(Arithmetic, AddsSubtractsAndMultipliesWithinTheType) {
    std::string body;
    for (const IntegerType& type : kTypes)
        body += function("add", type, 2, "a + b") + function("sub", type, 2, "a - b") +
                function("mul", type, 2, "a * b") + function("triple", type, 1, "a * 3");
    Calculator calculator{body, GetParam()};

    for (const IntegerType& type : kTypes)
        for (int i = 0; i < kRounds; ++i) {
            const Number a = numbers_.next(type);
            const Number b = numbers_.next(type);
            calculator.check(signature("add", type, 2), {a, b}, fitting(type, a + b));
            calculator.check(signature("sub", type, 2), {a, b}, fitting(type, a - b));
            calculator.check(signature("mul", type, 2), {a, b}, fitting(type, a * b));
            calculator.check(signature("triple", type, 1), {a}, fitting(type, a * 3));
        }
}

TEST_P(Arithmetic, WrapsWhereItIsTold) {
    std::string body;
    for (const IntegerType& type : kTypes)
        body += function("add", type, 2, "a +% b") + function("sub", type, 2, "a -% b") +
                function("mul", type, 2, "a *% b");
    Calculator calculator{body, GetParam()};

    for (const IntegerType& type : kTypes) {
        const auto wrapped = [&](Number value) {
            const Number size = Number{1} << type.bits;
            value = ((value % size) + size) % size;
            return Expected{value > type.greatest() ? Number{value - size} : value};
        };
        for (int i = 0; i < kRounds; ++i) {
            const Number a = numbers_.next(type);
            const Number b = numbers_.next(type);
            calculator.check(signature("add", type, 2), {a, b}, wrapped(a + b));
            calculator.check(signature("sub", type, 2), {a, b}, wrapped(a - b));
            calculator.check(signature("mul", type, 2), {a, b}, wrapped(a * b));
        }
    }
}

TEST_P(Arithmetic, RoundsDivisionsAsTold) {
    std::string body;
    for (const IntegerType& type : kTypes)
        body += function("down", type, 2, "down(a / b)") + function("up", type, 2, "up(a / b)") +
                function("exact", type, 2, "exact(a / b)");
    Calculator calculator{body, GetParam()};

    for (const IntegerType& type : kTypes)
        for (int i = 0; i < kRounds; ++i) {
            const Number a = numbers_.next(type);
            const Number b = numbers_.next(type);
            Expected down{0, kDivisionByZero};
            Expected up = down;
            Expected exact = down;
            if (b != 0) {
                down = fitting(type, floor_divide(a, b));
                up = fitting(type, -floor_divide(-a, b));
                exact = a % b == 0 ? fitting(type, a / b) : Expected{0, kOverflow};
            }
            calculator.check(signature("down", type, 2), {a, b}, down);
            calculator.check(signature("up", type, 2), {a, b}, up);
            calculator.check(signature("exact", type, 2), {a, b}, exact);
        }
}

TEST_P(Arithmetic, KeepsTheWholeProductBeforeADivision) {
    std::string body;
    for (const IntegerType& type : kTypes)
        if (!type.is_signed)
            body += function("down", type, 3, "down(a * b / c)") + function("up", type, 3, "up(a * b / c)") +
                    function("exact", type, 3, "exact(a * b / c)");
    Calculator calculator{body, GetParam()};

    for (const IntegerType& type : kTypes)
        for (int i = 0; i < 2 * kRounds && !type.is_signed; ++i) {
            const Number a = numbers_.next(type);
            const Number b = numbers_.next(type);
            const Number c = numbers_.next(type);
            Expected down{0, kDivisionByZero};
            Expected up = down;
            Expected exact = down;
            if (c != 0) {
                down = fitting(type, a * b / c);
                up = fitting(type, (a * b + c - 1) / c);
                exact = a * b % c == 0 ? down : Expected{0, kOverflow};
            }
            calculator.check(signature("down", type, 3), {a, b, c}, down);
            calculator.check(signature("up", type, 3), {a, b, c}, up);
            calculator.check(signature("exact", type, 3), {a, b, c}, exact);
        }
}

TEST_P(Arithmetic, RaisesToPowersAndShiftsWithoutLoss) {
    std::string body =
        "  pub fn ten(a: uint8) pure -> uint256 { return 10 ** a }\n"
        "  pub fn left(a: uint64, n: uint16) pure -> uint64 { return a << n }\n"
        "  pub fn leftWide(a: uint256, n: uint16) pure -> uint256 { return a << n }\n"
        "  pub fn right(a: int64, n: uint16) pure -> int64 { return a >> n }\n";
    for (const IntegerType& type : kTypes) {
        body += function("cube", type, 1, "a ** 3");
        body += "  pub fn power_" + type.name + "(a: " + type.name + ", n: uint8) pure -> " + type.name +
                " { return a ** n }\n";
    }
    Calculator calculator{body, GetParam()};
    const IntegerType wide{"uint256", 256, false};
    const IntegerType narrow{"uint64", 64, false};
    const IntegerType with_sign{"int64", 64, true};

    for (int i = 0; i < kRounds; ++i) {
        const auto n = static_cast<unsigned>(numbers_.below(90));
        const auto shift = static_cast<unsigned>(numbers_.below(300));
        calculator.check("ten(uint8)", {n}, fitting(wide, power(10, n)));
        for (const IntegerType& type : kTypes) {
            const Number a = numbers_.next(type);
            calculator.check(signature("cube", type, 1), {a}, fitting(type, power(a, 3)));
            calculator.check("power_" + type.name + "(" + type.name + ",uint8)", {a, n},
                             fitting(type, power(a, n)));
        }
        const Number a = numbers_.next(narrow);
        const Number b = numbers_.next(wide);
        const Number c = numbers_.next(with_sign);
        calculator.check("left(uint64,uint16)", {a, shift}, fitting(narrow, a << shift));
        calculator.check("leftWide(uint256,uint16)", {b, shift}, fitting(wide, b << shift));
        calculator.check("right(int64,uint16)", {c, shift}, {floor_divide(c, Number{1} << shift)});
    }
}

TEST_P(Arithmetic, ConvertsWhatFits) {
    std::string body;
    for (const IntegerType& from : kTypes)
        for (const IntegerType& to : kTypes)
            if (from.name != to.name)
                body += "  pub fn " + from.name + "To" + to.name + "(a: " + from.name + ") pure -> " +
                        to.name + " { return a as " + to.name + " }\n";
    Calculator calculator{body, GetParam()};

    for (const IntegerType& from : kTypes)
        for (const IntegerType& to : kTypes)
            for (int i = 0; i < kRounds / 4 && from.name != to.name; ++i) {
                const Number a = numbers_.next(from);
                calculator.check(from.name + "To" + to.name + "(" + from.name + ")", {a}, fitting(to, a));
            }
}

TEST_P(Arithmetic, FindsRootsLogarithmsAndExtremes) {
    std::string body;
    for (const IntegerType& type : kTypes) {
        body += function("least", type, 2, "a.min(b)") + function("most", type, 2, "a.max(b)");
        if (!type.is_signed)
            body += function("root", type, 1, "a.sqrt()") + function("log", type, 1, "a.log2()");
    }
    Calculator calculator{body, GetParam()};

    for (const IntegerType& type : kTypes)
        for (int i = 0; i < kRounds; ++i) {
            const Number a = numbers_.next(type);
            const Number b = numbers_.next(type);
            calculator.check(signature("least", type, 2), {a, b}, {a < b ? a : b});
            calculator.check(signature("most", type, 2), {a, b}, {a < b ? b : a});
            if (type.is_signed) continue;
            const Number near = boost::multiprecision::sqrt(a);
            for (const Number& square : {a, Number{near * near}}) {
                calculator.check(signature("root", type, 1), {square}, {boost::multiprecision::sqrt(square)});
                const Expected log = square == 0 ? Expected{0, kDivisionByZero} : Expected{msb(square)};
                calculator.check(signature("log", type, 1), {square}, log);
            }
        }
}

std::string name_of_case(const testing::TestParamInfo<CompileOptions>& info) {
    return name_of(info.param.level) + (info.param.evm == EvmTarget::Osaka ? "Osaka" : "Cancun");
}

INSTANTIATE_TEST_SUITE_P(Levels, Arithmetic,
                         testing::Values(CompileOptions{}, CompileOptions{.level = OptimizationLevel::Plain},
                                         CompileOptions{.level = OptimizationLevel::Small},
                                         CompileOptions{.evm = EvmTarget::Cancun}),
                         name_of_case);

}  // namespace
}  // namespace deed::compiler_test
