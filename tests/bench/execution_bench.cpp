#include <benchmark/benchmark.h>

#include "runtime/execution/block_executor.hpp"
#include "runtime/execution/state_root.hpp"
#include "runtime/native_engine.hpp"
#include "vm/base/hex.hpp"
#include "vm/state/memory_state.hpp"

namespace deed {
namespace {

constexpr uint64_t kTransfers = 1'000;
constexpr Address kToken{{0x70}};
constexpr Address kComputer{{0x71}};
/// How often the computing contract is called in its block.
constexpr uint64_t kComputations = 20;

/// A token's `transfer(address to, uint256 amount)`: balances under keccak256(account, 0), checked, with its
/// event.
Bytes token_code() {
    return *from_hex(
        "602435600435335f5260405f2080548381106051578390039055805f5260405f2080548301905590"
        "5f52337fddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef60205fa3"
        "005b5f5ffd");
}

/// Forty thousand rounds of multiplication, shift, exclusive or and a write to memory: 2.5 million gas.
Bytes computer_code() {
    return *from_hex("6001619c405b906210dcd3028060071c18805f52906001900380600557505f5260205ff3");
}

Uint256 balance_slot(const Address& account) {
    Bytes key = to_bytes(to_hash(to_word(account)));
    append(key, Hash{});
    return to_word(crypto::keccak256(key));
}

Bytes transfer_data(const Address& to, uint64_t amount) {
    Bytes data{0xa9, 0x05, 0x9c, 0xbb};
    append(data, to_hash(to_word(to)));
    append(data, to_hash(amount));
    return data;
}

/// Accounts that nobody has used.
Address account_number(uint64_t number) {
    return to_address(to_word(crypto::keccak256(to_hash(number))));
}

/// What the transactions of a block do.
enum class Work : uint8_t { TokenTransfers, Computations };

block::Transaction make_transaction(Work work, uint64_t number) {
    block::Transaction transaction;
    transaction.type = block::TransactionType::DynamicFee;
    transaction.chain_id = 1;
    transaction.max_fee_per_gas = 10;
    transaction.max_priority_fee_per_gas = 1;
    const bool is_transfer = work == Work::TokenTransfers;
    transaction.gas_limit = is_transfer ? 100'000 : 4'000'000;
    transaction.to = is_transfer ? kToken : kComputer;
    if (is_transfer) transaction.data = transfer_data(account_number(number), 5);
    return transaction;
}

/// Senders with ether and tokens, and a block in which each sends tokens to somebody new, or has something
/// computed.
struct Setting {
    state::MemoryState state;
    block::Block block;
    block::ChainConfig config = block::ChainConfig::always(1, isa::Revision::Cancun);

    explicit Setting(Work work = Work::TokenTransfers) {
        state.set_code(kToken, token_code());
        state.set_code(kComputer, computer_code());
        const uint64_t count = work == Work::TokenTransfers ? kTransfers : kComputations;
        for (uint64_t i = 0; i < count; ++i) {
            const auto key = crypto::PrivateKey::from(to_hash(i + 1));
            const Address sender = crypto::address_of(*key);
            state.set_account(sender, {0, 1'000'000'000});
            state.set_storage(kToken, balance_slot(sender), 1'000);
            block.transactions.push_back(block::sign(make_transaction(work, i), *key));
        }
        block.header.number = 1;
        block.header.timestamp = 12;
        block.header.gas_limit = 200'000'000;
        block.header.base_fee_per_gas = 7;
        block.header.excess_blob_gas = 0;
        block.withdrawals.emplace();
    }

    execution::BlockOutcome run(std::span<const Address> senders, machine::CodeCache& codes,
                                machine::Engine* engine = nullptr) const {
        execution::BlockExecutor executor{state, block.header, config, {}, codes, {.engine = engine}};
        executor.begin();
        for (size_t i = 0; i < senders.size(); ++i)
            (void)executor.add(senders[i], block.transactions[i].fields);
        auto outcome = executor.finish({});
        DEED_ASSERT(outcome && outcome->receipts.size() == senders.size() &&
                    outcome->receipts.back().succeeded);
        return std::move(*outcome);
    }
};

/// Transactions a second, their senders known: execution, receipts, their root and the difference.
void token_transfers(benchmark::State& state) {
    const Setting setting;
    const auto senders = execution::find_senders(setting.block, setting.config);
    machine::CodeCache codes;
    for (auto _ : state) benchmark::DoNotOptimize(setting.run(*senders, codes));
    state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kTransfers));
}
BENCHMARK(token_transfers)->Unit(benchmark::kMillisecond);

/// The same with the recovery of every sender on one core.
void token_transfers_with_recovery(benchmark::State& state) {
    const Setting setting;
    machine::CodeCache codes;
    for (auto _ : state) {
        const auto senders = execution::find_senders(setting.block, setting.config);
        benchmark::DoNotOptimize(setting.run(*senders, codes));
    }
    state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kTransfers));
}
BENCHMARK(token_transfers_with_recovery)->Unit(benchmark::kMillisecond);

/// A node that begins with nothing known and imports a hundred blocks, compiling meanwhile what has become
/// hot: the time of all of them.
void import_blocks(benchmark::State& state, node::Jit jit, Work work) {
    constexpr int kBlocks = 100;
    const Setting setting{work};
    const auto senders = execution::find_senders(setting.block, setting.config);
    native::Statistics statistics;
    for (auto _ : state) {
        node::NativeEngine engine{jit, {}, [](const std::string& text) { DEED_ASSERT(text.empty()); }};
        machine::CodeCache codes;
        for (int block = 0; block < kBlocks; ++block)
            benchmark::DoNotOptimize(setting.run(*senders, codes, engine.engine()));
        statistics = engine.statistics();
    }
    state.counters["compiled"] = static_cast<double>(statistics.compiled);
    state.counters["native_calls"] = static_cast<double>(statistics.calls);
}
BENCHMARK_CAPTURE(import_blocks, token_transfers / interpreter, node::Jit::Off, Work::TokenTransfers)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(import_blocks, token_transfers / auto, node::Jit::Auto, Work::TokenTransfers)
    -> Unit(benchmark::kMillisecond) -> UseRealTime();
BENCHMARK_CAPTURE(import_blocks, computations / interpreter, node::Jit::Off, Work::Computations)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(import_blocks, computations / auto, node::Jit::Auto, Work::Computations)
    -> Unit(benchmark::kMillisecond) -> UseRealTime();

}  // namespace
}  // namespace deed
