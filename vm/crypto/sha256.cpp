// The one-shot interface of OpenSSL 3 looks the algorithm up on every call, which takes longer than a short
// hash.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "vm/crypto/sha256.hpp"

#include <openssl/sha.h>

namespace deed::crypto {

Hash sha256(BytesView message) noexcept {
    SHA256_CTX context;
    Hash digest;
    DEED_ASSERT(SHA256_Init(&context) == 1);
    DEED_ASSERT(SHA256_Update(&context, message.data(), message.size()) == 1);
    DEED_ASSERT(SHA256_Final(digest.data(), &context) == 1);
    return digest;
}

}  // namespace deed::crypto
