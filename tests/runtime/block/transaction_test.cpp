#include "runtime/block/transaction.hpp"

#include <gtest/gtest.h>

#include "vm/base/hex.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::block {
namespace {

crypto::PrivateKey make_key(uint8_t byte = 0x46) {
    Hash secret;
    secret.bytes.fill(byte);
    return *crypto::PrivateKey::from(secret);
}

Transaction make_transaction(TransactionType type) {
    Transaction transaction;
    transaction.type = type;
    transaction.chain_id = 31337;
    transaction.nonce = 3;
    transaction.max_fee_per_gas = 100;
    transaction.max_priority_fee_per_gas = transaction.has_dynamic_fee() ? 7 : 100;
    transaction.gas_limit = 60'000;
    transaction.to = Address{{5}};
    transaction.value = Uint256{1, 2, 0, 0};
    transaction.data = {1, 2, 3};
    if (type != TransactionType::Legacy)
        transaction.access_list = {{Address{{9}}, {Hash{{1}}, Hash{{2}}}}, {Address{{8}}, {}}};
    if (type == TransactionType::Blob) {
        transaction.max_fee_per_blob_gas = 11;
        transaction.blob_versioned_hashes = {Hash{{1, 5}}};
    }
    if (type == TransactionType::SetCode)
        transaction.authorization_list = {{31337, Address{{7}}, 2, 1, 5, 6}};
    return transaction;
}

constexpr TransactionType kTypes[] = {TransactionType::Legacy, TransactionType::AccessList,
                                      TransactionType::DynamicFee, TransactionType::Blob,
                                      TransactionType::SetCode};

TEST(Transaction, IsSignedAsTheExampleOfEip155) {
    Transaction transaction;
    transaction.chain_id = 1;
    transaction.nonce = 9;
    transaction.max_fee_per_gas = transaction.max_priority_fee_per_gas = 20'000'000'000;
    transaction.gas_limit = 21'000;
    transaction.to = address_from_hex("3535353535353535353535353535353535353535");
    transaction.value = 1'000'000'000'000'000'000;

    EXPECT_EQ(to_hex(signing_hash(transaction)),
              "daf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53");
    const SignedTransaction signed_transaction = sign(transaction, make_key());

    EXPECT_EQ(to_hex(encode(signed_transaction)),
              "f86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a76400008025a028ef"
              "61340bd939bc21"
              "95fe537567866003e1a15d3c71ff63e1590620aa636276a067cbe9d8997f761aecb703304b3800ccf555c9f3dc6421"
              "4b297fb1966a3b"
              "6d83");
}

TEST(Transaction, ReadsWhatItWritesOfEveryType) {
    for (const TransactionType type : kTypes) {
        const SignedTransaction transaction = sign(make_transaction(type), make_key());

        const auto decoded = decode_transaction(encode(transaction));

        ASSERT_TRUE(decoded.has_value());
        EXPECT_EQ(*decoded, transaction);
        EXPECT_EQ(hash_of(*decoded), crypto::keccak256(encode(transaction)));
    }
}

TEST(Transaction, NamesItsSigner) {
    const crypto::PrivateKey key = make_key();
    for (const TransactionType type : kTypes)
        EXPECT_EQ(recover_sender(sign(make_transaction(type), key)), crypto::address_of(key));
}

TEST(Transaction, MayBeSignedWithoutReplayProtection) {
    Transaction transaction = make_transaction(TransactionType::Legacy);
    transaction.chain_id = std::nullopt;
    const SignedTransaction signed_transaction = sign(transaction, make_key());

    const auto decoded = decode_transaction(encode(signed_transaction));

    EXPECT_EQ(decoded->fields.chain_id, std::nullopt);
    EXPECT_EQ(recover_sender(*decoded), crypto::address_of(make_key()));
}

TEST(Transaction, OfEveryTypeIsRefusedWhenCutShort) {
    for (const TransactionType type : kTypes) {
        const Bytes encoded = encode(sign(make_transaction(type), make_key()));
        for (size_t size = 0; size < encoded.size(); ++size)
            EXPECT_FALSE(decode_transaction(BytesView{encoded}.first(size)).has_value());
    }
}

TEST(Transaction, RefusesUnknownTypes) {
    EXPECT_EQ(decode_transaction(Bytes{0x05, 0xc0}).error(), DecodeError::UnknownType);
    EXPECT_EQ(decode_transaction(Bytes{0x00, 0xc0}).error(), DecodeError::UnknownType);
    EXPECT_EQ(decode_transaction(Bytes{}).error(), DecodeError::Malformed);
}

TEST(Transaction, RefusesCreationByBlobAndSetCode) {
    for (const TransactionType type : {TransactionType::Blob, TransactionType::SetCode}) {
        Transaction transaction = make_transaction(type);
        transaction.to = std::nullopt;

        EXPECT_EQ(decode_transaction(encode(sign(transaction, make_key()))).error(),
                  DecodeError::MissingRecipient);
    }
}

TEST(Transaction, RefusesATypedParityAboveOne) {
    SignedTransaction transaction = sign(make_transaction(TransactionType::DynamicFee), make_key());
    transaction.signature.y_parity = 2;

    EXPECT_EQ(decode_transaction(encode(transaction)).error(), DecodeError::InvalidSignature);
}

TEST(Transaction, StandsInABodyAsAListOrAString) {
    const SignedTransaction legacy = sign(make_transaction(TransactionType::Legacy), make_key());
    const SignedTransaction typed = sign(make_transaction(TransactionType::DynamicFee), make_key());

    EXPECT_EQ(encode_for_body(legacy), encode(legacy));
    EXPECT_EQ(encode_for_body(typed)[0], 0xb8);
}

TEST(Authorization, NamesItsAuthority) {
    const crypto::PrivateKey key = make_key(0x11);

    const Authorization authorization = sign({1, Address{{7}}, 5}, key);

    EXPECT_EQ(recover_authority(authorization), crypto::address_of(key));
}

TEST(Authorization, IsWorthlessWithHighSOrForeignParity) {
    Authorization authorization = sign({1, Address{{7}}, 5}, make_key());
    Authorization high = authorization;
    high.s = Uint256::max() - 5;
    authorization.y_parity = 2;

    EXPECT_EQ(recover_authority(high), std::nullopt);
    EXPECT_EQ(recover_authority(authorization), std::nullopt);
}

}  // namespace
}  // namespace deed::block
