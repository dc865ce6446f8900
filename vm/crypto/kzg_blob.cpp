#include <array>
#include <optional>
#include <vector>

#include "vm/base/hex.hpp"
#include "vm/crypto/kzg_group.hpp"
#include "vm/crypto/sha256.hpp"

namespace deed::crypto::kzg {
namespace {

using bls12_381::field_constant;
using bls12_381::Fp;
using bls12_381::G1;
using bls12_381::G2;

/// The field of the polynomials: numbers modulo the order of the groups.
struct ScalarParameters {
    static constexpr std::array<uint64_t, 4> kModulus = {0xffffffff00000001, 0x53bda402fffe5bfe,
                                                         0x3339d80809a1d805, 0x73eda753299d7d48};
};
using Scalar = PrimeField<ScalarParameters>;

constexpr size_t kNumbersPerCell = 64;
constexpr size_t kCosets = kNumbersPerBlob / kNumbersPerCell;

/// The 64th power of the ceremony's secret times the generator of the second group.
constexpr G2 kCellPower2{
    {field_constant(
         "12838a761053437883c3e01ba616670cea843754548ef84bcc397de2369adcca2ab54cd73c55dc68d87aec3fc2fe4f10"),
     field_constant(
         "12dcc5a1c8c3e1b28b1524e3dd6dbecd63017c9201da9dbe077f1b82adc08c50169f56fc7b5a3b28ec6b89254de3e2fd")},
    {field_constant(
         "01ae6000d8e795efa3e96b939df6861db9f6bcff35b4694605ad5fdaf950fec9ae3e9c7e28da965024ed859c18db9c73"),
     field_constant("056e7a04ea62222711a986e4f4f38ba4909ea2f4cb8abe56fec9fe9bcfadbcea5fb660bc4b1032ed359261d7"
                    "4d2ba725")}};

constexpr std::string_view kSecretPowers[] = {
#define DEED_SECRET_POWER(point) point,
#include "vm/crypto/ceremony.def"
#undef DEED_SECRET_POWER
};
static_assert(std::size(kSecretPowers) == kNumbersPerCell);

std::array<G1, kNumbersPerCell> decompress_powers() {
    std::array<G1, kNumbersPerCell> points;
    for (size_t i = 0; i < points.size(); ++i)
        points[i] = decompress(fixed_from_hex<48>(kSecretPowers[i]).value()).value();
    return points;
}

const std::array<G1, kNumbersPerCell>& secret_powers() {
    static const auto points = decompress_powers();
    return points;
}

Scalar power(Scalar base, Uint256 exponent) {
    Scalar result = Scalar::one();
    for (; exponent; exponent = exponent >> 1) {
        if ((exponent[0] & 1) != 0) result = result * base;
        base = base.squared();
    }
    return result;
}

/// A root of unity of exactly this order, a power of two: 7 generates the field's numbers.
Scalar root_of_unity(uint64_t order) {
    return power(Scalar::from(7), (bls12_381::kOrder - Uint256{1}) / Uint256{order});
}

size_t reverse_bits(size_t index, unsigned bits) {
    size_t reversed = 0;
    for (unsigned i = 0; i < bits; ++i) reversed |= (index >> i & 1) << (bits - 1 - i);
    return reversed;
}

Scalar to_scalar(const Uint256& number) {
    return Scalar::from_limbs({number[0], number[1], number[2], number[3]});
}

Uint256 to_number(const Scalar& scalar) {
    const auto limbs = scalar.to_limbs();
    return Uint256{limbs[0], limbs[1], limbs[2], limbs[3]};
}

/// Any 32 bytes as a number of the field (hash_to_bls_field).
Scalar reduce(const Hash& digest) {
    return to_scalar(to_word(digest) % bls12_381::kOrder);
}

using Polynomial = std::vector<Scalar>;

/// The blob's polynomial by its coefficients, lowest first; nothing when a number is not below the order.
std::optional<Polynomial> coefficients_of(BytesView blob) {
    Polynomial values(kNumbersPerBlob);
    for (size_t i = 0; i < kNumbersPerBlob; ++i) {
        const auto value = Scalar::from_bytes(blob.subspan(i * 32, 32));
        if (!value) return std::nullopt;
        values[i] = *value;
    }
    // Values in the order of reversed bits go in, coefficients come out in their order: the inverse of a
    // Fourier transform by decimation in time (Cooley and Tukey), with the inverse root.
    const Scalar root = root_of_unity(kNumbersPerBlob).inverted();
    for (size_t half = 1; half < kNumbersPerBlob; half *= 2) {
        const Scalar step = power(root, Uint256{kNumbersPerBlob / (2 * half)});
        for (size_t start = 0; start < kNumbersPerBlob; start += 2 * half) {
            Scalar twiddle = Scalar::one();
            for (size_t i = start; i < start + half; ++i) {
                const Scalar odd = values[i + half] * twiddle;
                values[i + half] = values[i] - odd;
                values[i] = values[i] + odd;
                twiddle = twiddle * step;
            }
        }
    }
    const Scalar scale = Scalar::from(kNumbersPerBlob).inverted();
    for (Scalar& value : values) value = value * scale;
    return values;
}

/// Where the polynomial is looked at, so that nobody can choose it (compute_challenge).
Scalar challenge_of(BytesView blob, const CompressedPoint& commitment) {
    Bytes message = to_bytes(as_bytes("FSBLOBVERIFY_V1_"));
    message.resize(message.size() + 16);
    message[message.size() - 2] = kNumbersPerBlob >> 8;
    append(message, blob);
    append(message, commitment);
    return reduce(sha256(message));
}

/// What the cells' proofs are weighed with, so that errors cannot cancel.
Scalar weight_of(BytesView blob, const CompressedPoint& commitment, std::span<const CompressedPoint> proofs) {
    Bytes message = to_bytes(as_bytes("deed.cells.1"));
    append(message, blob);
    append(message, commitment);
    for (const auto& proof : proofs) append(message, proof);
    return reduce(sha256(message));
}

/// What is weighed of all cells together, each by another power of one weight.
struct Weighed {
    Scalar total;                                     ///< of the weights
    std::array<Scalar, kNumbersPerCell> remainder{};  ///< the polynomial modulo each cell's, by coefficient
    std::vector<AffineTerm<Fp>> proofs;
    std::vector<AffineTerm<Fp>> shifted_proofs;  ///< each times the 64th power of its cell's first point
};

Weighed weigh(const Polynomial& polynomial, std::span<const G1> proofs, const Scalar& weight) {
    Weighed result;
    // On all points of a cell x^64 is one number c: there the polynomial is Σ p[j + 64m]·c^m·x^j.
    std::array<Scalar, kCosets> sums{};
    const Scalar root = root_of_unity(kCellsPerBlob);
    Scalar factor = Scalar::one();
    for (size_t cell = 0; cell < kCellsPerBlob; ++cell) {
        const Scalar c = power(root, Uint256{reverse_bits(cell, 7)});
        Scalar term = factor;
        for (Scalar& sum : sums) {
            sum = sum + term;
            term = term * c;
        }
        result.total = result.total + factor;
        result.proofs.push_back({proofs[cell], to_number(factor)});
        result.shifted_proofs.push_back({proofs[cell], to_number(factor * c)});
        factor = factor * weight;
    }
    for (size_t m = 0; m < kCosets; ++m)
        for (size_t j = 0; j < kNumbersPerCell; ++j)
            result.remainder[j] = result.remainder[j] + polynomial[j + kNumbersPerCell * m] * sums[m];
    return result;
}

}  // namespace

Verdict verify_blob(BytesView blob, const CompressedPoint& commitment, const CompressedPoint& proof) {
    if (blob.size() != kBlobSize) return Verdict::Malformed;
    const auto polynomial = coefficients_of(blob);
    if (!polynomial || !decompress(commitment)) return Verdict::Malformed;
    const Scalar z = challenge_of(blob, commitment);
    Scalar y;
    for (size_t i = kNumbersPerBlob; i-- > 0;) y = y * z + (*polynomial)[i];
    return verify_proof(commitment, to_hash(to_number(z)), to_hash(to_number(y)), proof);
}

Verdict verify_cells(BytesView blob, const CompressedPoint& commitment,
                     std::span<const CompressedPoint> proofs) {
    if (blob.size() != kBlobSize || proofs.size() != kCellsPerBlob) return Verdict::Malformed;
    const auto polynomial = coefficients_of(blob);
    const auto c = decompress(commitment);
    if (!polynomial || !c) return Verdict::Malformed;
    std::vector<G1> points;
    for (const auto& proof : proofs) {
        const auto point = decompress(proof);
        if (!point) return Verdict::Malformed;
        points.push_back(*point);
    }
    const Weighed weighed = weigh(*polynomial, points, weight_of(blob, commitment, proofs));

    // For each cell P - R = Q·(x^64 - c), R being the polynomial on the cell and Q what its proof commits to:
    // e(P - R + c·Q, G2) · e(-Q, s^64·G2) = 1, here for all cells at once.
    std::vector<AffineTerm<Fp>> terms = weighed.shifted_proofs;
    terms.push_back({*c, to_number(weighed.total)});
    for (size_t j = 0; j < kNumbersPerCell; ++j)
        terms.push_back({-secret_powers()[j], to_number(weighed.remainder[j])});
    const G1 left = bls12_381::multiply(terms).to_affine();
    const G1 right = bls12_381::multiply(weighed.proofs).to_affine();
    const bls12_381::PointPair pairs[] = {{left, kGenerator2}, {-right, kCellPower2}};
    return bls12_381::pairing_is_one(pairs) ? Verdict::Holds : Verdict::DoesNotHold;
}

}  // namespace deed::crypto::kzg
