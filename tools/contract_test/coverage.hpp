#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "compiler/compiler.hpp"

namespace deed::contract_test {

/// How often each instruction of one code ran, and each jump of it was taken.
class CodeRuns {
  public:
    void note(uint64_t pc, bool is_jump_taken) {
        if (pc >= runs_.size()) runs_.resize(pc + 1), jumps_.resize(pc + 1);
        ++runs_[pc];
        jumps_[pc] += is_jump_taken ? 1 : 0;
    }
    [[nodiscard]] uint64_t runs(uint64_t pc) const { return pc < runs_.size() ? runs_[pc] : 0; }
    [[nodiscard]] uint64_t jumps(uint64_t pc) const { return pc < jumps_.size() ? jumps_[pc] : 0; }
    void add(const CodeRuns& other);

  private:
    std::vector<uint64_t> runs_;
    std::vector<uint64_t> jumps_;
};

/// Which of a contract's two codes.
enum class CodePart : uint8_t { Creation, Runtime };

/// What ran of a program's contracts.
class Coverage {
  public:
    /// The runs of one code; the reference stays valid.
    [[nodiscard]] CodeRuns& of(const Artifact& artifact, CodePart part) {
        return codes_[key(artifact, part)];
    }
    void add(const Coverage& other);
    /// The lines of the program's own files, and the branches that its text asks for (conditions and
    /// requirements; not the checks that the compiler adds), in the form that lcov and genhtml read.
    [[nodiscard]] std::string to_lcov(const CompileOutput& program) const;
    /// Lines that ran, of those with code.
    struct Share {
        size_t reached = 0;
        size_t all = 0;
    };
    [[nodiscard]] Share lines(const CompileOutput& program) const;

  private:
    using Key = std::pair<std::string, CodePart>;
    struct Branch {
        uint64_t taken = 0;
        uint64_t passed = 0;
        bool has_run = false;

        void add(const Branch& other) {
            taken += other.taken;
            passed += other.passed;
            has_run |= other.has_run;
        }
    };
    struct FileCoverage {
        std::map<uint32_t, uint64_t> lines;
        /// By line and column; several where one expression decides several times.
        std::map<std::pair<uint32_t, uint32_t>, std::vector<Branch>> branches;
    };

    static Key key(const Artifact& artifact, CodePart part) {
        return {artifact.source_name + ":" + artifact.contract_name, part};
    }
    /// By index of the file.
    [[nodiscard]] std::map<uint32_t, FileCoverage> by_file(const CompileOutput& program) const;
    void add_code(const CompileOutput& program, BytesView code, const SourceMap& map, const Key& key,
                  std::map<uint32_t, FileCoverage>& files) const;

    std::map<Key, CodeRuns> codes_;
};

}  // namespace deed::contract_test
