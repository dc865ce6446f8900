#include <algorithm>
#include <functional>

#include "compiler/lower/function_lowering.hpp"
#include "compiler/lower/lower.hpp"
#include "compiler/lower/slice_uses.hpp"
#include "compiler/sema/analysis.hpp"
#include "compiler/sema/walk.hpp"

namespace deed::lower {

using sema::FieldKind;
using sema::Function;
using sema::Type;
using sema::TypeKind;

namespace {

constexpr uint64_t kWord = 32;
constexpr uint64_t kSelectorSize = 4;
constexpr unsigned kSelectorShift = 224;

std::vector<const Type*> types_of(const std::vector<sema::Parameter>& parameters) {
    std::vector<const Type*> types;
    for (const sema::Parameter& parameter : parameters) types.push_back(parameter.type);
    return types;
}

uint32_t count_words(const std::vector<const Type*>& types) {
    uint32_t count = 0;
    for (const Type* type : types) count += word_count(*type);
    return count;
}

// The heap.

/// Sets the first free address, in modules that keep any number of bytes.
void start_heap(ModuleLowering& shared, Emitter& emit) {
    if (const auto pointer = shared.module.heap_pointer())
        emit.store(emit.op(Op::GLOBAL, {}, *pointer), emit.op(Op::TAIL));
}

// Functions.

void check_authority(FunctionLowering& body, const ModuleLowering& shared, const sema::Guard& guard) {
    if (guard.condition == nullptr) return;
    Emitter& emit = body.emitter();
    const ValueId may = body.lower_word(*guard.condition);
    const BlockId allowed = emit.make_block();
    const BlockId refused = emit.make_block();
    emit.branch(may, allowed, refused, Check::Authority);
    emit.enter_sealed(refused);
    body.revert_with(*shared.program.unauthorized,
                     {{shared.program.types.address(), {{emit.op(Op::CALLER)}}}});
    emit.enter_sealed(allowed);
}

/// Refuses a call that came in the middle of one it does not go with; gives the bits that this one takes.
Uint256 check_lock(FunctionLowering& entry, const ModuleLowering& shared, const Function& function) {
    const auto& points = shared.contract->entry_points;
    const auto point = std::find_if(points.begin(), points.end(),
                                    [&](const sema::EntryPoint& one) { return one.function == &function; });
    // Only the runner of a test asks invariants.
    if (function.kind == sema::FunctionKind::Invariant) return 0;
    DEED_ASSERT(point != points.end());
    if (!point->lock.tests) return point->lock.takes;
    Emitter& emit = entry.emitter();
    const BlockId free = emit.make_block();
    const BlockId locked = emit.make_block();
    const ValueId word = emit.op(Op::TLOAD, {emit.word(shared.layout.lock_slot)});
    emit.branch(emit.op(Op::AND, {word, emit.word(point->lock.tests)}), locked, free, Check::Reentrance);
    emit.enter_sealed(locked);
    entry.revert_with(*shared.program.reentered, {});
    emit.enter_sealed(free);
    return point->lock.takes;
}

void write_result(Emitter& emit, const std::vector<const Type*>& types, const std::vector<ValueId>& words) {
    if (types.empty()) return emit.end(Op::STOP);
    std::vector<Typed> results;
    size_t next = 0;
    for (const Type* type : types) {
        Value value;
        for (uint32_t i = 0; i < word_count(*type); ++i) value.words.push_back(words[next++]);
        results.push_back({type, value});
    }
    // Solidity's callers expect a struct or array of unbounded parts behind an offset, which the tuple's head
    // gives.
    const Encoded encoded = encode_in_workspace(emit, results);
    emit.end(Op::RETURN, {encoded.offset, encoded.size});
}

/// Runs a function between the test of its lock and the end of it; gives the words of its results.
std::vector<ValueId> run_locked(FunctionLowering& entry, ModuleLowering& shared, const Function& function,
                                const std::vector<ValueId>& arguments) {
    Emitter& emit = entry.emitter();
    const Uint256 takes = check_lock(entry, shared, function);
    const ValueId slot = emit.word(shared.layout.lock_slot);
    const std::optional<ValueId> old = takes ? std::optional{emit.op(Op::TLOAD, {slot})} : std::nullopt;
    if (old) emit.run(Op::TSTORE, {slot, emit.either(*old, emit.word(takes))});
    const uint32_t results = count_words(types_of(function.signature.results));
    std::vector<ValueId> given = emit.invoke(shared.function_number(function), arguments, results);
    if (old) emit.run(Op::TSTORE, {slot, *old});
    return given;
}

/// What a call from outside enters: one check of value and calldata, the body, its result as the ABI wants
/// it.
uint32_t write_entry(ModuleLowering& shared, const Function& function) {
    const uint32_t number = shared.module.add_function(function.name, ir::FunctionKind::Entry, 0);
    FunctionLowering entry{shared, number, 0};
    Emitter& emit = entry.emitter();
    emit.set_span(function.span);

    start_heap(shared, emit);
    Decoder decoder{emit, Region::Calldata, emit.word(kSelectorSize), emit.op(Op::CALLDATASIZE)};
    if (function.signature.mutability != sema::Mutability::Payable) decoder.refuse_if(emit.op(Op::CALLVALUE));
    // Missing calldata reads as zeros: a selector that ends in one could be matched by fewer than four bytes.
    if (function.signature.parameters.empty() && function.signature.selector[3] == 0)
        decoder.refuse_if(emit.op(Op::LT, {emit.op(Op::CALLDATASIZE), emit.word(kSelectorSize)}));
    std::vector<ValueId> words;
    for (const Value& value : decoder.decode(types_of(function.signature.parameters)))
        words.insert(words.end(), value.words.begin(), value.words.end());
    decoder.finish(Check::Entry);

    const auto results = types_of(function.signature.results);
    write_result(emit, results, run_locked(entry, shared, function, words));
    return number;
}

const Function* find_receive(const sema::Contract& contract) {
    for (const auto& function : contract.functions)
        if (function->kind == sema::FunctionKind::Receive) return function.get();
    return nullptr;
}

/// A call without calldata goes to `receive`; others go on.
void write_receive(ModuleLowering& shared, Emitter& emit, const Function& receive) {
    const uint32_t number = shared.module.add_function("receive", ir::FunctionKind::Entry, 0);
    FunctionLowering entry{shared, number, 0};
    entry.emitter().set_span(receive.span);
    start_heap(shared, entry.emitter());
    run_locked(entry, shared, receive, {});
    entry.emitter().end(Op::STOP);

    const BlockId received = emit.make_block();
    const BlockId other = emit.make_block();
    emit.branch(emit.op(Op::CALLDATASIZE), other, received);
    emit.enter_sealed(received);
    emit.end(Op::ENTER, {}, number);
    emit.enter_sealed(other);
}

void write_dispatch(ModuleLowering& shared, uint32_t number) {
    FunctionLowering dispatch{shared, number, 0};
    Emitter& emit = dispatch.emitter();
    emit.set_span(shared.contract->span);
    const ValueId selector =
        emit.op(Op::SHR, {emit.word(kSelectorShift), emit.op(Op::CALLDATALOAD, {emit.word(0)})});
    std::vector<Uint256> cases;
    std::vector<BlockId> targets;
    std::vector<uint32_t> entries;
    const auto add = [&](const Function& function) {
        cases.push_back(word_from(BytesView{function.signature.selector}));
        targets.push_back(emit.make_block());
        entries.push_back(write_entry(shared, function));
    };
    for (const auto& function : shared.contract->functions) {
        if (sema::has_selector(function->kind)) add(*function);
    }
    if (shared.specifications == Specifications::Checked)
        for (const auto& invariant : shared.contract->invariants) add(*invariant);
    const Function* const receive = find_receive(*shared.contract);
    // No calldata reads as a selector of zeros, which a function may have.
    const bool has_zero = std::find(cases.begin(), cases.end(), Uint256{}) != cases.end();
    if (receive != nullptr && has_zero) write_receive(shared, emit, *receive);
    const BlockId otherwise = emit.make_block();
    emit.switch_on(selector, otherwise, cases, targets);
    for (size_t i = 0; i < targets.size(); ++i) {
        emit.enter_sealed(targets[i]);
        emit.end(Op::ENTER, {}, entries[i]);
    }
    emit.enter_sealed(otherwise);
    if (receive != nullptr && !has_zero) write_receive(shared, emit, *receive);
    emit.end(Op::REVERT, {emit.word(0), emit.word(0)});
}

// Immutables.

std::vector<const sema::Field*> immutables_of(const sema::Contract& contract) {
    std::vector<const sema::Field*> fields;
    for (const auto& field : contract.fields)
        if (field->kind == FieldKind::Immutable) fields.push_back(field.get());
    return fields;
}

/// Every word of every immutable has a number, the same in the runtime and the creation.
void number_immutables(ModuleLowering& shared) {
    for (const sema::Field* field : immutables_of(*shared.contract)) {
        const auto words = static_cast<uint32_t>(memory_size(*field->type) / kWord);
        if (shared.purpose == Purpose::Creation)
            shared.immutables.emplace(field, shared.module.add_global(words * kWord));
        for (uint32_t i = 0; i < words; ++i) {
            const uint32_t number = shared.module.add_immutable(field->name);
            if (shared.purpose == Purpose::Runtime) shared.immutables.try_emplace(field, number);
        }
    }
}

// Creation.

/// Reads the arguments that stand behind the creation code.
std::vector<ValueId> read_arguments(ModuleLowering& shared, Emitter& emit, const Function& init) {
    const auto types = types_of(init.signature.parameters);
    if (types.empty()) return {};
    std::vector<Typed> shapes;
    for (const Type* type : types) shapes.push_back({type, {}});
    const bool is_static = !any_dynamic(shapes);

    const ValueId begin = is_static ? emit.workspace(static_abi_size(shapes)) : emit.workspace();
    const ValueId code_end = emit.op(Op::CODE_END);
    const ValueId size = emit.sub(emit.op(Op::CODESIZE), code_end);
    const ValueId end = emit.add(begin, size);
    emit.run(Op::CODECOPY, {begin, code_end, is_static ? emit.word(static_abi_size(shapes)) : size});
    if (!is_static) emit.store(emit.op(Op::GLOBAL, {}, *shared.module.heap_pointer()), emit.round_up(end));

    Decoder decoder{emit, Region::Memory, begin, end};
    std::vector<ValueId> words;
    for (const Value& value : decoder.decode(types))
        words.insert(words.end(), value.words.begin(), value.words.end());
    decoder.finish(Check::Calldata);
    return words;
}

void return_runtime(ModuleLowering& shared, Emitter& emit) {
    const ValueId base = emit.workspace();
    const ValueId size = emit.op(Op::DATA_SIZE, {}, 0);
    emit.run(Op::CODECOPY, {base, emit.op(Op::DATA_OFFSET, {}, 0), size});
    uint32_t number = 0;
    for (const sema::Field* field : immutables_of(*shared.contract))
        for (uint64_t offset = 0; offset < memory_size(*field->type); offset += kWord) {
            const ValueId place =
                emit.op(Op::GLOBAL, {}, shared.immutables.at(field) + static_cast<uint32_t>(offset));
            emit.run(Op::SET_IMMUTABLE, {base, emit.load(place)}, number++);
        }
    emit.end(Op::RETURN, {base, size});
}

void write_creation(ModuleLowering& shared, uint32_t number) {
    const sema::Contract& contract = *shared.contract;
    FunctionLowering creation{shared, number, 0};
    Emitter& emit = creation.emitter();
    emit.set_span(contract.span);
    const bool is_payable =
        contract.init != nullptr && contract.init->signature.mutability == sema::Mutability::Payable;
    if (!is_payable) emit.revert_if(emit.op(Op::CALLVALUE), Check::Entry);

    start_heap(shared, emit);
    std::vector<ValueId> arguments;
    if (contract.init != nullptr) arguments = read_arguments(shared, emit, *contract.init);
    for (const auto& field : contract.fields) {
        if (field->initializer == nullptr) continue;
        const Value value = creation.lower(*field->initializer);
        creation.assign(creation.field_spot(*field), value);
    }
    if (contract.init != nullptr) emit.invoke(shared.function_number(*contract.init), arguments, 0);
    emit.set_span(contract.span);
    return_runtime(shared, emit);
}

/// What the code of a module is made from: functions, and in a creation the values fields are declared with.
struct CodeSources {
    std::vector<const Function*> functions;
    std::vector<const sema::Expression*> initializers;

    void walk(const std::function<void(const sema::Expression&)>& visit) const {
        for (const sema::Expression* initializer : initializers) sema::walk_expression(*initializer, visit);
        for (const Function* function : functions) {
            sema::walk_expressions(function->body, visit);
            const bool has_guard = function->guard && function->guard->condition != nullptr;
            if (has_guard) sema::walk_expression(*function->guard->condition, visit);
        }
    }
};

/// Whether a slice may lie in return data while this code runs.
bool keeps_return_data(const CodeSources& sources) {
    bool keeps = false;
    sources.walk([&](const sema::Expression& expression) {
        const auto* machine = std::get_if<sema::MachineOp>(&expression.node);
        const bool delegates = machine != nullptr && sema::runs_other_code(machine->op);
        keeps = keeps || delegates || std::holds_alternative<sema::RawCall>(expression.node);
        const auto* call = std::get_if<sema::ExternalCall>(&expression.node);
        if (call == nullptr) return;
        keeps = keeps || call->form == sema::CallForm::Try;
        for (const sema::Parameter& result : call->signature->results)
            keeps = keeps || is_dynamic(*result.type);
    });
    return keeps;
}

/// Whether this code keeps encoded bytes or slices of its own, or decodes from a copy.
bool keeps_bytes(const CodeSources& sources, const std::set<const sema::Expression*>& passing_slices) {
    const auto is_encoding = [](const sema::Expression& operand) -> size_t {
        return std::holds_alternative<sema::AbiEncode>(operand.node) ? 1 : 0;
    };
    size_t all = 0;
    size_t used_up = 0;
    sources.walk([&](const sema::Expression& expression) {
        all += is_encoding(expression);
        if (makes_slice(expression) && !passing_slices.contains(&expression)) ++all;
        if (std::holds_alternative<sema::AbiDecode>(expression.node)) ++all;
        if (const auto* raw = std::get_if<sema::RawCall>(&expression.node))
            used_up += is_encoding(*raw->data);
        const auto* hash = std::get_if<sema::IntrinsicCall>(&expression.node);
        if (hash != nullptr && hash->intrinsic == sema::Intrinsic::Keccak256)
            used_up += is_encoding(*hash->operands[0]);
    });
    return all > used_up;
}

/// What runs when the contract is called.
CodeSources runtime_sources(const sema::Contract& contract, Specifications specifications) {
    std::vector<const Function*> roots;
    for (const auto& function : contract.functions)
        if (sema::is_entry_point(function->kind)) roots.push_back(function.get());
    if (specifications == Specifications::Checked)
        for (const auto& invariant : contract.invariants) roots.push_back(invariant.get());
    return {sema::reachable_functions(std::move(roots)), {}};
}

/// What runs when it is created.
CodeSources creation_sources(const sema::Contract& contract) {
    CodeSources sources;
    if (contract.init != nullptr) sources.functions.push_back(contract.init.get());
    for (const auto& field : contract.fields) {
        if (field->initializer == nullptr) continue;
        sources.initializers.push_back(field->initializer.get());
        sema::walk_expression(*field->initializer, [&](const sema::Expression& expression) {
            if (const auto* call = std::get_if<sema::Call>(&expression.node))
                sources.functions.push_back(call->function);
        });
    }
    sources.functions = sema::reachable_functions(std::move(sources.functions));
    return sources;
}

/// Whether the arguments of its creation differ in length.
bool takes_unbounded(const sema::Contract& contract) {
    if (contract.init == nullptr) return false;
    const auto types = types_of(contract.init->signature.parameters);
    return std::any_of(types.begin(), types.end(), [](const Type* type) { return is_dynamic(*type); });
}

/// Makes room for the code of the contracts that these functions create.
std::vector<ChildCode> reserve_children(ModuleLowering& shared,
                                        const std::vector<const Function*>& functions) {
    std::vector<ChildCode> children;
    for (const sema::Contract* contract : sema::deployed_by(functions)) {
        children.push_back({contract, shared.module.reserve_data()});
        shared.creation_code.emplace(contract, children.back().data);
    }
    return children;
}

ModuleLowering make_shared(const sema::Program& program, const sema::Contract* contract, Purpose purpose,
                           LeadingZeros leading_zeros, std::string name) {
    return {program,
            contract,
            purpose,
            leading_zeros,
            Specifications::Dropped,
            contract != nullptr && sema::may_break_sums(*contract),
            {},
            ModuleBuilder{std::move(name)},
            {},
            {},
            {},
            {}};
}

/// The total of a ledger covers what leaves one of its holdings.
void note_totals(ModuleLowering& shared) {
    if (shared.may_break_sums) return;
    for (const auto& field : shared.contract->fields)
        if (field->total != nullptr && field->total->kind == sema::FieldKind::Storage)
            shared.module.add_covered_slot(shared.layout.spots.at(field->total).slot);
}

ir::Module lower_runtime(const sema::Program& program, const sema::Contract& contract,
                         LeadingZeros leading_zeros, Specifications specifications,
                         LoweredContract& lowered) {
    ModuleLowering shared =
        make_shared(program, &contract, Purpose::Runtime, leading_zeros, contract.name + ".runtime");
    shared.layout = lowered.layout;
    shared.specifications = specifications;
    const CodeSources sources = runtime_sources(contract, specifications);
    const bool is_checked = specifications == Specifications::Checked;
    if (is_checked || keeps_return_data(sources)) shared.module.use_return_data();
    shared.passing_slices = find_passing_slices(sources.functions);
    if (is_checked || keeps_bytes(sources, shared.passing_slices)) shared.module.use_heap();
    lowered.runtime_children = reserve_children(shared, sources.functions);
    number_immutables(shared);
    note_totals(shared);
    write_dispatch(shared, shared.module.add_function("dispatch", ir::FunctionKind::Entry, 0));
    return shared.module.finish();
}

ir::Module lower_creation(const sema::Program& program, const sema::Contract& contract,
                          LeadingZeros leading_zeros, Specifications specifications,
                          LoweredContract& lowered) {
    ModuleLowering shared =
        make_shared(program, &contract, Purpose::Creation, leading_zeros, contract.name + ".creation");
    shared.layout = lowered.layout;
    shared.specifications = specifications;
    shared.module.reserve_data();
    const CodeSources sources = creation_sources(contract);
    const bool is_checked = specifications == Specifications::Checked;
    if (is_checked || keeps_return_data(sources)) shared.module.use_return_data();
    shared.passing_slices = find_passing_slices(sources.functions);
    if (is_checked || keeps_bytes(sources, shared.passing_slices) || takes_unbounded(contract))
        shared.module.use_heap();
    lowered.creation_children = reserve_children(shared, sources.functions);
    number_immutables(shared);
    write_creation(shared, shared.module.add_function("create", ir::FunctionKind::Entry, 0));
    return shared.module.finish();
}

void write_body(ModuleLowering& shared, const Function& function, uint32_t number, uint32_t parameters) {
    FunctionLowering body{shared, number, parameters};
    body.emitter().set_span(function.span);
    body.bind_parameters(function);
    if (function.guard) check_authority(body, shared, *function.guard);
    body.lower(function.body);
    const bool gives_nothing = function.result == nullptr || function.result->is(TypeKind::Nothing);
    if (gives_nothing) body.emitter().end(Op::YIELD);
}

}  // namespace

uint32_t ModuleLowering::function_number(const Function& function) {
    const auto found = functions.find(&function);
    if (found != functions.end()) return found->second;
    std::vector<const Type*> parameters;
    for (const sema::Local* parameter : function.parameters) parameters.push_back(parameter->type);

    const bool gives_nothing = function.result == nullptr || function.result->is(TypeKind::Nothing);
    const uint32_t results = gives_nothing ? 0 : word_count(*function.result);
    const uint32_t number = module.add_function(function.name, ir::FunctionKind::Internal, results);
    functions.emplace(&function, number);
    const uint32_t parameter_count = count_words(parameters);
    if (specifications == Specifications::Dropped || function.ensures.empty()) {
        write_body(*this, function, number, parameter_count);
        return number;
    }
    const uint32_t body = module.add_function(function.name + ".body", ir::FunctionKind::Internal, results);
    write_body(*this, function, body, parameter_count);
    FunctionLowering checked{*this, number, parameter_count};
    checked.emitter().set_span(function.span);
    checked.lower_with_ensures(function, body);
    return number;
}

LoweredContract lower(const sema::Program& program, const sema::Contract& contract,
                      LeadingZeros leading_zeros, Specifications specifications) {
    LoweredContract lowered;
    lowered.layout = lay_out_storage(contract);
    lowered.runtime = lower_runtime(program, contract, leading_zeros, specifications, lowered);
    lowered.creation = lower_creation(program, contract, leading_zeros, specifications, lowered);
    return lowered;
}

ir::Module lower(const sema::Program& program, const sema::Test& test, LeadingZeros leading_zeros) {
    ModuleLowering shared = make_shared(program, nullptr, Purpose::Test, leading_zeros, "test");
    for (const sema::Contract* contract : test.deploys)
        shared.creation_code.emplace(contract, shared.module.reserve_data());
    if (keeps_return_data({sema::reachable_functions(test), {}})) shared.module.use_return_data();
    const uint32_t number = shared.module.add_function("test", ir::FunctionKind::Entry, 0);
    FunctionLowering body{shared, number, 0};
    body.set_test_body();
    body.emitter().set_span(test.span);
    shared.module.use_heap();
    start_heap(shared, body.emitter());
    body.bind_made_up(test.parameters);
    body.lower(test.body);
    body.emitter().end(Op::STOP);
    return shared.module.finish();
}

}  // namespace deed::lower
