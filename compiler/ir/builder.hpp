#pragma once

#include <map>
#include <span>
#include <vector>

#include "compiler/ir/module.hpp"

namespace deed::ir {

/// Writes one function, block after block. Instructions go to the current block and carry the current origin.
class Builder {
  public:
    /// Builds into @p function, which must stay where it is; makes the entry block with @p parameter_count
    /// parameters when the function has no block yet.
    Builder(Function& function, uint32_t parameter_count);

    [[nodiscard]] Function& function() { return function_; }
    [[nodiscard]] BlockId current() const { return current_; }
    /// Whether the current block has its end; nothing can be added to it then.
    [[nodiscard]] bool is_ended() const { return ended_[index(current_)]; }
    [[nodiscard]] ValueId parameter(BlockId block, size_t i) const;

    void set_origin(Origin origin) { origin_ = origin; }
    [[nodiscard]] const Origin& origin() const { return origin_; }

    BlockId make_block();
    ValueId add_parameter(BlockId block);
    /// Goes on writing at the end of @p block.
    void enter_block(BlockId block);

    /// The word @p value; equal constants are one value.
    ValueId constant(const Uint256& value);
    /// Adds an instruction with one result.
    ValueId emit(Op op, std::vector<ValueId> operands = {}, uint32_t index = 0);
    /// Adds an instruction without result.
    void run(Op op, std::vector<ValueId> operands = {}, uint32_t index = 0);
    std::vector<ValueId> invoke(uint32_t function, std::vector<ValueId> arguments, uint32_t result_count);
    /// A new memory object of at least @p bytes bytes.
    uint32_t add_object(uint32_t bytes);

    void jump(BlockId target, std::vector<ValueId> arguments = {});
    void branch(ValueId condition, BlockId if_true, BlockId if_false, Check check = Check::None);
    void switch_on(ValueId value, BlockId otherwise, std::span<const Uint256> cases,
                   std::span<const BlockId> targets);
    /// Ends the block with YIELD, STOP, RETURN, REVERT, INVALID or ENTER.
    void end(Op op, std::vector<ValueId> operands = {}, uint32_t index = 0);

  private:
    Instruction& append(Op op, std::vector<ValueId> operands, uint32_t index);
    Terminator& terminate(Op op);

    Function& function_;
    BlockId current_{};
    Origin origin_;
    std::vector<bool> ended_;
    std::map<Uint256, ValueId> constants_;
};

}  // namespace deed::ir
