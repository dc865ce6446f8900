#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <optional>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include "tools/contract_test/runner.hpp"
#include "tools/deed/console.hpp"
#include "tools/deed/project.hpp"

namespace deed::tools {
namespace {

namespace json = boost::json;

struct Options {
    std::vector<std::string> paths{"."};
    std::string file = "gas.json";
    std::optional<double> tolerance;  ///< in percent
};

// Static bounds.

/// "29120", or "2410 + 1.25·bytes": gas for each byte, rounded up to hundredths.
std::string text_of(const std::optional<GasBound>& bound) {
    if (!bound) return "no bound";
    std::string text = std::to_string(bound->base);
    if (bound->per_word == 0) return text;
    constexpr uint64_t kWord = 32;
    const uint64_t hundredths = (bound->per_word * 100 + kWord - 1) / kWord;
    const std::string cents = std::to_string(hundredths % 100);
    return text + " + " + std::to_string(hundredths / 100) + "." + (cents.size() == 1 ? "0" : "") + cents +
           "·bytes";
}

json::value to_json(const std::optional<GasBound>& bound) {
    if (!bound) return nullptr;
    return json::object{{"base", bound->base}, {"perWord", bound->per_word}};
}

std::string pad(std::string text, size_t width) {
    // The dot between a factor and `bytes` is two bytes and one column.
    const auto columns = static_cast<size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
    if (columns < width) text.append(width - columns, ' ');
    return text;
}

void print_bounds(const Options& options, Console& console) {
    constexpr size_t kNameWidth = 28;
    constexpr size_t kBoundWidth = 28;
    const CompileOutput output = compile_or_fail(read_project(options.paths), console);
    json::array contracts;
    for (const Artifact& artifact : output.artifacts) {
        console.say(pad(artifact.contract_name, kNameWidth + 2) + pad("cold", kBoundWidth) + "warm");
        json::array rows;
        for (const FunctionGas& one : artifact.gas) {
            console.say("  " + pad(one.name, kNameWidth) + pad(text_of(one.cold), kBoundWidth) +
                        text_of(one.warm));
            json::array excluded;
            for (const std::string& call : one.excluded) {
                console.say("    without the gas of " + call);
                excluded.emplace_back(call);
            }
            rows.push_back(json::object{{"function", one.name},
                                        {"cold", to_json(one.cold)},
                                        {"warm", to_json(one.warm)},
                                        {"excludes", std::move(excluded)}});
        }
        contracts.push_back(json::object{{"contract", artifact.contract_name},
                                         {"source", artifact.source_name},
                                         {"functions", std::move(rows)}});
    }
    console.report({{"contracts", std::move(contracts)}});
}

// Measured gas.

struct Measured {
    uint64_t calls = 0;
    uint64_t least = ~uint64_t{0};
    uint64_t most = 0;
};
/// By "Contract.function".
using Snapshot = std::map<std::string, Measured>;

Snapshot measure(const CompileOutput& program) {
    Snapshot snapshot;
    for (const TestProgram& test : program.tests)
        for (const contract_test::MeasuredCall& call : contract_test::measure_test(program, test)) {
            Measured& measured = snapshot[call.contract + "." + call.function];
            ++measured.calls;
            measured.least = std::min(measured.least, call.gas);
            measured.most = std::max(measured.most, call.gas);
        }
    return snapshot;
}

json::object to_json(const Snapshot& snapshot) {
    json::object object;
    for (const auto& [name, measured] : snapshot)
        object[name] =
            json::object{{"calls", measured.calls}, {"least", measured.least}, {"most", measured.most}};
    return object;
}

void write_snapshot(const Options& options, Console& console) {
    const CompileOutput program = compile_or_fail(read_project(options.paths), console);
    const Snapshot snapshot = measure(program);
    std::ofstream file{options.file, std::ios::binary | std::ios::trunc};
    const json::object object = to_json(snapshot);
    // A line for each function: what changes shows in a comparison of texts.
    file << "{";
    for (const auto& [name, value] : object)
        file << (name == object.begin()->key() ? "\n" : ",\n") << "  " << json::serialize(name) << ": "
             << json::serialize(value);
    file << "\n}\n";
    file.close();
    if (!file) throw CommandError{ExitCode::Unavailable, options.file + " cannot be written"};
    console.say(options.file + ": " + std::to_string(snapshot.size()) + " functions");
    console.report(object);
}

Snapshot read_snapshot(const std::string& path) {
    if (!std::filesystem::exists(path))
        throw CommandError{ExitCode::Unavailable, "there is no " + path + "; `deed gas snapshot` writes it"};
    const std::string text = read_text(path);
    try {
        Snapshot snapshot;
        const json::value value = json::parse(text);
        for (const auto& [name, row] : value.as_object())
            snapshot[name] = {row.at("calls").to_number<uint64_t>(), row.at("least").to_number<uint64_t>(),
                              row.at("most").to_number<uint64_t>()};
        return snapshot;
    } catch (const std::exception&) {
        throw CommandError{ExitCode::BadUsage, path + " is no snapshot of `deed gas snapshot`"};
    }
}

/// "43250 → 43370 (+120)".
std::string change(uint64_t before, uint64_t after) {
    return std::to_string(before) + " → " + std::to_string(after) +
           (after >= before ? " (+" + std::to_string(after - before)
                            : " (-" + std::to_string(before - after)) +
           ")";
}

std::string change(const Measured& before, const Measured& after) {
    const std::string least = before.least == after.least ? "" : "least " + change(before.least, after.least);
    if (before.most == after.most) return least;
    return change(before.most, after.most) + (least.empty() ? "" : ", " + least);
}

/// Whether the most that a function uses has risen by more than so many percent.
bool has_risen(uint64_t before, uint64_t after, double tolerance) {
    return static_cast<double>(after) > static_cast<double>(before) * (1 + tolerance / 100);
}

void compare_snapshots(const Options& options, Console& console) {
    const Snapshot before = read_snapshot(options.file);
    const Snapshot after = measure(compile_or_fail(read_project(options.paths), console));
    json::array rows;
    bool has_failed = false;
    const auto tell = [&](const std::string& name, std::string_view what, const Measured* old,
                          const Measured* now) {
        std::string line = name + ": " + std::string{what};
        if (old != nullptr && now != nullptr) line = name + ": " + change(*old, *now);
        const bool is_excess = old != nullptr && now != nullptr &&
                               has_risen(old->most, now->most, options.tolerance.value_or(0));
        has_failed |= is_excess || !options.tolerance;
        console.say(is_excess && options.tolerance ? line + ": too much" : line);
        rows.push_back(json::object{{"function", name},
                                    {"before", old == nullptr ? json::value{} : json::value{old->most}},
                                    {"after", now == nullptr ? json::value{} : json::value{now->most}}});
    };
    for (const auto& [name, old] : before) {
        const auto now = after.find(name);
        if (now == after.end())
            tell(name, "is no longer called", &old, nullptr);
        else if (now->second.least != old.least || now->second.most != old.most)
            tell(name, {}, &old, &now->second);
    }
    for (const auto& [name, now] : after)
        if (!before.contains(name)) tell(name, "is new", nullptr, &now);
    if (rows.empty()) console.say("nothing changed");
    if (has_failed) console.exit_code = ExitCode::Failed;
    console.report({{"changes", std::move(rows)}});
}

}  // namespace

void add_gas(CLI::App& root, Console& console) {
    auto* const command = root.add_subcommand(
        "gas", "Print the most gas that each function can use, or compare what the tests use");
    const auto options = std::make_shared<Options>();
    const auto add_paths = [&](CLI::App& app) {
        app.add_option("paths", options->paths, "Files, or folders with *.deed files below them")
            ->capture_default_str();
    };
    const auto add_file = [&](CLI::App& app) {
        app.add_option("--file", options->file, "The snapshot")->capture_default_str();
    };
    add_paths(*command);
    command->callback([command, options, &console] {
        if (command->get_subcommands().empty()) print_bounds(*options, console);
    });
    auto* const snapshot =
        command->add_subcommand("snapshot", "Write down the gas of every call in the tests");
    add_paths(*snapshot);
    add_file(*snapshot);
    snapshot->callback([options, &console] { write_snapshot(*options, console); });
    auto* const diff = command->add_subcommand(
        "diff", "Compare the gas of the tests with a snapshot, and fail when anything has changed");
    add_paths(*diff);
    add_file(*diff);
    diff->add_option("--tolerance", options->tolerance,
                     "Fail only when a function uses so many percent more than before")
        ->type_name("PERCENT")
        ->check(CLI::NonNegativeNumber);
    diff->callback([options, &console] { compare_snapshots(*options, console); });
}

}  // namespace deed::tools
