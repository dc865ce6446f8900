#include <random>

#include <benchmark/benchmark.h>

#include "runtime/execution/state_root.hpp"
#include "runtime/trie/leaf.hpp"
#include "runtime/trie/tree.hpp"

namespace deed {
namespace {

Address random_address(std::mt19937_64& random) {
    Address address;
    for (uint8_t& byte : address.bytes) byte = static_cast<uint8_t>(random());
    return address;
}

state::MemoryState make_state(size_t accounts) {
    std::mt19937_64 random{accounts};
    state::MemoryState state;
    for (size_t i = 0; i < accounts; ++i)
        state.set_account(random_address(random), {random() % 100, random()});
    return state;
}

/// The state root of so many accounts, from nothing: keys hashed, sorted, tree built and hashed.
void state_root(benchmark::State& state) {
    const auto accounts = make_state(static_cast<size_t>(state.range(0)));
    for (auto _ : state) benchmark::DoNotOptimize(execution::compute_state_root(accounts));
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(state_root)->Arg(1'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

/// Leaves under random keys, sorted.
std::vector<std::pair<Hash, Bytes>> random_leaves(size_t count, uint64_t seed) {
    std::mt19937_64 random{seed};
    std::map<Hash, Bytes> leaves;
    while (leaves.size() < count) {
        Hash key;
        for (uint8_t& byte : key.bytes) byte = static_cast<uint8_t>(random());
        leaves[key] = trie::encode({random() % 100, random(), trie::kEmptyRoot, crypto::kEmptyCodeHash});
    }
    return {leaves.begin(), leaves.end()};
}

void put(trie::NodeStore& store, const std::vector<std::pair<Hash, Bytes>>& leaves) {
    std::vector<trie::Change> changes;
    for (const auto& [key, value] : leaves) changes.push_back({key, value});
    trie::Tree tree{store};
    tree.update(changes);
    tree.write();
}

/// A block's update: so many leaves change in a stored tree of 100,000; reading, hashing and writing.
void stored_tree_update(benchmark::State& state) {
    trie::MemoryNodeStore store;
    auto leaves = random_leaves(100'000, 1);
    put(store, leaves);
    std::vector<std::pair<Hash, Bytes>> changed;
    const size_t step = leaves.size() / static_cast<size_t>(state.range(0));
    for (size_t i = 0; i < leaves.size(); i += step) changed.push_back(leaves[i]);
    uint64_t round = 0;
    for (auto _ : state) {
        ++round;
        for (auto& [key, value] : changed)
            value = trie::encode({round, 1, trie::kEmptyRoot, crypto::kEmptyCodeHash});
        put(store, changed);
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(stored_tree_update)->Arg(10)->Arg(2'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace deed
