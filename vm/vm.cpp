#include "vm/vm.hpp"

#include <vector>

#include "vm/crypto/address.hpp"
#include "vm/crypto/keccak.hpp"
#include "vm/interpreter/interpreter.hpp"
#include "vm/isa/delegation.hpp"
#include "vm/isa/gas_schedule.hpp"
#include "vm/machine/frame.hpp"

namespace deed::vm {

using isa::Access;
using isa::Revision;
using isa::SlotRead;
using isa::SlotWrite;
using machine::CallKind;
using machine::CallResult;
using machine::Code;
using machine::CodeCache;
using machine::Environment;
using machine::Frame;
using machine::Message;
using machine::Status;

namespace {

/// What a call uses at its depth, kept for the next call there.
struct Slot {
    Frame frame;
    /// The code that ran here last: often the next call's too.
    std::shared_ptr<const Code> code;
    Hash code_hash;
    Bytes precompile_output;
};

/// Slots that machines of this thread left behind, for those to come: a machine that makes one call would
/// otherwise spend more on fresh pages than on the call.
class SpareSlots {
  public:
    std::unique_ptr<Slot> take() {
        if (slots_.empty()) return std::make_unique<Slot>();
        auto slot = std::move(slots_.back());
        slots_.pop_back();
        return slot;
    }
    void keep(std::unique_ptr<Slot> slot) {
        if (slots_.size() == kMost || slot->frame.memory.room() > kMostRoom) return;
        slot->code.reset();
        slots_.push_back(std::move(slot));
    }

  private:
    static constexpr size_t kMost = 64;  ///< 2 MiB of stacks, and as much memory again
    static constexpr uint64_t kMostRoom = 32 * 1024;

    std::vector<std::unique_ptr<Slot>> slots_;
};
thread_local SpareSlots spare_slots;

/// Slots by depth, taken when a depth is reached for the first time: 1025 at most.
class SlotPool {
  public:
    SlotPool() = default;
    SlotPool(const SlotPool&) = delete;
    SlotPool& operator=(const SlotPool&) = delete;
    ~SlotPool() {
        for (auto& slot : slots_) spare_slots.keep(std::move(slot));
    }

    Slot& at(int32_t depth) {
        const auto index = static_cast<size_t>(depth);
        while (slots_.size() <= index) slots_.push_back(spare_slots.take());
        return *slots_[index];
    }

  private:
    std::vector<std::unique_ptr<Slot>> slots_;
};

/// A call that did not come to pass: the caller keeps the gas.
CallResult refused(const Message& message, Status status) {
    return {.status = status, .gas_left = message.gas};
}

}  // namespace

class Vm::Machine final : public machine::Host {
  public:
    Machine(VmConfig config, state::Journal& journal, CodeCache& codes, machine::Tracer* tracer,
            machine::Interceptor* interceptor)
        : config_(std::move(config)),
          journal_(journal),
          codes_(codes),
          tracer_(tracer),
          interceptor_(interceptor),
          environment_{config_.revision, *this, config_.block, config_.transaction} {
        DEED_ASSERT(journal.revision() == config_.revision);
    }

    void set_transaction(machine::TransactionContext transaction) {
        config_.transaction = std::move(transaction);
    }

    CallResult call(const Message& message) noexcept override {
        if (interceptor_ != nullptr && message.depth > 0) return call_intercepted(message);
        return enter(message);
    }

    Access access_account(const Address& address) noexcept override {
        return journal_.access_account(address);
    }
    bool exists(const Address& address) noexcept override { return journal_.exists(address); }
    bool is_empty(const Address& address) noexcept override { return journal_.is_empty(address); }
    Uint256 balance(const Address& address) noexcept override { return journal_.balance(address); }
    BytesView code(const Address& address) noexcept override { return journal_.code(address); }
    Hash code_hash(const Address& address) noexcept override { return journal_.code_hash(address); }

    SlotRead read_slot(const Address& address, const Uint256& slot) noexcept override {
        return journal_.read_slot(address, slot);
    }
    SlotWrite write_slot(const Address& address, const Uint256& slot,
                         const Uint256& value) noexcept override {
        return journal_.write_slot(address, slot, value);
    }
    Uint256 transient(const Address& address, const Uint256& slot) noexcept override {
        return journal_.transient(address, slot);
    }
    void set_transient(const Address& address, const Uint256& slot, const Uint256& value) noexcept override {
        journal_.set_transient(address, slot, value);
    }
    int64_t refund() const noexcept override { return journal_.refund(); }
    void add_refund(int64_t gas) noexcept override { journal_.add_refund(gas); }
    void log(const Address& address, std::span<const Hash> topics, BytesView data) noexcept override {
        journal_.add_log({address, {topics.begin(), topics.end()}, to_bytes(data)});
    }
    bool self_destruct(const Address& address, const Address& beneficiary) noexcept override {
        return journal_.self_destruct(address, beneficiary);
    }

  private:
    [[nodiscard]] bool since(Revision revision) const { return config_.revision >= revision; }

    [[nodiscard]] std::optional<precompiles::Precompile> find_precompile(const Address& address) const {
        if (config_.precompile_moves != nullptr) [[unlikely]]
            return precompiles::find_precompile(address, config_.revision, *config_.precompile_moves);
        return precompiles::find_precompile(address, config_.revision);
    }

    CallResult enter(const Message& message) noexcept;
    CallResult call_intercepted(const Message& message) noexcept;
    CallResult call_account(const Message& message) noexcept;
    CallResult call_precompile(const precompiles::Precompile& precompile, const Message& message) noexcept;
    CallResult create(const Message& message) noexcept;
    std::optional<Status> why_not_create(const Message& message) noexcept;
    CallResult create_at(const Message& message) noexcept;
    CallResult deploy(const Address& address, CallResult result) noexcept;
    CallResult run(Slot& slot, const Message& message) noexcept;

    Address new_address(const Message& message) noexcept;
    bool load_code(Slot& slot, const Address& address) noexcept;
    void load_analysed(Slot& slot, const Hash& hash) noexcept;

    VmConfig config_;
    state::Journal& journal_;
    CodeCache& codes_;
    machine::Tracer* tracer_;
    machine::Interceptor* interceptor_;
    Environment environment_;
    SlotPool slots_;
};

[[gnu::noinline]] CallResult Vm::Machine::call_intercepted(const Message& message) noexcept {
    Message changed = message;
    if (const auto answer = interceptor_->intercept(changed)) return *answer;
    return enter(changed);
}

CallResult Vm::Machine::enter(const Message& message) noexcept {
    if (message.depth > isa::kCallDepthLimit) return refused(message, Status::CallDepthExceeded);
    if (is_creation(message.kind)) return create(message);

    if (tracer_ != nullptr) tracer_->on_enter(message);
    const CallResult result = call_account(message);
    if (tracer_ != nullptr) tracer_->on_exit(message, result);
    return result;
}

// Calls.

CallResult Vm::Machine::call_account(const Message& message) noexcept {
    const bool carries_value = message.kind == CallKind::Call || message.kind == CallKind::CallCode;
    if (carries_value && message.value && journal_.balance(message.sender) < message.value)
        return refused(message, Status::InsufficientBalance);

    const auto checkpoint = journal_.checkpoint();
    if (message.kind == CallKind::Call && message.value)
        journal_.transfer(message.sender, message.recipient, message.value);
    else if (message.kind == CallKind::Call || message.kind == CallKind::StaticCall)
        journal_.touch(message.recipient);

    CallResult result{.gas_left = message.gas};
    if (const auto precompile = find_precompile(message.code_address))
        result = call_precompile(*precompile, message);
    else if (Slot& slot = slots_.at(message.depth); load_code(slot, message.code_address))
        result = run(slot, message);
    if (!result.is_success()) journal_.rollback(checkpoint);
    return result;
}

[[gnu::noinline]] CallResult Vm::Machine::call_precompile(const precompiles::Precompile& precompile,
                                                          const Message& message) noexcept {
    auto outcome = precompiles::execute(precompile, message.input, message.gas);
    if (!outcome.success) return {.status = Status::PrecompileFailure};
    Bytes& output = slots_.at(message.depth).precompile_output;
    output = std::move(outcome.output);
    return {.gas_left = outcome.gas_left, .output = output};
}

CallResult Vm::Machine::run(Slot& slot, const Message& message) noexcept {
    Frame& frame = slot.frame;
    frame.begin(environment_, message, *slot.code);
    Status status;
    if (tracer_ != nullptr)
        status = interpreter::run_traced(frame, *tracer_);
    else if (config_.engine != nullptr)
        status = config_.engine->run(frame);
    else
        status = interpreter::run(frame, interpreter::fastest_form());

    if (status != Status::Success && status != Status::Revert) return {.status = status};
    return {.status = status, .gas_left = frame.gas, .output = frame.output};
}

/// Puts the account's code, or that of the account it is delegated to, into the slot. False when there is
/// none.
bool Vm::Machine::load_code(Slot& slot, const Address& address) noexcept {
    const Hash hash = journal_.code_hash(address);
    if (hash == crypto::kEmptyCodeHash) return false;
    load_analysed(slot, hash);
    if (!since(Revision::Prague)) return true;
    const auto delegate = isa::find_delegation(slot.code->bytes());
    if (!delegate) return true;

    const Hash delegate_hash = journal_.code_hash(*delegate);
    if (delegate_hash == crypto::kEmptyCodeHash) return false;
    load_analysed(slot, delegate_hash);
    return true;
}

void Vm::Machine::load_analysed(Slot& slot, const Hash& hash) noexcept {
    if (slot.code != nullptr && slot.code_hash == hash) return;
    slot.code = codes_.find(hash);
    if (slot.code == nullptr) slot.code = codes_.get(hash, journal_.code_of(hash));
    slot.code_hash = hash;
}

// Creations.

CallResult Vm::Machine::create(const Message& message) noexcept {
    if (const auto refusal = why_not_create(message)) return refused(message, *refusal);
    Message creation = message;
    creation.recipient = new_address(message);
    creation.code_address = creation.recipient;
    // EIP-2929: warm even when the creation fails.
    if (since(Revision::Berlin)) journal_.access_account(creation.recipient);

    if (tracer_ != nullptr) tracer_->on_enter(creation);
    const CallResult result = create_at(creation);
    if (tracer_ != nullptr) tracer_->on_exit(creation, result);
    return result;
}

std::optional<Status> Vm::Machine::why_not_create(const Message& message) noexcept {
    if (journal_.balance(message.sender) < message.value) return Status::InsufficientBalance;
    // EIP-2681: a nonce stays below 2^64 - 1. A transaction's own nonce has been raised by its sender.
    if (message.depth > 0 && journal_.nonce(message.sender) + 1 == 0) return Status::NonceOverflow;
    return std::nullopt;
}

/// Finds where the contract goes; within a call, uses up one of the creator's nonces.
Address Vm::Machine::new_address(const Message& message) noexcept {
    uint64_t nonce = message.nonce;
    if (message.depth > 0) {
        nonce = journal_.nonce(message.sender);
        journal_.set_nonce(message.sender, nonce + 1);
    }
    if (message.kind == CallKind::Create2)
        return crypto::create2_address(message.sender, to_hash(message.salt),
                                       crypto::keccak256(message.input));
    return crypto::create_address(message.sender, nonce);
}

CallResult Vm::Machine::create_at(const Message& message) noexcept {
    const Address& address = message.recipient;
    if (journal_.is_occupied(address)) return {.status = Status::AddressCollision};

    const auto checkpoint = journal_.checkpoint();
    journal_.create_contract(address);
    if (message.value) journal_.transfer(message.sender, address, message.value);

    CallResult result{.gas_left = message.gas};
    if (!message.input.empty()) {
        Slot& slot = slots_.at(message.depth);
        slot.code = std::make_shared<const Code>(message.input);
        slot.code_hash = {};
        result = run(slot, message);
    }
    if (result.is_success()) result = deploy(address, result);
    if (!result.is_success()) journal_.rollback(checkpoint);
    return result;
}

/// Makes what the init code returned the contract's code.
CallResult Vm::Machine::deploy(const Address& address, CallResult result) noexcept {
    const BytesView code = result.output;
    if (since(Revision::SpuriousDragon) && code.size() > isa::kMaxCodeSize)
        return {.status = Status::CodeTooLarge};
    if (since(Revision::London) && !code.empty() && code[0] == 0xef) return {.status = Status::CodeRefused};

    const int64_t price = isa::kCodeByteGas * static_cast<int64_t>(code.size());
    const bool can_pay = result.gas_left >= price;
    // EIP-2: before Homestead, a creator who could not pay got a contract without code.
    if (!can_pay && since(Revision::Homestead)) return {.status = Status::OutOfGas};
    if (can_pay) {
        result.gas_left -= price;
        if (!code.empty()) journal_.set_code(address, code);
    }
    result.created = address;
    return result;
}

// The face.

Vm::Vm(VmConfig config, state::Journal& journal, CodeCache& codes, machine::Tracer* tracer,
       machine::Interceptor* interceptor)
    : machine_(std::make_unique<Machine>(std::move(config), journal, codes, tracer, interceptor)) {}

Vm::~Vm() = default;

void Vm::set_transaction(machine::TransactionContext transaction) {
    machine_->set_transaction(std::move(transaction));
}

CallResult Vm::call(const Message& message) noexcept {
    return machine_->call(message);
}

}  // namespace deed::vm
