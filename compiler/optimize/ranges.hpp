#pragma once

#include <optional>
#include <vector>

#include "compiler/ir/module.hpp"

namespace deed::optimize {

/// The numbers from `low` to `high`, both included.
struct Range {
    Uint256 low;
    Uint256 high = Uint256::max();
};

/// Between which numbers values lie: by how they are computed, and by facts that hold at a place in the code.
class Ranges {
  public:
    /// @p makers must stay as long as this.
    Ranges(const ir::Function& function, const std::vector<const ir::Instruction*>& makers);

    [[nodiscard]] Range of(ir::ValueId value) const { return of(value, kDepth); }
    /// Adds a fact; gives the one that it replaces, for `restore`. Facts that exclude each other, as stand
    /// where the code cannot come, are not added.
    std::optional<Range> narrow(ir::ValueId value, const Range& range);
    void restore(ir::ValueId value, const std::optional<Range>& fact);

  private:
    /// How many operations are looked through for facts about their operands.
    static constexpr unsigned kDepth = 3;

    [[nodiscard]] Range of(ir::ValueId value, unsigned depth) const;
    [[nodiscard]] Range made_by(const ir::Instruction& instruction, unsigned depth) const;

    const ir::Function& function_;
    const std::vector<const ir::Instruction*>& makers_;
    std::vector<Range> plain_;  ///< by value: without facts
    std::vector<std::optional<Range>> facts_;
};

}  // namespace deed::optimize
