#include "compiler/codegen/gas_bounds.hpp"

#include <algorithm>
#include <iterator>
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

/// So many slots are asked for whether they ever become empty: each is asked for at every end and call.
constexpr size_t kMostFilled = 16;

std::vector<Uint256> written_slots(const Assembly& assembly) {
    std::vector<Uint256> slots;
    const auto& items = assembly.items();
    for (size_t i = 1; i < items.size(); ++i) {
        const bool is_store = items[i].kind == ItemKind::Instruction && items[i].op == isa::Op::SSTORE;
        if (is_store && items[i - 1].kind == ItemKind::Constant) slots.push_back(items[i - 1].value);
    }
    std::sort(slots.begin(), slots.end());
    slots.erase(std::unique(slots.begin(), slots.end()), slots.end());
    return slots;
}

void remove(std::vector<Uint256>& slots, const std::vector<Uint256>& lost) {
    std::erase_if(
        slots, [&](const Uint256& slot) { return std::find(lost.begin(), lost.end(), slot) != lost.end(); });
}

}  // namespace

std::vector<Uint256> filled_slots(const GasSubject& creation, const GasSubject& runtime) {
    const std::vector<Uint256> first = written_slots(creation.assembly);
    const std::vector<Uint256> later = written_slots(runtime.assembly);
    std::vector<Uint256> slots;
    std::set_intersection(first.begin(), first.end(), later.begin(), later.end(), std::back_inserter(slots));
    if (slots.size() > kMostFilled) slots.resize(kMostFilled);
    if (slots.empty()) return {};
    GasWalk walk{creation.assembly, creation.module, creation.tail, {}, {slots, FilledFrom::End}};
    if (!walk.run()) return {};
    remove(slots, walk.lost());
    return slots;
}

std::vector<FunctionGas> bound_gas(const GasSubject& runtime, const std::vector<GasEntry>& entries,
                                   std::vector<Uint256> filled) {
    std::vector<FunctionGas> result;
    for (const GasEntry& entry : entries) result.push_back({entry.name, std::nullopt, std::nullopt, {}});
    std::vector<LabelId> labels;
    for (const GasEntry& entry : entries) labels.push_back(entry.label);
    std::optional<GasWalk> walk;
    for (bool is_first = true;; is_first = false) {
        walk.emplace(runtime.assembly, runtime.module, runtime.tail, labels,
                     FilledSlots{filled, FilledFrom::Begin});
        const bool is_understood = walk->run();
        const std::vector<Uint256> lost = walk->lost();
        if (lost.empty() && !is_understood) return result;
        if (lost.empty()) break;
        // What was held up by another slot alone is lost with it: then nothing is said of any.
        if (is_first)
            remove(filled, lost);
        else
            filled.clear();
    }
    std::vector<Members> begins;
    Members all;
    for (const GasEntry& entry : entries) {
        begins.push_back(walk->nodes_at(entry.label));
        all.insert(all.end(), begins.back().begin(), begins.back().end());
    }
    Bounds bounds{*walk, all};
    for (size_t i = 0; i < entries.size(); ++i)
        if (begins[i].size() == 1) result[i] = bounds.bound(entries[i].name, begins[i].front());
    return result;
}

}  // namespace deed::codegen
