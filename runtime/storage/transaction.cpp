#include "runtime/storage/transaction.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <lmdb.h>

#include "runtime/storage/checksum.hpp"
#include "runtime/storage/damaged_error.hpp"
#include "runtime/storage/database_handles.hpp"
#include "runtime/storage/lmdb_error.hpp"
#include "runtime/storage/reader_gate.hpp"
#include "vm/base/hex.hpp"

namespace deed::storage {
namespace {

constexpr size_t kChecksumSize = 4;

MDB_val to_value(BytesView bytes) {
    return {bytes.size(), const_cast<uint8_t*>(bytes.data())};  // LMDB only reads it
}

BytesView to_view(const MDB_val& value) {
    return {static_cast<const uint8_t*>(value.mv_data), value.mv_size};
}

// The table takes part, so that an entry that has moved to another table does not pass.
uint32_t checksum(Table table, BytesView key, BytesView value) {
    const auto tag = static_cast<uint8_t>(table);
    return crc32c(value, crc32c(key, crc32c(BytesView{&tag, 1})));
}

/// Asks for the beginning of @p bytes at once: in a large file they are far away, and summing up alone would
/// wait for one line of the cache after the other.
void prefetch(BytesView bytes) {
    constexpr size_t kLine = 64, kMost = 16 * kLine;
    for (size_t at = 0; at < std::min(bytes.size(), kMost); at += kLine)
        __builtin_prefetch(bytes.data() + at);
}

BytesView verified(Table table, BytesView key, BytesView stored) {
    prefetch(stored);
    if (stored.size() >= kChecksumSize) {
        const auto value = stored.first(stored.size() - kChecksumSize);
        uint32_t expected;
        std::memcpy(&expected, stored.data() + value.size(), kChecksumSize);
        if (checksum(table, key, value) == expected) return value;
    }
    throw DamagedError{"the data file is damaged: table " + std::string{info_of(table).name} + ", key " +
                       to_hex_prefixed(key) + " does not match its checksum"};
}

}  // namespace

Cursor::Cursor(Cursor&& other) noexcept
    : cursor_(std::exchange(other.cursor_, nullptr)), table_(other.table_) {}

Cursor& Cursor::operator=(Cursor&& other) noexcept {
    std::swap(cursor_, other.cursor_);
    table_ = other.table_;
    return *this;
}

Cursor::~Cursor() {
    if (cursor_ != nullptr) mdb_cursor_close(cursor_);
}

std::optional<Entry> Cursor::move(int operation, BytesView key) {
    if (cursor_ == nullptr) return std::nullopt;
    MDB_val found_key = to_value(key);
    MDB_val found_value{};
    const int code = mdb_cursor_get(cursor_, &found_key, &found_value, static_cast<MDB_cursor_op>(operation));
    if (code == MDB_NOTFOUND) return std::nullopt;
    check(code, "read table " + std::string{info_of(table_).name});
    const auto view = to_view(found_key);
    return Entry{view, verified(table_, view, to_view(found_value))};
}

std::optional<BytesView> Cursor::find(BytesView key) {
    DEED_ASSERT(!key.empty());
    const auto entry = move(MDB_SET_KEY, key);
    if (!entry) return std::nullopt;
    return entry->value;
}

std::optional<Entry> Cursor::seek(BytesView key) {
    return key.empty() ? move(MDB_FIRST, {}) : move(MDB_SET_RANGE, key);
}

std::optional<Entry> Cursor::seek_before(BytesView key) {
    if (!seek(key)) return last();
    return move(MDB_PREV, {});
}

std::optional<Entry> Cursor::first() {
    return move(MDB_FIRST, {});
}

std::optional<Entry> Cursor::last() {
    return move(MDB_LAST, {});
}

std::optional<Entry> Cursor::next() {
    return move(MDB_NEXT, {});
}

std::optional<BytesView> Transaction::find(Table table, BytesView key) const {
    DEED_ASSERT(!key.empty());
    if (!handles_->has(table)) return std::nullopt;
    MDB_val sought = to_value(key);
    MDB_val found{};
    const int code = mdb_get(transaction_, (*handles_)[table], &sought, &found);
    if (code == MDB_NOTFOUND) return std::nullopt;
    check(code, "read table " + std::string{info_of(table).name});
    return verified(table, key, to_view(found));
}

Cursor Transaction::cursor(Table table) const {
    MDB_cursor* cursor = nullptr;
    if (!handles_->has(table)) return Cursor{cursor, table};
    check(mdb_cursor_open(transaction_, (*handles_)[table], &cursor),
          "open table " + std::string{info_of(table).name});
    return Cursor{cursor, table};
}

uint64_t Transaction::count(Table table) const {
    if (!handles_->has(table)) return 0;
    MDB_stat figures{};
    check(mdb_stat(transaction_, (*handles_)[table], &figures),
          "count table " + std::string{info_of(table).name});
    return figures.ms_entries;
}

ReadTransaction::ReadTransaction(ReadTransaction&& other) noexcept
    : Transaction(std::exchange(other.transaction_, nullptr), *other.handles_), gate_(other.gate_) {}

ReadTransaction::~ReadTransaction() {
    if (transaction_ != nullptr) gate_->leave(transaction_);
}

void WriteTransaction::write(Table table, BytesView key, BytesView value, unsigned flags) {
    DEED_ASSERT(!key.empty());
    // `value` may lie in a page that this very call moves: sum it up and keep it before LMDB touches
    // anything.
    const uint32_t sum = checksum(table, key, value);
    Bytes kept = to_bytes(value);
    MDB_val where = to_value(key);
    MDB_val room{kept.size() + kChecksumSize, nullptr};
    check(mdb_put(transaction_, (*handles_)[table], &where, &room, flags | MDB_RESERVE),
          "write table " + std::string{info_of(table).name});
    auto* target = static_cast<uint8_t*>(room.mv_data);
    if (!kept.empty()) std::memcpy(target, kept.data(), kept.size());
    std::memcpy(target + kept.size(), &sum, kChecksumSize);
}

void WriteTransaction::put(Table table, BytesView key, BytesView value) {
    write(table, key, value, 0);
}

void WriteTransaction::append(Table table, BytesView key, BytesView value) {
    write(table, key, value, MDB_APPEND);
}

bool WriteTransaction::erase(Table table, BytesView key) {
    DEED_ASSERT(!key.empty());
    MDB_val where = to_value(key);
    const int code = mdb_del(transaction_, (*handles_)[table], &where, nullptr);
    if (code == MDB_NOTFOUND) return false;
    check(code, "erase from table " + std::string{info_of(table).name});
    return true;
}

uint64_t WriteTransaction::erase_prefix(Table table, BytesView prefix) {
    uint64_t erased = 0;
    const Bytes start = to_bytes(prefix);
    while (true) {
        const auto found = cursor(table).seek(start);
        if (!found || found->key.size() < start.size() ||
            !std::equal(start.begin(), start.end(), found->key.begin()))
            return erased;
        erase(table, to_bytes(found->key));
        ++erased;
    }
}

void WriteTransaction::clear(Table table) {
    check(mdb_drop(transaction_, (*handles_)[table], 0), "clear table " + std::string{info_of(table).name});
}

}  // namespace deed::storage
