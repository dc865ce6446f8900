#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "compiler/ir/module.hpp"

namespace deed::optimize {

/// A piece of the memory from address 0 on that constants name, the scratch area. Objects, shared words and
/// what is built behind them lie above it.
struct ScratchRange {
    uint64_t begin = 0;
    uint64_t end = 0;

    [[nodiscard]] bool is_empty() const { return begin >= end; }
};

/// Tells which part of the scratch area instructions read and write.
class ScratchMemory {
  public:
    /// @p makers must stay as long as this.
    ScratchMemory(const ir::Function& function, const std::vector<const ir::Instruction*>& makers)
        : function_(function), makers_(makers) {}

    /// Everything that could be meant: from address 0 on without end.
    static constexpr ScratchRange kAll{0, ~uint64_t{0}};

    [[nodiscard]] ScratchRange read_by(const ir::Instruction& instruction) const;
    [[nodiscard]] ScratchRange written_by(const ir::Instruction& instruction) const;
    /// What the end of a block hands out: the data of RETURN and REVERT, and all of it to another function.
    [[nodiscard]] ScratchRange read_by(const ir::Terminator& end) const;
    /// The constant that a value is, when it is a possible address or size.
    [[nodiscard]] std::optional<uint64_t> number_of(ir::ValueId value) const;

  private:
    [[nodiscard]] ScratchRange range_of(ir::ValueId offset, ir::ValueId size) const;
    [[nodiscard]] ScratchRange range_of(ir::ValueId offset, uint64_t size) const;
    [[nodiscard]] bool is_above(ir::ValueId address) const;

    const ir::Function& function_;
    const std::vector<const ir::Instruction*>& makers_;
};

}  // namespace deed::optimize
