#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace deed::sema {

/// What an opcode of an `unsafe` block can touch.
enum class Touch : uint8_t { Nothing, Surroundings, Reads, Asks, Writes, Calls };

/// One row of machine_ops.def.
enum class MachineOpcode : uint8_t {
#define DEED_MACHINE_OP(name, op, parameters, result, touches) op,
#include "compiler/sema/machine_ops.def"
};
struct MachineOpRow {
    std::string_view name;
    MachineOpcode op;
    std::string_view parameters;
    std::string_view result;
    Touch touches;
};
/// All rows, in the order of MachineOpcode.
[[nodiscard]] std::span<const MachineOpRow> machine_ops();
[[nodiscard]] const MachineOpRow& row_of(MachineOpcode op);
/// Whether the opcode runs other code, so that new return data takes the place of the old.
[[nodiscard]] bool runs_other_code(MachineOpcode op);
/// Whether the opcode works in the bytes of a local, and which operand that is.
[[nodiscard]] std::optional<size_t> find_buffer(MachineOpcode op);

}  // namespace deed::sema
