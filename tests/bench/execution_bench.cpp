#include <algorithm>
#include <array>
#include <ctime>

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

/// What the transactions of a block do: transfers of one token, of two hundred tokens with a code of their
/// own each, or calls of one contract that computes.
enum class Work : uint8_t { TokenTransfers, ManyTokens, Computations };
constexpr uint64_t kTokens = 200;

Address token_number(uint64_t number) {
    Address address = kToken;
    address[19] = static_cast<uint8_t>(number);
    return address;
}

block::Transaction make_transaction(Work work, uint64_t number) {
    block::Transaction transaction;
    transaction.type = block::TransactionType::DynamicFee;
    transaction.chain_id = 1;
    transaction.max_fee_per_gas = 10;
    transaction.max_priority_fee_per_gas = 1;
    const bool is_transfer = work != Work::Computations;
    transaction.gas_limit = is_transfer ? 100'000 : 4'000'000;
    transaction.to = work == Work::Computations ? kComputer
                     : work == Work::ManyTokens ? token_number(number % kTokens)
                                                : kToken;
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
        for (uint64_t i = 0; i < kTokens; ++i) {
            Bytes code = token_code();
            code.push_back(static_cast<uint8_t>(i));
            state.set_code(token_number(i), code);
        }
        state.set_code(kComputer, computer_code());
        const uint64_t count = work == Work::Computations ? kComputations : kTransfers;
        for (uint64_t i = 0; i < count; ++i) {
            const auto key = crypto::PrivateKey::from(to_hash(i + 1));
            const Address sender = crypto::address_of(*key);
            state.set_account(sender, {0, 1'000'000'000});
            block.transactions.push_back(block::sign(make_transaction(work, i), *key));
            state.set_storage(*block.transactions.back().fields.to, balance_slot(sender), 1'000);
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

double seconds(clockid_t clock) {
    timespec time;
    ::clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

/// Two nodes that begin with nothing known import the same hundred blocks in turn, one with the interpreter
/// alone, one that compiles meanwhile what has become hot: thousands of gas for each byte of a code before
/// its machine code is made, fast and optimised. Whatever else the machine does slows both down.
void import_blocks(benchmark::State& state, Work work) {
    constexpr int kBlocks = 100;
    const Setting setting{work};
    const auto senders = execution::find_senders(setting.block, setting.config);
    native::Policy policy;
    policy.fast_gas_per_byte = 1'000 * state.range(0);
    policy.optimised_gas_per_byte = 1'000 * state.range(1);

    std::array<double, 2> times{};
    std::array<double, 2> processor_times{};
    std::vector<double> ratios;
    native::Statistics statistics;
    for (auto _ : state) {
        const auto report = [](const std::string& text) { DEED_ASSERT(text.empty()); };
        node::NativeEngine engine{node::Jit::Auto, {}, report, policy};
        std::array<machine::CodeCache, 2> codes;
        std::array<machine::Engine*, 2> engines{nullptr, engine.engine()};
        const auto before = times;
        for (int run = 0; run < 2 * kBlocks; ++run) {
            const size_t which = static_cast<size_t>(run + run / 2) % 2;
            const double begin = seconds(CLOCK_MONOTONIC);
            const double processor_begin = seconds(CLOCK_THREAD_CPUTIME_ID);
            benchmark::DoNotOptimize(setting.run(*senders, codes[which], engines[which]));
            times[which] += seconds(CLOCK_MONOTONIC) - begin;
            processor_times[which] += seconds(CLOCK_THREAD_CPUTIME_ID) - processor_begin;
        }
        ratios.push_back((times[1] - before[1]) / (times[0] - before[0]));
        statistics = engine.statistics();
    }
    std::ranges::sort(ratios);
    state.counters["off_ms"] = 1e3 * times[0] / static_cast<double>(ratios.size());
    state.counters["auto_ms"] = 1e3 * times[1] / static_cast<double>(ratios.size());
    state.counters["auto_to_off"] = ratios[ratios.size() / 2];
    state.counters["processor_auto_to_off"] = processor_times[1] / processor_times[0];
    state.counters["compiling_ms"] = static_cast<double>(statistics.compile_time_us) / 1e3;
    state.counters["compiled"] = static_cast<double>(statistics.compiled);
    state.counters["native_calls"] = static_cast<double>(statistics.calls);
}
void thresholds(benchmark::internal::Benchmark* bench) {
    bench->Unit(benchmark::kMillisecond)->UseRealTime();
    bench->Args({10, 100})->Args({30, 200})->Args({100, 400})->Args({300, 1'200});
}
BENCHMARK_CAPTURE(import_blocks, token_transfers, Work::TokenTransfers)->Apply(thresholds);
BENCHMARK_CAPTURE(import_blocks, many_tokens, Work::ManyTokens)->Apply(thresholds);
BENCHMARK_CAPTURE(import_blocks, computations, Work::Computations)->Apply(thresholds);

}  // namespace
}  // namespace deed
