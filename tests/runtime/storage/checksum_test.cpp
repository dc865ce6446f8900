#include "runtime/storage/checksum.hpp"

#include <gtest/gtest.h>

namespace deed::storage {
namespace {

TEST(Crc32c, GivesThePublishedCheckValue) {
    EXPECT_EQ(crc32c(as_bytes("123456789")), 0xe3069283U);
    EXPECT_EQ(crc32c({}), 0U);
}

TEST(Crc32c, ContinuesWhereItStopped) {
    const auto whole = as_bytes("the quick brown fox jumps over the lazy dog");

    const uint32_t in_parts = crc32c(whole.subspan(11), crc32c(whole.first(11)));

    EXPECT_EQ(in_parts, crc32c(whole));
}

TEST(Crc32c, IsTheSameWithAndWithoutTheProcessorsInstruction) {
    Bytes bytes;
    for (size_t size = 0; size < 100; ++size) {
        EXPECT_EQ(crc32c(bytes), crc32c_portable(bytes)) << size;
        bytes.push_back(static_cast<uint8_t>(size * 37 + 5));
    }
}

}  // namespace
}  // namespace deed::storage
