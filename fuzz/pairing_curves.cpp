#include "fuzz/pairing_curves.hpp"

#include "vm/base/assert.hpp"

namespace deed::algebra {
namespace {

Integer hex(const char* digits) {
    return Integer{digits, 16};
}

Pairing make_bn254() {
    const Field field{
        Integer{"21888242871839275222246405745257275088696311157297823662689037894645226208583"}};
    const Integer order{"21888242871839275222246405745257275088548364400416034343698204186575808495617"};
    const Number b{3, 0};
    const Point generator{
        {Integer{"10857046999023057135944570762232829481370756359578518086990519993285655852781"},
         Integer{"11559732032986387107991004021392285783925812861821192530917403151452391805634"}},
        {Integer{"8495653923123431417604973247489272438418190587263600148770280649306958101930"},
         Integer{"4082367875863433681332203403145435568316851327593401208105741076214120093531"}},
        false};
    Pairing pairing{
        field,
        {Curve{field, {}, b}, order, {{1, 0}, {2, 0}, false}, 1, 32, false},
        {Curve{field, {}, field.multiply(b, field.inverse({9, 1}))}, order, generator, 2, 32, true}};
    return pairing;
}

Pairing make_bls12_381() {
    const Field field{hex(
        "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab")};
    const Integer order = hex("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001");
    const Point first{{hex("17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeff"
                           "b3af00adb22c6bb"),
                       0},
                      {hex("08b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40"
                           "caa232946c5e7e1"),
                       0},
                      false};
    const Point second{{hex("024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbef"
                            "d48056c8c121bdb8"),
                        hex("13e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57"
                            "e5ac7d055d042b7e")},
                       {hex("0ce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289"
                            "e193548608b82801"),
                        hex("0606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af267492ab572e99ab3f370d275cec1da1"
                            "aaa9075ff05f79be")},
                       false};
    return {field,
            {Curve{field, {}, {4, 0}}, order, first, 1, 64, false},
            {Curve{field, {}, {4, 4}}, order, second, 2, 64, false}};
}

}  // namespace

const Pairing& bn254() {
    static const Pairing pairing = make_bn254();
    return pairing;
}

const Pairing& bls12_381() {
    static const Pairing pairing = make_bls12_381();
    return pairing;
}

Bytes write_number(const Group& group, const Number& number) {
    if (group.parts == 1) return bytes_of(number.a, group.width);
    Bytes bytes = bytes_of(group.imaginary_first ? number.b : number.a, group.width);
    append(bytes, bytes_of(group.imaginary_first ? number.a : number.b, group.width));
    return bytes;
}

std::optional<Number> read_number(const Group& group, const Field& field, BytesView bytes) {
    const Integer first = integer_from(bytes.first(group.width));
    const Integer second = integer_from(bytes.subspan(group.width));
    if (first >= field.prime() || second >= field.prime()) return std::nullopt;
    return group.imaginary_first ? Number{second, first} : Number{first, second};
}

Bytes write_point(const Group& group, const Point& point) {
    if (point.is_infinity) return Bytes(group.point_size());
    Bytes bytes = write_number(group, point.x);
    append(bytes, write_number(group, point.y));
    return bytes;
}

std::optional<Point> read_point(const Group& group, const Field& field, BytesView bytes) {
    DEED_ASSERT(bytes.size() == group.point_size());
    const auto x = read_number(group, field, bytes.first(bytes.size() / 2));
    const auto y = read_number(group, field, bytes.subspan(bytes.size() / 2));
    if (!x || !y) return std::nullopt;
    if (x->is_zero() && y->is_zero()) return Point{};
    const Point point{*x, *y, false};
    return group.curve.contains(point) ? std::optional{point} : std::nullopt;
}

}  // namespace deed::algebra
