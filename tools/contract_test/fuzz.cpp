#include "tools/contract_test/fuzz.hpp"

#include <algorithm>
#include <sstream>

#include "tools/contract_test/argument_values.hpp"
#include "tools/contract_test/campaign.hpp"
#include "tools/contract_test/inputs.hpp"
#include "vm/base/assert.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::contract_test {
namespace {

/// So many arguments are tried for one that every `assume` takes.
constexpr uint32_t kTriesPerRun = 40;
/// The most runs spent on making a failure simpler.
constexpr uint32_t kSimplifications = 1000;

std::string name_of(const Artifact& artifact, BytesView input) {
    constexpr size_t kSelectorSize = 4;
    if (input.size() < kSelectorSize) return "receive";
    for (const FunctionGas& function : artifact.gas)
        if (std::ranges::equal(BytesView{function.selector}, input.first(kSelectorSize)))
            return function.name;
    return to_hex_prefixed(input.first(kSelectorSize));
}

enum class Verdict : uint8_t { Passed, Discarded, Failed };

Bytes encode(const std::vector<abi::Type>& types, const abi::Values& values) {
    auto bytes = abi::encode(types, values);
    DEED_ASSERT(bytes.has_value());
    return *std::move(bytes);
}

std::vector<BytesView> codes_of(const CompileOutput& program, const TestProgram& test) {
    std::vector<BytesView> codes{test.code};
    for (const Artifact& artifact : program.artifacts) codes.emplace_back(artifact.deployed_bytecode);
    return codes;
}

class Fuzzer {
  public:
    Fuzzer(const CompileOutput& program, const TestProgram& test, const RunOptions& options)
        : program_(program),
          test_(test),
          options_(options),
          types_(abi_types_of(test.parameters)),
          inputs_(seed_of(test, options.seed), codes_of(program, test)) {}

    FuzzOutcome run() {
        const uint32_t wanted = types_.empty() ? 1 : options_.runs;
        abi::Values sample;
        for (uint32_t tries = 0; tries < wanted * kTriesPerRun && outcome_.runs < wanted; ++tries) {
            abi::Values values = inputs_.make(test_.parameters);
            for (const CodeForm form : {CodeForm::Real, CodeForm::Checked}) {
                if (form == CodeForm::Checked && test_.checked_code.empty()) continue;
                const Verdict verdict = judge(values, form);
                if (verdict == Verdict::Failed) {
                    fail(simplify(std::move(values), form), form);
                    return std::move(outcome_);
                }
                if (verdict == Verdict::Discarded) break;
                if (form == CodeForm::Real) ++outcome_.runs;
                sample = values;
            }
        }
        if (outcome_.runs == 0) return std::move(outcome_);
        outcome_.sample = encode(types_, sample);
        if (options_.sequences > 0 && !test_.checked_code.empty())
            outcome_.broken = Campaign{program_, test_, options_, sample, encode(types_, sample)}.run();
        return std::move(outcome_);
    }

  private:
    /// Tests of different names see different arguments.
    static uint64_t seed_of(const TestProgram& test, uint64_t seed) {
        const Hash hash = crypto::keccak256(as_bytes(test.source_name + ":" + test.name));
        return seed ^ to_word(hash)[0];
    }

    Verdict judge(const abi::Values& values, CodeForm form) {
        const bool is_watched = options_.observation != nullptr && form == CodeForm::Real;
        World world{program_, is_watched ? Watching::Yes : Watching::No, form, options_.engine};
        const Bytes input = encode(types_, values);
        const Bytes& code = form == CodeForm::Real ? test_.code : test_.checked_code;
        const machine::Status status = world.run(code, input);
        if (is_watched) observe(world);
        if (form == CodeForm::Real) outcome_.gas_used = std::max(outcome_.gas_used, world.gas_used());
        if (world.failure()) return Verdict::Failed;
        if (world.is_discarded()) return Verdict::Discarded;
        return status == machine::Status::Success ? Verdict::Passed : Verdict::Failed;
    }

    void observe(const World& world) {
        for (const TransactionGas& call : world.calls())
            if (call.contract != nullptr)
                options_.observation->calls.push_back({call.contract->contract_name,
                                                       name_of(*call.contract, call.input), call.used,
                                                       call.own, call.longest_data});
        options_.observation->coverage.add(world.coverage());
    }

    abi::Values simplify(abi::Values values, CodeForm form) {
        uint32_t left = kSimplifications;
        bool is_simpler = true;
        while (is_simpler) {
            is_simpler = false;
            for (size_t i = 0; i < values.size(); ++i) {
                std::vector<abi::Value> candidates = simpler_than(test_.parameters[i].type, values[i]);
                for (size_t next = 0; next < candidates.size();) {
                    if (left-- == 0) return values;
                    abi::Values tried = values;
                    tried[i] = candidates[next];
                    if (judge(tried, form) != Verdict::Failed) {
                        ++next;
                        continue;
                    }
                    // What was too much of a change before is so now.
                    values = std::move(tried);
                    candidates = simpler_than(test_.parameters[i].type, values[i]);
                    is_simpler = true;
                }
            }
        }
        return values;
    }

    void fail(const abi::Values& values, CodeForm form) {
        FailedRun run{encode(types_, values), form, {}};
        if (!values.empty()) {
            std::string words;
            for (size_t i = 0; i < values.size(); ++i)
                words += (i == 0 ? "for " : ", ") + test_.parameters[i].name + " = " +
                         deed_text(test_.parameters[i].type, values[i]);
            run.example.push_back(words);
            run.example.push_back("test \"" + test_.name + ": found\" {");
            const std::vector<std::string> lines = lines_of(test_, values);
            run.example.insert(run.example.end(), lines.begin(), lines.end());
            std::istringstream body{test_.body};
            for (std::string line; std::getline(body, line);)
                if (line.find_first_not_of(" \t\r") != std::string::npos)
                    run.example.push_back(as_line_of_test(line));
            run.example.emplace_back("}");
        }
        outcome_.failure = std::move(run);
    }

    const CompileOutput& program_;
    const TestProgram& test_;
    const RunOptions& options_;
    std::vector<abi::Type> types_;
    Inputs inputs_;
    FuzzOutcome outcome_;
};

}  // namespace

FuzzOutcome fuzz_test(const CompileOutput& program, const TestProgram& test, const RunOptions& options) {
    return Fuzzer{program, test, options}.run();
}

std::string as_line_of_test(const std::string& line) {
    const size_t first = std::min(line.find_first_not_of(" \t\r"), line.size());
    const size_t last = line.find_last_not_of(" \t\r");
    // What stood on the line of the test itself is set in as the others are.
    const std::string indent = first < 2 ? "  " : line.substr(0, first);
    return last == std::string::npos ? std::string{} : indent + line.substr(first, last - first + 1);
}

std::vector<std::string> lines_of(const TestProgram& test, const abi::Values& values) {
    std::vector<std::string> lines;
    for (size_t i = 0; i < values.size(); ++i) {
        const Argument& parameter = test.parameters[i];
        lines.push_back("  let " + parameter.name + ": " + parameter.type.name + " = " +
                        deed_text(parameter.type, values[i]));
    }
    return lines;
}

}  // namespace deed::contract_test
