#include "compiler/evaluator/evaluator.hpp"

#include <algorithm>

#include "compiler/evaluator/abi_values.hpp"
#include "compiler/evaluator/calldata.hpp"
#include "compiler/evaluator/evaluation.hpp"
#include "vm/base/assert.hpp"
#include "vm/crypto/address.hpp"

namespace deed::evaluator {
namespace {

constexpr size_t kSelectorSize = 4;
/// Contracts that call each other deeper run out of gas on the machine, which says nothing about them.
constexpr unsigned kDepthLimit = 64;

/// The refusal of calldata and value that no function takes: a revert without data.
Stop refusal() {
    return {};
}

bool takes_value(const sema::Function* function) {
    return function != nullptr && function->signature.mutability == sema::Mutability::Payable;
}

const sema::Function* find_entry(const sema::Contract& contract, BytesView input) {
    if (input.empty())
        for (const auto& function : contract.functions)
            if (function->kind == sema::FunctionKind::Receive) return function.get();
    if (input.size() < kSelectorSize) return nullptr;
    const auto found =
        std::find_if(contract.functions.begin(), contract.functions.end(), [&](const auto& function) {
            return sema::has_selector(function->kind) &&
                   std::ranges::equal(function->signature.selector, input.first(kSelectorSize));
        });
    return found == contract.functions.end() ? nullptr : found->get();
}

const sema::Lock& lock_of(const sema::Contract& contract, const sema::Function& entry) {
    const auto point = std::find_if(contract.entry_points.begin(), contract.entry_points.end(),
                                    [&](const sema::EntryPoint& one) { return one.function == &entry; });
    DEED_ASSERT(point != contract.entry_points.end());
    return point->lock;
}

void clear_transient(World& world) {
    for (auto& [address, account] : world.accounts) {
        account.transient_slots.clear();
        if (account.contract == nullptr) continue;
        for (const auto& field : account.contract->fields)
            if (field->kind == sema::FieldKind::Transient)
                account.fields[field->index] = zero_of(*field->type);
    }
}

/// One transaction.
Outcome transact(const sema::Program& program, World& world, const Context& context,
                 const Transaction& transaction, const std::function<Result<Bytes, Stop>(Run&)>& body) {
    Account& sender = world.accounts[context.caller];
    if (sender.balance < context.value) return {.ending = Ending::InsufficientFunds};
    ++sender.nonce;
    Run run{.program = program,
            .world = world,
            .promises = transaction.promises,
            .slots = transaction.slots,
            .origin = transaction.from};
    Result<Bytes, Stop> output = run_frame(run, context, [&] { return body(run); });
    clear_transient(world);
    if (output) {
        Outcome outcome{.output = *std::move(output), .logs = std::move(run.logs)};
        // What is computed to check a promise is no part of the contract.
        if (run.promises == Promises::Dropped) outcome.conflict = run.turns.conflict();
        return outcome;
    }
    const bool is_too_long = output.error().kind == StopKind::TooLong;
    return {.ending = is_too_long ? Ending::TooLong : Ending::Revert, .output = output.error().data};
}

}  // namespace

Result<Bytes, Stop> run_creation(Run& run, const Context& context, const sema::Contract& contract,
                                 BytesView input) {
    const sema::Function* const init = contract.init.get();
    if (context.value != 0 && !takes_value(init)) return Failure{refusal()};
    std::optional<Values> arguments{Values{}};
    if (init != nullptr) arguments = decode(types_of(init->signature.parameters), input);
    if (!arguments) return Failure{refusal()};

    Account& account = run.world.accounts[context.self];
    account.nonce = 1;
    account.layout = &contract;
    for (const auto& field : contract.fields) account.fields.push_back(zero_of(*field->type));
    Context inside = context;
    inside.contract = &contract;
    Evaluation evaluation{run, inside};
    run.turns.open(context.self);
    DEED_CHECK(evaluation.initialize(contract));
    if (init != nullptr) DEED_CHECK(evaluation.call(*init, *std::move(arguments)));
    run.turns.close(nullptr);
    // Until now there was no code.
    run.world.accounts[context.self].contract = &contract;
    return Bytes{};
}

Result<Bytes, Stop> run_frame(Run& run, const Context& context,
                              const std::function<Result<Bytes, Stop>()>& body) {
    return run_inside(run, [&] {
        run.world.accounts[context.caller].balance -= context.value;
        run.world.accounts[context.self].balance += context.value;
        return body();
    });
}

Result<Bytes, Stop> run_inside(Run& run, const std::function<Result<Bytes, Stop>()>& body) {
    if (run.depth == kDepthLimit) return Failure{Stop{.kind = StopKind::TooLong}};
    const World before = run.world;
    const size_t logs_before = run.logs.size();
    ++run.depth;
    const Turns turns_before = run.turns;
    Result<Bytes, Stop> output = body();
    --run.depth;
    if (!output) {
        run.world = before;
        run.turns = turns_before;
        run.logs.resize(logs_before);
    }
    return output;
}

Result<Bytes, Stop> output_of(const Answer& answer) {
    if (!answer.has_worked) return Failure{Stop{.data = answer.data}};
    return answer.data;
}

Answer Stranger::answer_to(BytesView input) const {
    uint32_t selector = 0;
    for (size_t i = 0; i < kSelectorSize; ++i) selector = selector << 8 | (i < input.size() ? input[i] : 0);
    const auto found = answers.find(selector);
    return found == answers.end() ? Answer{} : found->second.at(input.empty() ? 0 : input.back() & 1);
}

Result<Bytes, Stop> run_call(Run& run, const Context& context, BytesView input) {
    const Account& account = run.world.accounts[context.self];
    if (account.contract != nullptr) return run_contract(run, context, *account.contract, input);
    if (account.stranger == nullptr) return Bytes{};
    return output_of(account.stranger->answer_to(input));
}

Result<Bytes, Stop> run_contract(Run& run, const Context& context, const sema::Contract& contract,
                                 BytesView input) {
    const sema::Function* const entry = find_entry(contract, input);
    if (entry == nullptr || (context.value != 0 && !takes_value(entry))) return Failure{refusal()};
    const bool is_received = entry->kind == sema::FunctionKind::Receive;
    auto arguments = decode(types_of(entry->signature.parameters),
                            input.subspan(is_received ? 0 : kSelectorSize), Elements::WhereUsed);
    if (!arguments) return Failure{refusal()};

    // A call in the middle of one that it does not go with is refused; the bits of this one are taken until
    // it has ended.
    const sema::Lock& lock = lock_of(contract, *entry);
    const Uint256 held = run.world.accounts[context.self].held_locks;
    if (held & lock.tests) return Failure{Stop{.data = encode_error(*run.program.reentered, {})}};
    run.world.accounts[context.self].held_locks = held | lock.takes;
    run.turns.open(context.self);

    Context inside = context;
    inside.contract = &contract;
    inside.input = input;
    DEED_TRY(result, Evaluation(run, inside).call(*entry, *std::move(arguments)));
    run.world.accounts[context.self].held_locks = held;
    run.turns.close(entry);
    if (!is_whole(result)) return Failure{Stop{}};
    const auto types = types_of(entry->signature.results);
    return encode(types, types.size() == 1 ? Values{std::move(result)} : result.values());
}

Outcome call(const sema::Program& program, World& world, const Transaction& transaction) {
    const Context context{transaction.to, transaction.from, transaction.value};
    return transact(program, world, context, transaction,
                    [&](Run& run) { return run_call(run, context, transaction.input); });
}

Outcome create(const sema::Program& program, World& world, const sema::Contract& contract,
               const Transaction& transaction) {
    const uint64_t nonce = world.accounts[transaction.from].nonce;
    const Context context{crypto::create_address(transaction.from, nonce), transaction.from,
                          transaction.value};
    Outcome outcome = transact(program, world, context, transaction, [&](Run& run) {
        return run_creation(run, context, contract, transaction.input);
    });
    if (outcome.ending == Ending::Success) outcome.created = context.self;
    return outcome;
}

Outcome ask_invariant(const sema::Program& program, World& world, const Address& account,
                      const sema::Function& invariant) {
    Run run{.program = program, .world = world};
    const Context context{.self = account, .contract = world.accounts[account].contract};
    const Evaluated holds = Evaluation(run, context).call(invariant, {});
    if (!holds) return {.ending = Ending::Revert, .output = holds.error().data};
    return {.output = encode(types_of(invariant.signature.results), {*holds})};
}

}  // namespace deed::evaluator
