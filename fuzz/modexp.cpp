#include <algorithm>
#include <memory>

#include <gmpxx.h>
#include <openssl/bn.h>

#include "fuzz/precompile_call.hpp"

// MODEXP, which is GMP's, against OpenSSL's numbers, and its price against EIP-198, EIP-2565 and EIP-7883 on
// numbers without a limit. An input is a byte that chooses the revision and a call's input.

namespace {

using namespace deed;

struct Free {
    void operator()(BIGNUM* number) const { BN_free(number); }
    void operator()(BN_CTX* context) const { BN_CTX_free(context); }
};
using Number = std::unique_ptr<BIGNUM, Free>;

mpz_class integer_at(BytesView input, size_t offset, size_t size) {
    mpz_class number;
    for (size_t i = 0; i < size; ++i)
        number = number * 256 + (offset + i < input.size() ? input[offset + i] : 0);
    return number;
}

/// @p size bytes of @p input from @p offset on, zeros beyond its end.
Bytes slice(BytesView input, size_t offset, size_t size) {
    Bytes bytes(size);
    if (offset < input.size()) {
        const BytesView there = input.subspan(offset, std::min(size, input.size() - offset));
        std::copy(there.begin(), there.end(), bytes.begin());
    }
    return bytes;
}

struct Lengths {
    mpz_class base;
    mpz_class exponent;
    mpz_class modulus;
};

mpz_class larger(const mpz_class& a, const mpz_class& b) {
    return a < b ? b : a;
}

/// The steps that the exponent stands for.
mpz_class iterations(BytesView input, const Lengths& lengths, int byte_weight) {
    const size_t head_size = lengths.exponent < 32 ? lengths.exponent.get_ui() : 32;
    // A base so long that the exponent lies beyond the input leaves zeros for it.
    const size_t offset = lengths.base < input.size() ? 96 + lengths.base.get_ui() : input.size();
    const mpz_class head = integer_at(input, offset, head_size);
    mpz_class steps = head == 0 ? 0 : mpz_sizeinbase(head.get_mpz_t(), 2) - 1;
    if (lengths.exponent > 32) steps += byte_weight * (lengths.exponent - 32);
    return larger(steps, 1);
}

mpz_class price(BytesView input, const Lengths& lengths, isa::Revision revision) {
    const mpz_class length = larger(lengths.base, lengths.modulus);
    const mpz_class words = (length + 7) / 8;
    if (revision >= isa::Revision::Osaka) {
        const mpz_class complexity = length <= 32 ? mpz_class{16} : mpz_class{2 * words * words};
        return larger(500, complexity * iterations(input, lengths, 16));
    }
    if (revision >= isa::Revision::Berlin)
        return larger(200, words * words * iterations(input, lengths, 8) / 3);
    mpz_class complexity = length * length;
    if (length > 1024)
        complexity = length * length / 16 + 480 * length - 199680;
    else if (length > 64)
        complexity = length * length / 4 + 96 * length - 3072;
    return complexity * iterations(input, lengths, 8) / 20;
}

Bytes power(BytesView base, BytesView exponent, BytesView modulus) {
    const auto read = [](BytesView bytes) {
        return Number{BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr)};
    };
    const Number m = read(modulus);
    Bytes output(modulus.size());
    if (BN_is_zero(m.get()) || BN_is_one(m.get())) return output;
    const std::unique_ptr<BN_CTX, Free> context{BN_CTX_new()};
    const Number result{BN_new()};
    DEED_ASSERT(BN_mod_exp(result.get(), read(base).get(), read(exponent).get(), m.get(), context.get()) ==
                1);
    DEED_ASSERT(BN_bn2binpad(result.get(), output.data(), static_cast<int>(output.size())) >= 0);
    return output;
}

/// Prices up to here are compared to the unit and paid; beyond, a call must only be dear.
constexpr int64_t kAffordable = 10'000'000;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    constexpr isa::Revision kRevisions[] = {isa::Revision::Byzantium, isa::Revision::Berlin,
                                            isa::Revision::Osaka};
    const isa::Revision revision = kRevisions[data[0] % 3];
    const BytesView input{data + 1, size - 1};
    const Lengths lengths{integer_at(input, 0, 32), integer_at(input, 32, 32), integer_at(input, 64, 32)};

    Address address;
    address[19] = 0x05;
    const auto precompile = precompiles::find_precompile(address, revision);
    DEED_ASSERT(precompile.has_value());
    const int64_t gas = precompile->gas(input, revision);

    const mpz_class longest = larger(larger(lengths.base, lengths.modulus), lengths.exponent);
    if (revision >= isa::Revision::Osaka && longest > 1024) {
        DEED_ASSERT(gas == precompiles::kUnaffordableGas);
        return 0;
    }
    const mpz_class expected = price(input, lengths, revision);
    DEED_ASSERT(expected <= kAffordable ? expected == gas : gas > kAffordable);
    // Free before Berlin: numbers of any length without a modulus or a base.
    if (gas > kAffordable || longest > 4096) return 0;

    const size_t base = lengths.base.get_ui();
    const size_t exponent = lengths.exponent.get_ui();
    const size_t modulus = lengths.modulus.get_ui();
    DEED_ASSERT(call_precompile(0x05, input, revision) == power(slice(input, 96, base),
                                                                slice(input, 96 + base, exponent),
                                                                slice(input, 96 + base + exponent, modulus)));
    return 0;
}
