#pragma once

#include <optional>

#include "compiler/ir/module.hpp"
#include "vm/isa/opcode.hpp"

namespace deed::codegen {

/// The machine's instruction for one that has the same name; @p op must not be one that is expanded.
[[nodiscard]] isa::Op opcode_of(ir::Op op);

/// How a value without operands is pushed.
enum class PlacedKind : uint8_t { Machine, Object, Global, Tail, DataOffset, DataSize, CodeEnd, Immutable };
[[nodiscard]] PlacedKind placed_kind_of(ir::Op op);

/// The instruction that gives the same result with its two operands exchanged, if there is one.
[[nodiscard]] std::optional<ir::Op> mirror_of(ir::Op op);

}  // namespace deed::codegen
