#pragma once

#include <array>

#include "runtime/storage/tables.hpp"

namespace deed::storage {

/// LMDB's number of each table.
struct DatabaseHandles {
    std::array<unsigned, kTables.size()> numbers{};

    [[nodiscard]] unsigned operator[](Table table) const { return numbers[static_cast<size_t>(table)]; }
};

}  // namespace deed::storage
