#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "vm/machine/engine.hpp"

/// Runs the public Ethereum test vectors. The command line and ctest both come through here.
namespace deed::conformance {

enum class Measured : uint8_t { No, Yes };

/// Which cases of the files to run.
struct Options {
    std::string fork;                  ///< only this fork, as the vectors spell it ("Osaka"); empty for all
    std::string name;                  ///< only cases whose name contains this; empty for all
    std::vector<std::string> skipped;  ///< not the files whose path contains one of these
    /// Where the suites that are traced write every instruction (EIP-3155: a JSON object a line, a summary
    /// after each case), on one core then; null for nowhere.
    std::ostream* trace = nullptr;
    /// What the suites that run bytecode run it on; null for the interpreter.
    machine::Engine* engine = nullptr;
    /// Whether to note how fast blocks ran, on one core then.
    Measured measured = Measured::No;
};

/// How fast the blocks of a file ran: from the bytes, or the request, to the state root.
struct Speed {
    uint64_t gas = 0;
    std::chrono::nanoseconds time{};
};

/// A case that did not hold, and what was seen instead.
struct FailedCase {
    std::string file;
    std::string name;
    std::string reason;
};

/// What a run has found so far.
class Report {
  public:
    /// @p on_failure hears of every failure at once, so that long runs show them early.
    explicit Report(std::function<void(const FailedCase&)> on_failure) : on_failure_(std::move(on_failure)) {}

    void pass() { ++passed_; }
    void fail(FailedCase failure);
    /// Counts a case that this suite does not run, and why.
    void skip(const std::string& reason) { ++skipped_[reason]; }
    /// Adds a block of @p file that ran.
    void note_speed(const std::string& file, const Speed& block);
    /// Adds what another run has found, without telling anybody.
    void add(const Report& part);

    [[nodiscard]] size_t passed() const { return passed_; }
    [[nodiscard]] const std::vector<FailedCase>& failures() const { return failures_; }
    /// How many cases were not run, by reason.
    [[nodiscard]] const std::map<std::string, size_t>& skipped() const { return skipped_; }
    /// How fast blocks ran, by file.
    [[nodiscard]] const std::map<std::string, Speed>& speeds() const { return speeds_; }

  private:
    std::function<void(const FailedCase&)> on_failure_;
    size_t passed_ = 0;
    std::vector<FailedCase> failures_;
    std::map<std::string, size_t> skipped_;
    std::map<std::string, Speed> speeds_;
};

/// The cases of one file: filters them by name and notes the outcome of each.
class CaseLog {
  public:
    CaseLog(std::string file, const Options& options, Report& report)
        : file_(std::move(file)), options_(options), report_(report) {}

    [[nodiscard]] const std::string& file() const { return file_; }
    /// Whether the user asked for a case of this name.
    [[nodiscard]] bool wants(std::string_view name) const {
        return name.find(options_.name) != std::string_view::npos;
    }
    /// Whether the user asked for this fork.
    [[nodiscard]] bool wants_fork(std::string_view fork) const {
        return options_.fork.empty() || fork == options_.fork;
    }
    /// Where to write the instructions of a case; null for nowhere.
    [[nodiscard]] std::ostream* trace() const { return options_.trace; }
    /// What to run bytecode on; null for the interpreter.
    [[nodiscard]] machine::Engine* engine() const { return options_.engine; }
    /// Runs @p run, which executes a block of this much gas, and notes how long it took.
    template <typename Run>
    auto time_block(uint64_t gas, Run run) {
        const auto start = std::chrono::steady_clock::now();
        auto result = run();
        report_.note_speed(file_, {gas, std::chrono::steady_clock::now() - start});
        return result;
    }
    /// A case is not run for @p reason.
    void skip(const std::string& reason) { report_.skip(reason); }
    /// The case @p name passes when @p reason is empty.
    void note(std::string_view name, std::string reason);

  private:
    std::string file_;
    const Options& options_;
    Report& report_;
};

/// What `Options::trace` shows of a suite.
enum class Traced : uint8_t { Nothing, Steps };
/// What of a suite `Options::engine` runs.
enum class Runs : uint8_t { Nothing, Bytecode };

/// One kind of vector file: a row of suites.def.
struct Suite {
    std::string_view name;
    std::string_view
        folder;  ///< files found in a folder are taken when their path has this part; empty for all
    Runs runs;
    Traced traced;
    std::string_view summary;
    /// Runs one file. Throws deed::Error when it cannot be read; a malformed file is a failed case.
    void (*run_file)(const std::filesystem::path& file, CaseLog& log);
};

/// All suites, in the order of suites.def.
[[nodiscard]] std::span<const Suite> suites();

/// Runs the files among @p paths and those below its folders on all cores. @p on_failure hears of
/// failures as they come, one at a time; the report lists them in alphabetical order of the files. Throws
/// deed::Error when a path does not exist or holds no file of this suite.
[[nodiscard]] Report run(const Suite& suite, const std::vector<std::filesystem::path>& paths,
                         const Options& options, std::function<void(const FailedCase&)> on_failure);

}  // namespace deed::conformance
