#include "runtime/storage/environment.hpp"

#include <atomic>
#include <fstream>
#include <random>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <lmdb.h>
#include <sys/stat.h>

#include "tests/support/power_loss.hpp"
#include "tests/support/temporary_directory.hpp"
#include "vm/base/error.hpp"
#include "vm/base/uint256.hpp"

namespace deed::storage {
namespace {

using testing::HasSubstr;

Options small() {
    return {.durability = Durability::Lazy, .initial_map_size = 1 << 20};
}

void overwrite(const std::filesystem::path& path, const std::string& text) {
    std::ofstream{path, std::ios::binary | std::ios::trunc} << text;
}

std::string refusal(const std::filesystem::path& directory, const Options& options) {
    try {
        const Environment environment{directory, options};
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

Bytes number_key(uint64_t number) {
    const Hash word = to_hash(Uint256{number});
    return to_bytes(BytesView{word}.last(8));
}

void drop_table(const std::filesystem::path& directory, std::string_view name) {
    MDB_env* environment = nullptr;
    MDB_txn* transaction = nullptr;
    MDB_dbi table = 0;
    ASSERT_EQ(mdb_env_create(&environment), 0);
    ASSERT_EQ(mdb_env_set_maxdbs(environment, 1), 0);
    ASSERT_EQ(mdb_env_open(environment, directory.c_str(), 0, 0644), 0);
    ASSERT_EQ(mdb_txn_begin(environment, nullptr, 0, &transaction), 0);
    ASSERT_EQ(mdb_dbi_open(transaction, name.data(), 0, &table), 0);
    ASSERT_EQ(mdb_drop(transaction, table, 1), 0);
    ASSERT_EQ(mdb_txn_commit(transaction), 0);
    mdb_env_close(environment);
}

TEST(Environment, KeepsWhatIsCommittedOverAReopening) {
    const TemporaryDirectory directory;
    {
        Environment environment{directory.path(), {}};
        environment.write([](WriteTransaction& transaction) {
            transaction.put(Table::Accounts, as_bytes("key"), as_bytes("value"));
        });
    }

    const Environment again{directory.path(), {}};

    EXPECT_FALSE(again.is_new());
    EXPECT_EQ(as_text(again.read().find(Table::Accounts, as_bytes("key")).value()), "value");
}

/// Changes each of many entries to @p value.
void change_all(Environment& environment, uint64_t value, Flush flush) {
    const auto body = [value](WriteTransaction& transaction) {
        for (uint64_t i = 0; i < 40; ++i)
            transaction.put(Table::Accounts, number_key(i * 37), Bytes(300, static_cast<uint8_t>(value)));
        transaction.put(Table::Meta, as_bytes("value"), number_key(value));
    };
    environment.write(body, flush);
}

/// What all entries have been changed to.
uint64_t value_of(const Environment& environment) {
    const auto transaction = environment.read();
    const auto value = transaction.find(Table::Meta, as_bytes("value")).value().back();
    for (uint64_t i = 0; i < 40; ++i)
        EXPECT_EQ(to_bytes(transaction.find(Table::Accounts, number_key(i * 37)).value()), Bytes(300, value));
    return value;
}

TEST(Environment, GoesBackToTheLastFlushWhicheverPagesHadReachedTheDisk) {
    const TemporaryDirectory directory;
    Environment environment{directory.path(), {}};
    std::mt19937 chance{1};
    for (uint64_t flushed = 1; flushed < 60; flushed += 20) {
        change_all(environment, flushed, flushed == 41 ? Flush::Now : Flush::Later);
        environment.settle();
        const std::string file = read_file(directory.path() / "data.mdb");
        for (uint64_t later = 1; later < 20; ++later) {
            change_all(environment, flushed + later, Flush::Later);
            if (later % 4 != 0) continue;
            const TemporaryDirectory copy;
            lose_power(directory.path(), file, copy.path(), chance);

            Environment again{copy.path(), {}};

            EXPECT_EQ(value_of(again), flushed);
            change_all(again, 200, Flush::Now);
            EXPECT_EQ(value_of(again), 200U);
        }
        EXPECT_EQ(value_of(environment), flushed + 19);
    }
}

TEST(Environment, GoesBackTheSameWayTwice) {
    const TemporaryDirectory directory;
    const TemporaryDirectory copy;
    const TemporaryDirectory second;
    Environment environment{directory.path(), {}};
    change_all(environment, 1, Flush::Now);
    const std::string file = read_file(directory.path() / "data.mdb");
    for (uint64_t later = 2; later < 12; ++later) change_all(environment, later, Flush::Later);
    std::mt19937 chance{2};
    lose_power(directory.path(), file, copy.path(), chance);
    {
        Environment again{copy.path(), {}};
        for (uint64_t later = 20; later < 30; ++later) change_all(again, later, Flush::Later);
        lose_power(copy.path(), file, second.path(), chance);
    }

    EXPECT_EQ(value_of(Environment{second.path(), {}}), 1U);
    EXPECT_EQ(value_of(Environment{copy.path(), {}}), 29U);
}

TEST(Environment, KeepsACommitThatIsFlushedAndAllBeforeIt) {
    const TemporaryDirectory directory;
    const TemporaryDirectory copy;
    Environment environment{directory.path(), {}};
    change_all(environment, 1, Flush::Later);
    change_all(environment, 2, Flush::Later);
    change_all(environment, 3, Flush::Now);
    std::mt19937 chance{3};
    lose_power(directory.path(), read_file(directory.path() / "data.mdb"), copy.path(), chance);

    EXPECT_EQ(value_of(Environment{copy.path(), {.access = Access::ReadOnly}}), 3U);
}

TEST(Environment, LosesNothingWhenItIsClosed) {
    const TemporaryDirectory directory;
    {
        Environment environment{directory.path(), {}};
        for (uint64_t value = 1; value < 5; ++value) change_all(environment, value, Flush::Later);
    }
    for (const auto* name : {"foothold.0", "foothold.1"}) {
        const std::string before = read_file(directory.path() / name);
        overwrite(directory.path() / name, "");
        EXPECT_EQ(value_of(Environment{directory.path(), {}}), 4U) << name;
        overwrite(directory.path() / name, before);
    }
}

TEST(Environment, GoesBackToNothingThatIsNotOnRecord) {
    const TemporaryDirectory directory;
    { const Environment environment{directory.path(), {}}; }
    for (const auto* name : {"foothold.0", "foothold.1"}) overwrite(directory.path() / name, "");

    EXPECT_THAT(refusal(directory.path(), {}),
                HasSubstr("foothold.1 are damaged: neither matches its checksum"));
    std::filesystem::remove(directory.path() / "foothold.0");
    EXPECT_THAT(refusal(directory.path(), {}), HasSubstr("foothold.0 is missing"));
}

TEST(Environment, EnlargesItsMapAboveCommitsThatAreNotFlushed) {
    const TemporaryDirectory directory;
    Environment environment{directory.path(), {.initial_map_size = 1 << 20}};
    for (uint64_t value = 1; value < 60; ++value) {
        change_all(environment, value, Flush::Later);
        environment.write(
            [value](WriteTransaction& transaction) {
                transaction.put(Table::Codes, number_key(value), Bytes(50'000, 7));
            },
            Flush::Later);
    }

    EXPECT_GT(environment.statistics().map_size, uint64_t{2'000'000});
    EXPECT_EQ(value_of(environment), 59U);
    EXPECT_EQ(environment.read().count(Table::Codes), 59U);
}

TEST(Environment, FlushesWhileOthersReadAndWrite) {
    const TemporaryDirectory directory;
    Environment environment{directory.path(), {.initial_map_size = 1 << 20}};
    change_all(environment, 1, Flush::Later);
    std::atomic<bool> is_over = false;
    std::thread flusher{[&] {
        while (!is_over) environment.settle();
    }};
    std::thread reader{[&] {
        while (!is_over) EXPECT_GE(value_of(environment), 1U);
    }};
    for (uint64_t value = 2; value < 100; ++value)
        change_all(environment, value, value % 25 == 0 ? Flush::Now : Flush::Later);
    is_over = true;
    flusher.join();
    reader.join();

    EXPECT_EQ(value_of(environment), 99U);
}

TEST(Environment, LeavesNoTraceOfATransactionThatThrows) {
    const TemporaryDirectory directory;
    Environment environment{directory.path(), small()};

    EXPECT_THROW(environment.write([](WriteTransaction& transaction) {
        transaction.put(Table::Accounts, as_bytes("key"), as_bytes("value"));
        throw Error{"changed my mind"};
    }),
                 Error);

    EXPECT_FALSE(environment.read().find(Table::Accounts, as_bytes("key")));
}

TEST(Environment, GivesReadersASnapshotThatWritersDoNotChange) {
    const TemporaryDirectory directory;
    Environment environment{directory.path(), small()};
    const auto put = [&](std::string_view value) {
        environment.write([&](WriteTransaction& transaction) {
            transaction.put(Table::Accounts, as_bytes("key"), as_bytes(value));
        });
    };
    put("old");

    const auto snapshot = environment.read();
    put("new");

    EXPECT_EQ(as_text(snapshot.find(Table::Accounts, as_bytes("key")).value()), "old");
    EXPECT_EQ(as_text(environment.read().find(Table::Accounts, as_bytes("key")).value()), "new");
    EXPECT_EQ(environment.statistics().oldest_reader_commits, 1U);
}

TEST(Environment, KeepsTheFileSmallAgainWhenALongReaderIsGone) {
    const TemporaryDirectory directory;
    Environment environment{directory.path(), {.durability = Durability::Lazy}};
    const auto change = [&](uint8_t times) {
        for (uint8_t i = 0; i < times; ++i)
            environment.write([&](WriteTransaction& transaction) {
                transaction.put(Table::Codes, as_bytes("key"), Bytes(40'000, i));
            });
    };
    change(5);
    const uint64_t before = environment.statistics().used_size;
    {
        const auto reader = environment.read();
        change(50);
        EXPECT_EQ(environment.statistics().oldest_reader_commits, 50U);
        EXPECT_EQ(reader.find(Table::Codes, as_bytes("key")).value()[0], 4);
    }
    const uint64_t grown = environment.statistics().used_size;
    EXPECT_GT(grown, before + 1'000'000);

    change(50);

    EXPECT_EQ(environment.statistics().open_readers, 0U);
    EXPECT_LT(environment.statistics().used_size, grown + 200'000);
}

/// As a program of the same format that did not know of the newest table has left it.
TEST(Environment, OpensADirectoryThatIsOlderThanItsNewestTable) {
    const TemporaryDirectory directory;
    { const Environment environment{directory.path(), small()}; }
    drop_table(directory.path(), info_of(kFirstAdded).name);

    {
        const Environment reading{directory.path(), {.access = Access::ReadOnly}};
        const auto transaction = reading.read();
        EXPECT_EQ(transaction.find(kFirstAdded, as_bytes("key")), std::nullopt);
        EXPECT_EQ(transaction.count(kFirstAdded), 0U);
        EXPECT_FALSE(transaction.cursor(kFirstAdded).first());
    }
    Environment writing{directory.path(), small()};
    writing.write([](WriteTransaction& transaction) {
        transaction.put(kFirstAdded, as_bytes("key"), as_bytes("value"));
    });

    EXPECT_EQ(as_text(writing.read().find(kFirstAdded, as_bytes("key")).value()), "value");
}

TEST(Environment, EnlargesItsMapWhenItIsFull) {
    const TemporaryDirectory directory;
    Environment environment{directory.path(), small()};
    const Bytes large(100'000, 7);

    environment.write([&](WriteTransaction& transaction) {
        for (uint64_t i = 0; i < 100; ++i) transaction.put(Table::Codes, number_key(i), large);
    });

    EXPECT_GT(environment.statistics().map_size, uint64_t{10'000'000});
    EXPECT_EQ(environment.read().count(Table::Codes), 100U);
    EXPECT_EQ(to_bytes(environment.read().find(Table::Codes, number_key(99)).value()), large);
}

TEST(Environment, SaysWhenItHasReachedItsLargestSize) {
    const TemporaryDirectory directory;
    Environment environment{
        directory.path(),
        {.durability = Durability::Lazy, .initial_map_size = 1 << 20, .largest_map_size = 1 << 20}};
    const Bytes large(2'000'000, 7);

    const auto fill = [&] {
        environment.write(
            [&](WriteTransaction& transaction) { transaction.put(Table::Codes, as_bytes("large"), large); });
    };

    EXPECT_THROW(fill(), Error);
    EXPECT_FALSE(environment.read().find(Table::Codes, as_bytes("large")));
}

TEST(Environment, RefusesADirectoryThatIsInUse) {
    const TemporaryDirectory directory;
    const Environment first{directory.path(), small()};

    EXPECT_THAT(refusal(directory.path(), small()),
                HasSubstr("is in use by process " + std::to_string(::getpid())));
}

TEST(Environment, RefusesAnOlderAndANewerFormatAndChangesNothing) {
    for (const uint64_t format : {kFormatVersion - 1, kFormatVersion + 1}) {
        const TemporaryDirectory directory;
        {
            Environment environment{directory.path(), small()};
            environment.write([format](WriteTransaction& transaction) {
                transaction.put(Table::Meta, as_bytes("format"), number_key(format));
            });
        }
        // Older formats have no such files.
        for (const auto* name : {"foothold.0", "foothold.1"})
            std::filesystem::remove(directory.path() / name);
        const std::string before = read_file(directory.path() / "data.mdb");

        EXPECT_THAT(refusal(directory.path(), small()),
                    HasSubstr("it is of format " + std::to_string(format)));
        EXPECT_EQ(read_file(directory.path() / "data.mdb"), before);
    }
}

TEST(Environment, RefusesATruncatedFile) {
    const TemporaryDirectory directory;
    {
        Environment environment{directory.path(), small()};
        environment.write([](WriteTransaction& transaction) {
            transaction.put(Table::Codes, as_bytes("code"), Bytes(50'000, 1));
        });
    }
    std::filesystem::resize_file(directory.path() / "data.mdb", 40'960);

    EXPECT_THAT(refusal(directory.path(), small()), HasSubstr("data.mdb is truncated: it has 40960 bytes"));
}

/// A hole in it would end the process on a full disk.
TEST(Environment, HasRoomOnTheDiskForItsTableOfReaders) {
    const TemporaryDirectory directory;
    const Environment environment{directory.path(), small()};
    struct stat figures{};

    ASSERT_EQ(::stat((directory.path() / "lock.mdb").c_str(), &figures), 0);
    EXPECT_EQ(figures.st_size, 65'664);
    EXPECT_GE(figures.st_blocks * 512, figures.st_size);
}

/// LMDB ends the process when it meets such a page.
TEST(EnvironmentDeathTest, NamesTheDirectoryWhosePagesAreDestroyed) {
    constexpr size_t kPageSize = 4096;
    constexpr size_t kFlagsAt = 10;
    const TemporaryDirectory directory;
    {
        Environment environment{directory.path(), small()};
        environment.write([](WriteTransaction& transaction) {
            for (uint64_t i = 0; i < 60; ++i)
                transaction.append(Table::Codes, number_key(i), Bytes(1'000, 'v'));
        });
    }
    std::string file = read_file(directory.path() / "data.mdb");
    size_t leaves = 0;
    for (size_t page = 0; page < file.size(); page += kPageSize)
        if (file.substr(page, kPageSize).find(std::string(1'000, 'v')) != std::string::npos && ++leaves > 1)
            file[page + kFlagsAt] = 4;
    ASSERT_GT(leaves, 10U);
    overwrite(directory.path() / "data.mdb", file);
    const Environment environment{directory.path(), small()};
    const auto transaction = environment.read();

    EXPECT_DEATH(
        {
            auto cursor = transaction.cursor(Table::Codes);
            for (auto entry = cursor.first(); entry; entry = cursor.next()) {}
        },
        "is damaged: its structure cannot be read");
}

TEST(Environment, RefusesAFileThatIsEmpty) {
    const TemporaryDirectory directory;
    std::ofstream{directory.path() / "data.mdb"}.flush();

    EXPECT_THAT(refusal(directory.path(), small()), HasSubstr("data.mdb is empty"));
}

TEST(Environment, RefusesAFileThatIsNoDataFile) {
    const TemporaryDirectory directory;
    overwrite(directory.path() / "data.mdb", std::string(8192, 'x'));

    EXPECT_THAT(refusal(directory.path(), small()), HasSubstr("data.mdb is no data file of this program"));
}

TEST(Environment, RefusesToReadADirectoryThatIsNotThere) {
    const TemporaryDirectory directory;

    EXPECT_THAT(refusal(directory.path() / "absent", {.access = Access::ReadOnly}),
                HasSubstr("there is no such directory"));
    EXPECT_FALSE(std::filesystem::exists(directory.path() / "absent"));
}

TEST(Environment, NoticesAnEditedByteInAValue) {
    const TemporaryDirectory directory;
    {
        Environment environment{directory.path(), small()};
        environment.write([](WriteTransaction& transaction) {
            transaction.put(Table::Codes, as_bytes("key"), as_bytes("a value of some length"));
        });
    }
    std::string text = read_file(directory.path() / "data.mdb");
    text[text.find("some length")] ^= 1;
    overwrite(directory.path() / "data.mdb", text);

    const Environment environment{directory.path(), small()};

    EXPECT_THROW(static_cast<void>(environment.read().find(Table::Codes, as_bytes("key"))), Error);
    EXPECT_THROW(static_cast<void>(environment.read().cursor(Table::Codes).first()), Error);
}

TEST(Cursor, FindsValuesInAnyOrderAndNoneWhereThereIsNone) {
    const TemporaryDirectory directory;
    Environment environment{directory.path(), small()};
    environment.write([](WriteTransaction& transaction) {
        for (uint64_t key = 0; key < 2'000; key += 2)
            transaction.put(Table::Headers, number_key(key), number_key(key + 7));
    });
    const auto snapshot = environment.read();
    auto cursor = snapshot.cursor(Table::Headers);

    // 7 and 2,003 have no common factor: every key up to 2,002 comes once, near and far.
    for (uint64_t step = 0; step < 2'003; ++step) {
        const uint64_t key = step * 7 % 2'003;
        const auto found = cursor.find(number_key(key));
        const auto expected = snapshot.find(Table::Headers, number_key(key));
        EXPECT_EQ(found.has_value(), key % 2 == 0 && key < 2'000) << key;
        EXPECT_EQ(to_bytes(found.value_or(BytesView{})), to_bytes(expected.value_or(BytesView{}))) << key;
    }
    EXPECT_FALSE(snapshot.cursor(Table::Bodies).find(number_key(1)));
}

TEST(Cursor, FindsTheNextAndThePreviousEntry) {
    const TemporaryDirectory directory;
    Environment environment{directory.path(), small()};
    environment.write([](WriteTransaction& transaction) {
        for (const uint64_t key : {10, 20, 30})
            transaction.put(Table::Headers, number_key(key), number_key(key));
    });
    const auto snapshot = environment.read();
    auto cursor = snapshot.cursor(Table::Headers);

    EXPECT_EQ(to_bytes(cursor.seek(number_key(11))->key), number_key(20));
    EXPECT_EQ(to_bytes(cursor.next()->key), number_key(30));
    EXPECT_FALSE(cursor.next());
    EXPECT_EQ(to_bytes(cursor.seek_before(number_key(20))->key), number_key(10));
    EXPECT_EQ(to_bytes(cursor.seek_before(number_key(99))->key), number_key(30));
    EXPECT_FALSE(cursor.seek_before(number_key(10)));
    EXPECT_FALSE(cursor.seek(number_key(31)));
}

TEST(WriteTransaction, ErasesOneEntryOrAllUnderAPrefix) {
    const TemporaryDirectory directory;
    Environment environment{directory.path(), small()};
    environment.write([](WriteTransaction& transaction) {
        for (const char* key : {"a", "ba", "bb", "c"})
            transaction.put(Table::Codes, as_bytes(key), as_bytes("v"));

        EXPECT_TRUE(transaction.erase(Table::Codes, as_bytes("a")));
        EXPECT_FALSE(transaction.erase(Table::Codes, as_bytes("a")));
        EXPECT_EQ(transaction.erase_prefix(Table::Codes, as_bytes("b")), 2U);
    });

    EXPECT_EQ(environment.read().count(Table::Codes), 1U);
}

TEST(WriteTransaction, CopiesAValueThatLiesInThePageItChanges) {
    const TemporaryDirectory directory;
    Environment environment{directory.path(), small()};

    environment.write([](WriteTransaction& transaction) {
        transaction.put(Table::Codes, as_bytes("a"), as_bytes("borrowed"));
        transaction.put(Table::Codes, as_bytes("b"), transaction.find(Table::Codes, as_bytes("a")).value());
    });

    EXPECT_EQ(as_text(environment.read().find(Table::Codes, as_bytes("b")).value()), "borrowed");
}

}  // namespace
}  // namespace deed::storage
