#include "runtime/execution/requests.hpp"

#include <gtest/gtest.h>

#include "runtime/block/header.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::execution {
namespace {

state::Log make_deposit() {
    state::Log log;
    log.topics = {crypto::keccak256(as_bytes("DepositEvent(bytes,bytes,bytes,bytes,bytes)"))};
    log.data = Bytes(576, 0);
    const std::pair<size_t, uint8_t> fields[] = {{160, 48}, {256, 32}, {320, 8}, {384, 96}, {512, 8}};
    size_t head = 0;
    for (const auto& [offset, size] : fields) {
        log.data[head + 30] = static_cast<uint8_t>(offset >> 8);
        log.data[head + 31] = static_cast<uint8_t>(offset);
        log.data[offset + 31] = size;
        for (size_t i = 0; i < size; ++i) log.data[offset + 32 + i] = size;
        head += 32;
    }
    return log;
}

TEST(Deposit, IsTheFieldsOneAfterAnother) {
    Bytes deposits;

    ASSERT_TRUE(append_deposit(make_deposit(), deposits));

    EXPECT_EQ(deposits.size(), 48U + 32 + 8 + 96 + 8);
    EXPECT_EQ(deposits[0], 48);
    EXPECT_EQ(deposits[48], 32);
    EXPECT_EQ(deposits[191], 8);
}

TEST(Deposit, MustHaveItsLayout) {
    Bytes deposits;
    state::Log wrong_offset = make_deposit();
    wrong_offset.data[31] = 0xa1;
    state::Log wrong_size = make_deposit();
    wrong_size.data[160 + 31] = 47;
    state::Log too_short = make_deposit();
    too_short.data.pop_back();

    EXPECT_FALSE(append_deposit(wrong_offset, deposits));
    EXPECT_FALSE(append_deposit(wrong_size, deposits));
    EXPECT_FALSE(append_deposit(too_short, deposits));
}

TEST(Deposit, PassesOverOtherEvents) {
    Bytes deposits;
    state::Log other = make_deposit();
    other.topics[0] = Hash{};

    EXPECT_TRUE(append_deposit(other, deposits));
    EXPECT_TRUE(deposits.empty());
}

TEST(Requests, HaveAKnownHashWhenThereAreNone) {
    EXPECT_EQ(hash_requests({}), block::kEmptyRequestsHash);
}

}  // namespace
}  // namespace deed::execution
