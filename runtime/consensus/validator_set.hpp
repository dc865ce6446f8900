#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "vm/base/bytes.hpp"
#include "vm/base/result.hpp"

namespace deed::consensus {

/// Who may vote, and how much that counts.
struct Validator {
    Address address;
    uint64_t stake = 0;
    Hash beacon_anchor;  ///< what it registered for the beacon (see onion.hpp)

    bool operator==(const Validator&) const = default;
};

enum class ValidatorSetError : uint8_t {
    Empty,            ///< nobody could ever decide
    TooMany,          ///< more than `ValidatorSet::kLargestCount`
    DuplicateMember,  ///< one address twice
    ZeroStake,        ///< a member that never counts
    StakeTooLarge,    ///< the sum is above `ValidatorSet::kLargestStake`
};

/// The name of the error, for messages.
[[nodiscard]] std::string_view name_of(ValidatorSetError error);

/// The validators of an epoch, in order of address: the order of a certificate's bitmap.
class ValidatorSet {
  public:
    /// A certificate carries a signature for each: this keeps blocks and their checking small.
    static constexpr size_t kLargestCount = 128;
    /// Three times this fits 64 bits, so quorums are compared without overflow.
    static constexpr uint64_t kLargestStake = uint64_t{1} << 62;

    [[nodiscard]] static Result<ValidatorSet, ValidatorSetError> from(std::vector<Validator> members);

    [[nodiscard]] const std::vector<Validator>& members() const { return members_; }
    /// The place of @p address.
    [[nodiscard]] std::optional<size_t> find_index(const Address& address) const;

    /// Whether @p stake is more than two thirds of the whole: enough to decide.
    [[nodiscard]] bool is_quorum(uint64_t stake) const;
    /// Whether @p stake is more than a third of the whole: enough that an honest validator is among them, as
    /// long as the dishonest ones have less than that.
    [[nodiscard]] bool has_honest(uint64_t stake) const;

    /// keccak256 of the RLP list of [address, stake, beacon anchor].
    [[nodiscard]] Hash hash() const;

    /// The place of the proposer of (@p height, @p round): a draw weighted by stake from keccak256(seed,
    /// height, round), each as 32 bytes.
    [[nodiscard]] size_t draw_proposer(const Hash& seed, uint64_t height, uint32_t round) const;

  private:
    ValidatorSet() = default;

    std::vector<Validator> members_;
    uint64_t total_stake_ = 0;
};

}  // namespace deed::consensus
