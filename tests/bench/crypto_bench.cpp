#include <random>

#include <benchmark/benchmark.h>

#include "vm/base/hex.hpp"
#include "vm/base/uint256.hpp"
#include "vm/crypto/keccak.hpp"
#include "vm/crypto/secp256k1.hpp"
#include "vm/precompiles/precompile.hpp"

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

// --- precompiles
// ----------------------------------------------------------------------------------------------

constexpr int64_t kPlenty = int64_t{1} << 60;

/// Gas per second of the precompile at @p address under the latest rules.
void precompile(benchmark::State& state, uint64_t address, const Bytes& input) {
    const auto found = precompiles::find_precompile(to_address(address), isa::kLatestRevision);
    const auto first = precompiles::execute(*found, input, kPlenty);
    if (!first.success) {
        state.SkipWithError("the call fails");
        return;
    }
    for (auto _ : state) benchmark::DoNotOptimize(precompiles::execute(*found, input, kPlenty));
    state.counters["gas/s"] = benchmark::Counter(static_cast<double>(kPlenty - first.gas_left),
                                                 benchmark::Counter::kIsIterationInvariantRate);
}

Bytes ecrecover_input() {
    const auto key = *crypto::PrivateKey::from(to_hash(12345));
    const auto digest = crypto::keccak256({});
    const auto signature = crypto::sign(digest, key);
    Bytes input;
    append(input, digest);
    append(input, to_hash(27 + signature.y_parity));
    append(input, signature.r);
    append(input, signature.s);
    return input;
}

/// An odd modulus, a base and an exponent of @p size bytes each.
Bytes modexp_input(size_t size) {
    Bytes input;
    for (int i = 0; i < 3; ++i) append(input, to_hash(size));
    append(input, random_bytes(3 * size));
    input.back() |= 1;
    return input;
}

Bytes blake2_input() {
    Bytes input = random_bytes(213);
    input[0] = input[1] = 0;
    input[212] = 1;
    return input;
}

/// The generator (1, 2) of BN254, and a scalar of full length.
Bytes bn254_point_and_scalar() {
    Bytes input;
    append(input, to_hash(1));
    append(input, to_hash(2));
    append(input, to_hash(Uint256::max()));
    return input;
}

Bytes bn254_two_points() {
    Bytes input;
    for (const uint64_t coordinate : {1, 2, 1, 2}) append(input, to_hash(coordinate));
    return input;
}

/// Pairs of the generators, @p count of them.
Bytes bn254_pairs(size_t count) {
    const auto g2 = *from_hex(
        "198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2"
        "1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed"
        "090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b"
        "12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa");
    Bytes input;
    for (size_t i = 0; i < count; ++i) {
        append(input, to_hash(1));
        append(input, to_hash(2));
        append(input, g2);
    }
    return input;
}

BENCHMARK_CAPTURE(precompile, ecrecover, 0x01, ecrecover_input());
BENCHMARK_CAPTURE(precompile, sha256_1k, 0x02, random_bytes(1024));
BENCHMARK_CAPTURE(precompile, ripemd160_1k, 0x03, random_bytes(1024));
BENCHMARK_CAPTURE(precompile, identity_1k, 0x04, random_bytes(1024));
BENCHMARK_CAPTURE(precompile, modexp_32, 0x05, modexp_input(32));
BENCHMARK_CAPTURE(precompile, modexp_256, 0x05, modexp_input(256));
BENCHMARK_CAPTURE(precompile, modexp_1024, 0x05, modexp_input(1024));
BENCHMARK_CAPTURE(precompile, bn254_add, 0x06, bn254_two_points());
BENCHMARK_CAPTURE(precompile, bn254_mul, 0x07, bn254_point_and_scalar());
BENCHMARK_CAPTURE(precompile, bn254_pairing_1, 0x08, bn254_pairs(1));
BENCHMARK_CAPTURE(precompile, bn254_pairing_4, 0x08, bn254_pairs(4));
BENCHMARK_CAPTURE(precompile, blake2f, 0x09, blake2_input());

}  // namespace
}  // namespace deed
