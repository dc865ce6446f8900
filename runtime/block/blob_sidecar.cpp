#include "runtime/block/blob_sidecar.hpp"

#include "runtime/block/field_reader.hpp"
#include "vm/base/rlp.hpp"
#include "vm/crypto/kzg.hpp"

namespace deed::block {
namespace {

namespace kzg = crypto::kzg;

constexpr auto kBlobType = static_cast<uint8_t>(TransactionType::Blob);

std::vector<FixedBytes<48>> read_points(FieldReader list) {
    std::vector<FixedBytes<48>> points;
    while (!list.at_end()) points.push_back(list.fixed<48>());
    return points;
}

Bytes encode_points(const std::vector<FixedBytes<48>>& points) {
    rlp::ListBuilder list;
    for (const auto& point : points) list.add(point);
    return list.finish();
}

bool holds(const BlobSidecar& sidecar, size_t index) {
    const Bytes& blob = sidecar.blobs[index];
    const auto& commitment = sidecar.commitments[index];
    if (sidecar.form == BlobProofs::PerBlob)
        return kzg::verify_blob(blob, commitment, sidecar.proofs[index]) == kzg::Verdict::Holds;
    const auto proofs = std::span{sidecar.proofs}.subspan(index * kzg::kCellsPerBlob, kzg::kCellsPerBlob);
    return kzg::verify_cells(blob, commitment, proofs) == kzg::Verdict::Holds;
}

}  // namespace

size_t BlobSidecar::size() const {
    return blobs.size() * kzg::kBlobSize + (commitments.size() + proofs.size()) * kzg::CompressedPoint::kSize;
}

Bytes encode_pooled(const SignedTransaction& transaction, const BlobSidecar* sidecar) {
    Bytes envelope = encode(transaction);
    if (sidecar == nullptr) return envelope;
    rlp::ListBuilder blobs;
    for (const Bytes& blob : sidecar->blobs) blobs.add(blob);
    rlp::ListBuilder fields;
    fields.add_encoded(BytesView{envelope}.subspan(1));
    if (sidecar->form == BlobProofs::PerCell) fields.add(static_cast<uint64_t>(BlobProofs::PerCell));
    fields.add_encoded(blobs.finish());
    fields.add_encoded(encode_points(sidecar->commitments)).add_encoded(encode_points(sidecar->proofs));
    Bytes result{kBlobType};
    append(result, fields.finish());
    return result;
}

Result<PooledTransaction, DecodeError> decode_pooled_transaction(BytesView bytes) {
    PooledTransaction result;
    const bool may_have_sidecar = !bytes.empty() && bytes[0] == kBlobType;
    FieldReader::ErrorPlace error;
    std::optional<FieldReader> fields;
    if (may_have_sidecar) {
        DEED_TRY(outer, decode_outer_list(bytes.subspan(1)));
        fields.emplace(outer, error);
    }
    if (!fields || !fields->is_list_next()) {
        DEED_TRY(transaction, decode_transaction(bytes));
        result.transaction = std::move(transaction);
        return result;
    }
    Bytes envelope{kBlobType};
    append(envelope, fields->item().encoded);
    BlobSidecar& sidecar = result.sidecar.emplace();
    if (!fields->is_list_next()) {
        sidecar.form = BlobProofs::PerCell;
        if (fields->number() != static_cast<uint64_t>(BlobProofs::PerCell))
            fields->fail(DecodeError::UnknownType);
    }
    for (FieldReader blobs = fields->list(); !blobs.at_end();) sidecar.blobs.push_back(blobs.bytes());
    sidecar.commitments = read_points(fields->list());
    sidecar.proofs = read_points(fields->list());
    fields->finish();
    if (error) return Failure{*error};
    DEED_TRY(transaction, decode_transaction(envelope));
    result.transaction = std::move(transaction);
    return result;
}

Result<std::monostate, SidecarError> check_sidecar(const Transaction& transaction,
                                                   const BlobSidecar& sidecar) {
    const size_t count = transaction.blob_versioned_hashes.size();
    const size_t proofs = sidecar.form == BlobProofs::PerCell ? count * kzg::kCellsPerBlob : count;
    if (sidecar.blobs.size() != count || sidecar.commitments.size() != count ||
        sidecar.proofs.size() != proofs)
        return Failure{SidecarError::WrongCount};
    for (size_t i = 0; i < count; ++i)
        if (kzg::versioned_hash(sidecar.commitments[i]) != transaction.blob_versioned_hashes[i])
            return Failure{SidecarError::WrongHash};
    for (size_t i = 0; i < count; ++i)
        if (!holds(sidecar, i)) return Failure{SidecarError::WrongProof};
    return std::monostate{};
}

}  // namespace deed::block
