#pragma once

#include <string>
#include <vector>

namespace deed {

/// The `deed` program of this build.
[[nodiscard]] std::string deed_program();

/// What a finished process left behind.
struct Finished {
    int exit_code = -1;  ///< 128 + signal when it was killed
    std::string out;
    std::string err;
};

/// Runs the `deed` program of this build with the arguments, in @p folder ("." for here), without a terminal,
/// HOME or DEED_PASSWORD, and waits for its end.
[[nodiscard]] Finished run_deed(const std::vector<std::string>& arguments, const std::string& folder = ".");

/// As above for any program, named by its path.
[[nodiscard]] Finished run_program(const std::string& program, const std::vector<std::string>& arguments,
                                   const std::string& folder = ".");

}  // namespace deed
