#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "compiler/sema/program.hpp"
#include "vm/base/uint256.hpp"

namespace deed::lower {

/// Where something stands in storage: a slot, and in a shared slot the first byte, counted from the low end.
struct StorageSpot {
    Uint256 slot;
    uint32_t offset = 0;
};

/// The storage of a contract by Solidity's rules: fields in their order, several to a slot while they fit;
/// structs and arrays begin a slot and end one. Transient fields are counted on their own.
struct StorageLayout {
    std::map<const sema::Field*, StorageSpot> spots;
    Uint256 lock_slot;  ///< in transient storage, behind the fields: the word of sema::Lock
};
[[nodiscard]] StorageLayout lay_out_storage(const sema::Contract& contract);

/// The bytes a value takes in a slot; 32 for what takes whole slots.
[[nodiscard]] uint32_t storage_bytes(const sema::Type& type);
/// The slots of a value that begins at the start of one.
[[nodiscard]] Uint256 storage_slots(const sema::Type& type);
/// Where member @p member of a struct, an option or an enum stands, from the value's first slot. What the
/// variants of an enum carry overlaps, unless it holds a list or text, whose length must not be mistaken.
[[nodiscard]] StorageSpot member_spot(const sema::Type& type, uint32_t member);
/// How many elements of an array share a slot; 0 when each takes whole slots.
[[nodiscard]] uint32_t elements_per_slot(const sema::Type& array);

}  // namespace deed::lower
