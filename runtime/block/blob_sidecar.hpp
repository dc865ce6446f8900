#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "runtime/block/transaction.hpp"

namespace deed::block {

/// How the proofs of a transaction's blobs are made.
enum class BlobProofs : uint8_t {
    PerBlob = 0,  ///< one each, before Osaka (EIP-4844)
    PerCell = 1,  ///< one for each cell of each, since Osaka (EIP-7594)
};

/// What travels with a blob transaction until it is in a block, and never enters the chain.
struct BlobSidecar {
    BlobProofs form = BlobProofs::PerBlob;
    std::vector<Bytes> blobs;
    std::vector<FixedBytes<48>> commitments;
    std::vector<FixedBytes<48>> proofs;

    /// Its weight in bytes.
    [[nodiscard]] size_t size() const;
    bool operator==(const BlobSidecar&) const = default;
};

/// A transaction as it is sent: one with blobs has its sidecar.
struct PooledTransaction {
    SignedTransaction transaction;
    std::optional<BlobSidecar> sidecar;
};

/// The form in which transactions are sent, see `decode_pooled_transaction`. @p sidecar may be null.
[[nodiscard]] Bytes encode_pooled(const SignedTransaction& transaction, const BlobSidecar* sidecar);
/// Reads the form in which transactions are sent (EIP-4844 "network representation", EIP-7594): that of
/// `decode_transaction`, or a type-3 transaction with its sidecar.
[[nodiscard]] Result<PooledTransaction, DecodeError> decode_pooled_transaction(BytesView bytes);

/// Why a sidecar does not belong to a transaction.
enum class SidecarError : uint8_t {
    WrongCount,  ///< blobs, commitments or proofs are more or fewer than the transaction names
    WrongHash,   ///< a commitment is not the one that the transaction names
    WrongProof,  ///< a proof does not hold, or is malformed
};
[[nodiscard]] Result<std::monostate, SidecarError> check_sidecar(const Transaction& transaction,
                                                                 const BlobSidecar& sidecar);

}  // namespace deed::block
