#pragma once

#include "vm/base/uint256.hpp"
#include "vm/isa/opcode.hpp"

namespace deed::fuzz {

/// Reads choices from arbitrary bytes; zeros when they are used up.
class Choices {
  public:
    explicit Choices(BytesView bytes) : bytes_(bytes) {}

    [[nodiscard]] bool is_empty() const { return bytes_.empty(); }
    uint8_t byte();
    /// A number below @p bound, which is at most 256.
    uint8_t below(size_t bound) { return static_cast<uint8_t>(byte() % bound); }
    /// A word of the kinds where arithmetic has its corners: small, all ones, powers of two, repeated bytes.
    Uint256 word();

  private:
    BytesView bytes_;
};

/// Whom a program calls.
struct Neighbours {
    Address self;
    Address other;
};

/// Bytecode with loops, branches, subroutines, jumps through computed targets, memory, storage, calls and
/// creations. Most programs end as they are meant to; a quarter now and then lack a word on the stack, jump
/// wildly or hold an arbitrary byte. The same choices give the same program, of a few thousand bytes at most.
[[nodiscard]] Bytes generate_program(Choices& choices, isa::Revision revision, const Neighbours& neighbours);

}  // namespace deed::fuzz
