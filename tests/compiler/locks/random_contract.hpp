#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace deed::locks_test {

/// A function of a random contract, as its callers need it.
struct Callable {
    std::string signature;  ///< "f0(uint256)"
    bool is_payable = false;
    bool is_reader = false;
};

/// A contract that calls a host at all sorts of moments, with everything that effects are made of: fields, a
/// map, transient storage, events, ether that it holds and owes, what other contracts say; in branches,
/// loops, helpers and parts.
struct RandomContract {
    std::string text;
    std::vector<Callable> callables;
    /// Views that tell the whole state.
    std::vector<std::string> getters;
};
/// The same @p seed gives the same contract.
[[nodiscard]] RandomContract make_contract(uint64_t seed);

}  // namespace deed::locks_test
