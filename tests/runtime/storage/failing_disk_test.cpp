#include <array>
#include <cerrno>

#include <dlfcn.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "runtime/storage/environment.hpp"
#include "tests/support/temporary_directory.hpp"
#include "vm/base/error.hpp"

// A disk that fails, without one: this program has its own way to write, which LMDB uses too.
namespace {

enum class Disk : uint8_t {
    Sound,
    Full,         ///< nothing can be written, and the file system says that nothing is free
    AlmostFull,   ///< as above, but half of what is to be written still fits
    Broken,       ///< nothing can be written, though there is room
    Unflushable,  ///< what is written does not reach it
    Unwritable,   ///< the same, and it is noticed before the flush
};
Disk disk = Disk::Sound;

/// What a write of @p size bytes comes to where it is not passed on; -1 with `errno` set, or a part.
ssize_t fail(size_t size) {
    if (disk == Disk::AlmostFull && size > 1) return static_cast<ssize_t>(size / 2);
    errno = disk == Disk::Broken ? EIO : ENOSPC;
    return -1;
}

bool takes_writes() {
    return disk == Disk::Sound || disk == Disk::Unflushable || disk == Disk::Unwritable;
}

bool is_full() {
    return disk == Disk::Full || disk == Disk::AlmostFull;
}

}  // namespace

// For libraries to be found before those of the system.
extern "C" {

[[gnu::visibility("default")]] ssize_t pwrite(int file, const void* bytes, size_t size, off_t offset) {
    if (!takes_writes()) return fail(size);
    return syscall(SYS_pwrite64, file, bytes, size, offset);
}

[[gnu::visibility("default")]] ssize_t writev(int file, const iovec* parts, int count) {
    size_t size = 0;
    for (int i = 0; i < count; ++i) size += parts[i].iov_len;
    if (!takes_writes()) return fail(size);
    return syscall(SYS_writev, file, parts, count);
}

[[gnu::visibility("default")]] int fdatasync(int file) {
    if (disk == Disk::Unflushable) {
        errno = EIO;
        return -1;
    }
    return static_cast<int>(syscall(SYS_fdatasync, file));
}

[[gnu::visibility("default")]] int sync_file_range(int file, off_t from, off_t size, unsigned flags) {
    if (disk == Disk::Unwritable) {
        errno = EIO;
        return -1;
    }
    return static_cast<int>(syscall(SYS_sync_file_range, file, from, size, flags));
}

[[gnu::visibility("default")]] int statvfs(const char* path, struct statvfs* figures) {
    using Function = int (*)(const char*, struct statvfs*);
    static const auto real = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "statvfs"));
    const int result = real(path, figures);
    if (is_full()) figures->f_bavail = 0;
    return result;
}
}

namespace deed::storage {
namespace {

using testing::HasSubstr;

class FailingDisk : public testing::Test {
  protected:
    FailingDisk() { put(1); }
    ~FailingDisk() override { disk = Disk::Sound; }

    void put(uint8_t value) {
        environment_.write(
            [&](WriteTransaction& transaction) { transaction.put(Table::Meta, kKey, Bytes(20'000, value)); });
    }
    /// What the failure to write says; empty when there is none.
    std::string failure_on(Disk chosen) {
        disk = chosen;
        std::string message;
        try {
            put(2);
        } catch (const Error& error) {
            message = error.what();
        }
        disk = Disk::Sound;
        return message;
    }
    [[nodiscard]] uint8_t stored() const { return environment_.read().find(Table::Meta, kKey)->front(); }

  private:
    static constexpr std::array<uint8_t, 1> kKey{'k'};
    TemporaryDirectory directory_;
    Environment environment_{directory_.path(), {}};
};

TEST_F(FailingDisk, IsCalledFullWhenNothingIsFree) {
    EXPECT_EQ(failure_on(Disk::Full), "cannot commit: the disk is full");
    EXPECT_EQ(stored(), 1);
}

TEST_F(FailingDisk, IsCalledFullWhenAWriteEndsEarly) {
    EXPECT_EQ(failure_on(Disk::AlmostFull), "cannot commit: the disk is full");
    EXPECT_EQ(stored(), 1);
}

TEST_F(FailingDisk, IsCalledBrokenWhenThereIsRoom) {
    EXPECT_THAT(failure_on(Disk::Broken), HasSubstr("input/output error; the data on it may be damaged"));
    EXPECT_EQ(stored(), 1);
}

TEST_F(FailingDisk, TakesMoreWhenThereIsRoomAgain) {
    ASSERT_NE(failure_on(Disk::Full), "");

    put(3);

    EXPECT_EQ(stored(), 3);
}

class FailedFlush : public testing::TestWithParam<Disk> {
  protected:
    ~FailedFlush() override { disk = Disk::Sound; }

    static constexpr std::array<uint8_t, 1> kKey{'k'};
    static auto put(uint8_t value) {
        return [value](WriteTransaction& transaction) { transaction.put(Table::Meta, kKey, Bytes{value}); };
    }
};

// A second flush would tell nothing of what the first has lost.
TEST_P(FailedFlush, IsFollowedByNoCommitUntilTheNextOpening) {
    const TemporaryDirectory directory;
    {
        Environment environment{directory.path(), {}};
        environment.write(put(1));
        environment.write(put(2), Flush::Later);
        disk = GetParam();
        EXPECT_THROW(environment.settle(), Error);
        disk = Disk::Sound;
        for (const Flush flush : {Flush::Now, Flush::Later}) {
            EXPECT_THROW(environment.write(put(3), flush), Error);
            EXPECT_EQ(environment.read().find(Table::Meta, kKey)->front(), 2);
        }
    }
    Environment again{directory.path(), {}};

    EXPECT_EQ(again.read().find(Table::Meta, kKey)->front(), 1);
    again.write(put(4));
    EXPECT_EQ(again.read().find(Table::Meta, kKey)->front(), 4);
}

INSTANTIATE_TEST_SUITE_P(Either, FailedFlush, testing::Values(Disk::Unflushable, Disk::Unwritable));

}  // namespace
}  // namespace deed::storage
