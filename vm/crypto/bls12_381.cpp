#include "vm/crypto/bls12_381.hpp"

#include <algorithm>

#include "vm/crypto/bls12_381_curve.hpp"

namespace deed::crypto::bls12_381 {
namespace {

constexpr size_t kPadding = kFieldSize - Fp::kBytes;

std::optional<Fp> read_fp(BytesView bytes) {
    const auto padding = bytes.first(kPadding);
    if (std::any_of(padding.begin(), padding.end(), [](uint8_t byte) { return byte != 0; }))
        return std::nullopt;
    return Fp::from_bytes(bytes.subspan(kPadding, Fp::kBytes));
}

std::optional<Fp2> read_fp2(BytesView bytes) {
    const auto a = read_fp(bytes.first(kFieldSize));
    const auto b = a ? read_fp(bytes.subspan(kFieldSize, kFieldSize)) : std::nullopt;
    if (!b) return std::nullopt;
    return Fp2{*a, *b};
}

std::optional<G1> read_g1(BytesView bytes) {
    const auto x = read_fp(bytes.first(kFieldSize));
    const auto y = x ? read_fp(bytes.subspan(kFieldSize, kFieldSize)) : std::nullopt;
    if (!y || !is_on_curve(G1{*x, *y}, Fp::from(4))) return std::nullopt;
    return G1{*x, *y};
}

std::optional<G2> read_g2(BytesView bytes) {
    const auto x = read_fp2(bytes.first(2 * kFieldSize));
    const auto y = x ? read_fp2(bytes.subspan(2 * kFieldSize, 2 * kFieldSize)) : std::nullopt;
    if (!y || !is_on_curve(G2{*x, *y}, Parameters::twist_b())) return std::nullopt;
    return G2{*x, *y};
}

template <typename Point>
std::optional<Point> only_in_subgroup(const std::optional<Point>& point) {
    return point && is_in_subgroup(*point) ? point : std::nullopt;
}

void write_fp2(const Fp2& number, uint8_t* bytes) {
    number.a.to_bytes(bytes + kPadding);
    number.b.to_bytes(bytes + kFieldSize + kPadding);
}

G1Point write(const G1& point) {
    G1Point bytes;
    point.x.to_bytes(bytes.data() + kPadding);
    point.y.to_bytes(bytes.data() + kFieldSize + kPadding);
    return bytes;
}

G2Point write(const G2& point) {
    G2Point bytes;
    write_fp2(point.x, bytes.data());
    write_fp2(point.y, bytes.data() + 2 * kFieldSize);
    return bytes;
}

/// Reads terms of a point of @p point_size bytes and a scalar, and sums them up.
template <typename Field>
std::optional<Affine<Field>> sum_terms(BytesView terms, size_t point_size,
                                       std::optional<Affine<Field>> (*read_point)(BytesView)) {
    DEED_ASSERT(terms.size() % (point_size + 32) == 0);
    std::vector<AffineTerm<Field>> parsed;
    for (; !terms.empty(); terms = terms.subspan(point_size + 32)) {
        const auto point = only_in_subgroup(read_point(terms.first(point_size)));
        if (!point) return std::nullopt;
        parsed.push_back({*point, word_from(terms.subspan(point_size, 32))});
    }
    return multiply(std::span<const AffineTerm<Field>>{parsed}).to_affine();
}

}  // namespace

std::optional<G1Point> add(const G1Point& p, const G1Point& q) {
    const auto a = read_g1(p);
    const auto b = a ? read_g1(q) : std::nullopt;
    if (!b) return std::nullopt;
    return write((Jacobian<Fp>{*a} + *b).to_affine());
}

std::optional<G2Point> add(const G2Point& p, const G2Point& q) {
    const auto a = read_g2(p);
    const auto b = a ? read_g2(q) : std::nullopt;
    if (!b) return std::nullopt;
    return write((Jacobian<Fp2>{*a} + *b).to_affine());
}

std::optional<G1Point> multiply_g1(BytesView terms) {
    const auto sum = sum_terms<Fp>(terms, G1Point::kSize, read_g1);
    if (!sum) return std::nullopt;
    return write(*sum);
}

std::optional<G2Point> multiply_g2(BytesView terms) {
    const auto sum = sum_terms<Fp2>(terms, G2Point::kSize, read_g2);
    if (!sum) return std::nullopt;
    return write(*sum);
}

std::optional<bool> pairing_is_one(BytesView pairs) {
    DEED_ASSERT(pairs.size() % kPairSize == 0);
    std::vector<PointPair> parsed;
    for (; !pairs.empty(); pairs = pairs.subspan(kPairSize)) {
        const auto p = only_in_subgroup(read_g1(pairs.first(G1Point::kSize)));
        const auto q =
            p ? only_in_subgroup(read_g2(pairs.subspan(G1Point::kSize, G2Point::kSize))) : std::nullopt;
        if (!q) return std::nullopt;
        parsed.push_back({*p, *q});
    }
    return pairing_is_one(parsed);
}

std::optional<G1Point> map_to_g1(const FixedBytes<kFieldSize>& number) {
    const auto parsed = read_fp(number);
    if (!parsed) return std::nullopt;
    return write(map_to_g1(*parsed));
}

std::optional<G2Point> map_to_g2(const FixedBytes<2 * kFieldSize>& number) {
    const auto parsed = read_fp2(number);
    if (!parsed) return std::nullopt;
    return write(map_to_g2(*parsed));
}

}  // namespace deed::crypto::bls12_381
