#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "tests/compiler/face/sandbox.hpp"
#include "tools/contract_test/runner.hpp"
#include "vm/abi/type.hpp"

namespace deed::compiler_test {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

/// Every file of Deed text below a folder.
std::vector<SourceText> read_folder(const std::string& folder) {
    std::vector<SourceText> sources;
    for (const auto& entry : fs::recursive_directory_iterator{folder}) {
        if (entry.path().extension() != ".deed") continue;
        std::ifstream file{entry.path(), std::ios::binary};
        sources.push_back({entry.path().string(), std::string{std::istreambuf_iterator<char>{file}, {}}});
    }
    std::sort(sources.begin(), sources.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    return sources;
}

/// Words for the arguments of one entry of an ABI: mostly small numbers and known addresses, so that calls
/// meet.
class Arguments {
  public:
    Bytes next(const json::array& inputs) {
        Bytes words;
        for (const auto& input : inputs)
            append(words, to_hash(next(*abi::parse_type(input.at("type").as_string()))));
        return words;
    }
    uint64_t below(uint64_t limit) { return random_() % limit; }
    Address account() { return below(3) == 0 ? kBob : kAlice; }

  private:
    Uint256 next(const abi::Type& type) {
        if (type.kind == abi::Kind::Address) return below(8) == 0 ? Uint256{} : to_word(account());
        if (type.kind == abi::Kind::Bool) return below(2);
        if (type.kind == abi::Kind::FixedBytes) return Uint256{below(1000)} << 240;
        const Uint256 value = below(6) == 0 ? Uint256::max() >> (256 - type.size) : Uint256{below(5000)};
        return type.size == 8 ? Uint256{below(256)} : value;
    }

    std::mt19937_64 random_{11};
};

/// One contract at one level.
struct Subject {
    const Artifact* artifact;
    Sandbox sandbox;
};

void compare(const Outcome& plain, const Outcome& optimized, const std::string& what) {
    EXPECT_EQ(plain.status, optimized.status) << what;
    EXPECT_EQ(plain.output, optimized.output) << what;
    EXPECT_EQ(plain.logs, optimized.logs) << what;
    EXPECT_GE(plain.gas_used, optimized.gas_used) << what;
}

/// Creations return their own code, which differs.
void deploy_both(Subject& plain, Subject& optimized, const Bytes& arguments) {
    const Outcome first = plain.sandbox.deploy(plain.artifact->bytecode, arguments);
    const Outcome second = optimized.sandbox.deploy(optimized.artifact->bytecode, arguments);
    EXPECT_EQ(first.status, second.status) << plain.artifact->contract_name;
    EXPECT_EQ(first.logs, second.logs) << plain.artifact->contract_name;
}

void call_both(Subject& plain, Subject& optimized, const json::array& abi, Arguments& arguments) {
    std::vector<const json::value*> functions;
    for (const auto& entry : abi)
        if (entry.at("type") == "function") functions.push_back(&entry);
    ASSERT_FALSE(functions.empty());
    for (int i = 0; i < 400; ++i) {
        const json::value& function = *functions[arguments.below(functions.size())];
        std::string signature = function.at("name").as_string().c_str();
        signature += "(";
        for (const auto& input : function.at("inputs").as_array())
            signature += (signature.back() == '(' ? "" : ",") + std::string{input.at("type").as_string()};
        Bytes input = encode_call(signature + ")", {});
        append(input, arguments.next(function.at("inputs").as_array()));
        const Address from = arguments.account();
        compare(plain.sandbox.call(input, from), optimized.sandbox.call(input, from), signature + ")");
        plain.sandbox.timestamp = optimized.sandbox.timestamp += arguments.below(100);
    }
}

TEST(Levels, GiveContractsOfOneBehaviour) {
    const std::vector<SourceText> sources = read_folder(DEED_CONTRACTS);
    const CompileOutput plain = compile({.sources = sources, .options = {.level = OptimizationLevel::Plain}});
    const CompileOutput optimized = compile({.sources = sources});
    ASSERT_FALSE(plain.has_errors) << plain.rendered;
    ASSERT_EQ(plain.artifacts.size(), optimized.artifacts.size());
    ASSERT_GE(plain.artifacts.size(), 3U);

    for (size_t i = 0; i < plain.artifacts.size(); ++i) {
        Arguments arguments;
        Subject first{&plain.artifacts[i], Sandbox{}};
        Subject second{&optimized.artifacts[i], Sandbox{}};
        const json::array abi = json::parse(plain.artifacts[i].abi).as_array();
        // Lengths of time, amounts and the like: one of these suits every constructor.
        deploy_both(first, second, to_bytes(to_hash(Uint256{86'400})));
        call_both(first, second, abi, arguments);
    }
}

/// How each test of a file ends: its name, and why it failed if it did.
std::vector<std::string> run_tests(const SourceText& source, const CompileOptions& options) {
    const auto find_module = [](const std::string& path) -> std::optional<std::string> {
        std::ifstream file{path, std::ios::binary};
        if (!file) return std::nullopt;
        return std::string{std::istreambuf_iterator<char>{file}, {}};
    };
    const CompileOutput output = compile({.sources = {source},
                                          .source_root = fs::path{source.path}.parent_path().string(),
                                          .find_module = find_module,
                                          .options = options});
    std::vector<std::string> ends;
    for (const TestProgram& test : output.tests) {
        const contract_test::TestResult result = contract_test::run_test(output, test);
        ends.push_back(result.name + ": " +
                       (result.has_passed ? "passed" : result.reason + " " + result.place));
    }
    return ends;
}

TEST(Levels, MakeNoCodeLongerThatIsToBeShort) {
    const std::vector<SourceText> sources = read_folder(DEED_CONTRACTS);
    const CompileOutput cheap = compile({.sources = sources});
    const CompileOutput small = compile({.sources = sources, .options = {.level = OptimizationLevel::Small}});
    ASSERT_EQ(cheap.artifacts.size(), small.artifacts.size());

    for (size_t i = 0; i < cheap.artifacts.size(); ++i)
        EXPECT_LE(small.artifacts[i].deployed_bytecode.size(), cheap.artifacts[i].deployed_bytecode.size())
            << cheap.artifacts[i].contract_name;
}

TEST(Levels, EndTestsOfTheLanguageAlike) {
    size_t count = 0;
    for (const SourceText& source : read_folder(DEED_LANGUAGE_TESTS)) {
        const std::vector<std::string> expected = run_tests(source, {});
        count += expected.size();

        EXPECT_EQ(run_tests(source, {.level = OptimizationLevel::Plain}), expected) << source.path;
        EXPECT_EQ(run_tests(source, {.level = OptimizationLevel::Small}), expected) << source.path;
        EXPECT_EQ(run_tests(source, {.evm = EvmTarget::Cancun}), expected) << source.path;
    }
    EXPECT_GE(count, 40U);
}

TEST(Dispatch, CostsAboutTheSameForAnyNumberOfFunctions) {
    const auto worst_gas = [](int count) {
        std::string text = "contract Many {\n";
        for (int i = 0; i < count; ++i)
            text += "  pub fn f" + std::to_string(i) + "() pure -> uint256 { return " + std::to_string(i) +
                    " }\n";
        const CompileOutput output = compile_text(text + "}\n");
        Sandbox sandbox;
        EXPECT_TRUE(sandbox.deploy(output.artifacts[0].bytecode).is_success());
        int64_t worst = 0;
        for (int i = 0; i < count; ++i) {
            const std::string signature = "f" + std::to_string(i) + "()";
            EXPECT_EQ(sandbox.ask(signature), Uint256{static_cast<uint64_t>(i)});
            worst = std::max(worst, sandbox.call(signature, {}).gas_used);
        }
        return worst;
    };
    // What the bodies cost: CALLVALUE, its check, and returning a word.
    constexpr int64_t kBody = 37;

    EXPECT_LE(worst_gas(2), kBody + 66);
    EXPECT_LE(worst_gas(8), kBody + 80);
    EXPECT_LE(worst_gas(32), kBody + 100);
    EXPECT_LE(worst_gas(64), kBody + 100);
    EXPECT_LE(worst_gas(120), kBody + 100);
}

TEST(Dispatch, TakesNoSelectorForAnotherNearIt) {
    constexpr std::string_view kKinds[] = {"pure", "view", "by anyone", "payable by anyone"};
    constexpr int kCount = 70;
    std::string text = "contract Many {\n  var n: uint256\n";
    for (int i = 0; i < kCount; ++i)
        text += "  pub fn f" + std::to_string(i) + "() " + std::string{kKinds[i % 4]} + " {" +
                (i % 4 == 3 ? " paid.leave() " : "") + "}\n";
    const CompileOutput output = compile_text(text + "}\n");
    Sandbox sandbox;
    ASSERT_TRUE(sandbox.deploy(output.artifacts[0].bytecode).is_success());

    for (int i = 0; i < kCount; ++i) {
        Bytes selector = encode_call("f" + std::to_string(i) + "()", {});
        EXPECT_TRUE(sandbox.call(selector).is_success()) << i;
        for (unsigned bit = 0; bit < 32; ++bit) {
            Bytes near = selector;
            near[bit / 8] = static_cast<uint8_t>(near[bit / 8] ^ 1U << bit % 8);
            EXPECT_FALSE(sandbox.call(near).is_success()) << i << " " << bit;
        }
    }
}

}  // namespace
}  // namespace deed::compiler_test
