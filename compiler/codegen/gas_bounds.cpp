#include "compiler/codegen/gas_bounds.hpp"

#include <algorithm>
#include <map>

#include "compiler/codegen/gas_walk.hpp"
#include "compiler/codegen/longest_ways.hpp"
#include "vm/isa/gas_schedule.hpp"

namespace deed::codegen {
namespace {

constexpr uint64_t kWord = 32;

uint64_t add(uint64_t a, uint64_t b) {
    return a + b < a ? ~uint64_t{0} : a + b;
}

/// Every node that can be reached from @p begin, going through none of @p closed; sorted.
Members reachable(const std::deque<GasNode>& nodes, uint32_t begin, const std::vector<bool>& closed) {
    std::vector<bool> seen(nodes.size());
    Members open{begin};
    Members found;
    seen[begin] = true;
    while (!open.empty()) {
        const uint32_t node = open.back();
        open.pop_back();
        found.push_back(node);
        if (closed[node]) continue;
        for (const uint32_t next : nodes[node].successors) {
            if (!seen[next]) open.push_back(next);
            seen[next] = true;
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

/// Bounds of entries, each the way through the dispatch, then everything behind it.
class Bounds {
  public:
    Bounds(const GasWalk& walk, const Members& entries) : nodes_(walk.nodes()), ways_(walk.nodes()) {
        std::vector<bool> closed(nodes_.size());
        for (const uint32_t entry : entries) closed[entry] = true;
        if (!ways_.spread(reachable(nodes_, 0, closed), 0, {})) return;
        for (const uint32_t entry : entries)
            if (const Distance* distance = ways_.arrival(entry)) dispatch_.emplace(entry, *distance);
    }

    FunctionGas bound(const std::string& name, uint32_t entry) {
        FunctionGas result;
        result.name = name;
        const Members body = reachable(nodes_, entry, std::vector<bool>(nodes_.size()));
        uint64_t memory_end = nodes_[0].memory_end;
        std::map<std::pair<uint32_t, uint32_t>, ir::Origin> calls;
        for (const uint32_t node : body) {
            memory_end = std::max(memory_end, nodes_[node].memory_end);
            for (const ir::Origin& origin : nodes_[node].calls)
                calls.emplace(std::pair{static_cast<uint32_t>(origin.span.file), origin.span.begin}, origin);
        }
        for (const auto& [place, origin] : calls) result.calls.push_back(origin);
        const auto begin = dispatch_.find(entry);
        if (begin == dispatch_.end() || !ways_.spread(body, entry, begin->second)) return result;

        Distance longest;
        for (const uint32_t node : body)
            if (nodes_[node].successors.empty() && ways_.arrival(node) != nullptr)
                longest.raise(ways_.behind(node));
        const auto words = static_cast<int64_t>((memory_end + kWord - 1) / kWord);
        const auto memory = static_cast<uint64_t>(isa::memory_gas(words));
        result.cold = GasBound{add(longest.cold.base, memory), longest.cold.per_word};
        result.warm = GasBound{add(longest.warm.base, memory), longest.warm.per_word};
        return result;
    }

  private:
    const std::deque<GasNode>& nodes_;
    LongestWays ways_;
    std::map<uint32_t, Distance> dispatch_;  ///< from the first instruction to each entry
};

}  // namespace

std::vector<FunctionGas> bound_gas(const ir::Module& module, const Assembly& assembly, uint32_t tail,
                                   const std::vector<GasEntry>& entries) {
    std::vector<FunctionGas> result;
    for (const GasEntry& entry : entries) result.push_back({entry.name, std::nullopt, std::nullopt, {}});
    std::vector<LabelId> labels;
    for (const GasEntry& entry : entries) labels.push_back(entry.label);
    GasWalk walk{assembly, module, tail, labels};
    if (!walk.run()) return result;
    std::vector<Members> begins;
    Members all;
    for (const GasEntry& entry : entries) {
        begins.push_back(walk.nodes_at(entry.label));
        all.insert(all.end(), begins.back().begin(), begins.back().end());
    }
    Bounds bounds{walk, all};
    for (size_t i = 0; i < entries.size(); ++i)
        if (begins[i].size() == 1) result[i] = bounds.bound(entries[i].name, begins[i].front());
    return result;
}

}  // namespace deed::codegen
