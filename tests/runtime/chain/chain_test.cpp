#include "runtime/chain/chain.hpp"

#include <atomic>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/runtime/chain/chain_fixture.hpp"
#include "tests/runtime/chain/sample_contract.hpp"
#include "vm/base/error.hpp"

namespace deed::chain {
namespace {

using pool::PoolError;
using pool::Refusal;
using testing::HasSubstr;
using tests::ChainFixture;
using tests::storing_contract;

constexpr Address kStranger{{0xaa, 0xbb}};

Bytes word(uint64_t value) {
    return to_bytes(BytesView{to_hash(Uint256{value})});
}

Uint256 balance_at(const Chain& chain, uint64_t block, const Address& address) {
    return chain.state_at(block)->find_account(address).value_or(state::Account{}).balance;
}

TEST(Chain, SealsABlockForEachTransactionBeforeSubmitReturns) {
    ChainFixture fixture;
    Chain& chain = fixture.chain();

    const auto hash = chain.submit(fixture.transfer(0, kStranger, Uint256{5}, 0));

    ASSERT_TRUE(hash);
    EXPECT_EQ(chain.head()->id.number, 1U);
    const auto receipt = chain.snapshot()->find_receipt(*hash);
    ASSERT_TRUE(receipt);
    EXPECT_TRUE(receipt->receipt.succeeded);
    EXPECT_EQ(receipt->receipt.gas_used, 21'000U);
    EXPECT_EQ(balance_at(chain, 1, kStranger), Uint256{5});
    EXPECT_EQ(balance_at(chain, 0, kStranger), Uint256{0});
}

TEST(Chain, KeepsTimeStrictlyRisingWhenTheClockStandsStill) {
    ChainFixture fixture;
    fixture.send(0, {.to = kStranger});
    const uint64_t first = fixture.chain().head()->header.timestamp;

    fixture.send(0, {.to = kStranger});

    EXPECT_EQ(fixture.chain().head()->header.timestamp, first + 1);
}

TEST(Chain, ContinuesFromItsHeadAfterAReopening) {
    ChainFixture fixture;
    for (int i = 0; i < 40; ++i) fixture.send(0, {.to = kStranger, .value = Uint256{1}});
    const auto before = fixture.chain().head()->id;

    Chain& chain = fixture.open();

    EXPECT_EQ(chain.head()->id, before);
    fixture.send(0, {.to = kStranger, .value = Uint256{1}});
    EXPECT_EQ(balance_at(chain, 41, kStranger), Uint256{41});
}

TEST(Chain, ReadsStorageAndBalancesOfEveryPastBlock) {
    ChainFixture fixture;
    const Hash created = fixture.send(0, {.data = storing_contract()});
    const Address contract =
        fixture.chain().snapshot()->find_receipt(created)->receipt.contract_address.value();
    for (uint64_t value = 1; value <= 5; ++value) fixture.send(1, {.to = contract, .data = word(value * 11)});

    for (uint64_t block = 1; block <= 6; ++block)
        EXPECT_EQ(fixture.chain().state_at(block)->read_storage(contract, Uint256{}),
                  Uint256{(block - 1) * 11})
            << block;
    EXPECT_FALSE(fixture.chain().state_at(1)->has_storage(contract));
    EXPECT_TRUE(fixture.chain().state_at(2)->has_storage(contract));
    EXPECT_EQ(fixture.chain().state_at(7), nullptr);
}

TEST(Chain, FindsLogsByAddressAndTopic) {
    ChainFixture fixture;
    const Hash created = fixture.send(0, {.data = storing_contract()});
    const Address contract =
        fixture.chain().snapshot()->find_receipt(created)->receipt.contract_address.value();
    for (uint64_t value = 1; value <= 3; ++value) {
        fixture.send(1, {.to = contract, .data = word(value)});
        fixture.send(1, {.to = kStranger});
    }
    const auto find = [&](const ledger::LogFilter& filter) {
        return fixture.chain().snapshot()->find_logs(filter);
    };

    const auto by_address = find({.last_block = 100, .addresses = {contract}});
    EXPECT_EQ(by_address.logs.size(), 3U);
    EXPECT_EQ(by_address.logs[2].log.data, word(3));
    EXPECT_EQ(by_address.logs[2].place.block, 6U);
    EXPECT_EQ(find({.last_block = 100, .topics = {{to_hash(Uint256{7})}}}).logs.size(), 3U);
    EXPECT_EQ(find({.last_block = 100}).logs.size(), 3U);
    EXPECT_EQ(find({.first_block = 3, .last_block = 4, .addresses = {contract}}).logs.size(), 1U);
    EXPECT_EQ(find({.last_block = 100, .topics = {{to_hash(Uint256{8})}}}).logs.size(), 0U);
    EXPECT_EQ(find({.last_block = 100, .addresses = {kStranger}}).logs.size(), 0U);
    EXPECT_EQ(find({.last_block = 100, .topics = {{}, {}}}).logs.size(), 0U);
    const auto limited = find({.last_block = 100, .addresses = {contract}, .limit = 2});
    EXPECT_EQ(limited.logs.size(), 2U);
    EXPECT_TRUE(limited.has_reached_limit);
}

TEST(Chain, LetsATransactionWaitForTheGapBeforeItToClose) {
    ChainFixture fixture;
    Chain& chain = fixture.chain();

    ASSERT_TRUE(chain.submit(fixture.transfer(0, kStranger, Uint256{1}, 1)));
    EXPECT_EQ(chain.head()->id.number, 0U);
    EXPECT_EQ(chain.next_nonce(fixture.account(0).address), 0U);

    ASSERT_TRUE(chain.submit(fixture.transfer(0, kStranger, Uint256{1}, 0)));
    EXPECT_EQ(chain.head()->id.number, 2U);
    EXPECT_EQ(balance_at(chain, 2, kStranger), Uint256{2});
}

TEST(Chain, RefusesWhatCanNeverBeInABlock) {
    ChainFixture fixture;
    Chain& chain = fixture.chain();
    const auto refusal = [&](const block::SignedTransaction& transaction) {
        return pool::message_of(chain.submit(transaction).error());
    };
    ASSERT_TRUE(chain.submit(fixture.transfer(0, kStranger, Uint256{1}, 0)));

    EXPECT_THAT(refusal(fixture.transfer(0, kStranger, Uint256{1}, 0)), HasSubstr("nonce too low"));
    EXPECT_THAT(refusal(fixture.transfer(0, kStranger, Uint256::max() - Uint256{1}, 1)),
                HasSubstr("insufficient funds"));
    EXPECT_THAT(refusal(fixture.sign(0, {.gas_limit = 20'000, .to = kStranger}, 1)),
                HasSubstr("intrinsic gas too low"));
    EXPECT_THAT(refusal(fixture.transfer(0, kStranger, Uint256{1}, 1'000'000)), HasSubstr("nonce too high"));
    EXPECT_THAT(pool::message_of(chain.submit(as_bytes("garbage")).error()),
                HasSubstr("cannot decode the transaction"));
    block::Transaction foreign{
        .chain_id = 1, .max_fee_per_gas = Uint256{10'000'000'000}, .gas_limit = 21'000, .to = kStranger};
    EXPECT_THAT(refusal(block::sign(foreign, fixture.account(0).key)), HasSubstr("invalid chain id"));
    foreign.chain_id = kDevelopmentChainId;
    foreign.nonce = 1;
    foreign.max_fee_per_gas = foreign.max_priority_fee_per_gas = Uint256{1};
    EXPECT_THAT(refusal(block::sign(foreign, fixture.account(0).key)),
                HasSubstr("max fee per gas less than block base fee"));
    EXPECT_EQ(chain.head()->id.number, 1U);
}

TEST(Chain, PutsWhatWaitsIntoOneBlockOnDemand) {
    ChainFixture fixture{Sealing::OnDemand};
    Chain& chain = fixture.chain();
    for (uint64_t nonce = 0; nonce < 3; ++nonce)
        for (size_t from = 0; from < 3; ++from)
            ASSERT_TRUE(chain.submit(fixture.transfer(from, kStranger, Uint256{1}, nonce)));
    EXPECT_EQ(chain.head()->id.number, 0U);
    EXPECT_EQ(chain.next_nonce(fixture.account(1).address), 3U);
    EXPECT_EQ(chain.pending()->block.transactions.size(), 9U);
    EXPECT_EQ(chain.pending()->state->find_account(kStranger)->balance, Uint256{9});

    const auto id = chain.produce();

    ASSERT_TRUE(id);
    EXPECT_EQ(chain.snapshot()->transaction_count(id->number), 9U);
    EXPECT_TRUE(chain.pool_content().empty());
    EXPECT_TRUE(chain.pending()->block.transactions.empty());
}

TEST(Chain, TellsListenersWhatItTookAndCommitted) {
    ChainFixture fixture;
    std::vector<std::string> news;
    fixture.listeners.on_transaction = [&](const pool::PendingPointer& pending) {
        news.push_back("transaction " + std::to_string(pending->transaction.fields.nonce));
    };
    fixture.listeners.on_block = [&](const NewBlock& block) {
        news.push_back("block " + std::to_string(block.head.id.number) + " with " +
                       std::to_string(block.receipts.size()));
    };
    fixture.open();

    fixture.send(0, {.to = kStranger});

    EXPECT_THAT(news, testing::ElementsAre("transaction 0", "block 1 with 1"));
}

TEST(Chain, ImportsTheBlocksOfAnotherAndGetsTheSameState) {
    ChainFixture maker;
    const Hash created = maker.send(0, {.data = storing_contract()});
    const Address contract =
        maker.chain().snapshot()->find_receipt(created)->receipt.contract_address.value();
    for (uint64_t value = 1; value < 70; ++value) maker.send(1, {.to = contract, .data = word(value)});
    const TemporaryDirectory directory;
    Settings settings = maker.settings();
    settings.data_directory = directory.path();
    Chain follower{settings, maker.genesis(), maker.signers(), {}};

    const auto source = maker.chain().snapshot();
    for (uint64_t number = 1; number <= source->head().number; ++number) {
        const auto imported =
            follower.import(source->find_block(number).value(), source->find_commit(number).value());
        ASSERT_TRUE(imported) << imported.error();
    }

    EXPECT_EQ(follower.head()->id, maker.chain().head()->id);
    EXPECT_EQ(follower.state_at(70)->read_storage(contract, Uint256{}), Uint256{69});
}

TEST(Chain, RefusesABlockThatDoesNotHoldAndChangesNothing) {
    ChainFixture maker;
    maker.send(0, {.to = kStranger, .value = Uint256{1}});
    const TemporaryDirectory directory;
    Settings settings = maker.settings();
    settings.data_directory = directory.path();
    Chain follower{settings, maker.genesis(), maker.signers(), {}};
    const block::Block good = maker.chain().snapshot()->find_block(1).value();
    const block::CommitRecord record = maker.chain().snapshot()->find_commit(1).value();
    const auto refusal = [&](const block::Block& block, const block::CommitRecord& proof) {
        return follower.import(block, proof).error();
    };

    block::Block bad = good;
    bad.header.state_root.bytes[0] ^= 1;
    EXPECT_THAT(refusal(bad, record), HasSubstr("state root"));
    bad = good;
    bad.header.parent_beacon_block_root->bytes[0] ^= 1;
    EXPECT_THAT(refusal(bad, record), HasSubstr("record of its parent"));
    bad = good;
    bad.header.extra_data = {1};
    EXPECT_THAT(refusal(bad, record), HasSubstr("of another block"));
    block::CommitRecord forged = record;
    forged.signatures[0].bytes[5] ^= 1;
    EXPECT_THAT(refusal(good, forged), HasSubstr("not by its validator"));
    forged = record;
    forged.signers.clear();
    forged.signatures.clear();
    EXPECT_THAT(refusal(good, forged), HasSubstr("two thirds"));
    forged = record;
    forged.proposer_signature.bytes[7] ^= 1;
    EXPECT_THAT(refusal(good, forged), HasSubstr("has not signed the block"));
    forged = record;
    forged.beacon_reveal.bytes[7] ^= 1;
    EXPECT_THAT(refusal(good, forged), HasSubstr("reveal"));

    EXPECT_EQ(follower.head()->id.number, 0U);
    EXPECT_TRUE(follower.import(good, record));
}

TEST(Chain, RefusesTheDirectoryOfAnotherChain) {
    ChainFixture fixture;
    fixture.close();
    const auto refusal = [&](const ChainGenesis& genesis) -> std::string {
        try {
            const Chain chain{fixture.settings(), genesis, fixture.signers(), {}};
        } catch (const Error& error) {
            return error.what();
        }
        return "";
    };

    EXPECT_THAT(refusal(make_development_genesis({kStranger}, 30'000'000)),
                HasSubstr("belongs to another chain: its genesis block is"));
    EXPECT_THAT(
        refusal(parse_genesis(R"({"config": {"chainId": 5, "cancunTime": 0}, "gasLimit": 5000, "alloc": {}})")
                    .value()),
        HasSubstr("belongs to another chain: its chain id is 31337"));
    EXPECT_EQ(refusal(fixture.genesis()), "");
}

TEST(Chain, MakesNoBlockAheadOfTheClockUnlessItIsADevelopmentChain) {
    const TemporaryDirectory directory;
    const auto genesis =
        parse_genesis(R"({"config": {"chainId": 5, "cancunTime": 0}, "gasLimit": "0x1c9c380", "alloc": {}})")
            .value();
    ChainFixture fixture;
    Settings settings = fixture.settings();
    settings.data_directory = directory.path();
    settings.sealing = Sealing::OnDemand;
    Chain chain{settings, genesis, fixture.signers(), {}};

    ASSERT_TRUE(chain.produce());
    EXPECT_FALSE(chain.produce());
    ++fixture.now;
    EXPECT_TRUE(chain.produce());

    EXPECT_EQ(chain.head()->id.number, 2U);
}

TEST(Chain, CarriesTheParentsCommitRecordInEachHeader) {
    ChainFixture fixture;
    fixture.send(0, {.to = kStranger});
    fixture.send(0, {.to = kStranger});
    const auto snapshot = fixture.chain().snapshot();

    for (uint64_t number = 1; number <= 2; ++number)
        EXPECT_EQ(snapshot->find_header(number)->header.parent_beacon_block_root,
                  block::hash_of(snapshot->find_commit(number - 1).value()));
}

TEST(Chain, AnswersReadersWhileBlocksAreMade) {
    constexpr uint64_t kBlocks = 25;
    ChainFixture fixture;
    Chain& chain = fixture.chain();
    std::atomic<bool> is_done = false;
    std::atomic<uint64_t> inconsistencies = 0;
    const auto read = [&] {
        while (!is_done) {
            const auto snapshot = chain.snapshot();
            const uint64_t head = snapshot->head().number;
            const auto balance =
                snapshot->state_at(head)->find_account(kStranger).value_or(state::Account{}).balance;
            // Every block brings one: a snapshot is of one moment.
            if (balance != Uint256{head}) ++inconsistencies;
            if (balance_at(chain, head / 2, kStranger) != Uint256{head / 2}) ++inconsistencies;
            if (chain.pending()->block.header.number <= head) ++inconsistencies;
            if (chain.next_nonce(fixture.account(0).address) < head) ++inconsistencies;
        }
    };
    std::vector<std::thread> readers;
    for (int i = 0; i < 2; ++i) readers.emplace_back(read);

    for (uint64_t i = 0; i < kBlocks; ++i) fixture.send(0, {.to = kStranger, .value = Uint256{1}});
    is_done = true;
    for (std::thread& reader : readers) reader.join();

    EXPECT_EQ(inconsistencies, 0U);
    EXPECT_EQ(chain.head()->id.number, kBlocks);
}

TEST(Chain, SaysWhatRecentBlocksHaveCost) {
    ChainFixture fixture;
    for (int i = 0; i < 3; ++i)
        fixture.send(0, {.max_priority_fee_per_gas = Uint256{1'000}, .to = kStranger});

    const FeeHistory history = fixture.chain().fee_history(3, 2, {0, 50, 100});

    ASSERT_EQ(history.blocks.size(), 2U);
    EXPECT_EQ(history.blocks[0].number, 2U);
    EXPECT_EQ(history.blocks[1].rewards, std::vector<Uint256>(3, Uint256{1'000}));
    EXPECT_EQ(history.blocks[1].gas_used, 21'000U);
    EXPECT_EQ(history.next_base_fee, fixture.chain().next_base_fee());
    EXPECT_EQ(fixture.chain().suggested_tip(), Uint256{1'000});
}

}  // namespace
}  // namespace deed::chain
