#pragma once

#include <string>
#include <vector>

#include "compiler/compiler.hpp"
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

    [[nodiscard]] abi::Value make(const ArgumentType& type);
    [[nodiscard]] abi::Values make(const std::vector<Argument>& parameters);
    [[nodiscard]] Uint256 make_number(size_t bits);
    [[nodiscard]] Address make_address();
    [[nodiscard]] Random& random() { return random_; }
    /// An account that is there: worth calling with, and worth passing.
    void add_address(const Address& address) { addresses_.push_back(address); }
    /// The constants of @p code: worth passing.
    void add_constants(BytesView code);

  private:
    [[nodiscard]] const Uint256& choose_constant();
    [[nodiscard]] Bytes make_bytes(size_t count);
    [[nodiscard]] std::string make_text(size_t count);
    [[nodiscard]] abi::Values make_members(const std::vector<ArgumentType>& types);
    /// A length of at most @p most, which may be huge.
    [[nodiscard]] size_t make_length(uint64_t most, size_t longest);

    Random random_;
    std::vector<Uint256> constants_;
    std::vector<Address> addresses_;
};

}  // namespace deed::contract_test
