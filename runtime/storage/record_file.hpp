#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string_view>

#include "runtime/storage/environment.hpp"
#include "vm/base/bytes.hpp"

namespace deed::storage {

/// One record that is replaced again and again, durably, with a single flush each time: two files take turns,
/// so the record before is whole while the next one is being written. Every failure of the machine is thrown
/// as `Error` with the file in its message.
class RecordFile {
  public:
    /// Makes both files in @p directory, with the names @p name.0 and @p name.1 and no record in them. What
    /// had these names is lost.
    static void create(const std::filesystem::path& directory, std::string_view name, Durability durability);

    /// Whether both files are there.
    [[nodiscard]] static bool exists(const std::filesystem::path& directory, std::string_view name);

    /// Opens both files in @p directory and reads the newest record. One that was cut off while it was being
    /// written is passed over for the one before. Throws `DamagedError` when a file is missing or neither
    /// holds a record.
    RecordFile(const std::filesystem::path& directory, std::string_view name, Access access,
               Durability durability);
    ~RecordFile();
    RecordFile(const RecordFile&) = delete;
    RecordFile& operator=(const RecordFile&) = delete;

    /// The newest record; empty when none was written yet.
    [[nodiscard]] const Bytes& record() const { return record_; }
    /// Replaces the record. When this throws, `record` is what it was, and stays what the next opening finds
    /// or is replaced by @p record there.
    void write(BytesView record);

  private:
    struct Slot {
        std::filesystem::path path;
        int file = -1;
    };
    void close();

    std::array<Slot, 2> slots_;
    Durability durability_;
    uint64_t sequence_ = 0;  ///< of the newest record; its lowest bit is the number of its file
    Bytes record_;
};

}  // namespace deed::storage
