#include <gtest/gtest.h>

#include "compiler/codegen/codegen.hpp"
#include "compiler/codegen/listing.hpp"
#include "compiler/ir/reader.hpp"
#include "compiler/ir/verifier.hpp"
#include "vm/machine/code_cache.hpp"
#include "vm/state/journal.hpp"
#include "vm/state/memory_state.hpp"
#include "vm/vm.hpp"

namespace deed::codegen {
namespace {

constexpr Address kContract{{0xc0}};

/// Runs the code of a module with words as calldata; gives the word it returns.
Uint256 run(const std::string& text, const std::vector<Uint256>& words) {
    const ir::Module module = ir::read("module m\nscratch 64\n" + text).value();
    EXPECT_EQ(ir::verify(module), "");
    state::MemoryState state;
    state.set_code(kContract, write(module, {}).assemble().bytes);
    state::Journal journal{state, isa::Revision::Osaka};
    journal.begin_transaction();
    machine::CodeCache codes;
    vm::Vm machine{{}, journal, codes};
    Bytes input;
    for (const Uint256& word : words) append(input, to_hash(word));
    machine::Message message{.gas = 1'000'000};
    message.recipient = message.code_address = kContract;
    message.input = input;
    const machine::CallResult result = machine.call(message);
    EXPECT_TRUE(result.is_success()) << machine::name_of(result.status);
    return word_from(result.output);
}

TEST(Generate, RunsALoop) {
    const std::string text = R"(function f entry {
b0:
  %1 = CALLDATALOAD 0x0
  JUMP b1(0x0, 0x1, %1)
b1(%2, %3, %4):
  %5 = LT %2, %1
  BRANCH %5, b2, b3
b2:
  %6 = ADD %2, 0x1
  %7 = MUL %3, 0x3
  JUMP b1(%6, %7, %3)
b3:
  %8 = SUB %3, %4
  MSTORE 0x0, %8
  RETURN 0x0, 0x20
}
)";

    EXPECT_EQ(run(text, {4}), Uint256{81 - 27});
    EXPECT_EQ(run(text, {0}), Uint256{1});
}

TEST(Generate, ExchangesParametersOfALoop) {
    const std::string text = R"(function f entry {
b0:
  %1 = CALLDATALOAD 0x0
  %2 = CALLDATALOAD 0x20
  JUMP b1(%1, %2, 0x0)
b1(%3, %4, %5):
  %6 = EQ %5, 0x3
  BRANCH %6, b3, b2
b2:
  %7 = ADD %5, 0x1
  JUMP b1(%4, %3, %7)
b3:
  %8 = SUB %3, %4
  MSTORE 0x0, %8
  RETURN 0x0, 0x20
}
)";

    EXPECT_EQ(run(text, {5, 20}), Uint256{15});
}

TEST(Generate, CallsFunctionsWithTheirOwnMemory) {
    const std::string text = R"(function f entry {
  object 32
b0:
  %1 = OBJECT #0
  MSTORE %1, 0x7
  %2, %3 = INVOKE #1 0x14, 0x6
  %4 = MLOAD %1
  %5 = MUL %2, 0x64
  %6 = ADD %5, %3
  %7 = MUL %6, 0x64
  %8 = ADD %7, %4
  MSTORE 0x0, %8
  RETURN 0x0, 0x20
}
function divide internal 2 {
  object 32
b0(%1, %2):
  %3 = OBJECT #0
  MSTORE %3, 0x63
  %4 = DIV %1, %2
  %5 = MOD %1, %2
  YIELD %4, %5
}
)";

    EXPECT_EQ(run(text, {}), Uint256{30207});
}

TEST(Generate, FindsEveryCaseOfASwitch) {
    for (const uint64_t count : {1, 3, 4, 9, 33, 70}) {
        std::string text = "function f entry {\nb0:\n  %1 = CALLDATALOAD 0x0\n  SWITCH %1, b1";
        std::string blocks = "b1:\n  MSTORE 0x0, 0x3e7\n  RETURN 0x0, 0x20\n";
        std::vector<Uint256> values;
        for (uint64_t i = 0; i < count; ++i) {
            values.push_back((i * 2654435761) % 4294967296);
            text += ", " + to_quantity(values[i]) + " b" + std::to_string(i + 2);
            blocks +=
                "b" + std::to_string(i + 2) + ":\n  MSTORE 0x0, " + to_quantity(i) + "\n  RETURN 0x0, 0x20\n";
        }
        text += "\n" + blocks + "}\n";

        for (uint64_t i = 0; i < count; ++i) EXPECT_EQ(run(text, {values[i]}), Uint256{i});
        EXPECT_EQ(run(text, {12345}), Uint256{999});
        EXPECT_EQ(run(text, {values[0] + (Uint256{1} << 32)}), Uint256{999});
    }
}

/// A SELECT whose successors give the operand and their number; with what lies between the cases as well.
TEST(Generate, FindsEveryCaseOfASelect) {
    for (const uint64_t count : {2, 4, 9, 14, 16, 33, 64, 120, 300}) {
        std::string text = "function f entry {\nb0:\n  %1 = CALLDATALOAD 0x0\n  SELECT %1, b1";
        std::string blocks = "b1:\n  REVERT 0x0, 0x0\n";
        std::vector<Uint256> values;
        for (uint64_t i = 0; i < count; ++i) {
            values.push_back((i * 2654435761) % 4294967296);
            text += ", " + to_quantity(values[i]) + " b" + std::to_string(i + 2);
            blocks += "b" + std::to_string(i + 2) + ":\n  %" + std::to_string(i + 2) + " = ADD %1, " +
                      to_quantity(i) + "\n  MSTORE 0x0, %" + std::to_string(i + 2) + "\n  RETURN 0x0, 0x20\n";
        }
        text += "\n" + blocks + "}\n";

        for (uint64_t i = 0; i < count; ++i) EXPECT_EQ(run(text, {values[i]}), values[i] + i) << count;
    }
}

TEST(Generate, HandsTheOperandOfASelectToFunctions) {
    const std::string text = R"(function f entry {
b0:
  %1 = CALLDATALOAD 0x0
  SELECT %1, b1, 0x11 b2, 0x22 b3, 0x33 b4, 0x44 b5
b1:
  REVERT 0x0, 0x0
b2:
  ENTER #1 %1
b3:
  ENTER #1 %1
b4:
  ENTER #1 %1
b5:
  %2 = ADD %1, 0x1
  ENTER #1 %2
}
function g entry {
b0(%1):
  %2 = MUL %1, 0x2
  MSTORE 0x0, %2
  RETURN 0x0, 0x20
}
)";

    EXPECT_EQ(run(text, {0x22}), Uint256{0x44});
    EXPECT_EQ(run(text, {0x44}), Uint256{0x8a});
}

std::string code_of(const std::string& text, ir::Goal goal) {
    const ir::Module module = ir::read("module m\nscratch 64\n" + text).value();
    return list(write(module, {}, goal).assemble());
}

size_t count_of(const std::string& text, const std::string& part) {
    size_t count = 0;
    for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
    return count;
}

/// Two ways that end in one event, with two words before it.
std::string two_events(const std::string& topic) {
    return "function f entry {\nb0:\n  %1 = CALLDATALOAD 0x0\n  BRANCH %1, b1, b2\n"
           "b1:\n  SSTORE 0x1, 0x1\n  LOG1 0x0, 0x20, " +
           topic + "\n  STOP\nb2:\n  LOG1 0x0, 0x20, " + topic + "\n  STOP\n}\n";
}

TEST(MergeEnds, KeepsLongEqualEndsOnce) {
    const std::string topic = "0x" + std::string(64, 'a');

    EXPECT_EQ(count_of(code_of(two_events(topic), ir::Goal::Gas), "LOG1"), 1U);
}

TEST(MergeEnds, PaysNoGasForAFewBytes) {
    EXPECT_EQ(count_of(code_of(two_events("0x1234"), ir::Goal::Gas), "LOG1"), 2U);
    EXPECT_EQ(count_of(code_of(two_events("0x1234"), ir::Goal::Size), "LOG1"), 1U);
}

TEST(MergeEnds, SharesWhatRevertsWhateverItsGas) {
    const std::string text = R"(function f entry {
b0:
  %1 = CALLDATALOAD 0x0
  BRANCH %1, b1, b2
b1:
  MSTORE 0x0, 0x1234
  MSTORE 0x20, 0x5
  REVERT 0x1c, 0x24
b2:
  %2 = CALLDATALOAD 0x20
  BRANCH %2, b3, b4
b3:
  MSTORE 0x0, 0x5678
  MSTORE 0x20, 0x5
  REVERT 0x1c, 0x24
b4:
  STOP
}
)";

    EXPECT_EQ(count_of(code_of(text, ir::Goal::Gas), "REVERT"), 1U);
}

TEST(Generate, KnowsAddressesNearObjects) {
    const std::string text = R"(function f entry {
  object 64
b0:
  %1 = OBJECT #0
  %2 = ADD %1, 0x20
  MSTORE %2, 0x7
  MSTORE %1, 0x5
  %3 = MLOAD %2
  MSTORE 0x0, %3
  RETURN 0x0, 0x20
}
)";

    EXPECT_EQ(run(text, {}), Uint256{7});
    EXPECT_EQ(count_of(code_of(text, ir::Goal::Gas), "ADD"), 0U);
}

TEST(Generate, KeepsManyValuesInMemory) {
    std::string text = "function f entry {\nb0:\n";
    for (int i = 1; i <= 40; ++i)
        text += "  %" + std::to_string(i) + " = CALLDATALOAD " + to_quantity(32 * (i - 1)) + "\n";
    int next = 41;
    std::string sum = "0x0";
    for (int round = 0; round < 2; ++round)
        for (int i = 1; i <= 40; ++i) {
            text += "  %" + std::to_string(next) + " = MUL " + sum + ", 0x3\n";
            text += "  %" + std::to_string(next + 1) + " = ADD %" + std::to_string(next) + ", %" +
                    std::to_string(i) + "\n";
            sum = "%" + std::to_string(next + 1);
            next += 2;
        }
    text += "  MSTORE 0x0, " + sum + "\n  RETURN 0x0, 0x20\n}\n";
    std::vector<Uint256> words;
    for (uint64_t i = 0; i < 40; ++i) words.push_back(i * 7 + 1);
    Uint256 expected;
    for (int round = 0; round < 2; ++round)
        for (const Uint256& word : words) expected = expected * 3 + word;

    EXPECT_EQ(run(text, words), expected);
}

TEST(Generate, ReadsMemoryBeforeItIsWrittenOver) {
    const std::string text = R"(function f entry {
b0:
  MSTORE 0x0, 0x5
  %1 = MLOAD 0x0
  MSTORE 0x0, 0x9
  %2 = MLOAD 0x0
  %3 = SUB %2, %1
  MSTORE 0x0, %3
  RETURN 0x0, 0x20
}
)";

    EXPECT_EQ(run(text, {}), Uint256{4});
}

TEST(Generate, GivesTheSlotsOfMaps) {
    const std::string text = R"(function f entry {
b0:
  %1 = MAP_SLOT 0x1, 0x2
  MSTORE 0x0, 0x1
  MSTORE 0x20, 0x2
  %2 = KECCAK256 0x0, 0x40
  %3 = EQ %1, %2
  MSTORE 0x0, %3
  RETURN 0x0, 0x20
}
)";

    EXPECT_EQ(run(text, {}), Uint256{1});
}

}  // namespace
}  // namespace deed::codegen
