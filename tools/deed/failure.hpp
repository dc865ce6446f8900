#pragma once

namespace deed::tools {

class Console;

/// Prints what the exception that is being handled says, and returns the exit code that it means.
int fail_with_current(const Console& console);

}  // namespace deed::tools
