#include <random>

#include <benchmark/benchmark.h>

#include "vm/base/hex.hpp"
#include "vm/base/uint256.hpp"
#include "vm/crypto/keccak.hpp"
#include "vm/crypto/kzg.hpp"
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

/// The generators of BLS12-381 as EIP-2537 writes them.
Bytes bls_g1() {
    return *from_hex(
        "0000000000000000000000000000000017f1d3a73197d7942695638c4fa9ac0f"
        "c3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb"
        "0000000000000000000000000000000008b3f481e3aaa0f1a09e30ed741d8ae4"
        "fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1");
}
Bytes bls_g2() {
    return *from_hex(
        "00000000000000000000000000000000024aa2b2f08f0a91260805272dc51051"
        "c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8"
        "0000000000000000000000000000000013e02b6052719f607dacd3a088274f65"
        "596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e"
        "000000000000000000000000000000000ce5d527727d6e118cc9cdc6da2e351a"
        "adfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801"
        "000000000000000000000000000000000606c4a02ea734cc32acd2b02bc28b99"
        "cb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79be");
}

Bytes repeated(const Bytes& part, size_t count) {
    Bytes bytes;
    for (size_t i = 0; i < count; ++i) append(bytes, part);
    return bytes;
}

/// @p count terms of a point and a scalar of full length, another for each.
Bytes bls_terms(const Bytes& point, size_t count) {
    Bytes bytes;
    for (size_t i = 0; i < count; ++i) {
        append(bytes, point);
        append(bytes, crypto::keccak256(to_hash(i)));
    }
    return bytes;
}

Bytes bls_pairs(size_t count) {
    Bytes pair = bls_g1();
    append(pair, bls_g2());
    return repeated(pair, count);
}

/// A number of the field, for the maps.
Bytes bls_number(size_t parts) {
    return repeated(*from_hex("00000000000000000000000000000000156c8a6a2c184569d69a76be144b5cdc"
                              "5141d2d2ca4fe341f011e25e3969c55ad9e9b9ce2eb833c81a908e5fa4ac5f03"),
                    parts);
}

/// A proof that holds, from the public vectors.
Bytes kzg_input() {
    const auto commitment = *fixed_from_hex<48>(
        "a421e229565952cfff4ef3517100a97da1d4fe57956fa50a442f92af03b1bf37adacc8ad4ed209b31287ea5bb94d9d06");
    Bytes input = to_bytes(crypto::kzg::versioned_hash(commitment));
    append(input, *from_hex("564c0a11a0f704f4fc3e8acfe0f8245f0ad1347b378fbf96e206da11a5d36306"
                            "6d928e13fe443e957d82e3e71d48cb65d51028eb4483e719bf8efcdf12f7c321"));
    append(input, commitment);
    append(input, *from_hex("a444d6bb5aadc3ceb615b50d6606bd54bfe529f59247987cd1ab848d19de599a"
                            "9052f1835fb0d0d44cf70183e19a68c9"));
    return input;
}

Bytes p256_input() {
    // RFC 6979, appendix A.2.5: SHA-256 of "sample".
    return *from_hex(
        "af2bdbe1aa9b6ec1e2ade1d694f41fc71a831d0268e9891562113d8a62add1bf"
        "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
        "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
        "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
        "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299");
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
BENCHMARK_CAPTURE(precompile, kzg_point_evaluation, 0x0a, kzg_input());
BENCHMARK_CAPTURE(precompile, bls12_g1add, 0x0b, repeated(bls_g1(), 2));
BENCHMARK_CAPTURE(precompile, bls12_g1msm_1, 0x0c, bls_terms(bls_g1(), 1));
BENCHMARK_CAPTURE(precompile, bls12_g1msm_8, 0x0c, bls_terms(bls_g1(), 8));
BENCHMARK_CAPTURE(precompile, bls12_g1msm_128, 0x0c, bls_terms(bls_g1(), 128));
BENCHMARK_CAPTURE(precompile, bls12_g2add, 0x0d, repeated(bls_g2(), 2));
BENCHMARK_CAPTURE(precompile, bls12_g2msm_1, 0x0e, bls_terms(bls_g2(), 1));
BENCHMARK_CAPTURE(precompile, bls12_g2msm_8, 0x0e, bls_terms(bls_g2(), 8));
BENCHMARK_CAPTURE(precompile, bls12_g2msm_128, 0x0e, bls_terms(bls_g2(), 128));
BENCHMARK_CAPTURE(precompile, bls12_pairing_check_1, 0x0f, bls_pairs(1));
BENCHMARK_CAPTURE(precompile, bls12_pairing_check_4, 0x0f, bls_pairs(4));
BENCHMARK_CAPTURE(precompile, bls12_map_fp_to_g1, 0x10, bls_number(1));
BENCHMARK_CAPTURE(precompile, bls12_map_fp2_to_g2, 0x11, bls_number(2));
BENCHMARK_CAPTURE(precompile, p256verify, 0x100, p256_input());

}  // namespace
}  // namespace deed
