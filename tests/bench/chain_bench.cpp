#include <benchmark/benchmark.h>
#include <boost/json.hpp>

#include "runtime/chain/chain.hpp"
#include "runtime/keys/signer.hpp"
#include "tests/support/temporary_directory.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed {
namespace {

constexpr uint64_t kSenders = 1'000;
constexpr Address kToken{{0x70}};

/// A token's `transfer(address to, uint256 amount)`: balances under keccak256(account, 0), checked, with its
/// event.
constexpr std::string_view kTokenCode =
    "0x602435600435335f5260405f2080548381106051578390039055805f5260405f2080548301905590"
    "5f52337fddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef60205fa3005b5f5ffd";

crypto::PrivateKey key_number(uint64_t number) {
    return crypto::PrivateKey::from(to_hash(Uint256{number + 1})).value();
}

Hash balance_slot(const Address& account) {
    Bytes key = to_bytes(to_hash(to_word(account)));
    append(key, Hash{});
    return crypto::keccak256(key);
}

/// A development chain on which a thousand senders have ether and tokens.
chain::ChainGenesis make_genesis() {
    boost::json::object alloc;
    boost::json::object storage;
    for (uint64_t i = 0; i < kSenders; ++i) {
        const Address sender = crypto::address_of(key_number(i));
        alloc[to_hex_prefixed(sender)] = boost::json::object{{"balance", "0x21e19e0c9bab2400000"}};
        storage[to_hex_prefixed(balance_slot(sender))] = "0xffffffff";
    }
    alloc[to_hex_prefixed(kToken)] =
        boost::json::object{{"balance", "0x0"}, {"code", kTokenCode}, {"storage", std::move(storage)}};
    const boost::json::object config{
        {"chainId", 31'337}, {"osakaTime", 0}, {"deed", boost::json::object{{"development", true}}}};
    const boost::json::object file{
        {"config", config}, {"gasLimit", "0x77359400"}, {"alloc", std::move(alloc)}};
    return chain::parse_genesis(boost::json::serialize(file)).value();
}

block::Transaction token_transfer(uint64_t number) {
    block::Transaction transfer{.gas_limit = 100'000, .to = kToken, .data = {0xa9, 0x05, 0x9c, 0xbb}};
    append(transfer.data, to_hash(Uint256{number + 1'000'000}));
    append(transfer.data, to_hash(Uint256{1}));
    return transfer;
}

class Setting {
  public:
    explicit Setting(chain::Sealing sealing) : chain_(settings(sealing), make_genesis(), signers(), {}) {}

    chain::Chain& chain() { return chain_; }

    /// The next transaction of each sender, encoded.
    std::vector<Bytes> sign_round() {
        std::vector<Bytes> round;
        for (uint64_t i = 0; i < kSenders; ++i) {
            block::Transaction transfer = token_transfer(nonce_ * kSenders + i);
            transfer.type = block::TransactionType::DynamicFee;
            transfer.chain_id = 31'337;
            transfer.nonce = nonce_;
            transfer.max_fee_per_gas = Uint256{100'000'000'000};
            transfer.max_priority_fee_per_gas = Uint256{1};
            round.push_back(block::encode(block::sign(std::move(transfer), keys_[i])));
        }
        ++nonce_;
        return round;
    }

  private:
    chain::Settings settings(chain::Sealing sealing) {
        for (uint64_t i = 0; i < kSenders; ++i) keys_.push_back(key_number(i));
        chain::Settings settings;
        settings.data_directory = directory_.path();
        settings.sealing = sealing;
        settings.clock = [] { return uint64_t{1'700'000'000}; };
        return settings;
    }
    static std::vector<std::shared_ptr<keys::Signer>> signers() {
        return {std::make_shared<keys::LocalSigner>(key_number(kSenders))};
    }

    TemporaryDirectory directory_;
    std::vector<crypto::PrivateKey> keys_;
    uint64_t nonce_ = 0;
    chain::Chain chain_;
};

void submit_all(chain::Chain& chain, const std::vector<Bytes>& round) {
    for (const Bytes& transaction : round) DEED_ASSERT(chain.submit(transaction).has_value());
}

/// Transactions a second of a block of token transfers that waits in the pool: execution, roots, votes and
/// seal, and the synchronous commit.
void commit_token_transfers(benchmark::State& state) {
    Setting setting{chain::Sealing::OnDemand};
    for (auto _ : state) {
        state.PauseTiming();
        submit_all(setting.chain(), setting.sign_round());
        state.ResumeTiming();
        DEED_ASSERT(setting.chain().produce().has_value());
    }
    DEED_ASSERT(setting.chain().snapshot()->transaction_count(1) == kSenders);
    state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kSenders));
}
BENCHMARK(commit_token_transfers)->Unit(benchmark::kMillisecond)->UseRealTime();

/// The same from the encoded transactions on: decoding, recovery of the sender, pool.
void submit_and_commit_token_transfers(benchmark::State& state) {
    Setting setting{chain::Sealing::OnDemand};
    for (auto _ : state) {
        state.PauseTiming();
        const auto round = setting.sign_round();
        state.ResumeTiming();
        submit_all(setting.chain(), round);
        DEED_ASSERT(setting.chain().produce().has_value());
    }
    state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kSenders));
}
BENCHMARK(submit_and_commit_token_transfers)->Unit(benchmark::kMillisecond)->UseRealTime();

/// One transaction from its bytes to its receipt on the disk, a block for each.
void seal_at_once(benchmark::State& state) {
    Setting setting{chain::Sealing::Instant};
    std::vector<Bytes> round;
    size_t next = 0;
    for (auto _ : state) {
        if (next == round.size()) {
            state.PauseTiming();
            round = setting.sign_round();
            next = 0;
            state.ResumeTiming();
        }
        DEED_ASSERT(setting.chain().submit(round[next++]).has_value());
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(seal_at_once)->Unit(benchmark::kMicrosecond)->UseRealTime();

}  // namespace
}  // namespace deed
