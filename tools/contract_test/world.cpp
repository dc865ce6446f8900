#include "tools/contract_test/world.hpp"

#include <algorithm>

#include "compiler/sema/actors.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/keccak.hpp"
#include "vm/vm.hpp"

namespace deed::contract_test {
namespace {

/// Enough for any test; a loop without end would still stop.
constexpr int64_t kTestGas = int64_t{1} << 50;
/// The most that one transaction may use since Osaka (EIP-7825).
constexpr uint64_t kTransactionGas = uint64_t{1} << 24;
constexpr uint64_t kBlockGas = 60'000'000;
constexpr uint64_t kFirstBlockTime = 1'700'000'000;
constexpr uint64_t kGwei = 1'000'000'000;
constexpr uint64_t kEther = 1'000'000'000'000'000'000;
/// What every actor has when a test begins, in ether.
constexpr uint64_t kActorFunds = 10'000;
constexpr size_t kSelectorSize = 4;
/// Of so many calls the older half is forgotten.
constexpr size_t kMostTraced = 4096;
/// So many comparisons are kept.
constexpr size_t kMostCompared = 1024;

/// A test is not about fees: gas is counted, but nobody pays for it.
constexpr execution::Leniency kLeniency{.ignores_nonce = true,
                                        .ignores_sender_code = true,
                                        .ignores_fees = true,
                                        .ignores_balance = true,
                                        .ignores_gas_limits = false};

enum class Cheat : uint8_t {
#define DEED_CHEAT(name, signature, results) name,
#include "vm/isa/cheats.def"
};

struct CheatRow {
    Cheat cheat;
    abi::Selector selector;
    std::vector<abi::Type> parameters;
};

const std::vector<CheatRow>& cheats() {
    static const std::vector<CheatRow> rows = [] {
        std::vector<CheatRow> result;
        const auto add = [&](Cheat cheat, std::string_view signature) {
            const auto function = abi::parse_function(signature);
            DEED_ASSERT(function.has_value());
            result.push_back({cheat, abi::selector_of(*function), abi::types_of(function->inputs)});
        };
#define DEED_CHEAT(name, signature, results) add(Cheat::name, signature);
#include "vm/isa/cheats.def"
        return result;
    }();
    return rows;
}

const Address& cheat_address() {
    static const Address address = *address_from_hex(
#define DEED_CHEAT_ADDRESS(hex) hex
#include "vm/isa/cheats.def"
    );
    return address;
}

Address address_from(std::string_view words) {
    return Address::from(BytesView{crypto::keccak256(as_bytes(words))}.subspan(12));
}

const Uint256& number_in(const abi::Value& value) {
    return std::get<Uint256>(value.data);
}
const Address& address_in(const abi::Value& value) {
    return std::get<Address>(value.data);
}
const Bytes& bytes_in(const abi::Value& value) {
    return std::get<Bytes>(value.data);
}

Bytes encode(const std::vector<abi::Type>& types, const abi::Values& values) {
    auto bytes = abi::encode(types, values);
    DEED_ASSERT(bytes.has_value());
    return *std::move(bytes);
}

/// @p amount as the step of a clock: what does not fit takes the clock to its end.
uint64_t advance(uint64_t clock, const Uint256& amount) {
    const bool fits = amount.fits_uint64() && amount[0] <= ~uint64_t{0} - clock;
    return fits ? clock + amount[0] : ~uint64_t{0};
}

/// How long the data is that an operation copies, hashes or logs; 0 for what no gas pays for.
size_t handled_data(isa::Op op, std::span<const Uint256> stack) {
    constexpr uint64_t kMost = 1 << 20;
    const bool is_copy = op == isa::Op::MCOPY || op == isa::Op::CALLDATACOPY || op == isa::Op::CODECOPY ||
                         op == isa::Op::RETURNDATACOPY;
    const bool is_log = op >= isa::Op::LOG0 && op <= isa::Op::LOG4;
    const size_t depth = is_copy ? 3 : is_log || op == isa::Op::KECCAK256 ? 2 : 0;
    if (depth == 0 || stack.size() < depth) return 0;
    const Uint256& size = stack[stack.size() - depth];
    return size <= Uint256{kMost} ? size[0] : 0;
}

}  // namespace

const Address& test_contract() {
    static const Address address = address_from("deed test contract");
    return address;
}

World::World(const CompileOutput& program, Watching watching, CodeForm form, machine::Engine* engine)
    : program_(program), watching_(watching), engine_(engine), form_(form) {
    const state::Account funded{.nonce = 0, .balance = Uint256{kActorFunds} * Uint256{kEther}};
    for (const sema::Actor& actor : sema::actors()) state_.set_account(actor.address, funded);
    state_.set_account(sema::test_runner(), funded);

    environment_.blobs = block::kPragueBlobs;
    environment_.block = {.number = 1,
                          .timestamp = kFirstBlockTime,
                          .gas_limit = kBlockGas,
                          .coinbase = address_from("deed test proposer"),
                          .base_fee = kGwei,
                          .blob_base_fee = 1,
                          .chain_id = 31337,
                          .block_hash = {}};
}

World::~World() = default;

machine::Status World::run(BytesView code, BytesView input) {
    // The code stands at an address of its own and is called: as init code it would be too long as soon as a
    // test creates a few contracts.
    state_.set_code(test_contract(), code);
    journal_ = std::make_unique<state::Journal>(state_, environment_.revision);
    renew_executor();

    journal_->begin_transaction();
    const bool is_watched = watching_ == Watching::Yes;
    vm::Vm machine{{.revision = environment_.revision,
                    .block = environment_.block,
                    .transaction = {.origin = sema::test_runner()},
                    .engine = engine_},
                   *journal_,
                   codes_,
                   is_watched ? this : nullptr,
                   this};
    const auto result = machine.call({.gas = kTestGas,
                                      .recipient = test_contract(),
                                      .sender = sema::test_runner(),
                                      .code_address = test_contract(),
                                      .input = input});
    output_ = to_bytes(result.output);
    return result.status;
}

void World::renew_executor() {
    executor_ = std::make_unique<execution::Executor>(
        environment_, *journal_, codes_,
        execution::Machinery{
            .engine = engine_, .tracer = watching_ == Watching::Yes ? this : nullptr, .interceptor = this});
}

// Cheats.

std::optional<machine::CallResult> World::intercept(machine::Message& message) {
    if (message.code_address != cheat_address()) return std::nullopt;
    if (is_in_transaction_) return intercept_inside(message);
    answer_ = answer(message.input);
    return machine::CallResult{
        .status = machine::Status::Success, .gas_left = message.gas, .output = answer_};
}

/// Only checked code may speak from inside a transaction, and only of an `ensures` that does not hold.
std::optional<machine::CallResult> World::intercept_inside(const machine::Message& message) {
    const auto row = std::find_if(cheats().begin(), cheats().end(),
                                  [](const CheatRow& cheat) { return cheat.cheat == Cheat::FailEnsures; });
    const bool is_failure = message.input.size() >= kSelectorSize &&
                            std::ranges::equal(BytesView{row->selector}, message.input.first(kSelectorSize));
    if (!is_failure) return std::nullopt;
    const auto arguments = abi::decode(row->parameters, message.input.subspan(kSelectorSize));
    if (arguments && !failure_) fail(*arguments, BrokenEnsures{});
    return machine::CallResult{.status = machine::Status::Success, .gas_left = message.gas, .output = {}};
}

Bytes World::answer(BytesView input) {
    if (input.size() < kSelectorSize) return {};
    const auto row = std::find_if(cheats().begin(), cheats().end(), [&](const CheatRow& cheat) {
        return std::ranges::equal(BytesView{cheat.selector}, input.first(kSelectorSize));
    });
    DEED_ASSERT(row != cheats().end());
    const auto arguments = abi::decode(row->parameters, input.subspan(kSelectorSize));
    DEED_ASSERT(arguments.has_value());
    const abi::Values& values = *arguments;
    switch (row->cheat) {
        case Cheat::Transact: return transact(values);
        case Cheat::Create: return create(values);
        case Cheat::Warp: warp(number_in(values[0])); return {};
        case Cheat::Roll:
            environment_.block.number = advance(environment_.block.number, number_in(values[0]));
            renew_executor();
            return {};
        case Cheat::Deal: journal_->set_balance(address_in(values[0]), number_in(values[1])); return {};
        case Cheat::LogMark: return encode({abi::uint_type()}, {{Uint256{logs_.size()}}});
        case Cheat::LogSince: return find_log(values);
        case Cheat::FailAssert: fail(values, FailedAssert{}); return {};
        case Cheat::FailCompare:
            fail(values,
                 FailedComparison{number_in(values[1]), number_in(values[2]), number_in(values[3])[0]});
            return {};
        case Cheat::FailReverted: fail(values, UnexpectedRevert{bytes_in(values[1])}); return {};
        case Cheat::FailNotReverted: fail(values, MissingRevert{}); return {};
        case Cheat::FailWrongRevert:
            fail(values, WrongRevert{bytes_in(values[1]), bytes_in(values[2])});
            return {};
        case Cheat::FailNotEmitted: fail(values, MissingEvent{}); return {};
        case Cheat::FailEnsures: fail(values, BrokenEnsures{}); return {};
        case Cheat::Discard: is_discarded_ = true; return {};
    }
    return {};
}

void World::warp(const Uint256& seconds) {
    environment_.block.timestamp = advance(environment_.block.timestamp, seconds);
    renew_executor();
}

/// The first failure is the one to tell of: what a broken specification leads to comes after it.
void World::fail(const abi::Values& arguments, decltype(Failure::what) what) {
    if (failure_) return;
    failure_ = Failure{number_in(arguments[0])[0], std::move(what)};
}

Bytes World::transact(const abi::Values& arguments) {
    block::Transaction transaction;
    transaction.to = address_in(arguments[1]);
    transaction.value = number_in(arguments[2]);
    transaction.data = bytes_in(arguments[3]);
    const execution::Outcome outcome = execute(address_in(arguments[0]), std::move(transaction));
    check_invariants();
    return encode({abi::bool_type(), abi::bytes_type()}, {{outcome.is_success()}, {outcome.output}});
}

void World::take_steps() {
    for (const Step& step : plan_->steps) {
        if (failure_ || step.target >= contracts_.size()) return;
        ++steps_taken_;
        if (step.warp > 0) warp(step.warp);
        block::Transaction transaction;
        transaction.to = contracts_[step.target].address;
        transaction.value = step.value;
        transaction.data = step.data;
        if (execute(step.from, std::move(transaction)).is_success())
            passed_steps_.push_back(steps_taken_ - 1);
        check_invariants();
    }
}

void World::check_invariants() {
    if (form_ == CodeForm::Real) return;
    for (const Deployed& contract : contracts_) {
        if (contract.artifact == nullptr) continue;
        for (const Invariant& invariant : contract.artifact->invariants)
            if (!failure_) check_invariant(contract, invariant);
    }
}

void World::check_invariant(const Deployed& contract, const Invariant& invariant) {
    // Asked by an account of its own, so that nobody's nonce moves but its.
    block::Transaction question;
    question.to = contract.address;
    question.data = Bytes{invariant.selector.begin(), invariant.selector.end()};
    question.gas_limit = kTransactionGas;
    is_in_transaction_ = true;
    frames_.clear();
    const size_t traced = traced_.size();
    const auto answer = executor_->transact(address_from("deed test prober"), question, kLeniency);
    is_in_transaction_ = false;
    // The question is the runner's, not the test's.
    traced_.resize(std::min(traced, traced_.size()));
    if (!answer) return;
    const bool holds = answer->is_success() && answer->output.size() == 32 && answer->output.back() == 1;
    if (holds) return;
    std::string reason;
    if (!answer->is_success()) {
        const auto revert = abi::decode_revert(answer->output);
        reason = revert ? to_text(*revert) : std::string{machine::describe(answer->status)};
    }
    failure_ = Failure{invariant.site, BrokenInvariant{invariant.name, reason}};
}

const Artifact* World::find_created(BytesView code) const {
    const Artifact* found = nullptr;
    for (const Artifact& artifact : program_.artifacts) {
        const auto begins = [&](const Bytes& start) {
            return !start.empty() && start.size() <= code.size() &&
                   std::equal(start.begin(), start.end(), code.begin());
        };
        if (begins(artifact.bytecode) || begins(artifact.checked_bytecode)) found = &artifact;
    }
    return found;
}

Bytes World::create(const abi::Values& arguments) {
    block::Transaction transaction;
    transaction.value = number_in(arguments[1]);
    transaction.data = bytes_in(arguments[2]);
    const Artifact* const artifact = find_created(transaction.data);
    const execution::Outcome outcome = execute(address_in(arguments[0]), std::move(transaction));
    const Address created = outcome.created.value_or(Address{});
    if (outcome.created) {
        deployed_[created] = artifact;
        contracts_.push_back({created, artifact});
        check_invariants();
    }
    const bool is_planned = plan_ != nullptr && contracts_.size() == plan_->deployments && outcome.created;
    if (is_planned) take_steps();
    // A plan ends the test: what comes behind it is not its business.
    if (is_planned)
        return encode({abi::bool_type(), abi::address_type(), abi::bytes_type()},
                      {{false}, {created}, {Bytes{}}});
    return encode({abi::bool_type(), abi::address_type(), abi::bytes_type()},
                  {{outcome.is_success()}, {created}, {outcome.is_success() ? Bytes{} : outcome.output}});
}

execution::Outcome World::execute(const Address& sender, block::Transaction transaction) {
    transaction.gas_limit = kTransactionGas;
    is_in_transaction_ = true;
    frames_.clear();
    revert_place_.clear();
    auto result = executor_->transact(sender, transaction, kLeniency);
    is_in_transaction_ = false;
    execution::Outcome outcome;
    if (result) {
        outcome = *std::move(result);
        gas_used_ += outcome.gas_used;
    } else {
        outcome.status = machine::Status::InsufficientBalance;
        outcome.output = abi::encode_error(execution::message_of(result.error()));
    }
    if (outcome.is_success())
        logs_.insert(logs_.end(), outcome.logs.begin(), outcome.logs.end());
    else
        note_failure(outcome);
    return outcome;
}

void World::note_failure(const execution::Outcome& outcome) {
    const bool has_words = outcome.status == machine::Status::Revert || !outcome.output.empty();
    failed_transaction_ = {has_words ? std::string{} : std::string{machine::describe(outcome.status)},
                           revert_place_};
}

Bytes World::find_log(const abi::Values& arguments) {
    const Uint256& mark = number_in(arguments[0]);
    const auto count = static_cast<size_t>(number_in(arguments[1])[0]);
    std::vector<Hash> topics;
    for (size_t i = 0; i < count; ++i) topics.push_back(Hash::from(bytes_in(arguments[2 + i])));
    const Bytes& data = bytes_in(arguments[6]);
    bool is_found = false;
    for (size_t i = mark[0]; i < logs_.size(); ++i)
        is_found |= logs_[i].topics == topics && logs_[i].data == data;
    return encode({abi::bool_type()}, {{is_found}});
}

// Watching.

void World::on_enter(const machine::Message& message) {
    if (!is_in_transaction_) return;
    const bool is_creation = machine::is_creation(message.kind);
    const auto known = deployed_.find(message.code_address);
    const Artifact* const artifact = is_creation                ? find_created(message.input)
                                     : known == deployed_.end() ? nullptr
                                                                : known->second;
    Watched frame{.address = message.recipient,
                  .place = place_of_branches(message.recipient, artifact),
                  .is_creation = is_creation,
                  .artifact = artifact};
    const CodePart part = is_creation ? CodePart::Creation : CodePart::Runtime;
    if (artifact != nullptr && form_ == CodeForm::Real) frame.runs = &coverage_.of(*artifact, part);
    frames_.push_back(frame);
    begin_trace(message);
}

Address World::place_of_branches(const Address& account, const Artifact* artifact) const {
    if (frames_.empty() || std::ranges::find(contracts_, account, &Deployed::address) != contracts_.end())
        return account;
    return artifact == nullptr
               ? Address{}
               : to_address(Uint256{static_cast<uint64_t>(artifact - program_.artifacts.data()) + 1});
}

void World::on_exit(const machine::Message& message, const machine::CallResult& result) {
    if (!is_in_transaction_ || frames_.empty()) return;
    if (!result.is_success() && revert_place_.empty()) revert_place_ = place_of(frames_.back());
    note_gas(message, result);
    end_trace(result);
    // What a contract creates has code of the program too.
    const Watched& frame = frames_.back();
    if (frame.is_creation && result.is_success()) deployed_[frame.address] = frame.artifact;
    frames_.pop_back();
}

void World::begin_trace(const machine::Message& message) {
    const Watched& frame = frames_.back();
    if (frames_.size() == 1 && traced_.size() > kMostTraced)
        traced_.erase(traced_.begin(), traced_.end() - kMostTraced / 2);
    frames_.back().trace = traced_.size();
    BytesView input = message.input;
    if (frame.is_creation && frame.artifact != nullptr) {
        const bool is_checked = form_ == CodeForm::Checked && !frame.artifact->checked_bytecode.empty();
        const Bytes& code = is_checked ? frame.artifact->checked_bytecode : frame.artifact->bytecode;
        input = input.subspan(std::min(code.size(), input.size()));
    }
    traced_.push_back({.depth = frames_.size() - 1,
                       .kind = message.kind,
                       .from = message.sender,
                       .to = message.recipient,
                       .contract = frame.artifact,
                       .value = message.value,
                       .input = to_bytes(input),
                       .output = {},
                       .gas_used = static_cast<uint64_t>(message.gas)});
}

void World::end_trace(const machine::CallResult& result) {
    const Watched& frame = frames_.back();
    TracedCall& call = traced_[frame.trace];
    call.gas_used -= static_cast<uint64_t>(result.gas_left);
    call.status = result.status;
    if (!frame.is_creation || !result.is_success()) call.output = to_bytes(result.output);
    if (!result.is_success()) call.place = place_of(frame);
}

void World::note_gas(const machine::Message& message, const machine::CallResult& result) {
    const auto used = static_cast<uint64_t>(message.gas - result.gas_left);
    const size_t longest = std::max(message.input.size(), result.output.size());
    if (frames_.size() > 1) {
        Watched& caller = frames_[frames_.size() - 2];
        caller.inner_gas += used;
        caller.longest_data = std::max(caller.longest_data, longest);
        return;
    }
    if (frames_.back().is_creation) return;
    const auto known = deployed_.find(frames_.back().address);
    if (known == deployed_.end()) return;
    const Watched& frame = frames_.back();
    calls_.push_back({known->second, to_bytes(message.input), used, used - frame.inner_gas,
                      std::max(longest, frame.longest_data)});
}

void World::on_step(const machine::Frame& frame, isa::Op op) {
    if (is_in_transaction_ && frames_.empty()) return;
    Watched& watched = is_in_transaction_ ? frames_.back() : test_frame_;
    watched.last_pc = frame.pc;
    const auto stack = frame.stack();
    const bool is_taken = op == isa::Op::JUMPI && stack.size() > 1 && stack[stack.size() - 2];
    if (watched.runs != nullptr) watched.runs->note(frame.pc, is_taken);
    watched.longest_data = std::max(watched.longest_data, handled_data(op, stack));
    if (is_in_transaction_ && steps_taken_ > 0) note_comparison(frame, op);
    if (is_in_transaction_ && op == isa::Op::JUMPI)
        branches_.emplace(Branch{watched.place, watched.last_jump, frame.pc, is_taken}, steps_taken_);
    if (op == isa::Op::JUMP || op == isa::Op::JUMPI) watched.last_jump = frame.pc;
    if (op == isa::Op::JUMPI) watched.last_branch = frame.pc;
}

void World::note_comparison(const machine::Frame& frame, isa::Op op) {
    const auto stack = frame.stack();
    // The optimizer tests whether words are equal by what they differ in.
    const bool compares =
        (op >= isa::Op::LT && op <= isa::Op::EQ) || op == isa::Op::XOR || op == isa::Op::SUB;
    if (!compares || stack.size() < 2 || comparisons_.size() == kMostCompared) return;
    comparisons_.push_back({steps_taken_ - 1, stack[stack.size() - 1], stack[stack.size() - 2]});
}

void World::on_step_end(const machine::Frame&, isa::Op, machine::Status) {}

std::string World::place_of(const Watched& frame) const {
    if (frame.artifact == nullptr) return {};
    return place_of(frame, frame.is_creation ? frame.artifact->init_source_map : frame.artifact->source_map);
}

/// Code that reverts may be shared by several checks; then it has no place, and the last jump tells, or the
/// branch before a jump from such code to an end that more of them share.
std::string World::place_of(const Watched& frame, const SourceMap& map) const {
    for (const uint64_t pc : {frame.last_pc, frame.last_jump, frame.last_branch})
        if (std::string place = program_.describe_pc(map, pc); !place.empty()) return place;
    return {};
}

}  // namespace deed::contract_test
