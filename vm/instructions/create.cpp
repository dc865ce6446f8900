#include "vm/instructions/frame_instructions.hpp"
#include "vm/instructions/memory.hpp"

namespace deed::instructions {

using isa::Revision;
using machine::CallKind;
using machine::CallResult;
using machine::Message;
using machine::Status;

namespace {

/// EIP-3860 prices each word of init code; CREATE2 also hashes it (EIP-1014).
int64_t init_code_gas(Revision revision, CallKind kind, uint64_t size) {
    int64_t gas_per_word = 0;
    if (kind == CallKind::Create2) gas_per_word += isa::kKeccakWordGas;
    if (revision >= Revision::Shanghai) gas_per_word += isa::kInitCodeWordGas;
    return static_cast<int64_t>((size + 31) / 32) * gas_per_word;
}

/// Operands from the top: value, offset and size of the init code, and the salt of CREATE2.
Status create(Frame& frame, CallKind kind, const Uint256* top, Uint256& result) noexcept {
    if (frame.message->is_static) return Status::StaticViolation;
    const Revision revision = frame.revision();
    frame.count_for_host(isa::Op::CREATE);
    const auto init_code = reserve_memory(frame, top[-1], top[-2]);
    if (!init_code) return Status::OutOfGas;
    if (revision >= Revision::Shanghai && init_code->size > isa::kMaxInitCodeSize)
        return Status::InitCodeTooLarge;
    if (!frame.charge_host(init_code_gas(revision, kind, init_code->size))) return Status::OutOfGas;

    const int64_t gas = revision >= Revision::TangerineWhistle ? isa::all_but_one_64th(frame.gas) : frame.gas;
    frame.gas -= gas;
    const Message message{.kind = kind,
                          .depth = frame.message->depth + 1,
                          .gas = gas,
                          .sender = frame.message->recipient,
                          .value = top[0],
                          .input = frame.memory.view(init_code->offset, init_code->size),
                          .salt = kind == CallKind::Create2 ? top[-3] : Uint256{}};
    const CallResult outcome = frame.host().call(message);

    frame.gas += outcome.gas_left;
    frame.gas_elsewhere += gas - outcome.gas_left;
    // EIP-211: only a revert returns data to the creator.
    frame.return_data = outcome.status == Status::Revert ? outcome.output : BytesView{};
    result = outcome.is_success() ? to_word(outcome.created) : Uint256{};
    return Status::Running;
}

}  // namespace

Status CREATE(Frame& frame, Uint256* top) noexcept {
    return create(frame, CallKind::Create, top, top[-2]);
}
Status CREATE2(Frame& frame, Uint256* top) noexcept {
    return create(frame, CallKind::Create2, top, top[-3]);
}

}  // namespace deed::instructions
