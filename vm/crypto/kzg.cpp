#include "vm/crypto/kzg.hpp"

#include "vm/crypto/kzg_group.hpp"
#include "vm/crypto/sha256.hpp"

namespace deed::crypto::kzg {
namespace {

using bls12_381::field_constant;
using bls12_381::Fp;
using bls12_381::G1;
using bls12_381::G2;

constexpr G1 kGenerator1{
    field_constant(
        "17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb"),
    field_constant(
        "08b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1")};

/// The secret of the ceremony times the generator: the second G2 point of the trusted setup.
constexpr G2 kSecretTimesGenerator2{
    {field_constant(
         "185cbfee53492714734429b7b38608e23926c911cceceac9a36851477ba4c60b087041de621000edc98edada20c1def2"),
     field_constant(
         "15bfd7dd8cdeb128843bc287230af38926187075cbfbefa81009a2ce615ac53d2914e5870cb452d2afaaab24f3499f72")},
    {field_constant(
         "014353bdb96b626dd7d5ee8599d1fca2131569490e28de18e82451a496a9c9794ce26d105941f383ee689bfbbb832a99"),
     field_constant("1666c54b0a32529503432fcae0181b4bef79de09fc63671fda5ed1ba9bfa07899495346f3d7ac9cd23048ef3"
                    "0d0a154f")}};

}  // namespace

Verdict verify_proof(const CompressedPoint& commitment, const Hash& z, const Hash& y,
                     const CompressedPoint& proof) {
    if (z >= kFieldOrder || y >= kFieldOrder) return Verdict::Malformed;
    const auto c = decompress(commitment);
    const auto pi = c ? decompress(proof) : std::nullopt;
    if (!pi) return Verdict::Malformed;

    // e(C − y·G1, −G2) · e(π, s·G2 − z·G2) = 1, with z moved to the first group, where products are cheaper.
    const AffineTerm<Fp> terms[] = {{-kGenerator1, to_word(y)}, {*pi, to_word(z)}};
    const G1 left = (bls12_381::multiply(terms) + *c).to_affine();
    const bls12_381::PointPair pairs[] = {{left, -kGenerator2}, {*pi, kSecretTimesGenerator2}};
    return bls12_381::pairing_is_one(pairs) ? Verdict::Holds : Verdict::DoesNotHold;
}

Hash versioned_hash(const CompressedPoint& commitment) {
    Hash hash = sha256(commitment);
    hash[0] = 0x01;
    return hash;
}

}  // namespace deed::crypto::kzg
