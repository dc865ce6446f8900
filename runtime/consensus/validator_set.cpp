#include "runtime/consensus/validator_set.hpp"

#include <algorithm>

#include "vm/base/rlp.hpp"
#include "vm/base/uint256.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::consensus {

std::string_view name_of(ValidatorSetError error) {
    switch (error) {
        case ValidatorSetError::Empty: return "there is no validator";
        case ValidatorSetError::TooMany: return "there are more than 128 validators";
        case ValidatorSetError::DuplicateMember: return "a validator is named twice";
        case ValidatorSetError::ZeroStake: return "a validator has no stake";
        case ValidatorSetError::StakeTooLarge: return "the stakes add up to more than 2^62";
    }
    DEED_ASSERT(false);
}

Result<ValidatorSet, ValidatorSetError> ValidatorSet::from(std::vector<Validator> members) {
    if (members.empty()) return Failure{ValidatorSetError::Empty};
    if (members.size() > kLargestCount) return Failure{ValidatorSetError::TooMany};
    std::sort(members.begin(), members.end(),
              [](const Validator& a, const Validator& b) { return a.address < b.address; });

    ValidatorSet set;
    for (size_t i = 0; i < members.size(); ++i) {
        if (members[i].stake == 0) return Failure{ValidatorSetError::ZeroStake};
        if (i > 0 && members[i].address == members[i - 1].address)
            return Failure{ValidatorSetError::DuplicateMember};
        if (members[i].stake > kLargestStake - set.total_stake_)
            return Failure{ValidatorSetError::StakeTooLarge};
        set.total_stake_ += members[i].stake;
    }
    set.members_ = std::move(members);
    return set;
}

std::optional<size_t> ValidatorSet::find_index(const Address& address) const {
    const auto found = std::lower_bound(
        members_.begin(), members_.end(), address,
        [](const Validator& member, const Address& sought) { return member.address < sought; });
    if (found == members_.end() || found->address != address) return std::nullopt;
    return static_cast<size_t>(found - members_.begin());
}

bool ValidatorSet::is_quorum(uint64_t stake) const {
    return 3 * stake > 2 * total_stake_;
}

bool ValidatorSet::has_honest(uint64_t stake) const {
    return 3 * stake > total_stake_;
}

Hash ValidatorSet::hash() const {
    rlp::ListBuilder list;
    for (const Validator& member : members_)
        list.add_encoded(
            rlp::ListBuilder{}.add(member.address).add(member.stake).add(member.beacon_anchor).finish());
    return crypto::keccak256(list.finish());
}

size_t ValidatorSet::draw_proposer(const Hash& seed, uint64_t height, uint32_t round) const {
    std::array<uint8_t, 96> preimage{};
    std::copy(seed.bytes.begin(), seed.bytes.end(), preimage.begin());
    store_be(preimage.data() + 32, Uint256{height});
    store_be(preimage.data() + 64, Uint256{round});
    // 256 bits modulo at most 62: the bias is below 2^-194.
    const Uint256 draw = to_word(crypto::keccak256(preimage)) % Uint256{total_stake_};
    auto left = static_cast<uint64_t>(draw);
    for (size_t i = 0; i < members_.size(); ++i) {
        if (left < members_[i].stake) return i;
        left -= members_[i].stake;
    }
    DEED_ASSERT(false);
}

}  // namespace deed::consensus
