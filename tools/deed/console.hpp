#pragma once

#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace CLI {
class App;
}

namespace deed::tools {

/// What a command tells the shell. Stable: scripts rely on the numbers.
enum class ExitCode : int {
    Success = 0,
    Failed = 1,  ///< the thing that was asked for did not hold (a test failed, a call reverted, a diagnostic)
    BadUsage = 2,       ///< the command line or an input file is not understood
    Unavailable = 3,    ///< a node, file, port or directory cannot be reached or used
    InternalError = 70  ///< our own bug
};

/// A refusal that ends the command: the message goes to stderr, the code to the shell.
struct CommandError {
    ExitCode code;
    std::string message;
    boost::json::object details = {};  ///< further fields of the error with `--json`
};

/// Where a command's words go: text for people, or one JSON value with `--json`.
class Console {
  public:
    bool json = false;  ///< `--json`
    ExitCode exit_code = ExitCode::Success;

    /// Whether to colour: a terminal, and no NO_COLOR.
    [[nodiscard]] bool uses_colour() const;
    /// A line for people; silent with `--json`.
    void say(std::string_view line) const;
    /// The result for programs; silent without `--json`.
    void report(const boost::json::value& value) const;
    /// Prints an error in the form that was asked for and returns its exit code.
    int fail(const CommandError& error) const;
};

#define DEED_COMMAND(name) void add_##name(CLI::App& root, Console& console);
#include "tools/deed/commands.def"
#undef DEED_COMMAND

}  // namespace deed::tools
