#include <algorithm>
#include <optional>
#include <utility>

#include "compiler/ir/graph.hpp"
#include "compiler/optimize/passes.hpp"

namespace deed::optimize {
namespace {

using ir::Block;
using ir::BlockId;
using ir::Function;
using ir::Instruction;
using ir::Op;
using ir::Terminator;
using ir::ValueId;

/// Up to so many functions are told apart one by one.
constexpr size_t kFew = 3;

/// Whether a block does nothing but revert without data.
bool refuses(const Function& function, BlockId id) {
    const Block& block = function.block(id);
    if (block.terminator.op != Op::REVERT || !block.instructions.empty()) return false;
    const ValueId size = block.terminator.operands[1];
    return function.is_constant(size) && function.value(size).constant == Uint256{};
}

bool only_enters(const Function& function, BlockId id) {
    const Block& block = function.block(id);
    return block.terminator.op == Op::ENTER && block.instructions.empty() && block.parameters.empty();
}

/// The end of the dispatch: a switch whose cases each enter a function of their own, and nothing else.
Terminator* find_dispatch(ir::Module& module) {
    Function& first = module.functions[0];
    for (Block& block : first.blocks) {
        Terminator& end = block.terminator;
        if (end.op != Op::SWITCH || end.cases.size() <= kFew) continue;
        const bool is_dispatch =
            refuses(first, end.successors[0].block) &&
            std::all_of(end.successors.begin() + 1, end.successors.end(),
                        [&](const ir::Successor& one) { return only_enters(first, one.block); });
        if (is_dispatch) return &end;
    }
    return nullptr;
}

std::vector<size_t> count_entries(const ir::Module& module) {
    std::vector<size_t> counts(module.functions.size());
    for (const Function& function : module.functions)
        for (const Block& block : function.blocks)
            if (block.terminator.op == Op::ENTER) ++counts[block.terminator.index];
    return counts;
}

/// Adds the check of the selector to one function.
class SelectorCheck {
  public:
    SelectorCheck(Function& function, const Uint256& selector) : function_(function) {
        const ValueId given = function.add_value(ir::ValueKind::Parameter);
        const ValueId meant = function.add_value(ir::ValueKind::Constant, selector);
        difference_ = function.add_value(ir::ValueKind::Result);
        function.blocks[0].parameters = {given};
        compare_ = {Op::XOR, 0, {given, meant}, {difference_}, function.blocks[0].terminator.origin};
        compare_.origin.check = ir::Check::None;
    }

    void add() {
        if (joins_first_check()) return;
        const BlockId body = function_.add_block();
        const BlockId refused = function_.add_block();
        Block& begin = function_.blocks[0];
        std::swap(function_.block(body).instructions, begin.instructions);
        std::swap(function_.block(body).terminator, begin.terminator);
        std::swap(function_.block(body).rounds, begin.rounds);

        const ValueId zero = function_.add_value(ir::ValueKind::Constant);
        function_.block(refused).terminator = {Op::REVERT, 0, {zero, zero}, {}, {}, compare_.origin};
        begin.terminator = {Op::BRANCH, 0, {difference_}, {{refused, {}}, {body, {}}}, {}, compare_.origin};
        begin.terminator.origin.check = ir::Check::Entry;
        begin.instructions = {compare_};
    }

  private:
    /// The first block may end in a check that refuses as well: then one branch serves both.
    bool joins_first_check() {
        Block& begin = function_.blocks[0];
        if (begin.terminator.op != Op::BRANCH) return false;
        if (!refuses(function_, begin.terminator.successors[0].block)) return false;
        // What it does before is undone by the revert, or seen by nobody.
        const bool is_harmless = std::all_of(
            begin.instructions.begin(), begin.instructions.end(), [](const Instruction& instruction) {
                const ir::Effects writes = ir::facts_of(instruction.op).writes;
                return writes == ir::Effects::Nothing || writes == ir::Effects::Memory;
            });
        if (!is_harmless) return false;
        const ValueId either = function_.add_value(ir::ValueKind::Result);
        begin.instructions.insert(begin.instructions.begin(), compare_);
        begin.instructions.push_back(
            {Op::OR, 0, {begin.terminator.operands[0], difference_}, {either}, begin.terminator.origin});
        begin.instructions.back().origin.check = ir::Check::None;
        begin.terminator.operands = {either};
        return true;
    }

    Function& function_;
    ValueId difference_{};
    Instruction compare_;
};

}  // namespace

bool merge_selector_checks(ir::Module& module) {
    Terminator* const dispatch = find_dispatch(module);
    if (dispatch == nullptr) return false;
    Function& first = module.functions[0];
    const auto counts = count_entries(module);
    for (size_t i = 1; i < dispatch->successors.size(); ++i)
        if (counts[first.block(dispatch->successors[i].block).terminator.index] != 1) return false;

    dispatch->op = Op::SELECT;
    for (size_t i = 0; i < dispatch->cases.size(); ++i) {
        Terminator& enter = first.block(dispatch->successors[i + 1].block).terminator;
        enter.operands = dispatch->operands;
        SelectorCheck{module.functions[enter.index], dispatch->cases[i]}.add();
    }
    return true;
}

}  // namespace deed::optimize
