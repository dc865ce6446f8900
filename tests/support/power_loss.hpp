#pragma once

#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>

namespace deed {

/// The bytes of a file.
[[nodiscard]] inline std::string read_file(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream{path, std::ios::binary}.rdbuf();
    return text.str();
}

/// A data directory as the disk may have it when the power goes: copies @p from, which may be in use, to @p
/// to. Of the data file each page that is another than in @p flushed, the file when all of it had been
/// flushed for the last time, is as it was then or as it is now, by chance. All other files are flushed
/// whenever they are written.
inline void lose_power(const std::filesystem::path& from, const std::string& flushed,
                       const std::filesystem::path& to, std::mt19937& chance) {
    constexpr size_t kPageSize = 4096;
    for (const auto* name : {"foothold.0", "foothold.1", "votes.0", "votes.1"})
        if (std::filesystem::exists(from / name))
            std::filesystem::copy_file(from / name, to / name,
                                       std::filesystem::copy_options::overwrite_existing);
    std::string data = read_file(from / "data.mdb");
    std::string before = flushed;
    before.resize(data.size());
    for (size_t at = 0; at < data.size(); at += kPageSize)
        if (chance() % 2 == 0) data.replace(at, kPageSize, before, at, kPageSize);
    std::ofstream{to / "data.mdb", std::ios::binary | std::ios::trunc} << data;
}

}  // namespace deed
