#include "runtime/chain/validator_sets.hpp"

#include <algorithm>

#include "runtime/chain/origin.hpp"
#include "runtime/consensus/beacon.hpp"
#include "runtime/execution/executor.hpp"
#include "vm/base/error.hpp"
#include "vm/crypto/keccak.hpp"
#include "vm/state/journal.hpp"

namespace deed::chain {
namespace {

using consensus::Validator;
using consensus::ValidatorSet;

constexpr size_t kWord = 32;
/// Key, stake and anchor, a word each.
constexpr size_t kMemberSize = 3 * kWord;
/// The first epoch whose validators the contract names: before, those of the genesis vote.
constexpr uint64_t kFirstEpoch = 3;

Bytes validators_call() {
    return to_bytes(BytesView{crypto::keccak256(as_bytes("validators()"))}.first(4));
}

/// A word that must fit @p size bytes.
std::optional<BytesView> narrow(BytesView word, size_t size) {
    for (const uint8_t byte : word.first(kWord - size))
        if (byte != 0) return std::nullopt;
    return word.last(size);
}

std::optional<Validator> decode_member(BytesView words) {
    const auto address = narrow(words.first(kWord), Address::kSize);
    const auto stake = narrow(words.subspan(kWord, kWord), sizeof(uint64_t));
    if (!address || !stake) return std::nullopt;
    return Validator{Address::from(*address), static_cast<uint64_t>(word_from(*stake)),
                     Hash::from(words.last(kWord))};
}

/// Reads what the contract returns: an offset, a count, the members.
std::optional<ValidatorSet> decode_answer(BytesView answer) {
    if (answer.size() < 2 * kWord || word_from(answer.first(kWord)) != Uint256{kWord}) return std::nullopt;
    const Uint256 count = word_from(answer.subspan(kWord, kWord));
    if (count > Uint256{ValidatorSet::kLargestCount}) return std::nullopt;
    const BytesView members = answer.subspan(2 * kWord);
    if (members.size() != count[0] * kMemberSize) return std::nullopt;
    std::vector<Validator> validators;
    for (size_t i = 0; i < count[0]; ++i) {
        const auto member = decode_member(members.subspan(i * kMemberSize, kMemberSize));
        if (!member) return std::nullopt;
        validators.push_back(*member);
    }
    auto set = ValidatorSet::from(std::move(validators));
    if (!set) return std::nullopt;
    return std::move(*set);
}

}  // namespace

std::optional<ValidatorSet> read_validators(const state::StateView& state, const block::Header& header,
                                            const block::ChainConfig& config, const Address& staking) {
    // What the contract can learn of the chain besides its state is the block itself.
    const auto environment = execution::make_environment(header, config, [](uint64_t) { return Hash{}; });
    state::Journal journal{state, environment.revision};
    machine::CodeCache codes;
    execution::Executor executor{environment, journal, codes};
    const auto outcome = executor.call_system_contract(staking, validators_call());
    if (journal.has_failed()) throw Error{"the state cannot be read"};
    if (!outcome || !outcome->is_success()) return std::nullopt;
    return decode_answer(outcome->output);
}

const ValidatorSet& ValidatorSets::at(uint64_t height) {
    const uint64_t epoch = height / consensus::kEpochLength;
    if (!origin_.genesis.staking) return origin_.validators;
    std::optional<ValidatorSet> set;
    uint64_t from = epoch;
    for (; from >= kFirstEpoch; --from) {
        const auto known = by_epoch_.find(from);
        if (known != by_epoch_.end() && from == epoch) return known->second;
        set = known != by_epoch_.end() ? known->second : read(from);
        if (set) break;
    }
    by_epoch_.erase(by_epoch_.begin(), by_epoch_.lower_bound(epoch - std::min<uint64_t>(epoch, 1)));
    return by_epoch_.insert_or_assign(epoch, set.value_or(origin_.validators)).first->second;
}

std::optional<ValidatorSet> ValidatorSets::read(uint64_t epoch) const {
    const uint64_t number = consensus::validators_block(epoch * consensus::kEpochLength);
    const auto snapshot = ledger_.snapshot();
    const auto header = snapshot.find_header(number);
    if (!header) throw Error{"block " + std::to_string(number) + " is not there"};
    const auto state = snapshot.state_at(number);
    return read_validators(*state, header->header, origin_.genesis.genesis.config, *origin_.genesis.staking);
}

}  // namespace deed::chain
