#include "vm/instructions/division.hpp"

namespace deed::instructions {
namespace {

/// Whether exactly one bit is set.
bool is_power_of_two(const Uint256& value) {
    int bits = 0;
    for (const uint64_t limb : value.limbs) bits += std::popcount(limb);
    return bits == 1;
}

}  // namespace

Uint256 divide_long(const Uint256& a, const Uint256& b) noexcept {
    if (is_power_of_two(b)) return a >> (b.bit_width() - 1);
    return divide(a, b).quotient;
}

Uint256 remainder_long(const Uint256& a, const Uint256& b) noexcept {
    if (is_power_of_two(b)) return a & (b - 1);
    return divide(a, b).remainder;
}

}  // namespace deed::instructions
