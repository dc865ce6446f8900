#include <map>
#include <set>
#include <span>

#include "compiler/ir/graph.hpp"
#include "compiler/optimize/passes.hpp"
#include "compiler/optimize/rewrite.hpp"
#include "compiler/optimize/scratch_memory.hpp"

namespace deed::optimize {
namespace {

using ir::BlockId;
using ir::Instruction;
using ir::Op;
using ir::ValueId;

constexpr uint64_t kWord = 32;

/// What is known of the scratch area at a place in the code.
struct Knowledge {
    std::map<uint64_t, ValueId> words;                ///< by address
    std::map<std::vector<ValueId>, ValueId> digests;  ///< by the words they are of
};

/// Follows what stands in the scratch area; where ways meet, what all of them agree on.
class MemoryCacher {
  public:
    MemoryCacher(ir::Function& function, Knowledge at_entry)
        : function_(function),
          makers_(find_makers(function)),
          scratch_(function, makers_),
          replacements_(function),
          at_entry_(std::move(at_entry)) {}

    bool run() {
        const auto before = ir::predecessors(function_);
        for (const BlockId block : ir::reverse_post_order(function_)) {
            known_ = index(block) == 0 ? at_entry_ : meet(before[index(block)]);
            visit(block);
            at_end_.emplace(block, known_);
        }
        remove();
        replacements_.apply(function_);
        return !needless_.empty();
    }

  private:
    [[nodiscard]] Knowledge meet(std::span<const BlockId> before) const {
        for (const BlockId block : before)
            if (!at_end_.contains(block)) return {};  // A loop comes back here.
        Knowledge result = at_end_.at(before.front());
        for (const BlockId block : before) {
            const Knowledge& other = at_end_.at(block);
            std::erase_if(result.words, [&](const auto& entry) {
                const auto found = other.words.find(entry.first);
                return found == other.words.end() || !are_equal(found->second, entry.second);
            });
            // A digest is a value of its own, which must have been made on every way.
            if (before.size() > 1) result.digests.clear();
        }
        return result;
    }

    void visit(BlockId id) {
        for (Instruction& instruction : function_.block(id).instructions) {
            replacements_.update(instruction.operands);
            if (is_needless_store(instruction) || is_known(instruction))
                needless_.insert(&instruction);
            else
                follow(instruction);
        }
    }

    void remove() {
        for (ir::Block& block : function_.blocks) {
            std::vector<Instruction> kept;
            for (Instruction& instruction : block.instructions)
                if (!needless_.contains(&instruction)) kept.push_back(std::move(instruction));
            block.instructions = std::move(kept);
        }
    }

    [[nodiscard]] bool are_equal(ValueId a, ValueId b) const {
        return a == b || (function_.is_constant(a) && function_.is_constant(b) &&
                          function_.value(a).constant == function_.value(b).constant);
    }

    [[nodiscard]] bool is_needless_store(const Instruction& instruction) const {
        if (instruction.op != Op::MSTORE) return false;
        const auto address = scratch_.number_of(instruction.operands[0]);
        if (!address) return false;
        const auto word = known_.words.find(*address);
        return word != known_.words.end() && are_equal(word->second, instruction.operands[1]);
    }

    /// Whether the result is a value that is there already, which then stands for it.
    bool is_known(const Instruction& instruction) {
        if (instruction.op == Op::MLOAD) {
            const auto address = scratch_.number_of(instruction.operands[0]);
            if (!address || !known_.words.contains(*address)) return false;
            replacements_.replace(instruction.results[0], known_.words.at(*address));
            return true;
        }
        if (instruction.op != Op::KECCAK256) return false;
        const std::vector<ValueId> words = words_of(instruction);
        if (words.empty()) return false;
        const auto [place, is_new] = known_.digests.try_emplace(words, instruction.results[0]);
        if (!is_new) replacements_.replace(instruction.results[0], place->second);
        return !is_new;
    }

    /// The words that an instruction reads, when all of them are known.
    [[nodiscard]] std::vector<ValueId> words_of(const Instruction& instruction) const {
        const ScratchRange range = scratch_.read_by(instruction);
        std::vector<ValueId> words;
        if (range.end == ScratchMemory::kAll.end || (range.end - range.begin) % kWord != 0) return words;
        for (uint64_t address = range.begin; address < range.end; address += kWord) {
            const auto word = known_.words.find(address);
            if (word == known_.words.end()) return {};
            words.push_back(word->second);
        }
        return words;
    }

    void follow(const Instruction& instruction) {
        const ScratchRange range = scratch_.written_by(instruction);
        if (range.is_empty()) return;
        std::erase_if(known_.words, [&](const auto& entry) {
            return entry.first < range.end && entry.first + kWord > range.begin;
        });
        const bool is_known_place = range.end != ScratchMemory::kAll.end;
        if (instruction.op == Op::MSTORE && is_known_place)
            known_.words.insert_or_assign(range.begin, instruction.operands[1]);
    }

    ir::Function& function_;
    std::vector<const Instruction*> makers_;
    ScratchMemory scratch_;
    Replacements replacements_;
    Knowledge at_entry_;
    Knowledge known_;
    std::map<BlockId, Knowledge> at_end_;
    std::set<const Instruction*> needless_;
};

/// Whether @p function changes no memory, so that who it enters finds only zeros.
bool leaves_memory_alone(const ir::Function& function) {
    for (const ir::Block& block : function.blocks)
        for (const Instruction& instruction : block.instructions)
            if (overlap(ir::facts_of(instruction.op).writes, ir::Effects::Memory)) return false;
    return true;
}

bool enters_something(const ir::Function& function) {
    for (const ir::Block& block : function.blocks)
        if (block.terminator.op == Op::ENTER) return true;
    return false;
}

}  // namespace

bool cache_memory(ir::Module& module) {
    // The first function starts with memory of zeros, and so do those that it enters without having written.
    bool entries_find_zeros = leaves_memory_alone(module.functions[0]);
    for (size_t i = 1; i < module.functions.size(); ++i)
        entries_find_zeros = entries_find_zeros && !enters_something(module.functions[i]);

    bool changed = false;
    for (size_t i = 0; i < module.functions.size(); ++i) {
        ir::Function& function = module.functions[i];
        const bool is_zero = function.kind == ir::FunctionKind::Entry && (i == 0 || entries_find_zeros);
        Knowledge at_entry;
        if (is_zero) {
            const ValueId zero = function.add_value(ir::ValueKind::Constant);
            for (uint64_t address = 0; address < module.scratch_size; address += kWord)
                at_entry.words.emplace(address, zero);
        }
        changed |= MemoryCacher{function, std::move(at_entry)}.run();
    }
    return changed;
}

}  // namespace deed::optimize
