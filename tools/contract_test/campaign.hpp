#pragma once

#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "tools/contract_test/fuzz.hpp"
#include "tools/contract_test/inputs.hpp"
#include "tools/contract_test/prologue.hpp"

namespace deed::contract_test {

/// Tries to break the specifications of the contracts that a test deploys: behind each deployment it makes up
/// sequences of calls, keeps those that reach new branches and changes them; calls that did not revert are
/// made again, as what adds up needs many of them, and what the code holds an argument against is passed in
/// its place. What breaks a specification is made as short as it can be, and the search goes on for the
/// others.
class Campaign {
  public:
    /// @p values are arguments for which the test passes, @p input the same in the ABI.
    Campaign(const CompileOutput& program, const TestProgram& test, const RunOptions& options,
             const abi::Values& values, Bytes input);

    [[nodiscard]] std::vector<BrokenSpecification> run();

  private:
    using Steps = std::vector<Step>;
    /// Steps that reached a new branch, and how often what lies behind them was looked for.
    struct Kept {
        Steps steps;
        uint32_t tries = 0;
    };
    struct Target {
        size_t contract;
        const EntryPoint* function;
        std::vector<abi::Type> types;
    };

    void attack(size_t deployments);
    void find_targets(const std::vector<Deployed>& contracts, size_t deployments);
    [[nodiscard]] const Target& target_of(const Step& step) const;
    [[nodiscard]] static abi::Values arguments_of(const Step& step, const Target& target);
    static void set_arguments(Step& step, const Target& target, const abi::Values& values);
    [[nodiscard]] Step make_step(const Target& target);
    /// One that passed earlier, or one that is made up.
    [[nodiscard]] Step choose_step();
    /// Keeps those of the steps that lead to new branches.
    void remember_branches(Steps steps, const std::map<Branch, size_t>& branches);
    [[nodiscard]] Steps drop_idle(Steps steps, const std::set<Branch>& fresh) const;
    void remember_passed(const Steps& steps, const std::vector<size_t>& passed);
    [[nodiscard]] const Steps& choose_kept();
    /// Notes what to pass in the place of the arguments that the code compared.
    void remember_comparisons(const Steps& steps, const std::vector<Comparison>& comparisons);
    [[nodiscard]] Steps make_steps();
    /// Puts another step in, or one in the place of another.
    void change(Steps& steps, size_t most);
    /// What the steps break, and how many of them it took.
    struct Break {
        Failure failure;
        size_t steps;
    };
    [[nodiscard]] std::optional<Break> try_steps(const Steps& steps, Watching watching);
    [[nodiscard]] bool still_breaks(const Steps& steps, uint64_t site);
    [[nodiscard]] Steps shorten(Steps steps, uint64_t site);
    [[nodiscard]] Steps simpler_than(const Step& step) const;
    [[nodiscard]] Steps simplify(Steps steps, uint64_t site);
    void tell(const Steps& steps, const Failure& failure);
    [[nodiscard]] std::string text_of(const Step& step) const;
    [[nodiscard]] std::vector<std::string> trace(const Steps& steps) const;

    const CompileOutput& program_;
    const TestProgram& test_;
    const RunOptions& options_;
    const abi::Values& values_;
    Bytes input_;
    Prologue prologue_;  ///< of all deployments
    Inputs inputs_;
    size_t deployments_ = 0;
    std::vector<Target> targets_;
    std::vector<Kept> kept_;
    std::vector<Steps> wishes_;  ///< of `remember_comparisons`, to try next
    /// Of which target, which parameter, and what in its place; since the last new branch.
    std::set<std::tuple<const Target*, size_t, Uint256>> wished_;
    std::map<const Target*, Steps> passed_;
    Steps all_passed_;
    std::set<Branch> branches_;
    std::set<uint64_t> known_sites_;
    std::vector<BrokenSpecification> broken_;
};

}  // namespace deed::contract_test
