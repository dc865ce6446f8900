#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include <gtest/gtest.h>

#include "compiler/compiler.hpp"
#include "tools/contract_test/runner.hpp"

namespace deed {
namespace {

namespace fs = std::filesystem;

CompileOutput compile_file(const fs::path& path) {
    std::ifstream file{path, std::ios::binary};
    CompileInput input;
    input.sources = {{path.string(), std::string{std::istreambuf_iterator<char>{file}, {}}}};
    return compile(input);
}

CompileOutput compile_text(const std::string& text) {
    CompileInput input;
    input.sources = {{"a.deed", text}};
    CompileOutput output = compile(input);
    EXPECT_EQ(output.rendered, "");
    return output;
}

const FunctionGas* find_gas(const CompileOutput& program, const std::string& contract,
                            const std::string& function) {
    const Artifact* artifact = program.find(contract);
    if (artifact == nullptr) return nullptr;
    for (const FunctionGas& gas : artifact->gas)
        if (gas.name == function) return &gas;
    return nullptr;
}

/// The most that any test measured of each function's own code, with the longest input that it came with.
std::map<std::pair<std::string, std::string>, uint64_t> worst_of(const CompileOutput& program) {
    std::map<std::pair<std::string, std::string>, uint64_t> worst;
    for (const TestProgram& test : program.tests)
        for (const contract_test::MeasuredCall& call : contract_test::measure_test(program, test)) {
            uint64_t& most = worst[{call.contract, call.function}];
            most = std::max(most, call.own_gas);
        }
    return worst;
}

std::vector<fs::path> sources_below(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator{folder})
        if (entry.path().extension() == ".deed") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

/// The longest text in the tests has 200 letters.
constexpr uint64_t kWordsOfTexts = 7;

void expect_bounds_hold(const fs::path& folder) {
    size_t compared = 0;
    for (const fs::path& path : sources_below(folder)) {
        const CompileOutput program = compile_file(path);
        if (program.has_errors) continue;
        for (const auto& [function, measured] : worst_of(program)) {
            const FunctionGas* gas = find_gas(program, function.first, function.second);
            if (gas == nullptr || !gas->cold) continue;
            ++compared;
            EXPECT_LE(measured, gas->cold->base + kWordsOfTexts * gas->cold->per_word)
                << path << ": " << function.first << "." << function.second;
        }
    }
    EXPECT_GT(compared, 0u);
}

TEST(GasBounds, AreNeverBelowWhatTheExamplesUse) {
    expect_bounds_hold(fs::path{DEED_SOURCE_FOLDER} / "contracts");
}

TEST(GasBounds, AreNeverBelowWhatTheLanguageTestsUse) {
    expect_bounds_hold(fs::path{DEED_SOURCE_FOLDER} / "tests" / "language");
}

/// Of these contracts the tests make every function use about as much as it can; but no test can sign a
/// permit.
TEST(GasBounds, AreWithinFifteenPercentOfTheWorstCall) {
    for (const char* name :
         {"simple_storage", "token", "voting", "vault", "crowdfunding", "hash_swap", "escrow"}) {
        const CompileOutput program =
            compile_file(fs::path{DEED_SOURCE_FOLDER} / "contracts" / (std::string{name} + ".deed"));
        ASSERT_FALSE(program.has_errors) << program.rendered;
        for (const auto& [function, measured] : worst_of(program)) {
            const FunctionGas* gas = find_gas(program, function.first, function.second);
            const bool is_bounded = gas != nullptr && gas->cold && gas->cold->per_word == 0;
            if (!is_bounded || function.second == "permit") continue;
            EXPECT_LE(gas->cold->base, measured + measured * 15 / 100)
                << function.first << "." << function.second;
        }
    }
}

TEST(GasBounds, KnowWhatComparisonsTellOfZero) {
    const CompileOutput program = compile_text(
        "contract Owned {\n"
        "  pub var owner: address\n"
        "  pub var stage: uint256\n"
        "  var seen: map<address, uint256>\n"
        "  error Over()\n"
        "  init() { owner = caller\n stage = 1 }\n"
        "  pub fn give(to: address) by owner { owner = to }\n"
        "  pub fn take(to: address) by anyone { owner = to }\n"
        "  pub fn finish() by anyone { require stage == 1 else Over()\n seen[caller] = 1\n stage = 7 }\n"
        "  pub fn start() by anyone { seen[caller] = 1\n stage = 7 }\n"
        "}\n");
    const auto bound = [&](const char* name) { return find_gas(program, "Owned", name)->cold->base; };

    EXPECT_LT(bound("give"), 7'000u);
    EXPECT_GT(bound("take"), 22'000u);
    EXPECT_LT(bound("finish"), 29'000u);
    EXPECT_GT(bound("start"), 44'000u);
}

TEST(GasBounds, CountLoopsByTheirMaximum) {
    const CompileOutput program = compile_text(
        "contract Loops {\n"
        "  pub fn ten(n: uint256) pure -> uint256 { var s: uint256 = 0\n for i in 0..n max 10 { s = s +% i "
        "}\n return s }\n"
        "  pub fn hundred(n: uint256) pure -> uint256 { var s: uint256 = 0\n for i in 0..n max 100 { s = s "
        "+% i }\n return s }\n"
        "}\n");

    const uint64_t ten = find_gas(program, "Loops", "ten")->cold->base;
    const uint64_t hundred = find_gas(program, "Loops", "hundred")->cold->base;

    EXPECT_GT(hundred, ten * 5);
    EXPECT_LT(hundred, ten * 10);
}

TEST(GasBounds, GrowWithTextsAndNotWithoutThem) {
    const CompileOutput program = compile_text(
        "contract Texts {\n"
        "  event Said(text: string)\n"
        "  pub fn say(text: string) by anyone { emit Said(text) }\n"
        "  pub fn nothing() pure -> uint256 { return 1 }\n"
        "}\n");

    EXPECT_GT(find_gas(program, "Texts", "say")->cold->per_word, 256u);
    EXPECT_EQ(find_gas(program, "Texts", "nothing")->cold->per_word, 0u);
}

TEST(GasBounds, TakeColdSlotsOffWhenTheyAreWarm) {
    const CompileOutput program = compile_text("contract One { pub var value: uint256 }\n");
    const FunctionGas* gas = find_gas(program, "One", "value");

    EXPECT_EQ(gas->cold->base, gas->warm->base + 2000);
}

TEST(GasBounds, KnowThatWhatIsTakenAwayMakesNothingOfNothing) {
    const CompileOutput program = compile_text(
        "contract Spend {\n"
        "  var left: uint256 = 10\n"
        "  pub fn spend(n: uint256) by anyone { left -= n }\n"
        "  pub fn add(n: uint256) by anyone { left += n }\n"
        "}\n");

    EXPECT_LT(find_gas(program, "Spend", "spend")->cold->base, 5500u);
    EXPECT_GT(find_gas(program, "Spend", "add")->cold->base, 22000u);
}

}  // namespace
}  // namespace deed
