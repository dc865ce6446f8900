#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "compiler/compiler.hpp"
#include "runtime/json/abi_json.hpp"
#include "tools/deed/console.hpp"
#include "tools/deed/layout_check.hpp"
#include "tools/deed/project.hpp"
#include "vm/base/hex.hpp"

namespace deed::tools {
namespace {

namespace json = boost::json;

struct Request {
    std::string what;
    std::vector<std::string> paths{"."};
    std::string contract;
};

CompileOutput compile_project(const Request& request, const Console& console) {
    CompileInput input = read_project(request.paths);
    if (request.what == "ir") input.options.emit = Stage::Ir;
    if (request.what == "asm") input.options.emit = Stage::Asm;
    CompileOutput output = compile_or_fail(std::move(input), console);
    if (request.contract.empty() || output.find(request.contract) != nullptr) return output;
    std::string known;
    for (const Artifact& artifact : output.artifacts)
        known += (known.empty() ? "" : ", ") + artifact.contract_name;
    throw CommandError{ExitCode::BadUsage, "there is no contract " + request.contract +
                                               (known.empty() ? "" : "; there are " + known)};
}

/// Name and hash of everything that has one: functions, errors, events.
json::object selectors_of(const Artifact& artifact) {
    const auto interface = json::parse(artifact.abi);
    const auto abi = deed::json::parse_interface(interface);
    json::object functions;
    json::object errors;
    json::object events;
    if (!abi) return {};
    for (const abi::Function& function : abi->functions)
        functions[abi::signature_of(function)] = to_hex_prefixed(abi::selector_of(function));
    for (const abi::ErrorType& error : abi->errors)
        errors[abi::signature_of(error)] = to_hex_prefixed(abi::selector_of(error));
    for (const abi::Event& event : abi->events)
        events[abi::signature_of(event)] = to_hex_prefixed(abi::topic_of(event));
    return {
        {"functions", std::move(functions)}, {"errors", std::move(errors)}, {"events", std::move(events)}};
}

json::value value_of(const Request& request, const Artifact& artifact) {
    if (request.what == "abi") return json::parse(artifact.abi);
    if (request.what == "layout") return json::parse(artifact.storage_layout);
    return selectors_of(artifact);
}

void say_selectors(const json::object& selectors, const Console& console) {
    for (const auto& [kind, rows] : selectors)
        for (const auto& [signature, hash] : rows.as_object())
            console.say(std::string{hash.as_string()} + "  " + std::string{signature});
}

/// One entry for each line, and still JSON.
void say_abi(const json::array& abi, const Console& console) {
    console.say("[");
    for (size_t i = 0; i < abi.size(); ++i)
        console.say("  " + json::serialize(abi[i]) + (i + 1 < abi.size() ? "," : ""));
    console.say("]");
}

void say_value(const Request& request, const json::value& value, const Console& console) {
    if (request.what == "selectors") return say_selectors(value.as_object(), console);
    if (request.what == "abi") return say_abi(value.as_array(), console);
    for (const std::string& line : describe_layout(value)) console.say(line);
}

/// The part of a stage's text that belongs to one contract: its modules are called "Name.runtime" and
/// "Name.creation".
std::string part_of(const std::string& text, const std::string& contract) {
    if (contract.empty()) return text;
    std::string part;
    bool is_inside = false;
    size_t begin = 0;
    while (begin < text.size()) {
        const size_t end = std::min(text.find('\n', begin), text.size() - 1) + 1;
        const std::string line = text.substr(begin, end - begin);
        const bool is_module = line.starts_with("module ") || line.starts_with("; ");
        const bool is_name = is_module && (line.find(".runtime\n") != std::string::npos ||
                                           line.find(".creation\n") != std::string::npos);
        if (is_name) is_inside = line.find(" " + contract + ".") != std::string::npos;
        if (is_inside) part += line;
        begin = end;
    }
    return part;
}

void inspect(const Request& request, Console& console) {
    const CompileOutput output = compile_project(request, console);
    if (request.what == "ir" || request.what == "asm") {
        const std::string text = part_of(output.emitted, request.contract);
        console.say(text);
        return console.report(json::object{{request.what, text}});
    }
    json::object contracts;
    for (const Artifact& artifact : output.artifacts) {
        if (!request.contract.empty() && artifact.contract_name != request.contract) continue;
        const json::value value = value_of(request, artifact);
        if (request.contract.empty()) console.say("// " + artifact.contract_name);
        say_value(request, value, console);
        contracts[artifact.contract_name] = value;
    }
    console.report(contracts);
}

}  // namespace

void add_inspect(CLI::App& root, Console& console) {
    const auto request = std::make_shared<Request>();
    CLI::App* command =
        root.add_subcommand("inspect", "Print one thing that the compiler knows of contracts");
    command->add_option("what", request->what, "abi, ir, asm, selectors or layout")
        ->required()
        ->check(CLI::IsMember({"abi", "ir", "asm", "selectors", "layout"}));
    command->add_option("paths", request->paths, "Files, or folders with *.deed files below them")
        ->capture_default_str();
    command->add_option("--contract", request->contract, "Only of this contract");
    command->callback([request, &console] { inspect(*request, console); });
}

}  // namespace deed::tools
