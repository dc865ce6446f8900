#include "tests/bench/load/ledger.hpp"

#include <thread>

#include <boost/json.hpp>

#include "runtime/block/transaction.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/address.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::load {
namespace {

constexpr Address kToken{{0x70}};

/// `balanceOf` when the selector is its own, else `transfer`: balances under keccak256(account, 0), checked.
constexpr std::string_view kTokenCode =
    "0x5f3560e01c6370a0823114606357"
    "602435600435335f5260405f2080548381106"
    "05f578390039055805f5260405f2080548301905590"
    "5f52337fddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef60205fa3005b5f5ffd"
    "5b6004355f5260405f20545f5260205ff3";

crypto::PrivateKey key_number(uint64_t number) {
    return crypto::PrivateKey::from(to_hash(Uint256{number + 1})).value();
}

Hash balance_slot(const Address& account) {
    Bytes key = to_bytes(to_hash(to_word(account)));
    append(key, Hash{});
    return crypto::keccak256(key);
}

/// Accounts that nobody has a key of.
Address recipient(uint64_t number) {
    return to_address(to_word(crypto::keccak256(to_hash(Uint256{number}))));
}

block::Transaction make_transaction(Transfer transfer, uint64_t sender, uint64_t nonce) {
    block::Transaction made{.type = block::TransactionType::DynamicFee, .chain_id = kChainId, .nonce = nonce};
    // Above whatever the base fee comes to while every block is full.
    made.max_fee_per_gas = Uint256{1'000'000'000'000'000};
    made.max_priority_fee_per_gas = Uint256{1};
    const Address to = recipient(sender);
    if (transfer == Transfer::Plain) {
        made.gas_limit = 21'000;
        made.to = to;
        made.value = Uint256{1};
        return made;
    }
    made.gas_limit = 80'000;
    made.to = kToken;
    made.data = {0xa9, 0x05, 0x9c, 0xbb};
    append(made.data, to_hash(to_word(to)));
    append(made.data, to_hash(Uint256{1}));
    return made;
}

}  // namespace

Address token_address() {
    return kToken;
}
Address sender_address(uint64_t number) {
    return crypto::address_of(key_number(number));
}

std::string make_genesis(uint64_t holders) {
    namespace json = boost::json;
    json::object alloc;
    json::object storage;
    for (uint64_t i = 0; i < kSenders; ++i) {
        const Address sender = sender_address(i);
        alloc[to_hex_prefixed(sender)] = json::object{{"balance", "0xffffffffffffffffffffffff"}};
        storage[to_hex_prefixed(balance_slot(sender))] = "0xffffffffffff";
    }
    for (uint64_t i = 0; i < holders; ++i)
        storage[to_hex_prefixed(balance_slot(recipient(kSenders + i)))] = "0x1";
    alloc[to_hex_prefixed(kToken)] =
        json::object{{"balance", "0x0"}, {"code", kTokenCode}, {"storage", std::move(storage)}};
    const json::object config{
        {"chainId", kChainId}, {"osakaTime", 0}, {"deed", json::object{{"development", true}}}};
    return json::serialize(
        json::object{{"config", config}, {"gasLimit", "0x77359400"}, {"alloc", std::move(alloc)}});
}

std::vector<Bytes> sign_transfers(Transfer transfer, const std::vector<uint64_t>& first_nonces,
                                  uint64_t count) {
    std::vector<Bytes> signed_transfers(kSenders * count);
    const uint64_t workers = std::max(1U, std::thread::hardware_concurrency());
    const auto work = [&](uint64_t worker) {
        for (uint64_t sender = worker; sender < kSenders; sender += workers) {
            const auto key = key_number(sender);
            for (uint64_t i = 0; i < count; ++i)
                signed_transfers[i * kSenders + sender] = block::encode(
                    block::sign(make_transaction(transfer, sender, first_nonces[sender] + i), key));
        }
    };
    std::vector<std::thread> threads;
    for (uint64_t worker = 0; worker < workers; ++worker) threads.emplace_back(work, worker);
    for (auto& thread : threads) thread.join();
    return signed_transfers;
}

}  // namespace deed::load
