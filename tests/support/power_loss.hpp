#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>

#include <unistd.h>

namespace deed {

/// Makes a closed LMDB data file what it is when the power goes before the newest commit's meta page, one of
/// the first two, has reached the disk: the other one is the newest then.
inline void lose_newest_commit(const std::filesystem::path& data_file) {
    // A page begins with a header of 16 bytes; a meta page goes on with magic and version (4 bytes each),
    // address and map size (8 each), two databases (48 each), the last page (8), and the number of the
    // commit.
    constexpr std::streamoff kCommitNumber = 16 + 8 + 16 + 96 + 8;
    const std::streamoff page_size = ::sysconf(_SC_PAGESIZE);
    std::fstream file{data_file, std::ios::binary | std::ios::in | std::ios::out};
    std::array<uint64_t, 2> numbers{};
    for (size_t page = 0; page < 2; ++page) {
        file.seekg(static_cast<std::streamoff>(page) * page_size + kCommitNumber);
        file.read(reinterpret_cast<char*>(&numbers[page]), sizeof numbers[page]);
    }
    const std::streamoff newest = numbers[0] > numbers[1] ? 0 : 1;
    constexpr uint64_t kOldest = 0;
    file.seekp(newest * page_size + kCommitNumber);
    file.write(reinterpret_cast<const char*>(&kOldest), sizeof kOldest);
}

}  // namespace deed
