#include <csignal>
#include <random>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "runtime/chain/audit.hpp"
#include "runtime/chain/chain.hpp"
#include "runtime/storage/damaged_error.hpp"
#include "tests/runtime/chain/chain_fixture.hpp"
#include "tests/support/power_loss.hpp"
#include "tests/support/temporary_directory.hpp"
#include "vm/base/error.hpp"
#include "vm/base/hex.hpp"

namespace deed::chain {
namespace {

using tests::ChainFixture;

constexpr Address kStranger{{0xaa, 0xbb}};

/// Copies the data directory whenever it is asked to sign: what a crash at that moment would leave.
class CopyingSigner final : public keys::Signer {
  public:
    CopyingSigner(crypto::PrivateKey key, std::filesystem::path data, std::filesystem::path copy)
        : signer_(std::move(key)), data_(std::move(data)), copy_(std::move(copy)) {}

    [[nodiscard]] const Address& address() const override { return signer_.address(); }
    [[nodiscard]] crypto::Signature sign(const Hash& digest) const override {
        for (const auto* name : {"data.mdb", "foothold.0", "foothold.1", "votes.0", "votes.1"})
            if (std::filesystem::exists(data_ / name))
                std::filesystem::copy_file(data_ / name, copy_ / name,
                                           std::filesystem::copy_options::overwrite_existing);
        return signer_.sign(digest);
    }

  private:
    keys::LocalSigner signer_;
    std::filesystem::path data_;
    std::filesystem::path copy_;
};

/// While it lives no file grows beyond @p bytes: a disk that is full.
class FullDisk {
  public:
    explicit FullDisk(uint64_t bytes) {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limited{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limited);
    }
    ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &before_); }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

  private:
    rlimit before_{};
};

uint64_t file_size(const ChainFixture& fixture) {
    return std::filesystem::file_size(fixture.directory() / "data.mdb");
}

TEST(CrashedChain, FinishesTheBlockItHadVotedFor) {
    ChainFixture fixture;
    fixture.send(0, {.to = kStranger, .value = Uint256{1}});
    fixture.close();
    const TemporaryDirectory copy;
    auto signer = std::make_shared<CopyingSigner>(
        keys::derive_accounts(keys::kDevMnemonic, 4).back().key.clone(), fixture.directory(), copy.path());
    ledger::BlockId voted;
    {
        Chain chain{fixture.settings(), fixture.genesis(), {signer}, {}};
        ASSERT_TRUE(chain.submit(fixture.transfer(0, kStranger, Uint256{1}, 1)));
        voted = chain.head()->id;
    }
    Settings settings = fixture.settings();
    settings.data_directory = copy.path();

    Chain survivor{settings, fixture.genesis(), fixture.signers(), {}};

    EXPECT_EQ(survivor.head()->id, voted);
    EXPECT_EQ(survivor.state_at(2)->find_account(kStranger)->balance, Uint256{2});
    EXPECT_TRUE(survivor.submit(fixture.transfer(0, kStranger, Uint256{1}, 2)));
}

/// Everything that is kept of the blocks up to the head.
struct Content {
    explicit Content(const Chain& chain) {
        const auto snapshot = chain.snapshot();
        for (uint64_t number = 0; number <= snapshot->head().number; ++number) {
            headers.push_back(snapshot->find_header(number)->hash);
            records.push_back(block::encode(*snapshot->find_commit(number)));
            for (const auto& stored : snapshot->receipts(number))
                receipts.push_back(block::encode(stored.receipt));
        }
        balance = chain.state_at(snapshot->head().number)->find_account(kStranger)->balance;
    }
    bool operator==(const Content&) const = default;

    std::vector<Hash> headers;
    std::vector<Bytes> records;
    std::vector<Bytes> receipts;
    Uint256 balance;
};

TEST(CrashedChain, MakesTheVeryBlocksAgainThatWereNotFlushed) {
    ChainFixture fixture;
    const std::string flushed = read_file(fixture.directory() / "data.mdb");
    std::mt19937 chance{1};
    for (int block = 1; block <= 6; ++block) {
        fixture.send(0, {.to = kStranger, .value = Uint256{1}});
        const TemporaryDirectory copy;
        lose_power(fixture.directory(), flushed, copy.path(), chance);
        {
            const ledger::Ledger before{copy.path(), {.access = storage::Access::ReadOnly}};
            ASSERT_EQ(before.snapshot().head().number, 0U);
        }
        const TemporaryDirectory scratch;
        const Audit audit =
            audit_chain(copy.path(), fixture.genesis(), scratch.path(), [](uint64_t, uint64_t) {});
        EXPECT_FALSE(audit.problem);
        EXPECT_EQ(audit.head.number, 0U);
        EXPECT_EQ(audit.voted, static_cast<uint64_t>(block));
        Settings settings = fixture.settings();
        settings.data_directory = copy.path();

        Chain survivor{settings, fixture.genesis(), fixture.signers(), {}};

        ASSERT_EQ(survivor.head()->id.number, static_cast<uint64_t>(block));
        EXPECT_EQ(Content{survivor}, Content{fixture.chain()});
        EXPECT_TRUE(survivor.submit(fixture.transfer(1, kStranger, Uint256{1}, 0)));
    }
}

TEST(CrashedChain, HasEveryBlockWheneverItEnds) {
    ChainFixture fixture;
    std::mt19937 chance{2};
    for (int round = 0; round < 12; ++round) {
        const auto count = 1 + chance() % 19;
        for (uint32_t i = 0; i < count; ++i) fixture.send(0, {.to = kStranger, .value = Uint256{1}});
        const TemporaryDirectory copy;
        // The process ends, the machine goes on: it has all that was written.
        lose_power(fixture.directory(), read_file(fixture.directory() / "data.mdb"), copy.path(), chance);
        Settings settings = fixture.settings();
        settings.data_directory = copy.path();

        const Chain survivor{settings, fixture.genesis(), fixture.signers(), {}};

        ASSERT_EQ(Content{survivor}, Content{fixture.chain()});
    }
    EXPECT_GT(fixture.chain().head()->id.number, 80U);
    fixture.close();
    const TemporaryDirectory scratch;
    EXPECT_FALSE(audit_chain(fixture.directory(), fixture.genesis(), scratch.path(), [](uint64_t, uint64_t) {
                 }).problem);
}

TEST(CrashedChain, MakesNoBlockAgainThatWasTakenBack) {
    ChainFixture fixture;
    Chain& chain = fixture.chain();
    fixture.send(0, {.to = kStranger, .value = Uint256{1}});
    const Moment moment = chain.moment();
    for (int i = 0; i < 3; ++i) fixture.send(0, {.to = kStranger, .value = Uint256{10}});
    chain.go_back(moment);
    for (int more = 0; more < 3; ++more) {
        const TemporaryDirectory copy;
        std::mt19937 chance{3};
        lose_power(fixture.directory(), read_file(fixture.directory() / "data.mdb"), copy.path(), chance);
        Settings settings = fixture.settings();
        settings.data_directory = copy.path();

        const Chain survivor{settings, fixture.genesis(), fixture.signers(), {}};

        EXPECT_EQ(Content{survivor}, Content{chain});
        fixture.send(0, {.to = kStranger, .value = Uint256{100}});
    }
}

TEST(Chain, WithBlocksAtIntervalsHasAllOfThemFlushed) {
    ChainFixture fixture{Sealing::OnDemand};
    std::mt19937 chance{4};
    for (int i = 0; i < 5; ++i) {
        fixture.send(0, {.to = kStranger, .value = Uint256{1}});
        ASSERT_TRUE(fixture.chain().produce());
    }
    const TemporaryDirectory copy;
    lose_power(fixture.directory(), read_file(fixture.directory() / "data.mdb"), copy.path(), chance);

    const ledger::Ledger survivor{copy.path(), {.access = storage::Access::ReadOnly}};

    EXPECT_EQ(survivor.snapshot().head(), fixture.chain().head()->id);
}

TEST(CrashedChain, PassesOverVotesThatWereCutOff) {
    ChainFixture fixture;
    fixture.send(0, {.to = kStranger, .value = Uint256{1}});
    const TemporaryDirectory copy;
    std::mt19937 chance{5};
    lose_power(fixture.directory(), read_file(fixture.directory() / "data.mdb"), copy.path(), chance);
    const auto before = fixture.chain().head()->id;
    fixture.send(0, {.to = kStranger, .value = Uint256{1}});
    // Of what a file has now that it did not have before, the disk has half.
    for (const auto* name : {"votes.0", "votes.1"}) {
        std::string votes = read_file(copy.path() / name);
        const std::string next = read_file(fixture.directory() / name);
        if (votes == next) continue;
        votes.replace(0, 200, next, 0, 200);
        std::ofstream{copy.path() / name, std::ios::binary} << votes;
    }
    Settings settings = fixture.settings();
    settings.data_directory = copy.path();

    Chain survivor{settings, fixture.genesis(), fixture.signers(), {}};

    EXPECT_EQ(survivor.head()->id, before);
    EXPECT_TRUE(survivor.submit(fixture.transfer(0, kStranger, Uint256{1}, 1)));
}

TEST(Chain, IsRefusedWithoutItsVotes) {
    ChainFixture fixture;
    fixture.send(0, {.to = kStranger, .value = Uint256{1}});
    fixture.close();
    std::filesystem::resize_file(fixture.directory() / "votes.1", 0);
    fixture.open();
    fixture.close();
    std::filesystem::resize_file(fixture.directory() / "votes.0", 0);
    EXPECT_THROW(fixture.open(), storage::DamagedError);
    std::filesystem::remove(fixture.directory() / "votes.0");
    EXPECT_THROW(fixture.open(), storage::DamagedError);
}

TEST(FullDisk, LeavesTheChainWholeAndGoesOnWhenThereIsSpaceAgain) {
    ChainFixture fixture{Sealing::OnDemand};
    Chain& chain = fixture.chain();
    ASSERT_TRUE(chain.produce());
    const auto before = chain.head()->id;
    for (uint64_t nonce = 0; nonce < 20; ++nonce)
        ASSERT_TRUE(chain.submit(
            fixture.sign(0, {.to = kStranger, .value = Uint256{1}, .data = Bytes(20'000, 1)}, nonce)));
    {
        const FullDisk full{file_size(fixture) + 40'960};
        EXPECT_THROW(chain.produce(), Error);
        EXPECT_THROW(chain.produce(), Error);
    }
    EXPECT_EQ(chain.head()->id, before);
    EXPECT_EQ(chain.snapshot()->head(), before);

    ASSERT_TRUE(chain.produce());
    ASSERT_TRUE(chain.produce());

    EXPECT_EQ(chain.state_at(chain.head()->id.number)->find_account(kStranger)->balance, Uint256{20});
    fixture.close();
    const TemporaryDirectory scratch;
    EXPECT_FALSE(audit_chain(fixture.directory(), fixture.genesis(), scratch.path(), [](uint64_t, uint64_t) {
                 }).problem);
}

TEST(Chain, AgreesAmongFourValidatorsWithTheirKeysHere) {
    const ChainFixture accounts;
    std::string members;
    std::vector<std::shared_ptr<keys::Signer>> signers;
    for (size_t i = 0; i < 4; ++i) {
        signers.push_back(std::make_shared<keys::LocalSigner>(accounts.account(i).key.clone()));
        members += (i == 0 ? "" : ",") + std::string{R"({"stake": )"} + std::to_string(i + 1) +
                   R"(, "address": ")" + to_hex_prefixed(accounts.account(i).address) + R"("})";
    }
    const auto genesis =
        parse_genesis(R"({"config": {"chainId": 31337, "osakaTime": 0, "deed": {"development": true,
        "validators": [)" +
                      members + R"(]}}, "gasLimit": "0x1c9c380", "alloc": {}})")
            .value();
    const TemporaryDirectory directory;
    Settings settings = accounts.settings();
    settings.data_directory = directory.path();
    settings.sealing = Sealing::OnDemand;
    {
        Chain chain{settings, genesis, signers, {}};
        for (int i = 0; i < 80; ++i) ASSERT_TRUE(chain.produce());
    }

    const TemporaryDirectory scratch;
    const Audit audit = audit_chain(directory.path(), genesis, scratch.path(), [](uint64_t, uint64_t) {});

    EXPECT_FALSE(audit.problem) << audit.problem->what;
    EXPECT_EQ(audit.head.number, 80U);
    const Chain again{settings, genesis, signers, {}};
    std::set<Address> proposers;
    for (uint64_t number = 1; number <= 80; ++number) {
        const auto record = again.snapshot()->find_commit(number).value();
        proposers.insert(record.proposer);
        EXPECT_EQ(record.signatures.size(), 4U);
    }
    EXPECT_EQ(proposers.size(), 4U);
}

TEST(Chain, FollowsOnlyWhenItsKeysAreNoQuorum) {
    ChainFixture fixture;
    fixture.close();
    Chain chain{fixture.settings(), fixture.genesis(), {}, {}};

    EXPECT_THROW(chain.produce(), Error);
}

}  // namespace
}  // namespace deed::chain
