#include "vm/jit/units.hpp"

#include <algorithm>

namespace deed::jit {

using isa::Op;

namespace {

/// LLVM takes more than twice as long for a block twice as long.
constexpr uint32_t kMostInstructions = 256;
/// A subroutine this short is repeated where it is called.
constexpr uint32_t kShortSubroutine = 24;

/// What an access to memory takes to compile: it checks, and may grow the memory and go on with other
/// registers.
constexpr uint32_t kMemoryWeight = 4;

constexpr UnitId kNone = ~UnitId{0};

class Maker {
  public:
    Maker(const Blocks& blocks, Values& values, const Flow& flow)
        : blocks_(blocks),
          values_(values),
          flow_(flow),
          is_used_(blocks.size()),
          unit_of_(blocks.size(), kNone) {
        // All repetition together adds at most half of the code.
        repeatable_ = 64;
        for (size_t i = 0; i < blocks.size(); ++i)
            if (flow.blocks[i].is_reached) repeatable_ += blocks[i].instructions / 2;
    }

    Units make() {
        unit_at(0);
        for (const uint32_t block : flow_.candidates) units_.candidates.push_back(unit_at(block));
        for (size_t i = 0; i < units_.list.size(); ++i) {
            Unit unit = build(heads_[i]);
            units_.list[i] = std::move(unit);
        }
        return std::move(units_);
    }

  private:
    UnitId unit_at(uint32_t block) {
        if (unit_of_[block] == kNone) {
            unit_of_[block] = static_cast<UnitId>(units_.list.size());
            units_.list.emplace_back();
            heads_.push_back(block);
        }
        return unit_of_[block];
    }

    Unit build(uint32_t head);
    void measure(Unit& unit, uint32_t block) const;
    [[nodiscard]] bool may_append(const Unit& unit, uint32_t from, uint32_t to);
    void end(Unit& unit, uint32_t block, const State& state);

    const Blocks& blocks_;
    Values& values_;
    const Flow& flow_;
    uint32_t repeatable_;
    std::vector<bool> is_used_;  ///< part of a unit
    std::vector<UnitId> unit_of_;
    std::vector<uint32_t> heads_;
    Units units_;
};

/// Adds what @p block wants of the stack, up to the instruction that certainly fails.
void Maker::measure(Unit& unit, uint32_t block) const {
    for (uint32_t place = blocks_[block].begin; place < blocks_[block].end; place = blocks_.next(place)) {
        if (!blocks_.is_defined(place)) return;
        const isa::OpInfo& info = isa::info(blocks_.op(place));
        const int need = std::max(unit.need, info.pops - unit.delta);
        const int growth = std::max(unit.growth, unit.delta + info.pushes - info.pops);
        if (need > unit.entry.highest || unit.entry.lowest + growth > int{isa::kStackLimit}) {
            unit.faults = true;
            return;
        }
        unit.weight += info.form == isa::Form::Memory ? kMemoryWeight : 1;
        unit.need = need;
        unit.growth = growth;
        unit.delta += int{info.pushes} - int{info.pops};
    }
}

/// Whether @p to, where @p from certainly goes, may be made part of the unit.
bool Maker::may_append(const Unit& unit, uint32_t from, uint32_t to) {
    if (unit.instructions + blocks_[to].instructions > kMostInstructions) return false;
    if (flow_.blocks[to].ways_in == 1 && !is_used_[to]) return true;
    if (blocks_[from].how != End::Jump || blocks_[to].how != End::Jump) return false;
    if (blocks_[to].instructions > kShortSubroutine || repeatable_ < blocks_[to].instructions) return false;
    if (flow_.blocks[to].targets.blocks.size() < 2) return false;
    repeatable_ -= blocks_[to].instructions;
    return true;
}

/// Notes where the unit goes from the end of its last block.
void Maker::end(Unit& unit, uint32_t block, const State& state) {
    const End how = blocks_[block].how;
    if (how == End::Halt) return;
    if (how != End::Jump) unit.next = unit_at(block + 1);
    if (how == End::FallThrough) return;

    unit.has_jump = true;
    Targets targets = find_targets(blocks_, values_, state);
    if (targets.is_unknown) targets = flow_.blocks[block].targets;
    unit.jumps_anywhere = targets.is_unknown || targets.may_be_bad;
    for (const uint32_t target : targets.blocks) unit.targets.push_back(unit_at(target));
}

Unit Maker::build(uint32_t head) {
    Unit unit{.entry = flow_.blocks[head].entry};
    State state = unit.entry;
    uint32_t block = head;
    for (;;) {
        unit.blocks.push_back(block);
        is_used_[block] = true;
        unit.instructions += blocks_[block].instructions;
        measure(unit, block);
        if (unit.faults || run(blocks_, values_, block, state) == Way::Fault) {
            unit.faults = true;
            return unit;
        }

        uint32_t next = block + 1;
        if (blocks_[block].how == End::Jump) {
            const Targets targets = find_targets(blocks_, values_, state);
            if (targets.blocks.size() != 1) break;
            next = targets.blocks[0];
        } else if (blocks_[block].how != End::FallThrough) {
            break;
        }
        if (!may_append(unit, block, next)) break;
        if (blocks_[block].how == End::Jump) {
            state.top.pop_back();
            state.lowest -= 1;
            state.highest -= 1;
        }
        block = next;
    }
    end(unit, block, state);
    return unit;
}

}  // namespace

Units make_units(const Blocks& blocks, Values& values, const Flow& flow) {
    return Maker{blocks, values, flow}.make();
}

}  // namespace deed::jit
