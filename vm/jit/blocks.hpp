#pragma once

#include <vector>

#include "vm/base/uint256.hpp"
#include "vm/isa/opcode.hpp"
#include "vm/machine/code.hpp"

namespace deed::jit {

/// How a basic block ends.
enum class End : uint8_t {
    FallThrough,  ///< the next block begins here
    Jump,
    JumpIf,
    Halt,  ///< the frame ends: STOP, RETURN, REVERT, SELFDESTRUCT, INVALID, a byte that is not defined
};

/// Instructions that run one after another.
struct Block {
    uint32_t begin;  ///< place in the code
    uint32_t end;    ///< past the last instruction and its immediate
    uint32_t instructions;
    End how;
    bool is_destination;  ///< begins with a valid JUMPDEST
};

/// The code cut into blocks in the order of their places. Long blocks are cut into several.
class Blocks {
  public:
    Blocks(const machine::Code& code, isa::Revision revision);

    [[nodiscard]] size_t size() const { return blocks_.size(); }
    [[nodiscard]] const Block& operator[](size_t i) const { return blocks_[i]; }
    /// The number of the block that begins with the JUMPDEST at @p place, which must be a jump destination.
    [[nodiscard]] uint32_t at(uint64_t place) const;
    [[nodiscard]] const machine::Code& code() const { return code_; }
    [[nodiscard]] isa::Revision revision() const { return revision_; }

    /// The instruction at @p place, which may be in the padding.
    [[nodiscard]] isa::Op op(uint32_t place) const { return static_cast<isa::Op>(code_.begin()[place]); }
    /// Whether the instruction at @p place is one that the revision knows.
    [[nodiscard]] bool is_defined(uint32_t place) const { return isa::is_defined(op(place), revision_); }
    /// The place of the instruction after the one at @p place.
    [[nodiscard]] uint32_t next(uint32_t place) const { return place + 1 + isa::info(op(place)).immediate; }

  private:
    uint32_t cut(uint32_t begin);

    const machine::Code& code_;
    isa::Revision revision_;
    std::vector<Block> blocks_;
};

/// The word that the push at @p place of @p code writes.
[[nodiscard]] Uint256 immediate_at(const machine::Code& code, uint32_t place);

}  // namespace deed::jit
