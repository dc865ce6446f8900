#pragma once

#include <optional>
#include <span>

#include "vm/base/uint256.hpp"
#include "vm/isa/opcode.hpp"

namespace deed::jit {

/// The numbers from @ref least to @ref most, both included: what a word may be.
struct Range {
    Uint256 least;
    Uint256 most = Uint256::max();

    bool operator==(const Range&) const = default;
};

/// The range of one number.
[[nodiscard]] constexpr Range only(const Uint256& number) {
    return {number, number};
}
/// The numbers that are in both; nothing when none is.
[[nodiscard]] std::optional<Range> intersect(const Range& a, const Range& b);
/// A range that contains both. Where it goes beyond @p a it goes so far that a chain of such ranges, each
/// widened from the one before, soon ends.
[[nodiscard]] Range widen(const Range& a, const Range& b);
/// Where the result of the Word instruction @p op is when its operands, the first of which was the top of the
/// stack, are in @p operands.
[[nodiscard]] Range range_of(isa::Op op, std::span<const Range> operands);

}  // namespace deed::jit
