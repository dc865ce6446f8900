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

std::vector<SourceText> read_contracts() {
    std::vector<SourceText> sources;
    for (const auto& entry : fs::recursive_directory_iterator{DEED_CONTRACTS}) {
        if (entry.path().extension() != ".deed") continue;
        std::ifstream file{entry.path(), std::ios::binary};
        sources.push_back({fs::relative(entry.path(), DEED_CONTRACTS).string(),
                           std::string{std::istreambuf_iterator<char>{file}, {}}});
    }
    std::sort(sources.begin(), sources.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    return sources;
}

/// From text to artifacts and test programs; characters per second, and the bytes of deployed code.
void compile_contract(benchmark::State& state, const SourceText& source, OptimizationLevel level) {
    const CompileInput input{.sources = {source}, .options = {.level = level}};
    size_t code_size = 0;
    for (auto _ : state) {
        const CompileOutput output = compile(input);
        if (output.has_errors) return state.SkipWithError("the contract does not compile");
        code_size = 0;
        for (const Artifact& artifact : output.artifacts) code_size += artifact.deployed_bytecode.size();
    }
    state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * source.text.size()));
    state.counters["code"] = static_cast<double>(code_size);
}

/// One benchmark for each contract of contracts/ and each level.
const int kRegistered = [] {
    for (const SourceText& source : read_contracts())
        for (const auto& [name, level] : {std::pair{"O0", OptimizationLevel::Plain},
                                          {"O2", OptimizationLevel::Optimized},
                                          {"Os", OptimizationLevel::Small}})
            benchmark::RegisterBenchmark((source.path + "/" + name).c_str(), [source, chosen = level](
                                                                                 benchmark::State& state) {
                compile_contract(state, source, chosen);
            })->Unit(benchmark::kMillisecond);
    return 0;
}();

}  // namespace
}  // namespace deed
