#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/chain/audit.hpp"
#include "runtime/chain/chain.hpp"
#include "runtime/chain/evidence.hpp"
#include "runtime/chain/sealer.hpp"
#include "runtime/chain/transfer.hpp"
#include "runtime/consensus/evidence.hpp"
#include "runtime/keys/mnemonic.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tools/founding/founding.hpp"
#include "tools/founding/staking.hpp"
#include "vm/base/error.hpp"

namespace deed::founding {
namespace {

using chain::Chain;

constexpr uint64_t kEther = 1'000'000'000'000'000'000;
constexpr uint64_t kChainId = 77;
/// The first block that validators chosen in block one vote on.
constexpr uint64_t kFirstChange = 3 * consensus::kEpochLength;

/// A chain of four validators with 32 ether each; a fifth key has ether and no stake.
class StakedChain {
  public:
    StakedChain() : accounts_(keys::derive_accounts(keys::kDevMnemonic, 5)) {
        Founding founding;
        founding.chain_id = kChainId;
        founding.timestamp = now;
        founding.minimum_stake = Uint256{kEther};
        founding.unbonding_blocks = 200;
        founding.jail_blocks = 10;
        for (const auto& account : accounts_)
            founding.balances[account.address] = Uint256{1'000} * Uint256{kEther};
        for (size_t i = 0; i < 4; ++i)
            founding.founders.push_back(
                {accounts_[i].address, accounts_[i].address, anchor(i), Uint256{32} * Uint256{kEther}});
        genesis = chain::parse_genesis(make_genesis_text(founding)).value();
    }

    [[nodiscard]] std::unique_ptr<Chain> open(const std::filesystem::path& path, size_t key_count = 5) {
        chain::Settings settings;
        settings.data_directory = path;
        settings.sealing = chain::Sealing::OnDemand;
        settings.durability = storage::Durability::Lazy;
        settings.clock = [this] { return now; };
        std::vector<std::shared_ptr<keys::Signer>> signers;
        for (size_t i = 0; i < key_count; ++i)
            signers.push_back(std::make_shared<keys::LocalSigner>(accounts_[i].key.clone()));
        return std::make_unique<Chain>(settings, genesis, signers, chain::Listeners{});
    }

    /// Makes blocks until the head has this number.
    void advance(Chain& chain, uint64_t number) {
        while (chain.head()->id.number < number) {
            ++now;
            ASSERT_TRUE(chain.produce());
        }
    }

    /// The chain and a copy of it, alike up to @p number; each has made a block of its own after it.
    [[nodiscard]] std::pair<std::unique_ptr<Chain>, std::unique_ptr<Chain>> fork(
        const std::filesystem::path& path, uint64_t number) {
        advance(*open(directory.path()), number);
        chain::copy_chain(directory.path(), path);
        auto chain = open(directory.path());
        auto rival = open(path);
        advance(*chain, number + 1);
        advance(*rival, number + 1);
        return {std::move(chain), std::move(rival)};
    }

    [[nodiscard]] Hash anchor(size_t index) const {
        return chain::beacon_anchor_of(keys::LocalSigner{accounts_[index].key.clone()}, kChainId);
    }
    [[nodiscard]] const Address& address(size_t index) const { return accounts_[index].address; }

    /// Calls the staking contract in a transaction.
    void send(Chain& chain, size_t from, std::string_view name, const abi::Values& arguments,
              uint64_t ether = 0) {
        const auto found =
            std::find_if(contract_.interface.functions.begin(), contract_.interface.functions.end(),
                         [&](const auto& function) { return function.name == name; });
        ASSERT_NE(found, contract_.interface.functions.end());
        block::Transaction call{.type = block::TransactionType::DynamicFee,
                                .chain_id = kChainId,
                                .nonce = chain.next_nonce(address(from)),
                                .gas_limit = 1'000'000,
                                .to = kStakingAddress,
                                .value = Uint256{ether} * Uint256{kEther},
                                .data = abi::encode_call(*found, arguments).value()};
        call.max_fee_per_gas = Uint256{100'000'000'000};
        const auto sent = chain.submit(block::sign(std::move(call), accounts_[from].key));
        ASSERT_TRUE(sent);
        ++now;
        ASSERT_TRUE(chain.produce());
        EXPECT_TRUE(chain.snapshot()->find_receipt(*sent)->receipt.succeeded);
    }

    /// The stake of a validator of the next block, in gwei; zero when it is none.
    [[nodiscard]] uint64_t stake(const Chain& chain, size_t index) const {
        const auto set = chain.validators();
        const auto found = set->find_index(address(index));
        return found ? set->members()[*found].stake : 0;
    }

    uint64_t now = 1'700'000'000;
    chain::ChainGenesis genesis;
    TemporaryDirectory directory;

  private:
    std::vector<keys::Account> accounts_;
    StakingContract contract_ = compile_staking();
};

TEST(StakedChain, CountsNewStakeThreeEpochsLater) {
    StakedChain staked;
    const auto chain = staked.open(staked.directory.path());
    EXPECT_EQ(staked.stake(*chain, 1), 32'000'000'000U);

    staked.send(*chain, 4, "delegate", {{staked.address(1)}}, 100);
    staked.advance(*chain, kFirstChange - 2);
    EXPECT_EQ(staked.stake(*chain, 1), 32'000'000'000U);
    staked.advance(*chain, kFirstChange - 1);

    EXPECT_EQ(staked.stake(*chain, 1), 132'000'000'000U);
    EXPECT_EQ(staked.stake(*chain, 2), 32'000'000'000U);
}

TEST(StakedChain, LetsANewValidatorProposeAndProvesItToOthers) {
    StakedChain staked;
    const auto chain = staked.open(staked.directory.path());
    staked.send(*chain, 4, "register",
                {{staked.address(4)}, {to_bytes(BytesView{staked.anchor(4)})}, {Uint256{}}}, 900);
    staked.advance(*chain, kFirstChange + 40);

    const auto snapshot = chain->snapshot();
    EXPECT_EQ(staked.stake(*chain, 4), 900'000'000'000U);
    EXPECT_EQ(snapshot->find_commit(kFirstChange - 1)->signatures.size(), 4U);
    bool has_proposed = false;
    for (uint64_t number = kFirstChange; number <= snapshot->head().number; ++number)
        has_proposed |= snapshot->find_commit(number)->proposer == staked.address(4);
    EXPECT_TRUE(has_proposed);

    const TemporaryDirectory copy;
    const auto follower = staked.open(copy.path(), 0);
    for (uint64_t number = 1; number <= snapshot->head().number; ++number) {
        const auto taken =
            follower->import(snapshot->find_block(number).value(), snapshot->find_commit(number).value());
        ASSERT_TRUE(taken) << number << ": " << taken.error();
    }
    EXPECT_EQ(follower->head()->id, chain->head()->id);
}

TEST(StakedChain, HoldsInAnAuditAndAfterAReopening) {
    StakedChain staked;
    auto chain = staked.open(staked.directory.path());
    staked.send(*chain, 4, "delegate", {{staked.address(0)}}, 7);
    staked.advance(*chain, kFirstChange + 3);
    const auto head = chain->head()->id;
    chain.reset();

    chain = staked.open(staked.directory.path());
    EXPECT_EQ(chain->head()->id, head);
    EXPECT_EQ(staked.stake(*chain, 0), 39'000'000'000U);
    staked.advance(*chain, head.number + 1);
    chain.reset();

    const TemporaryDirectory scratch;
    const auto audit = chain::audit_chain(staked.directory.path(), staked.genesis, scratch.path(),
                                          [](uint64_t, uint64_t) {});
    EXPECT_FALSE(audit.problem) << audit.problem->what;
}

TEST(StakedChain, StopsWhenTheKeysHereAreNoQuorumAnyMore) {
    StakedChain staked;
    const auto chain = staked.open(staked.directory.path(), 4);
    staked.send(*chain, 4, "register",
                {{staked.address(4)}, {to_bytes(BytesView{staked.anchor(4)})}, {Uint256{}}}, 900);
    staked.advance(*chain, kFirstChange - 1);
    ++staked.now;

    EXPECT_THROW(chain->produce(), Error);
    EXPECT_EQ(chain->head()->id.number, kFirstChange - 1);
}

/// The same validators made two blocks of one height, in two directories.
TEST(StakedChain, SlashesWhoHasSignedTwoBlocksOfOneHeight) {
    StakedChain staked;
    const TemporaryDirectory copy;
    const auto [chain, rival] = staked.fork(copy.path() / "chain", 2);
    const auto block = rival->snapshot()->find_block(3).value();
    const auto record = rival->snapshot()->find_commit(3).value();

    const auto refused = chain->import(block, record);

    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error(), testing::HasSubstr("has signed both"));
    EXPECT_EQ(chain->evidence().size(), record.signatures.size());
    staked.advance(*chain, kFirstChange + consensus::kEpochLength);
    const auto set = chain->validators();
    // Everybody has lied, and nobody is left to vote: the validators of the epoch before go on.
    EXPECT_EQ(set->members().size(), 4U);
    const auto state = chain->state_at(chain->head()->id.number);
    EXPECT_LT(state->find_account(kStakingAddress)->balance, Uint256{128} * Uint256{kEther});
    EXPECT_GT(state->find_account(Address{})->balance, Uint256{});
}

/// The lie is noticed, and the node ends before any block has its report.
TEST(StakedChain, KeepsEvidenceOverARestartUntilABlockHasItsReport) {
    StakedChain staked;
    const TemporaryDirectory copy;
    auto [chain, rival] = staked.fork(copy.path() / "chain", 1);
    (void)chain->import(rival->snapshot()->find_block(2).value(), rival->snapshot()->find_commit(2).value());
    const size_t noticed = chain->evidence().size();
    ASSERT_GE(noticed, 3U);

    chain.reset();
    chain = staked.open(staked.directory.path());

    EXPECT_EQ(chain->evidence().size(), noticed);
    const auto staked_before = chain->state_at(2)->find_account(kStakingAddress)->balance;
    staked.advance(*chain, 3);
    const auto after = chain->state_at(3)->find_account(kStakingAddress)->balance;
    EXPECT_LT(after, staked_before);
    chain.reset();
    chain = staked.open(staked.directory.path());
    EXPECT_TRUE(chain->evidence().empty());
    chain.reset();
    const TemporaryDirectory scratch;
    const auto audit = chain::audit_chain(staked.directory.path(), staked.genesis, scratch.path(),
                                          [](uint64_t, uint64_t) {});
    EXPECT_FALSE(audit.problem) << audit.problem->what;
}

TEST(StakedChain, RefusesTheSameBlockTwiceWithoutCallingItALie) {
    StakedChain staked;
    const auto chain = staked.open(staked.directory.path());
    staked.advance(*chain, 1);

    const auto refused =
        chain->import(chain->snapshot()->find_block(1).value(), chain->snapshot()->find_commit(1).value());

    EXPECT_THAT(refused.error(), testing::HasSubstr("there already"));
    EXPECT_TRUE(chain->evidence().empty());
}

}  // namespace
}  // namespace deed::founding
