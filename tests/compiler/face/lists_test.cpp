#include <random>

#include <gtest/gtest.h>

#include "tests/compiler/face/sandbox.hpp"
#include "vm/abi/value.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::compiler_test {
namespace {

constexpr const char* kStored = R"(struct Entry { id: uint64, words: string[..50] }
contract C {
  var numbers: uint256[..8]
  var small: uint16[..40]
  var name: string[..100]
  pub fn push(n: uint256) by anyone { numbers.push(n) }
  pub fn pop() by anyone { numbers.pop() }
  pub fn fill(s: uint16[..40]) by anyone { small = s }
  pub fn rename(n: string[..100]) by anyone { name = n }
  pub fn length(s: uint16[..4]) pure -> uint256 { return s.len }
  pub fn second(s: uint16[..4]) pure -> uint16 { return s[1] }
  pub fn rows(r: uint16[..4][..3]) pure -> uint16[..4][..3] { return r }
  pub fn texts(t: string[..40][..3]) pure -> string[..40][..3] { return t }
  pub fn slices(t: (bytes)[..5], n: uint8) pure -> (bytes)[..5] { return t }
  pub fn entries(e: Entry[..4], o: bytes[..33]?) pure -> Entry[..4] {
    var copy = e
    return copy
  }
})";

/// The contract above, compiled at a level and put on the machine.
class Lists : public testing::TestWithParam<OptimizationLevel> {
  protected:
    void SetUp() override {
        const CompileOutput output = compile_text(kStored, {.level = GetParam()});
        ASSERT_FALSE(output.has_errors);
        ASSERT_TRUE(sandbox_.deploy(output.find("C")->bytecode).is_success());
    }

    static Uint256 first_slot(const Uint256& slot) { return to_word(crypto::keccak256(to_hash(slot))); }
    static Bytes input_of(std::string_view signature, const std::vector<abi::Type>& types,
                          const std::vector<abi::Value>& values) {
        Bytes input = encode_call(signature, {});
        append(input, *abi::encode(types, values));
        return input;
    }
    static abi::Type type(std::string_view text) { return *abi::parse_type(text); }

    Uint256 number() { return Uint256{random_()}; }
    size_t below(size_t limit) { return random_() % limit; }
    Bytes bytes(size_t most) {
        Bytes result(below(most + 1));
        for (uint8_t& byte : result) byte = static_cast<uint8_t>(random_());
        return result;
    }
    abi::Value text(size_t most) {
        const Bytes characters = bytes(most);
        return {std::string{as_text(characters)}};
    }
    template <typename Make>
    abi::Value list(size_t most, const Make& make) {
        abi::Values elements(below(most + 1));
        for (abi::Value& element : elements) element = make();
        return {std::move(elements)};
    }

    Sandbox sandbox_;
    std::mt19937_64 random_{7};
};

TEST_P(Lists, LieAsSoliditysDynamicArraysDo) {
    for (const uint64_t n : {5, 6, 7}) ASSERT_TRUE(sandbox_.call("push(uint256)", {n}).is_success());
    ASSERT_TRUE(sandbox_.call("pop()", {}).is_success());

    EXPECT_EQ(sandbox_.slot(0), 2);
    EXPECT_EQ(sandbox_.slot(first_slot(0)), 5);
    EXPECT_EQ(sandbox_.slot(first_slot(0) + 1), 6);
    EXPECT_EQ(sandbox_.slot(first_slot(0) + 2), 0);
}

TEST_P(Lists, PackTheirElementsAndClearWhatIsCutOff) {
    abi::Values elements;
    for (uint64_t i = 1; i <= 20; ++i) elements.push_back({Uint256{i}});
    const std::vector<abi::Type> types{type("uint16[]")};
    ASSERT_TRUE(sandbox_.call(input_of("fill(uint16[])", types, {{elements}})).is_success());
    EXPECT_EQ(sandbox_.slot(1), 20);
    EXPECT_EQ(sandbox_.slot(first_slot(1) + 1),
              Uint256{20} << 48 | Uint256{19} << 32 | Uint256{18} << 16 | 17);

    elements.resize(3);
    ASSERT_TRUE(sandbox_.call(input_of("fill(uint16[])", types, {{elements}})).is_success());

    EXPECT_EQ(sandbox_.slot(1), 3);
    EXPECT_EQ(sandbox_.slot(first_slot(1)), Uint256{3} << 32 | Uint256{2} << 16 | 1);
    EXPECT_EQ(sandbox_.slot(first_slot(1) + 1), 0);
}

TEST_P(Lists, KeepTextsAsSolidityDoes) {
    const std::vector<abi::Type> types{type("string")};
    const std::string longer(70, 'x');
    ASSERT_TRUE(sandbox_.call(input_of("rename(string)", types, {{longer}})).is_success());
    EXPECT_EQ(sandbox_.slot(2), 2 * 70 + 1);
    EXPECT_EQ(sandbox_.slot(first_slot(2) + 2) >> 208, Uint256{0x787878787878});

    ASSERT_TRUE(sandbox_.call(input_of("rename(string)", types, {{std::string{"ab"}}})).is_success());

    EXPECT_EQ(sandbox_.slot(2), Uint256{0x6162} << 240 | 4);
    for (uint64_t i = 0; i < 3; ++i) EXPECT_EQ(sandbox_.slot(first_slot(2) + i), 0) << i;
}

TEST_P(Lists, RefuseMalformedCalldataWithoutData) {
    const auto refuses = [&](std::string_view signature, const std::vector<Uint256>& words) {
        const Outcome outcome = sandbox_.call(signature, words);
        return outcome.status == machine::Status::Revert && outcome.output.empty();
    };

    EXPECT_EQ(sandbox_.ask("length(uint16[])", {32, 4, 1, 2, 3, 4}), 4);
    EXPECT_TRUE(refuses("length(uint16[])", {32, 5, 1, 2, 3, 4, 5}));
    EXPECT_TRUE(refuses("length(uint16[])", {32, 4, 1, 2, 3}));
    EXPECT_TRUE(refuses("length(uint16[])", {32}));
    EXPECT_TRUE(refuses("length(uint16[])", {64, 1, 1}));
    EXPECT_TRUE(refuses("length(uint16[])", {Uint256::max(), 1, 1}));
    EXPECT_TRUE(refuses("length(uint16[])", {32, Uint256::max(), 1}));
    EXPECT_TRUE(refuses("second(uint16[])", {32, 2, 1, 0x10000}));
    EXPECT_TRUE(refuses("rows(uint16[][])", {32, 1, 32, 2, 1}));
    EXPECT_TRUE(refuses("rows(uint16[][])", {32, 1, 32, 1, 0x10000}));
    EXPECT_TRUE(refuses("rows(uint16[][])", {32, 1, Uint256{1} << 64, 1, 1}));
}

TEST_P(Lists, ComeBackAsTheEncoderWritesThem) {
    const auto comes_back = [&](std::string_view signature, const std::vector<std::string_view>& names,
                                const std::vector<abi::Value>& values) {
        std::vector<abi::Type> types;
        for (const std::string_view name : names) types.push_back(type(name));
        const Outcome outcome = sandbox_.call(input_of(signature, types, values));
        EXPECT_EQ(to_hex(outcome.output),
                  to_hex(*abi::encode(std::span{types}.first(1), std::span{values}.first(1))));
        return outcome.is_success();
    };
    for (uint64_t round = 0; round < 40; ++round) {
        const auto small = [&] { return abi::Value{Uint256{below(0x10000)}}; };
        ASSERT_TRUE(
            comes_back("rows(uint16[][])", {"uint16[][]"}, {list(3, [&] { return list(4, small); })}));
        ASSERT_TRUE(comes_back("texts(string[])", {"string[]"}, {list(3, [&] { return text(40); })}));
        ASSERT_TRUE(comes_back("slices(bytes[],uint8)", {"bytes[]", "uint8"},
                               {list(5, [&] { return abi::Value{bytes(80)}; }), {Uint256{round}}}));
        const auto entry = [&] { return abi::Value{abi::Values{{number()}, text(50)}}; };
        const abi::Value option{abi::Values{{below(2) == 0}, {bytes(33)}}};
        ASSERT_TRUE(comes_back("entries((uint64,string)[],(bool,bytes))",
                               {"(uint64,string)[]", "(bool,bytes)"}, {list(4, entry), option}));
    }
}

INSTANTIATE_TEST_SUITE_P(Levels, Lists, testing::ValuesIn(kLevels),
                         [](const auto& info) { return name_of(info.param); });

}  // namespace
}  // namespace deed::compiler_test
