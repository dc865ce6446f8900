#include <random>

#include <benchmark/benchmark.h>

#include "vm/base/uint256.hpp"
#include "vm/crypto/keccak.hpp"
#include "vm/crypto/secp256k1.hpp"

namespace deed {
namespace {

Bytes random_bytes(size_t size) {
    std::mt19937_64 random{size};
    Bytes bytes(size);
    for (auto& byte : bytes) byte = static_cast<uint8_t>(random());
    return bytes;
}

void keccak(benchmark::State& state) {
    const auto message = random_bytes(static_cast<size_t>(state.range(0)));
    for (auto _ : state) benchmark::DoNotOptimize(crypto::keccak256(message));
}
BENCHMARK(keccak)->Arg(32)->Arg(64)->Arg(136)->Arg(576);

/// Time per message when many are hashed at once.
void keccak_batch(benchmark::State& state) {
    const auto width = static_cast<crypto::KeccakWidth>(state.range(0));
    if (width > crypto::widest_keccak()) {
        state.SkipWithError("this processor has no such form");
        return;
    }
    const std::vector<Bytes> messages(1024, random_bytes(static_cast<size_t>(state.range(1))));
    const std::vector<BytesView> views{messages.begin(), messages.end()};
    std::vector<Hash> digests(messages.size());
    for (auto _ : state) {
        crypto::keccak256_batch(views, digests, width);
        benchmark::ClobberMemory();
    }
    state.counters["per_message"] =
        benchmark::Counter(static_cast<double>(messages.size()),
                           benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK(keccak_batch)->ArgsProduct({{1, 4, 8}, {32, 532}});

/// 256-bit numbers of @p limbs random limbs.
std::vector<Uint256> random_words(size_t limbs) {
    std::mt19937_64 random{limbs};
    std::vector<Uint256> words(256);
    for (auto& word : words)
        for (size_t i = 0; i < limbs; ++i) word[i] = random() | 1;
    return words;
}

/// The time of one operation on operands of the given numbers of limbs; each result is the next operand's
/// noise.
template <typename Operation>
void arithmetic(benchmark::State& state, Operation operation) {
    const auto a = random_words(static_cast<size_t>(state.range(0)));
    const auto b = random_words(static_cast<size_t>(state.range(1)));
    size_t i = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(operation(a[i % 256], b[(i + 1) % 256]));
        ++i;
    }
}
BENCHMARK_CAPTURE(arithmetic, multiply, [](const Uint256& a, const Uint256& b) {
    return a * b;
})->Args({4, 4});
BENCHMARK_CAPTURE(arithmetic, less, [](const Uint256& a, const Uint256& b) { return a < b; })->Args({4, 4});
BENCHMARK_CAPTURE(arithmetic, divide, [](const Uint256& a, const Uint256& b) { return a / b; })
    ->Args({4, 1})
    ->Args({4, 2})
    ->Args({4, 3})
    ->Args({4, 4})
    ->Args({1, 1});
BENCHMARK_CAPTURE(arithmetic, power, [](const Uint256& a, const Uint256& b) {
    return power(a, b);
})->Args({4, 4});

/// Modular arithmetic on numbers below the modulus, with a new modulus every time, or with one close to 2^256
/// as elliptic curves have.
enum Modulus : int64_t { kChanging, kRepeated };

template <typename Operation>
void modular(benchmark::State& state, Operation operation) {
    auto a = random_words(4);
    auto moduli = random_words(4);
    for (auto& number : a) number[3] >>= 2;
    for (auto& modulus : moduli) modulus[3] |= uint64_t{1} << 63;
    if (state.range(0) == kRepeated) std::fill(moduli.begin(), moduli.end(), Uint256::max() - 0x1000003d0);
    size_t i = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(operation(a[i % 256], a[(i + 1) % 256], moduli[i % 256]));
        ++i;
    }
}
BENCHMARK_CAPTURE(modular, add, add_modulo)->Arg(kChanging)->Arg(kRepeated);
BENCHMARK_CAPTURE(modular, multiply, multiply_modulo)->Arg(kChanging)->Arg(kRepeated);

void recover(benchmark::State& state) {
    const auto key = *crypto::PrivateKey::from(to_hash(12345));
    const auto digest = crypto::keccak256({});
    const auto signature = crypto::sign(digest, key);
    for (auto _ : state) benchmark::DoNotOptimize(crypto::recover(digest, signature));
}
BENCHMARK(recover);

void sign(benchmark::State& state) {
    const auto key = *crypto::PrivateKey::from(to_hash(12345));
    const auto digest = crypto::keccak256({});
    for (auto _ : state) benchmark::DoNotOptimize(crypto::sign(digest, key));
}
BENCHMARK(sign);

}  // namespace
}  // namespace deed
