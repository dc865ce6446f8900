#include "vm/jit/blocks.hpp"

#include <algorithm>

#include "vm/base/assert.hpp"

namespace deed::jit {

using isa::Op;

namespace {

/// LLVM takes more than twice as long for a block twice as long.
constexpr uint32_t kMostInstructions = 256;

bool is_halt(Op op) {
    return op == Op::STOP || op == Op::RETURN || op == Op::REVERT || op == Op::SELFDESTRUCT ||
           op == Op::INVALID;
}

}  // namespace

Blocks::Blocks(const machine::Code& code, isa::Revision revision) : code_(code), revision_(revision) {
    uint32_t place = 0;
    do {
        place = cut(place);
    } while (place < code.size() || blocks_.back().how == End::FallThrough ||
             blocks_.back().how == End::JumpIf);
}

/// Appends the block that begins at @p begin and returns where the next one does.
uint32_t Blocks::cut(uint32_t begin) {
    Block block{begin, begin, 0, End::FallThrough, code_.is_jump_destination(begin)};
    for (;;) {
        const Op last = op(block.end);
        const bool is_known = is_defined(block.end);
        block.end = is_known ? next(block.end) : block.end + 1;
        block.instructions += 1;
        if (!is_known || is_halt(last)) block.how = End::Halt;
        if (is_known && last == Op::JUMP) block.how = End::Jump;
        if (is_known && last == Op::JUMPI) block.how = End::JumpIf;
        if (block.how != End::FallThrough || code_.is_jump_destination(block.end) ||
            block.instructions == kMostInstructions)
            break;
    }
    blocks_.push_back(block);
    return block.end;
}

uint32_t Blocks::at(uint64_t place) const {
    const auto found = std::ranges::lower_bound(blocks_, place, {}, &Block::begin);
    DEED_ASSERT(found != blocks_.end() && found->begin == place);
    return static_cast<uint32_t>(found - blocks_.begin());
}

Uint256 immediate_at(const machine::Code& code, uint32_t place) {
    const size_t size = isa::info(static_cast<Op>(code.begin()[place])).immediate;
    return word_from({code.begin() + place + 1, size});
}

}  // namespace deed::jit
