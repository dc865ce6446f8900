#include "fuzz/pairing_curves.hpp"
#include "fuzz/precompile_call.hpp"
#include "vm/crypto/sha256.hpp"

// The precompile that judges KZG proofs (EIP-4844). From one proof of the public vectors that holds at z, for
// C and y with the quotient π, follow by linearity those for a·C + k·G, a·y + k and a·π. They must hold; with
// another y, or with any byte of the call changed, they must not.

namespace {

using namespace deed;
using algebra::Integer;
using algebra::Point;

constexpr size_t kCompressedSize = 48;

/// A point of the first group in the compressed form of ZCash: x, and flags for "compressed", infinity,
/// larger y.
Bytes compressed(const Point& point) {
    Bytes bytes = algebra::bytes_of(point.x.a, kCompressedSize);
    bytes[0] |= 0x80;
    if (point.is_infinity) bytes[0] |= 0x40;
    if (point.y.a * 2 > algebra::bls12_381().field.prime()) bytes[0] |= 0x20;
    return bytes;
}

Point decompressed(const char* hex, bool has_larger_y) {
    const auto& pairing = algebra::bls12_381();
    const Integer x{hex, 16};
    const auto root = pairing.field.prime_root(pairing.first.curve.right_side({x, 0}).a);
    DEED_ASSERT(root.has_value());
    const bool is_larger = *root * 2 > pairing.field.prime();
    return {{x, 0}, {is_larger == has_larger_y ? *root : Integer{pairing.field.prime() - *root}, 0}, false};
}

struct Proof {
    Integer z;
    Integer y;
    Point commitment;
    Point quotient;
};

/// The public vector of which the others are made; a4… is a compressed point with the larger y.
const Proof& known_proof() {
    static const Proof proof{Integer{"564c0a11a0f704f4fc3e8acfe0f8245f0ad1347b378fbf96e206da11a5d36306", 16},
                             Integer{"6d928e13fe443e957d82e3e71d48cb65d51028eb4483e719bf8efcdf12f7c321", 16},
                             decompressed("0421e229565952cfff4ef3517100a97da1d4fe57956fa50a442f92af03b1bf37ad"
                                          "acc8ad4ed209b31287ea5bb94d9d06",
                                          true),
                             decompressed("0444d6bb5aadc3ceb615b50d6606bd54bfe529f59247987cd1ab848d19de599a90"
                                          "52f1835fb0d0d44cf70183e19a68c9",
                                          true)};
    return proof;
}

Bytes call_of(const Proof& proof) {
    const Bytes commitment = compressed(proof.commitment);
    Hash versioned = crypto::sha256(commitment);
    versioned[0] = 0x01;
    Bytes call = to_bytes(versioned);
    append(call, algebra::bytes_of(proof.z, 32));
    append(call, algebra::bytes_of(proof.y, 32));
    append(call, commitment);
    append(call, compressed(proof.quotient));
    return call;
}

Proof derived(const Integer& factor, const Integer& constant) {
    const auto& group = algebra::bls12_381().first;
    const Proof& known = known_proof();
    return {known.z, (factor * known.y + constant) % group.order,
            group.curve.add(group.curve.multiply(known.commitment, factor),
                            group.curve.multiply(group.generator, constant)),
            group.curve.multiply(known.quotient, factor)};
}

/// The number of field elements in a blob, and the order of the field.
Bytes answer() {
    Bytes bytes = algebra::bytes_of(4096, 32);
    append(bytes, algebra::bytes_of(algebra::bls12_381().first.order, 32));
    return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size < 4) return 0;
    const Integer& order = algebra::bls12_381().first.order;
    const BytesView numbers{data + 3, size - 3};
    const size_t half = std::min<size_t>(numbers.size() / 2, 32);
    Proof proof = derived(algebra::integer_from(numbers.first(half)) % order,
                          algebra::integer_from(numbers.subspan(half, half)) % order);
    const Bytes call = call_of(proof);
    DEED_ASSERT(call_precompile(0x0a, call) == answer());

    Bytes corrupted = call;
    corrupted[data[0] % call.size()] ^= data[1];
    // A constant polynomial has the value y at every z.
    const bool is_constant = proof.quotient.is_infinity;
    const bool changes_z = data[0] % call.size() / 32 == 1;
    if (data[1] != 0 && !(is_constant && changes_z)) DEED_ASSERT(!call_precompile(0x0a, corrupted));

    proof.y = (proof.y + 1 + data[2]) % order;
    DEED_ASSERT(!call_precompile(0x0a, call_of(proof)));
    DEED_ASSERT(!call_precompile(0x0a, numbers));
    return 0;
}
