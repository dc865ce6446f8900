#include "vm/native/object_cache.hpp"

#include <fstream>
#include <thread>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/support/temporary_directory.hpp"
#include "vm/base/hex.hpp"

namespace deed::native {
namespace {

namespace fs = std::filesystem;

constexpr size_t kHeaderSize = 72;

Hash key(uint8_t number) {
    return Hash{{number}};
}

class ObjectCacheTest : public testing::Test {
  protected:
    [[nodiscard]] fs::path directory() const { return temporary_.path() / "objects"; }
    [[nodiscard]] fs::path file(uint8_t number) const { return directory() / to_hex(key(number)); }

    std::unique_ptr<ObjectCache> open(size_t capacity = ObjectCache::kDefaultCapacity) {
        return std::move(ObjectCache::open(directory(), capacity).value());
    }
    void change_byte(uint8_t number, std::streamoff at) {
        std::fstream stream{file(number), std::ios::in | std::ios::out | std::ios::binary};
        stream.seekg(at);
        const auto byte = static_cast<char>(stream.get() ^ 1);
        stream.seekp(at);
        stream.put(byte);
    }
    /// Whether nothing is found under 1, and a new entry can be written and read.
    void expect_ignored_and_rewritten(ObjectCache& cache) {
        EXPECT_EQ(cache.find(key(1)), std::nullopt);
        EXPECT_TRUE(cache.write(key(1), object_));
        EXPECT_EQ(cache.find(key(1)), object_);
    }

    TemporaryDirectory temporary_;
    const Bytes object_{1, 2, 3, 4, 5};
};

TEST_F(ObjectCacheTest, FindsWhatWasWritten) {
    const auto cache = open();

    EXPECT_TRUE(cache->write(key(1), object_));
    EXPECT_TRUE(cache->write(key(2), {}));

    EXPECT_EQ(cache->find(key(1)), object_);
    EXPECT_EQ(cache->find(key(2)), Bytes{});
    EXPECT_EQ(cache->find(key(3)), std::nullopt);
}

TEST_F(ObjectCacheTest, KeepsEntriesFromOneProcessToTheNext) {
    (void)open()->write(key(1), object_);

    EXPECT_EQ(open()->find(key(1)), object_);
}

TEST_F(ObjectCacheTest, ForgetsWhatIsRemoved) {
    const auto cache = open();
    (void)cache->write(key(1), object_);

    cache->remove(key(1));

    expect_ignored_and_rewritten(*cache);
}

TEST_F(ObjectCacheTest, MakesADirectoryThatNobodyElseMayOpen) {
    const auto cache = open();
    (void)cache->write(key(1), object_);

    struct stat status;
    ASSERT_EQ(::stat(directory().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0700u);
    ASSERT_EQ(::stat(file(1).c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u);
}

TEST_F(ObjectCacheTest, RefusesADirectoryThatOthersMayOpen) {
    fs::create_directory(directory());
    fs::permissions(directory(), fs::perms{0750});

    const auto refused = ObjectCache::open(directory());

    ASSERT_FALSE(refused.has_value());
    EXPECT_NE(refused.error().find("is open to other users"), std::string::npos);
}

TEST_F(ObjectCacheTest, RefusesALinkAndAFileInPlaceOfTheDirectory) {
    fs::create_directory_symlink(temporary_.path(), directory());
    EXPECT_FALSE(ObjectCache::open(directory()).has_value());

    fs::remove(directory());
    std::ofstream{directory()} << "a file";
    EXPECT_FALSE(ObjectCache::open(directory()).has_value());
}

TEST_F(ObjectCacheTest, IgnoresADamagedObject) {
    const auto cache = open();
    (void)cache->write(key(1), object_);

    change_byte(1, kHeaderSize + 2);

    expect_ignored_and_rewritten(*cache);
}

TEST_F(ObjectCacheTest, IgnoresADamagedHeader) {
    const auto cache = open();
    for (const std::streamoff at : {0, 8, 40}) {
        (void)cache->write(key(1), object_);

        change_byte(1, at);

        expect_ignored_and_rewritten(*cache);
    }
}

TEST_F(ObjectCacheTest, IgnoresAFileThatWasCutShort) {
    const auto cache = open();
    for (const uintmax_t size : {uintmax_t{0}, uintmax_t{10}, uintmax_t{kHeaderSize}, kHeaderSize + 4}) {
        (void)cache->write(key(1), object_);

        fs::resize_file(file(1), size);

        expect_ignored_and_rewritten(*cache);
    }
}

TEST_F(ObjectCacheTest, IgnoresTheEntryOfAnotherKey) {
    const auto cache = open();
    (void)cache->write(key(2), object_);

    fs::rename(file(2), file(1));

    expect_ignored_and_rewritten(*cache);
}

TEST_F(ObjectCacheTest, IgnoresLinksAndFilesThatOthersMayWrite) {
    const auto cache = open();
    (void)cache->write(key(2), object_);
    fs::copy_file(file(2), file(1));
    fs::permissions(file(1), fs::perms{0660});
    expect_ignored_and_rewritten(*cache);

    fs::rename(file(1), temporary_.path() / "elsewhere");
    fs::create_symlink(temporary_.path() / "elsewhere", file(1));
    expect_ignored_and_rewritten(*cache);
}

TEST_F(ObjectCacheTest, RemovesWhatWasNotUsedForLongest) {
    const Bytes large(1000);
    const auto cache = open(3 * (large.size() + kHeaderSize));
    for (uint8_t number = 1; number <= 3; ++number) (void)cache->write(key(number), large);
    const auto now = fs::last_write_time(file(1));
    fs::last_write_time(file(1), now - std::chrono::hours{3});
    fs::last_write_time(file(2), now - std::chrono::hours{2});
    fs::last_write_time(file(3), now - std::chrono::hours{1});

    (void)cache->find(key(1));
    EXPECT_TRUE(cache->write(key(4), large));

    EXPECT_TRUE(cache->find(key(1)).has_value());
    EXPECT_FALSE(cache->find(key(2)).has_value());
    EXPECT_TRUE(cache->find(key(3)).has_value());
    EXPECT_TRUE(cache->find(key(4)).has_value());
}

TEST_F(ObjectCacheTest, StaysWithinItsCapacity) {
    const auto cache = open(10'000);

    for (uint8_t number = 0; number < 100; ++number) (void)cache->write(key(number), Bytes(1000));
    EXPECT_FALSE(cache->write(key(200), Bytes(10'000)));

    uintmax_t sum = 0;
    for (const auto& entry : fs::directory_iterator{directory()}) sum += entry.file_size();
    EXPECT_LE(sum, 10'000u);
    EXPECT_GE(sum, 8'000u);
}

TEST_F(ObjectCacheTest, LeavesNothingUnfinishedBehind) {
    const auto cache = open();

    fs::create_directory(file(1));
    EXPECT_FALSE(cache->write(key(1), object_));
    EXPECT_TRUE(cache->write(key(2), object_));

    size_t files = 0;
    for (const auto& entry : fs::directory_iterator{directory()}) files += entry.is_regular_file();
    EXPECT_EQ(files, 1u);
}

TEST_F(ObjectCacheTest, ServesSeveralThreadsAndProcesses) {
    const auto work = [&] {
        const auto cache = open(20'000);
        for (int round = 0; round < 200; ++round) {
            const auto number = static_cast<uint8_t>(round % 30);
            const Bytes object(1000, number);
            (void)cache->write(key(number), object);
            const auto found = cache->find(key(number));
            EXPECT_TRUE(!found || *found == object);
        }
    };

    std::thread other{work};
    work();
    other.join();
}

}  // namespace
}  // namespace deed::native
