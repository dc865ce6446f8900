#include "compiler/codegen/longest_ways.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace deed::codegen {
namespace {

uint64_t add(uint64_t a, uint64_t b) {
    return a + b < a ? ~uint64_t{0} : a + b;
}

uint64_t multiply(uint64_t a, uint64_t b) {
    uint64_t result = 0;
    return __builtin_mul_overflow(a, b, &result) ? ~uint64_t{0} : result;
}

void raise_cost(GasCost& cost, const GasCost& other) {
    cost.base = std::max(cost.base, other.base);
    cost.per_word = std::max(cost.per_word, other.per_word);
}

GasCost sum(const GasCost& cost, const GasCost& more, uint64_t times) {
    return {add(cost.base, multiply(more.base, times)), add(cost.per_word, multiply(more.per_word, times))};
}

}  // namespace

void Distance::raise(const Distance& other) {
    raise_cost(cold, other.cold);
    raise_cost(warm, other.warm);
}

Distance Distance::plus(const Distance& more, uint64_t times) const {
    return {sum(cold, more.cold, times), sum(warm, more.warm, times)};
}

LongestWays::LongestWays(const std::deque<GasNode>& nodes) : nodes_(nodes), places_(nodes.size()) {}

bool LongestWays::spread(const Members& members, uint32_t begin, const Distance& distance) {
    for (const uint32_t node : spread_) places_[node] = {};
    work_ += spread_.size() + members.size();
    spread_ = members;
    for (const uint32_t node : members) {
        places_[node].level = 1;
        places_[node].is_taken.resize(nodes_[node].touches.size());
        for (const ColdTouch& touch : nodes_[node].touches) places_[node].touch_gas += touch.gas;
    }
    last_level_ = 1;
    places_[begin].has_arrival = true;
    places_[begin].distance = distance;
    return spread_level(members, 1);
}

const Distance* LongestWays::arrival(uint32_t node) const {
    return places_[node].has_arrival ? &places_[node].distance : nullptr;
}

Distance LongestWays::behind(uint32_t node) const {
    Distance distance = places_[node].distance.plus({nodes_[node].cold, nodes_[node].warm});
    distance.cold.base = add(distance.cold.base, places_[node].touch_gas);
    return distance;
}

/// Raises the arrivals of @p members from those already known.
bool LongestWays::spread_level(const Members& members, Level level) {
    for (const Members& part : parts_of(members, level)) {
        const bool is_loop = part.size() > 1 || (leads_to(part[0], part[0]) && is_inside(part[0], level));
        if (is_loop && !spread_loop(part)) return false;
        for (const uint32_t node : part) pass_on(node, level);
    }
    return work_ <= kMostWork;
}

bool LongestWays::is_inside(uint32_t node, Level level) const {
    return places_[node].level == level && !places_[node].is_cut;
}

bool LongestWays::leads_to(uint32_t from, uint32_t to) const {
    const auto& successors = nodes_[from].successors;
    return std::find(successors.begin(), successors.end(), to) != successors.end();
}

/// Arrives at the successors of @p node on the same level: not those in a loop with it.
void LongestWays::pass_on(uint32_t node, Level level) {
    if (!places_[node].has_arrival) return;
    const Distance distance = behind(node);
    work_ += nodes_[node].successors.size();
    for (const uint32_t next : nodes_[node].successors) {
        if (!is_inside(next, level) || next == node) continue;
        places_[next].distance.raise(distance);
        places_[next].has_arrival = true;
    }
}

/// What the first touches of slots and accounts cost that are the same in every round: each is cold once.
uint64_t LongestWays::take_touches(const Members& loop) {
    std::map<Term, uint64_t> same;
    for (const uint32_t node : loop) {
        Place& place = places_[node];
        for (size_t i = 0; i < place.is_taken.size(); ++i) {
            const ColdTouch& touch = nodes_[node].touches[i];
            const auto is_inner = [&](uint32_t maker) {
                return std::binary_search(loop.begin(), loop.end(), maker);
            };
            work_ += 1 + touch.makers.size();
            if (place.is_taken[i] || std::any_of(touch.makers.begin(), touch.makers.end(), is_inner))
                continue;
            place.is_taken[i] = true;
            place.touch_gas -= touch.gas;
            uint64_t& gas = same[touch.what];
            gas = std::max(gas, touch.gas);
        }
    }
    uint64_t sum = 0;
    for (const auto& [what, gas] : same) sum += gas;
    return sum;
}

/// Once round from the head, then as often as the head says, then on to the other nodes of the loop.
bool LongestWays::spread_loop(const Members& loop) {
    Members entered;
    for (const uint32_t node : loop)
        if (places_[node].has_arrival) entered.push_back(node);
    if (entered.empty()) return true;
    const uint32_t head = entered.front();
    if (entered.size() > 1 || nodes_[head].rounds == 0) return false;

    Distance first = std::exchange(places_[head].distance, {});
    first.cold.base = add(first.cold.base, take_touches(loop));
    places_[head].is_cut = true;
    const Level level = ++last_level_;
    for (const uint32_t node : loop) places_[node].level = level;
    if (!spread_level(loop, level)) return false;

    Distance once;
    for (const uint32_t node : loop)
        if (places_[node].has_arrival && leads_to(node, head)) once.raise(behind(node));
    const Distance all = first.plus(once, nodes_[head].rounds);
    for (const uint32_t node : loop) places_[node].distance = all.plus(places_[node].distance);
    return true;
}

/// Strongly connected parts in the order of the ways (Tarjan's algorithm gives them backwards).
std::vector<Members> LongestWays::parts_of(const Members& members, Level level) {
    struct Visit {
        uint32_t node;
        size_t next;
    };
    for (const uint32_t node : members) places_[node].number = 0;
    uint32_t count = 0;
    std::vector<Members> parts;
    for (const uint32_t root : members) {
        if (places_[root].number > 0) continue;
        std::vector<Visit> path{{root, 0}};
        while (!path.empty()) {
            const uint32_t node = path.back().node;
            Place& place = places_[node];
            ++work_;
            if (path.back().next == 0) {
                place.number = place.lowest = ++count;
                place.is_open = true;
                stack_.push_back(node);
            }
            if (path.back().next < nodes_[node].successors.size()) {
                const uint32_t next = nodes_[node].successors[path.back().next++];
                if (!is_inside(next, level)) continue;
                if (places_[next].number == 0)
                    path.push_back({next, 0});
                else if (places_[next].is_open)
                    place.lowest = std::min(place.lowest, places_[next].number);
                continue;
            }
            path.pop_back();
            if (!path.empty()) {
                Place& before = places_[path.back().node];
                before.lowest = std::min(before.lowest, place.lowest);
            }
            if (place.lowest == place.number) parts.push_back(take_part(node));
        }
    }
    std::reverse(parts.begin(), parts.end());
    return parts;
}

Members LongestWays::take_part(uint32_t root) {
    Members part;
    do {
        part.push_back(stack_.back());
        places_[part.back()].is_open = false;
        stack_.pop_back();
    } while (part.back() != root);
    std::sort(part.begin(), part.end());
    return part;
}

}  // namespace deed::codegen
