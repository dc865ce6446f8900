#include <fstream>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/program.hpp"
#include "tests/support/temporary_directory.hpp"

namespace deed {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

constexpr const char* kVault = R"(interface IHost { fn ping() }
contract Vault {
  pub let owner: address
  pub var total: uint256
  var notes: map<address, bool>
  init() { owner = caller }
  pub fn set(n: uint256) by owner || self { total = n }
  pub fn notify(host: address) by notes {
    call IHost(host).ping()
    total += 1
  }
  pub fn forward(to: address) reentrant by anyone {
    _ = call to.raw("")
    total = 0
  }
  pub fn twice() view -> uint256 { return total * 2 }
}
)";

class Review : public testing::Test {
  protected:
    Review() { std::ofstream{directory_.path() / "vault.deed"} << kVault; }

    TemporaryDirectory directory_;
};

TEST_F(Review, PrintsWhoMayCallWhat) {
    const auto shown = run_deed({"authority", "vault.deed"}, directory_.path());

    EXPECT_EQ(shown.exit_code, 0) << shown.err;
    EXPECT_THAT(shown.out, HasSubstr("Vault\n"));
    EXPECT_THAT(shown.out, HasSubstr("  set(uint256)  by owner || self  writes total  locked\n"));
    EXPECT_THAT(shown.out, HasSubstr("  notify(address)  by notes  writes total  calls out  locked\n"));
    EXPECT_THAT(shown.out, HasSubstr("  forward(address)  by anyone  writes total  calls out\n"));
    EXPECT_THAT(shown.out, HasSubstr("  owner()  by anyone  writes nothing\n"));
}

TEST_F(Review, ListsWhatToLookAtTwice) {
    const auto shown = run_deed({"audit", "vault.deed"}, directory_.path());

    EXPECT_EQ(shown.exit_code, 0) << shown.err;
    EXPECT_THAT(shown.out, HasSubstr("vault.deed:12:10: reentrant in forward: forward\n"));
    EXPECT_THAT(shown.out, HasSubstr("vault.deed:13:9: raw in forward: call to.raw(\"\")\n"));
}

TEST_F(Review, SpeaksJson) {
    const auto authority = run_deed({"--json", "authority", "vault.deed"}, directory_.path());
    const auto audit = run_deed({"--json", "audit", "vault.deed"}, directory_.path());

    const json::value rows = json::parse(authority.out).at("contracts").at(0).at("functions");
    EXPECT_EQ(rows.at(0), json::parse(R"json({"function": "set(uint256)", "mutability": "nonpayable",
        "by": ["owner", "self"], "writes": ["total"], "callsOut": false, "locked": true})json"));
    const json::value findings = json::parse(audit.out).at("contracts").at(0).at("findings");
    EXPECT_EQ(findings.as_array().size(), 2U);
    EXPECT_EQ(findings.at(1).at("line"), 13);
}

TEST_F(Review, RefusesWhatDoesNotCompile) {
    std::ofstream{directory_.path() / "broken.deed"} << "contract {";

    EXPECT_EQ(run_deed({"authority", "broken.deed"}, directory_.path()).exit_code, 1);
    EXPECT_EQ(run_deed({"audit", "broken.deed"}, directory_.path()).exit_code, 1);
}

}  // namespace
}  // namespace deed
