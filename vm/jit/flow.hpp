#pragma once

#include "vm/jit/blocks.hpp"
#include "vm/jit/values.hpp"

namespace deed::jit {

/// What is known about a frame at one place of the code, whichever way it came there.
struct State {
    /// The top of the stack, top last. What is below is unknown.
    std::vector<Value> top;
    int lowest = 0;       ///< the stack has at least this many words
    int highest = 0;      ///< and at most this many
    uint64_t memory = 0;  ///< bytes that the memory has at least

    bool operator==(const State&) const = default;
};

/// How running a block ended.
enum class Way : uint8_t {
    On,     ///< with the block's last instruction
    Fault,  ///< the stack was too low or too high for an instruction
};

/// Where a jump goes.
struct Targets {
    std::vector<uint32_t> blocks;  ///< those it may go to, in order
    bool is_unknown = false;       ///< it may go to any other destination as well
    bool may_be_bad = false;       ///< it may go to what is no destination
};

/// Runs @p state through the block numbered @p block, up to but without its jump, whose operands stay on the
/// stack.
Way run(const Blocks& blocks, Values& values, uint32_t block, State& state);
/// Where the jump at the end of @p block goes from @p state, which has run up to it.
[[nodiscard]] Targets find_targets(const Blocks& blocks, const Values& values, const State& state);

/// What can be reached, and in which states.
struct Flow {
    struct Facts {
        bool is_reached = false;
        State entry;           ///< joined over all ways here
        Targets targets;       ///< of the block's jump
        uint32_t ways_in = 0;  ///< blocks that lead here
    };

    std::vector<Facts> blocks;
    /// Whether any jump may go anywhere.
    bool has_unknown_jumps = false;
    /// Then, the blocks that such jumps are taken to go to: destinations whose place the code pushes.
    std::vector<uint32_t> candidates;
};

/// Runs the code on what is known, from its begin, until nothing new is learnt. Tells calls of the same
/// subroutine from different places apart by the return addresses on the stack, as far as the effort allows.
[[nodiscard]] Flow analyse(const Blocks& blocks, Values& values);

}  // namespace deed::jit
