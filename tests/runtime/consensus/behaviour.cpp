#include "tests/runtime/consensus/behaviour.hpp"

#include "vm/base/uint256.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::tests {
namespace {

using consensus::Message;
using consensus::MessageType;
using consensus::Tendermint;
using consensus::Validity;

Hash choose_block(Random& random, MessageType type, const SpokenBlocks& blocks) {
    if (!blocks.all().empty() && random.happens(70)) return blocks.all()[random.below(blocks.all().size())];
    if (type != MessageType::Proposal && random.happens(50)) return {};
    return make_block(random, random.happens(50) ? Validity::Valid : Validity::Invalid);
}

uint32_t choose_round(Random& random, uint32_t present) {
    if (random.happens(5)) return present + static_cast<uint32_t>(random.below(100));
    if (random.happens(3)) return ~uint32_t{0} - static_cast<uint32_t>(random.below(2));
    return static_cast<uint32_t>(random.below(uint64_t{present} + 2));
}

/// A round that the liar is drawn for: proposals of others are ignored.
uint32_t choose_own_round(Random& random, const Address& liar, const Tendermint& victim) {
    const uint32_t present = victim.round();
    for (uint32_t round = present < 2 ? 0 : present - 2; round < present + 4; ++round)
        if (victim.proposer_of(round) == liar && random.happens(50)) return round;
    return choose_round(random, present);
}

}  // namespace

bool follows_protocol(Behaviour behaviour) {
    switch (behaviour) {
        case Behaviour::Random:
        case Behaviour::Echo:
        case Behaviour::Silent: return false;
        case Behaviour::Honest:
        case Behaviour::Selective:
        case Behaviour::Late:
        case Behaviour::Forgetful:
        case Behaviour::Twins: return true;
    }
    DEED_ASSERT(false);
}

Hash make_block(Random& random, Validity validity) {
    Hash hash = crypto::keccak256(to_hash(Uint256{random.below(~uint64_t{0})}));
    hash.bytes[0] = validity == Validity::Valid ? hash.bytes[0] & 0x7f : 0xff;
    return hash;
}

Validity validity_of(const Hash& block) {
    return block.bytes[0] == 0xff ? Validity::Invalid : Validity::Valid;
}

Message make_lie(Random& random, const Address& liar, const Tendermint& victim, const SpokenBlocks& blocks) {
    Message message;
    message.type = static_cast<MessageType>(1 + random.below(3));
    message.height = victim.height();
    if (random.happens(3)) message.height += random.below(3) - 1;
    message.round = message.type == MessageType::Proposal ? choose_own_round(random, liar, victim)
                                                          : choose_round(random, victim.round());
    message.block_hash = choose_block(random, message.type, blocks);
    // A round whose quorum nobody has seen, or one that cannot have had any yet.
    if (message.type == MessageType::Proposal && random.happens(50))
        message.valid_round = static_cast<uint32_t>(random.below(uint64_t{message.round} + 1));
    return message;
}

}  // namespace deed::tests
