#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace deed::contract_test {

/// How a test begins: with the statements that deploy its first contracts.
struct Prologue {
    std::vector<std::string>
        names;  ///< of the variables that hold the contracts, in order; empty without one
    std::vector<std::string> lines;  ///< the statements, with a variable for a deployment that had none
};

/// Reads the text of a test's body up to the end of the statement that deploys contract number
/// @p deployments.
[[nodiscard]] Prologue read_prologue(std::string_view body, size_t deployments);

}  // namespace deed::contract_test
