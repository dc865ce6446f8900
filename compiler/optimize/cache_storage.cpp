#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

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

/// So many slots are remembered at once: a bound for the compiler's own time.
constexpr size_t kMostSlots = 128;

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

/// Follows every way; where ways meet, what all of them agree on is known.
class Cacher {
  public:
    explicit Cacher(ir::Function& function)
        : function_(function),
          makers_(find_makers(function)),
          replacements_(function),
          at_end_(function.blocks.size()),
          removed_(function.blocks.size()) {}

    bool run() {
        const auto before = ir::predecessors(function_);
        for (const BlockId block : ir::reverse_post_order(function_)) {
            known_ = meet(before[index(block)], block);
            visit(block);
            at_end_[index(block)] = std::move(known_);
        }
        remove();
        replacements_.apply(function_);
        return changed_;
    }

  private:
    [[nodiscard]] AllKnowledge meet(std::span<const BlockId> before, BlockId block) const {
        for (const BlockId predecessor : before)
            if (!at_end_[index(predecessor)]) return {};  // A loop comes back here.
        if (before.empty()) return {};
        AllKnowledge known = *at_end_[index(before[0])];
        const bool is_only_way = before.size() == 1 && only_way_on(before[0], block);
        for (size_t k = 0; k < known.size(); ++k) {
            if (!is_only_way) known[k].unseen.clear();
            for (const BlockId predecessor : before)
                std::erase_if(known[k].contents, [&](const auto& entry) {
                    const auto& other = (*at_end_[index(predecessor)])[k].contents;
                    const auto found = other.find(entry.first);
                    return found == other.end() || found->second != entry.second;
                });
        }
        return known;
    }

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
        if (known.contents.size() < kMostSlots) known.contents.emplace(slot, load.results[0]);
    }

    void visit_store(const Instruction& store, Position position, Knowledge& known) {
        const ValueId slot = store.operands[0];
        if (const auto earlier = known.unseen.find(slot); earlier != known.unseen.end())
            mark_removed(earlier->second);
        std::erase_if(known.contents, [&](const auto& entry) { return !are_different(entry.first, slot); });
        known.unseen.erase(slot);
        if (known.contents.size() < kMostSlots) known.contents.emplace(slot, store.operands[1]);
        if (known.unseen.size() < kMostSlots) known.unseen.emplace(slot, position);
    }

    /// A slot as a distance from the root of a map's values: how many keys lead there from which field.
    /// Without a root, a constant or something unknown.
    struct Slot {
        std::optional<Uint256> field;
        size_t keys = 0;
        ValueId base{};  ///< the digest, or the slot itself
        Uint256 distance;
    };

    /// Whether two slots are surely not one: two constants; a constant and a map's value; values of two maps;
    /// two places of one value. What has to do with maps holds as surely as Keccak-256 has no collisions.
    [[nodiscard]] bool are_different(ValueId a, ValueId b) const {
        if (a == b) return false;
        const bool is_constant_a = function_.is_constant(a);
        const bool is_constant_b = function_.is_constant(b);
        if (is_constant_a && is_constant_b) return function_.value(a).constant != function_.value(b).constant;
        const Slot first = place_of(a);
        const Slot second = place_of(b);
        if (is_constant_a) return is_small(a) && second.field.has_value();
        if (is_constant_b) return is_small(b) && first.field.has_value();
        if (first.base == second.base) return first.distance != second.distance;
        return first.field && second.field && (*first.field != *second.field || first.keys != second.keys);
    }
    [[nodiscard]] bool is_small(ValueId constant) const {
        return function_.value(constant).constant.fits_uint64();
    }
    [[nodiscard]] const Instruction* made_by(ValueId value, Op op) const {
        const Instruction* maker = index(value) < makers_.size() ? makers_[index(value)] : nullptr;
        return maker != nullptr && maker->op == op ? maker : nullptr;
    }
    [[nodiscard]] Slot place_of(ValueId slot) const {
        Slot place{std::nullopt, 0, slot, {}};
        if (const Instruction* sum = made_by(slot, Op::ADD))
            for (size_t i = 0; i < 2; ++i) {
                const ValueId distance = sum->operands[i];
                if (!function_.is_constant(distance) || !is_small(distance)) continue;
                place.base = sum->operands[1 - i];
                place.distance = function_.value(distance).constant;
            }
        ValueId root = place.base;
        while (const Instruction* digest = made_by(root, Op::MAP_SLOT)) {
            ++place.keys;
            root = digest->operands[1];
        }
        if (place.keys > 0 && function_.is_constant(root)) place.field = function_.value(root).constant;
        return place;
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
    std::vector<std::optional<AllKnowledge>> at_end_;  ///< by block, once it was visited
    std::vector<std::vector<bool>> removed_;
    bool changed_ = false;
};

bool uses_storage(const ir::Function& function) {
    return std::any_of(function.blocks.begin(), function.blocks.end(), [](const ir::Block& block) {
        return std::any_of(block.instructions.begin(), block.instructions.end(), [](const Instruction& one) {
            return std::any_of(kKinds.begin(), kKinds.end(),
                               [&](const Kind& kind) { return one.op == kind.load || one.op == kind.store; });
        });
    });
}

}  // namespace

bool cache_storage(ir::Function& function) {
    return uses_storage(function) && Cacher{function}.run();
}

}  // namespace deed::optimize
