#include "vm/crypto/prime_field.hpp"

#include <algorithm>

#include <gmp.h>

namespace deed::crypto {

static_assert(sizeof(mp_limb_t) == sizeof(uint64_t));

void invert_modulo(std::span<const uint64_t> value, std::span<const uint64_t> modulus,
                   std::span<uint64_t> inverse) {
    const auto borrow = [](std::span<const uint64_t> limbs, mpz_t number) {
        mpz_roinit_n(number, reinterpret_cast<const mp_limb_t*>(limbs.data()),
                     static_cast<mp_size_t>(limbs.size()));
    };
    mpz_t v;
    mpz_t m;
    borrow(value, v);
    borrow(modulus, m);
    mpz_t result;
    mpz_init2(result, 64 * modulus.size() + 64);
    DEED_ASSERT(mpz_invert(result, v, m) != 0);
    std::copy_n(mpz_limbs_read(result), mpz_size(result), inverse.begin());
    std::fill(inverse.begin() + static_cast<ptrdiff_t>(mpz_size(result)), inverse.end(), 0);
    mpz_clear(result);
}

}  // namespace deed::crypto
