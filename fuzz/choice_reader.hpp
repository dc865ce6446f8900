#pragma once

#include "vm/base/bytes.hpp"

namespace deed::fuzz {

/// Reads the input as a row of choices, a byte each; after its end every choice is zero.
class ChoiceReader {
  public:
    explicit ChoiceReader(BytesView bytes) : bytes_(bytes) {}

    [[nodiscard]] bool at_end() const { return next_ >= bytes_.size(); }
    uint64_t below(uint64_t bound) { return at_end() ? 0 : bytes_[next_++] % bound; }

  private:
    BytesView bytes_;
    size_t next_ = 0;
};

}  // namespace deed::fuzz
