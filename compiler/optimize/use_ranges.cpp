#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "compiler/ir/graph.hpp"
#include "compiler/optimize/passes.hpp"
#include "compiler/optimize/ranges.hpp"
#include "compiler/optimize/rewrite.hpp"

namespace deed::optimize {
namespace {

using ir::BlockId;
using ir::Instruction;
using ir::Op;
using ir::ValueId;

enum class Truth : uint8_t { Zero, NotZero };

/// Walks the dominator tree with what the branches above have told of the values: between which numbers they
/// lie, and which is less than which. Comparisons that this decides become constants.
class RangeUser {
  public:
    explicit RangeUser(ir::Function& function)
        : function_(function),
          dominators_(function),
          makers_(find_makers(function)),
          replacements_(function),
          below_(dominators_.children()),
          ranges_(function, makers_) {}

    bool run() {
        struct Step {
            BlockId block;
            bool is_done = false;
            size_t facts = 0;
            size_t orders = 0;
        };
        std::vector<Step> steps{{BlockId{0}}};
        while (!steps.empty()) {
            Step& step = steps.back();
            if (step.is_done) {
                forget(step.facts, step.orders);
                steps.pop_back();
                continue;
            }
            step.is_done = true;
            step.facts = old_facts_.size();
            step.orders = new_orders_.size();
            const BlockId block = step.block;
            learn_from_way_into(block);
            decide(function_.block(block));
            for (const BlockId next : below_[index(block)]) steps.push_back({next});
        }
        replacements_.apply(function_);
        return !replacements_.is_empty();
    }

  private:
    // Facts.

    void learn_from_way_into(BlockId block) {
        if (dominators_.predecessors()[index(block)].size() != 1) return;
        const ir::Terminator& end = function_.block(dominators_.predecessors()[index(block)][0]).terminator;
        if (end.op != Op::BRANCH || end.successors[0].block == end.successors[1].block) return;
        learn(end.operands[0], end.successors[0].block == block ? Truth::NotZero : Truth::Zero, kDepth);
    }

    /// How many operations are looked through.
    static constexpr unsigned kDepth = 8;

    void learn(ValueId value, Truth truth, unsigned depth) {
        narrow(value, truth == Truth::Zero ? Range{0, 0} : Range{1, Uint256::max()});
        const Instruction* maker = makers_[index(value)];
        if (maker == nullptr || depth == 0) return;
        const auto& operands = maker->operands;
        const bool is_zero = truth == Truth::Zero;
        const Truth opposite = is_zero ? Truth::NotZero : Truth::Zero;
        if (maker->op == Op::ISZERO) return learn(operands[0], opposite, depth - 1);
        if (maker->op == Op::LT) return learn_order(operands[0], operands[1], truth);
        if (maker->op == Op::GT) return learn_order(operands[1], operands[0], truth);
        const bool are_equal =
            (maker->op == Op::EQ && !is_zero) || ((maker->op == Op::XOR || maker->op == Op::SUB) && is_zero);
        if (are_equal) {
            narrow(operands[0], range(operands[1]));
            narrow(operands[1], range(operands[0]));
        }
        if ((maker->op == Op::OR && is_zero) || (maker->op == Op::AND && !is_zero))
            for (const ValueId operand : operands) learn(operand, truth, depth - 1);
        if (maker->op == Op::SHR && is_zero && function_.is_constant(operands[0]))
            learn_width(operands[1], function_.value(operands[0]).constant);
    }

    void learn_width(ValueId value, const Uint256& bits) {
        if (bits < Uint256{256})
            narrow(value, {0, (Uint256{1} << static_cast<unsigned>(static_cast<uint64_t>(bits))) - 1});
    }

    /// That @p low is less than @p high, or that it is not.
    void learn_order(ValueId low, ValueId high, Truth truth) {
        if (truth == Truth::Zero) {
            narrow(low, {range(high).low, Uint256::max()});
            narrow(high, {0, range(low).high});
            return note_order(high, low, Order::LessOrEqual);
        }
        if (range(high).high != Uint256{}) narrow(low, {0, range(high).high - 1});
        if (range(low).low != Uint256::max()) narrow(high, {range(low).low + 1, Uint256::max()});
        note_order(low, high, Order::Less);
        note_order(low, high, Order::LessOrEqual);
    }

    enum class Order : uint8_t { Less, LessOrEqual };
    using Known = std::tuple<ValueId, ValueId, Order>;
    void note_order(ValueId low, ValueId high, Order order) {
        if (orders_.insert({low, high, order}).second) new_orders_.push_back({low, high, order});
    }
    [[nodiscard]] bool is_known(ValueId low, ValueId high, Order order) const {
        return (low == high && order == Order::LessOrEqual) || orders_.contains({low, high, order});
    }

    [[nodiscard]] Range range(ValueId value) const { return ranges_.of(value); }

    void narrow(ValueId value, const Range& range) {
        if (function_.is_constant(value)) return;
        old_facts_.emplace_back(value, ranges_.narrow(value, range));
    }

    void forget(size_t facts, size_t orders) {
        for (; old_facts_.size() > facts; old_facts_.pop_back())
            ranges_.restore(old_facts_.back().first, old_facts_.back().second);
        for (; new_orders_.size() > orders; new_orders_.pop_back()) orders_.erase(new_orders_.back());
    }

    // Uses.

    void decide(const ir::Block& block) {
        for (const Instruction& instruction : block.instructions) {
            if (instruction.results.size() != 1 || !is_repeatable(instruction.op)) continue;
            const ValueId result = instruction.results[0];
            if (const auto value = decided(instruction)) replacements_.replace(result, *value);
        }
    }

    std::optional<ValueId> decided(const Instruction& instruction) {
        const auto& operands = instruction.operands;
        if (instruction.op == Op::LT) {
            if (is_known(operands[0], operands[1], Order::Less)) return constant(1);
            if (is_known(operands[1], operands[0], Order::LessOrEqual)) return constant(0);
            if (is_sum_check(operands)) return constant(0);
        }
        if (instruction.op == Op::GT) {
            if (is_known(operands[1], operands[0], Order::Less)) return constant(1);
            if (is_known(operands[0], operands[1], Order::LessOrEqual)) return constant(0);
        }
        if (instruction.op == Op::SIGNEXTEND && keeps_sign(operands)) return operands[1];
        if (instruction.op == Op::OR && is_product_check(instruction)) return constant(1);
        const Range known = range(instruction.results[0]);
        if (known.low != known.high) return std::nullopt;
        return constant(known.low);
    }

    /// a + b < a: does not hold when the sum cannot be too large.
    [[nodiscard]] bool is_sum_check(const std::vector<ValueId>& operands) const {
        const Instruction* sum = made_by(operands[0], Op::ADD);
        if (sum == nullptr) return false;
        const bool is_part = sum->operands[0] == operands[1] || sum->operands[1] == operands[1];
        return is_part && range(sum->operands[0]).high <= Uint256::max() - range(sum->operands[1]).high;
    }

    /// Whether a number is less than the one whose sign bit is looked at.
    [[nodiscard]] bool keeps_sign(const std::vector<ValueId>& operands) const {
        constexpr uint64_t kLastByte = 31;
        if (!function_.is_constant(operands[0])) return false;
        const Uint256& byte = function_.value(operands[0]).constant;
        if (byte >= Uint256{kLastByte}) return false;
        const auto sign_bit = 8 * static_cast<unsigned>(static_cast<uint64_t>(byte)) + 7;
        return range(operands[1]).high < (Uint256{1} << sign_bit);
    }

    /// a · b / a = b, or a is 0: holds when the product cannot be too large.
    [[nodiscard]] bool is_product_check(const Instruction& either) const {
        for (size_t i = 0; i < 2; ++i) {
            const Instruction* equal = made_by(either.operands[i], Op::EQ);
            const Instruction* zero = made_by(either.operands[1 - i], Op::ISZERO);
            if (equal == nullptr || zero == nullptr) continue;
            for (size_t k = 0; k < 2; ++k)
                if (is_quotient(equal->operands[k], zero->operands[0], equal->operands[1 - k])) return true;
        }
        return false;
    }
    [[nodiscard]] bool is_quotient(ValueId quotient, ValueId a, ValueId b) const {
        const Instruction* division = made_by(quotient, Op::DIV);
        if (division == nullptr || division->operands[1] != a) return false;
        const Instruction* product = made_by(division->operands[0], Op::MUL);
        if (product == nullptr) return false;
        const bool is_theirs = (product->operands[0] == a && product->operands[1] == b) ||
                               (product->operands[0] == b && product->operands[1] == a);
        const Uint256 most = range(b).high;
        return is_theirs && (most == Uint256{} || range(a).high <= Uint256::max() / most);
    }
    [[nodiscard]] const Instruction* made_by(ValueId value, Op op) const {
        const Instruction* maker = makers_[index(value)];
        return maker != nullptr && maker->op == op ? maker : nullptr;
    }

    ValueId constant(const Uint256& value) {
        const auto [place, is_new] = constants_.try_emplace(value);
        if (is_new) place->second = function_.add_value(ir::ValueKind::Constant, value);
        return place->second;
    }

    ir::Function& function_;
    ir::Dominators dominators_;
    std::vector<const Instruction*> makers_;
    Replacements replacements_;
    ir::BlockLists below_;
    Ranges ranges_;
    std::set<Known> orders_;
    std::vector<Known> new_orders_;  ///< in the order they were noted
    std::vector<std::pair<ValueId, std::optional<Range>>> old_facts_;
    std::map<Uint256, ValueId> constants_;
};

}  // namespace

bool use_ranges(ir::Function& function) {
    return RangeUser{function}.run();
}

}  // namespace deed::optimize
