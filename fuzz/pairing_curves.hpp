#pragma once

#include "fuzz/algebra.hpp"

/// The two pairing-friendly curves and their twists, as EIP-196, EIP-197 and EIP-2537 write their points.
namespace deed::algebra {

/// A group of points, and how a point is written.
struct Group {
    Curve curve;
    Integer order;  ///< of the subgroup that pairings are made of
    Point generator;
    size_t parts;  ///< numbers of the prime field in a coordinate: 1, or 2 on a twist
    size_t width;  ///< bytes of such a number
    bool imaginary_first;

    [[nodiscard]] size_t point_size() const { return 2 * parts * width; }
};

/// Both groups of a pairing, over one field.
struct Pairing {
    Field field;
    Group first;
    Group second;
};

[[nodiscard]] const Pairing& bn254();
[[nodiscard]] const Pairing& bls12_381();

/// A number of the field as a coordinate is written.
[[nodiscard]] Bytes write_number(const Group& group, const Number& number);
/// Nothing when a part is not below the prime.
[[nodiscard]] std::optional<Number> read_number(const Group& group, const Field& field, BytesView bytes);

[[nodiscard]] Bytes write_point(const Group& group, const Point& point);
/// Nothing when the bytes are no point of the curve; the subgroup is not asked for.
[[nodiscard]] std::optional<Point> read_point(const Group& group, const Field& field, BytesView bytes);

}  // namespace deed::algebra
