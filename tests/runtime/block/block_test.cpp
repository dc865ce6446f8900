#include "runtime/block/block.hpp"

#include <gtest/gtest.h>

#include "vm/base/rlp.hpp"

namespace deed::block {
namespace {

Block make_block() {
    Hash secret;
    secret[31] = 1;
    const auto key = crypto::PrivateKey::from(secret);
    Transaction legacy;
    legacy.to = Address{{1}};
    Transaction typed = legacy;
    typed.type = TransactionType::DynamicFee;
    typed.chain_id = 1;
    Block block;
    block.header.number = 1;
    block.header.base_fee_per_gas = 7;
    block.header.withdrawals_root = Hash{};
    block.transactions = {sign(legacy, *key), sign(typed, *key)};
    block.ommers = {Header{}};
    block.withdrawals = {{{1, 2, Address{{3}}, 4}}};
    return block;
}

TEST(Block, ReadsWhatItWrites) {
    Block block = make_block();
    EXPECT_EQ(*decode_block(encode(block)), block);

    block.withdrawals = std::nullopt;

    EXPECT_EQ(*decode_block(encode(block)), block);
}

TEST(Block, IsRefusedWhenCutShort) {
    const Bytes encoded = encode(make_block());
    for (size_t size = 0; size < encoded.size(); size += 7)
        EXPECT_FALSE(decode_block(BytesView{encoded}.first(size)).has_value());
}

TEST(Block, RefusesALegacyTransactionWrappedIntoAString) {
    const Block block = make_block();
    rlp::ListBuilder transactions;
    transactions.add(BytesView{encode(block.transactions[0])});
    rlp::ListBuilder list;
    list.add_encoded(encode(block.header))
        .add_encoded(transactions.finish())
        .add_encoded(rlp::encode_list({}));

    EXPECT_EQ(decode_block(list.finish()).error(), DecodeError::Malformed);
}

}  // namespace
}  // namespace deed::block
