#include "tests/runtime/consensus/fake_scheme.hpp"

#include <algorithm>

namespace deed::tests {

block::Seal FakeScheme::seal(const Hash& digest, const Address& sender) {
    block::Seal seal;
    std::copy(digest.bytes.begin(), digest.bytes.end(), seal.bytes.begin());
    std::copy(sender.bytes.begin(), sender.bytes.end(), seal.bytes.begin() + 32);
    return seal;
}

bool FakeScheme::is_by(const Hash& digest, const block::Seal& given, const Address& sender) const {
    return given == seal(digest, sender);
}

}  // namespace deed::tests
