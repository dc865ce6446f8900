#include "runtime/storage/record_file.hpp"

#include <cerrno>
#include <cstring>
#include <optional>
#include <string>

#include <fcntl.h>
#include <unistd.h>

#include "runtime/storage/checksum.hpp"
#include "runtime/storage/damaged_error.hpp"

namespace deed::storage {
namespace {

/// What a file begins with; the record follows.
struct Header {
    uint64_t magic;
    uint64_t sequence;
    uint64_t size;
    uint32_t checksum;  ///< CRC-32C of sequence, size and record
    uint32_t zero;
};
static_assert(sizeof(Header) == 32);

constexpr uint64_t kMagic = 0x3144524F43455244;
/// As long as a record fits into this, writing it changes nothing of the file but its contents: one flush.
constexpr size_t kReservedSize = 64 << 10;

struct StoredRecord {
    uint64_t sequence;
    Bytes record;
};

[[noreturn]] void throw_failure(std::string_view what, const std::filesystem::path& path) {
    const int reason = errno;
    if (reason == ENOSPC || reason == EFBIG || reason == EDQUOT)
        throw Error{"cannot write " + path.string() + ": the disk is full"};
    throw Error{"cannot " + std::string{what} + " " + path.string() + ": " + std::strerror(reason)};
}

std::filesystem::path slot_path(const std::filesystem::path& directory, std::string_view name, size_t slot) {
    return directory / (std::string{name} + "." + std::to_string(slot));
}

uint32_t checksum(const Header& header, BytesView record) {
    uint8_t numbers[16];
    std::memcpy(numbers, &header.sequence, 8);
    std::memcpy(numbers + 8, &header.size, 8);
    return crc32c(record, crc32c(numbers));
}

Bytes encode(uint64_t sequence, BytesView record) {
    Header header{kMagic, sequence, record.size(), 0, 0};
    header.checksum = checksum(header, record);
    Bytes bytes(sizeof header + record.size());
    std::memcpy(bytes.data(), &header, sizeof header);
    if (!record.empty()) std::memcpy(bytes.data() + sizeof header, record.data(), record.size());
    return bytes;
}

void write_whole(int file, const std::filesystem::path& path, BytesView bytes) {
    for (size_t done = 0; done < bytes.size();) {
        const auto size = ::pwrite(file, bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) throw_failure("write", path);
        done += static_cast<size_t>(size);
    }
}

/// As many bytes of the file as there are.
Bytes read_bytes(int file, const std::filesystem::path& path, size_t from, size_t count) {
    Bytes bytes(count);
    for (size_t done = 0; done < bytes.size();) {
        const auto size =
            ::pread(file, bytes.data() + done, bytes.size() - done, static_cast<off_t>(from + done));
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) throw_failure("read", path);
        if (size == 0) bytes.resize(done);
        done += static_cast<size_t>(size);
    }
    return bytes;
}

std::optional<StoredRecord> read_record(int file, const std::filesystem::path& path, size_t slot) {
    Header header;
    const Bytes start = read_bytes(file, path, 0, sizeof header);
    if (start.size() < sizeof header) return std::nullopt;
    std::memcpy(&header, start.data(), sizeof header);
    const off_t end = ::lseek(file, 0, SEEK_END);
    if (end < 0) throw_failure("read", path);
    if (header.magic != kMagic || header.size > static_cast<uint64_t>(end) || (header.sequence & 1) != slot)
        return std::nullopt;
    Bytes record = read_bytes(file, path, sizeof header, header.size);
    if (record.size() < header.size || checksum(header, record) != header.checksum) return std::nullopt;
    return StoredRecord{header.sequence, std::move(record)};
}

/// Closes a file that only one function needs.
class OpenFile {
  public:
    OpenFile(const std::filesystem::path& path, int flags) : number(::open(path.c_str(), flags, 0644)) {
        if (number < 0) throw_failure("open", path);
    }
    ~OpenFile() { ::close(number); }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;

    const int number;
};

}  // namespace

void RecordFile::create(const std::filesystem::path& directory, std::string_view name,
                        Durability durability) {
    const bool is_flushed = durability == Durability::Synchronous;
    for (size_t slot = 0; slot < 2; ++slot) {
        const auto path = slot_path(directory, name, slot);
        const OpenFile file{path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC};
        Bytes content = encode(slot, {});
        content.resize(kReservedSize);
        write_whole(file.number, path, content);
        if (is_flushed && ::fsync(file.number) != 0) throw_failure("write", path);
    }
    const OpenFile parent{directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC};
    if (is_flushed && ::fsync(parent.number) != 0) throw_failure("write", directory);
}

bool RecordFile::exists(const std::filesystem::path& directory, std::string_view name) {
    return std::filesystem::exists(slot_path(directory, name, 0)) &&
           std::filesystem::exists(slot_path(directory, name, 1));
}

RecordFile::RecordFile(const std::filesystem::path& directory, std::string_view name, Access access,
                       Durability durability)
    : durability_(durability) {
    std::optional<StoredRecord> newest;
    try {
        for (size_t i = 0; i < slots_.size(); ++i) {
            Slot& slot = slots_[i];
            slot.path = slot_path(directory, name, i);
            slot.file =
                ::open(slot.path.c_str(), (access == Access::ReadWrite ? O_RDWR : O_RDONLY) | O_CLOEXEC);
            if (slot.file < 0 && errno == ENOENT) throw DamagedError{slot.path.string() + " is missing"};
            if (slot.file < 0) throw_failure("open", slot.path);
            auto stored = read_record(slot.file, slot.path, i);
            if (stored && (!newest || stored->sequence > newest->sequence)) newest = std::move(stored);
        }
        if (!newest)
            throw DamagedError{slots_[0].path.string() + " and " + slots_[1].path.string() +
                               " are damaged: neither matches its checksum"};
    } catch (...) {
        close();
        throw;
    }
    sequence_ = newest->sequence;
    record_ = std::move(newest->record);
}

RecordFile::~RecordFile() {
    close();
}

void RecordFile::close() {
    for (const Slot& slot : slots_)
        if (slot.file >= 0) ::close(slot.file);
}

void RecordFile::write(BytesView record) {
    const Slot& slot = slots_[(sequence_ + 1) & 1];
    write_whole(slot.file, slot.path, encode(sequence_ + 1, record));
    if (durability_ == Durability::Synchronous && ::fdatasync(slot.file) != 0)
        throw_failure("write", slot.path);
    record_ = to_bytes(record);
    ++sequence_;
}

}  // namespace deed::storage
