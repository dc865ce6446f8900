#include <cryptopp/eccrypto.h>
#include <cryptopp/keccak.h>
#include <cryptopp/nbtheory.h>
#include <cryptopp/oids.h>

#include "fuzz/precompile_call.hpp"

// ECRECOVER, which is libsecp256k1's, and P256VERIFY, which is OpenSSL's, against the equations of SEC 1 on
// the curves of Crypto++. The first byte of an input chooses how the rest is read: as the call's input, or as
// numbers from which a signature that holds is made, with one byte of it changed or not.

namespace {

using namespace deed;
using CryptoPP::ECP;
using CryptoPP::Integer;

using Group = CryptoPP::DL_GroupParameters_EC<ECP>;

Integer integer_at(BytesView input, size_t offset) {
    return Integer{input.data() + offset, 32};
}

void append_word(Bytes& bytes, const Integer& number) {
    Hash word;
    number.Encode(word.bytes.data(), word.bytes.size());
    append(bytes, word);
}

Bytes padded(BytesView input, size_t size) {
    Bytes bytes = to_bytes(input.first(std::min(input.size(), size)));
    bytes.resize(size);
    return bytes;
}

bool is_scalar(const Group& group, const Integer& number) {
    return number.IsPositive() && number < group.GetSubgroupOrder();
}

/// The point with this x whose y has this parity, if x is below the prime and there is one.
std::optional<ECP::Point> lift(const ECP& curve, const Integer& x, bool is_odd) {
    const Integer& p = curve.FieldSize();
    if (x >= p) return std::nullopt;
    const Integer square = (x * x % p * x + curve.GetA() * x + curve.GetB()) % p;
    const Integer y = CryptoPP::ModularExponentiation(square, (p + 1) / 4, p);
    if (y * y % p != square) return std::nullopt;
    return ECP::Point{x, y.IsOdd() == is_odd || y.IsZero() ? y : p - y};
}

/// Q = r⁻¹(s·R − z·G): SEC 1, section 4.1.6.
Bytes recovered(BytesView call) {
    static const Group group{CryptoPP::ASN1::secp256k1()};
    const Bytes input = padded(call, 128);
    const Integer v = integer_at(input, 32);
    const Integer r = integer_at(input, 64);
    const Integer s = integer_at(input, 96);
    if ((v != 27 && v != 28) || !is_scalar(group, r) || !is_scalar(group, s)) return {};
    const auto point = lift(group.GetCurve(), r, v == 28);
    if (!point) return {};
    const Integer& order = group.GetSubgroupOrder();
    const Integer inverse = r.InverseMod(order);
    const Integer z = integer_at(input, 0) % order;
    const ECP& curve = group.GetCurve();
    const auto key =
        curve.Add(curve.ScalarMultiply(*point, s * inverse % order),
                  curve.ScalarMultiply(group.GetSubgroupGenerator(), (order - z) * inverse % order));
    if (key.identity) return {};
    Bytes bytes;
    append_word(bytes, key.x);
    append_word(bytes, key.y);
    Bytes address(32);
    CryptoPP::Keccak_256{}.CalculateDigest(address.data(), bytes.data(), bytes.size());
    std::fill(address.begin(), address.begin() + 12, uint8_t{0});
    return address;
}

/// x(z/s·G + r/s·Q) ≡ r: FIPS 186-5, section 6.4.2.
bool holds(BytesView input) {
    static const Group group{CryptoPP::ASN1::secp256r1()};
    if (input.size() != 160) return false;
    const Integer r = integer_at(input, 32);
    const Integer s = integer_at(input, 64);
    const ECP::Point key{integer_at(input, 96), integer_at(input, 128)};
    const ECP& curve = group.GetCurve();
    const Integer& p = curve.FieldSize();
    if (!is_scalar(group, r) || !is_scalar(group, s) || key.x >= p || key.y >= p) return false;
    if ((key.x.IsZero() && key.y.IsZero()) || !curve.VerifyPoint(key)) return false;
    const Integer& order = group.GetSubgroupOrder();
    const Integer inverse = s.InverseMod(order);
    const auto point = curve.Add(
        curve.ScalarMultiply(group.GetSubgroupGenerator(), integer_at(input, 0) % order * inverse % order),
        curve.ScalarMultiply(key, r * inverse % order));
    return !point.identity && point.x % order == r;
}

void check(uint16_t precompile, BytesView input) {
    if (precompile == 0x01) {
        DEED_ASSERT(call_precompile(precompile, input) == recovered(input));
    } else {
        Bytes one(32);
        one.back() = 1;
        DEED_ASSERT(call_precompile(precompile, input) == (holds(input) ? one : Bytes{}));
    }
}

/// A call whose signature holds: by the secret and with the nonce that @p numbers begin with, over the digest
/// after them.
Bytes signed_call(uint16_t precompile, BytesView numbers) {
    static const Group recoverable{CryptoPP::ASN1::secp256k1()};
    static const Group verifiable{CryptoPP::ASN1::secp256r1()};
    const Group& group = precompile == 0x01 ? recoverable : verifiable;
    const Bytes words = padded(numbers, 96);
    const Integer& order = group.GetSubgroupOrder();
    const Integer secret = integer_at(words, 0) % (order - 1) + 1;
    const Integer nonce = integer_at(words, 32) % (order - 1) + 1;
    const auto point = group.GetCurve().ScalarMultiply(group.GetSubgroupGenerator(), nonce);
    const auto key = group.GetCurve().ScalarMultiply(group.GetSubgroupGenerator(), secret);
    const Integer r = point.x % order;
    const Integer s = (integer_at(words, 64) + r * secret) * nonce.InverseMod(order) % order;
    Bytes call = to_bytes(BytesView{words}.subspan(64, 32));
    if (precompile == 0x01) append_word(call, point.y.IsOdd() ? 28 : 27);
    append_word(call, r);
    append_word(call, s);
    if (precompile != 0x01) {
        append_word(call, key.x);
        append_word(call, key.y);
    }
    return call;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size < 3) return 0;
    const uint16_t precompile = data[0] % 2 == 0 ? 0x01 : 0x100;
    if (data[0] / 2 % 2 == 0) {
        check(precompile, {data + 1, size - 1});
        return 0;
    }
    Bytes call = signed_call(precompile, {data + 3, size - 3});
    DEED_ASSERT(!call_precompile(precompile, call)->empty());
    check(precompile, call);
    call[data[1] % call.size()] ^= data[2];
    check(precompile, call);
    return 0;
}
