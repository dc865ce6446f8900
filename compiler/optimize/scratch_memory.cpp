#include "compiler/optimize/scratch_memory.hpp"

#include <algorithm>

namespace deed::optimize {

using ir::Instruction;
using ir::Op;
using ir::ValueId;

namespace {

constexpr uint64_t kWord = 32;
constexpr uint64_t kAddressLimit = 1 << 20;
constexpr ScratchRange kNothing{};

/// Which operands say where memory is read or written.
struct Place {
    size_t offset;
    size_t size;
};

std::optional<Place> read_place(Op op) {
    if (op == Op::KECCAK256 || (op >= Op::LOG0 && op <= Op::LOG4)) return Place{0, 1};
    if (op == Op::MCOPY || op == Op::CREATE || op == Op::CREATE2) return Place{1, 2};
    if (op == Op::STATICCALL || op == Op::DELEGATECALL) return Place{2, 3};
    if (op == Op::CALL) return Place{3, 4};
    return std::nullopt;
}

std::optional<Place> written_place(Op op) {
    if (op == Op::MCOPY || op == Op::CALLDATACOPY || op == Op::CODECOPY || op == Op::RETURNDATACOPY)
        return Place{0, 2};
    if (op == Op::STATICCALL || op == Op::DELEGATECALL) return Place{4, 5};
    if (op == Op::CALL) return Place{5, 6};
    return std::nullopt;
}

}  // namespace

std::optional<uint64_t> ScratchMemory::number_of(ValueId value) const {
    if (!function_.is_constant(value) || function_.value(value).constant >= Uint256{kAddressLimit})
        return std::nullopt;
    return static_cast<uint64_t>(function_.value(value).constant);
}

/// Whether an address surely lies above the scratch area: a sum with one that does, or a word rounded from
/// it. The shared words hold no address but that of the heap.
bool ScratchMemory::is_above(ValueId address) const {
    const Instruction* maker = index(address) < makers_.size() ? makers_[index(address)] : nullptr;
    if (maker == nullptr) return false;
    if (maker->op == Op::OBJECT || maker->op == Op::GLOBAL || maker->op == Op::TAIL) return true;
    if (maker->op == Op::MLOAD) {
        const Instruction* place = makers_[index(maker->operands[0])];
        return place != nullptr && place->op == Op::GLOBAL;
    }
    const bool is_sum = maker->op == Op::ADD || maker->op == Op::AND;
    return is_sum && std::any_of(maker->operands.begin(), maker->operands.end(),
                                 [this](ValueId part) { return is_above(part); });
}

ScratchRange ScratchMemory::range_of(ValueId offset, uint64_t size) const {
    if (size == 0 || is_above(offset)) return kNothing;
    const auto begin = number_of(offset);
    return begin ? ScratchRange{*begin, *begin + size} : kAll;
}

ScratchRange ScratchMemory::range_of(ValueId offset, ValueId size) const {
    if (is_above(offset)) return kNothing;
    const auto length = number_of(size);
    return length ? range_of(offset, *length) : kAll;
}

ScratchRange ScratchMemory::read_by(const Instruction& instruction) const {
    const auto& operands = instruction.operands;
    if (instruction.op == Op::MLOAD) return range_of(operands[0], kWord);
    // What INVOKE runs finds nothing here that it could rely on.
    const auto place = read_place(instruction.op);
    return place ? range_of(operands[place->offset], operands[place->size]) : kNothing;
}

ScratchRange ScratchMemory::written_by(const Instruction& instruction) const {
    const auto& operands = instruction.operands;
    if (instruction.op == Op::MSTORE) return range_of(operands[0], kWord);
    if (instruction.op == Op::MSTORE8) return range_of(operands[0], 1);
    if (instruction.op == Op::CREATE || instruction.op == Op::CREATE2) return kNothing;
    if (const auto place = written_place(instruction.op))
        return range_of(operands[place->offset], operands[place->size]);
    return overlap(ir::facts_of(instruction.op).writes, ir::Effects::Memory) ? kAll : kNothing;
}

ScratchRange ScratchMemory::read_by(const ir::Terminator& end) const {
    if (end.op == Op::RETURN || end.op == Op::REVERT) return range_of(end.operands[0], end.operands[1]);
    return end.op == Op::ENTER ? kAll : kNothing;
}

}  // namespace deed::optimize
