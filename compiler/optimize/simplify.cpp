#include <map>

#include "compiler/ir/fold.hpp"
#include "compiler/ir/graph.hpp"
#include "compiler/optimize/passes.hpp"
#include "compiler/optimize/rewrite.hpp"

namespace deed::optimize {
namespace {

using ir::Instruction;
using ir::Op;
using ir::Terminator;
using ir::ValueId;

class Simplifier {
  public:
    explicit Simplifier(ir::Function& function)
        : function_(function), replacements_(function), makers_(function.values.size()) {
        for (uint32_t i = 0; i < function.values.size(); ++i)
            if (function.is_constant(ValueId{i})) {
                const auto [place, is_new] = constants_.try_emplace(function.values[i].constant, ValueId{i});
                if (!is_new) replacements_.replace(ValueId{i}, place->second);
            }
    }

    bool run() {
        // Definitions stand before uses in this order, but for what comes around a loop.
        for (const ir::BlockId id : ir::reverse_post_order(function_)) {
            ir::Block& block = function_.block(id);
            for (Instruction& instruction : block.instructions) visit(instruction);
            visit(block.terminator);
        }
        replacements_.apply(function_);
        if (ends_changed_) ir::remove_unreachable(function_);
        return changed_;
    }

  private:
    ValueId constant(const Uint256& value) {
        const auto found = constants_.find(value);
        if (found != constants_.end()) return found->second;
        const ValueId made = function_.add_value(ir::ValueKind::Constant, value);
        constants_.emplace(value, made);
        return made;
    }
    [[nodiscard]] const Uint256* known(ValueId value) const {
        return function_.is_constant(value) ? &function_.value(value).constant : nullptr;
    }
    [[nodiscard]] const Instruction* maker(ValueId value) const {
        return index(value) < makers_.size() ? makers_[index(value)] : nullptr;
    }
    [[nodiscard]] bool is_made_by(ValueId value, Op op) const {
        const Instruction* made = maker(value);
        return made != nullptr && made->op == op;
    }

    void visit(Instruction& instruction) {
        replacements_.update(instruction.operands);
        for (const ValueId result : instruction.results) makers_[index(result)] = &instruction;
        if (instruction.results.size() != 1) return;
        if (const auto value = ir::fold(function_, instruction.op, instruction.operands)) {
            const auto* word = std::get_if<Uint256>(&*value);
            return stand_for(instruction, word != nullptr ? constant(*word) : std::get<ValueId>(*value));
        }
        rewrite(instruction);
    }

    void stand_for(const Instruction& instruction, ValueId value) {
        if (replacements_.current(instruction.results[0]) == value) return;
        replacements_.replace(instruction.results[0], value);
        changed_ |= !was_replaced(instruction);
    }
    /// Replaced instructions stay until dead code is removed: their second visit is no change.
    [[nodiscard]] bool was_replaced(const Instruction& instruction) {
        if (uses_.empty()) uses_ = ir::count_uses(function_);
        return index(instruction.results[0]) < uses_.size() && uses_[index(instruction.results[0])] == 0;
    }

    void become(Instruction& instruction, Op op, std::vector<ValueId> operands) {
        instruction.op = op;
        instruction.operands = std::move(operands);
        changed_ = true;
    }

    void rewrite(Instruction& instruction) {
        if (instruction.op == Op::EQ) return rewrite_equality(instruction);
        if (instruction.op == Op::ISZERO) return rewrite_negation(instruction);
        if (instruction.op == Op::ADD) return rewrite_sum(instruction);
        if (instruction.op == Op::SUB) return rewrite_difference(instruction);
        if (instruction.op == Op::MUL || instruction.op == Op::DIV) return rewrite_by_power(instruction);
        if (instruction.op == Op::SHR || instruction.op == Op::SHL) return rewrite_shift(instruction);
        if (instruction.op == Op::AND && !drop_implied(instruction)) return rewrite_mask(instruction);
    }

    void rewrite_equality(Instruction& instruction) {
        for (const size_t i : {size_t{1}, size_t{0}}) {
            const Uint256* const word = known(instruction.operands[i]);
            if (word != nullptr && *word == Uint256{})
                return become(instruction, Op::ISZERO, {instruction.operands[1 - i]});
        }
    }

    /// ISZERO of ISZERO of a truth value, and of comparisons that have an opposite.
    void rewrite_negation(Instruction& instruction) {
        const Instruction* inner = maker(instruction.operands[0]);
        if (inner == nullptr) return;
        if (inner->op == Op::ISZERO && is_truth(inner->operands[0]))
            return stand_for(instruction, inner->operands[0]);
        if (inner->op == Op::XOR || inner->op == Op::SUB) become(instruction, Op::EQ, inner->operands);
        if (inner->op == Op::GT && known(inner->operands[1]) != nullptr &&
            *known(inner->operands[1]) == Uint256{})
            become(instruction, Op::ISZERO, {inner->operands[0]});
    }
    [[nodiscard]] bool is_truth(ValueId value) const {
        if (const Uint256* word = known(value)) return *word <= Uint256{1};
        const Instruction* made = maker(value);
        if (made == nullptr) return false;
        using enum Op;
        const Op op = made->op;
        return op == LT || op == GT || op == SLT || op == SGT || op == EQ || op == ISZERO;
    }

    /// (x + a) + b with two constants.
    void rewrite_sum(Instruction& instruction) {
        const size_t place = known(instruction.operands[0]) != nullptr ? 0 : 1;
        const Uint256* outer = known(instruction.operands[place]);
        const Instruction* inner = maker(instruction.operands[1 - place]);
        if (outer == nullptr || inner == nullptr || inner->op != Op::ADD) return;
        for (size_t i = 0; i < 2; ++i)
            if (const Uint256* amount = known(inner->operands[i]))
                return become(instruction, Op::ADD, {inner->operands[1 - i], constant(*amount + *outer)});
    }

    /// A value as another one and a distance from it.
    struct Distant {
        ValueId base;
        Uint256 distance;
    };
    [[nodiscard]] Distant distant(ValueId value) const {
        const Instruction* made = maker(value);
        if (made != nullptr && made->op == Op::ADD)
            for (size_t i = 0; i < 2; ++i)
                if (const Uint256* amount = known(made->operands[i])) return {made->operands[1 - i], *amount};
        return {value, Uint256{}};
    }
    /// Two values at a known distance from each other; a constant taken from a sum with another.
    void rewrite_difference(Instruction& instruction) {
        const Distant from = distant(instruction.operands[0]);
        const Distant taken = distant(instruction.operands[1]);
        if (is_same_place(from.base, taken.base))
            return stand_for(instruction, constant(from.distance - taken.distance));
        const Uint256* amount = known(instruction.operands[1]);
        if (amount != nullptr && from.distance != Uint256{})
            become(instruction, Op::ADD, {from.base, constant(from.distance - *amount)});
    }
    /// Whether two values are one, or one address written twice.
    [[nodiscard]] bool is_same_place(ValueId a, ValueId b) const {
        if (a == b) return true;
        const Instruction* first = maker(a);
        const Instruction* second = maker(b);
        if (first == nullptr || second == nullptr) return false;
        const bool is_address = first->op == Op::OBJECT || first->op == Op::GLOBAL || first->op == Op::TAIL;
        return is_address && first->op == second->op && first->index == second->index;
    }

    /// Products with and quotients by powers of two are shifts.
    void rewrite_by_power(Instruction& instruction) {
        const size_t place = instruction.op == Op::MUL && known(instruction.operands[0]) != nullptr ? 0 : 1;
        const Uint256* factor = known(instruction.operands[place]);
        if (factor == nullptr || *factor == Uint256{} || (*factor & (*factor - 1)) != Uint256{}) return;
        const ValueId count = constant(factor->bit_width() - 1);
        const Op shift = instruction.op == Op::MUL ? Op::SHL : Op::SHR;
        become(instruction, shift, {count, instruction.operands[1 - place]});
    }

    /// Two shifts in one direction by constants.
    void rewrite_shift(Instruction& instruction) {
        const Instruction* inner = maker(instruction.operands[1]);
        if (inner == nullptr || inner->op != instruction.op) return;
        const Uint256* first = known(inner->operands[0]);
        const Uint256* second = known(instruction.operands[0]);
        if (first == nullptr || second == nullptr || !first->fits_uint64() || !second->fits_uint64()) return;
        if (*first >= Uint256{256} || *second >= Uint256{256}) return;
        become(instruction, instruction.op, {constant(*first + *second), inner->operands[1]});
    }

    /// Of "more than 0 and more than a constant", the second says it all.
    bool drop_implied(Instruction& instruction) {
        for (size_t i = 0; i < 2; ++i) {
            const Instruction* weak = maker(instruction.operands[i]);
            const Instruction* strong = maker(instruction.operands[1 - i]);
            if (weak == nullptr || strong == nullptr || weak->op != Op::LT || strong->op != Op::GT) continue;
            if (weak->operands[1] != strong->operands[0] || known(strong->operands[1]) == nullptr) continue;
            if (known(weak->operands[0]) == nullptr || *known(weak->operands[0]) != Uint256{}) continue;
            stand_for(instruction, instruction.operands[1 - i]);
            return true;
        }
        return false;
    }

    /// A mask of low bits on a value that has no others.
    void rewrite_mask(Instruction& instruction) {
        const size_t place = known(instruction.operands[0]) != nullptr ? 0 : 1;
        const Uint256* mask = known(instruction.operands[place]);
        if (mask == nullptr || (*mask & (*mask + 1)) != Uint256{}) return;
        const ValueId value = instruction.operands[1 - place];
        if (width_of(value) <= mask->bit_width()) stand_for(instruction, value);
    }
    /// A number of low bits outside which the value has none.
    [[nodiscard]] unsigned width_of(ValueId value) const {
        constexpr unsigned kAll = 256;
        if (const Uint256* word = known(value)) return word->bit_width();
        if (is_truth(value)) return 1;
        const Instruction* made = maker(value);
        if (made == nullptr) return kAll;
        if (made->op == Op::CALLER || made->op == Op::ADDRESS || made->op == Op::ORIGIN) return 160;
        if (made->op == Op::BYTE) return 8;
        if (made->op == Op::AND) {
            unsigned width = kAll;
            for (const ValueId operand : made->operands)
                if (const Uint256* word = known(operand)) width = std::min(width, word->bit_width());
            return width;
        }
        if (made->op == Op::SHR)
            if (const Uint256* count = known(made->operands[0]); count != nullptr && *count < Uint256{kAll})
                return kAll - static_cast<unsigned>(static_cast<uint64_t>(*count));
        return kAll;
    }

    void visit(Terminator& end) {
        replacements_.update(end.operands);
        for (ir::Successor& successor : end.successors) replacements_.update(successor.arguments);
        if (end.op == Op::BRANCH) visit_branch(end);
        if (end.op == Op::SWITCH) visit_switch(end);
    }

    void visit_branch(Terminator& end) {
        if (const Uint256* word = known(end.operands[0]))
            return jump(end, end.successors[*word == Uint256{} ? 1 : 0].block);
        if (end.successors[0].block == end.successors[1].block) return jump(end, end.successors[0].block);
        const Instruction* made = maker(end.operands[0]);
        if (made == nullptr) return;
        if (made->op == Op::ISZERO) {
            end.operands[0] = made->operands[0];
            std::swap(end.successors[0], end.successors[1]);
            changed_ = true;
        }
        if (made->op == Op::GT && known(made->operands[1]) != nullptr &&
            *known(made->operands[1]) == Uint256{}) {
            end.operands[0] = made->operands[0];
            changed_ = true;
        }
    }

    void visit_switch(Terminator& end) {
        const Uint256* word = known(end.operands[0]);
        if (end.cases.empty()) return jump(end, end.successors[0].block);
        if (word == nullptr) return;
        size_t chosen = 0;
        for (size_t i = 0; i < end.cases.size(); ++i)
            if (end.cases[i] == *word) chosen = i + 1;
        jump(end, end.successors[chosen].block);
    }

    void jump(Terminator& end, ir::BlockId target) {
        end.op = Op::JUMP;
        end.operands.clear();
        end.cases.clear();
        end.successors = {{target, {}}};
        end.origin.check = ir::Check::None;
        changed_ = ends_changed_ = true;
    }

    ir::Function& function_;
    Replacements replacements_;
    std::vector<const Instruction*> makers_;
    std::map<Uint256, ValueId> constants_;
    std::vector<uint32_t> uses_;
    bool changed_ = false;
    bool ends_changed_ = false;
};

}  // namespace

bool simplify(ir::Function& function) {
    return Simplifier{function}.run();
}

}  // namespace deed::optimize
