#pragma once

#include <vector>

#include "compiler/ir/module.hpp"

namespace deed::optimize {

/// Values that stand for others, collected by a pass and put in their places at its end.
class Replacements {
  public:
    explicit Replacements(const ir::Function& function);

    /// From now on @p old is @p replacement.
    void replace(ir::ValueId old, ir::ValueId replacement);
    /// What stands for @p value now: itself, when nothing does.
    [[nodiscard]] ir::ValueId current(ir::ValueId value) const;
    void update(std::vector<ir::ValueId>& values) const;
    /// Puts the replacements into the whole function.
    void apply(ir::Function& function) const;
    [[nodiscard]] bool is_empty() const { return count_ == 0; }

  private:
    std::vector<ir::ValueId> targets_;  ///< by value; those that were added later stand for themselves
    size_t count_ = 0;
};

/// Whether an instruction may be removed when its results are unused, and done once instead of twice when
/// nothing that it reads changes in between.
[[nodiscard]] bool is_repeatable(ir::Op op);

/// The instruction whose result each value is, or null. Valid until the function changes.
[[nodiscard]] std::vector<const ir::Instruction*> find_makers(const ir::Function& function);

}  // namespace deed::optimize
