#include "vm/crypto/modexp.hpp"

#include <gmp.h>

namespace deed::crypto {
namespace {

/// A GMP number that frees itself.
class Number {
  public:
    Number() { mpz_init(value_); }
    explicit Number(BytesView big_endian) : Number() {
        mpz_import(value_, big_endian.size(), 1, 1, 0, 0, big_endian.data());
    }
    Number(const Number&) = delete;
    Number& operator=(const Number&) = delete;
    ~Number() { mpz_clear(value_); }

    mpz_t& operator*() { return value_; }

  private:
    mpz_t value_;
};

}  // namespace

Bytes modexp(BytesView base, BytesView exponent, BytesView modulus) {
    Bytes result(modulus.size());
    Number m{modulus};
    if (mpz_sgn(*m) == 0) return result;

    Number b{base};
    Number e{exponent};
    Number power;
    mpz_powm(*power, *b, *e, *m);

    const size_t size = mpz_sgn(*power) == 0 ? 0 : (mpz_sizeinbase(*power, 2) + 7) / 8;
    size_t written = 0;
    mpz_export(result.data() + result.size() - size, &written, 1, 1, 0, 0, *power);
    DEED_ASSERT(written == size);
    return result;
}

}  // namespace deed::crypto
