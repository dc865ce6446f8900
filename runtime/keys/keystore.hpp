#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "vm/base/bytes.hpp"
#include "vm/base/result.hpp"
#include "vm/crypto/secp256k1.hpp"

/// Secrets at rest: the Web3 Secret Storage format, version 3, one file per key.
namespace deed::keys {

enum class KeystoreError : uint8_t {
    NotJson,        ///< the text is no JSON object
    WrongVersion,   ///< "version" is not 3
    MissingField,   ///< a field is absent, or of another type or length
    UnknownCipher,  ///< a cipher other than aes-128-ctr
    UnknownKdf,     ///< a key derivation other than scrypt, or pbkdf2 with hmac-sha256
    KdfTooCostly,   ///< parameters that take more memory or time than any honest file asks for
    WrongPassword,  ///< the MAC differs
    InvalidSecret,  ///< the decrypted bytes are no scalar of the curve
};

/// What went wrong, for messages.
[[nodiscard]] std::string_view describe(KeystoreError error);

/// How much work a password guess costs: scrypt's N (a power of two), r and p (RFC 7914).
struct ScryptCost {
    uint64_t n = 262'144;
    uint32_t r = 8;
    uint32_t p = 1;
};

/// The random parts of a key file, handed in so that encryption itself is a plain function.
struct KeyFileEntropy {
    FixedBytes<32> salt;
    FixedBytes<16> iv;
    FixedBytes<16> id;
};

/// Fresh entropy of the operating system. Throws `Error` when there is none.
[[nodiscard]] KeyFileEntropy make_entropy();
/// A fresh key from the operating system's entropy. Throws `Error` when there is none.
[[nodiscard]] crypto::PrivateKey make_key();

/// The JSON text of a key file that holds @p key under @p password. Throws `Error` when the cryptographic
/// library refuses, as it does for a cost that does not fit the memory.
[[nodiscard]] std::string encrypt_key(const crypto::PrivateKey& key, std::string_view password,
                                      const KeyFileEntropy& entropy, const ScryptCost& cost = {});

/// Reads a key file's text. The field of the cipher may be called "crypto" or "Crypto", as wallets write
/// both.
[[nodiscard]] Result<crypto::PrivateKey, KeystoreError> decrypt_key(std::string_view json,
                                                                    std::string_view password);

/// The key in a file of 64 hexadecimal digits that only its owner can read; a fresh one is written there when
/// the file is absent. For keys a program needs by itself after a restart. Throws `Error` when the file holds
/// something else, is open to others, or cannot be written.
[[nodiscard]] crypto::PrivateKey open_plain_key(const std::filesystem::path& path);

/// The 32 bytes in a file of 64 hexadecimal digits ("0x" may stand before them), which two programs share; a
/// file of mode 0600 with fresh ones is written when it is absent. Throws `Error` when the file holds
/// something else or cannot be written.
[[nodiscard]] Hash open_shared_secret(const std::filesystem::path& path);

/// One key file of a directory.
struct StoredKey {
    Address address;
    std::filesystem::path path;
};

/// A directory of key files, readable by their owner only.
class Keystore {
  public:
    /// Nothing is touched until the first `add`.
    explicit Keystore(std::filesystem::path directory) : directory_(std::move(directory)) {}

    /// The keys in the order of their file names, so the oldest first; files that are no key files are passed
    /// over. Empty when the directory is absent. Throws `Error` when it cannot be read.
    [[nodiscard]] std::vector<StoredKey> list() const;
    /// Writes @p key into a new file of mode 0600, whole or not at all. Throws `Error` when the disk refuses.
    StoredKey add(const crypto::PrivateKey& key, std::string_view password,
                  const ScryptCost& cost = {}) const;
    /// Decrypts the key of @p address. Throws `Error` when there is none, or its file cannot be read.
    [[nodiscard]] Result<crypto::PrivateKey, KeystoreError> unlock(const Address& address,
                                                                   std::string_view password) const;

    [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }

  private:
    std::filesystem::path directory_;
};

}  // namespace deed::keys
