#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>

#include "runtime/storage/transaction.hpp"

namespace deed::storage {

/// Whether an environment may change its directory.
enum class Access : uint8_t { ReadWrite, ReadOnly };

/// What a commit waits for.
enum class Durability : uint8_t {
    Synchronous,  ///< the disk says it has the data: survives loss of power
    Lazy,         ///< the operating system has it: survives the process, not the machine; for scratch data
};

/// When a commit of a synchronous environment is flushed.
enum class Flush : uint8_t {
    Now,    ///< with all before it, before `write` returns
    Later,  ///< by `settle`, by a commit that is flushed, or by closing; an end of the process before that
            ///< undoes it and all after it, as a whole
};

struct Options {
    Access access = Access::ReadWrite;
    Durability durability = Durability::Synchronous;
    uint64_t initial_map_size = 16ULL
                                << 30;  ///< address space at first; the file is only as large as its data
    uint64_t largest_map_size = 64ULL << 40;  ///< a map at this size grows no more
};

/// Figures for operators.
struct Statistics {
    uint64_t map_size = 0;
    uint64_t used_size = 0;  ///< pages that were ever in use, in bytes
    uint64_t commits = 0;    ///< write transactions since the directory was made
    uint64_t open_readers = 0;
    uint64_t oldest_reader_commits = 0;  ///< how many commits the oldest open reader has not seen
};

/// A data directory: one LMDB environment, held by one process at a time. Every failure of the machine is
/// thrown as `Error` with the directory in its message.
class Environment {
  public:
    /// Opens @p directory, which is made when it is absent (unless read only). Throws `Error` when another
    /// process holds it, when it is no data directory, is truncated, or is of another format version; it is
    /// not changed in these cases.
    Environment(std::filesystem::path directory, const Options& options);
    ~Environment();
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;

    /// A snapshot of the last commit. Never waits for a writer; waits only while the map is being enlarged.
    /// Snapshots keep old pages from being reused: let them go soon. The environment must outlive them.
    [[nodiscard]] ReadTransaction read() const;

    /// Runs @p body in a write transaction and commits it; an exception from the body leaves no trace. When
    /// the map is full it is enlarged and the body runs again from the start, so it must not have effects
    /// outside the transaction that a second run would double. The calling thread must hold no snapshot.
    void write(const std::function<void(WriteTransaction&)>& body, Flush flush = Flush::Now);

    /// Flushes all commits so far. May be called by any thread, while others read and write.
    void settle();

    /// Copies the last commit's data, packed, into the directory @p target, which is made.
    void copy_to(const std::filesystem::path& target) const;

    [[nodiscard]] Statistics statistics() const;
    /// Whether the directory held nothing before this opening.
    [[nodiscard]] bool is_new() const;
    [[nodiscard]] const std::filesystem::path& directory() const;

  private:
    struct Handles;
    std::unique_ptr<Handles> handles_;
};

}  // namespace deed::storage
