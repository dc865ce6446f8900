#pragma once

#include <memory>

#include "vm/base/bytes.hpp"
#include "vm/machine/heat.hpp"

namespace deed::machine {

/// Bytecode made ready to run, in one pass: followed by zeros, so that neither the end of the code (an
/// implied STOP) nor a cut-off PUSH needs a check, and with the set of valid jump destinations. Immutable but
/// for what engines remember of it; shared between calls.
class Code : public std::enable_shared_from_this<Code> {
  public:
    /// Zeros after the code: the longest immediate, and a STOP.
    static constexpr size_t kPadding = 33;

    explicit Code(BytesView code);

    [[nodiscard]] BytesView bytes() const { return {storage_.get(), size_}; }
    [[nodiscard]] size_t size() const { return size_; }
    /// The first byte; @ref kPadding zeros follow the last.
    [[nodiscard]] const uint8_t* begin() const { return storage_.get(); }
    /// One bit for each byte of the code: a JUMPDEST that is not part of an immediate.
    [[nodiscard]] const uint64_t* jump_destinations() const { return jump_destinations_; }
    [[nodiscard]] bool is_jump_destination(uint64_t target) const {
        return target < size_ && (jump_destinations_[target / 64] >> (target % 64) & 1) != 0;
    }
    /// What engines remember of running it.
    [[nodiscard]] Heat& heat() const { return heat_; }

    /// Bytes of memory this object holds, its machine code included.
    [[nodiscard]] size_t footprint() const;

  private:
    size_t size_;
    std::unique_ptr<uint8_t[]> storage_;
    const uint64_t* jump_destinations_;
    mutable Heat heat_;
};

}  // namespace deed::machine
