#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "tools/contract_test/runner.hpp"
#include "tools/deed/console.hpp"
#include "tools/deed/jit_options.hpp"
#include "tools/deed/project.hpp"

namespace deed::tools {
namespace {

using contract_test::TestResult;

struct Options {
    std::vector<std::string> paths{"."};
    std::string match;
    JitOptions jit;
    contract_test::RunOptions run;
};

void say_result(const TestResult& result, const Console& console) {
    console.say((result.has_passed ? "ok    " : "FAIL  ") + result.name);
    if (result.has_passed) return;
    console.say("      " + result.place + ": " + result.reason);
    for (const std::string& detail : result.details) console.say("      " + detail);
}

boost::json::object to_json(const TestResult& result) {
    boost::json::array details;
    for (const std::string& detail : result.details) details.emplace_back(detail);
    boost::json::object object{{"name", result.name},
                               {"passed", result.has_passed},
                               {"place", result.place},
                               {"gasUsed", result.gas_used},
                               {"runs", result.runs}};
    if (!result.has_passed) {
        object["reason"] = result.reason;
        object["details"] = std::move(details);
    }
    return object;
}

void run(const Options& options, Console& console) {
    CompileInput input = read_project(options.paths);
    input.options.colour = console.uses_colour();
    const CompileOutput program = compile(input);
    if (!console.json) std::cerr << program.rendered;
    if (program.has_errors) {
        console.report(
            boost::json::object{{"error", "the sources have errors"}, {"messages", messages_of(program)}});
        console.exit_code = ExitCode::Failed;
        return;
    }

    const auto native = options.jit.make_engine(user_jit_cache());
    contract_test::RunOptions how = options.run;
    how.engine = native->engine();
    size_t passed = 0;
    size_t failed = 0;
    boost::json::array results;
    for (const TestProgram& test : program.tests) {
        if (test.name.find(options.match) == std::string::npos) continue;
        const TestResult result = contract_test::run_test(program, test, how);
        ++(result.has_passed ? passed : failed);
        say_result(result, console);
        results.push_back(to_json(result));
    }
    console.say(std::to_string(passed) + " passed, " + std::to_string(failed) + " failed");
    console.report(
        boost::json::object{{"passed", passed}, {"failed", failed}, {"tests", std::move(results)}});
    if (failed > 0) console.exit_code = ExitCode::Failed;
}

}  // namespace

void add_test(CLI::App& root, Console& console) {
    auto* const command =
        root.add_subcommand("test", "Run the test blocks of Deed sources on the real machine");
    const auto options = std::make_shared<Options>();
    command->add_option("paths", options->paths, "Files, or folders with *.deed files below them")
        ->capture_default_str();
    command->add_option("--match", options->match, "Run only the tests whose name has this text in it");
    options->jit.add_to(*command);
    command->add_option("--seed", options->run.seed, "What made-up arguments and calls begin with")
        ->capture_default_str();
    command->add_option("--runs", options->run.runs, "How often a test with parameters runs")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    command
        ->add_option("--sequences", options->run.sequences,
                     "How many sequences of calls are tried against specifications behind each deployment")
        ->check(CLI::Range(0, 1'000'000))
        ->capture_default_str();
    command->callback([options, &console] { run(*options, console); });
}

}  // namespace deed::tools
