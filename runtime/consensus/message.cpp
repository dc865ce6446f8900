#include "runtime/consensus/message.hpp"

#include <algorithm>

#include "vm/base/uint256.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::consensus {

Hash digest_of(const Message& message, const ChainIdentity& chain) {
    static const Hash domain = crypto::keccak256(as_bytes("deed.pos.1"));
    const uint64_t valid_round = message.valid_round ? uint64_t{*message.valid_round} + 1 : 0;
    const Uint256 place = (Uint256{message.height} << 32) + Uint256{message.round};

    std::array<uint8_t, 7 * 32> words{};
    store_be(words.data(), to_word(domain));
    store_be(words.data() + 32, Uint256{chain.chain_id});
    store_be(words.data() + 64, to_word(chain.genesis_hash));
    store_be(words.data() + 96, Uint256{static_cast<uint64_t>(message.type)});
    store_be(words.data() + 128, place);
    store_be(words.data() + 160, to_word(message.block_hash));
    store_be(words.data() + 192, Uint256{valid_round});
    return crypto::keccak256(words);
}

bool Secp256k1Scheme::is_by(const Hash& digest, const block::Seal& seal, const Address& sender) const {
    const BytesView bytes{seal};
    crypto::Signature signature{Hash::from(bytes.first(32)), Hash::from(bytes.last(32)), 0};
    if (!crypto::is_low_s(signature.s)) return false;
    // A seal does not say which of the two keys that fit is meant; the sender does.
    if (crypto::recover(digest, signature) == sender) return true;
    signature.y_parity = 1;
    return crypto::recover(digest, signature) == sender;
}

block::Seal to_seal(const crypto::Signature& signature) {
    block::Seal seal;
    std::copy(signature.r.bytes.begin(), signature.r.bytes.end(), seal.bytes.begin());
    std::copy(signature.s.bytes.begin(), signature.s.bytes.end(), seal.bytes.begin() + 32);
    return seal;
}

}  // namespace deed::consensus
