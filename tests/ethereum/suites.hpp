#pragma once

#include "tests/ethereum/conformance.hpp"

namespace deed::conformance {

#define DEED_SUITE(name, folder, runs, traced, summary) \
    void run_##name(const std::filesystem::path& file, CaseLog& log);
#include "tests/ethereum/suites.def"
#undef DEED_SUITE

}  // namespace deed::conformance
