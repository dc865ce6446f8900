#include <algorithm>
#include <iterator>
#include <map>

#include "compiler/ir/graph.hpp"
#include "compiler/optimize/passes.hpp"

namespace deed::optimize {
namespace {

using ir::Block;
using ir::BlockId;
using ir::Function;
using ir::Instruction;
using ir::Op;
using ir::ValueId;

/// So many bytes may be added to the code for each place where that saves a call and the way back, about 30
/// gas.
constexpr size_t kGrowthLimit = 58;
/// A call and its return in bytes, without what they move on the stack.
constexpr size_t kCallSize = 8;

/// About how many bytes an instruction becomes: itself, and a push or copy for each operand.
template <typename Step>
size_t size_of(const Function& function, const Step& step) {
    size_t size = ir::facts_of(step.op).successors != 0 ? 4 : 1;
    for (const ValueId operand : step.operands)
        size += function.is_constant(operand) ? 1 + function.value(operand).constant.byte_width() : 1;
    if (step.op == Op::MAP_SLOT) size += 8;
    if (step.op == Op::OBJECT || step.op == Op::TAIL || step.op == Op::GLOBAL) size += 1;
    return size;
}
size_t size_of(const Function& function) {
    size_t size = 0;
    for (const Block& block : function.blocks) {
        for (const Instruction& instruction : block.instructions) size += size_of(function, instruction);
        size += size_of(function, block.terminator);
    }
    return size;
}

/// Whether it pays to repeat a body in @p count places.
bool pays(const Function& callee, size_t count, ir::Goal goal) {
    if (count == 1) return true;
    const size_t calls = kCallSize * count + kCallSize / 2;
    const size_t growth = (count - 1) * size_of(callee);
    return growth <= calls + (goal == ir::Goal::Gas ? kGrowthLimit * count : 0);
}

/// Copies the body of @p callee to where one INVOKE of @p caller stands.
class Inliner {
  public:
    Inliner(Function& caller, const Function& callee) : caller_(caller), callee_(callee) {}

    void run(BlockId block, size_t position) {
        const Instruction call = caller_.block(block).instructions[position];
        first_object_ = static_cast<uint32_t>(caller_.object_sizes.size());
        std::copy(callee_.object_sizes.begin(), callee_.object_sizes.end(),
                  std::back_inserter(caller_.object_sizes));
        after_ = split(block, position, call);
        map_values(call);
        first_block_ = static_cast<uint32_t>(caller_.blocks.size());
        for (const Block& body : callee_.blocks) {
            Block copy = copy_block(body);
            caller_.blocks.push_back(std::move(copy));
        }
        caller_.blocks[first_block_].parameters.clear();
        ir::Terminator& jump = caller_.block(block).terminator;
        jump = {};
        jump.op = Op::JUMP;
        jump.origin = call.origin;
        jump.successors = {{BlockId{first_block_}, {}}};
    }

  private:
    /// What follows the call becomes a block of its own, whose parameters are the results.
    BlockId split(BlockId block, size_t position, const Instruction& call) {
        const BlockId after = caller_.add_block();
        Block& before = caller_.block(block);
        Block& rest = caller_.block(after);
        const auto begin = before.instructions.begin() + static_cast<std::ptrdiff_t>(position);
        std::move(begin + 1, before.instructions.end(), std::back_inserter(rest.instructions));
        before.instructions.erase(begin, before.instructions.end());
        rest.terminator = std::move(before.terminator);
        rest.parameters = call.results;
        for (const ValueId result : call.results)
            caller_.values[index(result)].kind = ir::ValueKind::Parameter;
        return after;
    }

    void map_values(const Instruction& call) {
        for (const ir::Value& value : callee_.values)
            values_.push_back(caller_.add_value(value.kind, value.constant));
        const auto& parameters = callee_.blocks[0].parameters;
        for (size_t i = 0; i < parameters.size(); ++i) values_[index(parameters[i])] = call.operands[i];
    }

    void copy_values(std::vector<ValueId>& values) const {
        for (ValueId& value : values) value = values_[index(value)];
    }

    Block copy_block(const Block& body) const {
        Block copy = body;
        copy_values(copy.parameters);
        for (Instruction& instruction : copy.instructions) {
            copy_values(instruction.operands);
            copy_values(instruction.results);
            if (instruction.op == Op::OBJECT) instruction.index += first_object_;
        }
        ir::Terminator& end = copy.terminator;
        copy_values(end.operands);
        for (ir::Successor& successor : end.successors) {
            successor.block = BlockId{index(successor.block) + first_block_};
            copy_values(successor.arguments);
        }
        if (end.op == Op::YIELD) {
            end.op = Op::JUMP;
            end.successors = {{after_, std::move(end.operands)}};
            end.operands.clear();
        }
        return copy;
    }

    Function& caller_;
    const Function& callee_;
    uint32_t first_object_ = 0;
    uint32_t first_block_ = 0;
    BlockId after_{};
    std::vector<ValueId> values_;  ///< by value of the callee
};

std::map<uint32_t, size_t> count_calls(const ir::Module& module) {
    std::map<uint32_t, size_t> calls;
    for (const Function& function : module.functions)
        for (const Block& block : function.blocks)
            for (const Instruction& instruction : block.instructions)
                if (instruction.op == Op::INVOKE) ++calls[instruction.index];
    return calls;
}

bool inline_into(ir::Module& module, Function& caller, const std::map<uint32_t, size_t>& calls,
                 ir::Goal goal) {
    bool changed = false;
    for (uint32_t b = 0; b < caller.blocks.size(); ++b)
        for (size_t i = 0; i < caller.blocks[b].instructions.size(); ++i) {
            const Instruction& instruction = caller.blocks[b].instructions[i];
            if (instruction.op != Op::INVOKE) continue;
            const Function& callee = module.functions[instruction.index];
            if (!pays(callee, calls.at(instruction.index), goal)) continue;
            Inliner{caller, callee}.run(BlockId{b}, i);
            changed = true;
            break;  // What followed stands in a later block now.
        }
    return changed;
}

/// Functions that nothing calls any more go; the others are numbered anew.
void remove_unused(ir::Module& module) {
    std::vector<bool> is_used(module.functions.size());
    is_used[0] = true;
    auto callers_first = ir::callees_first(module);
    std::reverse(callers_first.begin(), callers_first.end());
    for (const uint32_t number : callers_first) {
        if (!is_used[number]) continue;
        for (const Block& block : module.functions[number].blocks) {
            for (const Instruction& instruction : block.instructions)
                if (instruction.op == Op::INVOKE) is_used[instruction.index] = true;
            if (block.terminator.op == Op::ENTER) is_used[block.terminator.index] = true;
        }
    }
    std::vector<uint32_t> numbers(module.functions.size());
    std::vector<Function> kept;
    for (size_t i = 0; i < module.functions.size(); ++i) {
        if (!is_used[i]) continue;
        numbers[i] = static_cast<uint32_t>(kept.size());
        kept.push_back(std::move(module.functions[i]));
    }
    for (Function& function : kept)
        for (Block& block : function.blocks) {
            for (Instruction& instruction : block.instructions)
                if (instruction.op == Op::INVOKE) instruction.index = numbers[instruction.index];
            if (block.terminator.op == Op::ENTER) block.terminator.index = numbers[block.terminator.index];
        }
    module.functions = std::move(kept);
}

}  // namespace

bool inline_functions(ir::Module& module, ir::Goal goal) {
    const auto calls = count_calls(module);
    bool changed = false;
    // Callees first: what is put somewhere has taken in its own callees already.
    for (const uint32_t number : ir::callees_first(module))
        changed |= inline_into(module, module.functions[number], calls, goal);
    remove_unused(module);
    return changed;
}

}  // namespace deed::optimize
