#include "vm/crypto/bn254.hpp"

#include "vm/precompiles/contracts.hpp"

// EIP-196 and EIP-197; prices of EIP-1108 since Istanbul.
namespace deed::precompiles {
namespace {

namespace bn254 = crypto::bn254;

std::optional<Bytes> as_output(const std::optional<bn254::Point>& point) {
    if (!point) return std::nullopt;
    return to_bytes(*point);
}

bn254::Point point_at(BytesView input, size_t offset) {
    return bn254::Point::from(padded_slice(input, offset, bn254::Point::kSize));
}

}  // namespace

int64_t bn254_add_gas(BytesView, isa::Revision revision) {
    return revision >= isa::Revision::Istanbul ? 150 : 500;
}

/// Input: two points. Output: their sum.
std::optional<Bytes> run_bn254_add(BytesView input, isa::Revision) {
    return as_output(bn254::add(point_at(input, 0), point_at(input, 64)));
}

int64_t bn254_mul_gas(BytesView, isa::Revision revision) {
    return revision >= isa::Revision::Istanbul ? 6000 : 40000;
}

/// Input: a point and a scalar. Output: their product.
std::optional<Bytes> run_bn254_mul(BytesView input, isa::Revision) {
    return as_output(bn254::multiply(point_at(input, 0), padded_word(input, 64)));
}

int64_t bn254_pairing_gas(BytesView input, isa::Revision revision) {
    const auto pairs = static_cast<int64_t>(input.size() / bn254::kPairSize);
    return revision >= isa::Revision::Istanbul ? 45000 + 34000 * pairs : 100000 + 80000 * pairs;
}

/// Input: pairs of points. Output: 1 as a word when the product of their pairings is one, else 0.
std::optional<Bytes> run_bn254_pairing(BytesView input, isa::Revision) {
    if (input.size() % bn254::kPairSize != 0) return std::nullopt;
    const auto is_one = bn254::pairing_is_one(input);
    if (!is_one) return std::nullopt;
    Bytes output(32);
    output[31] = *is_one ? 1 : 0;
    return output;
}

}  // namespace deed::precompiles
