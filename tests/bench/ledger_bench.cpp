#include <random>

#include <benchmark/benchmark.h>

#include "runtime/ledger/ledger.hpp"
#include "runtime/trie/tree.hpp"
#include "tests/support/temporary_directory.hpp"
#include "vm/base/assert.hpp"

namespace deed {
namespace {

constexpr Address kSpeaker{{0x51}};

/// Blocks that nobody has executed: states and logs are put in as they are wanted. Nothing waits for the
/// disk.
class Blocks {
  public:
    Blocks() : ledger_(directory_.path(), {.durability = storage::Durability::Lazy}) {}

    [[nodiscard]] ledger::Snapshot snapshot() const { return ledger_.snapshot(); }

    void add(const state::StateDiff& diff) {
        const auto update = [&] {
            const auto at = ledger_.snapshot();
            return ledger::prepare_update(at.transaction(), diff);
        }();
        add(update, {});
    }
    void add_empty() { add({.root = trie::kEmptyRoot}, {}); }
    void add_log(const block::Log& log) { add({.root = trie::kEmptyRoot}, {log}); }

  private:
    void add(const ledger::StateUpdate& update, const std::vector<block::Log>& logs) {
        block::Block block;
        block.header.number = next_;
        block.header.state_root = update.root;
        block.header.timestamp = next_;
        block.header.logs_bloom = block::bloom_of(logs);
        const std::vector<Address> senders(logs.empty() ? 0 : 1);
        std::vector<block::Receipt> receipts(senders.size());
        for (auto& receipt : receipts) receipt.logs = logs;
        block.transactions.resize(senders.size());
        for (auto& transaction : block.transactions) transaction.fields.nonce = next_;
        const Hash hash = block::hash_of(block.header);
        const block::CommitRecord record{.block_hash = hash};
        const ledger::BlockCommit commit{block, hash, senders, receipts, update, record, {}};
        if (next_++ == 0)
            ledger_.initialise("", {"", {}, hash}, commit);
        else
            ledger_.commit(commit);
    }

    TemporaryDirectory directory_;
    ledger::Ledger ledger_;
    uint64_t next_ = 0;
};

Address address_number(uint64_t number) {
    std::mt19937_64 random{number};
    Address address;
    for (uint8_t& byte : address.bytes) byte = static_cast<uint8_t>(random());
    return address;
}

/// A chain with so many accounts, which come 100,000 a block.
void add_accounts(Blocks& blocks, uint64_t count) {
    constexpr uint64_t kAtOnce = 100'000;
    for (uint64_t first = 0; first < count; first += kAtOnce) {
        state::StateDiff diff;
        for (uint64_t i = first; i < std::min(first + kAtOnce, count); ++i)
            diff.accounts[address_number(i)].account = state::Account{.nonce = 1, .balance = Uint256{i}};
        blocks.add(diff);
    }
}

/// What a block that touches 2,000 of so many accounts costs to work out: the accounts read, the tree changed
/// and hashed.
void root_of_2000_changes(benchmark::State& state) {
    const auto accounts = static_cast<uint64_t>(state.range(0));
    Blocks blocks;
    add_accounts(blocks, accounts);
    const auto snapshot = blocks.snapshot();
    std::mt19937_64 random{1};
    for (auto _ : state) {
        state.PauseTiming();
        state::StateDiff diff;
        while (diff.accounts.size() < 2'000)
            diff.accounts[address_number(random() % accounts)].account =
                state::Account{.nonce = 2, .balance = Uint256{random()}};
        state.ResumeTiming();
        benchmark::DoNotOptimize(ledger::prepare_update(snapshot.transaction(), diff));
    }
    state.SetItemsProcessed(state.iterations() * 2'000);
}

/// The logs of one address, of which there are a hundred in so many blocks.
void logs_of_one_address(benchmark::State& state) {
    const auto count = static_cast<uint64_t>(state.range(0));
    constexpr uint64_t kHits = 100;
    Blocks blocks;
    blocks.add_empty();
    for (uint64_t number = 1; number < count; ++number) {
        const bool is_hit = number % (count / kHits) == 1;
        if (is_hit)
            blocks.add_log({.address = kSpeaker, .topics = {Hash{{1}}}, .data = {1, 2, 3}});
        else
            blocks.add_empty();
    }
    const ledger::LogFilter filter{
        .first_block = 0, .last_block = count - 1, .addresses = {kSpeaker}, .topics = {}};
    for (auto _ : state) DEED_ASSERT(blocks.snapshot().find_logs(filter).logs.size() == kHits);
}

// What is called large takes a minute to set up: ctest leaves it out, and the number of rounds is given, as
// finding one out would set it up again.
BENCHMARK(root_of_2000_changes)->Arg(10'000)->Unit(benchmark::kMillisecond);
BENCHMARK(logs_of_one_address)->Arg(1'000)->Unit(benchmark::kMillisecond);
BENCHMARK(root_of_2000_changes)
    ->Name("large/root_of_2000_changes")
    ->Arg(2'000'000)
    ->Iterations(50)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(logs_of_one_address)
    ->Name("large/logs_of_one_address")
    ->Arg(1'000'000)
    ->Iterations(50)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace deed
