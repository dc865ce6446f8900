#include "runtime/storage/foothold.hpp"

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include <fcntl.h>
#include <lmdb.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/storage/lmdb_error.hpp"

namespace deed::storage {
namespace {

constexpr std::string_view kName = "foothold";
/// All that a meta page says is in its first sector, which disks write whole: a page header of 16 bytes,
/// magic and version (4 each), address and map size (8 each), two databases (48 each), the last page (8), and
/// the number of the commit.
constexpr size_t kMetaSize = 512;
constexpr size_t kCommitNumber = 16 + 8 + 16 + 96 + 8;

off_t place_of(uint64_t page) {
    return static_cast<off_t>(page) * ::sysconf(_SC_PAGESIZE);
}

uint64_t number_at(const Bytes& meta, size_t at) {
    uint64_t number = 0;
    std::memcpy(&number, meta.data() + at, sizeof number);
    return number;
}

[[noreturn]] void throw_failure(const std::string& what) {
    throw Error{"cannot " + what + ": " + std::strerror(errno)};
}

/// Writes most of what the operating system holds back for the disk, a part after the other: who flushes
/// another file meanwhile, as votes are, waits behind little. A code of the system: what is told here of a
/// page that could not be written is not told again by the flush that follows.
int write_out_gently(int file) {
    constexpr off_t kParts = 8;
    constexpr unsigned kWhole =
        SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER;
    // LMDB writes at the file's position, which therefore stays where it is.
    struct stat figures{};
    if (::fstat(file, &figures) != 0) return errno;
    const off_t part = figures.st_size / kParts + 1;
    for (off_t at = 0; at < figures.st_size; at += part)
        if (::sync_file_range(file, at, part, kWhole) != 0) return errno == ENOSYS ? 0 : errno;
    return 0;
}

bool write_meta(int file, uint64_t page, Bytes meta) {
    std::memcpy(meta.data(), &page, sizeof page);  // A page begins with its number.
    return ::pwrite(file, meta.data(), meta.size(), place_of(page)) == static_cast<ssize_t>(meta.size());
}

}  // namespace

void Foothold::create(const std::filesystem::path& directory, Durability durability) {
    RecordFile::create(directory, kName, durability);
}

void Foothold::restore(const std::filesystem::path& directory) {
    if (!RecordFile::exists(directory, kName)) return;
    const Bytes meta = RecordFile{directory, kName, Access::ReadOnly, Durability::Synchronous}.record();
    if (meta.empty()) return;
    const auto path = directory / "data.mdb";
    // What is shorter than its meta pages is refused for that.
    if (std::filesystem::file_size(path) < static_cast<uint64_t>(place_of(2))) return;
    const int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    if (file < 0) throw_failure("open " + path.string());
    // Commits look for the newer of the two, and take the place of the older.
    const bool is_done = write_meta(file, 0, meta) && write_meta(file, 1, meta) && ::fdatasync(file) == 0;
    const int reason = errno;
    ::close(file);
    errno = reason;
    if (!is_done) throw_failure("write " + path.string());
}

Foothold::Foothold(MDB_env* environment, const std::filesystem::path& directory, const Options& options)
    : environment_(environment),
      file_(directory, kName, options.access, options.durability),
      is_writable_(options.access == Access::ReadWrite) {
    if (file_.record().empty()) return;
    pin();
    DEED_ASSERT(newest() == number_at(file_.record(), kCommitNumber));
}

Foothold::~Foothold() {
    if (!is_taken()) return;
    try {
        if (is_writable_) {
            move_up();
            // Whichever of the files is read at the next opening: the newest commit counts.
            file_.write({});
            file_.write({});
        }
    } catch (const std::exception&) {
        // The next opening goes back to the foothold, as after the end of the process.
    }
    unpin();
}

void Foothold::take() {
    file_.write(read_meta(newest()));
    pin();
}

void Foothold::require_sound() const {
    if (!is_sound_) throw Error{"an earlier flush of the data file has failed: it has to be opened again"};
}

void Foothold::move_up() {
    const std::lock_guard moving{moving_};
    move_up_held();
}

void Foothold::move_up_held() {
    MDB_txn* next = nullptr;
    Bytes meta;
    {
        const std::lock_guard lock{committing};
        require_sound();
        if (!is_taken() || newest() == mdb_txn_id(reader_)) return;
        check(mdb_txn_begin(environment_, nullptr, MDB_RDONLY, &next), "start a transaction");
        meta = read_meta(mdb_txn_id(next));
    }
    try {
        check(write_out_gently(data_file()), "flush the data file");
        check(mdb_env_sync(environment_, 1), "flush the data file");
        file_.write(meta);
    } catch (...) {
        mdb_txn_abort(next);
        const std::lock_guard lock{committing};
        is_sound_ = false;
        throw;
    }
    const std::lock_guard lock{committing};
    mdb_txn_abort(std::exchange(reader_, next));
}

void Foothold::let_go_during(const std::function<void()>& body) {
    const std::lock_guard moving{moving_};
    while (true) {
        move_up_held();
        const std::lock_guard lock{committing};
        if (!is_taken()) return body();
        if (newest() != mdb_txn_id(reader_)) continue;
        unpin();
        try {
            body();
        } catch (...) {
            pin();
            throw;
        }
        return pin();
    }
}

void Foothold::pin() {
    check(mdb_txn_begin(environment_, nullptr, MDB_RDONLY, &reader_), "start a transaction");
}

void Foothold::unpin() {
    mdb_txn_abort(std::exchange(reader_, nullptr));
}

uint64_t Foothold::newest() const {
    MDB_envinfo info{};
    check(mdb_env_info(environment_, &info), "examine the data file");
    return info.me_last_txnid;
}

int Foothold::data_file() const {
    int file = -1;
    check(mdb_env_get_fd(environment_, &file), "examine the data file");
    return file;
}

Bytes Foothold::read_meta(uint64_t commit) const {
    Bytes meta(kMetaSize);
    const auto size = ::pread(data_file(), meta.data(), meta.size(), place_of(commit & 1));
    if (size != static_cast<ssize_t>(meta.size())) throw_failure("read data.mdb");
    DEED_ASSERT(number_at(meta, kCommitNumber) == commit);
    return meta;
}

}  // namespace deed::storage
