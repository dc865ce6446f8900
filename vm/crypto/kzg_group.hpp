#pragma once

#include "vm/crypto/bls12_381_curve.hpp"
#include "vm/crypto/kzg.hpp"

/// What the files about KZG share. Private to this folder.
namespace deed::crypto::kzg {

/// The generator of the second group.
inline constexpr bls12_381::G2 kGenerator2{
    {bls12_381::field_constant(
         "024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8"),
     bls12_381::field_constant(
         "13e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e")},
    {bls12_381::field_constant(
         "0ce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801"),
     bls12_381::field_constant(
         "0606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075f"
         "f05f79be")}};

/// A point of the first group from its x and three flags on top of it; nothing when it is none, or not the
/// only way to write it.
[[nodiscard]] std::optional<bls12_381::G1> decompress(const CompressedPoint& bytes);

}  // namespace deed::crypto::kzg
