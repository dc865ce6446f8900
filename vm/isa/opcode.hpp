#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "vm/isa/revision.hpp"

namespace deed::isa {

/// An instruction of the machine; any byte may be read as one, defined or not.
enum class Op : uint8_t {
#define DEED_OPCODE(code, name, pops, pushes, imm, form, gas, since) name = (code),
#include "vm/isa/opcodes.def"
#undef DEED_OPCODE
};

/// How an engine wraps the instruction's function; opcodes.def explains each.
enum class Form : uint8_t { Word, Context, Memory, Frame, Control };

/// A row of opcodes.def.
struct OpInfo {
    std::string_view name;  ///< empty for a byte that no revision defines
    uint8_t pops = 0;       ///< words taken from the stack
    uint8_t pushes = 0;     ///< words left in their place
    uint8_t immediate = 0;  ///< bytes that follow in the code
    Form form = Form::Control;
    uint16_t gas = 0;  ///< constant cost when introduced
    Revision since = Revision::Frontier;

    /// Whether any revision defines the byte.
    [[nodiscard]] constexpr bool exists() const { return !name.empty(); }
};

namespace table {

constexpr std::array<OpInfo, 256> make_infos() {
    std::array<OpInfo, 256> infos{};
#define DEED_OPCODE(code, name, pops, pushes, imm, form, gas, since) \
    infos[code] = {#name, pops, pushes, imm, Form::form, gas, Revision::since};
#include "vm/isa/opcodes.def"
#undef DEED_OPCODE
    return infos;
}
inline constexpr std::array<OpInfo, 256> kInfos = make_infos();

using GasByOp = std::array<uint16_t, 256>;

constexpr std::array<GasByOp, kRevisionCount> make_gas() {
    std::array<GasByOp, kRevisionCount> gas{};
    for (auto& by_op : gas)
        for (size_t code = 0; code < 256; ++code) by_op[code] = kInfos[code].gas;
#define DEED_GAS_CHANGE(name, from, cost)                                         \
    for (size_t r = static_cast<size_t>(Revision::from); r < kRevisionCount; ++r) \
        gas[r][static_cast<size_t>(Op::name)] = cost;
#include "vm/isa/gas_changes.def"
#undef DEED_GAS_CHANGE
    return gas;
}
inline constexpr std::array<GasByOp, kRevisionCount> kGas = make_gas();

}  // namespace table

/// The row of @p op; `exists()` is false when there is none.
[[nodiscard]] constexpr const OpInfo& info(Op op) {
    return table::kInfos[static_cast<size_t>(op)];
}
/// Whether @p revision defines @p op.
[[nodiscard]] constexpr bool is_defined(Op op, Revision revision) {
    return info(op).exists() && info(op).since <= revision;
}
/// What @p op costs under @p revision before anything that depends on its operands.
[[nodiscard]] constexpr uint16_t gas_cost(Op op, Revision revision) {
    return table::kGas[static_cast<size_t>(revision)][static_cast<size_t>(op)];
}
/// Whether later revisions changed the constant cost of @p op.
[[nodiscard]] constexpr bool has_constant_gas(Op op) {
    for (const auto& by_op : table::kGas)
        if (by_op[static_cast<size_t>(op)] != info(op).gas) return false;
    return true;
}

/// PUSH1 … PUSH32 and PUSH0.
[[nodiscard]] constexpr bool is_push(Op op) {
    return op >= Op::PUSH0 && op <= Op::PUSH32;
}
/// PUSH0 for 0 bytes, PUSH32 for 32.
[[nodiscard]] constexpr Op push(uint8_t immediate) {
    return static_cast<Op>(static_cast<uint8_t>(Op::PUSH0) + immediate);
}
/// DUP1 for 1; @p depth is at most 16.
[[nodiscard]] constexpr Op dup(uint8_t depth) {
    return static_cast<Op>(static_cast<uint8_t>(Op::DUP1) + depth - 1);
}
/// SWAP1 for 1; @p depth is at most 16.
[[nodiscard]] constexpr Op swap(uint8_t depth) {
    return static_cast<Op>(static_cast<uint8_t>(Op::SWAP1) + depth - 1);
}

/// Finds an instruction by its name in opcodes.def (also "SHA3" and "DIFFICULTY", the names of old).
[[nodiscard]] std::optional<Op> find_op(std::string_view name);

}  // namespace deed::isa
