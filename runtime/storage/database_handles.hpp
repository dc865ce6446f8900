#pragma once

#include <array>

#include "runtime/storage/tables.hpp"

namespace deed::storage {

/// LMDB's number of each table.
struct DatabaseHandles {
    /// Of a table that is not there: it reads as empty. Only where nothing is written.
    static constexpr unsigned kMissing = ~0U;

    std::array<unsigned, kTables.size()> numbers{};

    [[nodiscard]] bool has(Table table) const { return (*this)[table] != kMissing; }
    [[nodiscard]] unsigned operator[](Table table) const { return numbers[static_cast<size_t>(table)]; }
};

}  // namespace deed::storage
