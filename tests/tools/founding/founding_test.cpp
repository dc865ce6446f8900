#include "tools/founding/founding.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/chain/genesis.hpp"
#include "runtime/chain/validator_sets.hpp"
#include "tools/founding/staking.hpp"
#include "vm/base/error.hpp"
#include "vm/state/memory_state.hpp"

namespace deed::founding {
namespace {

constexpr uint64_t kEther = 1'000'000'000'000'000'000;

Founding make_founding() {
    Founding founding;
    founding.chain_id = 77;
    founding.timestamp = 1'700'000'000;
    founding.minimum_stake = Uint256{kEther};
    founding.unbonding_blocks = 200;
    founding.jail_blocks = 50;
    for (uint8_t i = 1; i <= 3; ++i)
        founding.founders.push_back({.key = Address{{i}},
                                     .owner = Address{{0xee}},
                                     .beacon_anchor = Hash{{i}},
                                     .stake = Uint256{i * kEther}});
    return founding;
}

std::optional<consensus::ValidatorSet> validators_of(const chain::ChainGenesis& genesis) {
    state::MemoryState state;
    state.apply(genesis.genesis.accounts);
    return chain::read_validators(state, genesis.genesis.header, genesis.genesis.config, *genesis.staking);
}

std::string refusal_of(const Founding& founding) {
    try {
        (void)make_genesis_text(founding);
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

TEST(Founding, GivesTheFoundersTheirSeatsAndStakes) {
    const auto genesis = chain::parse_genesis(make_genesis_text(make_founding())).value();

    const auto validators = validators_of(genesis).value();

    ASSERT_EQ(validators.members().size(), 3U);
    EXPECT_EQ(validators.members()[1], (consensus::Validator{Address{{2}}, 2'000'000'000, Hash{{2}}}));
    EXPECT_EQ(genesis.genesis.accounts.accounts.at(kStakingAddress).account->balance, Uint256{6 * kEther});
    EXPECT_EQ(genesis.staking, kStakingAddress);
}

TEST(Founding, LetsGovernanceAdmitTheFounders) {
    Founding founding = make_founding();
    founding.governance = Address{{0x99}};

    const auto genesis = chain::parse_genesis(make_genesis_text(founding)).value();

    EXPECT_EQ(validators_of(genesis)->members().size(), 3U);
}

TEST(Founding, FundsAccounts) {
    Founding founding = make_founding();
    founding.balances[Address{{7}}] = Uint256{5};

    const auto genesis = chain::parse_genesis(make_genesis_text(founding)).value();

    EXPECT_EQ(genesis.genesis.accounts.accounts.at(Address{{7}}).account->balance, Uint256{5});
}

TEST(Founding, IsTheSameTextEachTime) {
    EXPECT_EQ(make_genesis_text(make_founding()), make_genesis_text(make_founding()));
}

TEST(Founding, SaysWhatTheContractRefuses) {
    Founding poor = make_founding();
    poor.founders[0].stake = Uint256{1};
    EXPECT_THAT(refusal_of(poor), testing::HasSubstr("BondTooSmall"));
    Founding twice = make_founding();
    twice.founders[1].beacon_anchor = twice.founders[0].beacon_anchor;
    EXPECT_THAT(refusal_of(twice), testing::HasSubstr("AnchorTaken"));
    Founding hasty = make_founding();
    hasty.unbonding_blocks = 96;
    EXPECT_THAT(refusal_of(hasty), testing::HasSubstr("BadTerms"));
    Founding nobody = make_founding();
    nobody.founders.clear();
    EXPECT_THAT(refusal_of(nobody), testing::HasSubstr("do not make a set"));
}

TEST(Genesis, NamesValidatorsOrAStakingContractButNotBoth) {
    const auto both = chain::parse_genesis(
        R"({"config":{"chainId":1,"cancunTime":0,"shanghaiTime":0,"mergeNetsplitBlock":0,"londonBlock":0,
            "deed":{"staking":"0x000000000000000000000000000000000000deed","validators":[
            {"address":"0x0000000000000000000000000000000000000001","stake":1}]}},
            "gasLimit":"0x1c9c380","alloc":{}})");

    EXPECT_THAT(both.error(), testing::HasSubstr("validators"));
}

}  // namespace
}  // namespace deed::founding
