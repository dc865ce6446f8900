#include <CLI/CLI.hpp>

#include "tools/deed/build_info.hpp"
#include "tools/deed/console.hpp"

namespace deed::tools {

void add_version(CLI::App& root, Console& console) {
    root.add_subcommand("version", "Print the version and how this program was built")->callback([&console] {
        console.say("deed " + std::string{kVersion} + " (" + std::string{kBuildType} + ", " +
                    std::string{kCompiler} + ")");
        console.report(
            boost::json::object{{"version", kVersion}, {"build", kBuildType}, {"compiler", kCompiler}});
    });
}

}  // namespace deed::tools
