// The interface that OpenSSL 3 recommends needs its legacy provider for RIPEMD-160; this one is always there.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "vm/crypto/ripemd160.hpp"

#include <openssl/ripemd.h>

namespace deed::crypto {

FixedBytes<20> ripemd160(BytesView message) noexcept {
    RIPEMD160_CTX context;
    FixedBytes<20> digest;
    DEED_ASSERT(RIPEMD160_Init(&context) == 1);
    DEED_ASSERT(RIPEMD160_Update(&context, message.data(), message.size()) == 1);
    DEED_ASSERT(RIPEMD160_Final(digest.data(), &context) == 1);
    return digest;
}

}  // namespace deed::crypto
