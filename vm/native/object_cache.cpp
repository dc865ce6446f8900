#include "vm/native/object_cache.hpp"

#include <algorithm>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "vm/base/hex.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::native {
namespace {

namespace fs = std::filesystem;

/// A file: what it is, its key, the digest of the object, and the object.
struct Header {
    std::array<uint8_t, 8> kind;
    Hash key;
    Hash digest;
};
static_assert(sizeof(Header) == 72);
constexpr std::array<uint8_t, 8> kKind{'d', 'e', 'e', 'd', 'o', 'b', 'j', '1'};
/// No object is as large; a file that is gets ignored unread.
constexpr off_t kLargestFile = off_t{1} << 30;

class File {
  public:
    File(const fs::path& path, int flags) : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
    ~File() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
    /// The size of a regular file that this user alone may write to; nothing for any other.
    [[nodiscard]] std::optional<off_t> own_size() const {
        struct stat status;
        if (::fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
        if (status.st_uid != ::geteuid() || (status.st_mode & 022) != 0) return std::nullopt;
        return status.st_size;
    }
    [[nodiscard]] bool read(uint8_t* bytes, size_t size) const {
        while (size > 0) {
            const auto count = ::read(descriptor_, bytes, size);
            if (count <= 0) return false;
            bytes += count;
            size -= static_cast<size_t>(count);
        }
        return true;
    }
    [[nodiscard]] bool write(const uint8_t* bytes, size_t size) const {
        while (size > 0) {
            const auto count = ::write(descriptor_, bytes, size);
            if (count <= 0) return false;
            bytes += count;
            size -= static_cast<size_t>(count);
        }
        return true;
    }
    /// Marks the file as used now.
    void touch() const { ::futimens(descriptor_, nullptr); }

  private:
    int descriptor_;
};

/// A file in the directory, whoever wrote it.
struct Stored {
    fs::path path;
    size_t size;
    fs::file_time_type used;
};

std::vector<Stored> list(const fs::path& directory) {
    std::vector<Stored> files;
    std::error_code failure;
    for (fs::directory_iterator at{directory, failure}, end; !failure && at != end; at.increment(failure)) {
        std::error_code vanished;
        const auto size = at->file_size(vanished);
        const auto used = at->last_write_time(vanished);
        if (!vanished) files.push_back({at->path(), size, used});
    }
    return files;
}

}  // namespace

Result<std::unique_ptr<ObjectCache>, std::string> ObjectCache::open(const fs::path& directory,
                                                                    size_t capacity) {
    std::error_code failure;
    fs::create_directories(directory.parent_path(), failure);
    ::mkdir(directory.c_str(), 0700);
    struct stat status;
    if (::lstat(directory.c_str(), &status) != 0 || !S_ISDIR(status.st_mode))
        return Failure{directory.string() + " is not a directory and cannot be made one"};
    if (status.st_uid != ::geteuid()) return Failure{directory.string() + " belongs to another user"};
    if ((status.st_mode & 077) != 0)
        return Failure{directory.string() + " is open to other users (its mode must be 0700)"};
    return std::unique_ptr<ObjectCache>{new ObjectCache{directory, capacity}};
}

fs::path ObjectCache::path_of(const Hash& key) const {
    return directory_ / to_hex(key);
}

std::optional<Bytes> ObjectCache::find(const Hash& key) const {
    const File file{path_of(key), O_RDONLY | O_NOFOLLOW};
    if (!file.is_open()) return std::nullopt;
    const auto size = file.own_size();
    if (!size || *size < static_cast<off_t>(sizeof(Header)) || *size > kLargestFile) return std::nullopt;

    Header header;
    Bytes object(static_cast<size_t>(*size) - sizeof header);
    if (!file.read(reinterpret_cast<uint8_t*>(&header), sizeof header)) return std::nullopt;
    if (!file.read(object.data(), object.size())) return std::nullopt;
    if (header.kind != kKind || header.key != key) return std::nullopt;
    if (header.digest != crypto::keccak256(object)) return std::nullopt;
    file.touch();
    return object;
}

bool ObjectCache::write(const Hash& key, BytesView object) {
    const std::lock_guard lock{writing_};
    const size_t size = sizeof(Header) + object.size();
    if (size > capacity_) return false;
    make_room(size);

    // Whoever reads finds the whole file under its name, or none. After a loss of power it may be cut short,
    // which its digest shows.
    const fs::path unfinished =
        directory_ / ("unfinished-" + std::to_string(::getpid()) + "-" + std::to_string(++written_));
    ::unlink(unfinished.c_str());
    const Header header{kKind, key, crypto::keccak256(object)};
    {
        const File file{unfinished, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW};
        const bool is_written = file.is_open() &&
                                file.write(reinterpret_cast<const uint8_t*>(&header), sizeof header) &&
                                file.write(object.data(), object.size());
        if (!is_written) {
            ::unlink(unfinished.c_str());
            return false;
        }
    }
    if (::rename(unfinished.c_str(), path_of(key).c_str()) == 0) return true;
    ::unlink(unfinished.c_str());
    return false;
}

void ObjectCache::remove(const Hash& key) {
    ::unlink(path_of(key).c_str());
}

void ObjectCache::make_room(size_t size) {
    auto files = list(directory_);
    size_t sum = size;
    for (const Stored& file : files) sum += file.size;
    if (sum <= capacity_) return;

    std::ranges::sort(files, {}, &Stored::used);
    for (const Stored& file : files) {
        if (sum <= capacity_) return;
        ::unlink(file.path.c_str());
        sum -= file.size;
    }
}

}  // namespace deed::native
