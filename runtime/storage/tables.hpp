#pragma once

#include <array>
#include <cstdint>
#include <string_view>

/// Every table of a data directory, one row each: name, key, value.
///
/// Numbers are big endian, so that the order of keys is the order of numbers: `block` has 8 bytes, `index` 4.
/// `…*` is a list. A value is followed, in the file, by the CRC-32C of table, key and value (4 bytes), which
/// every read checks. To add a table: a row here, at the end; directories that are older get it when they are
/// opened for writing (`kFirstAdded`). To change one: a new `kFormatVersion`.
#define DEED_TABLES(ROW)                                                                                 \
    ROW(Meta, "name", "the format version here; what else there is: ledger/keys.hpp")                    \
    ROW(Headers, "block", "block hash (32), header RLP")                                                 \
    ROW(BlockNumbers, "block hash", "block")                                                             \
    ROW(Bodies, "block", "RLP [number of transactions, ommer headers*, withdrawals list if it can be]")  \
    ROW(Transactions, "block, index", "sender (20), transaction in its envelope (EIP-2718)")             \
    ROW(Receipts, "block, index", "RLP of the receipt, without bloom, and of what follows from it")      \
    ROW(TransactionIndex, "transaction hash", "block, index")                                            \
    ROW(Commits, "block", "commit record RLP")                                                           \
    ROW(LogAddresses, "address, block", "(transaction index, log index in the block)*")                  \
    ROW(LogTopics, "position (1), topic, block", "(transaction index, log index in the block)*")         \
    ROW(Accounts, "address", "RLP [nonce, balance, code hash or empty, storage root or empty]")          \
    ROW(Slots, "address, slot", "value without leading zeros")                                           \
    ROW(Codes, "code hash", "code")                                                                      \
    ROW(AccountNodes, "see Key::add_path in ledger/keys.hpp", "trie node, with leaves: trie/record.hpp") \
    ROW(SlotNodes, "keccak(address), path as above", "as above")                                         \
    ROW(AccountHistory, "address, block", "the account before that block, empty when there was none")    \
    ROW(SlotHistory, "address, slot, block", "the value before that block, empty for zero")              \
    ROW(BlockChanges, "block", "RLP [address*, (address, slot)*] changed in the block")                  \
    ROW(Rewinds, "\"count\"", "block: how often blocks were taken back by hand; older votes are void")   \
    ROW(Contracts, "contract name", "JSON of what the gateway knows of a deployed contract")             \
    ROW(SideBlocks, "block hash", "RLP of a block beside the chain, which a fork choice may still take") \
    ROW(Lies, "validator address, type (1), block, round (4)",                                           \
        "RLP of the evidence, until a block has its report")

namespace deed::storage {

/// The layout above. A directory of another number is refused before anything in it is touched.
inline constexpr uint64_t kFormatVersion = 4;

enum class Table : uint8_t {
#define DEED_TABLE_NAME(name, key, value) name,
    DEED_TABLES(DEED_TABLE_NAME)
#undef DEED_TABLE_NAME
};

/// Tables from here on may be missing in a directory of the format above: it was made before they were.
inline constexpr Table kFirstAdded = Table::Lies;

/// What a row says, for tools that list or dump tables.
struct TableInfo {
    std::string_view name;
    std::string_view key;
    std::string_view value;
};

inline constexpr std::array kTables{
#define DEED_TABLE_INFO(name, key, value) TableInfo{#name, key, value},
    DEED_TABLES(DEED_TABLE_INFO)
#undef DEED_TABLE_INFO
};

/// The row of @p table.
[[nodiscard]] constexpr const TableInfo& info_of(Table table) {
    return kTables[static_cast<size_t>(table)];
}

}  // namespace deed::storage
