#include "vm/crypto/bls12_381_curve.hpp"

// RFC 9380, section 6.6.3: the simplified SWU map onto a curve with A, B ≠ 0, then an isogeny to ours, then
// clearing the cofactor. Constants: sections 8.8.1 and 8.8.2, appendices E.2 and E.3.
namespace deed::crypto::bls12_381 {
namespace {

// The isogenous curve of G1 and its isogeny of degree 11.

constexpr Fp kA1 = field_constant(
    "144698a3b8e9433d693a02c96d4982b0ea985383ee66a8d8e8981aefd881ac98936f8da0e0f97f5cf428082d584c1d");
constexpr Fp kB1 = field_constant(
    "12e2908d11688030018b12e8753eee3b2016c1f0f24f4070a0b9c14fcef35ef55a23215a316ceaa5d1cc48e98e172be0");
constexpr uint64_t kZ1 = 11;

// Coefficients from the lowest power up; the highest of the denominators is one.
constexpr Fp kXNumerator1[] = {
    field_constant(
        "11a05f2b1e833340b809101dd99815856b303e88a2d7005ff2627b56cdb4e2c85610c2d5f2e62d6eaeac1662734649b7"),
    field_constant(
        "17294ed3e943ab2f0588bab22147a81c7c17e75b2f6a8417f565e33c70d1e86b4838f2a6f318c356e834eef1b3cb83bb"),
    field_constant(
        "d54005db97678ec1d1048c5d10a9a1bce032473295983e56878e501ec68e25c958c3e3d2a09729fe0179f9dac9edcb0"),
    field_constant(
        "1778e7166fcc6db74e0609d307e55412d7f5e4656a8dbf25f1b33289f1b330835336e25ce3107193c5b388641d9b6861"),
    field_constant(
        "e99726a3199f4436642b4b3e4118e5499db995a1257fb3f086eeb65982fac18985a286f301e77c451154ce9ac8895d9"),
    field_constant(
        "1630c3250d7313ff01d1201bf7a74ab5db3cb17dd952799b9ed3ab9097e68f90a0870d2dcae73d19cd13c1c66f652983"),
    field_constant(
        "d6ed6553fe44d296a3726c38ae652bfb11586264f0f8ce19008e218f9c86b2a8da25128c1052ecaddd7f225a139ed84"),
    field_constant(
        "17b81e7701abdbe2e8743884d1117e53356de5ab275b4db1a682c62ef0f2753339b7c8f8c8f475af9ccb5618e3f0c88e"),
    field_constant(
        "80d3cf1f9a78fc47b90b33563be990dc43b756ce79f5574a2c596c928c5d1de4fa295f296b74e956d71986a8497e317"),
    field_constant(
        "169b1f8e1bcfa7c42e0c37515d138f22dd2ecb803a0c5c99676314baf4bb1b7fa3190b2edc0327797f241067be390c9e"),
    field_constant(
        "10321da079ce07e272d8ec09d2565b0dfa7dccdde6787f96d50af36003b14866f69b771f8c285decca67df3f1605fb7b"),
    field_constant(
        "6e08c248e260e70bd1e962381edee3d31d79d7e22c837bc23c0bf1bc24c6b68c24b1b80b64d391fa9c8ba2e8ba2d229"),
};
constexpr Fp kXDenominator1[] = {
    field_constant(
        "8ca8d548cff19ae18b2e62f4bd3fa6f01d5ef4ba35b48ba9c9588617fc8ac62b558d681be343df8993cf9fa40d21b1c"),
    field_constant(
        "12561a5deb559c4348b4711298e536367041e8ca0cf0800c0126c2588c48bf5713daa8846cb026e9e5c8276ec82b3bff"),
    field_constant(
        "b2962fe57a3225e8137e629bff2991f6f89416f5a718cd1fca64e00b11aceacd6a3d0967c94fedcfcc239ba5cb83e19"),
    field_constant(
        "3425581a58ae2fec83aafef7c40eb545b08243f16b1655154cca8abc28d6fd04976d5243eecf5c4130de8938dc62cd8"),
    field_constant(
        "13a8e162022914a80a6f1d5f43e7a07dffdfc759a12062bb8d6b44e833b306da9bd29ba81f35781d539d395b3532a21e"),
    field_constant(
        "e7355f8e4e667b955390f7f0506c6e9395735e9ce9cad4d0a43bcef24b8982f7400d24bc4228f11c02df9a29f6304a5"),
    field_constant(
        "772caacf16936190f3e0c63e0596721570f5799af53a1894e2e073062aede9cea73b3538f0de06cec2574496ee84a3a"),
    field_constant(
        "14a7ac2a9d64a8b230b3f5b074cf01996e7f63c21bca68a81996e1cdf9822c580fa5b9489d11e2d311f7d99bbdcc5a5e"),
    field_constant(
        "a10ecf6ada54f825e920b3dafc7a3cce07f8d1d7161366b74100da67f39883503826692abba43704776ec3a79a1d641"),
    field_constant(
        "95fc13ab9e92ad4476d6e3eb3a56680f682b4ee96f7d03776df533978f31c1593174e4b4b7865002d6384d168ecdd0a"),
    Fp::one(),
};
constexpr Fp kYNumerator1[] = {
    field_constant(
        "90d97c81ba24ee0259d1f094980dcfa11ad138e48a869522b52af6c956543d3cd0c7aee9b3ba3c2be9845719707bb33"),
    field_constant(
        "134996a104ee5811d51036d776fb46831223e96c254f383d0f906343eb67ad34d6c56711962fa8bfe097e75a2e41c696"),
    field_constant(
        "cc786baa966e66f4a384c86a3b49942552e2d658a31ce2c344be4b91400da7d26d521628b00523b8dfe240c72de1f6"),
    field_constant(
        "1f86376e8981c217898751ad8746757d42aa7b90eeb791c09e4a3ec03251cf9de405aba9ec61deca6355c77b0e5f4cb"),
    field_constant(
        "8cc03fdefe0ff135caf4fe2a21529c4195536fbe3ce50b879833fd221351adc2ee7f8dc099040a841b6daecf2e8fedb"),
    field_constant(
        "16603fca40634b6a2211e11db8f0a6a074a7d0d4afadb7bd76505c3d3ad5544e203f6326c95a807299b23ab13633a5f0"),
    field_constant(
        "4ab0b9bcfac1bbcb2c977d027796b3ce75bb8ca2be184cb5231413c4d634f3747a87ac2460f415ec961f8855fe9d6f2"),
    field_constant(
        "987c8d5333ab86fde9926bd2ca6c674170a05bfe3bdd81ffd038da6c26c842642f64550fedfe935a15e4ca31870fb29"),
    field_constant(
        "9fc4018bd96684be88c9e221e4da1bb8f3abd16679dc26c1e8b6e6a1f20cabe69d65201c78607a360370e577bdba587"),
    field_constant(
        "e1bba7a1186bdb5223abde7ada14a23c42a0ca7915af6fe06985e7ed1e4d43b9b3f7055dd4eba6f2bafaaebca731c30"),
    field_constant(
        "19713e47937cd1be0dfd0b8f1d43fb93cd2fcbcb6caf493fd1183e416389e61031bf3a5cce3fbafce813711ad011c132"),
    field_constant(
        "18b46a908f36f6deb918c143fed2edcc523559b8aaf0c2462e6bfe7f911f643249d9cdf41b44d606ce07c8a4d0074d8e"),
    field_constant(
        "b182cac101b9399d155096004f53f447aa7b12a3426b08ec02710e807b4633f06c851c1919211f20d4c04f00b971ef8"),
    field_constant(
        "245a394ad1eca9b72fc00ae7be315dc757b3b080d4c158013e6632d3c40659cc6cf90ad1c232a6442d9d3f5db980133"),
    field_constant(
        "5c129645e44cf1102a159f748c4a3fc5e673d81d7e86568d9ab0f5d396a7ce46ba1049b6579afb7866b1e715475224b"),
    field_constant(
        "15e6be4e990f03ce4ea50b3b42df2eb5cb181d8f84965a3957add4fa95af01b2b665027efec01c7704b456be69c8b604"),
};
constexpr Fp kYDenominator1[] = {
    field_constant(
        "16112c4c3a9c98b252181140fad0eae9601a6de578980be6eec3232b5be72e7a07f3688ef60c206d01479253b03663c1"),
    field_constant(
        "1962d75c2381201e1a0cbd6c43c348b885c84ff731c4d59ca4a10356f453e01f78a4260763529e3532f6102c2e49a03d"),
    field_constant(
        "58df3306640da276faaae7d6e8eb15778c4855551ae7f310c35a5dd279cd2eca6757cd636f96f891e2538b53dbf67f2"),
    field_constant(
        "16b7d288798e5395f20d23bf89edb4d1d115c5dbddbcd30e123da489e726af41727364f2c28297ada8d26d98445f5416"),
    field_constant(
        "be0e079545f43e4b00cc912f8228ddcc6d19c9f0f69bbb0542eda0fc9dec916a20b15dc0fd2ededda39142311a5001d"),
    field_constant(
        "8d9e5297186db2d9fb266eaac783182b70152c65550d881c5ecd87b6f0f5a6449f38db9dfa9cce202c6477faaf9b7ac"),
    field_constant(
        "166007c08a99db2fc3ba8734ace9824b5eecfdfa8d0cf8ef5dd365bc400a0051d5fa9c01a58b1fb93d1a1399126a775c"),
    field_constant(
        "16a3ef08be3ea7ea03bcddfabba6ff6ee5a4375efa1f4fd7feb34fd206357132b920f5b00801dee460ee415a15812ed9"),
    field_constant(
        "1866c8ed336c61231a1be54fd1d74cc4f9fb0ce4c6af5920abc5750c4bf39b4852cfe2f7bb9248836b233d9d55535d4a"),
    field_constant(
        "167a55cda70a6e1cea820597d94a84903216f763e13d87bb5308592e7ea7d4fbc7385ea3d529b35e346ef48bb8913f55"),
    field_constant(
        "4d2f259eea405bd48f010a01ad2911d9c6dd039bb61a6290e591b36e636a5c871a5c29f4f83060400f8b49cba8f6aa8"),
    field_constant(
        "accbb67481d033ff5852c1e48c50c477f94ff8aefce42d28c0f9a88cea7913516f968986f7ebbea9684b529e2561092"),
    field_constant(
        "ad6b9514c767fe3c3613144b45f1496543346d98adf02267d5ceef9a00d9b8693000763e3b90ac11e99b138573345cc"),
    field_constant(
        "2660400eb2e4f3b628bdd0d53cd76f2bf565b94e72927c1cb748df27942480e420517bd8714cc80d1fadc1326ed06f7"),
    field_constant(
        "e0fa1d816ddc03e6b24255e0d7819c171c40f65e273b853324efcd6356caa205ca2f570f13497804415473a1d634b8f"),
    Fp::one(),
};

// The isogenous curve of G2 and its isogeny of degree 3.

constexpr Fp2 kA2{{}, Fp::from(240)};
constexpr Fp2 kB2{Fp::from(1012), Fp::from(1012)};
constexpr Fp2 kZ2 = -Fp2{Fp::from(2), Fp::one()};

constexpr Fp kThird = field_constant(
    "5c759507e8e333ebb5b7a9a47d7ed8532c52d39fd3a042a88b58423c50ae15d5c2638e343d9c71c6238aaaaaaaa97d6");
constexpr Fp kFifteenth = field_constant(
    "1530477c7ab4113b59a4c18b076d11930f7da5d4a07f649bf54439d87d27e500fc8c25ebf8c92f6812cfc71c71c6d706");
constexpr Fp2 kXNumerator2[] = {
    {kThird, kThird},
    {{},
     field_constant(
         "11560bf17baa99bc32126fced787c88f984f87adf7ae0c7f9a208c6b4f20a4181472aaa9cb8d555526a9ffffffffc71a")},
    {field_constant(
         "11560bf17baa99bc32126fced787c88f984f87adf7ae0c7f9a208c6b4f20a4181472aaa9cb8d555526a9ffffffffc71e"),
     field_constant(
         "8ab05f8bdd54cde190937e76bc3e447cc27c3d6fbd7063fcd104635a790520c0a395554e5c6aaaa9354ffffffffe38d")},
    {field_constant(
         "171d6541fa38ccfaed6dea691f5fb614cb14b4e7f4e810aa22d6108f142b85757098e38d0f671c7188e2aaaaaaaa5ed1"),
     {}},
};
constexpr Fp2 kXDenominator2[] = {
    {{}, -Fp::from(72)},
    {Fp::from(12), -Fp::from(12)},
    Fp2::one(),
};
constexpr Fp2 kYNumerator2[] = {
    {kFifteenth, kFifteenth},
    {{},
     field_constant(
         "5c759507e8e333ebb5b7a9a47d7ed8532c52d39fd3a042a88b58423c50ae15d5c2638e343d9c71c6238aaaaaaaa97be")},
    {field_constant(
         "11560bf17baa99bc32126fced787c88f984f87adf7ae0c7f9a208c6b4f20a4181472aaa9cb8d555526a9ffffffffc71c"),
     field_constant(
         "8ab05f8bdd54cde190937e76bc3e447cc27c3d6fbd7063fcd104635a790520c0a395554e5c6aaaa9354ffffffffe38f")},
    {field_constant(
         "124c9ad43b6cf79bfbf7043de3811ad0761b0f37a1e26286b0e977c69aa274524e79097a56dc4bd9e1b371c71c718b10"),
     {}},
};
constexpr Fp2 kYDenominator2[] = {
    {-Fp::from(432), -Fp::from(432)},
    {{}, -Fp::from(216)},
    {Fp::from(18), -Fp::from(18)},
    Fp2::one(),
};

// The maps.

template <typename Field>
Field evaluate(std::span<const Field> coefficients, const Field& x) {
    Field value{};
    for (size_t i = coefficients.size(); i-- > 0;) value = value * x + coefficients[i];
    return value;
}

/// The image under the isogeny, with its denominators in Z: no inversion.
template <typename Field>
Jacobian<Field> apply_isogeny(const Affine<Field>& point, std::span<const Field> x_numerator,
                              std::span<const Field> x_denominator, std::span<const Field> y_numerator,
                              std::span<const Field> y_denominator) {
    const Field xn = evaluate(x_numerator, point.x);
    const Field xd = evaluate(x_denominator, point.x);
    const Field yn = evaluate(y_numerator, point.x) * point.y;
    const Field yd = evaluate(y_denominator, point.x);
    // x = X/Z², y = Y/Z³ for Z = xd·yd; zero where a denominator is: infinity.
    const Field z = xd * yd;
    return {xn * yd * z, yn * xd * z.squared(), z};
}

/// RFC 9380, section 4.1: the sign of a number of an extension is that of its first coefficient that is not
/// zero.
bool is_odd(const Fp& x) {
    return (x.to_limbs()[0] & 1) != 0;
}
bool is_odd(const Fp2& x) {
    return x.a.is_zero() ? is_odd(x.b) : is_odd(x.a);
}

/// A square root in Fp2 by two in Fp: with n² = a² + b², half of a + n or of a − n is the square of the
/// root's first coefficient. Exactly one of them is a square, as their product is −(b/2)².
std::optional<Fp2> square_root(const Fp2& x) {
    if (x.b.is_zero()) {
        const Fp root = square_root_of_either_sign(x.a);
        return root.squared() == x.a ? Fp2{root, {}} : Fp2{{}, root};
    }
    const auto norm = square_root(x.a.squared() + x.b.squared());
    if (!norm) return std::nullopt;
    const Fp half = (x.a + *norm).halved();
    const Fp root = square_root_of_either_sign(half);
    const Fp other = x.b * root.doubled().inverted();
    return root.squared() == half ? Fp2{root, other} : Fp2{other, root};
}

/// A point of the curve y² = x³ + ax + b for any number. Z is no square, so that either x or Zu²x has a y.
template <typename Field>
Affine<Field> map_simple_swu(const Field& u, const Field& a, const Field& b, const Field& z) {
    const auto right_side = [&](const Field& x) { return (x.squared() + a) * x + b; };
    const Field zuu = z * u.squared();
    const Field denominator = zuu.squared() + zuu;
    const bool is_exception = denominator.is_zero();
    Field x = is_exception ? b * (z * a).inverted()
                           : -b * (denominator + Field::one()) * (a * denominator).inverted();
    auto y = square_root(right_side(x));
    if (!y) {
        x = zuu * x;
        y = square_root(right_side(x));
        DEED_ASSERT(y.has_value());
    }
    return {x, is_odd(u) == is_odd(*y) ? *y : -*y};
}

}  // namespace

G1 map_to_g1(const Fp& number) {
    const auto point = map_simple_swu(number, kA1, kB1, Fp::from(kZ1));
    return clear_cofactor(
               apply_isogeny<Fp>(point, kXNumerator1, kXDenominator1, kYNumerator1, kYDenominator1))
        .to_affine();
}

G2 map_to_g2(const Fp2& number) {
    const auto point = map_simple_swu(number, kA2, kB2, kZ2);
    return clear_cofactor(
               apply_isogeny<Fp2>(point, kXNumerator2, kXDenominator2, kYNumerator2, kYDenominator2))
        .to_affine();
}

}  // namespace deed::crypto::bls12_381
