#pragma once

#include <map>
#include <optional>
#include <span>
#include <vector>

#include "vm/base/uint256.hpp"
#include "vm/isa/opcode.hpp"
#include "vm/jit/ranges.hpp"
#include "vm/machine/code.hpp"

namespace deed::jit {

/// What is known about a word before the code runs: a number into Values.
using Value = uint32_t;

/// Nothing is known.
inline constexpr Value kUnknown = 0;

/// What words may be: constants, sets of jump destinations, and ranges of numbers that fit 64 bits. Equal
/// knowledge has equal numbers.
class Values {
  public:
    explicit Values(const machine::Code& code) : code_(code) {}

    [[nodiscard]] Value constant(const Uint256& word);
    /// What is known of a word in @p range.
    [[nodiscard]] Value in(const Range& range);
    /// The constant that @p value is, or null.
    [[nodiscard]] const Uint256* find_constant(Value value) const;
    /// The places in the code that @p value may be, in order; empty when it may be something else.
    [[nodiscard]] std::span<const uint32_t> targets(Value value) const;
    /// Where @p value is.
    [[nodiscard]] const Range& range(Value value) const;
    /// What is known when it is one or the other. A chain of values, each joined from the one before and
    /// something else, soon ends.
    [[nodiscard]] Value join(Value a, Value b);

  private:
    struct Fact {
        std::optional<Uint256> constant;
        std::vector<uint32_t> targets;
        Range range;
    };

    Value add(Fact fact);

    const machine::Code& code_;
    std::vector<Fact> facts_{1};
    std::map<std::array<uint64_t, 4>, Value> constants_;
    std::map<std::vector<uint32_t>, Value> sets_;
    std::map<std::pair<uint64_t, uint64_t>, Value> ranges_;
};

/// The result of the Word instruction @p op on @p operands, the first of which was the top of the stack.
[[nodiscard]] Uint256 evaluate(isa::Op op, std::span<const Uint256> operands);

}  // namespace deed::jit
