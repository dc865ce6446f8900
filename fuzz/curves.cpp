#include <algorithm>
#include <array>

#include "fuzz/pairing_curves.hpp"
#include "fuzz/precompile_call.hpp"

// The precompiles of BN254 and BLS12-381 that add, multiply and pair. Sums and multiples are computed again
// with affine points; a pairing is judged by the sum of the products of discrete logarithms, which are known
// because the points are made as multiples of the generators. An input chooses the precompile, how its points
// are made, and a byte of the call that is changed.

namespace {

using namespace deed;
using algebra::Group;
using algebra::Integer;
using algebra::Pairing;
using algebra::Point;

/// Reads the input from its front; zeros follow its end.
class Choices {
  public:
    explicit Choices(BytesView input) : rest_(input) {}

    uint8_t byte() {
        if (rest_.empty()) return 0;
        const uint8_t first = rest_[0];
        rest_ = rest_.subspan(1);
        return first;
    }
    Bytes bytes(size_t size) {
        Bytes taken(size);
        for (uint8_t& each : taken) each = byte();
        return taken;
    }
    Integer integer(size_t size) { return algebra::integer_from(bytes(size)); }

  private:
    BytesView rest_;
};

/// A point as it is written, and its discrete logarithm where it is known.
struct Made {
    Bytes bytes;
    std::optional<Integer> logarithm;
};

Made multiple(const Group& group, const Integer& scalar) {
    return {write_point(group, group.curve.multiply(group.generator, scalar)), scalar};
}

Made make_point(const Pairing& pairing, const Group& group, Choices& choices) {
    switch (choices.byte() % 8) {
        case 0: return multiple(group, 0);
        case 1: return multiple(group, group.order - choices.byte());
        case 2: return multiple(group, choices.integer(32) % group.order);
        case 3: {
            // A point of the curve that need not be in the subgroup.
            const algebra::Number x{choices.integer(4), group.parts == 2 ? choices.integer(4) : Integer{0}};
            const auto y = group.parts == 2 ? pairing.field.root(group.curve.right_side(x))
                                            : [&]() -> std::optional<algebra::Number> {
                const auto root = pairing.field.prime_root(group.curve.right_side(x).a);
                return root ? std::optional{algebra::Number{*root, 0}} : std::nullopt;
            }();
            return y ? Made{write_point(group, {x, *y, false}), std::nullopt} : multiple(group, 1);
        }
        case 4: return {choices.bytes(group.point_size()), std::nullopt};
        default: return multiple(group, choices.byte());
    }
}

/// Changes a byte of @p call, one time out of four.
bool corrupt(Bytes& call, Choices& choices) {
    if (choices.byte() % 4 != 0) return false;
    const size_t at = choices.byte() << 8 | choices.byte();
    const uint8_t mask = choices.byte();
    if (!call.empty()) call[at % call.size()] ^= mask;
    return mask != 0;
}

enum class Membership : uint8_t { OfTheCurve, OfTheSubgroup };

std::optional<Point> read(const Pairing& pairing, const Group& group, BytesView bytes,
                          Membership membership) {
    const auto point = read_point(group, pairing.field, bytes);
    if (!point || membership == Membership::OfTheCurve) return point;
    return group.curve.multiply(*point, group.order).is_infinity ? point : std::nullopt;
}

void check_sum(uint16_t precompile, const Pairing& pairing, const Group& group, Choices& choices) {
    Bytes call = make_point(pairing, group, choices).bytes;
    append(call, make_point(pairing, group, choices).bytes);
    corrupt(call, choices);
    const BytesView view = call;
    const auto p = read(pairing, group, view.first(group.point_size()), Membership::OfTheCurve);
    const auto q = read(pairing, group, view.subspan(group.point_size()), Membership::OfTheCurve);
    const auto sum = p && q ? std::optional{write_point(group, group.curve.add(*p, *q))} : std::nullopt;
    DEED_ASSERT(call_precompile(precompile, call) == sum);
}

void check_multiples(uint16_t precompile, const Pairing& pairing, const Group& group, size_t count,
                     Choices& choices) {
    Bytes call;
    for (size_t i = 0; i < count; ++i) {
        append(call, make_point(pairing, group, choices).bytes);
        append(call, choices.bytes(32));
    }
    corrupt(call, choices);
    const size_t term_size = group.point_size() + 32;
    std::optional<Point> sum = Point{};
    for (size_t i = 0; i < count; ++i) {
        const BytesView term = BytesView{call}.subspan(i * term_size, term_size);
        const auto point = read(pairing, group, term.first(group.point_size()), Membership::OfTheSubgroup);
        const Integer scalar = algebra::integer_from(term.subspan(group.point_size()));
        if (!point) sum.reset();
        if (sum) sum = group.curve.add(*sum, group.curve.multiply(*point, scalar));
    }
    DEED_ASSERT(call_precompile(precompile, call) ==
                (sum ? std::optional{write_point(group, *sum)} : std::nullopt));
}

bool is_well_formed(const Pairing& pairing, BytesView call) {
    const size_t first = pairing.first.point_size();
    const size_t pair = first + pairing.second.point_size();
    for (size_t at = 0; at < call.size(); at += pair) {
        if (!read(pairing, pairing.first, call.subspan(at, first), Membership::OfTheSubgroup) ||
            !read(pairing, pairing.second, call.subspan(at + first, pair - first), Membership::OfTheSubgroup))
            return false;
    }
    return true;
}

void check_pairing(uint16_t precompile, const Pairing& pairing, size_t count, Choices& choices) {
    Bytes call;
    std::optional<Integer> logarithm = 0;
    for (size_t i = 0; i < count; ++i) {
        const Made p = make_point(pairing, pairing.first, choices);
        const Made q = make_point(pairing, pairing.second, choices);
        append(call, p.bytes);
        append(call, q.bytes);
        if (!p.logarithm || !q.logarithm) logarithm.reset();
        if (logarithm) logarithm = (*logarithm + *p.logarithm * *q.logarithm) % pairing.first.order;
    }
    if (logarithm && choices.byte() % 2 == 0) {
        append(call, multiple(pairing.first, pairing.first.order - *logarithm).bytes);
        append(call, multiple(pairing.second, 1).bytes);
        logarithm = 0;
    }
    if (corrupt(call, choices)) logarithm.reset();

    const auto output = call_precompile(precompile, call);
    DEED_ASSERT(output.has_value() == is_well_formed(pairing, call));
    if (!output || !logarithm) return;
    Bytes expected(32);
    expected.back() = *logarithm == 0 ? 1 : 0;
    DEED_ASSERT(*output == expected);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size < 2 || size > 400) return 0;
    Choices choices{{data, size}};
    const Pairing& bn = algebra::bn254();
    const Pairing& bls = algebra::bls12_381();
    switch (choices.byte() % 8) {
        case 0: check_sum(0x06, bn, bn.first, choices); break;
        case 1: check_multiples(0x07, bn, bn.first, 1, choices); break;
        case 2: check_pairing(0x08, bn, choices.byte() % 4, choices); break;
        case 3: check_sum(0x0b, bls, bls.first, choices); break;
        case 4: check_multiples(0x0c, bls, bls.first, 1 + choices.byte() % 4, choices); break;
        case 5: check_sum(0x0d, bls, bls.second, choices); break;
        case 6: check_multiples(0x0e, bls, bls.second, 1 + choices.byte() % 4, choices); break;
        default: check_pairing(0x0f, bls, 1 + choices.byte() % 3, choices); break;
    }
    return 0;
}
