#include <random>

#include <cryptopp/ripemd.h>
#include <cryptopp/sha.h>
#include <gtest/gtest.h>

#include "vm/base/hex.hpp"
#include "vm/crypto/blake2.hpp"
#include "vm/crypto/ripemd160.hpp"
#include "vm/crypto/sha256.hpp"

namespace deed::crypto {
namespace {

TEST(Sha256, HashesAbc) {
    EXPECT_EQ(to_hex(sha256(as_bytes("abc"))),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Ripemd160, HashesAbc) {
    EXPECT_EQ(to_hex(ripemd160(as_bytes("abc"))), "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc");
}

TEST(Digests, AgreeWithTheOracleOnEveryLengthUpToThreeBlocks) {
    std::mt19937_64 random{5};
    for (size_t size = 0; size <= 200; ++size) {
        Bytes message(size);
        for (auto& byte : message) byte = static_cast<uint8_t>(random());
        Hash sha;
        CryptoPP::SHA256{}.CalculateDigest(sha.data(), message.data(), size);
        FixedBytes<20> ripemd;
        CryptoPP::RIPEMD160{}.CalculateDigest(ripemd.data(), message.data(), size);

        ASSERT_EQ(sha256(message), sha) << size;
        ASSERT_EQ(ripemd160(message), ripemd) << size;
    }
}

/// The state after the parameter block of BLAKE2b-512 without a key.
constexpr Blake2State kUnkeyed512 = {0x6a09e667f2bdc948, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b,
                                     0xa54ff53a5f1d36f1, 0x510e527fade682d1, 0x9b05688c2b3e6c1f,
                                     0x1f83d9abfb41bd6b, 0x5be0cd19137e2179};

std::string hex_of(const Blake2State& state) {
    return to_hex({reinterpret_cast<const uint8_t*>(state.data()), sizeof state});
}

TEST(Blake2bCompress, MakesTheBlake2b512DigestOfAbc) {
    Blake2State state = kUnkeyed512;

    blake2b_compress(12, state, {0x636261}, {3, 0}, Blake2Position::Final);

    EXPECT_EQ(hex_of(state),
              "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
              "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923");
}

TEST(Blake2bCompress, OnlyFoldsTheStateInZeroRounds) {
    Blake2State state = kUnkeyed512;

    blake2b_compress(0, state, {0x636261}, {3, 0}, Blake2Position::Final);

    // EIP-152, test vector 4.
    EXPECT_EQ(hex_of(state),
              "08c9bcf367e6096a3ba7ca8485ae67bb2bf894fe72f36e3cf1361d5f3af54fa5"
              "d282e6ad7f520e511f6c3e2b8c68059b9442be0454267ce079217e1319cde05b");
}

TEST(Blake2bCompress, TellsInnerAndFinalBlocksApart) {
    Blake2State inner = kUnkeyed512;
    Blake2State last = kUnkeyed512;

    blake2b_compress(12, inner, {}, {128, 0}, Blake2Position::Inner);
    blake2b_compress(12, last, {}, {128, 0}, Blake2Position::Final);

    EXPECT_NE(inner, last);
}

}  // namespace
}  // namespace deed::crypto
