#include <algorithm>
#include <array>
#include <bit>
#include <optional>

#include "compiler/ir/graph.hpp"
#include "compiler/optimize/passes.hpp"
#include "compiler/optimize/rewrite.hpp"
#include "vm/base/assert.hpp"

namespace deed::optimize {
namespace {

using ir::BlockId;
using ir::Instruction;
using ir::Op;
using ir::ValueId;

/// What two instructions with the same result have in common. Those whose result depends on the operands
/// alone have three at most.
struct Key {
    Op op{};
    uint32_t index = 0;
    std::array<ValueId, 3> operands{};

    bool operator==(const Key&) const = default;
};

bool is_commutative(Op op) {
    using enum Op;
    return op == ADD || op == MUL || op == AND || op == OR || op == XOR || op == EQ;
}

/// Whether the result depends on the operands alone.
bool is_lasting(const Instruction& instruction) {
    return instruction.results.size() == 1 && is_repeatable(instruction.op) &&
           ir::facts_of(instruction.op).reads == ir::Effects::Nothing;
}

Key key_of(const Instruction& instruction) {
    Key key{instruction.op, instruction.index, {}};
    DEED_ASSERT(instruction.operands.size() <= key.operands.size());
    std::copy(instruction.operands.begin(), instruction.operands.end(), key.operands.begin());
    if (is_commutative(instruction.op)) std::sort(key.operands.begin(), key.operands.begin() + 2);
    return key;
}

/// What was computed, the latest last: forgotten in the opposite order.
class Computed {
  public:
    explicit Computed(size_t most) : newest_(std::bit_ceil(most + 1), kNone) {}

    /// The result of an equal one, when there is one.
    [[nodiscard]] std::optional<ValueId> find(const Key& key) const {
        for (uint32_t i = newest_[place_of(key)]; i != kNone; i = entries_[i].older)
            if (entries_[i].key == key) return entries_[i].result;
        return std::nullopt;
    }
    void add(const Key& key, ValueId result) {
        uint32_t& newest = newest_[place_of(key)];
        entries_.push_back({key, result, newest});
        newest = static_cast<uint32_t>(entries_.size() - 1);
    }
    /// Forgets all but the first @p count.
    void forget(size_t count) {
        for (; entries_.size() > count; entries_.pop_back())
            newest_[place_of(entries_.back().key)] = entries_.back().older;
    }
    [[nodiscard]] size_t size() const { return entries_.size(); }

  private:
    static constexpr uint32_t kNone = ~0U;
    struct Entry {
        Key key;
        ValueId result{};
        uint32_t older = kNone;  ///< the one before it at the same place of the table
    };

    [[nodiscard]] size_t place_of(const Key& key) const {
        constexpr uint64_t kMultiplier = 0x9e3779b97f4a7c15;
        uint64_t hash = uint64_t{key.index} << 8 | static_cast<uint64_t>(key.op);
        for (const ValueId operand : key.operands) hash = (hash ^ index(operand)) * kMultiplier;
        return (hash ^ hash >> 32) & (newest_.size() - 1);
    }

    std::vector<Entry> entries_;
    std::vector<uint32_t> newest_;  ///< by place of the table
};

/// Walks the dominator tree; what was computed above is known below.
class Numberer {
  public:
    explicit Numberer(ir::Function& function)
        : function_(function),
          dominators_(function),
          replacements_(function),
          below_(dominators_.children()),
          computed_(function.values.size()) {}

    bool run() {
        struct Step {
            BlockId block;
            size_t computed;  ///< above it
        };
        std::vector<Step> steps{{BlockId{0}, 0}};
        while (!steps.empty()) {
            const Step step = steps.back();
            steps.pop_back();
            computed_.forget(step.computed);
            visit(function_.block(step.block));
            for (const BlockId next : below_[index(step.block)]) steps.push_back({next, computed_.size()});
        }
        replacements_.apply(function_);
        return changed_;
    }

  private:
    void visit(ir::Block& block) {
        std::erase_if(block.instructions, [&](Instruction& instruction) {
            replacements_.update(instruction.operands);
            if (!is_lasting(instruction)) return false;
            const Key key = key_of(instruction);
            const auto known = computed_.find(key);
            if (!known) {
                computed_.add(key, instruction.results[0]);
                return false;
            }
            replacements_.replace(instruction.results[0], *known);
            changed_ = true;
            return true;
        });
    }

    ir::Function& function_;
    ir::Dominators dominators_;
    Replacements replacements_;
    ir::BlockLists below_;
    Computed computed_;
    bool changed_ = false;
};

}  // namespace

bool number_values(ir::Function& function) {
    return Numberer{function}.run();
}

}  // namespace deed::optimize
