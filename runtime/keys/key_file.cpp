#include <bit>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include "runtime/keys/keystore.hpp"
#include "vm/base/error.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::keys {
namespace {

namespace json = boost::json;

constexpr uint64_t kMaxScryptMemory = 1ULL << 30;  // 128·N·r; wallets use 2^28
constexpr uint64_t kMaxScryptWork = 1ULL << 25;    // N·r·p; wallets use 2^21
constexpr uint64_t kMaxPbkdf2Rounds = 10'000'000;  // wallets use 262,144
constexpr size_t kMaxSalt = 1024;
constexpr size_t kMaxFile = 64 * 1024;

/// What a password becomes: 16 bytes for the cipher, 16 for the MAC. Wiped when it goes out of scope.
struct DerivedKey {
    FixedBytes<32> bytes;

    DerivedKey() = default;
    DerivedKey(const DerivedKey&) = delete;
    DerivedKey& operator=(const DerivedKey&) = delete;
    ~DerivedKey() { crypto::wipe(&bytes, sizeof bytes); }

    [[nodiscard]] BytesView cipher_half() const { return BytesView{bytes}.first(16); }
    [[nodiscard]] BytesView mac_half() const { return BytesView{bytes}.last(16); }
};

void derive_scrypt(std::string_view password, BytesView salt, const ScryptCost& cost, DerivedKey& derived) {
    // The library counts the small blocks of p besides the big table of N.
    const uint64_t memory = 128 * cost.r * (cost.n + cost.p + 2) + (1 << 20);
    if (EVP_PBE_scrypt(password.data(), password.size(), salt.data(), salt.size(), cost.n, cost.r, cost.p,
                       memory, derived.bytes.data(), derived.bytes.size()) != 1)
        throw Error("scrypt refused N=" + std::to_string(cost.n) + " r=" + std::to_string(cost.r) +
                    " p=" + std::to_string(cost.p));
}

void derive_pbkdf2(std::string_view password, BytesView salt, int rounds, DerivedKey& derived) {
    if (PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), salt.data(),
                          static_cast<int>(salt.size()), rounds, EVP_sha256(), DerivedKey{}.bytes.size(),
                          derived.bytes.data()) != 1)
        throw Error("PBKDF2-HMAC-SHA256 failed");
}

/// AES-128-CTR, which is its own inverse.
Hash apply_cipher(BytesView key, const FixedBytes<16>& iv, BytesView input) {
    const std::unique_ptr<EVP_CIPHER_CTX, void (*)(EVP_CIPHER_CTX*)> context{EVP_CIPHER_CTX_new(),
                                                                             EVP_CIPHER_CTX_free};
    Hash output;
    int size = 0;
    const bool done =
        context &&
        EVP_EncryptInit_ex(context.get(), EVP_aes_128_ctr(), nullptr, key.data(), iv.data()) == 1 &&
        EVP_EncryptUpdate(context.get(), output.data(), &size, input.data(),
                          static_cast<int>(input.size())) == 1;
    if (!done || static_cast<size_t>(size) != output.size()) throw Error("AES-128-CTR failed");
    return output;
}

Hash mac_of(const DerivedKey& derived, BytesView ciphertext) {
    Bytes message = to_bytes(derived.mac_half());
    append(message, ciphertext);
    const Hash mac = crypto::keccak256(message);
    crypto::wipe(message.data(), message.size());
    return mac;
}

/// RFC 4122, version 4: random but for six bits.
std::string uuid_text(FixedBytes<16> id) {
    id[6] = static_cast<uint8_t>((id[6] & 0x0f) | 0x40);
    id[8] = static_cast<uint8_t>((id[8] & 0x3f) | 0x80);
    std::string text = to_hex(id);
    for (const size_t at : {8, 13, 18, 23}) text.insert(at, "-");
    return text;
}

// Reading.

const json::object* find_object(const json::object& parent, std::string_view name) {
    const auto* value = parent.if_contains(name);
    return value == nullptr ? nullptr : value->if_object();
}

std::optional<std::string_view> find_string(const json::object& parent, std::string_view name) {
    const auto* value = parent.if_contains(name);
    if (value == nullptr || !value->is_string()) return std::nullopt;
    return std::string_view{value->get_string()};
}

std::optional<Bytes> find_bytes(const json::object& parent, std::string_view name) {
    const auto text = find_string(parent, name);
    return text ? from_hex(*text) : std::nullopt;
}

std::optional<uint64_t> find_number(const json::object& parent, std::string_view name) {
    const auto* value = parent.if_contains(name);
    if (value == nullptr || !value->is_int64() || value->get_int64() < 0) return std::nullopt;
    return static_cast<uint64_t>(value->get_int64());
}

using Derivation = Result<std::monostate, KeystoreError>;

Derivation read_scrypt(const json::object& parameters, std::string_view password, BytesView salt,
                       DerivedKey& derived) {
    const auto n = find_number(parameters, "n");
    const auto r = find_number(parameters, "r");
    const auto p = find_number(parameters, "p");
    if (!n || !r || !p || *n < 2 || *r < 1 || *p < 1 || !std::has_single_bit(*n))
        return Failure{KeystoreError::MissingField};
    // RFC 7914, section 6: N is below 2^(16·r).
    if (*r < 4 && *n >> (16 * *r) != 0) return Failure{KeystoreError::MissingField};
    if (*n > kMaxScryptMemory || *r > kMaxScryptMemory / 128 / *n || *p > kMaxScryptWork / (*n * *r))
        return Failure{KeystoreError::KdfTooCostly};
    derive_scrypt(password, salt, {*n, static_cast<uint32_t>(*r), static_cast<uint32_t>(*p)}, derived);
    return std::monostate{};
}

Derivation read_pbkdf2(const json::object& parameters, std::string_view password, BytesView salt,
                       DerivedKey& derived) {
    const auto rounds = find_number(parameters, "c");
    const auto prf = find_string(parameters, "prf");
    if (!rounds || !prf || *rounds < 1) return Failure{KeystoreError::MissingField};
    if (*prf != "hmac-sha256") return Failure{KeystoreError::UnknownKdf};
    if (*rounds > kMaxPbkdf2Rounds) return Failure{KeystoreError::KdfTooCostly};
    derive_pbkdf2(password, salt, static_cast<int>(*rounds), derived);
    return std::monostate{};
}

Derivation read_derivation(const json::object& crypto, std::string_view password, DerivedKey& derived) {
    const auto kdf = find_string(crypto, "kdf");
    const auto* parameters = find_object(crypto, "kdfparams");
    if (!kdf || parameters == nullptr) return Failure{KeystoreError::MissingField};

    const auto salt = find_bytes(*parameters, "salt");
    if (!salt || salt->size() > kMaxSalt || find_number(*parameters, "dklen") != 32)
        return Failure{KeystoreError::MissingField};
    if (*kdf == "scrypt") return read_scrypt(*parameters, password, *salt, derived);
    if (*kdf == "pbkdf2") return read_pbkdf2(*parameters, password, *salt, derived);
    return Failure{KeystoreError::UnknownKdf};
}

struct Sealed {
    Bytes ciphertext;
    FixedBytes<16> iv;
    Hash mac;
};

Result<Sealed, KeystoreError> read_sealed(const json::object& crypto) {
    const auto cipher = find_string(crypto, "cipher");
    if (!cipher) return Failure{KeystoreError::MissingField};
    if (*cipher != "aes-128-ctr") return Failure{KeystoreError::UnknownCipher};

    const auto* parameters = find_object(crypto, "cipherparams");
    const auto ciphertext = find_bytes(crypto, "ciphertext");
    const auto mac = find_bytes(crypto, "mac");
    const auto iv = parameters == nullptr ? std::nullopt : find_bytes(*parameters, "iv");
    if (!ciphertext || ciphertext->size() != 32 || !mac || mac->size() != 32 || !iv || iv->size() != 16)
        return Failure{KeystoreError::MissingField};
    return Sealed{*ciphertext, FixedBytes<16>::from(*iv), Hash::from(*mac)};
}

}  // namespace

std::string_view describe(KeystoreError error) {
    switch (error) {
        case KeystoreError::NotJson: return "not a JSON object";
        case KeystoreError::WrongVersion: return "not a key file of version 3";
        case KeystoreError::MissingField: return "a field is missing or malformed";
        case KeystoreError::UnknownCipher: return "unknown cipher (only aes-128-ctr is read)";
        case KeystoreError::UnknownKdf: return "unknown key derivation (only scrypt and pbkdf2 are read)";
        case KeystoreError::KdfTooCostly: return "the key derivation asks for too much memory or time";
        case KeystoreError::WrongPassword: return "wrong password";
        case KeystoreError::InvalidSecret: return "the decrypted bytes are no secret key";
    }
    DEED_ASSERT(false);
}

KeyFileEntropy make_entropy() {
    KeyFileEntropy entropy;
    for (const auto [data, size] :
         {std::pair{entropy.salt.data(), entropy.salt.size()},
          std::pair{entropy.iv.data(), entropy.iv.size()}, std::pair{entropy.id.data(), entropy.id.size()}})
        if (RAND_bytes(data, static_cast<int>(size)) != 1)
            throw Error("the operating system gives no entropy");
    return entropy;
}

crypto::PrivateKey make_key() {
    for (;;) {
        Hash secret;
        if (RAND_priv_bytes(secret.data(), static_cast<int>(secret.size())) != 1)
            throw Error("the operating system gives no entropy");
        auto key = crypto::PrivateKey::from(secret);
        crypto::wipe(&secret, sizeof secret);
        if (key) return std::move(*key);
    }
}

std::string encrypt_key(const crypto::PrivateKey& key, std::string_view password,
                        const KeyFileEntropy& entropy, const ScryptCost& cost) {
    DerivedKey derived;
    derive_scrypt(password, entropy.salt, cost, derived);
    const Hash ciphertext = apply_cipher(derived.cipher_half(), entropy.iv, key.secret());

    const json::object parameters{
        {"dklen", 32}, {"n", cost.n}, {"p", cost.p}, {"r", cost.r}, {"salt", to_hex(entropy.salt)}};
    const json::object sealed{
        {"cipher", "aes-128-ctr"},          {"cipherparams", json::object{{"iv", to_hex(entropy.iv)}}},
        {"ciphertext", to_hex(ciphertext)}, {"kdf", "scrypt"},
        {"kdfparams", parameters},          {"mac", to_hex(mac_of(derived, ciphertext))}};
    return json::serialize(json::object{{"address", to_hex(crypto::address_of(key))},
                                        {"crypto", sealed},
                                        {"id", uuid_text(entropy.id)},
                                        {"version", 3}});
}

Result<crypto::PrivateKey, KeystoreError> decrypt_key(std::string_view text, std::string_view password) {
    if (text.size() > kMaxFile) return Failure{KeystoreError::NotJson};
    boost::system::error_code error;
    const json::value file = json::parse(text, error);
    if (error || !file.is_object()) return Failure{KeystoreError::NotJson};
    if (find_number(file.get_object(), "version") != 3) return Failure{KeystoreError::WrongVersion};

    const auto* crypto = find_object(file.get_object(), "crypto");
    if (crypto == nullptr) crypto = find_object(file.get_object(), "Crypto");
    if (crypto == nullptr) return Failure{KeystoreError::MissingField};

    DEED_TRY(sealed, read_sealed(*crypto));
    DerivedKey derived;
    DEED_TRY(done, read_derivation(*crypto, password, derived));
    static_cast<void>(done);
    const Hash mac = mac_of(derived, sealed.ciphertext);
    if (CRYPTO_memcmp(mac.data(), sealed.mac.data(), mac.size()) != 0)
        return Failure{KeystoreError::WrongPassword};

    Hash secret = apply_cipher(derived.cipher_half(), sealed.iv, sealed.ciphertext);
    auto key = crypto::PrivateKey::from(secret);
    crypto::wipe(&secret, sizeof secret);
    if (!key) return Failure{KeystoreError::InvalidSecret};
    return std::move(*key);
}

}  // namespace deed::keys
