#include <CLI/CLI.hpp>
#include <exception>

#include "tools/deed/console.hpp"
#include "vm/base/error.hpp"

using deed::tools::CommandError;
using deed::tools::Console;
using deed::tools::ExitCode;

int main(int argc, char** argv) {
    Console console;
    CLI::App app{"Deed: a contract language, the EVM that runs it, and the chain that keeps it", "deed"};
    app.require_subcommand(1);
    app.fallthrough();
    app.add_flag("--json", console.json, "Print one JSON value instead of text");

#define DEED_COMMAND(name) deed::tools::add_##name(app, console);
#include "tools/deed/commands.def"
#undef DEED_COMMAND

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) return app.exit(error);
        return console.fail({ExitCode::BadUsage, std::string{error.what()} + " (see deed --help)"});
    } catch (const CommandError& error) {
        return console.fail(error);
    } catch (const deed::Error& error) {
        return console.fail({ExitCode::Unavailable, error.what()});
    } catch (const std::exception& error) {
        return console.fail({ExitCode::InternalError, std::string{"internal error: "} + error.what()});
    }
    return static_cast<int>(console.exit_code);
}
