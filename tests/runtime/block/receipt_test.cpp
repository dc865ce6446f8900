#include "runtime/block/receipt.hpp"

#include <gtest/gtest.h>

namespace deed::block {
namespace {

Receipt make_receipt(TransactionType type) {
    Receipt receipt;
    receipt.type = type;
    receipt.succeeded = true;
    receipt.cumulative_gas_used = 50'000;
    receipt.logs = {{Address{{1}}, {Hash{{2}}, Hash{{3}}}, {4, 5}}, {Address{{6}}, {}, {}}};
    receipt.bloom = bloom_of(receipt.logs);
    return receipt;
}

TEST(Receipt, ReadsWhatItWrites) {
    for (const TransactionType type : {TransactionType::Legacy, TransactionType::SetCode})
        EXPECT_EQ(*decode_receipt(encode(make_receipt(type))), make_receipt(type));
}

TEST(Receipt, CarriesAStateRootBeforeByzantium) {
    Receipt receipt = make_receipt(TransactionType::Legacy);
    receipt.succeeded = false;
    receipt.post_state = Hash{{9}};

    EXPECT_EQ(*decode_receipt(encode(receipt)), receipt);
}

TEST(Receipt, RefusesAnotherOutcomeThanZeroOrOne) {
    Bytes encoded = encode(make_receipt(TransactionType::Legacy));
    const size_t outcome = 3;  // after a header of three bytes
    ASSERT_EQ(encoded[outcome], 1);
    encoded[outcome] = 2;

    EXPECT_EQ(decode_receipt(encoded).error(), DecodeError::WrongLength);
}

TEST(Bloom, ContainsWhatWasLogged) {
    const Receipt receipt = make_receipt(TransactionType::Legacy);

    EXPECT_TRUE(may_contain(receipt.bloom, Address{{1}}));
    EXPECT_TRUE(may_contain(receipt.bloom, Hash{{3}}));
    EXPECT_FALSE(may_contain(receipt.bloom, Hash{{99}}));
    EXPECT_FALSE(may_contain(Bloom{}, Address{{1}}));
}

TEST(Bloom, UnitesTwoFilters) {
    Bloom bloom;
    add_to(bloom, Address{{1}});
    Bloom other;
    add_to(other, Address{{2}});

    merge_into(bloom, other);

    EXPECT_TRUE(may_contain(bloom, Address{{1}}));
    EXPECT_TRUE(may_contain(bloom, Address{{2}}));
}

}  // namespace
}  // namespace deed::block
