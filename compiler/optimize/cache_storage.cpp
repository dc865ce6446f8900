#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

#include "compiler/ir/graph.hpp"
#include "compiler/optimize/passes.hpp"
#include "compiler/optimize/rewrite.hpp"

namespace deed::optimize {
namespace {

using ir::BlockId;
using ir::Effects;
using ir::Instruction;
using ir::Op;
using ir::ValueId;

/// An instruction, by block and position.
using Position = std::pair<BlockId, size_t>;

/// What is known about one kind of storage at a place in the code.
struct Knowledge {
    std::map<ValueId, ValueId> contents;  ///< by slot
    /// By slot: a write that nothing has seen yet, so that another to the same slot makes it needless.
    std::map<ValueId, Position> unseen;

    void forget() { *this = {}; }
};

/// The two kinds of storage, with the instructions that work on them.
struct Kind {
    Op load;
    Op store;
    Effects effect;
};
constexpr std::array<Kind, 2> kKinds{Kind{Op::SLOAD, Op::SSTORE, Effects::Storage},
                                     Kind{Op::TLOAD, Op::TSTORE, Effects::Transient}};
using AllKnowledge = std::array<Knowledge, kKinds.size()>;

/// Follows each way on which blocks have one predecessor; where ways meet, nothing is known.
class Cacher {
  public:
    explicit Cacher(ir::Function& function)
        : function_(function),
          makers_(find_makers(function)),
          replacements_(function),
          removed_(function.blocks.size()) {}

    bool run() {
        const auto before = ir::predecessors(function_);
        for (const BlockId block : ir::reverse_post_order(function_)) {
            if (before[index(block)].size() == 1) {
                known_ = at_end_.at(before[index(block)][0]);
                if (!only_way_on(before[index(block)][0], block))
                    for (Knowledge& knowledge : known_) knowledge.unseen.clear();
            } else {
                known_ = {};
            }
            visit(block);
            at_end_.emplace(block, known_);
        }
        remove();
        replacements_.apply(function_);
        return changed_;
    }

  private:
    /// Whether every other way out of @p from takes back what was written, and does not look at it before.
    [[nodiscard]] bool only_way_on(BlockId from, BlockId to) const {
        const auto& successors = function_.block(from).terminator.successors;
        return std::all_of(successors.begin(), successors.end(), [&](const ir::Successor& successor) {
            return successor.block == to || undoes_all(function_.block(successor.block));
        });
    }
    static bool undoes_all(const ir::Block& block) {
        const Op end = block.terminator.op;
        return (end == Op::REVERT || end == Op::INVALID) &&
               std::none_of(block.instructions.begin(), block.instructions.end(),
                            [](const Instruction& instruction) {
                                return overlap(ir::facts_of(instruction.op).reads,
                                               Effects::Storage | Effects::Transient);
                            });
    }

    void visit(BlockId id) {
        ir::Block& block = function_.block(id);
        removed_[index(id)].resize(block.instructions.size());
        for (size_t i = 0; i < block.instructions.size(); ++i) {
            Instruction& instruction = block.instructions[i];
            replacements_.update(instruction.operands);
            for (size_t k = 0; k < kKinds.size(); ++k) visit(instruction, {id, i}, kKinds[k], known_[k]);
        }
    }

    void visit(const Instruction& instruction, Position position, const Kind& kind, Knowledge& known) {
        if (instruction.op == kind.load) return visit_load(instruction, position, known);
        if (instruction.op == kind.store) return visit_store(instruction, position, known);
        const ir::OpFacts& facts = ir::facts_of(instruction.op);
        if (overlap(facts.writes, kind.effect)) return known.forget();
        if (overlap(facts.reads, kind.effect)) known.unseen.clear();
    }

    void visit_load(const Instruction& load, Position position, Knowledge& known) {
        const ValueId slot = load.operands[0];
        const auto content = known.contents.find(slot);
        if (content != known.contents.end()) {
            replacements_.replace(load.results[0], content->second);
            mark_removed(position);
            return;
        }
        std::erase_if(known.unseen, [&](const auto& entry) { return !are_different(entry.first, slot); });
        known.contents.emplace(slot, load.results[0]);
    }

    void visit_store(const Instruction& store, Position position, Knowledge& known) {
        const ValueId slot = store.operands[0];
        if (const auto earlier = known.unseen.find(slot); earlier != known.unseen.end())
            mark_removed(earlier->second);
        std::erase_if(known.contents, [&](const auto& entry) { return !are_different(entry.first, slot); });
        known.contents.insert_or_assign(slot, store.operands[1]);
        known.unseen.insert_or_assign(slot, position);
    }

    /// Whether two slots are surely not one: two constants; a constant and the slot of a map's value; values
    /// of two maps. The last two hold as surely as Keccak-256 has no collisions.
    [[nodiscard]] bool are_different(ValueId a, ValueId b) const {
        if (a == b) return false;
        const bool is_constant_a = function_.is_constant(a);
        const bool is_constant_b = function_.is_constant(b);
        if (is_constant_a && is_constant_b) return function_.value(a).constant != function_.value(b).constant;
        if (is_constant_a) return is_small(a) && base_of(b).has_value();
        if (is_constant_b) return is_small(b) && base_of(a).has_value();
        const auto base_a = base_of(a);
        const auto base_b = base_of(b);
        return base_a && base_b && *base_a != *base_b;
    }
    [[nodiscard]] bool is_small(ValueId constant) const {
        return function_.value(constant).constant.fits_uint64();
    }
    /// The slot of the map, when it is a known one.
    [[nodiscard]] std::optional<Uint256> base_of(ValueId slot) const {
        const Instruction* maker = index(slot) < makers_.size() ? makers_[index(slot)] : nullptr;
        if (maker == nullptr || maker->op != Op::MAP_SLOT) return std::nullopt;
        const ValueId base = maker->operands[1];
        if (!function_.is_constant(base)) return std::nullopt;
        return function_.value(base).constant;
    }

    void mark_removed(Position position) {
        removed_[index(position.first)][position.second] = true;
        changed_ = true;
    }

    void remove() {
        for (size_t b = 0; b < function_.blocks.size(); ++b) {
            if (removed_[b].empty()) continue;
            size_t i = 0;
            std::erase_if(function_.blocks[b].instructions,
                          [&](const Instruction&) { return removed_[b][i++]; });
        }
    }

    ir::Function& function_;
    std::vector<const Instruction*> makers_;
    Replacements replacements_;
    AllKnowledge known_;
    std::map<BlockId, AllKnowledge> at_end_;
    std::vector<std::vector<bool>> removed_;
    bool changed_ = false;
};

}  // namespace

bool cache_storage(ir::Function& function) {
    return Cacher{function}.run();
}

}  // namespace deed::optimize
