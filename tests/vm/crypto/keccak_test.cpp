#include "vm/crypto/keccak.hpp"

#include <random>

#include <cryptopp/keccak.h>
#include <gtest/gtest.h>

#include "vm/base/hex.hpp"

namespace deed::crypto {
namespace {

Hash oracle(BytesView message) {
    CryptoPP::Keccak_256 keccak;
    Hash digest;
    keccak.CalculateDigest(digest.data(), message.data(), message.size());
    return digest;
}

Bytes random_bytes(std::mt19937_64& random, size_t size) {
    Bytes bytes(size);
    for (auto& byte : bytes) byte = static_cast<uint8_t>(random());
    return bytes;
}

std::vector<KeccakWidth> available_widths() {
    std::vector<KeccakWidth> widths;
    for (const auto width : {KeccakWidth::One, KeccakWidth::Four, KeccakWidth::Eight})
        if (width <= widest_keccak()) widths.push_back(width);
    return widths;
}

TEST(Keccak256, HashesTheEmptyString) {
    EXPECT_EQ(to_hex(keccak256({})), "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
    EXPECT_EQ(keccak256({}), kEmptyCodeHash);
}

TEST(Keccak256, HashesAbc) {
    EXPECT_EQ(to_hex(keccak256(as_bytes("abc"))),
              "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45");
}

TEST(Keccak256, AgreesWithTheOracleOnEveryLengthUpToFourBlocks) {
    std::mt19937_64 random{1};
    for (size_t size = 0; size <= 4 * 136 + 1; ++size) {
        const auto message = random_bytes(random, size);
        ASSERT_EQ(keccak256(message), oracle(message)) << size << " bytes";
    }
}

TEST(Keccak256, AgreesWithTheOracleOnALongMessage) {
    std::mt19937_64 random{2};
    const auto message = random_bytes(random, 1'000'003);
    EXPECT_EQ(keccak256(message), oracle(message));
}

class KeccakBatch : public testing::TestWithParam<KeccakWidth> {};

TEST_P(KeccakBatch, AgreesWithTheOracleOnMessagesOfMixedLengths) {
    std::mt19937_64 random{3};
    for (size_t count = 0; count <= 40; ++count) {
        std::vector<Bytes> messages;
        for (size_t i = 0; i < count; ++i) messages.push_back(random_bytes(random, random() % 700));
        const std::vector<BytesView> views{messages.begin(), messages.end()};
        std::vector<Hash> digests(count);

        keccak256_batch(views, digests, GetParam());

        for (size_t i = 0; i < count; ++i)
            ASSERT_EQ(digests[i], oracle(messages[i])) << count << " messages, at " << i;
    }
}

TEST_P(KeccakBatch, AgreesWithTheOracleAroundBlockBoundaries) {
    std::mt19937_64 random{4};
    std::vector<Bytes> messages;
    for (const size_t size : {0, 1, 134, 135, 136, 137, 271, 272, 273, 407, 408, 409})
        for (int copies = 0; copies < 3; ++copies) messages.push_back(random_bytes(random, size));
    const std::vector<BytesView> views{messages.begin(), messages.end()};
    std::vector<Hash> digests(messages.size());

    keccak256_batch(views, digests, GetParam());

    for (size_t i = 0; i < messages.size(); ++i)
        ASSERT_EQ(digests[i], oracle(messages[i])) << messages[i].size();
}

INSTANTIATE_TEST_SUITE_P(EveryWidthOfThisProcessor, KeccakBatch, testing::ValuesIn(available_widths()));

}  // namespace
}  // namespace deed::crypto
