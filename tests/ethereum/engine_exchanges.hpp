#pragma once

#include <filesystem>

#include "tests/ethereum/conformance.hpp"

namespace deed::conformance {

/// Plays what a consensus client was heard asking, and holds the answers against those that it got. Those
/// came from a stand-in without a machine: its blocks are replaced by ones of this program with the same
/// parents, times and recipients, hash for hash. Each request is a case.
void run_exchange(const std::filesystem::path& file, CaseLog& log);

}  // namespace deed::conformance
