#include "tests/runtime/consensus/fake_scheme.hpp"

#include <algorithm>

#include "vm/crypto/keccak.hpp"

namespace deed::tests {

block::Seal FakeScheme::seal(const Hash& digest, const Address& sender) {
    Bytes preimage = to_bytes(BytesView{digest});
    append(preimage, sender);
    const Hash hash = crypto::keccak256(preimage);
    block::Seal seal;
    std::copy(hash.bytes.begin(), hash.bytes.end(), seal.bytes.begin());
    return seal;
}

bool FakeScheme::is_by(const Hash& digest, const block::Seal& given, const Address& sender) const {
    return given == seal(digest, sender);
}

}  // namespace deed::tests
