// EC_KEY and ECDSA_do_verify take two thirds of the time of the interface that replaces them in OpenSSL 3.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "vm/crypto/p256.hpp"

#include <memory>

#include <openssl/ecdsa.h>
#include <openssl/obj_mac.h>

namespace deed::crypto {
namespace {

template <auto kFree>
struct Free {
    template <typename T>
    void operator()(T* object) const {
        kFree(object);
    }
};
using Number = std::unique_ptr<BIGNUM, Free<BN_free>>;
using Key = std::unique_ptr<EC_KEY, Free<EC_KEY_free>>;
using Sig = std::unique_ptr<ECDSA_SIG, Free<ECDSA_SIG_free>>;

Number number_from(const Hash& bytes) {
    Number number{BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr)};
    DEED_ASSERT(number != nullptr);
    return number;
}

/// y² = x³ − 3x + b, both coordinates below the prime, and not the point at infinity, which is written (0,
/// 0).
Key key_from(const Hash& x, const Hash& y) {
    uint8_t encoded[65] = {POINT_CONVERSION_UNCOMPRESSED};
    std::memcpy(encoded + 1, x.data(), 32);
    std::memcpy(encoded + 33, y.data(), 32);
    Key key{EC_KEY_new_by_curve_name(NID_X9_62_prime256v1)};
    DEED_ASSERT(key != nullptr);
    if (EC_KEY_oct2key(key.get(), encoded, sizeof encoded, nullptr) != 1) return nullptr;
    return key;
}

}  // namespace

bool verify_p256(const Hash& digest, const Hash& r, const Hash& s, const Hash& x, const Hash& y) noexcept {
    const auto key = key_from(x, y);
    if (!key) return false;
    const Sig signature{ECDSA_SIG_new()};
    DEED_ASSERT(signature != nullptr);
    DEED_ASSERT(ECDSA_SIG_set0(signature.get(), number_from(r).release(), number_from(s).release()) == 1);
    // Refuses r and s that are zero or not below the order (-1), and a signature that does not hold (0).
    return ECDSA_do_verify(digest.data(), static_cast<int>(digest.size()), signature.get(), key.get()) == 1;
}

}  // namespace deed::crypto
