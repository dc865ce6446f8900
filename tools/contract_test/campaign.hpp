#pragma once

#include <set>

#include "tools/contract_test/fuzz.hpp"
#include "tools/contract_test/inputs.hpp"
#include "vm/abi/contract.hpp"

namespace deed::contract_test {

/// Tries to break the specifications of the contracts that a test deploys: behind each deployment it makes up
/// sequences of calls, keeps those that reach new branches and changes them; calls that did not revert are
/// made again, as what adds up needs many of them. What breaks a specification is made as short as it can be,
/// and the search goes on for the others.
class Campaign {
  public:
    /// @p values are arguments for which the test passes, @p input the same in the ABI.
    Campaign(const CompileOutput& program, const TestProgram& test, const RunOptions& options,
             const abi::Values& values, Bytes input);

    [[nodiscard]] std::vector<BrokenSpecification> run();

  private:
    using Steps = std::vector<Step>;
    struct Target {
        size_t contract;
        abi::Function function;
        abi::Selector selector;
    };

    void attack(size_t deployments);
    void find_targets(const std::vector<Deployed>& contracts, size_t deployments);
    [[nodiscard]] Step make_step();
    /// One that passed earlier, or one that is made up.
    [[nodiscard]] Step choose_step();
    void remember_passed(const Steps& steps, const std::vector<size_t>& passed);
    [[nodiscard]] Steps make_steps();
    /// What the steps break, and how many of them it took.
    struct Break {
        Failure failure;
        size_t steps;
    };
    [[nodiscard]] std::optional<Break> try_steps(const Steps& steps, Watching watching);
    [[nodiscard]] bool still_breaks(const Steps& steps, uint64_t site);
    [[nodiscard]] Steps shorten(Steps steps, uint64_t site);
    [[nodiscard]] Steps simplify(Steps steps, uint64_t site);
    void tell(const Steps& steps, const Failure& failure);
    [[nodiscard]] std::string text_of(const Step& step) const;

    const CompileOutput& program_;
    const TestProgram& test_;
    const RunOptions& options_;
    const abi::Values& values_;
    Bytes input_;
    Inputs inputs_;
    size_t deployments_ = 0;
    std::vector<Target> targets_;
    std::vector<Steps> kept_;
    Steps passed_;
    std::set<uint64_t> branches_;
    std::set<uint64_t> known_sites_;
    std::vector<BrokenSpecification> broken_;
};

}  // namespace deed::contract_test
