#pragma once

#include <cstdint>
#include <optional>

#include "runtime/storage/tables.hpp"
#include "vm/base/bytes.hpp"

struct MDB_txn;
struct MDB_cursor;

namespace deed::storage {

struct DatabaseHandles;
class ReaderGate;

/// One entry of a table; borrowed, like everything that a transaction hands out, until the transaction ends
/// or writes.
struct Entry {
    BytesView key;
    BytesView value;
};

/// Walks one table in the order of keys. Throws `Error` when an entry's checksum does not hold.
class Cursor {
  public:
    Cursor(Cursor&& other) noexcept;
    Cursor& operator=(Cursor&& other) noexcept;
    Cursor(const Cursor&) = delete;
    Cursor& operator=(const Cursor&) = delete;
    ~Cursor();

    /// The value at @p key, as `Transaction::find`; cheaper near the entry found last.
    std::optional<BytesView> find(BytesView key);
    /// The first entry at or after @p key.
    std::optional<Entry> seek(BytesView key);
    /// The last entry before @p key.
    std::optional<Entry> seek_before(BytesView key);
    /// The first entry of the table.
    std::optional<Entry> first();
    /// The last entry of the table.
    std::optional<Entry> last();
    /// The entry after the one found last.
    std::optional<Entry> next();

  private:
    friend class Transaction;
    Cursor(MDB_cursor* cursor, Table table) : cursor_(cursor), table_(table) {}
    std::optional<Entry> move(int operation, BytesView key);

    MDB_cursor* cursor_;  ///< null: the table is not there
    Table table_;
};

/// What reading and writing transactions can both do. One thread at a time.
class Transaction {
  public:
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    /// The value at @p key. Throws `Error` when its checksum does not hold.
    [[nodiscard]] std::optional<BytesView> find(Table table, BytesView key) const;
    /// A cursor that must not outlive this transaction.
    [[nodiscard]] Cursor cursor(Table table) const;
    /// The number of entries.
    [[nodiscard]] uint64_t count(Table table) const;

  protected:
    Transaction(MDB_txn* transaction, const DatabaseHandles& handles)
        : transaction_(transaction), handles_(&handles) {}
    ~Transaction() = default;

    MDB_txn* transaction_;
    const DatabaseHandles* handles_;
};

/// A snapshot. It may move from thread to thread, but one uses it at a time.
class ReadTransaction final : public Transaction {
  public:
    ReadTransaction(ReadTransaction&& other) noexcept;
    ~ReadTransaction();

  private:
    friend class Environment;
    ReadTransaction(MDB_txn* transaction, const DatabaseHandles& handles, ReaderGate& gate)
        : Transaction(transaction, handles), gate_(&gate) {}

    ReaderGate* gate_;
};

/// The only writer of its moment.
class WriteTransaction final : public Transaction {
  public:
    ~WriteTransaction() = default;

    /// Sets the value at @p key, whether or not there was one.
    void put(Table table, BytesView key, BytesView value);
    /// Sets the value at @p key, which must come after every key of the table: faster, and the table is
    /// packed.
    void append(Table table, BytesView key, BytesView value);
    /// Takes the entry away; false when there was none.
    bool erase(Table table, BytesView key);
    /// Takes away every entry whose key begins with @p prefix; the number of them.
    uint64_t erase_prefix(Table table, BytesView prefix);
    /// Takes away every entry of the table.
    void clear(Table table);

  private:
    friend class Environment;
    WriteTransaction(MDB_txn* transaction, const DatabaseHandles& handles)
        : Transaction(transaction, handles) {}
    void write(Table table, BytesView key, BytesView value, unsigned flags);
};

}  // namespace deed::storage
