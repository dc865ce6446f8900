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

constexpr const char* kTill = R"(use std.erc20.{IERC20}

contract Till {
  let token: IERC20
  purse pot of token
  transient var depth: uint256
  transient var seen: map<address, bool>
  init(t: IERC20) { token = t }
  pub fn pay(n: uint256) by anyone { pot.put(call token.pull(caller, n)) }
  pub fn trust(n: uint256) by anyone { pot.put(call token.pullExact(caller, n)) }
  pub fn collect(from: address, n: uint256) by anyone {
    pot.put(call token.pull(from, n))
  }
  pub fn enter() by anyone { depth += 1 }
  pub fn through() by anyone {
    depth = 5
    leave()
  }
  fn leave() { depth = 0 }
  pub fn perhaps(stays: bool) by anyone {
    depth = 1
    if !stays { leave() }
  }
  pub fn never() by anyone {
    depth = 1
    assert false
    depth = 0
  }
  pub fn mark() by anyone { seen[caller] = true }
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
    EXPECT_EQ(shown.out,
              "Vault\n"
              "  set(uint256)      by owner || self  writes total               locked\n"
              "  notify(address)   by notes          writes total    calls out  locked\n"
              "  forward(address)  by anyone         writes total    calls out\n"
              "  twice()           by anyone         writes nothing             locked\n"
              "  owner()           by anyone         writes nothing\n"
              "  total()           by anyone         writes nothing             locked\n");
}

TEST_F(Review, NamesTheStateOfAPartThatAGuardAsks) {
    std::ofstream{directory_.path() / "part.deed"} << R"(use std.access.{Owned}
contract Shop {
  part owned: Owned expose { owner, renounceOwnership }
  init() { owned.init(caller) }
}
)";

    EXPECT_THAT(run_deed({"authority", "part.deed"}, directory_.path()).out,
                HasSubstr("renounceOwnership()  by owned.owner  writes owned."));
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

TEST_F(Review, NamesWhatIsTrustedAndWhatIsLeft) {
    std::ofstream{directory_.path() / "till.deed"} << kTill;

    const auto shown = run_deed({"audit", "till.deed"}, directory_.path());

    EXPECT_EQ(shown.exit_code, 0) << shown.err;
    EXPECT_EQ(shown.out,
              "Till\n"
              "  till.deed:10:48: pullExact in trust: call token.pullExact(caller, n)\n"
              "  till.deed:12:13: pull from another in collect: call token.pull(from, n)\n"
              "  till.deed:6:17: transient in enter: depth\n"
              "  till.deed:6:17: transient in perhaps: depth\n"
              "  till.deed:7:17: transient in mark: seen\n");
}

TEST_F(Review, RefusesWhatDoesNotCompile) {
    std::ofstream{directory_.path() / "broken.deed"} << "contract {";

    EXPECT_EQ(run_deed({"authority", "broken.deed"}, directory_.path()).exit_code, 1);
    EXPECT_EQ(run_deed({"audit", "broken.deed"}, directory_.path()).exit_code, 1);
}

}  // namespace
}  // namespace deed
