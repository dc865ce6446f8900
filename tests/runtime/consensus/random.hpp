#pragma once

#include <cstdint>

namespace deed::tests {

/// Numbers that follow from a seed, the same everywhere: SplitMix64 (Steele, Lea, Flood 2014).
class Random {
  public:
    explicit Random(uint64_t seed) : state_(seed) {}

    /// A number below @p bound.
    uint64_t below(uint64_t bound) { return next() % bound; }
    /// True in @p percent of a hundred cases.
    bool happens(uint64_t percent) { return below(100) < percent; }

  private:
    uint64_t next() {
        state_ += 0x9e3779b97f4a7c15;
        uint64_t z = state_;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }

    uint64_t state_;
};

}  // namespace deed::tests
