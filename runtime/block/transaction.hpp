#pragma once

#include <optional>

#include "runtime/block/decode_error.hpp"
#include "vm/base/bytes.hpp"
#include "vm/base/result.hpp"
#include "vm/base/uint256.hpp"
#include "vm/crypto/secp256k1.hpp"

namespace deed::block {

enum class TransactionType : uint8_t {
    Legacy = 0,      ///< a bare RLP list, with or without a chain id (EIP-155)
    AccessList = 1,  ///< EIP-2930
    DynamicFee = 2,  ///< EIP-1559
    Blob = 3,        ///< EIP-4844
    SetCode = 4,     ///< EIP-7702
};

/// What a transaction announces to use of one account (EIP-2930).
struct AccessListEntry {
    Address address;
    std::vector<Hash> slots;

    bool operator==(const AccessListEntry&) const = default;
};
using AccessList = std::vector<AccessListEntry>;

/// An account's consent to run the code at `address` as its own (EIP-7702). It may be worthless: the
/// signature and chain are judged when the transaction runs, and a bad one is only passed over.
struct Authorization {
    Uint256 chain_id;  ///< zero: any chain
    Address address;   ///< zero: no code any more
    uint64_t nonce = 0;
    uint8_t y_parity = 0;
    Uint256 r;
    Uint256 s;

    bool operator==(const Authorization&) const = default;
};

/// What a transaction asks for, without who asks. Fields that its type does not have are empty.
struct Transaction {
    TransactionType type = TransactionType::Legacy;
    std::optional<uint64_t> chain_id;  ///< absent only in legacy transactions without replay protection
    uint64_t nonce = 0;
    Uint256
        max_priority_fee_per_gas;  ///< equal to `max_fee_per_gas` in types 0 and 1, which name one gas price
    Uint256 max_fee_per_gas;
    uint64_t gas_limit = 0;
    std::optional<Address> to;  ///< absent: creates a contract
    Uint256 value;
    Bytes data;
    AccessList access_list;
    Uint256 max_fee_per_blob_gas;
    std::vector<Hash> blob_versioned_hashes;
    std::vector<Authorization> authorization_list;

    bool operator==(const Transaction&) const = default;

    /// Whether the type names the two fees of EIP-1559 instead of one price.
    [[nodiscard]] bool has_dynamic_fee() const { return type >= TransactionType::DynamicFee; }
};

/// A transaction and the signature that says who asks.
struct SignedTransaction {
    Transaction fields;
    crypto::Signature signature;

    bool operator==(const SignedTransaction&) const = default;
};

/// The form that is hashed, sent and put into blocks as it is: a bare list, or the type byte and a list
/// (EIP-2718).
[[nodiscard]] Bytes encode(const SignedTransaction& transaction);
/// Reads what `encode` writes, strictly. The signature's words are within 256 bits and its parity is 0 or 1;
/// what else must hold depends on the fork and is the business of validation.
[[nodiscard]] Result<SignedTransaction, DecodeError> decode_transaction(BytesView bytes);

/// How the transaction stands inside a block's list: a bare list as it is, a typed one wrapped into a string.
[[nodiscard]] Bytes encode_for_body(const SignedTransaction& transaction);

/// The digest that the sender signs.
[[nodiscard]] Hash signing_hash(const Transaction& transaction);
/// The transaction's hash: Keccak-256 of the encoded form.
[[nodiscard]] Hash hash_of(const SignedTransaction& transaction);

[[nodiscard]] SignedTransaction sign(Transaction transaction, const crypto::PrivateKey& key);
/// Who signed; nothing when the signature belongs to nobody. Low s is not asked for here.
[[nodiscard]] std::optional<Address> recover_sender(const SignedTransaction& transaction);
/// Who signed the authorization, or nothing: here s must be low (EIP-7702).
[[nodiscard]] std::optional<Address> recover_authority(const Authorization& authorization);
/// The digest that an authority signs: keccak256(0x05 || rlp([chain_id, address, nonce])).
[[nodiscard]] Hash signing_hash(const Authorization& authorization);
/// Signs @p authorization, whose signature fields are overwritten.
[[nodiscard]] Authorization sign(Authorization authorization, const crypto::PrivateKey& key);

}  // namespace deed::block
