#include "compiler/codegen/schedule.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "compiler/codegen/scheduler.hpp"
#include "compiler/ir/graph.hpp"

namespace deed::codegen {

using ir::BlockId;
using ir::Instruction;
using ir::Op;
using ir::Successor;
using ir::ValueId;

Scheduler::Scheduler(const ScheduleContext& context, uint32_t number, const Prepared& prepared,
                     const Spilled& spilled, Assembly& assembly)
    : context_(context),
      number_(number),
      prepared_(prepared),
      function_(prepared.function),
      spilled_(spilled),
      assembly_(assembly),
      ranks_(function_.blocks.size()),
      written_(function_.blocks.size()),
      entry_stacks_(function_.blocks.size()),
      is_entry_known_(function_.blocks.size()),
      remaining_(function_.values.size()) {
    for (size_t i = 0; i < function_.blocks.size(); ++i) labels_.push_back(assembly_.make_label());
    uint32_t rank = 0;
    for (const BlockId block : ir::reverse_post_order(function_)) ranks_[index(block)] = rank++;
}

std::optional<ValueId> Scheduler::run() {
    assembly_.bind(context_.function_labels[number_]);
    const auto& parameters = function_.blocks[0].parameters;
    Slots stack;
    if (!parameters.empty()) {
        stack.assign(parameters.rbegin() + 1, parameters.rend());
        stack.push_back(parameters.back());
    }
    entry_stacks_[0] = std::move(stack);
    hot_.push_back(BlockId{0});
    while (const auto block = next_block()) {
        write_block(*block);
        if (too_deep_) return too_deep_;
    }
    return std::nullopt;
}

std::optional<BlockId> Scheduler::next_block() {
    if (next_) return std::exchange(next_, std::nullopt);
    for (std::vector<BlockId>* waiting : {&hot_, &cold_})
        while (!waiting->empty()) {
            const BlockId block = waiting->back();
            waiting->pop_back();
            if (!is_written(block)) return block;
        }
    return std::nullopt;
}

bool Scheduler::is_way_out(BlockId block) const {
    const ir::Terminator& end = function_.block(block).terminator;
    return index(block) != 0 && end.op == Op::ENTER && function_.block(block).instructions.empty() &&
           (end.operands.empty() || end.operands == entered_with_);
}

void Scheduler::wait(BlockId block) {
    if (is_written(block)) return;
    (prepared_.is_cold[index(block)] ? cold_ : hot_).push_back(block);
}

void Scheduler::go_on(BlockId block) {
    if (!is_written(block)) {
        next_ = block;
        return;
    }
    assembly_.push_label(label(block));
    assembly_.add(isa::Op::JUMP);
}

LabelId Scheduler::label(BlockId block) const {
    if (is_way_out(block)) return context_.function_labels[function_.block(block).terminator.index];
    return labels_[index(block)];
}

void Scheduler::write_block(BlockId id) {
    written_[index(id)] = true;
    current_ = id;
    const ir::Block& block = function_.block(id);
    stack_ = entry_stacks_[index(id)];
    count_uses(block);
    const bool is_dear = context_.goal == ir::Goal::Gas && !prepared_.is_cold[index(id)];
    assembly_.set_wish(is_dear ? Wish::LeastGas : Wish::LeastSize);
    assembly_.set_origin(block.instructions.empty() ? block.terminator.origin : block.instructions[0].origin);
    assembly_.bind(label(id), ranks_[index(id)], block.rounds);
    if (index(id) == 0)
        keep_parameters();
    else
        take_parameters(block);
    for (const Instruction& instruction : block.instructions) {
        if (too_deep_) return;
        if (!is_written_in_place(instruction)) continue;
        tidy();
        write_instruction(instruction);
    }
    if (too_deep_) return;
    tidy();
    assembly_.set_origin(block.terminator.origin);
    write_end(block.terminator);
}

void Scheduler::count_uses(const ir::Block& block) {
    const auto set = [&](const std::vector<ValueId>& values, bool counts) {
        for (const ValueId value : values) counts ? ++remaining_[index(value)] : remaining_[index(value)] = 0;
    };
    for (const bool counts : {false, true}) {
        for (const Instruction& instruction : block.instructions) set(instruction.operands, counts);
        set(block.terminator.operands, counts);
        for (const Successor& successor : block.terminator.successors) set(successor.arguments, counts);
    }
}

bool Scheduler::is_written_in_place(const Instruction& instruction) const {
    if (instruction.results.size() != 1) return true;
    const uint32_t result = index(instruction.results[0]);
    return !prepared_.is_made_anew[result] && !prepared_.is_delayed[result];
}

void Scheduler::keep_parameters() {
    for (size_t depth = 1; depth <= stack_.size() && !too_deep_;) {
        while (!stack_.empty() && stack_.back() == kJunk) {
            pop();
            depth = 1;
        }
        if (depth > stack_.size()) return;
        const ValueId value = stack_[stack_.size() - depth];
        if (value == kJunk || !is_spilled(value)) {
            ++depth;
        } else if (depth == 1) {
            store(value);
        } else if (depth > kReach) {
            too_deep_ = stack_.back();
        } else {
            assembly_.add(isa::dup(static_cast<uint8_t>(depth)));
            stack_.push_back(value);
            store(value);
            stack_[stack_.size() - depth] = kJunk;
        }
    }
}

void Scheduler::take_parameters(const ir::Block& block) {
    for (const ValueId parameter : block.parameters) {
        if (!is_spilled(parameter)) continue;
        push_address(parameter, 1);
        assembly_.add(isa::Op::MLOAD);
        push_address(parameter, 0);
        assembly_.add(isa::Op::MSTORE);
    }
}

std::vector<ValueId> Scheduler::in_the_way() const {
    std::vector<ValueId> result;
    std::copy_if(stack_.begin(), stack_.end(), std::back_inserter(result),
                 [this](ValueId value) { return may_be_spilled(value) && !is_spilled(value); });
    return result;
}

std::vector<ValueId> Scheduler::on_any_stack() const {
    std::vector<ValueId> result;
    for (uint32_t i = 0; i < function_.values.size(); ++i)
        if (is_on_stack(ValueId{i})) result.push_back(ValueId{i});
    return result;
}

namespace {

/// A function is written anew with one more value in memory, until so many items were written; then with all
/// that were in the way, until so many; then with all that live from block to block, until so many; then with
/// all there are.
constexpr size_t kItemsForOne = 40'000;
constexpr size_t kItemsForInTheWay = 80'000;
constexpr size_t kItemsForLiving = 120'000;

std::vector<ValueId> living_across(const Prepared& prepared) {
    ValueSet living{prepared.function.values.size()};
    for (const ValueSet& needed : prepared.liveness.at_entry) living.insert(needed);
    for (const ir::Block& block : prepared.function.blocks)
        for (const ValueId parameter : block.parameters) living.insert(parameter);
    std::vector<ValueId> result;
    for (uint32_t i = 0; i < prepared.function.values.size(); ++i)
        if (living.contains(ValueId{i})) result.push_back(ValueId{i});
    return result;
}

}  // namespace

uint32_t schedule(const ScheduleContext& context, uint32_t number, ir::Function function,
                  Assembly& assembly) {
    const Prepared prepared = prepare(std::move(function));
    Spilled spilled{prepared.function.values.size()};
    const auto spill = [&](ValueId value) {
        spilled.add(value, prepared.function.value(value).kind);
        // Results of one call leave the stack together or not at all.
        if (const ir::Instruction* maker = prepared.maker[index(value)])
            for (const ValueId sibling : maker->results) spilled.add(sibling, ir::ValueKind::Result);
    };
    const size_t begin = assembly.items().size();
    size_t written = 0;
    for (;;) {
        Scheduler scheduler{context, number, prepared, spilled, assembly};
        const auto too_deep = scheduler.run();
        if (!too_deep) return spilled.count() * 32;
        DEED_ASSERT(!spilled.contains(*too_deep));
        spill(*too_deep);
        written += assembly.items().size() - begin;
        assembly.items().resize(begin);
        std::vector<ValueId> more;
        if (written > kItemsForOne) more = scheduler.in_the_way();
        if (written > kItemsForInTheWay) more = living_across(prepared);
        if (written > kItemsForLiving) more = scheduler.on_any_stack();
        for (const ValueId value : more) spill(value);
    }
}

}  // namespace deed::codegen
