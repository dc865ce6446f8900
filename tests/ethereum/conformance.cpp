#include "tests/ethereum/conformance.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "tests/ethereum/suites.hpp"
#include "vm/base/error.hpp"

namespace deed::conformance {
namespace {

namespace fs = std::filesystem;

constexpr Suite kSuites[] = {
#define DEED_SUITE(name, folder, runs, traced, summary) \
    {#name, folder, Runs::runs, Traced::traced, summary, run_##name},
#include "tests/ethereum/suites.def"
#undef DEED_SUITE
};

bool is_vector_file(const fs::path& path) {
    return path.extension() == ".json" || path.extension() == ".yaml" || path.extension() == ".io" ||
           path.extension() == ".jsonl";
}

std::vector<fs::path> find_files(const Suite& suite, const std::vector<fs::path>& paths) {
    std::vector<fs::path> files;
    for (const auto& path : paths) {
        if (!fs::exists(path)) throw Error{"no such file or folder: " + path.string()};
        if (!fs::is_directory(path)) {
            files.push_back(path);
            continue;
        }
        std::vector<fs::path> found;
        for (const auto& entry : fs::recursive_directory_iterator{path}) {
            const auto text = fs::absolute(entry.path()).string();
            if (entry.is_regular_file() && is_vector_file(entry.path()) &&
                text.find(suite.folder) != std::string::npos)
                found.push_back(entry.path());
        }
        std::sort(found.begin(), found.end());
        files.insert(files.end(), found.begin(), found.end());
    }
    if (files.empty())
        throw Error{"no vectors of the suite " + std::string{suite.name} + " in the given folders"};
    return files;
}

void run_file(const Suite& suite, const fs::path& file, const Options& options, Report& report) {
    const auto path = file.string();
    for (const std::string& part : options.skipped)
        if (path.find(part) != path.npos) return report.skip("files under " + part);
    CaseLog log{path, options, report};
    try {
        suite.run_file(file, log);
    } catch (const std::exception& error) {
        log.note("(the whole file)", error.what());
    }
}

}  // namespace

void Report::add(const Report& part) {
    passed_ += part.passed_;
    failures_.insert(failures_.end(), part.failures_.begin(), part.failures_.end());
    for (const auto& [reason, count] : part.skipped_) skipped_[reason] += count;
    for (const auto& [file, speed] : part.speeds_) note_speed(file, speed);
}

void Report::note_speed(const std::string& file, const Speed& block) {
    Speed& speed = speeds_[file];
    speed.gas += block.gas;
    speed.time += block.time;
}

void Report::fail(FailedCase failure) {
    if (on_failure_) on_failure_(failure);
    failures_.push_back(std::move(failure));
}

void CaseLog::note(std::string_view name, std::string reason) {
    if (reason.empty())
        report_.pass();
    else
        report_.fail({file_, std::string{name}, std::move(reason)});
}

std::span<const Suite> suites() {
    return kSuites;
}

Report run(const Suite& suite, const std::vector<fs::path>& paths, const Options& options,
           std::function<void(const FailedCase&)> on_failure) {
    const auto files = find_files(suite, paths);
    std::mutex mutex;
    const auto tell = [&](const FailedCase& failure) {
        const std::scoped_lock lock{mutex};
        if (on_failure) on_failure(failure);
    };
    std::vector<Report> parts(files.size(), Report{tell});
    std::atomic<size_t> next = 0;
    const auto work = [&] {
        for (size_t i = next++; i < files.size(); i = next++) run_file(suite, files[i], options, parts[i]);
    };
    {
        std::vector<std::jthread> helpers;
        // The lines of two cases must not mix, nor their times.
        const bool is_alone = options.trace != nullptr || options.measured == Measured::Yes;
        const size_t cores = is_alone ? 1U : std::max(1U, std::thread::hardware_concurrency());
        while (helpers.size() + 1 < std::min(cores, files.size())) helpers.emplace_back(work);
        work();
    }
    Report report{nullptr};
    for (const Report& part : parts) report.add(part);
    return report;
}

}  // namespace deed::conformance
