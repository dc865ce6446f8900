#include <gtest/gtest.h>

#include "tests/compiler/face/sandbox.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::compiler_test {
namespace {

/// A contract compiled at a level and put on the machine.
class Data : public testing::TestWithParam<OptimizationLevel> {
  protected:
    void deploy(const std::string& text, BytesView arguments = {}) {
        output_ = compile_text(text, {.level = GetParam()});
        ASSERT_FALSE(output_.has_errors);
        const Outcome outcome = sandbox_.deploy(output_.find("C")->bytecode, arguments);
        ASSERT_TRUE(outcome.is_success()) << machine::name_of(outcome.status);
    }

    static Bytes words(const std::vector<Uint256>& values) {
        Bytes bytes;
        for (const Uint256& value : values) append(bytes, to_hash(value));
        return bytes;
    }
    /// "text" as a word: its characters at the high end.
    static Uint256 text_word(std::string_view text) {
        Hash word;
        std::copy(text.begin(), text.end(), word.data());
        return to_word(word);
    }
    static Uint256 map_slot(const Uint256& key, const Uint256& slot) {
        return to_word(crypto::keccak256(words({key, slot})));
    }

    CompileOutput output_;
    Sandbox sandbox_;
};

TEST_P(Data, PacksFieldsAsSolidityDoes) {
    deploy(R"(contract C {
  pub var a: uint128
  pub var b: uint64
  pub var c: bool
  pub var d: address
  pub var e: int16
  pub var f: bytes4
  pub var g: uint256
  pub fn fill() by anyone {
    a = 0x11
    b = 0x22
    c = true
    d = caller
    e = -2
    f = 0xaabbccdd as bytes4
    g = 7
  }
  pub fn clear() by anyone { b = 0 }
})");

    ASSERT_TRUE(sandbox_.call("fill()", {}).is_success());
    ASSERT_TRUE(sandbox_.call("clear()", {}).is_success());

    EXPECT_EQ(sandbox_.slot(0), Uint256{0x11} | (Uint256{1} << 192));
    EXPECT_EQ(sandbox_.slot(1), to_word(kAlice) | (Uint256{0xfffe} << 160) | (Uint256{0xaabbccdd} << 176));
    EXPECT_EQ(sandbox_.slot(2), Uint256{7});
    EXPECT_EQ(sandbox_.ask("a()"), Uint256{0x11});
    EXPECT_EQ(sandbox_.ask("b()"), Uint256{0});
    EXPECT_EQ(sandbox_.ask("c()"), Uint256{1});
    EXPECT_EQ(sandbox_.ask("e()"), -Uint256{2});
    EXPECT_EQ(sandbox_.ask("f()"), Uint256{0xaabbccdd} << 224);
}

TEST_P(Data, KeepsMapsWhereSolidityDoes) {
    deploy(R"(contract C {
  var unused: uint256
  pub var balances: map<address, uint256>
  pub var nested: map<uint64, map<bool, int8>>
  pub var named: map<string, uint256>
  pub fn put(who: address, amount: uint256, id: uint64, name: string) by anyone {
    unused = 1
    balances[who] += amount
    nested[id][true] = -5
    named[name] = amount
  }
})");
    Bytes input =
        encode_call("put(address,uint256,uint64,string)", {to_word(kBob), 9, 3, 128, 5, text_word("hello")});

    ASSERT_TRUE(sandbox_.call(input).is_success());
    ASSERT_TRUE(sandbox_.call(input).is_success());

    EXPECT_EQ(sandbox_.slot(map_slot(to_word(kBob), 1)), Uint256{18});
    EXPECT_EQ(sandbox_.slot(map_slot(1, map_slot(3, 2))), Uint256{0xfb});
    Bytes key = to_bytes(as_bytes("hello"));
    append(key, words({3}));
    EXPECT_EQ(sandbox_.slot(to_word(crypto::keccak256(key))), Uint256{9});
    EXPECT_EQ(sandbox_.ask("balances(address)", {to_word(kBob)}), Uint256{18});
    EXPECT_EQ(sandbox_.ask("nested(uint64,bool)", {3, 1}), -Uint256{5});
    EXPECT_EQ(sandbox_.ask("named(string)", {32, 5, text_word("hello")}), Uint256{9});
}

TEST_P(Data, CopiesStructsAndArraysByValue) {
    deploy(R"(contract C {
  struct Point {
    x: uint64
    y: uint64
  }
  struct Line {
    from: Point
    to: Point
    tags: uint8[3]
  }
  pub var lines: map<uint256, Line>
  var grid: uint16[20]
  pub fn draw(id: uint256, line: Line) by anyone -> Line {
    lines[id] = line
    var copy = lines[id]
    copy.to.x += 1
    copy.tags[2] = 9
    let twin = copy
    copy.tags[0] = 1
    lines[id].tags[1] = twin.tags[2]
    return twin
  }
  pub fn lineOf(id: uint256) view -> Line { return lines[id] }
  pub fn fill() by anyone -> uint256 {
    for i in 0 .. 20 { grid[i] = i as uint16 * 3 }
    var sum: uint256 = 0
    for one in grid { sum += one }
    return sum
  }
  pub fn swap(pair: uint256[2], i: uint256) pure -> uint256[2] {
    var mine = pair
    mine = [mine[1], mine[0]]
    mine[i] += 1
    return mine
  }
})");
    const std::vector<Uint256> line{1, 2, 3, 4, 5, 6, 7};

    std::vector<Uint256> arguments{77};
    arguments.insert(arguments.end(), line.begin(), line.end());
    const Outcome drawn =
        sandbox_.call("draw(uint256,((uint64,uint64),(uint64,uint64),uint8[3]))", arguments);

    EXPECT_EQ(drawn.output, words({1, 2, 4, 4, 5, 6, 9}));
    EXPECT_EQ(sandbox_.call("lineOf(uint256)", {77}).output, words({1, 2, 3, 4, 5, 9, 7}));
    EXPECT_EQ(sandbox_.slot(map_slot(77, 0)), Uint256(1, 2, 0, 0));
    EXPECT_EQ(sandbox_.slot(map_slot(77, 0) + 2), Uint256{0x070905});
    EXPECT_EQ(sandbox_.ask("fill()"), Uint256{570});
    EXPECT_EQ(sandbox_.slot(1), Uint256(0x0009'0006'0003'0000, 0x0015'0012'000f'000c, 0x0021'001e'001b'0018,
                                        0x002d'002a'0027'0024));
    EXPECT_EQ(sandbox_.call("swap(uint256[2],uint256)", {10, 20, 1}).output, words({20, 11}));
    EXPECT_EQ(sandbox_.call("swap(uint256[2],uint256)", {10, 20, 2}).output, panic(0x32));
}

TEST_P(Data, PassesSlicesThrough) {
    deploy(R"(contract C {
  pub const name = "a name that is longer than thirty-two bytes, and a bit more than sixty-four of them"
  event Said(topic: indexed string, text: string, id: uint256)
  error Bad(why: string, data: bytes)
  pub fn echo(text: string, id: uint256) by anyone -> (string, uint256) {
    emit Said(text, text, id)
    return (text, text.len)
  }
  pub fn pick(first: bool, text: string) pure -> string { return if first { "constant" } else { text } }
  pub fn both(first: string, second: bytes) pure -> (bytes, string) { return (second, first) }
  pub fn same(a: bytes, b: bytes) pure -> bool { return a == b }
  pub fn fail(data: bytes) pure { revert Bad("reason", data) }
  pub fn digest(data: bytes) pure -> bytes32 { return keccak256(data) }
})");
    const std::string long_name =
        "a name that is longer than thirty-two bytes, and a bit more than sixty-four of them";

    Bytes expected = words({32, long_name.size()});
    append(expected, as_bytes(long_name));
    expected.resize(64 + 96);
    EXPECT_EQ(sandbox_.call("name()", {}).output, expected);

    const Outcome echo = sandbox_.call("echo(string,uint256)", {64, 8, 3, text_word("abc")});
    EXPECT_EQ(echo.output, words({64, 3, 3, text_word("abc")}));
    ASSERT_EQ(echo.logs.size(), 1U);
    EXPECT_EQ(echo.logs[0].topics[1], crypto::keccak256(as_bytes("abc")));
    EXPECT_EQ(echo.logs[0].data, words({64, 8, 3, text_word("abc")}));

    EXPECT_EQ(sandbox_.call("pick(bool,string)", {1, 64, 3, text_word("abc")}).output,
              words({32, 8, text_word("constant")}));
    EXPECT_EQ(sandbox_.call("pick(bool,string)", {0, 64, 3, text_word("abc")}).output,
              words({32, 3, text_word("abc")}));
    EXPECT_EQ(sandbox_.call("both(string,bytes)", {64, 128, 3, text_word("abc"), 2, text_word("xy")}).output,
              words({64, 128, 2, text_word("xy"), 3, text_word("abc")}));
    EXPECT_EQ(sandbox_.ask("same(bytes,bytes)", {64, 128, 1, text_word("a"), 1, text_word("a")}), Uint256{1});
    EXPECT_EQ(sandbox_.ask("same(bytes,bytes)", {64, 128, 1, text_word("a"), 1, text_word("b")}), Uint256{0});
    EXPECT_EQ(sandbox_.call("fail(bytes)", {32, 2, text_word("xy")}).output,
              encode_call("Bad(string,bytes)", {64, 128, 6, text_word("reason"), 2, text_word("xy")}));
    EXPECT_EQ(sandbox_.ask("digest(bytes)", {32, 2, text_word("xy")}),
              to_word(crypto::keccak256(as_bytes("xy"))));
}

TEST_P(Data, RefusesMalformedCalldata) {
    deploy(R"(contract C {
  pub fn small(a: uint8, b: bool, c: address, d: int16, e: bytes2) pure -> uint8 { return a }
  pub fn text(a: string) pure -> uint256 { return a.len }
  pub fn many(a: uint8[6]) pure -> uint8 { return a[5] }
})");
    const std::vector<Uint256> right{255, 1, to_word(kAlice), -Uint256{1}, text_word("ab")};
    const std::vector<Uint256> wrong{256, 2, Uint256{1} << 160, Uint256{0x8000}, text_word("abc")};

    EXPECT_TRUE(sandbox_.call("small(uint8,bool,address,int16,bytes2)", right).is_success());
    for (size_t i = 0; i < right.size(); ++i) {
        std::vector<Uint256> mixed = right;
        mixed[i] = wrong[i];
        const Outcome outcome = sandbox_.call("small(uint8,bool,address,int16,bytes2)", mixed);
        EXPECT_EQ(outcome.status, machine::Status::Revert) << i;
        EXPECT_TRUE(outcome.output.empty()) << i;
    }
    EXPECT_TRUE(sandbox_.call("text(string)", {32, 3, text_word("abc")}).is_success());
    EXPECT_FALSE(sandbox_.call("text(string)", {32, 33, text_word("abc")}).is_success());
    EXPECT_FALSE(sandbox_.call("text(string)", {Uint256::max(), 3, text_word("abc")}).is_success());
    EXPECT_FALSE(sandbox_.call("text(string)", {32, Uint256::max(), text_word("abc")}).is_success());
    EXPECT_FALSE(sandbox_.call("text(string)", {32}).is_success());
    EXPECT_TRUE(sandbox_.call("many(uint8[6])", {1, 2, 3, 4, 5, 6}).is_success());
    EXPECT_FALSE(sandbox_.call("many(uint8[6])", {1, 2, 3, 4, 5, 256}).is_success());
    EXPECT_FALSE(sandbox_.call("many(uint8[6])", {1, 2, 3, 4, 5}).is_success());
}

TEST_P(Data, TakesConstructorArgumentsAndKeepsImmutables) {
    const std::string text = R"(contract C {
  pub let owner: address
  pub let rate: uint16
  pub let tag: bytes3
  pub let steps: int64
  pub var count: uint256 = 5
  pub var nameSize: uint256
  event Made(name: string)
  init(name: string, perMille: uint16) {
    owner = caller
    rate = perMille
    tag = "xyz" as bytes3
    if perMille > 500 { steps = -1 } else { steps = 1 }
    nameSize = name.len
    emit Made(name)
  }
  pub fn twice() view -> uint256 { return rate * 2 as uint256 }
})";
    deploy(text, words({64, 900, 3, text_word("abc")}));
    ASSERT_FALSE(HasFailure());

    EXPECT_EQ(sandbox_.ask("owner()"), to_word(kAlice));
    EXPECT_EQ(sandbox_.ask("rate()"), Uint256{900});
    EXPECT_EQ(sandbox_.ask("twice()"), Uint256{1800});
    EXPECT_EQ(sandbox_.ask("tag()"), text_word("xyz"));
    EXPECT_EQ(sandbox_.ask("steps()"), -Uint256{1});
    EXPECT_EQ(sandbox_.ask("count()"), Uint256{5});
    EXPECT_EQ(sandbox_.ask("nameSize()"), Uint256{3});
    Sandbox other;
    EXPECT_FALSE(other.deploy(output_.find("C")->bytecode, words({64, 900})).is_success());
    EXPECT_FALSE(
        other.deploy(output_.find("C")->bytecode, words({64, 65536, 3, text_word("abc")})).is_success());
    EXPECT_FALSE(other.deploy(output_.find("C")->bytecode, words({64, 900, 0}), kAlice, 1).is_success());
}

TEST_P(Data, ForgetsTransientFieldsWithTheTransaction) {
    deploy(R"(contract C {
  transient var seen: uint128
  transient var other: uint128
  pub fn twice() by anyone -> uint256 {
    seen += 2
    other = 9
    seen += 3
    return seen
  }
})");

    EXPECT_EQ(sandbox_.ask("twice()"), Uint256{5});
    EXPECT_EQ(sandbox_.ask("twice()"), Uint256{5});
    EXPECT_EQ(sandbox_.slot(0), Uint256{0});
}

TEST_P(Data, BoundsLoops) {
    deploy(R"(contract C {
  pub fn upTo(n: uint256) pure -> uint256 {
    var sum: uint256 = 0
    for i in 0 .. n max 5 {
      if i == 3 { continue }
      sum += i
    }
    return sum
  }
  pub fn halve(n: uint256) pure -> uint256 {
    var left = n
    var rounds: uint256 = 0
    while left > 0 max 4 {
      if left == 99 { break }
      left = left >> 1
      rounds += 1
    }
    return rounds
  }
  pub fn nested(n: uint256) pure -> uint256 {
    var count: uint256 = 0
    for i in 0 .. n max 9 {
      for j in i .. n max 9 { if (i + j) % 2 == 0 || j == 5 { count += 1 } }
    }
    return count
  }
})");

    EXPECT_EQ(sandbox_.ask("upTo(uint256)", {5}), Uint256{7});
    EXPECT_EQ(sandbox_.ask("upTo(uint256)", {0}), Uint256{0});
    EXPECT_EQ(sandbox_.call("upTo(uint256)", {6}).output, panic(0x41));
    EXPECT_EQ(sandbox_.ask("halve(uint256)", {15}), Uint256{4});
    EXPECT_EQ(sandbox_.call("halve(uint256)", {16}).output, panic(0x41));
    EXPECT_EQ(sandbox_.ask("halve(uint256)", {99}), Uint256{0});
    EXPECT_EQ(sandbox_.ask("nested(uint256)", {7}), Uint256{19});
}

TEST_P(Data, NeverFindsTheStackTooDeep) {
    std::string text = "contract C {\n  pub fn many(";
    for (int i = 0; i < 24; ++i) text += (i > 0 ? ", p" : "p") + std::to_string(i) + ": uint256";
    text += ") pure -> uint256 {\n";
    for (int i = 0; i < 24; ++i)
        text += "    let q" + std::to_string(i) + " = p" + std::to_string(i) + " *% p" +
                std::to_string((i + 7) % 24) + "\n";
    text += "    var sum: uint256 = 0\n    for i in 0 .. 3 {\n      sum = sum +% i";
    for (int i = 0; i < 24; ++i) text += " +% (q" + std::to_string(i) + " ^ p" + std::to_string(23 - i) + ")";
    text += "\n    }\n    return helper(sum";
    for (int i = 0; i < 20; ++i) text += ", q" + std::to_string(i);
    text += ")\n  }\n  fn helper(sum: uint256";
    for (int i = 0; i < 20; ++i) text += ", a" + std::to_string(i) + ": uint256";
    text += ") pure -> uint256 {\n    var result = sum\n    for i in 0 .. 2 { result = result +% i";
    for (int i = 0; i < 20; ++i) text += " +% a" + std::to_string(i);
    text += " }\n    return result\n  }\n}\n";
    std::vector<Uint256> arguments;
    Uint256 products;
    Uint256 sum;
    std::string signature = "many(";
    for (uint64_t i = 0; i < 24; ++i) {
        arguments.push_back(i * 1000 + 17);
        signature += i > 0 ? ",uint256" : "uint256";
    }
    for (size_t i = 0; i < 24; ++i) {
        const Uint256 q = arguments[i] * arguments[(i + 7) % 24];
        sum += (q ^ arguments[23 - i]) * 3;
        if (i < 20) products += q * 2;
    }

    deploy(text);

    EXPECT_EQ(sandbox_.ask(signature + ")", arguments), sum + 3 + products + 1);
}

INSTANTIATE_TEST_SUITE_P(Levels, Data, testing::ValuesIn(kLevels),
                         [](const auto& info) { return name_of(info.param); });

}  // namespace
}  // namespace deed::compiler_test
