#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

#include "tools/client/suggestion.hpp"
#include "tools/deed/console.hpp"
#include "tools/deed/failure.hpp"

namespace {

using deed::tools::Console;
using deed::tools::ExitCode;

/// The innermost command that the command line has named so far.
CLI::App& innermost(CLI::App& app) {
    CLI::App* command = &app;
    while (!command->get_subcommands().empty()) command = command->get_subcommands().front();
    return *command;
}

std::vector<std::string> names_of_subcommands(CLI::App& command) {
    std::vector<std::string> names;
    for (const auto* subcommand : command.get_subcommands([](CLI::App*) { return true; }))
        names.push_back(subcommand->get_name());
    return names;
}

/// "deed key new": how the innermost command was reached.
std::string path_to(CLI::App& app) {
    std::string path = app.get_name();
    for (CLI::App* command = &app; !command->get_subcommands().empty();) {
        command = command->get_subcommands().front();
        path += " " + command->get_name();
    }
    return path;
}

/// What was written on the command line, last first, as CLI11 wants it. It would take `[a, b]` apart into two
/// arguments: a NUL behind the bracket, which no argument holds by itself, keeps lists whole.
std::vector<std::string> guarded(int argc, char** argv) {
    std::vector<std::string> arguments;
    for (int i = argc - 1; i > 0; --i) {
        std::string& argument = arguments.emplace_back(argv[i]);
        if (argument.ends_with(']')) argument.push_back('\0');
    }
    return arguments;
}

std::string without_guards(std::string text) {
    std::erase(text, '\0');
    return text;
}

/// Lets every option of the command, and of those below it, see its values as they were written.
void drop_guards(CLI::App& command) {
    for (CLI::Option* option : command.get_options()) option->transform(without_guards);
    for (CLI::App* subcommand : command.get_subcommands([](CLI::App*) { return true; }))
        drop_guards(*subcommand);
}

/// What is wrong, in words for people.
std::string words_of(const CLI::ParseError& error) {
    const std::string words = without_guards(error.what());
    constexpr std::string_view kConversion = "Could not convert: ";
    if (!words.starts_with(kConversion)) return words;
    // "--option = value": a number with a letter in it, or one that is too large or too small.
    return "not a value that can be taken: " + words.substr(kConversion.size());
}

/// Answers a command line that was not understood; a command without its subcommand gets its help.
int refuse(CLI::App& app, const CLI::ParseError& error, const Console& console) {
    CLI::App& command = innermost(app);
    const auto names = names_of_subcommands(command);
    const auto foreign = app.remaining(true);
    const std::string see_help = " (see " + path_to(app) + " --help)";
    const std::string name = foreign.empty() ? "" : without_guards(foreign.front());
    if (!names.empty() && name.starts_with("-"))
        return console.fail({ExitCode::BadUsage, "unknown option \"" + name + "\"" + see_help});
    if (!names.empty() && !foreign.empty())
        return console.fail({ExitCode::BadUsage, "unknown command \"" + name + "\"" +
                                                     deed::client::suggestion(name, names) + see_help});
    if (names.empty()) return console.fail({ExitCode::BadUsage, words_of(error) + see_help});
    if (console.json) return console.fail({ExitCode::BadUsage, "no command given" + see_help});
    std::cerr << app.help();
    return static_cast<int>(ExitCode::BadUsage);
}

int run(CLI::App& app, int argc, char** argv, const Console& console) {
    try {
        drop_guards(app);
        app.parse(guarded(argc, argv));
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) return app.exit(error);
        return refuse(app, error, console);
    } catch (...) {
        return deed::tools::fail_with_current(console);
    }
    return static_cast<int>(console.exit_code);
}

}  // namespace

int main(int argc, char** argv) {
    Console console;
    // Before parsing: a command line that is not understood must be refused in the form that was asked for.
    for (int i = 1; i < argc; ++i) console.json |= std::string_view{argv[i]} == "--json";

    CLI::App app{"Deed: a contract language, the EVM that runs it, and the chain that keeps it", "deed"};
    app.require_subcommand(1);
    app.fallthrough();
    app.add_flag("--json", console.json, "Print one JSON value instead of text");

#define DEED_COMMAND(name) deed::tools::add_##name(app, console);
#include "tools/deed/commands.def"
#undef DEED_COMMAND

    return run(app, argc, argv, console);
}
