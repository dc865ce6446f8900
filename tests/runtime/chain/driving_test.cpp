#include <sstream>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/chain/audit.hpp"
#include "runtime/chain/chain.hpp"
#include "runtime/chain/transfer.hpp"
#include "runtime/keys/mnemonic.hpp"
#include "runtime/ledger/history.hpp"
#include "tests/support/temporary_directory.hpp"
#include "vm/base/error.hpp"
#include "vm/base/hex.hpp"

// A chain that a consensus client decides about.
namespace deed::chain {
namespace {

using block::Block;

/// The newest rules from the start, with the contracts of the protocol in the file, as networks have them.
ChainGenesis make_foreign_genesis(const Address& funded) {
    const auto model = make_development_genesis({funded}, 30'000'000);
    auto file = boost::json::parse(model.text).as_object();
    file.at("config").as_object().erase("deed");
    boost::json::object alloc;
    for (const auto& [address, change] : model.genesis.accounts.accounts) {
        boost::json::object account{{"balance", to_quantity(change.account->balance)},
                                    {"nonce", to_quantity(Uint256{change.account->nonce})}};
        const auto code = model.genesis.accounts.code.find(change.account->code_hash);
        if (code != model.genesis.accounts.code.end()) account["code"] = to_hex_prefixed(code->second);
        alloc[to_hex_prefixed(address)] = std::move(account);
    }
    file["alloc"] = std::move(alloc);
    return parse_foreign_genesis(boost::json::serialize(file)).value();
}

class DrivenChain : public testing::Test {
  protected:
    DrivenChain() : accounts_(keys::derive_accounts(keys::kDevMnemonic, 1)) { open(directory_); }

    void open(const TemporaryDirectory& directory, std::optional<uint64_t> history = {}) {
        chain_.reset();
        const auto genesis = make_foreign_genesis(accounts_[0].address);
        Settings settings{.data_directory = directory.path(), .sealing = Sealing::OnDemand, .clock = [] {
                              return uint64_t{100};
                          }};
        settings.history = history;
        Listeners listeners{
            .on_block = [this](const NewBlock& news) { told_.push_back(news.head.id.number); },
            .on_transaction = {},
            .on_left = [this](const NewBlock& left) { left_.push_back(left.head.id.number); },
            .on_rewind = [this](const Head& head) { rewound_.push_back(head.id.number); }};
        chain_ = std::make_unique<Chain>(std::move(settings), genesis,
                                         std::vector<std::shared_ptr<keys::Signer>>{}, std::move(listeners));
    }

    [[nodiscard]] Hash head() const { return chain_->head()->id.hash; }
    [[nodiscard]] Uint256 balance_of(const Address& address) const {
        const auto account = chain_->state_at(chain_->head()->id.number)->find_account(address);
        return account ? account->balance : Uint256{};
    }

    /// A transfer of @p value from the first account to an address of nobody.
    [[nodiscard]] block::SignedTransaction transfer(uint64_t nonce, uint64_t value) const {
        return block::sign({.type = block::TransactionType::DynamicFee,
                            .chain_id = kDevelopmentChainId,
                            .nonce = nonce,
                            .max_priority_fee_per_gas = Uint256{1},
                            .max_fee_per_gas = Uint256{100'000'000'000},
                            .gas_limit = 21'000,
                            .to = kNobody,
                            .value = Uint256{value}},
                           accounts_[0].key);
    }

    /// Makes a block on @p parent without taking it. Blocks of different @p mark differ.
    [[nodiscard]] Block make(const Hash& parent, uint64_t timestamp, uint8_t mark,
                             const std::vector<block::SignedTransaction>& transactions = {}) const {
        BlockWanted wanted{.timestamp = timestamp, .withdrawals = {}, .parent_beacon_root = Hash{}};
        wanted.withdrawals.emplace();
        wanted.prev_randao[0] = mark;
        const auto offer = chain_->build_of(parent, wanted, transactions);
        DEED_ASSERT(offer.has_value());
        return offer->block;
    }

    /// A branch of @p length blocks on @p parent, all taken, each with a transfer of @p value; the last hash.
    Hash grow(Hash parent, uint64_t first_nonce, size_t length, uint8_t mark, uint64_t value) {
        for (size_t i = 0; i < length; ++i) {
            const Block block = make(parent, 10 + first_nonce + i, mark, {transfer(first_nonce + i, value)});
            EXPECT_EQ(chain_->take(block).status, BlockStatus::Valid);
            parent = block::hash_of(block.header);
        }
        return parent;
    }

    [[nodiscard]] bool follow(const Hash& hash, const Hash& finalized = {}) {
        const auto followed = chain_->choose({hash, finalized, finalized});
        return followed && followed->verdict.status == BlockStatus::Valid && followed->is_head;
    }

    static constexpr Address kNobody{{0x55}};
    TemporaryDirectory directory_;
    std::vector<keys::Account> accounts_;
    std::unique_ptr<Chain> chain_;
    std::vector<uint64_t> told_;
    std::vector<uint64_t> left_;
    std::vector<uint64_t> rewound_;
};

std::string exported(const TemporaryDirectory& directory) {
    std::ostringstream out;
    EXPECT_GT(export_chain(directory.path(), out, [](uint64_t, uint64_t) {}), 0U);
    return out.str();
}

ImportResult import(const TemporaryDirectory& directory, const std::string& text) {
    std::istringstream in{text};
    return import_chain(directory.path(), in, [](uint64_t, uint64_t) {});
}

TEST_F(DrivenChain, IsCarriedThroughAFile) {
    ASSERT_TRUE(follow(grow(head(), 0, 3, 1, 10)));
    const auto newest = chain_->head()->id;
    chain_.reset();
    const std::string whole = exported(directory_);
    const TemporaryDirectory target;
    EXPECT_THROW(import(target, whole.substr(0, whole.size() - 10)), Error);

    const auto result = import(target, whole);

    EXPECT_TRUE(result.is_driven);
    EXPECT_EQ(result.known, 2U);
    EXPECT_EQ(result.added, 1U);
    const TemporaryDirectory scratch;
    const auto audit = audit_chain(target.path(), make_foreign_genesis(accounts_[0].address), scratch.path(),
                                   [](uint64_t, uint64_t) {});
    EXPECT_FALSE(audit.problem) << audit.problem->what;
    EXPECT_EQ(audit.head, newest);
    open(target);
    EXPECT_TRUE(follow(grow(newest.hash, 3, 1, 1, 10)));
    EXPECT_EQ(balance_of(kNobody), Uint256{40});
}

TEST_F(DrivenChain, IsNotReadFromAFileWhoseBlocksAreForged) {
    ASSERT_TRUE(follow(grow(head(), 0, 3, 1, 10)));
    chain_.reset();
    std::string forged = exported(directory_);
    forged[forged.size() - 500] ^= 1;
    const TemporaryDirectory target;

    EXPECT_THROW(import(target, forged), Error);
}

TEST_F(DrivenChain, HoldsBeforeAnyChoice) {
    chain_.reset();
    const TemporaryDirectory scratch;

    const auto audit = audit_chain(directory_.path(), {}, scratch.path(), [](uint64_t, uint64_t) {});

    EXPECT_FALSE(audit.problem) << audit.problem->what;
}

TEST_F(DrivenChain, TakesABlockAndMakesItTheHeadWhenItIsChosen) {
    const Hash before = head();
    const Block block = make(before, 10, 1, {transfer(0, 5)});
    const Hash hash = block::hash_of(block.header);

    const auto verdict = chain_->take(block);

    EXPECT_EQ(verdict.status, BlockStatus::Valid);
    EXPECT_EQ(verdict.latest_valid, hash);
    EXPECT_EQ(head(), before);
    EXPECT_TRUE(follow(hash));
    EXPECT_EQ(head(), hash);
    EXPECT_EQ(balance_of(kNobody), Uint256{5});
    EXPECT_THAT(told_, testing::ElementsAre(1));
}

TEST_F(DrivenChain, GoesOverToAnotherBranchAndBack) {
    const Hash genesis = head();
    const Hash long_one = grow(genesis, 0, 6, 1, 10);
    ASSERT_TRUE(follow(long_one));
    const Hash short_one = grow(genesis, 0, 4, 2, 1);

    ASSERT_TRUE(follow(short_one));

    EXPECT_EQ(chain_->head()->id.number, 4U);
    EXPECT_EQ(balance_of(kNobody), Uint256{4});
    EXPECT_THAT(left_, testing::ElementsAre(6, 5, 4, 3, 2, 1));
    EXPECT_THAT(rewound_, testing::ElementsAre(0));
    EXPECT_EQ(chain_->snapshot()->find_number(long_one), std::nullopt);
    ASSERT_TRUE(follow(long_one));
    EXPECT_EQ(chain_->head()->id.number, 6U);
    EXPECT_EQ(balance_of(kNobody), Uint256{60});
}

TEST_F(DrivenChain, ReadsAPastStateOfTheBranchItIsOn) {
    const Hash genesis = head();
    ASSERT_TRUE(follow(grow(genesis, 0, 3, 1, 10)));
    ASSERT_TRUE(follow(grow(genesis, 0, 3, 2, 1)));

    EXPECT_EQ(chain_->state_at(2)->find_account(kNobody)->balance, Uint256{2});
    EXPECT_FALSE(chain_->state_at(0)->find_account(kNobody));
}

TEST_F(DrivenChain, GoesBackToAnAncestorThatIsNotFinal) {
    const Hash genesis = head();
    const Hash second = grow(genesis, 0, 2, 1, 10);
    const Hash fourth = grow(second, 2, 2, 1, 10);
    ASSERT_TRUE(follow(fourth));

    ASSERT_TRUE(follow(second));

    EXPECT_EQ(chain_->head()->id.number, 2U);
    EXPECT_EQ(balance_of(kNobody), Uint256{20});
    ASSERT_TRUE(follow(fourth));
    EXPECT_EQ(balance_of(kNobody), Uint256{40});
}

TEST_F(DrivenChain, NeverGoesBelowWhatIsFinal) {
    const Hash genesis = head();
    const Hash second = grow(genesis, 0, 2, 1, 10);
    const Hash third = grow(second, 2, 1, 1, 10);
    const Hash other = grow(genesis, 0, 1, 2, 1);
    ASSERT_TRUE(follow(third, second));

    const auto to_other = chain_->choose({other, {}, {}});
    const auto to_genesis = chain_->choose({genesis, {}, {}});

    // The branch was forgotten when the block beside its root became final.
    ASSERT_TRUE(to_other);
    EXPECT_EQ(to_other->verdict.status, BlockStatus::Syncing);
    ASSERT_TRUE(to_genesis);
    EXPECT_EQ(to_genesis->verdict.status, BlockStatus::Valid);
    EXPECT_FALSE(to_genesis->is_head);
    EXPECT_EQ(head(), third);
    EXPECT_EQ(chain_->finalized()->hash, second);
}

TEST_F(DrivenChain, RefusesMarksThatAreNotOnTheHeadsBranch) {
    const Hash genesis = head();
    const Hash one = grow(genesis, 0, 1, 1, 10);
    const Hash other = grow(genesis, 0, 1, 2, 1);

    const auto chosen = chain_->choose({one, other, {}});

    ASSERT_FALSE(chosen);
    EXPECT_EQ(chosen.error(), ForkChoiceError::NotAncestors);
    EXPECT_EQ(head(), genesis);
}

TEST_F(DrivenChain, FindsAnInvalidBlockInvalidForEverAndAllThatStandsOnIt) {
    const Hash genesis = head();
    Block bad = make(genesis, 10, 1);
    bad.header.state_root[0] ^= 1;
    const Hash bad_hash = block::hash_of(bad.header);
    Block child = make(genesis, 12, 1);
    child.header.parent_hash = bad_hash;
    child.header.number = 2;

    for (int i = 0; i < 2; ++i) {
        const auto verdict = chain_->take(bad);
        EXPECT_EQ(verdict.status, BlockStatus::Invalid);
        EXPECT_EQ(verdict.latest_valid, genesis);
    }
    const auto verdict = chain_->take(child);
    const auto chosen = chain_->choose({block::hash_of(child.header), {}, {}});

    EXPECT_EQ(verdict.status, BlockStatus::Invalid);
    EXPECT_EQ(verdict.latest_valid, genesis);
    ASSERT_TRUE(chosen);
    EXPECT_EQ(chosen->verdict.status, BlockStatus::Invalid);
    EXPECT_EQ(head(), genesis);
}

TEST_F(DrivenChain, RunsABlockThatCameBeforeItsParentWhenTheParentComes) {
    const Hash genesis = head();
    const Block first = make(genesis, 10, 1);
    ASSERT_EQ(chain_->take(first).status, BlockStatus::Valid);
    const Block second = make(block::hash_of(first.header), 12, 1);
    const TemporaryDirectory fresh;
    open(fresh);

    EXPECT_EQ(chain_->take(second).status, BlockStatus::Syncing);
    const auto chosen = chain_->choose({block::hash_of(second.header), {}, {}});
    EXPECT_EQ(chosen->verdict.status, BlockStatus::Syncing);
    EXPECT_EQ(chain_->take(first).status, BlockStatus::Valid);

    EXPECT_TRUE(follow(block::hash_of(second.header)));
    EXPECT_EQ(chain_->head()->id.number, 2U);
    chain_.reset();
}

TEST_F(DrivenChain, KnowsBlocksBesideTheChainAndTheMarksAfterARestart) {
    const Hash genesis = head();
    const Hash first = grow(genesis, 0, 1, 1, 10);
    const Hash third = grow(first, 1, 2, 1, 10);
    const Hash other = grow(first, 1, 1, 2, 1);
    ASSERT_TRUE(follow(third, first));

    open(directory_);

    EXPECT_EQ(head(), third);
    EXPECT_EQ(chain_->finalized()->hash, first);
    EXPECT_TRUE(follow(other));
    EXPECT_EQ(balance_of(kNobody), Uint256{11});
    open(directory_);
    EXPECT_TRUE(follow(third));
    EXPECT_EQ(balance_of(kNobody), Uint256{30});
}

TEST_F(DrivenChain, LetsTransactionsOfABranchLeftBehindWaitAgain) {
    const Hash genesis = head();
    const auto transaction = transfer(0, 7);
    const Block with = make(genesis, 10, 1, {transaction});
    const Block without = make(genesis, 10, 2);
    ASSERT_EQ(chain_->take(with).status, BlockStatus::Valid);
    ASSERT_EQ(chain_->take(without).status, BlockStatus::Valid);
    ASSERT_TRUE(follow(block::hash_of(with.header)));

    ASSERT_TRUE(follow(block::hash_of(without.header)));

    EXPECT_NE(chain_->find_pending(block::hash_of(transaction)), nullptr);
    const auto offer = chain_->build(head(), {.timestamp = 20, .parent_beacon_root = Hash{}});
    ASSERT_TRUE(offer);
    EXPECT_THAT(offer->block.transactions, testing::ElementsAre(transaction));
}

TEST_F(DrivenChain, IsVerifiedFromItsGenesis) {
    const Hash genesis = head();
    ASSERT_TRUE(follow(grow(genesis, 0, 3, 1, 10)));
    ASSERT_TRUE(follow(grow(genesis, 0, 4, 2, 1)));
    chain_.reset();
    const TemporaryDirectory scratch;

    const auto audit =
        audit_chain(directory_.path(), std::nullopt, scratch.path() / "replay", [](uint64_t, uint64_t) {});

    EXPECT_FALSE(audit.problem.has_value()) << audit.problem->what;
    EXPECT_EQ(audit.head.number, 4U);
}

/// A chain of 150 blocks that keeps as little as it may.
class DrivenChainOfShortHistory : public DrivenChain {
  protected:
    DrivenChainOfShortHistory() {
        open(directory_, ledger::kLeastHistory);
        blocks_.push_back(head());
    }
    /// Block by block, each chosen at once, with the block @p behind it final.
    void advance(uint64_t to, uint64_t behind) {
        while (blocks_.size() <= to) {
            const uint64_t number = blocks_.size();
            blocks_.push_back(grow(blocks_.back(), number - 1, 1, 1, 1));
            ASSERT_TRUE(follow(blocks_.back(), number > behind ? blocks_[number - behind] : Hash{}));
        }
    }
    [[nodiscard]] uint64_t oldest_state() const { return chain_->snapshot()->oldest_state(); }

    std::vector<Hash> blocks_;  ///< by number
};

TEST_F(DrivenChainOfShortHistory, ForgetsTheStatesBeforeIt) {
    advance(150, 10);

    EXPECT_EQ(oldest_state(), 150 - ledger::kLeastHistory);
    EXPECT_NE(chain_->state_at(22), nullptr);
    EXPECT_THROW((void)chain_->state_at(21), ledger::ForgottenState);
    const TemporaryDirectory scratch;
    chain_.reset();
    const auto audit =
        audit_chain(directory_.path(), std::nullopt, scratch.path(), [](uint64_t, uint64_t) {});
    EXPECT_FALSE(audit.problem) << audit.problem->what;
}

TEST_F(DrivenChainOfShortHistory, KeepsTheStatesThatAnotherBranchMayStandOn) {
    advance(10, 5);
    advance(150, 145);

    EXPECT_EQ(oldest_state(), 5U);
    const Hash other = grow(blocks_[5], 5, 3, 2, 9);
    EXPECT_TRUE(follow(other));
    EXPECT_EQ(chain_->head()->id.number, 8U);
}

TEST_F(DrivenChainOfShortHistory, RefusesABranchThatLeavesBeforeTheOldestState) {
    const Hash other = grow(blocks_[0], 0, 2, 2, 9);
    advance(150, 145);
    ASSERT_EQ(oldest_state(), 5U);
    open(directory_, ledger::kLeastHistory);

    EXPECT_EQ(chain_->head()->id.hash, blocks_[150]);
    const auto refused = chain_->choose({other, {}, {}});
    EXPECT_FALSE(refused.has_value() && refused->is_head);
}

}  // namespace
}  // namespace deed::chain
