#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>

#include "runtime/storage/environment.hpp"
#include "runtime/storage/record_file.hpp"

struct MDB_env;
struct MDB_txn;

namespace deed::storage {

/// The commit that a data file goes back to when it is opened after commits that nobody has flushed. It is
/// flushed itself, a reader keeps its pages from being used again, and its meta page is on record in two
/// files beside the data file (`foothold.0`, `foothold.1`): so it does not matter which pages of later
/// commits, those two among them, had reached the disk.
///
/// Threads: `take`, `is_taken` and `require_sound` by whoever holds `committing`; the rest by anybody who
/// does not.
class Foothold {
  public:
    /// Makes the files in @p directory; no commit is on record.
    static void create(const std::filesystem::path& directory, Durability durability);
    /// Takes the data file in @p directory, which nobody has open, back to the commit on record, if there is
    /// one.
    static void restore(const std::filesystem::path& directory);

    /// Borrows @p environment, whose newest commit is the one on record, if there is one. Throws
    /// `DamagedError` when the files are missing or damaged.
    Foothold(MDB_env* environment, const std::filesystem::path& directory, const Options& options);
    ~Foothold();
    Foothold(const Foothold&) = delete;
    Foothold& operator=(const Foothold&) = delete;

    /// Held while something is committed.
    std::mutex committing;

    /// Whether there is one. Without, every commit has been flushed.
    [[nodiscard]] bool is_taken() const { return reader_ != nullptr; }
    /// Makes the newest commit the first one.
    void take();
    /// Throws `Error` when a flush has failed: then nobody knows what the disk has of later commits.
    void require_sound() const;

    /// Flushes everything and makes the newest commit the foothold. Does nothing when there is none.
    void move_up();
    /// Runs @p body, while nothing is committed, without the reader.
    void let_go_during(const std::function<void()>& body);

  private:
    void move_up_held();
    void pin();
    void unpin();
    [[nodiscard]] uint64_t newest() const;
    [[nodiscard]] int data_file() const;
    [[nodiscard]] Bytes read_meta(uint64_t commit) const;

    MDB_env* environment_;
    RecordFile file_;
    bool is_writable_;
    std::mutex moving_;  ///< taken before `committing`
    MDB_txn* reader_ = nullptr;
    bool is_sound_ = true;
};

}  // namespace deed::storage
