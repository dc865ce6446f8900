#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
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

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::string_view kStandardInput = "-";

struct Request {
    std::vector<std::string> paths{"."};
    bool check = false;
};

/// What came of the files.
struct Outcome {
    std::vector<std::string> changed;
    std::vector<size_t> lines;  ///< of each that changed, the first that does
    std::vector<std::string> refused;
    json::array messages;
    size_t unchanged = 0;
};

/// Puts a new file in the place of the old one at once: whoever reads it finds one or the other, whole.
void replace_file(const std::string& path, const std::string& text) {
    std::error_code error;
    const fs::path place = fs::canonical(path, error);  // a link stays one
    if (error) throw CommandError{ExitCode::Unavailable, path + " cannot be written: " + error.message()};
    const fs::path scratch = place.string() + ".fmt";
    std::ofstream file{scratch, std::ios::binary | std::ios::trunc};
    file << text;
    file.close();
    bool is_done = static_cast<bool>(file);
    if (is_done) {
        fs::permissions(scratch, fs::status(place, error).permissions(), error);
        if (!error) fs::rename(scratch, place, error);
        is_done = !error;
    }
    if (is_done) return;
    fs::remove(scratch, error);
    throw CommandError{ExitCode::Unavailable, path + " cannot be written"};
}

json::object to_json(const Message& message) {
    return {{"code", message.code},
            {"message", message.text},
            {"file", message.path},
            {"line", message.line},
            {"column", message.column}};
}

/// The first line, from 1, in which the texts differ.
size_t first_difference(std::string_view before, std::string_view after) {
    const auto [place, other] = std::ranges::mismatch(before, after);
    return static_cast<size_t>(std::count(before.begin(), place, '\n')) + 1;
}

/// The source as it is to be; a mistake leaves it as it is.
FormatOutput format_one(const SourceText& source, Outcome& outcome, const Console& console) {
    CompileOptions options;
    options.colour = console.uses_colour();
    FormatOutput output = format_source(source, options);
    if (!console.json) std::fputs(output.rendered.c_str(), stderr);
    for (const Message& message : output.messages) outcome.messages.push_back(to_json(message));
    if (output.has_errors)
        outcome.refused.push_back(source.path);
    else if (output.text != source.text) {
        outcome.changed.push_back(source.path);
        outcome.lines.push_back(first_difference(source.text, output.text));
    } else
        ++outcome.unchanged;
    return output;
}

json::array to_json(const std::vector<std::string>& paths) {
    return json::array(paths.begin(), paths.end());
}

void report(const Request& request, const Outcome& outcome, Console& console) {
    const bool has_failed = !outcome.refused.empty() || (request.check && !outcome.changed.empty());
    if (has_failed) console.exit_code = ExitCode::Failed;
    for (const std::string& path : outcome.refused)
        console.say(path + ": has mistakes and was left as it is");
    for (size_t i = 0; i < outcome.changed.size(); ++i)
        console.say(outcome.changed[i] + (request.check
                                              ? ":" + std::to_string(outcome.lines[i]) + ": is not formatted"
                                              : ": formatted"));
    console.report(json::object{{request.check ? "unformatted" : "formatted", to_json(outcome.changed)},
                                {"unchanged", outcome.unchanged},
                                {"refused", to_json(outcome.refused)},
                                {"messages", outcome.messages}});
}

void format_files(const Request& request, Console& console) {
    Outcome outcome;
    for (const SourceText& source : read_sources(request.paths)) {
        const FormatOutput output = format_one(source, outcome, console);
        const bool is_changed = !output.has_errors && output.text != source.text;
        if (is_changed && !request.check) replace_file(source.path, output.text);
    }
    report(request, outcome, console);
}

/// From the standard input to the standard output, which gets nothing when there are mistakes.
void format_input(const Request& request, Console& console) {
    const SourceText source{"<stdin>", {std::istreambuf_iterator<char>{std::cin}, {}}};
    Outcome outcome;
    const FormatOutput output = format_one(source, outcome, console);
    if (output.has_errors)
        throw CommandError{ExitCode::Failed, "the text has mistakes", {{"messages", outcome.messages}}};
    if (request.check) return report(request, outcome, console);
    if (!console.json) std::cout << output.text;
    console.report(json::object{{"text", output.text}});
}

}  // namespace

void add_fmt(CLI::App& root, Console& console) {
    const auto request = std::make_shared<Request>();
    CLI::App* command = root.add_subcommand("fmt", "Lay sources out in the one way everybody reads them");
    command
        ->add_option("paths", request->paths,
                     "Files, folders with *.deed files below them, or - for the standard input")
        ->capture_default_str();
    command->add_flag("--check", request->check, "Change nothing; name the files that would be, and fail");
    command->callback([request, &console] {
        const bool is_input = request->paths.size() == 1 && request->paths.front() == kStandardInput;
        is_input ? format_input(*request, console) : format_files(*request, console);
    });
}

}  // namespace deed::tools
