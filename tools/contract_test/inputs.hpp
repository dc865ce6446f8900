#pragma once

#include <optional>
#include <vector>

#include "vm/abi/value.hpp"

namespace deed::contract_test {

/// Numbers that look random; the same seed gives the same ones (SplitMix64).
class Random {
  public:
    explicit Random(uint64_t seed) : state_(seed) {}
    uint64_t next();
    /// Below @p count, which is not zero.
    uint64_t below(uint64_t count) { return next() % count; }

  private:
    uint64_t state_;
};

/// Makes up values: the odd ones where mistakes hide, those that the code itself names, and any others.
class Inputs {
  public:
    /// @p codes are searched for constants.
    Inputs(uint64_t seed, const std::vector<BytesView>& codes);

    [[nodiscard]] abi::Value make(const abi::Type& type);
    [[nodiscard]] abi::Values make(const std::vector<abi::Type>& types);
    [[nodiscard]] Uint256 make_number(size_t bits);
    [[nodiscard]] Address make_address();
    [[nodiscard]] Random& random() { return random_; }
    /// An account that is there: worth calling with, and worth passing.
    void add_address(const Address& address) { addresses_.push_back(address); }

  private:
    void find_constants(BytesView code);

    Random random_;
    std::vector<Uint256> constants_;
    std::vector<Address> addresses_;
};

/// Simpler values to try in the place of one, simplest first.
[[nodiscard]] std::vector<abi::Value> simpler_than(const abi::Type& type, const abi::Value& value);
/// The value as Deed text; nothing for what has no text there.
[[nodiscard]] std::optional<std::string> deed_text(const abi::Type& type, const abi::Value& value);

}  // namespace deed::contract_test
