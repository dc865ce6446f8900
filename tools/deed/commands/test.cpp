#include <atomic>
#include <fstream>
#include <future>
#include <memory>
#include <thread>

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "tools/contract_test/gas_table.hpp"
#include "tools/contract_test/runner.hpp"
#include "tools/deed/console.hpp"
#include "tools/deed/jit_options.hpp"
#include "tools/deed/project.hpp"

namespace deed::tools {
namespace {

using contract_test::Observation;
using contract_test::TestResult;

struct Options {
    std::vector<std::string> paths{"."};
    std::string match;
    std::string coverage;  ///< the file; empty without
    bool gas = false;
    unsigned jobs = std::max(1u, std::thread::hardware_concurrency());
    JitOptions jit;
    contract_test::RunOptions run;
};

/// What came of one test.
struct Finished {
    TestResult result;
    Observation observation;
};

/// Runs tests on several threads. Each has a chain of its own, so their order does not matter.
class Workers {
  public:
    Workers(const CompileOutput& program, const std::vector<const TestProgram*>& tests,
            const Options& options, machine::Engine* engine)
        : program_(program), options_(options), engine_(engine) {
        for (const TestProgram* const test : tests) {
            tasks_.emplace_back([this, test] { return run(*test); });
            finished_.push_back(tasks_.back().get_future());
        }
        for (unsigned i = 0; i < options.jobs && i < tasks_.size(); ++i)
            threads_.emplace_back([this] { work(); });
    }
    ~Workers() {
        for (std::thread& thread : threads_) thread.join();
    }
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;

    /// Waits for a test's end, and throws what it threw. Each is taken once.
    Finished take(size_t index) { return finished_[index].get(); }

  private:
    void work() {
        for (size_t i = next_++; i < tasks_.size(); i = next_++) tasks_[i]();
    }
    [[nodiscard]] Finished run(const TestProgram& test) const {
        Finished finished;
        contract_test::RunOptions how = options_.run;
        how.engine = engine_;
        if (options_.gas || !options_.coverage.empty()) how.observation = &finished.observation;
        finished.result = contract_test::run_test(program_, test, how);
        return finished;
    }

    const CompileOutput& program_;
    const Options& options_;
    machine::Engine* const engine_;
    std::vector<std::packaged_task<Finished()>> tasks_;
    std::vector<std::future<Finished>> finished_;
    std::atomic<size_t> next_ = 0;
    std::vector<std::thread> threads_;
};

void say_result(const TestResult& result, const Console& console) {
    console.say((result.has_passed ? "ok    " : "FAIL  ") + result.name);
    if (result.has_passed) return;
    console.say("      " + result.place + ": " + result.reason);
    if (!result.source.empty()) console.say("        " + result.source);
    for (const std::string& detail : result.details) console.say("      " + detail);
    if (!result.calls.empty()) console.say("      the calls up to there:");
    for (const std::string& call : result.calls) console.say("        " + call);
}

boost::json::array to_json(const std::vector<std::string>& lines) {
    return boost::json::array(lines.begin(), lines.end());
}

boost::json::object to_json(const TestResult& result) {
    boost::json::object object{{"name", result.name},
                               {"passed", result.has_passed},
                               {"place", result.place},
                               {"gasUsed", result.gas_used},
                               {"runs", result.runs}};
    if (!result.has_passed) {
        object["reason"] = result.reason;
        object["source"] = result.source;
        object["details"] = to_json(result.details);
        object["calls"] = to_json(result.calls);
    }
    return object;
}

std::string column(std::string text, size_t width) {
    if (text.size() < width) text.insert(0, width - text.size(), ' ');
    return text;
}

/// Prints what the calls used; a call above its static bound fails the command.
boost::json::array report_gas(const CompileOutput& program, const Observation& observation,
                              Console& console) {
    constexpr size_t kWidth = 10;
    boost::json::array rows;
    const auto table = contract_test::make_gas_table(program, observation.calls);
    size_t name_width = 10;
    for (const auto& row : table)
        name_width = std::max(name_width, row.contract.size() + row.function.size() + 1);
    std::string head = "\ngas";
    head.resize(name_width + 1, ' ');
    for (const std::string title : {"calls", "least", "median", "mean", "most", "own", "bound"})
        head += column(title, kWidth);
    console.say(head);
    for (const auto& row : table) {
        std::string line = row.contract + "." + row.function;
        line.resize(name_width, ' ');
        for (const uint64_t number :
             {uint64_t{row.calls}, row.least, row.median, row.mean, row.most, row.most_own})
            line += column(std::to_string(number), kWidth);
        line += column(row.bound ? std::to_string(*row.bound) : "none", kWidth);
        console.say(row.is_above_bound() ? line + "  above its bound" : line);
        if (row.is_above_bound()) console.exit_code = ExitCode::Failed;
        boost::json::object object{
            {"contract", row.contract}, {"function", row.function}, {"calls", row.calls},
            {"least", row.least},       {"median", row.median},     {"mean", row.mean},
            {"most", row.most},         {"mostOwn", row.most_own},  {"bound", nullptr}};
        if (row.bound) object["bound"] = *row.bound;
        rows.push_back(std::move(object));
    }
    return rows;
}

boost::json::object report_coverage(const CompileOutput& program, const contract_test::Coverage& coverage,
                                    const std::string& path, Console& console) {
    std::ofstream file{path, std::ios::binary | std::ios::trunc};
    file << coverage.to_lcov(program);
    file.close();
    if (!file) throw CommandError{ExitCode::Unavailable, path + " cannot be written"};
    const auto share = coverage.lines(program);
    console.say(path + ": " + std::to_string(share.reached) + " of " + std::to_string(share.all) +
                " lines with code ran");
    return {{"path", path}, {"lines", share.all}, {"reached", share.reached}};
}

/// The tests that are asked for; that there are none is a mistake when a name was.
std::vector<const TestProgram*> choose(const std::vector<TestProgram>& all, const std::string& match) {
    std::vector<const TestProgram*> tests;
    for (const TestProgram& test : all)
        if (test.name.find(match) != std::string::npos) tests.push_back(&test);
    if (tests.empty() && !match.empty())
        throw CommandError{ExitCode::Failed, "none of " + std::to_string(all.size()) + " tests has \"" +
                                                 match + "\" in its name"};
    return tests;
}

/// All tests of one compilation.
struct Round {
    CompileOutput program;
    size_t count = 0;
    size_t failed = 0;
    boost::json::array results;
    Observation observation;
};

/// Which tests are named.
enum class Says : uint8_t { Everything, Failures, Nothing };

Round run_round(const Options& options, CompileOutput program, Says says, const Console& console) {
    Round round{.program = std::move(program)};
    const std::vector<const TestProgram*> tests = choose(round.program.tests, options.match);
    round.count = tests.size();

    const auto native = options.jit.make_engine(user_jit_cache());
    Workers workers{round.program, tests, options, native->engine()};
    for (size_t i = 0; i < tests.size(); ++i) {
        const Finished finished = workers.take(i);
        round.failed += finished.result.has_passed ? 0 : 1;
        const bool is_worth_saying = says == Says::Failures && !finished.result.has_passed;
        if (says == Says::Everything || is_worth_saying) say_result(finished.result, console);
        round.results.push_back(to_json(finished.result));
        round.observation.calls.insert(round.observation.calls.end(), finished.observation.calls.begin(),
                                       finished.observation.calls.end());
        round.observation.coverage.add(finished.observation.coverage);
    }
    return round;
}

/// What the optimizer has joined or moved would count for the wrong lines, and gas is that of optimized code:
/// who asks for both has the tests run twice.
void run_tests(const Options& options, Console& console) {
    const bool has_coverage = !options.coverage.empty();
    const OptimizationLevel level =
        has_coverage && !options.gas ? OptimizationLevel::Plain : OptimizationLevel::Optimized;
    CompileInput input = read_project(options.paths);
    input.options.level = level;
    Round round = run_round(options, compile_or_fail(input, console), Says::Everything, console);
    console.say(std::to_string(round.count - round.failed) + " passed, " + std::to_string(round.failed) +
                " failed");
    boost::json::object report{{"passed", round.count - round.failed},
                               {"failed", round.failed},
                               {"tests", std::move(round.results)}};
    if (round.failed > 0) console.exit_code = ExitCode::Failed;
    if (options.gas) report["gas"] = report_gas(round.program, round.observation, console);
    if (has_coverage && options.gas) {
        input.options.level = OptimizationLevel::Plain;
        // What failed has been said.
        const Says says = round.failed == 0 ? Says::Failures : Says::Nothing;
        round = run_round(options, compile(input), says, console);
        if (round.failed > 0) console.exit_code = ExitCode::Failed;
    }
    if (has_coverage)
        report["coverage"] =
            report_coverage(round.program, round.observation.coverage, options.coverage, console);
    console.report(report);
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
        ->add_option(
            "--sequences", options->run.sequences,
            "How many sequences of calls that reach nothing new end the search for one that breaks a "
            "specification, behind each deployment")
        ->check(CLI::Range(0, 1'000'000))
        ->capture_default_str();
    command->add_option("--jobs,-j", options->jobs, "How many tests run at a time")
        ->check(CLI::Range(1, 1024))
        ->capture_default_str();
    command->add_flag("--gas", options->gas,
                      "Print what the calls of each function used, and hold it against its bound");
    command
        ->add_option(
            "--coverage", options->coverage,
            "Write the lines and branches that ran to this file, for lcov; the code is not optimized "
            "then: with --gas the tests run twice")
        ->type_name("FILE");
    command->callback([options, &console] { run_tests(*options, console); });
}

}  // namespace deed::tools
