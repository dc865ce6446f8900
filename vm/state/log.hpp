#pragma once

#include <vector>

#include "vm/base/bytes.hpp"

namespace deed::state {

/// What a LOG instruction leaves in the receipt.
struct Log {
    Address address;
    std::vector<Hash> topics;  ///< at most four
    Bytes data;

    bool operator==(const Log&) const = default;
};

}  // namespace deed::state
