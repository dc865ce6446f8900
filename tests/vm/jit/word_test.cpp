#include <random>

#include "tests/vm/jit/twins.hpp"
#include "vm/isa/opcode.hpp"

namespace deed::jit {
namespace {

using isa::Op;

/// Values around zero, the limbs, the sign and the end.
std::vector<Uint256> edge_values() {
    std::vector<Uint256> values{0, 1, 2, 7, 8, 30, 31, 32, 63, 64, 65, 255, 256};
    for (const unsigned bits : {64U, 128U, 192U, 255U}) {
        const Uint256 power = Uint256{1} << bits;
        for (const Uint256& value : {power - 1, power, Uint256{} - power}) values.push_back(value);
    }
    values.push_back(Uint256::max());
    values.push_back({0xaaaaaaaaaaaaaaaa, 0xbbbbbbbbbbbbbbbb, 0xcccccccccccccccc, 0xdddddddddddddddd});
    return values;
}

std::vector<Op> word_ops() {
    std::vector<Op> ops;
    for (int code = 0; code < 256; ++code)
        if (const auto op = static_cast<Op>(code);
            isa::info(op).exists() && isa::info(op).form == isa::Form::Word)
            ops.push_back(op);
    return ops;
}

/// How an operand comes to the instruction: the translator knows more or less about it.
enum class Dress : uint8_t { Word, Limb, Bit, Half };

std::string load_operand(int number, Dress dress) {
    const std::string load = "60" + to_hex(Bytes{static_cast<uint8_t>(number * 32)}) + "35";
    switch (dress) {
        case Dress::Word: return load;
        case Dress::Limb: return load + "67ffffffffffffffff16";
        case Dress::Bit: return load + "1515";
        case Dress::Half: return load + "6fffffffffffffffffffffffffffffffff16";
    }
    return load;
}

std::string op_hex(Op op) {
    return to_hex(Bytes{static_cast<uint8_t>(op)});
}

/// MSTORE of the top as the result numbered @p index.
std::string store_result(size_t index) {
    return "61" + to_hex(Bytes{static_cast<uint8_t>(index * 32 >> 8), static_cast<uint8_t>(index * 32)}) +
           "52";
}

std::string return_results(size_t count) {
    return "61" + to_hex(Bytes{static_cast<uint8_t>(count * 32 >> 8), static_cast<uint8_t>(count * 32)}) +
           "5ff3";
}

Bytes input_of(std::initializer_list<Uint256> operands) {
    Bytes input;
    for (const Uint256& operand : operands) {
        const Hash bytes = to_hash(operand);
        input.insert(input.end(), bytes.bytes.begin(), bytes.bytes.end());
    }
    return input;
}

/// Computes @p op on operands in every combination of dresses.
std::string dressed_program(Op op) {
    constexpr Dress kDresses[]{Dress::Word, Dress::Limb, Dress::Bit, Dress::Half};
    std::string code;
    size_t results = 0;
    for (const Dress first : kDresses)
        for (const Dress second : kDresses) {
            const int pops = isa::info(op).pops;
            if (pops == 3) code += load_operand(2, first);
            if (pops >= 2) code += load_operand(1, second);
            code += load_operand(0, first) + op_hex(op) + store_result(results++);
        }
    return code + return_results(results);
}

/// Computes @p op with each of @p constants in the place of the operand numbered @p place.
std::string constant_program(Op op, int place, const std::vector<Uint256>& constants) {
    std::string code;
    size_t results = 0;
    for (const Uint256& constant : constants) {
        for (int operand = isa::info(op).pops - 1; operand >= 0; --operand)
            code += operand == place ? "7f" + to_hex(to_hash(constant)) : load_operand(operand, Dress::Word);
        code += op_hex(op) + store_result(results++);
    }
    return code + return_results(results);
}

class Emitted : public testing::TestWithParam<Tier> {};

INSTANTIATE_TEST_SUITE_P(Tiers, Emitted, testing::Values(Tier::Fast, Tier::Optimised),
                         [](const auto& info) { return info.param == Tier::Fast ? "Fast" : "Optimised"; });

TEST_P(Emitted, EqualsTheFunctionOnEdgeValues) {
    const auto values = edge_values();
    for (const Op op : word_ops()) {
        const Twins twins = twins_of(dressed_program(op), GetParam());
        for (const Uint256& a : values)
            for (const Uint256& b : values) twins.expect_same(input_of({a, b, a ^ (b >> 3)}), 1'000'000);
        ASSERT_FALSE(HasFailure()) << isa::info(op).name;
    }
}

TEST_P(Emitted, EqualsTheFunctionOnRandomValues) {
    std::mt19937_64 random{20260202};
    const auto draw = [&] {
        const Uint256 value{random(), random(), random(), random()};
        return value >> random() % 256;
    };
    for (const Op op : word_ops()) {
        const Twins twins = twins_of(dressed_program(op), GetParam());
        for (int i = 0; i < 100; ++i) twins.expect_same(input_of({draw(), draw(), draw()}), 1'000'000);
        ASSERT_FALSE(HasFailure()) << isa::info(op).name;
    }
}

TEST_P(Emitted, EqualsTheFunctionWithConstantOperands) {
    const auto values = edge_values();
    for (const Op op : word_ops())
        for (int place = 0; place < isa::info(op).pops; ++place) {
            const Twins twins = twins_of(constant_program(op, place, values), GetParam());
            for (const Uint256& value : values)
                twins.expect_same(input_of({value, value, ~value}), 1'000'000);
            ASSERT_FALSE(HasFailure()) << isa::info(op).name << " " << place;
        }
}

TEST(Constants, AreEvaluatedAsTheFunctionsDo) {
    EXPECT_TRUE(twins_of("600360050160020260005260206000f3", Tier::Fast).stays_compiled({}, 1000));
    twins_of("600360050160020260005260206000f3", Tier::Fast).expect_same({}, 1000);
}

}  // namespace
}  // namespace deed::jit
