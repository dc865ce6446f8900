#include "compiler/codegen/gas_bounds.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "compiler/codegen/gas_walk.hpp"
#include "vm/isa/gas_schedule.hpp"

namespace deed::codegen {
namespace {

constexpr uint64_t kWord = 32;

using Members = std::vector<uint32_t>;

uint64_t add(uint64_t a, uint64_t b) {
    return a + b < a ? ~uint64_t{0} : a + b;
}
uint64_t multiply(uint64_t a, uint64_t b) {
    uint64_t result = 0;
    return __builtin_mul_overflow(a, b, &result) ? ~uint64_t{0} : result;
}

/// Every part of a cost is maximized for itself.
struct Distance {
    GasCost cold;
    GasCost warm;

    void raise(const Distance& other) {
        cold.base = std::max(cold.base, other.cold.base);
        cold.per_word = std::max(cold.per_word, other.cold.per_word);
        warm.base = std::max(warm.base, other.warm.base);
        warm.per_word = std::max(warm.per_word, other.warm.per_word);
    }
    [[nodiscard]] Distance plus(const GasCost& more_cold, const GasCost& more_warm,
                                uint64_t times = 1) const {
        const auto sum = [&](const GasCost& a, const GasCost& b) {
            return GasCost{add(a.base, multiply(b.base, times)),
                           add(a.per_word, multiply(b.per_word, times))};
        };
        return {sum(cold, more_cold), sum(warm, more_warm)};
    }
};
using Arrivals = std::map<uint32_t, Distance>;

void arrive(Arrivals& arrivals, uint32_t node, const Distance& distance) {
    const auto [place, is_new] = arrivals.try_emplace(node, distance);
    if (!is_new) place->second.raise(distance);
}

/// The longest ways through a graph whose loops have heads that say how often they come round.
class LongestWays {
  public:
    explicit LongestWays(const std::deque<GasNode>& nodes) : nodes_(nodes) {}

    /// Raises the arrivals of @p members from those already known. False when a loop has no bound.
    bool spread(const Members& members, Arrivals& arrivals, const std::set<uint32_t>& cut) const {
        for (const Members& part : parts_of(members, cut)) {
            if (part.size() == 1 && !leads_to(part[0], part[0], cut)) {
                pass_on(part[0], members, cut, arrivals);
                continue;
            }
            if (!spread_loop(part, arrivals, cut)) return false;
            const std::set<uint32_t> inside(part.begin(), part.end());
            for (const uint32_t node : part) pass_on(node, members, cut, arrivals, &inside);
        }
        return true;
    }

  private:
    [[nodiscard]] bool leads_to(uint32_t from, uint32_t to, const std::set<uint32_t>& cut) const {
        const auto& successors = nodes_[from].successors;
        return !cut.contains(to) && std::find(successors.begin(), successors.end(), to) != successors.end();
    }

    /// Arrives at the successors of @p node among @p members, those in @p but left out.
    void pass_on(uint32_t node, const Members& members, const std::set<uint32_t>& cut, Arrivals& arrivals,
                 const std::set<uint32_t>* but = nullptr) const {
        const auto here = arrivals.find(node);
        if (here == arrivals.end()) return;
        const Distance distance = here->second.plus(nodes_[node].cold, nodes_[node].warm);
        for (const uint32_t next : nodes_[node].successors) {
            const bool is_open = !cut.contains(next) && (but == nullptr || !but->contains(next));
            if (is_open && std::binary_search(members.begin(), members.end(), next))
                arrive(arrivals, next, distance);
        }
    }

    /// The head of a loop: where it says how often it comes round, and where it is entered.
    [[nodiscard]] std::optional<uint32_t> find_head(const Members& part, const Arrivals& arrivals) const {
        for (const uint32_t node : part)
            if (nodes_[node].rounds > 0 && arrivals.contains(node)) return node;
        return std::nullopt;
    }

    bool spread_loop(const Members& part, Arrivals& arrivals, const std::set<uint32_t>& outer) const {
        const bool is_entered =
            std::any_of(part.begin(), part.end(), [&](uint32_t node) { return arrivals.contains(node); });
        if (!is_entered) return true;
        const auto head = find_head(part, arrivals);
        if (!head) return false;
        std::set<uint32_t> cut = outer;
        cut.insert(*head);

        Arrivals round{{*head, Distance{}}};
        if (!spread(part, round, cut)) return false;
        Distance once;
        for (const auto& [node, distance] : round)
            if (leads_to(node, *head, outer)) once.raise(distance.plus(nodes_[node].cold, nodes_[node].warm));

        Distance& first = arrivals.at(*head);
        first = first.plus(once.cold, once.warm, nodes_[*head].rounds);
        return spread(part, arrivals, cut);
    }

    /// Strongly connected parts in the order of the ways (Tarjan's algorithm gives them backwards).
    [[nodiscard]] std::vector<Members> parts_of(const Members& members, const std::set<uint32_t>& cut) const {
        struct Visit {
            uint32_t node;
            size_t next;
        };
        std::map<uint32_t, uint32_t> number;
        std::map<uint32_t, uint32_t> lowest;
        std::set<uint32_t> open;
        Members stack;
        std::vector<Members> parts;
        for (const uint32_t root : members) {
            if (number.contains(root)) continue;
            std::vector<Visit> path{{root, 0}};
            while (!path.empty()) {
                const uint32_t node = path.back().node;
                if (path.back().next == 0) {
                    number[node] = lowest[node] = static_cast<uint32_t>(number.size());
                    stack.push_back(node);
                    open.insert(node);
                }
                if (path.back().next < nodes_[node].successors.size()) {
                    const uint32_t next = nodes_[node].successors[path.back().next++];
                    const bool is_inside =
                        !cut.contains(next) && std::binary_search(members.begin(), members.end(), next);
                    if (is_inside && !number.contains(next))
                        path.push_back({next, 0});
                    else if (is_inside && open.contains(next))
                        lowest[node] = std::min(lowest[node], number[next]);
                    continue;
                }
                path.pop_back();
                if (!path.empty())
                    lowest[path.back().node] = std::min(lowest[path.back().node], lowest[node]);
                if (lowest[node] == number[node]) parts.push_back(take_part(stack, open, node));
            }
        }
        std::reverse(parts.begin(), parts.end());
        return parts;
    }

    static Members take_part(Members& stack, std::set<uint32_t>& open, uint32_t root) {
        Members part;
        do {
            part.push_back(stack.back());
            open.erase(stack.back());
            stack.pop_back();
        } while (part.back() != root);
        std::sort(part.begin(), part.end());
        return part;
    }

    const std::deque<GasNode>& nodes_;
};

/// Every node that can be reached from @p begin, going through none of @p closed; sorted.
Members reachable(const std::deque<GasNode>& nodes, uint32_t begin, const std::set<uint32_t>& closed) {
    std::set<uint32_t> seen{begin};
    Members open{begin};
    while (!open.empty()) {
        const uint32_t node = open.back();
        open.pop_back();
        if (closed.contains(node)) continue;
        for (const uint32_t next : nodes[node].successors)
            if (seen.insert(next).second) open.push_back(next);
    }
    return {seen.begin(), seen.end()};
}

/// The bounds of one entry: the way through the dispatch, then everything behind it.
FunctionGas bound_entry(const GasWalk& walk, const std::string& name, uint32_t entry,
                        const std::set<uint32_t>& entries) {
    const auto& nodes = walk.nodes();
    const LongestWays ways{nodes};
    FunctionGas result;
    result.name = name;

    Arrivals arrivals{{0, Distance{}}};
    const bool is_dispatch_bounded = ways.spread(reachable(nodes, 0, entries), arrivals, {});
    const auto begin = arrivals.find(entry);
    const Members body = reachable(nodes, entry, {});
    uint64_t memory_end = nodes[0].memory_end;
    std::map<std::pair<uint32_t, uint32_t>, ir::Origin> calls;
    for (const uint32_t node : body) {
        memory_end = std::max(memory_end, nodes[node].memory_end);
        for (const ir::Origin& origin : nodes[node].calls)
            calls.emplace(std::pair{static_cast<uint32_t>(origin.span.file), origin.span.begin}, origin);
    }
    for (const auto& [place, origin] : calls) result.calls.push_back(origin);
    if (!is_dispatch_bounded || begin == arrivals.end()) return result;

    Arrivals inside{{entry, begin->second}};
    if (!ways.spread(body, inside, {})) return result;
    Distance longest;
    for (const auto& [node, distance] : inside)
        if (nodes[node].successors.empty()) longest.raise(distance.plus(nodes[node].cold, nodes[node].warm));
    const auto memory =
        static_cast<uint64_t>(isa::memory_gas(static_cast<int64_t>((memory_end + kWord - 1) / kWord)));
    result.cold = GasBound{add(longest.cold.base, memory), longest.cold.per_word};
    result.warm = GasBound{add(longest.warm.base, memory), longest.warm.per_word};
    return result;
}

}  // namespace

std::vector<FunctionGas> bound_gas(const Assembly& assembly, const std::vector<Bytes>& data, uint32_t tail,
                                   const std::vector<GasEntry>& entries) {
    std::vector<FunctionGas> result;
    GasWalk walk{assembly, data, tail};
    const bool is_understood = walk.run();
    std::set<uint32_t> begins;
    if (is_understood)
        for (const GasEntry& entry : entries)
            for (const uint32_t node : walk.nodes_at(entry.label)) begins.insert(node);
    for (const GasEntry& entry : entries) {
        const std::vector<uint32_t> nodes =
            is_understood ? walk.nodes_at(entry.label) : std::vector<uint32_t>{};
        if (nodes.size() == 1)
            result.push_back(bound_entry(walk, entry.name, nodes.front(), begins));
        else
            result.push_back({entry.name, std::nullopt, std::nullopt, {}});
    }
    return result;
}

}  // namespace deed::codegen
