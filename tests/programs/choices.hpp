#pragma once

#include <cstdint>

#include "vm/base/bytes.hpp"

namespace deed::programs {

/// Decisions read from bytes. When they have run out every decision is the first, so that shorter bytes make
/// simpler programs.
class Choices {
  public:
    explicit Choices(BytesView bytes) : bytes_(bytes) {}

    /// A number below @p limit, which is at most 2^16.
    uint64_t below(uint64_t limit) {
        const uint64_t low = next();
        const uint64_t value = limit > 256 ? low << 8 | next() : low;
        return value % limit;
    }
    /// True in one of @p count cases.
    bool one_in(uint64_t count) { return below(count) == count - 1; }

  private:
    uint8_t next() {
        if (bytes_.empty()) return 0;
        const uint8_t first = bytes_[0];
        bytes_ = bytes_.subspan(1);
        return first;
    }

    BytesView bytes_;
};

}  // namespace deed::programs
