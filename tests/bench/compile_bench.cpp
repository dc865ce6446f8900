#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "compiler/compiler.hpp"

namespace deed {
namespace {

namespace fs = std::filesystem;

/// The sources below a folder, in the order of their paths.
std::vector<SourceText> read_sources(const fs::path& folder) {
    std::vector<SourceText> sources;
    for (const auto& entry : fs::recursive_directory_iterator{folder}) {
        if (entry.path().extension() != ".deed") continue;
        std::ifstream file{entry.path(), std::ios::binary};
        sources.push_back({fs::relative(entry.path(), folder.parent_path()).string(),
                           std::string{std::istreambuf_iterator<char>{file}, {}}});
    }
    std::sort(sources.begin(), sources.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    return sources;
}

/// From text to artifacts; characters per second, and the bytes of deployed code.
void compile_sources(benchmark::State& state, const std::vector<SourceText>& sources,
                     const CompileOptions& options) {
    const CompileInput input{.sources = sources, .options = options};
    size_t text_size = 0;
    for (const SourceText& source : sources) text_size += source.text.size();
    size_t code_size = 0;
    for (auto _ : state) {
        const CompileOutput output = compile(input);
        if (output.has_errors) return state.SkipWithError("the sources do not compile");
        code_size = 0;
        for (const Artifact& artifact : output.artifacts) code_size += artifact.deployed_bytecode.size();
    }
    state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * text_size));
    state.counters["code"] = static_cast<double>(code_size);
}

void add_benchmark(const std::string& name, const std::vector<SourceText>& sources) {
    using enum OptimizationLevel;
    const std::pair<const char*, CompileOptions> ways[] = {
        {"/O0", {.level = Plain, .tests = TestBlocks::Left}},
        {"/O2", {.level = Optimized, .tests = TestBlocks::Left}},
        {"/Os", {.level = Small, .tests = TestBlocks::Left}},
        {"/O2/tests", {.level = Optimized, .tests = TestBlocks::Made}}};
    for (const auto& [suffix, options] : ways)
        benchmark::RegisterBenchmark((name + suffix).c_str(), [sources,
                                                               chosen = options](benchmark::State& state) {
            compile_sources(state, sources, chosen);
        })->Unit(benchmark::kMillisecond);
}

/// One benchmark for each contract of contracts/, and one for all of contracts/ and stdlib/ together, at each
/// level as `deed build` makes them, and as `deed test` does.
const int kRegistered = [] {
    const std::vector<SourceText> contracts = read_sources(DEED_CONTRACTS);
    for (const SourceText& contract : contracts) add_benchmark(contract.path, {contract});
    std::vector<SourceText> everything = read_sources(DEED_STDLIB);
    everything.insert(everything.end(), contracts.begin(), contracts.end());
    add_benchmark("everything", everything);
    return 0;
}();

}  // namespace
}  // namespace deed
