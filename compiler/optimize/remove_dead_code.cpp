#include <algorithm>

#include "compiler/ir/graph.hpp"
#include "compiler/optimize/passes.hpp"
#include "compiler/optimize/rewrite.hpp"

namespace deed::optimize {
namespace {

using ir::ValueId;

/// Marks every value that something with an effect needs, however far away.
class Marker {
  public:
    explicit Marker(const ir::Function& function)
        : function_(function),
          makers_(find_makers(function)),
          is_needed_(function.values.size()),
          sources_(function.values.size()) {
        for (const ir::Block& block : function.blocks)
            for (const ir::Successor& successor : block.terminator.successors)
                for (size_t i = 0; i < successor.arguments.size(); ++i)
                    sources_[index(function.block(successor.block).parameters[i])].push_back(
                        successor.arguments[i]);
    }

    std::vector<bool> run() {
        for (const ir::Block& block : function_.blocks) {
            need(block.terminator.operands);
            for (const ir::Instruction& instruction : block.instructions)
                if (!is_repeatable(instruction.op)) need(instruction.operands);
        }
        while (!open_.empty()) {
            const ValueId value = open_.back();
            open_.pop_back();
            need(sources_[index(value)]);
            if (makers_[index(value)] != nullptr) need(makers_[index(value)]->operands);
        }
        return std::move(is_needed_);
    }

  private:
    void need(const std::vector<ValueId>& values) {
        for (const ValueId value : values) {
            if (is_needed_[index(value)]) continue;
            is_needed_[index(value)] = true;
            open_.push_back(value);
        }
    }

    const ir::Function& function_;
    std::vector<const ir::Instruction*> makers_;
    std::vector<bool> is_needed_;
    std::vector<std::vector<ValueId>> sources_;  ///< by parameter: what it is given
    std::vector<ValueId> open_;
};

}  // namespace

bool remove_dead_code(ir::Function& function) {
    const std::vector<bool> is_needed = Marker{function}.run();
    bool changed = false;
    // The parameters of the first block are the function's: its callers pass them.
    for (ir::Block& block : function.blocks)
        for (ir::Successor& successor : block.terminator.successors) {
            const auto& parameters = function.block(successor.block).parameters;
            for (size_t i = successor.arguments.size(); i-- > 0;)
                if (!is_needed[index(parameters[i])])
                    successor.arguments.erase(successor.arguments.begin() + static_cast<std::ptrdiff_t>(i));
        }
    for (size_t i = 0; i < function.blocks.size(); ++i) {
        ir::Block& block = function.blocks[i];
        if (i > 0)
            changed |=
                std::erase_if(block.parameters, [&](ValueId value) { return !is_needed[index(value)]; }) > 0;
        changed |= std::erase_if(block.instructions, [&](const ir::Instruction& instruction) {
                       return is_repeatable(instruction.op) &&
                              std::none_of(instruction.results.begin(), instruction.results.end(),
                                           [&](ValueId value) { return is_needed[index(value)]; });
                   }) > 0;
    }
    return changed;
}

}  // namespace deed::optimize
