#include <benchmark/benchmark.h>

#include "runtime/execution/block_executor.hpp"
#include "runtime/execution/state_root.hpp"
#include "vm/base/hex.hpp"
#include "vm/state/memory_state.hpp"

namespace deed {
namespace {

constexpr uint64_t kTransfers = 1'000;
constexpr Address kToken{{0x70}};

/// A token's `transfer(address to, uint256 amount)`: balances under keccak256(account, 0), checked, with its
/// event.
Bytes token_code() {
    return *from_hex(
        "602435600435335f5260405f2080548381106051578390039055805f5260405f2080548301905590"
        "5f52337fddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef60205fa3"
        "005b5f5ffd");
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

/// A thousand senders, each with ether and tokens, and a block in which each sends tokens to somebody new.
struct Setting {
    state::MemoryState state;
    block::Block block;
    block::ChainConfig config = block::ChainConfig::always(1, isa::Revision::Cancun);

    Setting() {
        state.set_code(kToken, token_code());
        for (uint64_t i = 0; i < kTransfers; ++i) {
            const auto key = crypto::PrivateKey::from(to_hash(i + 1));
            const Address sender = crypto::address_of(*key);
            state.set_account(sender, {0, 1'000'000'000});
            state.set_storage(kToken, balance_slot(sender), 1'000);
            block::Transaction transfer;
            transfer.type = block::TransactionType::DynamicFee;
            transfer.chain_id = 1;
            transfer.max_fee_per_gas = 10;
            transfer.max_priority_fee_per_gas = 1;
            transfer.gas_limit = 100'000;
            transfer.to = kToken;
            transfer.data = transfer_data(account_number(i), 5);
            block.transactions.push_back(block::sign(transfer, *key));
        }
        block.header.number = 1;
        block.header.timestamp = 12;
        block.header.gas_limit = 200'000'000;
        block.header.base_fee_per_gas = 7;
        block.header.excess_blob_gas = 0;
        block.withdrawals.emplace();
    }

    execution::BlockOutcome run(std::span<const Address> senders, machine::CodeCache& codes) const {
        execution::BlockExecutor executor{state, block.header, config, {}, codes};
        executor.begin();
        for (size_t i = 0; i < senders.size(); ++i)
            (void)executor.add(senders[i], block.transactions[i].fields);
        auto outcome = executor.finish({});
        DEED_ASSERT(outcome && outcome->receipts.size() == kTransfers && outcome->receipts.back().succeeded);
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

}  // namespace
}  // namespace deed
