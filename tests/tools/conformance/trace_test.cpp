#include <algorithm>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/ethereum/conformance.hpp"
#include "tests/support/temporary_directory.hpp"

namespace deed::conformance {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

/// One transaction to a contract that adds 2 to 1 and stops.
constexpr std::string_view kVector = R"({"adds": {
  "env": {"currentNumber": "0x1", "currentTimestamp": "0x3e8", "currentGasLimit": "0x989680", "currentBaseFee": "0x7",
          "currentCoinbase": "0x2adc25665018aa1fe0e6bc666dac8fc2697ff9ba", "currentRandom": "0x0",
          "currentExcessBlobGas": "0x0"},
  "pre": {
    "0xa94f5374fce5edbc8e2a8697c15331677e6ebf0b":
      {"balance": "0xde0b6b3a7640000", "nonce": "0x0", "code": "0x", "storage": {}},
    "0x1000000000000000000000000000000000000000":
      {"balance": "0x0", "nonce": "0x0", "code": "0x600160020100", "storage": {}}},
  "transaction": {"nonce": "0x0", "gasPrice": "0xa", "gasLimit": ["0x186a0"], "value": ["0x0"], "data": ["0x"],
                  "to": "0x1000000000000000000000000000000000000000",
                  "secretKey": "0x45a915e4d060149eb4365960e6a7a45f334393093061116b197e3240065ff2d8"},
  "post": {"Cancun": [{"indexes": {"data": 0, "gas": 0, "value": 0},
    "hash": "0x6643f2495d33b92b44e3e05ea9a291bd6d1dad163ef5f9b6033c1ae0d79f857b",
    "logs": "0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347"}]}
}})";

const Suite& state_suite() {
    return *std::find_if(suites().begin(), suites().end(),
                         [](const Suite& suite) { return suite.name == "state"; });
}

TEST(Trace, WritesEveryInstructionOfACaseAndHowItEnded) {
    const TemporaryDirectory directory;
    std::ofstream{directory.path() / "adds.json"} << kVector;
    std::stringstream trace;

    const Report report = run(state_suite(), {directory.path()}, {.trace = &trace}, nullptr);

    std::vector<std::string> lines;
    for (std::string line; std::getline(trace, line);) lines.push_back(line);
    ASSERT_EQ(lines.size(), 5U);
    EXPECT_THAT(lines[0], StartsWith(R"({"pc":0,"op":96,)"));
    EXPECT_THAT(lines[2], HasSubstr(R"("stack":["0x1","0x2"])"));
    EXPECT_THAT(lines[3], StartsWith(R"({"pc":5,"op":0,)"));
    EXPECT_THAT(lines[4], HasSubstr(R"("gasUsed":"0x5211")"));
    EXPECT_EQ(report.passed(), 1U);
}

TEST(Trace, IsNotWrittenUnlessAskedFor) {
    const TemporaryDirectory directory;
    std::ofstream{directory.path() / "adds.json"} << kVector;

    const Report report = run(state_suite(), {directory.path()}, {}, nullptr);

    EXPECT_EQ(report.passed(), 1U);
}

}  // namespace
}  // namespace deed::conformance
