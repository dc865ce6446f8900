#include "tools/contract_test/coverage.hpp"

#include <algorithm>
#include <tuple>

#include "compiler/ir/module.hpp"
#include "tools/contract_test/trace.hpp"
#include "vm/isa/disassembler.hpp"

namespace deed::contract_test {
namespace {

/// The standard library is somebody else's: its files are named "<std.…>".
bool is_own(const SourceText& source) {
    return !source.path.starts_with('<');
}

/// Whether a jump is a branch of the text: not a check that the compiler adds, nor the choice of a function,
/// which stands at the contract's name.
bool is_branch(const CompileOutput& program, const SourceMapEntry& entry) {
    if (!entry.check.empty()) return entry.check == ir::text_of(ir::Check::Requirement);
    const std::string_view line = source_line(program, entry.source, entry.line);
    const size_t name = line.find_first_not_of(' ', std::string_view{"contract"}.size());
    return !line.starts_with("contract ") || entry.column - 1 > name;
}

}  // namespace

void CodeRuns::add(const CodeRuns& other) {
    if (other.runs_.size() > runs_.size())
        runs_.resize(other.runs_.size()), jumps_.resize(other.runs_.size());
    for (size_t pc = 0; pc < other.runs_.size(); ++pc) {
        runs_[pc] += other.runs_[pc];
        jumps_[pc] += other.jumps_[pc];
    }
}

void Coverage::add(const Coverage& other) {
    for (const auto& [key, runs] : other.codes_) codes_[key].add(runs);
}

void Coverage::add_code(const CompileOutput& program, BytesView code, const SourceMap& map, const Key& key,
                        std::map<uint32_t, FileCoverage>& files) const {
    static const CodeRuns kNever;
    const auto known = codes_.find(key);
    const CodeRuns& runs = known == codes_.end() ? kNever : known->second;
    std::map<std::pair<uint32_t, uint32_t>, uint64_t> most;
    std::map<std::tuple<uint32_t, uint32_t, uint32_t>, size_t> places;
    for (const isa::Instruction& instruction : isa::disassemble(code.first(map.code_end))) {
        const SourceMapEntry* const entry = map.find(instruction.offset);
        if (entry == nullptr || entry->line == 0) continue;
        const uint64_t count = runs.runs(instruction.offset);
        uint64_t& line = most[{entry->source, entry->line}];
        line = std::max(line, count);
        if (instruction.op != isa::Op::JUMPI || !is_branch(program, *entry)) continue;
        const uint64_t taken = runs.jumps(instruction.offset);
        // The same text stands in the codes of all contracts that use it.
        auto& branches = files[entry->source].branches[{entry->line, entry->column}];
        const size_t place = places[{entry->source, entry->line, entry->column}]++;
        branches.resize(std::max(branches.size(), place + 1));
        branches[place].add({taken, count - taken, count > 0});
    }
    for (const auto& [place, count] : most) files[place.first].lines[place.second] += count;
}

std::map<uint32_t, Coverage::FileCoverage> Coverage::by_file(const CompileOutput& program) const {
    std::map<uint32_t, FileCoverage> files;
    for (const Artifact& artifact : program.artifacts) {
        add_code(program, artifact.bytecode, artifact.init_source_map, key(artifact, CodePart::Creation),
                 files);
        add_code(program, artifact.deployed_bytecode, artifact.source_map, key(artifact, CodePart::Runtime),
                 files);
    }
    std::erase_if(files, [&](const auto& file) { return !is_own(program.sources[file.first]); });
    return files;
}

std::string Coverage::to_lcov(const CompileOutput& program) const {
    std::string text;
    const auto row = [&](const std::string& name, uint64_t number) {
        text += name + ":" + std::to_string(number) + "\n";
    };
    for (const auto& [source, file] : by_file(program)) {
        text += "TN:\nSF:" + program.sources[source].path + "\n";
        size_t branches = 0;
        size_t reached_branches = 0;
        std::map<uint32_t, size_t> blocks;
        for (const auto& [place, all] : file.branches)
            for (const Branch& branch : all) {
                const size_t block = blocks[place.first]++;
                for (const bool is_taken : {true, false}) {
                    const uint64_t count = is_taken ? branch.taken : branch.passed;
                    text += "BRDA:" + std::to_string(place.first) + "," + std::to_string(block) + "," +
                            (is_taken ? "0" : "1") + "," + (branch.has_run ? std::to_string(count) : "-") +
                            "\n";
                    ++branches;
                    reached_branches += count > 0 ? 1 : 0;
                }
            }
        row("BRF", branches);
        row("BRH", reached_branches);
        size_t reached = 0;
        for (const auto& [line, count] : file.lines) {
            text += "DA:" + std::to_string(line) + "," + std::to_string(count) + "\n";
            reached += count > 0 ? 1 : 0;
        }
        row("LF", file.lines.size());
        row("LH", reached);
        text += "end_of_record\n";
    }
    return text;
}

Coverage::Share Coverage::lines(const CompileOutput& program) const {
    Share share;
    for (const auto& [source, file] : by_file(program)) {
        share.all += file.lines.size();
        share.reached += static_cast<size_t>(std::count_if(file.lines.begin(), file.lines.end(),
                                                           [](const auto& line) { return line.second > 0; }));
    }
    return share;
}

}  // namespace deed::contract_test
