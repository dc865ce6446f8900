#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "compiler/compiler.hpp"
#include "runtime/execution/executor.hpp"
#include "tools/contract_test/coverage.hpp"
#include "tools/contract_test/trace.hpp"
#include "vm/abi/contract.hpp"
#include "vm/state/memory_state.hpp"

namespace deed::contract_test {

/// Who runs the code of a test. Not who calls in it: see sema::test_runner().
[[nodiscard]] const Address& test_contract();

/// What made a test stop: one of the failing cheats.
struct FailedAssert {};
struct FailedComparison {
    Uint256 left;
    Uint256 right;
    uint64_t form = 0;  ///< what they are, as vm/isa/cheats.def has it
};
struct UnexpectedRevert {
    Bytes data;
};
struct MissingRevert {};
struct WrongRevert {
    Bytes expected;
    Bytes actual;
};
struct MissingEvent {};
struct BrokenEnsures {};
struct BrokenInvariant {
    std::string name;
    std::string reason;  ///< why it could not be computed; empty when it is false
};

struct Failure {
    uint64_t site = 0;  ///< CompileOutput::describe_site explains it
    std::variant<FailedAssert, FailedComparison, UnexpectedRevert, MissingRevert, WrongRevert, MissingEvent,
                 BrokenEnsures, BrokenInvariant>
        what;
};

/// A transaction that did not succeed.
struct FailedTransaction {
    std::string reason;  ///< in words, when it did not revert: "out of gas", "insufficient funds"
    std::string place;   ///< in the contract's source, when the run was watched
};

/// What one transaction of a test used, before refunds and without what the transaction itself costs.
struct TransactionGas {
    const Artifact* contract;  ///< null when the account holds no contract of the program
    Bytes input;
    uint64_t used = 0;
    uint64_t own = 0;         ///< without the gas of the accounts it called
    size_t longest_data = 0;  ///< in bytes: of its input, its output and what it copied, hashed and logged
};

/// Watched runs find the places of reverts and take much longer.
enum class Watching : uint8_t { No, Yes };
/// Which code of its contracts the test deploys.
enum class CodeForm : uint8_t {
    Real,
    Checked,  ///< with specifications; invariants are asked after every transaction
};

/// A transaction that a campaign sends.
struct Step {
    size_t target = 0;  ///< which of the contracts that are deployed by then
    Address from;
    Uint256 value;
    Bytes data;
    uint64_t warp = 0;  ///< seconds that pass before it
};
/// Steps to take as soon as a test has deployed so many contracts; the test ends behind them.
struct Plan {
    size_t deployments = 0;
    std::vector<Step> steps;
};

/// A way that a call took: of a jump that was or was not taken, behind another one. Ends that several
/// functions share are told apart by where they came from.
struct Branch {
    Address contract;  ///< its address; what a contract created is one with all of the same code
    uint64_t last_jump = 0;
    uint64_t pc = 0;
    bool is_taken = false;

    auto operator<=>(const Branch&) const = default;
};

/// Two words that code compared.
struct Comparison {
    size_t step = 0;  ///< in which step of the plan
    Uint256 left;
    Uint256 right;
};

/// A contract that a test has deployed.
struct Deployed {
    Address address;
    const Artifact* artifact;  ///< null when it is none of the program's
};

/// The chain a test runs on: a state in memory, with the actors of tests funded. Answers the cheats.
class World final : public machine::Interceptor, public machine::Tracer {
  public:
    /// @p engine runs what is not watched; null for the interpreter.
    World(const CompileOutput& program, Watching watching, CodeForm form = CodeForm::Real,
          machine::Engine* engine = nullptr);
    ~World() override;

    /// Runs the code of a test to its end.
    [[nodiscard]] machine::Status run(BytesView code, BytesView input = {});
    /// Makes the test follow a plan; borrowed.
    void follow(const Plan& plan) { plan_ = &plan; }
    /// The steps of the plan that were taken, the one that broke something included.
    [[nodiscard]] size_t steps_taken() const { return steps_taken_; }
    /// Those of them that did not revert.
    [[nodiscard]] const std::vector<size_t>& passed_steps() const { return passed_steps_; }
    [[nodiscard]] const std::vector<Deployed>& contracts() const { return contracts_; }
    /// The branches that the code of contracts took, and how many steps of the plan had been taken when each
    /// was first, when the run was watched.
    [[nodiscard]] const std::map<Branch, size_t>& branches() const { return branches_; }
    /// What the code of contracts held against each other in the steps of the plan, when the run was watched;
    /// of very many the first.
    [[nodiscard]] const std::vector<Comparison>& comparisons() const { return comparisons_; }
    /// Whether an `assume` did not hold.
    [[nodiscard]] bool is_discarded() const { return is_discarded_; }

    [[nodiscard]] const std::optional<Failure>& failure() const { return failure_; }
    /// The latest transaction that failed.
    [[nodiscard]] const std::optional<FailedTransaction>& failed_transaction() const {
        return failed_transaction_;
    }
    /// What the code of the test itself ended with.
    [[nodiscard]] const Bytes& output() const { return output_; }
    /// Where the code of the test itself stopped, when the run was watched.
    [[nodiscard]] std::string place_in_test(const SourceMap& map) const { return place_of(test_frame_, map); }
    /// Every call of a contract, in order, when the run was watched.
    [[nodiscard]] const std::vector<TransactionGas>& calls() const { return calls_; }
    /// Every transaction with the calls inside it, in order, when the run was watched; of very many the last.
    [[nodiscard]] const std::vector<TracedCall>& traced() const { return traced_; }
    /// What code of the program ran, when the run was watched.
    [[nodiscard]] const Coverage& coverage() const { return coverage_; }
    /// Gas of all transactions.
    [[nodiscard]] uint64_t gas_used() const { return gas_used_; }

    std::optional<machine::CallResult> intercept(machine::Message& message) override;

    void on_enter(const machine::Message& message) override;
    void on_exit(const machine::Message& message, const machine::CallResult& result) override;
    void on_step(const machine::Frame& frame, isa::Op op) override;
    void on_step_end(const machine::Frame& frame, isa::Op op, machine::Status status) override;

  private:
    struct Watched {
        Address address;
        Address place;  ///< that its branches are counted for
        bool is_creation = false;
        const Artifact* artifact = nullptr;  ///< whose code runs
        CodeRuns* runs = nullptr;            ///< of that code
        size_t trace = 0;                    ///< its row of `traced_`
        uint64_t last_jump = 0;
        uint64_t last_branch = 0;
        uint64_t last_pc = 0;
        uint64_t inner_gas = 0;
        size_t longest_data = 0;  ///< of what it handled, and the frames inside
    };

    Bytes answer(BytesView input);
    Bytes transact(const abi::Values& arguments);
    Bytes create(const abi::Values& arguments);
    Bytes find_log(const abi::Values& arguments);
    execution::Outcome execute(const Address& sender, block::Transaction transaction);
    void note_gas(const machine::Message& message, const machine::CallResult& result);
    void begin_trace(const machine::Message& message);
    void end_trace(const machine::CallResult& result);
    /// The contract whose creation code @p code begins with, or null.
    [[nodiscard]] const Artifact* find_created(BytesView code) const;
    /// What the branches of a call of the account are counted for: the account when the test knows it, else
    /// its code, as every child of a factory has an address of its own and takes the same ways.
    [[nodiscard]] Address place_of_branches(const Address& account, const Artifact* artifact) const;
    void note_failure(const execution::Outcome& outcome);
    void fail(const abi::Values& arguments, decltype(Failure::what) what);
    void renew_executor();
    void warp(const Uint256& seconds);
    std::optional<machine::CallResult> intercept_inside(const machine::Message& message);
    void check_invariants();
    void check_invariant(const Deployed& contract, const Invariant& invariant);
    void take_steps();
    void note_comparison(const machine::Frame& frame, isa::Op op);
    [[nodiscard]] std::string place_of(const Watched& frame) const;
    [[nodiscard]] std::string place_of(const Watched& frame, const SourceMap& map) const;

    const CompileOutput& program_;
    Watching watching_;
    machine::Engine* engine_;
    state::MemoryState state_;
    std::unique_ptr<state::Journal> journal_;
    machine::CodeCache codes_;
    execution::Environment environment_;
    std::unique_ptr<execution::Executor> executor_;
    std::vector<state::Log> logs_;  ///< of committed transactions
    std::map<Address, const Artifact*> deployed_;
    std::vector<Deployed> contracts_;
    const Plan* plan_ = nullptr;
    size_t steps_taken_ = 0;
    std::vector<size_t> passed_steps_;
    std::map<Branch, size_t> branches_;
    std::vector<Comparison> comparisons_;
    bool is_discarded_ = false;
    CodeForm form_;
    std::optional<Failure> failure_;
    std::optional<FailedTransaction> failed_transaction_;
    Bytes answer_;
    Bytes output_;
    uint64_t gas_used_ = 0;
    Watched test_frame_;
    bool is_in_transaction_ = false;
    std::vector<Watched> frames_;
    std::vector<TransactionGas> calls_;
    std::vector<TracedCall> traced_;
    Coverage coverage_;
    std::string revert_place_;  ///< of the innermost frame that failed first in this transaction
};

}  // namespace deed::contract_test
