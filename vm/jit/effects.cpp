#include "vm/jit/effects.hpp"

#include <algorithm>

namespace deed::jit {

using isa::Op;

namespace {

/// Words further below the top are read from memory where they are used, so that a deep stack does not make
/// every edge between units carry all of it.
constexpr int kCarriedWords = 40;

constexpr Slots slot_bit(int depth) {
    return depth >= 0 && depth < kCarriedWords ? Slots{1} << depth : 0;
}

/// What running a unit does to the slots.
struct Effects {
    int delta = 0;      ///< how much higher the stack is at the end
    Slots reads = 0;    ///< as counted at the begin: slots whose words are used
    Slots writes = 0;   ///< as counted at the begin: slots that hold other words at the end, or none
    Slots dirties = 0;  ///< as counted at the end: slots that hold other words, which memory does not

    /// Slots at the end as slots at the begin, and the other way round.
    [[nodiscard]] Slots to_begin(Slots end) const { return shift(end, -delta); }
    [[nodiscard]] Slots to_end(Slots begin) const { return shift(begin, delta); }

  private:
    static Slots shift(Slots slots, int up) {
        constexpr Slots kAll = (Slots{1} << kCarriedWords) - 1;
        if (up >= kCarriedWords || up <= -kCarriedWords) return 0;
        return (up >= 0 ? slots << up : slots >> -up) & kAll;
    }
};

/// Follows words through a unit: which slot each came from. Slots are counted from the begin's top.
class Tracker {
  public:
    Tracker(const Blocks& blocks, const Unit& unit) : blocks_(blocks) {
        for (const uint32_t block : unit.blocks) run(block);
        finish();
    }

    [[nodiscard]] Effects effects() const { return effects_; }

  private:
    /// A word made within the unit, and one whose slot in memory holds it as well.
    static constexpr Slot kMade = 1 << 20;
    static constexpr Slot kStored = kMade + 1;

    [[nodiscard]] Slot origin(Slot slot) const {
        const auto found = origins_.find(slot);
        return found == origins_.end() ? slot : found->second;
    }
    void use(Slot slot) {
        if (const Slot from = origin(slot); from < kMade) effects_.reads |= slot_bit(-from);
    }
    void run(uint32_t block) {
        for (uint32_t place = blocks_[block].begin; place < blocks_[block].end; place = blocks_.next(place)) {
            if (!blocks_.is_defined(place)) return;
            perform(place);
        }
    }
    void perform(uint32_t place);
    void finish();

    const Blocks& blocks_;
    Slot top_ = 0;
    std::map<Slot, Slot> origins_;
    Effects effects_;
};

void Tracker::perform(uint32_t place) {
    const Op op = blocks_.op(place);
    const isa::OpInfo& info = isa::info(op);
    if (op >= Op::DUP1 && op <= Op::DUP16) {
        use(top_ - info.pops + 1);
        origins_[++top_] = kMade;
        return;
    }
    if (op >= Op::SWAP1 && op <= Op::SWAP16) {
        const Slot other = top_ - info.pops + 1;
        const Slot above = std::min(origin(top_), kMade);
        origins_[top_] = std::min(origin(other), kMade);
        origins_[other] = above;
        return;
    }
    if (op != Op::POP)
        for (int i = 0; i < info.pops; ++i) use(top_ - i);
    top_ += int{info.pushes} - int{info.pops};
    if (info.pushes == 1) origins_[top_] = info.form == isa::Form::Frame ? kStored : kMade;
}

void Tracker::finish() {
    effects_.delta = top_;
    for (const auto& [slot, from] : origins_) {
        if (slot > top_ || from == slot) continue;
        effects_.writes |= slot_bit(-slot);
        effects_.dirties |= slot_bit(top_ - slot);
        if (from < kMade) effects_.reads |= slot_bit(-from);
    }
    for (Slot slot = top_ + 1; slot <= 0; ++slot) effects_.writes |= slot_bit(-slot);
}

/// Solves for the slots of all members together.
class Solver {
  public:
    Solver(const Blocks& blocks, const Units& units, Region& region) : units_(units), region_(region) {
        for (const Member& member : region.members)
            effects_.push_back(Tracker{blocks, units.list[member.unit]}.effects());
    }

    void solve() {
        while (find_read()) {}
        while (find_dirty()) {}
    }

  private:
    /// Calls @p visit with every member that @p member leads to with the stack in registers.
    template <typename Visit>
    void for_each_joined(const Member& member, Visit visit) {
        const Unit& unit = units_.list[member.unit];
        for_each_successor(unit, [&](UnitId next) {
            if (region_.find_joined(next, member.top + unit.delta) != nullptr)
                visit(region_.members[region_.index.at(next)]);
        });
    }

    bool find_read();
    bool find_dirty();

    const Units& units_;
    Region& region_;
    std::vector<Effects> effects_;
};

/// Backwards: a slot is carried where a later unit of the region reads it before it is written.
bool Solver::find_read() {
    bool has_changed = false;
    for (size_t i = region_.members.size(); i-- > 0;) {
        Member& member = region_.members[i];
        Slots carried = member.carried | effects_[i].reads;
        for_each_joined(member, [&](const Member& next) {
            carried |= effects_[i].to_begin(next.carried) & ~effects_[i].writes;
        });
        has_changed |= carried != member.carried;
        member.carried = carried;
    }
    return has_changed;
}

/// Forwards: a slot is dirty when it was on one way.
bool Solver::find_dirty() {
    bool has_changed = false;
    for (size_t i = 0; i < region_.members.size(); ++i) {
        const Member& member = region_.members[i];
        const Slots dirty = effects_[i].dirties | effects_[i].to_end(member.dirty & ~effects_[i].writes);
        for_each_joined(member, [&](Member& next) {
            const Slots joined = next.dirty | (dirty & next.carried);
            has_changed |= joined != next.dirty;
            next.dirty = joined;
        });
    }
    return has_changed;
}

}  // namespace

void find_carried_slots(const Blocks& blocks, const Units& units, Region& region) {
    Solver{blocks, units, region}.solve();
}

}  // namespace deed::jit
