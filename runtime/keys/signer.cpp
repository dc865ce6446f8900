#include "runtime/keys/signer.hpp"

#include <utility>

namespace deed::keys {

LocalSigner::LocalSigner(crypto::PrivateKey key) : key_(std::move(key)), address_(crypto::address_of(key_)) {}

crypto::Signature LocalSigner::sign(const Hash& digest) const {
    return crypto::sign(digest, key_);
}

}  // namespace deed::keys
