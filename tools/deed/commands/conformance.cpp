#include "tests/ethereum/conformance.hpp"

#include <iostream>
#include <optional>

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "tools/deed/console.hpp"
#include "tools/deed/jit_options.hpp"

namespace deed::tools {
namespace {

struct Request {
    std::vector<std::filesystem::path> paths;
    conformance::Options options;
    std::optional<size_t> at_least;
    JitOptions jit;
};

/// Gas a second, in millions.
double speed_of(const conformance::Speed& speed) {
    return static_cast<double>(speed.gas) * 1e3 /
           static_cast<double>(std::max<int64_t>(speed.time.count(), 1));
}

boost::json::object to_json(const conformance::Suite& suite, const conformance::Report& report) {
    boost::json::array failures;
    for (const auto& failure : report.failures())
        failures.push_back({{"file", failure.file}, {"name", failure.name}, {"reason", failure.reason}});
    boost::json::object skipped;
    for (const auto& [reason, count] : report.skipped()) skipped.emplace(reason, count);
    boost::json::object speeds;
    for (const auto& [file, speed] : report.speeds())
        speeds.emplace(file, boost::json::object{{"gas", speed.gas}, {"nanoseconds", speed.time.count()}});
    return {{"suite", suite.name},           {"speeds", std::move(speeds)},
            {"passed", report.passed()},     {"failed", report.failures().size()},
            {"skipped", std::move(skipped)}, {"failures", std::move(failures)}};
}

void run_suite(const conformance::Suite& suite, const Request& request, Console& console) {
    // Nothing is kept on the disk: what is tested is what this program makes.
    const auto native = request.jit.make_engine({});
    auto options = request.options;
    options.engine = native->engine();
    const auto report = conformance::run(suite, request.paths, options, [&](const auto& failure) {
        console.say("FAIL " + failure.file + ": " + failure.name + ": " + failure.reason);
    });
    if (options.measured == conformance::Measured::Yes)
        for (const auto& [file, speed] : report.speeds())
            console.say(fmt::format("{:10.1f} Mgas {:10.1f} ms {:8.0f} Mgas/s  {}",
                                    static_cast<double>(speed.gas) / 1e6,
                                    static_cast<double>(speed.time.count()) / 1e6, speed_of(speed),
                                    std::filesystem::path{file}.stem().string()));
    for (const auto& [reason, count] : report.skipped())
        console.say("not run: " + std::to_string(count) + " of " + reason);
    console.say(std::to_string(report.passed()) + " passed, " + std::to_string(report.failures().size()) +
                " failed");
    console.report(to_json(suite, report));

    const bool holds = request.at_least ? report.passed() >= *request.at_least : report.failures().empty();
    if (!holds) console.exit_code = ExitCode::Failed;
}

}  // namespace

void add_conformance(CLI::App& root, Console& console) {
    auto* command = root.add_subcommand("conformance", "Run public Ethereum test vectors");
    command->require_subcommand(1);
    for (const auto& suite : conformance::suites()) {
        auto* subcommand = command->add_subcommand(std::string{suite.name}, std::string{suite.summary});
        const auto request = std::make_shared<Request>();
        subcommand->add_option("paths", request->paths, "Vector files, or folders of them")->required();
        subcommand->add_option("--fork", request->options.fork, "Only this fork, as the vectors spell it");
        subcommand->add_option("--name", request->options.name, "Only cases whose name contains this");
        subcommand->add_option("--skip", request->options.skipped, "Not the files whose path contains this")
            ->expected(1)
            ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
        subcommand->add_option("--at-least", request->at_least,
                               "Succeed when this many cases pass, whatever fails");
        if (suite.traced == conformance::Traced::Steps)
            subcommand->add_flag_callback(
                "--trace", [request] { request->options.trace = &std::cerr; },
                "Print every instruction to stderr as EIP-3155 has it, a JSON object a line");
        if (suite.runs == conformance::Runs::Bytecode)
            subcommand->add_flag_callback(
                "--speed", [request] { request->options.measured = conformance::Measured::Yes; },
                "Print how fast the blocks of each file ran, if it has any, on one core");
        if (suite.runs == conformance::Runs::Bytecode) request->jit.add_to(*subcommand);
        subcommand->callback([&suite, request, &console] { run_suite(suite, *request, console); });
    }
}

}  // namespace deed::tools
