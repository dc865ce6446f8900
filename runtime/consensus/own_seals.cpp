#include "runtime/consensus/own_seals.hpp"

namespace deed::consensus {

void OwnSeals::add(const Hash& digest, const Address& sender, const block::Seal& seal) {
    seals_.insert_or_assign({digest, sender}, seal);
}

bool OwnSeals::is_by(const Hash& digest, const block::Seal& seal, const Address& sender) const {
    const auto own = seals_.find({digest, sender});
    if (own != seals_.end() && own->second == seal) return true;
    return scheme_.is_by(digest, seal, sender);
}

}  // namespace deed::consensus
