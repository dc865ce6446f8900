#pragma once

#include <array>
#include <cstdint>
#include <set>
#include <string_view>
#include <vector>

#include "runtime/consensus/tendermint.hpp"
#include "tests/runtime/consensus/random.hpp"

namespace deed::tests {

/// Every way in which a validator of the simulation behaves: name, what it does.
///
/// The protocol lets a liar say anything that it can sign, to anybody, whenever it likes, or not at all.
#define DEED_BEHAVIOURS(ROW)                                                                        \
    ROW(Honest, "follows the protocol")                                                             \
    ROW(Random,                                                                                     \
        "says anything, something else to each: two proposals and votes in a round, blocks that do" \
        " not hold, rounds past and far ahead, quorums that never were, other heights")             \
    ROW(Echo, "prevotes and precommits every block that it hears of, in that round, towards some")  \
    ROW(Silent, "says nothing")                                                                     \
    ROW(Selective, "follows the protocol, and keeps what it says from some")                        \
    ROW(Late, "follows the protocol, and says everything when the round may be over")               \
    ROW(Forgetful, "follows the protocol, and forgets its locks and what it has said: votes again") \
    ROW(Twins, "two with one key: each follows the protocol, and talks with its half of the others")

enum class Behaviour : uint8_t {
#define DEED_BEHAVIOUR_NAME(name, meaning) name,
    DEED_BEHAVIOURS(DEED_BEHAVIOUR_NAME)
#undef DEED_BEHAVIOUR_NAME
};

inline constexpr std::array kBehaviours{
#define DEED_BEHAVIOUR_TEXT(name, meaning) std::string_view{#name},
    DEED_BEHAVIOURS(DEED_BEHAVIOUR_TEXT)
#undef DEED_BEHAVIOUR_TEXT
};

/// Whether it has a machine of its own, which says what the protocol says.
[[nodiscard]] bool follows_protocol(Behaviour behaviour);

/// A block is only its hash here; those that begin with 0xff do not hold.
[[nodiscard]] Hash make_block(Random& random, consensus::Validity validity);
[[nodiscard]] consensus::Validity validity_of(const Hash& block);

/// The blocks that anybody has spoken of at a height, in order of appearance.
class SpokenBlocks {
  public:
    void add(const Hash& block) {
        if (known_.insert(block).second) blocks_.push_back(block);
    }
    [[nodiscard]] const std::vector<Hash>& all() const { return blocks_; }

  private:
    std::set<Hash> known_;
    std::vector<Hash> blocks_;
};

/// What `Behaviour::Random` tells @p victim in the name of @p liar.
[[nodiscard]] consensus::Message make_lie(Random& random, const Address& liar,
                                          const consensus::Tendermint& victim, const SpokenBlocks& blocks);

}  // namespace deed::tests
