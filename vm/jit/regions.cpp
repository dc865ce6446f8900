#include "vm/jit/regions.hpp"

#include <algorithm>

#include "vm/jit/effects.hpp"

namespace deed::jit {
namespace {

/// How many instructions a region may have. With the optimizer, code generation takes more than twice as long
/// for a function twice as large; and where jumps go anywhere, words seldom stay in registers for long.
uint32_t most_instructions(Tier tier, const Units& units) {
    if (tier == Tier::Fast) return 400;
    return units.candidates.empty() ? 1200 : 500;
}

constexpr uint32_t kNone = ~uint32_t{0};

/// The units that can be reached from @p start, each before those it leads to, as far as there are no loops.
std::vector<UnitId> reverse_postorder(const Units& units, UnitId start, std::vector<bool>& is_seen) {
    std::vector<UnitId> order;
    std::vector<std::pair<UnitId, std::vector<UnitId>>> path;
    const auto enter = [&](UnitId id) {
        is_seen[id] = true;
        std::vector<UnitId> successors;
        for_each_successor(units.list[id], [&](UnitId next) { successors.push_back(next); });
        path.emplace_back(id, std::move(successors));
    };
    enter(start);
    while (!path.empty()) {
        auto& [id, successors] = path.back();
        if (successors.empty()) {
            order.push_back(id);
            path.pop_back();
            continue;
        }
        const UnitId next = successors.back();
        successors.pop_back();
        if (!is_seen[next]) enter(next);
    }
    std::ranges::reverse(order);
    return order;
}

class Parting {
  public:
    Parting(const Blocks& blocks, const Units& units, Tier tier)
        : blocks_(blocks), units_(units), tier_(tier), rank_(units.list.size(), kNone) {
        regions_.region_of.assign(units.list.size(), kNone);
    }

    Regions part();

  private:
    void grow(Region& region, UnitId seed);
    void mark_memory_entries();
    void count_ways_in(Region& region);

    const Blocks& blocks_;
    const Units& units_;
    Tier tier_;
    std::vector<uint32_t> rank_;  ///< place in the order
    Regions regions_;
};

Regions Parting::part() {
    std::vector<bool> is_seen(units_.list.size());
    std::vector<UnitId> order;
    const auto append = [&](UnitId start) {
        if (is_seen[start]) return;
        const auto reached = reverse_postorder(units_, start, is_seen);
        order.insert(order.end(), reached.begin(), reached.end());
    };
    append(0);
    for (const UnitId candidate : units_.candidates) append(candidate);
    for (uint32_t i = 0; i < order.size(); ++i) rank_[order[i]] = i;

    for (const UnitId seed : order) {
        if (regions_.region_of[seed] != kNone) continue;
        Region region;
        grow(region, seed);
        regions_.list.push_back(std::move(region));
    }
    mark_memory_entries();
    for (Region& region : regions_.list) {
        count_ways_in(region);
        // Without the optimizer what lives on from block to block lies in the native stack: no better place
        // than the slot.
        if (tier_ == Tier::Optimised) find_carried_slots(blocks_, units_, region);
    }
    return std::move(regions_);
}

/// Takes units that follow, in their order, until the region is full.
void Parting::grow(Region& region, UnitId seed) {
    const auto number = static_cast<uint32_t>(regions_.list.size());
    std::map<uint32_t, std::pair<UnitId, Slot>> waiting{{rank_[seed], {seed, 0}}};
    uint32_t room = most_instructions(tier_, units_);
    while (!waiting.empty()) {
        const auto [unit, top] = waiting.begin()->second;
        waiting.erase(waiting.begin());
        const uint32_t size = units_.list[unit].weight + 4;
        if (regions_.region_of[unit] != kNone || (size > room && unit != seed)) continue;
        room -= std::min(room, size);
        regions_.region_of[unit] = number;
        region.members.push_back({.unit = unit, .top = top});
        for_each_successor(units_.list[unit], [&](UnitId next) {
            if (regions_.region_of[next] == kNone)
                waiting.try_emplace(rank_[next], next, top + units_.list[unit].delta);
        });
    }
    std::ranges::sort(region.members, {}, [&](const Member& member) { return rank_[member.unit]; });
    for (size_t i = 0; i < region.members.size(); ++i) region.index[region.members[i].unit] = i;
}

void Parting::mark_memory_entries() {
    const auto mark = [&](UnitId unit) {
        Region& region = regions_.list[regions_.region_of[unit]];
        region.members[region.index.at(unit)].has_memory_entry = true;
    };
    mark(0);
    for (const UnitId candidate : units_.candidates) mark(candidate);
    for (const Region& region : regions_.list)
        for (const Member& member : region.members) {
            const Slot top = member.top + units_.list[member.unit].delta;
            for_each_successor(units_.list[member.unit], [&](UnitId next) {
                if (region.find_joined(next, top) == nullptr) mark(next);
            });
        }
}

void Parting::count_ways_in(Region& region) {
    for (const Member& member : region.members) {
        const Slot top = member.top + units_.list[member.unit].delta;
        for_each_successor(units_.list[member.unit], [&](UnitId next) {
            if (region.find_joined(next, top) != nullptr) region.members[region.index.at(next)].ways_in += 1;
        });
    }
}

}  // namespace

const Member* Region::find_joined(UnitId unit, Slot top) const {
    const auto found = index.find(unit);
    if (found == index.end() || members[found->second].top != top) return nullptr;
    return &members[found->second];
}

Regions make_regions(const Blocks& blocks, const Units& units, Tier tier) {
    return Parting{blocks, units, tier}.part();
}

}  // namespace deed::jit
