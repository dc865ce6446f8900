#include "runtime/storage/environment.hpp"

#include <cerrno>
#include <iostream>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <lmdb.h>
#include <sys/file.h>
#include <unistd.h>

#include "runtime/storage/damaged_error.hpp"
#include "runtime/storage/database_handles.hpp"
#include "runtime/storage/foothold.hpp"
#include "runtime/storage/lmdb_error.hpp"
#include "runtime/storage/reader_gate.hpp"
#include "vm/base/error.hpp"
#include "vm/base/uint256.hpp"

namespace deed::storage {
namespace {

constexpr unsigned kLargestReaderCount = 1024;
/// What lock.mdb takes: 64 bytes for each reader, and three such lines at its beginning instead of the first.
constexpr off_t kReaderTableSize = (kLargestReaderCount + 2) * 64;
constexpr std::string_view kFormatKey = "format";

struct EnvironmentCloser {
    void operator()(MDB_env* environment) const { mdb_env_close(environment); }
};
using EnvironmentPointer = std::unique_ptr<MDB_env, EnvironmentCloser>;

/// Its message names the directory already.
class DirectoryInUse : public Error {
  public:
    using Error::Error;
};

/// Holds the directory for this process: LMDB's own lock lets several in.
class DirectoryLock {
  public:
    explicit DirectoryLock(const std::filesystem::path& directory) {
        const auto path = directory / "LOCK";
        file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
        if (file_ < 0) throw Error{"cannot open " + path.string() + ": " + std::strerror(errno)};
        if (::flock(file_, LOCK_EX | LOCK_NB) == 0) {
            record_owner();
            return;
        }
        const int reason = errno;
        const std::string owner = read_owner();
        ::close(file_);
        if (reason != EWOULDBLOCK) throw Error{"cannot lock " + path.string() + ": " + std::strerror(reason)};
        throw DirectoryInUse{"the data directory " + directory.string() + " is in use" +
                             (owner.empty() ? "" : " by process " + owner)};
    }
    ~DirectoryLock() { ::close(file_); }
    DirectoryLock(const DirectoryLock&) = delete;
    DirectoryLock& operator=(const DirectoryLock&) = delete;

  private:
    // The number only helps whoever is refused; on a full disk the lock holds without it.
    void record_owner() const {
        const std::string owner = std::to_string(::getpid());
        if (::ftruncate(file_, 0) != 0) return;
        [[maybe_unused]] const auto written = ::pwrite(file_, owner.data(), owner.size(), 0);
    }
    [[nodiscard]] std::string read_owner() const {
        char text[24];
        const auto size = ::pread(file_, text, sizeof text, 0);
        return size > 0 ? std::string(text, static_cast<size_t>(size)) : std::string{};
    }

    int file_ = -1;
};

/// One transaction of LMDB: aborted unless it is committed.
class Guard {
  public:
    Guard(MDB_env* environment, unsigned flags) {
        check(mdb_txn_begin(environment, nullptr, flags, &transaction_), "start a transaction");
    }
    ~Guard() {
        if (transaction_ != nullptr) mdb_txn_abort(transaction_);
    }
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;

    [[nodiscard]] MDB_txn* get() const { return transaction_; }
    void commit() { check(mdb_txn_commit(std::exchange(transaction_, nullptr)), "commit"); }

  private:
    MDB_txn* transaction_ = nullptr;
};

/// Leaves a commit unflushed. Made and ended while the transaction is the only one that writes.
class Unflushed {
  public:
    explicit Unflushed(MDB_env* environment) : environment_(environment) { set(1); }
    ~Unflushed() { set(0); }
    Unflushed(const Unflushed&) = delete;
    Unflushed& operator=(const Unflushed&) = delete;

  private:
    void set(int on) const { (void)mdb_env_set_flags(environment_, MDB_NOSYNC, on); }

    MDB_env* environment_;
};

/// LMDB calls this when a page is none of its own, and ends the process then: it knows no way back.
void name_damage(MDB_env* environment, const char*) {
    const auto* directory = static_cast<const std::filesystem::path*>(mdb_env_get_userctx(environment));
    std::cerr << "error: the data file in " << directory->string()
              << " is damaged: its structure cannot be read" << std::endl;
}

/// LMDB maps its table of readers as a file with holes: on a full disk, touching it would end the process.
void reserve_reader_table(const std::filesystem::path& directory) {
    const int file = ::open((directory / "lock.mdb").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (file < 0) return;  // LMDB says why.
    const int failure = ::posix_fallocate(file, 0, kReaderTableSize);
    ::close(file);
    if (failure == ENOSPC) throw Error{"the disk is full"};
}

bool is_full(const std::filesystem::path& directory) {
    constexpr uintmax_t kNextToNothing = 64 << 10;
    std::error_code failure;
    const auto space = std::filesystem::space(directory, failure);
    return !failure && space.available < kNextToNothing;
}

void check_not_truncated(MDB_env* environment, const std::filesystem::path& directory) {
    MDB_envinfo info{};
    MDB_stat figures{};
    check(mdb_env_info(environment, &info), "examine the data file");
    check(mdb_env_stat(environment, &figures), "examine the data file");
    const uint64_t expected = (info.me_last_pgno + 1) * uint64_t{figures.ms_psize};
    const uint64_t actual = std::filesystem::file_size(directory / "data.mdb");
    if (actual < expected)
        throw DamagedError{"data.mdb is truncated: it has " + std::to_string(actual) + " bytes of " +
                           std::to_string(expected)};
}

/// Whether the file has tables already.
bool has_tables(MDB_env* environment) {
    const Guard guard{environment, MDB_RDONLY};
    MDB_dbi meta = 0;
    const int code = mdb_dbi_open(guard.get(), kTables.front().name.data(), 0, &meta);
    if (code == MDB_NOTFOUND) return false;
    check(code, "open the data file");
    return true;
}

enum class Missing : uint8_t { None, Added, All };

/// Opens all tables, and makes those of @p made that are missing.
DatabaseHandles open_tables(MDB_txn* transaction, Missing made) {
    DatabaseHandles handles;
    for (size_t i = 0; i < kTables.size(); ++i) {
        const bool was_added = i >= static_cast<size_t>(kFirstAdded);
        const bool is_made = made == Missing::All || (made == Missing::Added && was_added);
        const int code =
            mdb_dbi_open(transaction, kTables[i].name.data(), is_made ? MDB_CREATE : 0U, &handles.numbers[i]);
        if (code == MDB_NOTFOUND && was_added)
            handles.numbers[i] = DatabaseHandles::kMissing;
        else
            check(code, "open table " + std::string{kTables[i].name});
    }
    return handles;
}

Bytes encode_number(uint64_t number) {
    const Hash word = to_hash(Uint256{number});
    return to_bytes(BytesView{word}.last(8));
}

}  // namespace

struct Environment::Handles {
    std::filesystem::path directory;
    Options options;
    std::unique_ptr<DirectoryLock> lock;
    EnvironmentPointer environment;
    std::unique_ptr<ReaderGate> gate;
    std::unique_ptr<Foothold> foothold;
    DatabaseHandles tables;
    bool is_new = false;

    void open();
    void open_existing();
    void create();
    void commit(const std::function<void(WriteTransaction&)>& body, Flush flush);
    void grow() const;
    [[nodiscard]] bool is_writable() const { return options.access == Access::ReadWrite; }
};

void Environment::Handles::open() {
    std::error_code failure;
    if (is_writable()) std::filesystem::create_directories(directory, failure);
    if (!std::filesystem::is_directory(directory))
        throw Error{failure ? failure.message() : "there is no such directory"};
    if (!is_writable() && !std::filesystem::exists(directory / "data.mdb"))
        throw Error{"it holds no data.mdb"};
    lock = std::make_unique<DirectoryLock>(directory);
    const auto file = directory / "data.mdb";
    if (std::filesystem::exists(file) && std::filesystem::file_size(file) == 0)
        throw DamagedError{"data.mdb is empty: whatever it held is lost"};

    if (std::filesystem::exists(file)) Foothold::restore(directory);
    reserve_reader_table(directory);
    MDB_env* raw = nullptr;
    check(mdb_env_create(&raw), "make an environment");
    environment.reset(raw);
    check(mdb_env_set_maxdbs(raw, kTables.size()), "set up the environment");
    check(mdb_env_set_maxreaders(raw, kLargestReaderCount), "set up the environment");
    check(mdb_env_set_mapsize(raw, options.initial_map_size), "set up the environment");
    check(mdb_env_set_userctx(raw, &directory), "set up the environment");
    check(mdb_env_set_assert(raw, name_damage), "set up the environment");
    const unsigned flags = MDB_NOTLS | (is_writable() ? 0U : MDB_RDONLY) |
                           (options.durability == Durability::Lazy ? MDB_NOSYNC : 0U);
    check(mdb_env_open(raw, directory.c_str(), flags, 0644), "open the data file");
    check_not_truncated(raw, directory);
    // Slots of a process that was killed would keep its old pages for ever.
    check(mdb_reader_check(raw, nullptr), "check the reader table");
    gate = std::make_unique<ReaderGate>(raw);

    if (has_tables(raw)) return open_existing();
    if (!is_writable()) throw Error{"it holds no chain"};
    create();
}

void Environment::Handles::open_existing() {
    {
        const Guard guard{environment.get(), MDB_RDONLY};
        check(mdb_dbi_open(guard.get(), kTables.front().name.data(), 0, &tables.numbers.front()),
              "open table Meta");
        const auto format = WriteTransaction{guard.get(), tables}.find(Table::Meta, as_bytes(kFormatKey));
        if (!format) throw DamagedError{"the data file is damaged: its format version is missing"};
        const Uint256 version = word_from(format->first(std::min<size_t>(format->size(), 8)));
        if (version != Uint256{kFormatVersion})
            throw Error{"it is of format " + to_decimal(version) + ", this program reads and writes format " +
                        std::to_string(kFormatVersion)};
    }
    foothold = std::make_unique<Foothold>(environment.get(), directory, options);
    Guard guard{environment.get(), is_writable() ? 0U : MDB_RDONLY};
    tables = open_tables(guard.get(), is_writable() ? Missing::Added : Missing::None);
    guard.commit();
}

void Environment::Handles::create() {
    is_new = true;
    Foothold::create(directory, options.durability);
    foothold = std::make_unique<Foothold>(environment.get(), directory, options);
    Guard guard{environment.get(), 0};
    tables = open_tables(guard.get(), Missing::All);
    WriteTransaction transaction{guard.get(), tables};
    transaction.put(Table::Meta, as_bytes(kFormatKey), encode_number(kFormatVersion));
    guard.commit();
}

void Environment::Handles::grow() const {
    MDB_envinfo info{};
    check(mdb_env_info(environment.get(), &info), "examine the data file");
    const uint64_t size = std::min<uint64_t>(uint64_t{info.me_mapsize} * 2, options.largest_map_size);
    if (size <= info.me_mapsize)
        throw Error{"the data directory " + directory.string() + " has reached its largest size of " +
                    std::to_string(options.largest_map_size) + " bytes"};
    foothold->let_go_during([&] {
        gate->close();
        const int code = mdb_env_set_mapsize(environment.get(), size);
        gate->open();
        check(code, "enlarge the data file's map");
    });
}

void Environment::Handles::commit(const std::function<void(WriteTransaction&)>& body, Flush flush) {
    const std::lock_guard committing{foothold->committing};
    foothold->require_sound();
    const bool is_later = flush == Flush::Later && options.durability == Durability::Synchronous;
    if (is_later && !foothold->is_taken()) foothold->take();
    Guard guard{environment.get(), 0};
    WriteTransaction transaction{guard.get(), tables};
    body(transaction);
    std::optional<Unflushed> unflushed;
    if (foothold->is_taken()) unflushed.emplace(environment.get());
    guard.commit();
}

Environment::Environment(std::filesystem::path directory, const Options& options)
    : handles_(std::make_unique<Handles>()) {
    handles_->directory = std::move(directory);
    handles_->options = options;
    const std::string prefix = "cannot use the data directory " + handles_->directory.string() + ": ";
    try {
        handles_->open();
    } catch (const MapIsFull&) {
        throw Error{prefix + "its map is too small"};
    } catch (const DamagedError& error) {
        throw DamagedError{prefix + error.what()};
    } catch (const DirectoryInUse& error) {
        throw Error{error.what()};
    } catch (const Error& error) {
        throw Error{prefix + error.what()};
    }
}

Environment::~Environment() = default;

ReadTransaction Environment::read() const {
    return ReadTransaction{handles_->gate->enter(), handles_->tables, *handles_->gate};
}

void Environment::write(const std::function<void(WriteTransaction&)>& body, Flush flush) {
    DEED_ASSERT(handles_->is_writable());
    while (true) {
        try {
            handles_->commit(body, flush);
            if (flush == Flush::Now) settle();
            return;
        } catch (const MapIsFull&) {
            handles_->grow();
        } catch (const WriteFailed&) {
            if (!is_full(handles_->directory)) throw;
            throw Error{"cannot commit: the disk is full"};
        } catch (const std::system_error& error) {
            throw Error{"cannot write " + handles_->directory.string() + ": " + error.what()};
        }
    }
}

void Environment::settle() {
    handles_->foothold->move_up();
}

void Environment::copy_to(const std::filesystem::path& target) const {
    std::filesystem::create_directories(target);
    check(mdb_env_copy2(handles_->environment.get(), target.c_str(), MDB_CP_COMPACT),
          "copy the data file to " + target.string());
    Foothold::create(target, Durability::Synchronous);
}

Statistics Environment::statistics() const {
    MDB_envinfo info{};
    MDB_stat figures{};
    check(mdb_env_info(handles_->environment.get(), &info), "examine the data file");
    check(mdb_env_stat(handles_->environment.get(), &figures), "examine the data file");
    const auto readers = handles_->gate->readers();
    Statistics result;
    result.map_size = info.me_mapsize;
    result.used_size = (info.me_last_pgno + 1) * uint64_t{figures.ms_psize};
    result.commits = info.me_last_txnid;
    result.open_readers = readers.count;
    result.oldest_reader_commits = readers.count == 0 ? 0 : info.me_last_txnid - readers.oldest_commit;
    return result;
}

bool Environment::is_new() const {
    return handles_->is_new;
}

const std::filesystem::path& Environment::directory() const {
    return handles_->directory;
}

}  // namespace deed::storage
