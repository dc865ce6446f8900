#include "runtime/keys/mnemonic.hpp"

#include <string>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "vm/base/error.hpp"
#include "vm/base/uint256.hpp"

namespace deed::keys {
namespace {

// The order of secp256k1's group (SEC 2, section 2.4.1), least significant limb first.
constexpr Uint256 kGroupOrder{0xbfd25e8cd0364141, 0xbaaedce6af48a03b, 0xfffffffffffffffe, 0xffffffffffffffff};
constexpr int kMnemonicRounds = 2048;
constexpr uint32_t kEthereumCoin = 60;

/// An HMAC-SHA512 digest, wiped when it goes out of scope: its left half becomes a secret.
struct SecretDigest {
    FixedBytes<64> bytes;

    SecretDigest() = default;
    SecretDigest(const SecretDigest&) = delete;
    SecretDigest& operator=(const SecretDigest&) = delete;
    ~SecretDigest() { crypto::wipe(&bytes, sizeof bytes); }

    [[nodiscard]] Hash left() const { return Hash::from(BytesView{bytes}.first(32)); }
    [[nodiscard]] Hash right() const { return Hash::from(BytesView{bytes}.last(32)); }
};

void hmac_sha512(BytesView key, BytesView message, SecretDigest& digest) {
    unsigned size = 64;
    const auto* made = HMAC(EVP_sha512(), key.data(), static_cast<int>(key.size()), message.data(),
                            message.size(), digest.bytes.data(), &size);
    if (made == nullptr || size != 64) throw Error("HMAC-SHA512 failed");
}

/// SEC 1, section 2.3.3: the sign of y and x.
Bytes compress(const crypto::PublicKey& point) {
    Bytes compressed;
    compressed.push_back(point[63] % 2 == 0 ? 0x02 : 0x03);
    append(compressed, BytesView{point}.first(32));
    return compressed;
}

/// BIP-32, private parent to private child: one step of a path, from a key and its chain code.
struct Node {
    crypto::PrivateKey key;
    Hash chain_code;
};

std::optional<Node> child_of(const Node& parent, uint32_t index) {
    Bytes message;
    if ((index & kHardened) != 0) {
        message.push_back(0);
        append(message, parent.key.secret());
    } else {
        message = compress(crypto::public_key_of(parent.key));
    }
    for (int shift = 24; shift >= 0; shift -= 8) message.push_back(static_cast<uint8_t>(index >> shift));

    SecretDigest digest;
    hmac_sha512(parent.chain_code, message, digest);
    crypto::wipe(message.data(), message.size());

    Hash tweak = digest.left();
    const bool is_scalar = to_word(tweak) < kGroupOrder;
    Hash secret = to_hash(add_modulo(to_word(tweak), to_word(parent.key.secret()), kGroupOrder));
    auto key = crypto::PrivateKey::from(secret);
    crypto::wipe(&tweak, sizeof tweak);
    crypto::wipe(&secret, sizeof secret);
    if (!is_scalar || !key) return std::nullopt;
    return Node{std::move(*key), digest.right()};
}

std::optional<Node> master_of(const Seed& seed) {
    SecretDigest digest;
    hmac_sha512(as_bytes("Bitcoin seed"), seed, digest);
    auto key = crypto::PrivateKey::from(digest.left());
    if (!key) return std::nullopt;
    return Node{std::move(*key), digest.right()};
}

}  // namespace

Seed seed_from_mnemonic(std::string_view words, std::string_view passphrase) {
    const std::string salt = "mnemonic" + std::string{passphrase};
    Seed seed;
    const int done = PKCS5_PBKDF2_HMAC(words.data(), static_cast<int>(words.size()), as_bytes(salt).data(),
                                       static_cast<int>(salt.size()), kMnemonicRounds, EVP_sha512(),
                                       static_cast<int>(Seed::size()), seed.data());
    if (done != 1) throw Error("PBKDF2-HMAC-SHA512 failed");
    return seed;
}

std::optional<crypto::PrivateKey> derive_key(const Seed& seed, std::span<const uint32_t> path) {
    auto node = master_of(seed);
    for (const uint32_t index : path) {
        if (!node) return std::nullopt;
        node = child_of(*node, index);
    }
    if (!node) return std::nullopt;
    return std::move(node->key);
}

std::vector<Account> derive_accounts(std::string_view mnemonic, uint32_t count) {
    const Seed seed = seed_from_mnemonic(mnemonic);
    std::vector<Account> accounts;
    accounts.reserve(count);
    for (uint32_t i = 0; i < count; ++i) {
        const uint32_t path[] = {44 | kHardened, kEthereumCoin | kHardened, kHardened, 0, i};
        auto key = derive_key(seed, path);
        if (!key) throw Error("account " + std::to_string(i) + " of the mnemonic is no scalar of the curve");
        const Address address = crypto::address_of(*key);
        accounts.push_back({std::move(*key), address});
    }
    return accounts;
}

}  // namespace deed::keys
