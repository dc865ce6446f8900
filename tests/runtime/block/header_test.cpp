#include "runtime/block/header.hpp"

#include <gtest/gtest.h>

namespace deed::block {
namespace {

Header make_frontier_header() {
    Header header;
    header.parent_hash[0] = 1;
    header.beneficiary[19] = 2;
    header.difficulty = 131072;
    header.number = 5;
    header.gas_limit = 5000;
    header.timestamp = 1000;
    header.extra_data = {1, 2, 3};
    header.nonce[7] = 9;
    return header;
}

TEST(Header, ReadsWhatItWritesOfEveryFork) {
    Header header = make_frontier_header();
    EXPECT_EQ(*decode_header(encode(header)), header);
    header.base_fee_per_gas = 7;
    EXPECT_EQ(*decode_header(encode(header)), header);
    header.withdrawals_root = Hash{{3}};
    EXPECT_EQ(*decode_header(encode(header)), header);
    header.blob_gas_used = 0;
    header.excess_blob_gas = 131072;
    header.parent_beacon_block_root = Hash{{4}};
    EXPECT_EQ(*decode_header(encode(header)), header);
    header.requests_hash = kEmptyRequestsHash;
    EXPECT_EQ(*decode_header(encode(header)), header);
}

TEST(Header, RefusesTooFewAndTooManyFields) {
    EXPECT_EQ(decode_header(Bytes{0xc0}).error(), DecodeError::MissingField);
    Header header = make_frontier_header();
    header.base_fee_per_gas = 7;
    header.withdrawals_root = Hash{};
    header.blob_gas_used = 0;
    header.excess_blob_gas = 0;
    header.parent_beacon_block_root = Hash{};
    header.requests_hash = Hash{};
    Bytes encoded = encode(header);
    encoded.push_back(0x80);
    encoded[2] = static_cast<uint8_t>(encoded[2] + 1);

    EXPECT_EQ(decode_header(encoded).error(), DecodeError::TrailingBytes);
}

TEST(Header, RefusesAStringAndAWrongLength) {
    EXPECT_EQ(decode_header(Bytes{0x80}).error(), DecodeError::Malformed);
    EXPECT_EQ(decode_header(Bytes{0xc1, 0x01}).error(), DecodeError::WrongLength);
}

}  // namespace
}  // namespace deed::block
