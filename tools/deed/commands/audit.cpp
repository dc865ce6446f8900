#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "compiler/compiler.hpp"
#include "tools/deed/console.hpp"
#include "tools/deed/project.hpp"

namespace deed::tools {
namespace {

namespace json = boost::json;

void print_audit(const std::vector<std::string>& paths, Console& console) {
    const CompileOutput output = compile_or_fail(read_project(paths), console);
    json::array contracts;
    for (const Artifact& artifact : output.artifacts) {
        const json::value rows = json::parse(artifact.json).at("audit");
        console.say(artifact.contract_name + (rows.as_array().empty() ? ": nothing to look at twice" : ""));
        for (const json::value& row : rows.as_array())
            console.say(
                "  " + std::string{row.at("file").as_string()} + ":" + json::serialize(row.at("line")) + ":" +
                json::serialize(row.at("column")) + ": " + std::string{row.at("kind").as_string()} + " in " +
                std::string{row.at("function").as_string()} + ": " + std::string{row.at("text").as_string()});
        contracts.push_back(json::object{{"contract", artifact.contract_name}, {"findings", rows}});
    }
    console.report({{"contracts", contracts}});
}

}  // namespace

void add_audit(CLI::App& root, Console& console) {
    const auto paths = std::make_shared<std::vector<std::string>>(1, ".");
    CLI::App* command =
        root.add_subcommand("audit", "List what a reader of the contracts should look at twice");
    command->add_option("files", *paths, "Files, or folders with *.deed files below them")
        ->capture_default_str();
    command->callback([paths, &console] { print_audit(*paths, console); });
}

}  // namespace deed::tools
