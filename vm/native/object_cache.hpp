#pragma once

#include <cstddef>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>

#include "vm/base/bytes.hpp"
#include "vm/base/result.hpp"

namespace deed::native {

/// Compiled objects on disk by a 32-byte key, in a directory that belongs to this user alone.
///
/// What is read back is what was written, or nothing: an entry that is damaged, of another key, or not a file
/// of this user's is ignored, and replaced when its key is written again. Safe to use from several threads
/// and processes.
class ObjectCache {
  public:
    /// Opens @p directory, which is made (mode 0700) when it is absent. The failure says why it cannot be
    /// used: it belongs to somebody else, or others may write there.
    [[nodiscard]] static Result<std::unique_ptr<ObjectCache>, std::string> open(
        const std::filesystem::path& directory, size_t capacity = kDefaultCapacity);
    /// Bytes of files.
    static constexpr size_t kDefaultCapacity = size_t{256} << 20;

    /// The object stored under @p key. It counts as used now.
    [[nodiscard]] std::optional<Bytes> find(const Hash& key) const;
    /// Stores an object, and removes those that were not used for longest while there is not enough room.
    /// False when it could not be stored; then there is no entry, or the one before.
    bool write(const Hash& key, BytesView object);
    /// Removes the entry of @p key, if there is one.
    void remove(const Hash& key);

  private:
    ObjectCache(std::filesystem::path directory, size_t capacity)
        : directory_(std::move(directory)), capacity_(capacity) {}

    [[nodiscard]] std::filesystem::path path_of(const Hash& key) const;
    void make_room(size_t size);

    std::filesystem::path directory_;
    size_t capacity_;
    std::mutex writing_;
    uint64_t written_ = 0;  ///< makes the names of unfinished files unique
};

}  // namespace deed::native
