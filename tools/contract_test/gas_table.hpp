#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tools/contract_test/runner.hpp"

namespace deed::contract_test {

/// What the calls of one function used, in gas, without what the transactions themselves cost.
struct GasRow {
    std::string contract;
    std::string function;
    size_t calls = 0;
    uint64_t least = 0;
    uint64_t median = 0;
    uint64_t mean = 0;  ///< rounded down
    uint64_t most = 0;
    uint64_t most_own = 0;          ///< without the code of other accounts
    std::optional<uint64_t> bound;  ///< what the compiler promises of `most_own`; for texts as long as can be
    [[nodiscard]] bool is_above_bound() const { return bound && most_own > *bound; }
};

/// The rows of all functions that were called, by contract and name.
[[nodiscard]] std::vector<GasRow> make_gas_table(const CompileOutput& program,
                                                 const std::vector<MeasuredCall>& calls);

}  // namespace deed::contract_test
