#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "compiler/compiler.hpp"
#include "tools/deed/console.hpp"
#include "tools/deed/layout_check.hpp"
#include "tools/deed/project.hpp"

namespace deed::tools {
namespace {

namespace json = boost::json;

struct Request {
    std::vector<std::string> paths{"."};
    std::string before;
};

json::object layouts_of(const Request& request, const Console& console) {
    const CompileOutput output = compile_or_fail(read_project(request.paths), console);
    json::object layouts;
    for (const Artifact& artifact : output.artifacts)
        layouts[artifact.contract_name] = json::parse(artifact.storage_layout);
    return layouts;
}

json::object read_layouts(const std::string& path) {
    const std::string text = read_text(path);
    boost::system::error_code error;
    const json::value value = json::parse(text, error);
    if (error || !value.is_object())
        throw CommandError{ExitCode::BadUsage, path + " is no JSON object; `deed layout --json` prints one"};
    return value.as_object();
}

void check(const Request& request, Console& console) {
    const json::object before = read_layouts(request.before);
    const json::object now = layouts_of(request, console);
    json::array changes;
    for (const auto& [contract, old] : before) {
        const auto* layout = now.if_contains(contract);
        const std::vector<std::string> found = layout == nullptr
                                                   ? std::vector<std::string>{"the contract is gone"}
                                                   : find_layout_changes(old, *layout);
        for (const std::string& change : found) {
            console.say(std::string{contract} + ": " + change);
            changes.push_back(json::object{{"contract", contract}, {"change", change}});
        }
    }
    if (changes.empty())
        console.say("what is stored keeps its meaning");
    else
        console.exit_code = ExitCode::Failed;
    console.report(json::object{{"changes", std::move(changes)}});
}

void print(const Request& request, Console& console) {
    const json::object layouts = layouts_of(request, console);
    for (const auto& [contract, layout] : layouts) {
        console.say(contract);
        for (const std::string& line : describe_layout(layout)) console.say(line);
    }
    console.report(layouts);
}

}  // namespace

void add_layout(CLI::App& root, Console& console) {
    const auto request = std::make_shared<Request>();
    CLI::App* command = root.add_subcommand(
        "layout", "Print where contracts keep their state, or hold it against an earlier one");
    command->add_option("paths", request->paths, "Files, or folders with *.deed files below them")
        ->capture_default_str();
    command
        ->add_option(
            "--check", request->before,
            "What `deed layout --json` printed earlier: refuse what changes the meaning of stored words")
        ->type_name("FILE");
    command->callback([request, &console] {
        request->before.empty() ? print(*request, console) : check(*request, console);
    });
}

}  // namespace deed::tools
