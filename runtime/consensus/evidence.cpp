#include "runtime/consensus/evidence.hpp"

#include <map>

namespace deed::consensus {
namespace {

/// The precommits of a certificate by the validators' places.
std::map<size_t, SignedMessage> precommits_of(const block::CommitRecord& record, uint64_t height,
                                              const ValidatorSet& validators) {
    std::map<size_t, SignedMessage> precommits;
    size_t next_signature = 0;
    for (size_t i = 0; i < validators.members().size(); ++i) {
        if (!record.has_signed(i)) continue;
        const Message message{
            MessageType::Precommit, height, static_cast<uint32_t>(record.round), record.block_hash, {}};
        precommits[i] = {message, validators.members()[i].address, record.signatures.at(next_signature++)};
    }
    return precommits;
}

}  // namespace

std::vector<Evidence> find_contradictions(const block::CommitRecord& first, const block::CommitRecord& second,
                                          uint64_t height, const ValidatorSet& validators) {
    if (first.round != second.round || first.block_hash == second.block_hash) return {};
    std::vector<Evidence> found;
    const auto others = precommits_of(second, height, validators);
    for (const auto& [index, precommit] : precommits_of(first, height, validators)) {
        const auto other = others.find(index);
        if (other != others.end()) found.push_back({precommit, other->second});
    }
    return found;
}

bool is_same_lie(const Evidence& first, const Evidence& second) {
    const Message& a = first.first.message;
    const Message& b = second.first.message;
    return first.first.sender == second.first.sender && a.type == b.type && a.height == b.height &&
           a.round == b.round;
}

}  // namespace deed::consensus
