#pragma once

#include <span>

#include "vm/base/bytes.hpp"

/// KZG commitments to blobs (EIP-4844, consensus-specs "polynomial-commitments") with the setup of the public
/// ceremony.
namespace deed::crypto::kzg {

/// A compressed point of BLS12-381's first group.
using CompressedPoint = FixedBytes<48>;

/// The order of the group: numbers of the polynomial's field are below it.
inline constexpr Hash kFieldOrder{{0x73, 0xed, 0xa7, 0x53, 0x29, 0x9d, 0x7d, 0x48, 0x33, 0x39, 0xd8,
                                   0x08, 0x09, 0xa1, 0xd8, 0x05, 0x53, 0xbd, 0xa4, 0x02, 0xff, 0xfe,
                                   0x5b, 0xfe, 0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x01}};

/// How a proof was judged.
enum class Verdict : uint8_t {
    Holds,
    DoesNotHold,
    Malformed  ///< a number not below the order, or bytes that are no point of the group
};

/// Judges @p proof that the polynomial behind @p commitment has the value @p y at @p z.
[[nodiscard]] Verdict verify_proof(const CompressedPoint& commitment, const Hash& z, const Hash& y,
                                   const CompressedPoint& proof);

/// A blob is 4,096 numbers of the field, 32 big-endian bytes each: the values of a polynomial at the roots of
/// unity of that order, in the order of reversed bits.
inline constexpr size_t kNumbersPerBlob = 4'096;
inline constexpr size_t kBlobSize = kNumbersPerBlob * 32;
/// Stretched to twice its length, a blob is sampled in cells of 64 numbers (EIP-7594).
inline constexpr size_t kCellsPerBlob = 128;

/// Judges @p proof that @p commitment is that of @p blob (consensus-specs, verify_blob_kzg_proof).
[[nodiscard]] Verdict verify_blob(BytesView blob, const CompressedPoint& commitment,
                                  const CompressedPoint& proof);
/// Judges @p proofs, one for each cell of @p blob in order, that @p commitment is that of the blob
/// (EIP-7594).
[[nodiscard]] Verdict verify_cells(BytesView blob, const CompressedPoint& commitment,
                                   std::span<const CompressedPoint> proofs);

/// The name of a commitment in transactions: its SHA-256 with the first byte 1 (EIP-4844).
[[nodiscard]] Hash versioned_hash(const CompressedPoint& commitment);

}  // namespace deed::crypto::kzg
