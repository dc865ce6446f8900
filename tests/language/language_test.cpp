/// Runs the language tests: each *.deed file below a folder says in comments how it is run and what comes of
/// it.
///
///     language_test FOLDER [--match TEXT] [--update]
///
/// `// RUN: deed test %s` compiles the file and runs its tests. What must come of it stands at the file's
/// end:
/// `// ERROR: E0301 4:10 text` and `// WARNING: …`, one line for every message, in order; `// RESULT: 2
/// passed`, and
/// `// FAIL: line:column reason` for tests that must fail. `--update` writes these lines anew. With
/// `// RUN: deed test %s, with help` what each message proposes stands below it: `// HELP: text`.
/// `// RUN: deed build --emit STAGE %s` prints a stage; each `// CHECK: text` must follow the one before it
/// there. Files in a folder called `used` are for others to `use`.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <sstream>

#include "compiler/compiler.hpp"
#include "tools/contract_test/runner.hpp"

namespace deed {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kRunTests = "deed test %s";
constexpr std::string_view kRunTestsWithHelp = "deed test %s, with help";
constexpr std::string_view kRunBuild = "deed build --emit ";
constexpr std::string_view kOutcomes[] = {
    "// ERROR: ", "// WARNING: ", "// HELP: ", "// RESULT: ", "// FAIL: "};

std::optional<std::string> read_file(const fs::path& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file) return std::nullopt;
    return std::string{std::istreambuf_iterator<char>{file}, {}};
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream{text};
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

bool is_outcome(std::string_view line) {
    return std::any_of(std::begin(kOutcomes), std::end(kOutcomes),
                       [&](std::string_view start) { return line.starts_with(start); });
}

/// What follows @p start in each line that begins with it.
std::vector<std::string> directives(const std::vector<std::string>& lines, std::string_view start) {
    std::vector<std::string> found;
    for (const std::string& line : lines)
        if (line.starts_with(start)) found.push_back(line.substr(start.size()));
    return found;
}

struct Case {
    fs::path path;
    std::string text;
    std::vector<std::string> lines;
};

CompileInput input_of(const Case& test) {
    CompileInput input;
    input.sources.push_back({test.path.filename().string(), test.text});
    const fs::path folder = test.path.parent_path();
    input.find_module = [folder](const std::string& path) { return read_file(folder / path); };
    return input;
}

std::string describe(const Message& message, const Case& test) {
    const std::string severity = message.severity == Severity::Error ? "// ERROR: " : "// WARNING: ";
    const bool is_elsewhere = message.path != test.path.filename().string();
    return severity + message.code + " " + (is_elsewhere ? message.path + ":" : "") +
           std::to_string(message.line) + ":" + std::to_string(message.column) + " " + message.text;
}

enum class Told : uint8_t { Messages, MessagesAndHelp };

/// The lines that the file should end with.
std::vector<std::string> run_tests(const Case& test, Told told) {
    const CompileOutput program = compile(input_of(test));
    std::vector<std::string> outcome;
    for (const Message& message : program.messages) {
        if (message.severity == Severity::Note) continue;
        outcome.push_back(describe(message, test));
        if (told == Told::MessagesAndHelp) outcome.push_back("// HELP: " + message.help);
    }
    if (program.has_errors) return outcome;

    size_t passed = 0;
    size_t failed = 0;
    for (const TestProgram& program_test : program.tests) {
        const contract_test::TestResult result = contract_test::run_test(program, program_test);
        ++(result.has_passed ? passed : failed);
        if (result.has_passed) continue;
        const std::string place = result.place.substr(result.place.find(':') + 1);
        std::string line = "// FAIL: " + place + " " + result.reason;
        for (const std::string& detail : result.details) line += "; " + detail;
        outcome.push_back(std::move(line));
    }
    outcome.push_back("// RESULT: " + std::to_string(passed) + " passed" +
                      (failed == 0 ? "" : ", " + std::to_string(failed) + " failed"));
    return outcome;
}

std::optional<Stage> stage_of(std::string_view name) {
    constexpr std::pair<std::string_view, Stage> kStages[] = {{"tokens", Stage::Tokens},
                                                              {"tree", Stage::Tree},
                                                              {"checked", Stage::Checked},
                                                              {"ir", Stage::Ir},
                                                              {"asm", Stage::Asm}};
    for (const auto& [known, stage] : kStages)
        if (known == name) return stage;
    return std::nullopt;
}

/// What is wrong; empty when the checks hold.
std::string run_build(const Case& test, const std::string& command) {
    std::istringstream words{command.substr(kRunBuild.size())};
    std::string stage;
    words >> stage;
    CompileInput input = input_of(test);
    input.options.emit = stage_of(stage);
    if (!input.options.emit) return "there is no stage " + stage;
    const CompileOutput program = compile(input);
    if (program.has_errors) return program.rendered;
    size_t place = 0;
    const std::vector<std::string> checks = directives(test.lines, "// CHECK: ");
    if (checks.empty()) return "nothing is checked";
    for (const std::string& check : checks) {
        place = program.emitted.find(check, place);
        if (place == std::string::npos)
            return "not there, or not in this place: " + check + "\n" + program.emitted;
        place += check.size();
    }
    return {};
}

std::string join(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    return text;
}

void update(const Case& test, const std::vector<std::string>& outcome) {
    std::vector<std::string> lines;
    std::copy_if(test.lines.begin(), test.lines.end(), std::back_inserter(lines),
                 [](const std::string& line) { return !is_outcome(line); });
    while (!lines.empty() && lines.back().empty()) lines.pop_back();
    lines.insert(lines.end(), outcome.begin(), outcome.end());
    std::ofstream{test.path, std::ios::binary} << join(lines);
}

enum class Mode : uint8_t { Compare, Update };

/// What is wrong; empty when the test passes.
std::string run(const Case& test, Mode mode) {
    const std::vector<std::string> commands = directives(test.lines, "// RUN: ");
    if (commands.empty()) return "no RUN line";
    for (const std::string& command : commands) {
        if (command.starts_with(kRunBuild)) {
            if (const std::string wrong = run_build(test, command); !wrong.empty()) return wrong;
            continue;
        }
        const bool has_help = command == kRunTestsWithHelp;
        if (command != kRunTests && !has_help) return "unknown command: " + command;
        const auto actual = run_tests(test, has_help ? Told::MessagesAndHelp : Told::Messages);
        std::vector<std::string> expected;
        std::copy_if(test.lines.begin(), test.lines.end(), std::back_inserter(expected), is_outcome);
        if (mode == Mode::Update && actual != expected) update(test, actual);
        if (mode == Mode::Compare && actual != expected)
            return "expected\n" + join(expected) + "found\n" + join(actual);
    }
    return {};
}

int run_all(const fs::path& folder, const std::string& match, Mode mode) {
    std::vector<fs::path> paths;
    for (const auto& entry : fs::recursive_directory_iterator{folder})
        if (entry.path().extension() == ".deed" && entry.path().parent_path().filename() != "used")
            paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());

    size_t passed = 0;
    size_t failed = 0;
    for (const fs::path& path : paths) {
        if (path.string().find(match) == std::string::npos) continue;
        const auto text = read_file(path);
        const Case test{path, text.value_or(""), lines_of(text.value_or(""))};
        const std::string wrong = run(test, mode);
        ++(wrong.empty() ? passed : failed);
        if (!wrong.empty()) std::cout << path.string() << ": " << wrong << "\n";
    }
    std::cout << passed << " passed, " << failed << " failed\n";
    return failed == 0 && passed > 0 ? 0 : 1;
}

}  // namespace
}  // namespace deed

int main(int argc, char** argv) {
    const std::vector<std::string> arguments{argv + 1, argv + argc};
    std::string folder;
    std::string match;
    deed::Mode mode = deed::Mode::Compare;
    for (size_t i = 0; i < arguments.size(); ++i) {
        if (arguments[i] == "--update")
            mode = deed::Mode::Update;
        else if (arguments[i] == "--match" && i + 1 < arguments.size())
            match = arguments[++i];
        else
            folder = arguments[i];
    }
    if (folder.empty()) {
        std::cerr << "usage: language_test FOLDER [--match TEXT] [--update]\n";
        return 2;
    }
    return deed::run_all(folder, match, mode);
}
