#include "vm/crypto/secp256k1.hpp"

#include <secp256k1.h>
#include <secp256k1_recovery.h>

#include "vm/base/uint256.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::crypto {
namespace {

/// n / 2 rounded down: the highest s that EIP-2 allows.
constexpr Uint256 kHalfOrder{0xdfe92f46681b20a0, 0x5d576e7357a4501d, 0xffffffffffffffff, 0x7fffffffffffffff};

/// The tables for signing. They never change, so that every thread may use them at once.
const secp256k1_context* signing_tables() {
    static const secp256k1_context* const kTables = secp256k1_context_create(SECP256K1_CONTEXT_SIGN);
    return kTables;
}

PublicKey to_public_key(const secp256k1_pubkey& key) {
    uint8_t encoded[65];
    size_t size = sizeof encoded;
    secp256k1_ec_pubkey_serialize(secp256k1_context_static, encoded, &size, &key, SECP256K1_EC_UNCOMPRESSED);
    return PublicKey::from(BytesView{encoded}.subspan(1));
}

std::array<uint8_t, 64> to_compact(const Signature& signature) {
    std::array<uint8_t, 64> compact;
    std::memcpy(compact.data(), signature.r.data(), 32);
    std::memcpy(compact.data() + 32, signature.s.data(), 32);
    return compact;
}

}  // namespace

void wipe(void* secret, size_t size) noexcept {
    std::memset(secret, 0, size);
    // The compiler must assume that somebody reads the zeros.
    asm volatile("" : : "r"(secret) : "memory");
}

std::optional<PrivateKey> PrivateKey::from(const Hash& secret) noexcept {
    if (secp256k1_ec_seckey_verify(secp256k1_context_static, secret.data()) != 1) return std::nullopt;
    return PrivateKey{secret};
}

PrivateKey::PrivateKey(PrivateKey&& other) noexcept : secret_(other.secret_) {
    wipe(other.secret_.data(), other.secret_.size());
}

PrivateKey& PrivateKey::operator=(PrivateKey&& other) noexcept {
    if (this != &other) {
        secret_ = other.secret_;
        wipe(other.secret_.data(), other.secret_.size());
    }
    return *this;
}

PrivateKey::~PrivateKey() {
    wipe(secret_.data(), secret_.size());
}

PrivateKey PrivateKey::clone() const noexcept {
    return PrivateKey{secret_};
}

Signature sign(const Hash& digest, const PrivateKey& key) noexcept {
    secp256k1_ecdsa_recoverable_signature recoverable;
    DEED_ASSERT(secp256k1_ecdsa_sign_recoverable(signing_tables(), &recoverable, digest.data(),
                                                 key.secret().data(), secp256k1_nonce_function_rfc6979,
                                                 nullptr) == 1);
    uint8_t compact[64];
    int recovery_id = 0;
    secp256k1_ecdsa_recoverable_signature_serialize_compact(secp256k1_context_static, compact, &recovery_id,
                                                            &recoverable);
    // Bit 1 would say that r was reduced by the order, which happens for one nonce in 2^127.
    DEED_ASSERT(recovery_id < 2);
    const BytesView bytes{compact};
    return {Hash::from(bytes.first(32)), Hash::from(bytes.subspan(32)), static_cast<uint8_t>(recovery_id)};
}

std::optional<PublicKey> recover_public_key(const Hash& digest, const Signature& signature) noexcept {
    if (signature.y_parity > 1) return std::nullopt;
    secp256k1_ecdsa_recoverable_signature recoverable;
    if (secp256k1_ecdsa_recoverable_signature_parse_compact(
            secp256k1_context_static, &recoverable, to_compact(signature).data(), signature.y_parity) != 1)
        return std::nullopt;
    secp256k1_pubkey key;
    if (secp256k1_ecdsa_recover(secp256k1_context_static, &key, &recoverable, digest.data()) != 1)
        return std::nullopt;
    return to_public_key(key);
}

std::optional<Address> recover(const Hash& digest, const Signature& signature) noexcept {
    const auto key = recover_public_key(digest, signature);
    if (!key) return std::nullopt;
    return address_of(*key);
}

bool verify(const Hash& digest, const Signature& signature, const PublicKey& key) noexcept {
    uint8_t encoded[65] = {0x04};
    std::memcpy(encoded + 1, key.data(), key.size());
    secp256k1_pubkey parsed_key;
    if (secp256k1_ec_pubkey_parse(secp256k1_context_static, &parsed_key, encoded, sizeof encoded) != 1)
        return false;
    secp256k1_ecdsa_signature parsed;
    if (secp256k1_ecdsa_signature_parse_compact(secp256k1_context_static, &parsed,
                                                to_compact(signature).data()) != 1)
        return false;
    // The library verifies low s only; r, n - s is a signature exactly when r, s is.
    secp256k1_ecdsa_signature_normalize(secp256k1_context_static, &parsed, &parsed);
    return secp256k1_ecdsa_verify(secp256k1_context_static, &parsed, digest.data(), &parsed_key) == 1;
}

bool is_low_s(const Hash& s) noexcept {
    return to_word(s) <= kHalfOrder;
}

PublicKey public_key_of(const PrivateKey& key) noexcept {
    secp256k1_pubkey public_key;
    DEED_ASSERT(secp256k1_ec_pubkey_create(signing_tables(), &public_key, key.secret().data()) == 1);
    return to_public_key(public_key);
}

Address address_of(const PublicKey& key) noexcept {
    return Address::from(BytesView{keccak256(key)}.subspan(12));
}

Address address_of(const PrivateKey& key) noexcept {
    return address_of(public_key_of(key));
}

}  // namespace deed::crypto
