#pragma once

#include <filesystem>

#include "tests/ethereum/conformance.hpp"

namespace deed::conformance {

/// Plays the numbered steps below `test-cases` of @p folder, in the order of their names, over its
/// genesis.json. Each step is a case.
void run_sequence(const std::filesystem::path& folder, CaseLog& log);

}  // namespace deed::conformance
