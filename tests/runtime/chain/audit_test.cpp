#include "runtime/chain/audit.hpp"

#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/storage/environment.hpp"
#include "tests/runtime/chain/chain_fixture.hpp"
#include "tests/runtime/chain/sample_contract.hpp"
#include "vm/base/error.hpp"
#include "vm/base/hex.hpp"

namespace deed::chain {
namespace {

using storage::Table;
using testing::HasSubstr;
using tests::ChainFixture;

/// A chain with something in every table, closed.
class ClosedChain {
  public:
    ClosedChain() {
        const Hash created = fixture_.send(0, {.data = tests::storing_contract()});
        const Address contract =
            fixture_.chain().snapshot()->find_receipt(created)->receipt.contract_address.value();
        for (uint64_t value = 1; value <= 6; ++value) {
            const Hash word = to_hash(Uint256{value});
            fixture_.send(1, {.to = contract, .data = to_bytes(BytesView{word})});
        }
        fixture_.close();
    }

    [[nodiscard]] Audit audit() const {
        const TemporaryDirectory scratch;
        return audit_chain(fixture_.directory(), fixture_.genesis(), scratch.path(),
                           [](uint64_t, uint64_t) {});
    }

    /// Changes the directory through its own interface, checksums included: a forger who knows the format.
    void forge(const std::function<void(storage::WriteTransaction&)>& change) const {
        storage::Environment environment{fixture_.directory(), {}};
        environment.write(change);
    }

    /// Flips one bit of every copy of @p bytes in the file; the number of copies.
    size_t flip(BytesView bytes, size_t offset) const {
        const auto path = fixture_.directory() / "data.mdb";
        std::ifstream input{path, std::ios::binary};
        std::string text{std::istreambuf_iterator<char>{input}, {}};
        size_t copies = 0;
        for (size_t at = text.find(as_text(bytes)); at != std::string::npos;
             at = text.find(as_text(bytes), at + 1)) {
            text[at + offset] ^= 1;
            ++copies;
        }
        std::ofstream{path, std::ios::binary | std::ios::trunc} << text;
        return copies;
    }

    [[nodiscard]] ChainFixture& fixture() { return fixture_; }

  private:
    ChainFixture fixture_;
};

Bytes block_key(uint64_t number) {
    const Hash word = to_hash(Uint256{number});
    return to_bytes(BytesView{word}.last(8));
}

TEST(Audit, FindsNothingWrongWithWhatTheChainHasWritten) {
    const ClosedChain closed;

    const Audit audit = closed.audit();

    EXPECT_FALSE(audit.problem) << audit.problem->what;
    EXPECT_EQ(audit.head.number, 7U);
    EXPECT_EQ(audit.transactions, 7U);
    EXPECT_GT(audit.entries, 100U);
    EXPECT_EQ(audit.edits, 0U);
}

/// One of each kind of entry: an edited byte in it must be noticed.
class AuditOfTable : public testing::TestWithParam<size_t> {};

TEST_P(AuditOfTable, NoticesAnEditedByteInAnyEntry) {
    const auto table = static_cast<Table>(GetParam());
    ClosedChain closed;
    std::vector<std::pair<Bytes, Bytes>> entries;
    {
        const storage::Environment environment{closed.fixture().directory(), {}};
        const auto snapshot = environment.read();
        auto cursor = snapshot.cursor(table);
        for (auto entry = cursor.first(); entry; entry = cursor.next())
            entries.emplace_back(to_bytes(entry->key), to_bytes(entry->value));
    }
    ASSERT_FALSE(entries.empty());

    // An entry lies in the file as its key and then its value.
    for (size_t i = 0; i < entries.size(); i += 1 + entries.size() / 4) {
        Bytes bytes = entries[i].first;
        append(bytes, entries[i].second);
        // A long value has pages of its own: there it is looked for alone.
        if (closed.flip(bytes, i * 7 % bytes.size()) > 0) {
            EXPECT_TRUE(closed.audit().problem) << to_hex(bytes);
            bytes[i * 7 % bytes.size()] ^= 1;
            ASSERT_GT(closed.flip(bytes, i * 7 % bytes.size()), 0U);
            continue;
        }
        Bytes value = entries[i].second;
        const size_t offset = i * 7 % value.size();
        ASSERT_GT(closed.flip(value, offset), 0U);
        EXPECT_TRUE(closed.audit().problem) << to_hex(value);
        value[offset] ^= 1;
        ASSERT_GT(closed.flip(value, offset), 0U);
    }
    EXPECT_FALSE(closed.audit().problem);
}

std::string table_name(const testing::TestParamInfo<size_t>& info) {
    return std::string{storage::kTables[info.param].name};
}

INSTANTIATE_TEST_SUITE_P(EveryTable, AuditOfTable,
                         testing::Range(size_t{0}, static_cast<size_t>(Table::Rewinds)), table_name);

TEST(Audit, NamesTheFirstBlockThatDoesNotHold) {
    const ClosedChain closed;
    closed.forge([](storage::WriteTransaction& transaction) {
        Bytes header = to_bytes(transaction.find(Table::Headers, block_key(4)).value());
        header[100] ^= 1;
        transaction.put(Table::Headers, block_key(4), header);
    });

    const Audit audit = closed.audit();

    ASSERT_TRUE(audit.problem);
    EXPECT_EQ(audit.problem->block, 4U);
    EXPECT_EQ(audit.head.number, 3U);
}

TEST(Audit, NoticesAForgedReceiptWithARightChecksum) {
    const ClosedChain closed;
    closed.forge([](storage::WriteTransaction& transaction) {
        Bytes key = block_key(5);
        key.resize(12);
        Bytes receipt = to_bytes(transaction.find(Table::Receipts, key).value());
        receipt.back() ^= 1;
        transaction.put(Table::Receipts, key, receipt);
    });

    const Audit audit = closed.audit();

    ASSERT_TRUE(audit.problem);
    EXPECT_EQ(audit.problem->block, 5U);
    EXPECT_THAT(audit.problem->what, HasSubstr("table Receipts"));
}

TEST(Audit, NoticesAForgedBalanceWithARightChecksum) {
    ClosedChain closed;
    const Address rich = closed.fixture().account(2).address;
    closed.forge([&](storage::WriteTransaction& transaction) {
        Bytes account = to_bytes(transaction.find(Table::Accounts, rich).value());
        account[4] ^= 1;
        transaction.put(Table::Accounts, rich, account);
    });

    const Audit audit = closed.audit();

    ASSERT_TRUE(audit.problem);
    EXPECT_THAT(audit.problem->what, HasSubstr("table Accounts, key " + to_hex_prefixed(rich)));
}

TEST(Audit, NoticesAMissingEntryAndOneTooMany) {
    const ClosedChain closed;
    Bytes removed;
    closed.forge([&](storage::WriteTransaction& transaction) {
        removed = to_bytes(transaction.cursor(Table::LogTopics).first()->key);
        transaction.erase(Table::LogTopics, removed);
    });
    EXPECT_THAT(closed.audit().problem.value().what,
                HasSubstr("table LogTopics, key " + to_hex_prefixed(removed)));

    const ClosedChain other;
    other.forge([](storage::WriteTransaction& transaction) {
        transaction.put(Table::BlockNumbers, Hash{}, block_key(1));
    });
    EXPECT_THAT(other.audit().problem.value().what, HasSubstr("no replay makes this entry"));
}

TEST(Audit, NoticesACodeThatIsNotWhatItsHashSays) {
    const ClosedChain closed;
    closed.forge([](storage::WriteTransaction& transaction) {
        transaction.put(Table::Codes, Hash{}, as_bytes("code"));
    });

    EXPECT_THAT(closed.audit().problem.value().what, HasSubstr("the code has another hash"));
}

TEST(Audit, RefusesAnotherChainsGenesis) {
    ClosedChain closed;
    const TemporaryDirectory scratch;
    const auto other = make_development_genesis({Address{{1}}}, 30'000'000);

    EXPECT_THROW(static_cast<void>(audit_chain(closed.fixture().directory(), other, scratch.path(),
                                               [](uint64_t, uint64_t) {})),
                 Error);
}

}  // namespace
}  // namespace deed::chain
