#include "compiler/ir/verifier.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "compiler/ir/graph.hpp"

namespace deed::ir {
namespace {

class Verifier {
  public:
    Verifier(const Module& module, const Function& function) : module_(module), function_(function) {}

    std::string verify() {
        if (function_.blocks.empty()) return fail("has no block");
        for (const Block& block : function_.blocks)
            if (!check_shape(block)) return problem_;
        if (!find_definitions()) return problem_;
        const Dominators dominators{function_};
        for (const BlockId block : dominators.order())
            if (!check_uses(block, dominators)) return problem_;
        return {};
    }

  private:
    struct Definition {
        BlockId block{};
        /// 0 for parameters, 1 + i for the results of instruction i.
        size_t position = kNowhere;
    };
    static constexpr size_t kNowhere = ~size_t{0};

    std::string fail(const std::string& what) {
        problem_ = module_.name + ", function " + function_.name + ": " + what;
        return problem_;
    }
    bool refuse(const std::string& what) {
        fail(what);
        return false;
    }

    bool check_counts(Op op, size_t operands, size_t results) {
        const OpFacts& facts = facts_of(op);
        if (facts.operands != kAnyCount && facts.operands != operands)
            return refuse(std::string{facts.name} + " has a wrong operand count");
        if (facts.results != kAnyCount && facts.results != results)
            return refuse(std::string{facts.name} + " has a wrong result count");
        return true;
    }

    bool check_index(Op op, uint32_t index) {
        std::optional<size_t> limit;
        if (op == Op::OBJECT) limit = function_.object_sizes.size();
        if (op == Op::DATA_OFFSET || op == Op::DATA_SIZE) limit = module_.data.size();
        if (op == Op::IMMUTABLE || op == Op::SET_IMMUTABLE) limit = module_.immutables.size();
        if (op == Op::INVOKE || op == Op::ENTER) limit = module_.functions.size();
        if (limit && index >= *limit)
            return refuse(std::string{facts_of(op).name} + " has an index out of range");
        return true;
    }

    bool check_shape(const Block& block) {
        for (const Instruction& instruction : block.instructions) {
            if (facts_of(instruction.op).ends_block) return refuse("an end stands inside a block");
            if (!check_counts(instruction.op, instruction.operands.size(), instruction.results.size()))
                return false;
            if (!check_index(instruction.op, instruction.index)) return false;
            if (instruction.op == Op::INVOKE && !check_invoke(instruction)) return false;
        }
        return check_terminator(block.terminator);
    }

    bool check_invoke(const Instruction& instruction) {
        const Function& callee = module_.functions[instruction.index];
        if (callee.kind != FunctionKind::Internal) return refuse("INVOKE names an entry");
        if (callee.blocks.empty() || callee.blocks[0].parameters.size() != instruction.operands.size())
            return refuse("INVOKE of " + callee.name + " has a wrong operand count");
        if (callee.result_count != instruction.results.size())
            return refuse("INVOKE of " + callee.name + " has a wrong result count");
        return true;
    }

    bool check_terminator(const Terminator& terminator) {
        const OpFacts& facts = facts_of(terminator.op);
        if (!facts.ends_block) return refuse("a block has no end");
        if (!check_counts(terminator.op, terminator.operands.size(), 0)) return false;
        if (!check_index(terminator.op, terminator.index)) return false;
        if (facts.successors != kAnyCount && facts.successors != terminator.successors.size())
            return refuse("an end has a wrong successor count");
        const bool has_cases = terminator.op == Op::SWITCH || terminator.op == Op::SELECT;
        if (has_cases && !check_switch(terminator)) return false;
        if (terminator.op == Op::YIELD && (function_.kind != FunctionKind::Internal ||
                                           function_.result_count != terminator.operands.size()))
            return refuse("YIELD does not fit its function");
        if (terminator.op == Op::ENTER && (module_.functions[terminator.index].kind != FunctionKind::Entry ||
                                           function_.kind != FunctionKind::Entry))
            return refuse("ENTER joins functions of the wrong kind");
        if (terminator.op == Op::ENTER && !check_enter(terminator)) return false;
        return check_successors(terminator);
    }

    bool check_enter(const Terminator& terminator) {
        const Function& entry = module_.functions[terminator.index];
        if (entry.blocks.empty() || entry.blocks[0].parameters.size() != terminator.operands.size())
            return refuse("ENTER of " + entry.name + " has a wrong operand count");
        return true;
    }

    bool check_switch(const Terminator& terminator) {
        if (terminator.successors.size() != terminator.cases.size() + 1)
            return refuse(std::string{facts_of(terminator.op).name} + " has a wrong successor count");
        const std::set<Uint256> different(terminator.cases.begin(), terminator.cases.end());
        return different.size() == terminator.cases.size() ||
               refuse(std::string{facts_of(terminator.op).name} + " has a case twice");
    }

    bool check_successors(const Terminator& terminator) {
        for (const Successor& successor : terminator.successors) {
            if (index(successor.block) >= function_.blocks.size())
                return refuse("a successor is out of range");
            if (index(successor.block) == 0) return refuse("the first block is a successor");
            if (function_.block(successor.block).parameters.size() != successor.arguments.size())
                return refuse("arguments do not fit the parameters of their block");
            if (terminator.op != Op::JUMP && !successor.arguments.empty())
                return refuse("only JUMP passes arguments");
        }
        return true;
    }

    bool define(ValueId value, Definition definition, ValueKind kind) {
        if (index(value) >= function_.values.size()) return refuse("a value is out of range");
        if (function_.value(value).kind != kind) return refuse("a value is made by the wrong thing");
        if (definitions_[index(value)].position != kNowhere) return refuse("a value is made twice");
        definitions_[index(value)] = definition;
        return true;
    }

    bool find_definitions() {
        definitions_.resize(function_.values.size());
        for (uint32_t i = 0; i < function_.blocks.size(); ++i) {
            const Block& block = function_.blocks[i];
            for (const ValueId value : block.parameters)
                if (!define(value, {BlockId{i}, 0}, ValueKind::Parameter)) return false;
            for (size_t k = 0; k < block.instructions.size(); ++k)
                for (const ValueId value : block.instructions[k].results)
                    if (!define(value, {BlockId{i}, k + 1}, ValueKind::Result)) return false;
        }
        return true;
    }

    bool check_use(ValueId value, BlockId block, size_t position, const Dominators& dominators) {
        if (index(value) >= function_.values.size()) return refuse("a value is out of range");
        if (function_.is_constant(value)) return true;
        const auto& definition = definitions_[index(value)];
        if (definition.position == kNowhere) return refuse("a value is used that nothing makes");
        const bool before = definition.block == block ? definition.position < position
                                                      : dominators.is_reachable(definition.block) &&
                                                            dominators.dominates(definition.block, block);
        return before || refuse("a value is used where it is not made yet");
    }

    bool check_uses(BlockId id, const Dominators& dominators) {
        const Block& block = function_.block(id);
        const auto all_known = [&](const std::vector<ValueId>& values, size_t position) {
            return std::all_of(values.begin(), values.end(),
                               [&](ValueId value) { return check_use(value, id, position, dominators); });
        };
        for (size_t k = 0; k < block.instructions.size(); ++k)
            if (!all_known(block.instructions[k].operands, k + 1)) return false;
        const size_t end = block.instructions.size() + 1;
        if (!all_known(block.terminator.operands, end)) return false;
        for (const Successor& successor : block.terminator.successors)
            if (!all_known(successor.arguments, end)) return false;
        return true;
    }

    const Module& module_;
    const Function& function_;
    std::vector<Definition> definitions_;
    std::string problem_;
};

bool is_recursive(const Module& module, uint32_t function, std::vector<uint8_t>& state) {
    constexpr uint8_t kOpen = 1;
    constexpr uint8_t kDone = 2;
    if (state[function] != 0) return state[function] == kOpen;
    state[function] = kOpen;
    for (const Block& block : module.functions[function].blocks) {
        for (const Instruction& instruction : block.instructions)
            if (instruction.op == Op::INVOKE && is_recursive(module, instruction.index, state)) return true;
        if (block.terminator.op == Op::ENTER && is_recursive(module, block.terminator.index, state))
            return true;
    }
    state[function] = kDone;
    return false;
}

}  // namespace

std::string verify(const Module& module) {
    if (module.functions.empty()) return module.name + ": has no function";
    const Function& first = module.functions[0];
    if (first.kind != FunctionKind::Entry) return module.name + ": the first function is no entry";
    for (const Function& function : module.functions) {
        std::string problem = Verifier{module, function}.verify();
        if (!problem.empty()) return problem;
        const bool is_first = &function == &first;
        if (function.kind == FunctionKind::Entry && function.blocks[0].parameters.size() > (is_first ? 0 : 1))
            return module.name + ", function " + function.name + ": an entry has too many parameters";
    }
    std::vector<uint8_t> state(module.functions.size());
    for (uint32_t i = 0; i < module.functions.size(); ++i)
        if (is_recursive(module, i, state)) return module.name + ": functions call each other in a circle";
    return {};
}

}  // namespace deed::ir
