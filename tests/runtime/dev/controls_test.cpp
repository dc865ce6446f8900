#include "runtime/dev/controls.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/chain/audit.hpp"
#include "tests/runtime/chain/chain_fixture.hpp"
#include "tests/runtime/chain/sample_contract.hpp"
#include "vm/base/error.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::dev {
namespace {

using tests::ChainFixture;

constexpr Address kStranger{{0xaa, 0xbb}};
constexpr Address kOther{{0xcc, 0xdd}};

class ControlsTest : public testing::Test {
  protected:
    [[nodiscard]] chain::Chain& chain() { return fixture_.chain(); }
    [[nodiscard]] uint64_t height() { return chain().head()->id.number; }
    [[nodiscard]] Uint256 balance(const Address& address, uint64_t number) {
        const auto account = chain().state_at(number)->find_account(address);
        return account ? account->balance : Uint256{};
    }
    [[nodiscard]] Uint256 balance(const Address& address) { return balance(address, height()); }

    /// Closes the chain and replays it from its genesis.
    [[nodiscard]] chain::Audit audit() {
        fixture_.close();
        const TemporaryDirectory scratch;
        return chain::audit_chain(fixture_.directory(), fixture_.genesis(), scratch.path(),
                                  [](uint64_t, uint64_t) {});
    }

    ChainFixture fixture_;
    std::optional<std::chrono::milliseconds> interval_;
    std::optional<bool> logging_;
    Controls controls_{fixture_.chain(),
                       {.set_interval = [this](const auto interval) { interval_ = interval; },
                        .set_logging = [this](bool is_on) { logging_ = is_on; }},
                       {}};
};

TEST_F(ControlsTest, ShowWhatIsSetAtOnceAndKeepItInTheNextBlock) {
    const Bytes code{0x5f, 0x5f, 0xf3};

    controls_.set_balance(kStranger, Uint256{7});
    controls_.add_balance(kStranger, Uint256{3});
    controls_.set_nonce(kStranger, 5);
    controls_.set_code(kOther, code);
    controls_.set_storage(kOther, Uint256{1}, Uint256{2});

    const auto check = [&](uint64_t number) {
        const auto state = chain().state_at(number);
        EXPECT_EQ(state->find_account(kStranger)->balance, Uint256{10});
        EXPECT_EQ(state->find_account(kStranger)->nonce, 5U);
        EXPECT_EQ(state->read_code(state->find_account(kOther)->code_hash), code);
        EXPECT_EQ(state->read_storage(kOther, Uint256{1}), Uint256{2});
    };
    check(0);
    ASSERT_TRUE(controls_.mine(2, 1));
    check(2);
    check(0);
    fixture_.open();
    check(1);
    const auto found = audit();
    EXPECT_FALSE(found.problem.has_value()) << found.problem->what;
    EXPECT_EQ(found.edits, 3U);
}

TEST_F(ControlsTest, LeaveNoEmptyAccountBehind) {
    controls_.set_balance(kStranger, Uint256{1});
    controls_.set_balance(kStranger, Uint256{});
    ASSERT_TRUE(controls_.mine(1, 1));

    EXPECT_EQ(chain().state_at(1)->find_account(kStranger), std::nullopt);
    EXPECT_FALSE(audit().problem.has_value());
}

TEST_F(ControlsTest, BringASnapshotBackWithBlocksAndStateAndForgetLaterOnes) {
    const Hash deployed = fixture_.send(0, {.data = tests::storing_contract()});
    const Address contract = chain().snapshot()->find_receipt(deployed)->receipt.contract_address.value();
    const auto store = [&](uint64_t value) {
        const Hash word = to_hash(Uint256{value});
        return fixture_.send(1, {.to = contract, .data = to_bytes(BytesView{word})});
    };
    const auto read = [&] { return chain().state_at(height())->read_storage(contract, Uint256{0}); };
    store(1);
    const auto before = chain().head()->id;
    controls_.set_balance(kStranger, Uint256{7});
    const uint64_t first = controls_.take_snapshot();
    const Uint256 stored = read();
    const Hash gone = store(9);
    fixture_.send(0, {.data = tests::storing_contract()});
    controls_.set_balance(kStranger, Uint256{8});
    const uint64_t second = controls_.take_snapshot();
    store(10);

    EXPECT_TRUE(controls_.revert(first));

    EXPECT_EQ(chain().head()->id, before);
    EXPECT_EQ(read(), stored);
    EXPECT_EQ(balance(kStranger), Uint256{7});
    EXPECT_EQ(chain().snapshot()->find_receipt(gone), std::nullopt);
    EXPECT_TRUE(chain().snapshot()->find_logs({.last_block = 100, .addresses = {contract}}).logs.size() <= 1);
    EXPECT_FALSE(controls_.revert(second));
    EXPECT_FALSE(controls_.revert(first));
    store(11);
    store(12);
    fixture_.open();
    store(13);
    const auto found = audit();
    EXPECT_FALSE(found.problem.has_value()) << found.problem->what;
    EXPECT_EQ(found.head.number, before.number + 3);
    EXPECT_EQ(found.edits, 2U);
}

TEST_F(ControlsTest, TakeBlocksAwayAndStartAnew) {
    for (int i = 0; i < 40; ++i) fixture_.send(0, {.to = kStranger, .value = Uint256{1}});

    EXPECT_FALSE(controls_.roll_back(41));
    ASSERT_TRUE(controls_.roll_back(3));
    EXPECT_EQ(height(), 37U);
    EXPECT_EQ(balance(kStranger), Uint256{37});
    fixture_.send(0, {.to = kStranger, .value = Uint256{1}});
    EXPECT_EQ(balance(kStranger), Uint256{38});
    const Hash instance = controls_.instance();
    controls_.reset();

    EXPECT_EQ(height(), 0U);
    EXPECT_EQ(balance(kStranger), Uint256{});
    EXPECT_EQ(chain().next_nonce(fixture_.account(0).address), 0U);
    EXPECT_NE(controls_.instance(), instance);
    fixture_.send(0, {.to = kStranger, .value = Uint256{1}});
    EXPECT_FALSE(audit().problem.has_value());
}

TEST_F(ControlsTest, KeepWhatWaitsInASnapshot) {
    controls_.set_automine(false);
    const Hash waiting = *chain().submit(fixture_.transfer(0, kStranger, Uint256{1}, 0));
    const uint64_t snapshot = controls_.take_snapshot();
    ASSERT_TRUE(controls_.mine(1, 1));
    ASSERT_EQ(chain().find_pending(waiting), nullptr);

    ASSERT_TRUE(controls_.revert(snapshot));

    EXPECT_NE(chain().find_pending(waiting), nullptr);
    EXPECT_EQ(chain().pool_content().size(), 1U);
    EXPECT_TRUE(chain().drop(waiting));
    EXPECT_FALSE(chain().drop(waiting));
}

TEST_F(ControlsTest, SetTheTimeOfBlocks) {
    const uint64_t start = fixture_.now;
    const auto mined_time = [&] {
        EXPECT_TRUE(controls_.mine(1, 1));
        return chain().head()->header.timestamp;
    };

    ASSERT_TRUE(controls_.increase_time(3'600));
    EXPECT_EQ(mined_time(), start + 3'600);
    ASSERT_TRUE(controls_.set_next_timestamp(start + 10'000));
    EXPECT_EQ(mined_time(), start + 10'000);
    EXPECT_EQ(mined_time(), start + 10'001);
    fixture_.now += 60;
    EXPECT_EQ(mined_time(), start + 10'060);
    controls_.set_timestamp_interval(12);
    EXPECT_EQ(mined_time(), start + 10'072);
    controls_.set_timestamp_interval(std::nullopt);
    ASSERT_TRUE(controls_.mine(3, 100));
    EXPECT_EQ(chain().head()->header.timestamp, start + 10'273);
    ASSERT_TRUE(controls_.set_time(start + 20'000));
    EXPECT_EQ(mined_time(), start + 20'000);
    EXPECT_FALSE(controls_.set_next_timestamp(start + 20'000));
    EXPECT_FALSE(controls_.set_time(start));
    EXPECT_FALSE(controls_.mine(kMostBlocks + 1, 1));
}

TEST_F(ControlsTest, GoOnWithTheTimeOfTheSnapshot) {
    const uint64_t start = fixture_.now;
    const uint64_t snapshot = controls_.take_snapshot();
    ASSERT_TRUE(controls_.increase_time(5'000));
    fixture_.now += 30;
    ASSERT_TRUE(controls_.mine(1, 1));

    ASSERT_TRUE(controls_.revert(snapshot));
    ASSERT_TRUE(controls_.mine(1, 1));

    EXPECT_EQ(chain().head()->header.timestamp, start);
}

TEST_F(ControlsTest, SetWhatTheNextBlockCarries) {
    const Hash randao = crypto::keccak256(as_bytes("chosen"));
    ASSERT_TRUE(controls_.set_next_gas_limit(12'345'678));
    controls_.set_next_base_fee(Uint256{42});
    controls_.set_next_prev_randao(randao);
    controls_.set_coinbase(kStranger);
    EXPECT_EQ(chain().next_base_fee(), Uint256{42});
    EXPECT_EQ(chain().next_gas_limit(), 12'345'678U);

    ASSERT_TRUE(controls_.mine(2, 1));

    const auto first = chain().snapshot()->find_header(1)->header;
    EXPECT_EQ(first.gas_limit, 12'345'678U);
    EXPECT_EQ(first.base_fee_per_gas, Uint256{42});
    EXPECT_EQ(first.prev_randao, randao);
    EXPECT_EQ(first.beneficiary, kStranger);
    const auto second = chain().head()->header;
    EXPECT_EQ(second.gas_limit, 12'345'678U);
    EXPECT_NE(second.prev_randao, randao);
    EXPECT_FALSE(controls_.set_next_gas_limit(4'999));
    EXPECT_EQ(audit().edits, 3U);
}

TEST_F(ControlsTest, LetASenderWithoutKeySendEvenAContract) {
    const Hash deployed = fixture_.send(0, {.data = tests::storing_contract()});
    const Address contract = chain().snapshot()->find_receipt(deployed)->receipt.contract_address.value();
    controls_.set_balance(contract, Uint256{1'000'000'000'000'000'000});
    const uint64_t nonce = chain().next_nonce(contract);
    block::Transaction transfer{.type = block::TransactionType::DynamicFee,
                                .chain_id = chain::kDevelopmentChainId,
                                .nonce = nonce,
                                .max_fee_per_gas = Uint256{100'000'000'000},
                                .gas_limit = 21'000,
                                .to = kStranger,
                                .value = Uint256{5}};

    const auto hash = chain().submit_as(contract, transfer);

    ASSERT_TRUE(hash.has_value()) << pool::message_of(hash.error());
    EXPECT_EQ(chain().snapshot()->find_transaction(*hash)->sender, contract);
    EXPECT_EQ(balance(kStranger), Uint256{5});
    const auto found = audit();
    EXPECT_FALSE(found.problem.has_value()) << found.problem->what;
    EXPECT_EQ(found.edits, 2U);
}

TEST_F(ControlsTest, RememberWhomTheyImpersonate) {
    controls_.impersonate(kStranger);
    EXPECT_TRUE(controls_.impersonates(kStranger));
    EXPECT_FALSE(controls_.impersonates(kOther));
    EXPECT_TRUE(controls_.stop_impersonating(kStranger));
    EXPECT_FALSE(controls_.stop_impersonating(kStranger));
    controls_.impersonate_everybody(true);
    EXPECT_TRUE(controls_.impersonates(kOther));
}

TEST_F(ControlsTest, TakeTheWholeStateOutAndPutItBack) {
    fixture_.send(0, {.to = kStranger, .value = Uint256{9}});
    controls_.set_storage(kOther, Uint256{1}, Uint256{2});
    const auto dump = controls_.dump_state();
    ASSERT_TRUE(dump.has_value());
    controls_.reset();
    ASSERT_EQ(balance(kStranger), Uint256{});

    ASSERT_TRUE(controls_.load_state(*dump));

    EXPECT_EQ(balance(kStranger), Uint256{9});
    EXPECT_EQ(chain().state_at(0)->read_storage(kOther, Uint256{1}), Uint256{2});
    EXPECT_FALSE(controls_.load_state(Bytes{1, 2, 3}));
    ASSERT_TRUE(controls_.mine(1, 1));
    EXPECT_FALSE(audit().problem.has_value());
}

TEST_F(ControlsTest, TellWhoMakesBlocksHowOften) {
    controls_.set_interval(std::chrono::seconds{5});
    EXPECT_EQ(interval_, std::chrono::seconds{5});
    EXPECT_FALSE(controls_.is_automine());
    controls_.set_interval(std::chrono::seconds{0});
    EXPECT_EQ(interval_, std::nullopt);
    EXPECT_EQ(controls_.interval(), std::nullopt);
}

TEST(Edits, AreReadBackAsTheyWereWritten) {
    chain::Edits edits{.gas_limit = 5'000, .base_fee = Uint256{}, .prev_randao = Hash{{1}}};
    edits.state.accounts[kStranger] = {.account = state::Account{1, Uint256{2}, {}},
                                       .clears_storage = true,
                                       .storage = {{Uint256{1}, Uint256{}}}};
    edits.state.accounts[kOther] = {};
    const Bytes code{1, 2};
    edits.state.code[crypto::keccak256(code)] = code;
    edits.rewinds.push_back({9, Hash{{3}}, 4});
    edits.senders[2] = kOther;
    const Bytes encoded = encode(edits);

    const auto decoded = chain::decode_edits(encoded);

    ASSERT_TRUE(decoded.has_value());
    EXPECT_EQ(*decoded, edits);
    EXPECT_EQ(decoded->count(), 8U);
    EXPECT_EQ(chain::decode_edits({}), chain::Edits{});
    EXPECT_FALSE(chain::decode_edits(BytesView{encoded}.first(encoded.size() - 1)));
}

TEST(Edits, StandBesideTheBlockThatIsVotedFor) {
    const Bytes block = block::encode(block::Block{});
    const Bytes edits = encode(chain::Edits{.gas_limit = 5'000});

    const Bytes both = chain::encode_proposal(block, edits);

    EXPECT_EQ(to_bytes(chain::split_proposal(both)->block), block);
    EXPECT_EQ(to_bytes(chain::split_proposal(both)->edits), edits);
    EXPECT_EQ(chain::encode_proposal(block, {}), block);
    EXPECT_TRUE(chain::split_proposal(block)->edits.empty());
}

}  // namespace
}  // namespace deed::dev
