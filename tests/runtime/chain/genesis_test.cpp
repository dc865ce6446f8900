#include "runtime/chain/genesis.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/chain/origin.hpp"
#include "vm/base/error.hpp"

namespace deed::chain {
namespace {

using testing::HasSubstr;

std::string refusal(const std::string& json) {
    return parse_genesis(json).error();
}

TEST(Genesis, ReadsTheFormOfGeth) {
    const auto genesis = parse_genesis(R"({
        "config": {"chainId": 77, "terminalTotalDifficulty": 0, "shanghaiTime": 0, "cancunTime": 0, "pragueTime": 500,
                   "blobSchedule": {"cancun": {"target": 1, "max": 2, "baseFeeUpdateFraction": 3}}},
        "timestamp": "0x64", "gasLimit": "0x989680", "extraData": "0x1234", "baseFeePerGas": "0x7",
        "alloc": {
            "0x00000000000000000000000000000000000000aa": {"balance": "1000", "nonce": "0x2"},
            "00000000000000000000000000000000000000bb": {"balance": "0x0", "code": "0x6001",
                "storage": {"0x01": "0x0000000000000000000000000000000000000000000000000000000000000005", "0x02": "0x0"}}
        }})");

    ASSERT_TRUE(genesis) << genesis.error();
    const auto& config = genesis->genesis.config;
    EXPECT_EQ(config.chain_id, 77U);
    EXPECT_EQ(config.revision_at(0, 100), isa::Revision::Cancun);
    EXPECT_EQ(config.revision_at(1, 500), isa::Revision::Prague);
    EXPECT_EQ(config.blob_schedule_at(100).max, 2U);
    EXPECT_EQ(config.blob_schedule_at(500).max, 9U);
    const auto& accounts = genesis->genesis.accounts.accounts;
    EXPECT_EQ(accounts.at(to_address(Uint256{0xaa})).account->balance, Uint256{1000});
    EXPECT_EQ(accounts.at(to_address(Uint256{0xaa})).account->nonce, 2U);
    EXPECT_EQ(accounts.at(to_address(Uint256{0xbb})).storage.size(), 1U);
    EXPECT_TRUE(accounts.at(to_address(Uint256{0xbb})).account->has_code());
    EXPECT_EQ(genesis->genesis.header.base_fee_per_gas, Uint256{7});
    EXPECT_FALSE(genesis->is_development);
    EXPECT_TRUE(genesis->validators.empty());
}

TEST(Genesis, AddsTheSystemContractsOfItsRules) {
    const auto cancun =
        parse_genesis(R"({"config": {"chainId": 1, "cancunTime": 0}, "gasLimit": 5000, "alloc": {}})");
    const auto prague =
        parse_genesis(R"({"config": {"chainId": 1, "pragueTime": 0}, "gasLimit": 5000, "alloc": {}})");

    EXPECT_EQ(cancun->genesis.accounts.accounts.size(), 1U);
    EXPECT_EQ(prague->genesis.accounts.accounts.size(), 4U);
}

TEST(Genesis, ReadsValidators) {
    const auto genesis =
        parse_genesis(R"({"config": {"chainId": 1, "osakaTime": 0, "deed": {"development": true,
        "validators": [{"address": "0x00000000000000000000000000000000000000aa", "stake": 5}]}},
        "gasLimit": 5000, "alloc": {}})");

    ASSERT_TRUE(genesis) << genesis.error();
    EXPECT_TRUE(genesis->is_development);
    ASSERT_EQ(genesis->validators.size(), 1U);
    EXPECT_EQ(genesis->validators[0].stake, 5U);
}

TEST(Genesis, SaysWhatIsWrongAndWhere) {
    EXPECT_THAT(refusal("nonsense"), HasSubstr("not JSON"));
    EXPECT_THAT(refusal("[]"), HasSubstr("the file is not a JSON object"));
    EXPECT_EQ(refusal(R"({"gasLimit": 5000, "alloc": {}})"), "config is missing");
    EXPECT_EQ(refusal(R"({"config": {"cancunTime": 0}, "gasLimit": 5000, "alloc": {}})"),
              "config.chainId is missing");
    EXPECT_EQ(refusal(R"({"config": {"chainId": "x", "cancunTime": 0}, "gasLimit": 5000, "alloc": {}})"),
              "config.chainId is not a number");
    EXPECT_EQ(refusal(R"({"config": {"chainId": 1, "shanghaiTime": 0}, "gasLimit": 5000, "alloc": {}})"),
              "config must have the rules of Cancun or newer from block zero on");
    EXPECT_EQ(
        refusal(
            R"({"config": {"chainId": 1, "cancunTime": 0, "amsterdamTime": 9}, "gasLimit": 5000, "alloc": {}})"),
        "config.amsterdamTime is a fork that this program does not know");
    EXPECT_EQ(
        refusal(R"({"config": {"chainId": 1, "cancunTime": 0}, "gasLimit": 5000, "alloc": {"0x12": {}}})"),
        "alloc.0x12 is not an address");
    EXPECT_EQ(refusal(R"({"config": {"chainId": 1, "cancunTime": 0}, "gasLimit": 5000,
                          "alloc": {"0x00000000000000000000000000000000000000aa": {"code": "zz"}}})"),
              "alloc.0x00000000000000000000000000000000000000aa.code is not hexadecimal");
    EXPECT_EQ(refusal(R"({"config": {"chainId": 1, "cancunTime": 0, "deed": {"validators": [{"stake": 1}]}},
                          "gasLimit": 5000, "alloc": {}})"),
              "config.deed.validators[0].address does not have 20 bytes");
}

TEST(Genesis, RefusesAGasLimitThatNoBlockCouldFollow) {
    for (const auto* limit : {"0", "4999", "\"0x8000000000000000\"", "\"0xffffffffffffffff\""})
        EXPECT_THAT(refusal(R"({"config": {"chainId": 1, "cancunTime": 0}, "alloc": {}, "gasLimit": )" +
                            std::string{limit} + "}"),
                    HasSubstr("gasLimit must be from 5000 to 2^63 - 1"))
            << limit;
}

TEST(Genesis, SaysThatADirectoryIsNoGenesisFile) {
    EXPECT_THROW((void)read_genesis("."), Error);
}

TEST(Genesis, GivesTheSameBlockWhenItsTextIsReadAgain) {
    const auto genesis = make_development_genesis({to_address(Uint256{1})}, 30'000'000);

    EXPECT_EQ(genesis_hash_of(parse_genesis(genesis.text).value()), genesis_hash_of(genesis));
}

TEST(Genesis, KeepsItsRulesApartFromItsAccounts) {
    const auto genesis = make_development_genesis({to_address(Uint256{1})}, 30'000'000);

    const auto rules = parse_genesis(genesis.rules).value();

    EXPECT_EQ(rules.genesis.config, genesis.genesis.config);
    EXPECT_EQ(rules.is_development, genesis.is_development);
    EXPECT_EQ(rules.genesis.header.gas_limit, genesis.genesis.header.gas_limit);
    EXPECT_FALSE(rules.genesis.accounts.accounts.contains(to_address(Uint256{1})));
    EXPECT_EQ(rules.rules, genesis.rules);
}

}  // namespace
}  // namespace deed::chain
