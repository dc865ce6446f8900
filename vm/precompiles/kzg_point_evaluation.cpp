#include "vm/crypto/kzg.hpp"
#include "vm/precompiles/contracts.hpp"

// EIP-4844.
namespace deed::precompiles {
namespace {

namespace kzg = crypto::kzg;

constexpr size_t kInputSize = 192;
constexpr uint8_t kFieldElementsPerBlob[] = {0x10, 0x00};  // 4096

}  // namespace

int64_t kzg_point_evaluation_gas(BytesView, isa::Revision) {
    return 50000;
}

/// Input: versioned hash, z, y (32 bytes each), commitment, proof (48 each). Output: the numbers of elements
/// in a blob and of the field; fails when the proof does not hold.
std::optional<Bytes> run_kzg_point_evaluation(BytesView input, isa::Revision) {
    if (input.size() != kInputSize) return std::nullopt;
    const auto commitment = kzg::CompressedPoint::from(input.subspan(96, 48));
    if (kzg::versioned_hash(commitment) != Hash::from(input.first(32))) return std::nullopt;
    const auto z = Hash::from(input.subspan(32, 32));
    const auto y = Hash::from(input.subspan(64, 32));
    const auto proof = kzg::CompressedPoint::from(input.subspan(144, 48));
    if (kzg::verify_proof(commitment, z, y, proof) != kzg::Verdict::Holds) return std::nullopt;

    Bytes output(30);
    append(output, kFieldElementsPerBlob);
    append(output, kzg::kFieldOrder);
    return output;
}

}  // namespace deed::precompiles
