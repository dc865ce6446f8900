#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "compiler/compiler.hpp"
#include "tools/deed/console.hpp"
#include "tools/deed/project.hpp"
#include "tools/deed/table.hpp"

namespace deed::tools {
namespace {

namespace json = boost::json;

std::string join(const json::value& names, std::string_view between) {
    std::string text;
    for (const json::value& name : names.as_array())
        text += (text.empty() ? "" : std::string{between}) + std::string{name.as_string()};
    return text;
}

void print_authority(const std::vector<std::string>& paths, Console& console) {
    const CompileOutput output = compile_or_fail(read_project(paths), console);
    json::array contracts;
    for (const Artifact& artifact : output.artifacts) {
        const json::value rows = json::parse(artifact.json).at("authority");
        console.say(artifact.contract_name);
        std::vector<std::vector<std::string>> table;
        for (const json::value& row : rows.as_array()) {
            const std::string writes = join(row.at("writes"), ", ");
            table.push_back({std::string{row.at("function").as_string()}, "by " + join(row.at("by"), " || "),
                             "writes " + (writes.empty() ? "nothing" : writes),
                             row.at("callsOut").as_bool() ? "calls out" : "",
                             row.at("locked").as_bool() ? "locked" : ""});
        }
        for (const std::string& line : lay_out_table(table)) console.say(line);
        contracts.push_back(json::object{{"contract", artifact.contract_name}, {"functions", rows}});
    }
    console.report({{"contracts", contracts}});
}

}  // namespace

void add_authority(CLI::App& root, Console& console) {
    const auto paths = std::make_shared<std::vector<std::string>>(1, ".");
    CLI::App* command = root.add_subcommand("authority", "Print who may call what, and the state it writes");
    command->add_option("files", *paths, "Files, or folders with *.deed files below them")
        ->capture_default_str();
    command->callback([paths, &console] { print_authority(*paths, console); });
}

}  // namespace deed::tools
