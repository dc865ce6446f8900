#pragma once

#include <functional>
#include <optional>
#include <variant>

#include "compiler/evaluator/arithmetic.hpp"
#include "compiler/evaluator/evaluator.hpp"
#include "compiler/evaluator/turns.hpp"
#include "vm/base/result.hpp"

namespace deed::evaluator {

enum class StopKind : uint8_t {
    Revert,               ///< this code reverts
    TransactionReverted,  ///< a transaction that a test made has reverted, and its block ends
    TestFailed,           ///< the test is over
    TooLong,
};

/// Why evaluation does not go on.
struct Stop {
    StopKind kind = StopKind::Revert;
    Bytes data = {};                          ///< of a revert
    TestEnding ending = TestEnding::Stopped;  ///< of a failed test
};

/// A value, or why there is none.
using Evaluated = Result<Value, Stop>;

/// What follows a statement.
enum class Flow : uint8_t { Next, Break, Continue, Return };
using Executed = Result<Flow, Stop>;

/// What one transaction, or the whole of a test, shares.
struct Run {
    const sema::Program& program;
    World& world;
    std::vector<Log> logs = {};
    uint64_t steps = 0;
    unsigned depth = 0;  ///< of calls inside calls
    Promises promises = Promises::Dropped;
    const Slots* slots = nullptr;
    Address origin = {};
    Turns turns = {};
};

/// Whether a call may change anything.
enum class Changes : uint8_t { Allowed, Refused };

/// What a contract's code is called with.
struct Context {
    Address self;
    Address caller;
    Integer value = 0;
    Changes changes = Changes::Allowed;
    const sema::Contract* contract = nullptr;  ///< whose code runs; null in tests
    BytesView input = {};                      ///< all calldata
};

/// Evaluates the code of one contract, or of one test, in answer to one call.
class Evaluation {
  public:
    Evaluation(Run& run, Context context) : run_(run), context_(std::move(context)) {}

    /// Calls a function: its guard first, then its body. Gives its result.
    Evaluated call(const sema::Function& function, Values arguments);
    /// Assigns the fields that are declared with a value.
    Executed initialize(const sema::Contract& contract);
    /// Runs the body of a test.
    Executed run(const sema::Test& test);

  private:
    // Places: a root, and the keys and indexes on the way to a part of it, evaluated already.
    struct Step {
        std::variant<Key, size_t> where;  ///< of Entries; of Values
        const sema::Type* type;           ///< of the part
    };
    struct Spot {
        std::variant<const sema::Local*, const sema::Field*> root;
        std::vector<Step> steps;
        const sema::Type* type;
    };
    Result<Spot, Stop> find_spot(const sema::Place& place);
    Result<Step, Stop> find_step(const sema::Projection& projection, const Spot& whole);
    static Key key_in(const Step& step);
    Executed check_there(const Spot& spot);
    /// How many elements the array or list at @p spot has now.
    Result<uint64_t, Stop> length_of(const Spot& spot);
    static Spot element_of(Spot array, size_t index);
    /// What is at @p spot; null where nothing was ever written, beyond which everything is zero.
    const Value* find_value(const Spot& spot);
    Value read(const Spot& spot);
    /// Stops where the value is malformed, and where the call may change nothing, unless the root is a local.
    Executed declare(const sema::Local& local, Value value);
    Executed write(const Spot& spot, Value value);
    /// The value at @p spot, to be changed: where that is allowed, and noted.
    Result<Value*, Stop> open(const Spot& spot);
    const Value& root_of(const Spot& spot);

    Evaluated evaluate(const sema::Expression& expression);
    Result<Values, Stop> evaluate_all(const std::vector<sema::ExpressionPtr>& expressions);
    /// Evaluates what is encoded next, which nothing malformed can be.
    Result<Values, Stop> evaluate_whole(const std::vector<sema::ExpressionPtr>& expressions);
    Result<bool, Stop> evaluate_condition(const sema::Expression& expression);
    static Result<size_t, Stop> check_index(const Value& index, uint64_t length);

    Evaluated evaluate_node(const sema::Constant& node, const sema::Expression& whole);
    Evaluated evaluate_node(const sema::PlaceRead& node, const sema::Expression& whole);
    Evaluated evaluate_node(const sema::MemberOf& node, const sema::Expression& whole);
    Evaluated evaluate_node(const sema::ElementOf& node, const sema::Expression& whole);
    Evaluated evaluate_node(const sema::Unary& node, const sema::Expression& whole);
    Evaluated evaluate_node(const sema::Binary& node, const sema::Expression& whole);
    Evaluated evaluate_node(const sema::Logical& node, const sema::Expression& whole);
    Evaluated evaluate_node(const sema::Division& node, const sema::Expression& whole);
    Evaluated evaluate_node(const sema::Cast& node, const sema::Expression& whole);
    Evaluated evaluate_node(const sema::Conditional& node, const sema::Expression& whole);
    Evaluated evaluate_node(const sema::MatchValue& node, const sema::Expression& whole);
    Evaluated evaluate_node(const sema::Call& node, const sema::Expression& whole);
    Evaluated evaluate_node(const sema::EnvironmentRead& node, const sema::Expression& whole);
    Evaluated evaluate_node(const sema::IntrinsicCall& node, const sema::Expression& whole);
    Evaluated evaluate_node(const sema::VariantLiteral& node, const sema::Expression& whole);
    Evaluated evaluate_node(const sema::StructLiteral& node, const sema::Expression& whole);
    Evaluated evaluate_node(const sema::ArrayLiteral& node, const sema::Expression& whole);
    Evaluated evaluate_node(const sema::TupleLiteral& node, const sema::Expression& whole);
    Evaluated evaluate_node(const sema::ExternalCall& node, const sema::Expression& whole);
    Evaluated evaluate_node(const sema::HoldingChange& node, const sema::Expression& whole);
    Evaluated evaluate_node(const sema::CoinAmount& node, const sema::Expression& whole);
    Evaluated evaluate_node(const sema::CoinSplit& node, const sema::Expression& whole);
    Evaluated evaluate_node(const sema::CoinJoin& node, const sema::Expression& whole);
    Evaluated evaluate_node(const sema::CoinLeave& node, const sema::Expression& whole);
    Evaluated evaluate_node(const sema::Transfer& node, const sema::Expression& whole);
    Evaluated evaluate_node(const sema::LedgerSum& node, const sema::Expression& whole);
    Evaluated evaluate_node(const sema::Otherwise& node, const sema::Expression& whole);
    Evaluated evaluate_node(const sema::MachineOp& node, const sema::Expression& whole);
    Evaluated evaluate_node(const sema::AbiEncode& node, const sema::Expression& whole);
    Evaluated evaluate_node(const sema::AbiDecode& node, const sema::Expression& whole);
    Evaluated evaluate_node(const sema::RawCall& node, const sema::Expression& whole);
    Evaluated evaluate_node(const sema::Deploy& node, const sema::Expression& whole);
    Evaluated evaluate_node(const sema::TestDeploy& node, const sema::Expression& whole);
    Evaluated evaluate_node(const sema::TestCall& node, const sema::Expression& whole);
    Evaluated evaluate_node(const sema::TestCheat& node, const sema::Expression& whole);

    Executed execute(const sema::Block& block);
    Executed execute(const sema::Statement& statement);
    Executed execute_node(const sema::Block& node);
    Executed execute_node(const sema::Declare& node);
    Executed execute_node(const sema::DeclareTuple& node);
    Executed execute_node(const sema::Assign& node);
    Executed execute_node(const sema::Update& node);
    Executed execute_node(const sema::ListUpdate& node);
    Executed update_text(const sema::ListUpdate& node, const Spot& spot);
    Executed execute_node(const sema::Evaluate& node);
    Executed execute_node(const sema::If& node);
    Executed execute_node(const sema::Match& node);
    Executed execute_node(const sema::While& node);
    Executed execute_node(const sema::ForRange& node);
    Executed execute_node(const sema::ForEach& node);
    Executed execute_node(const sema::Return& node);
    Executed execute_node(const sema::Break& node);
    Executed execute_node(const sema::Continue& node);
    Executed execute_node(const sema::Revert& node);
    Executed execute_node(const sema::Require& node);
    Executed execute_node(const sema::Assert& node);
    Executed execute_node(const sema::Emit& node);
    Executed execute_node(const sema::Verify& node);
    Executed execute_node(const sema::Assume& node);
    Executed execute_node(const sema::Unsafe& node);
    Executed execute_node(const sema::ExpectRevert& node);
    Executed execute_node(const sema::ExpectEmit& node);

    // Assets: evaluate_assets.cpp.
    Stop lack_of(const Integer& available, const Integer& needed);
    static Spot holding_spot(const sema::Field& field, const std::optional<Value>& member, const Value* key);
    /// Takes so much, or all; gives how much.
    Result<Integer, Stop> debit(const Spot& spot, const std::optional<Integer>& amount);
    Executed credit(const Spot& spot, const Integer& amount);
    Result<Bytes, Stop> send(const Address& to, const Integer& value, const Bytes& input);
    Result<bool, Stop> ask_token(const Address& token, std::string_view signature,
                                 const std::vector<Integer>& arguments);
    Executed tell_token(const Address& token, std::string_view signature,
                        const std::vector<Integer>& arguments);
    /// What this contract has of a token, or of ether when it is null.
    Result<Integer, Stop> own_balance(const sema::ExpressionPtr& token);
    static Evaluated growth(const Integer& before, const Integer& after);

    // Opcodes: machine_ops.cpp.
    Evaluated use_memory(const sema::MachineOp& node, size_t buffer);
    Result<Bytes, Stop> bytes_to_copy(const sema::MachineOp& node, const Values& operands, size_t buffer);
    Evaluated use_slot(sema::MachineOpcode op, const Values& operands);
    Evaluated use_field_slot(sema::MachineOpcode op, const Values& operands);
    Evaluated log_unnamed(const Values& operands);
    Evaluated tell_surroundings(sema::MachineOpcode op, const Values& operands);
    Evaluated call_unchecked(const Values& operands, Changes changes);
    Evaluated delegate(const Values& operands);
    Evaluated create_unchecked(const Values& operands);

    /// Runs the body of a function whose parameters are known, and what it ensures where that is checked.
    Executed run_body(const sema::Function& function);

    /// Evaluates what a call is made with: the callee, and the value it gets.
    Result<Context, Stop> open_call(const sema::Expression& target,
                                    const std::vector<sema::CallOption>& options);
    /// Makes a call of another contract; gives what it returned.
    Result<Bytes, Stop> call_other(const Context& callee, BytesView input);
    void note_interaction(Changes changes);
    /// Keeps for `returndatasize` what came back.
    Result<Bytes, Stop> remember(Result<Bytes, Stop> output);
    /// Gives names to what a variant carries.
    void bind(const std::vector<const sema::Local*>& bindings, const Variant& variant);
    /// The option that `recover` gives.
    static Value recover(const Values& operands);
    /// EIP-712's digest of the domain of the contract that runs.
    Hash domain_separator();
    /// The stop of a `revert E(…)`, or of what its arguments stop with.
    Stop revert_with(const sema::RevertWith& with);
    /// What `else` behind the operation that is evaluated next says.
    const sema::RevertWith* take_otherwise() { return std::exchange(otherwise_, nullptr); }
    /// What an operation that failed ends with: its own stop, or what `else` says.
    Stop fail_with(const sema::RevertWith* otherwise, Stop own);
    /// The outcome of a transaction that a test made, or the stop of one that did not succeed.
    Result<Outcome, Stop> require_success(const Outcome& outcome);
    Result<Transaction, Stop> make_transaction(const std::vector<sema::ExpressionPtr>& arguments,
                                               const sema::Expression& value, const sema::Expression& from);
    Account& account() { return run_.world.accounts[context_.self]; }

    Run& run_;
    Context context_;
    std::optional<Bytes> returned_ = Bytes{};  ///< by the latest call; nothing where that may be another's
    Values locals_;                            ///< of the function that runs, by sema::Local::index
    Value result_;                             ///< of the latest Return
    const sema::RevertWith* otherwise_ = nullptr;  ///< behind the operation that is evaluated next
    bool is_test_ = false;
};

/// Moves the value of @p context and runs @p body; when that reverts, all is as it was. Gives the output.
[[nodiscard]] Result<Bytes, Stop> run_frame(Run& run, const Context& context,
                                            const std::function<Result<Bytes, Stop>()>& body);
/// What the caller of @p answer has.
[[nodiscard]] Result<Bytes, Stop> output_of(const Answer& answer);
/// Runs @p body; when that reverts, all is as it was.
[[nodiscard]] Result<Bytes, Stop> run_inside(Run& run, const std::function<Result<Bytes, Stop>()>& body);
/// Calls the code at `context.self`, if there is some, with calldata; gives what it returns.
[[nodiscard]] Result<Bytes, Stop> run_call(Run& run, const Context& context, BytesView input);
/// Calls @p contract, whose code runs on the account at `context.self`.
[[nodiscard]] Result<Bytes, Stop> run_contract(Run& run, const Context& context,
                                               const sema::Contract& contract, BytesView input);

/// Creates @p contract at `context.self`; gives nothing.
[[nodiscard]] Result<Bytes, Stop> run_creation(Run& run, const Context& context,
                                               const sema::Contract& contract, BytesView input);

/// The stop of what the evaluator says nothing about: gas, the code of contracts, where fields lie.
[[nodiscard]] Stop unknown();
/// EIP-1052.
[[nodiscard]] Hash code_hash_of(const Account& account);

/// The stop of a panic.
[[nodiscard]] Stop stop_with(Panic panic);
/// A computed value, or the stop of its panic.
[[nodiscard]] Evaluated settle(Computed computed);

}  // namespace deed::evaluator
