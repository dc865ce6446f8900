#include <algorithm>

#include "vm/instructions/frame_instructions.hpp"
#include "vm/instructions/memory.hpp"
#include "vm/isa/delegation.hpp"

namespace deed::instructions {

using isa::Access;
using isa::Revision;
using machine::CallKind;
using machine::CallResult;
using machine::Message;
using machine::Status;

namespace {

/// The operands of the four call instructions; those without a value count as zero.
struct CallOperands {
    Uint256 gas;
    Address target;
    Uint256 value;
    const Uint256* ranges;  ///< input offset and size, output offset and size, downwards
};

CallOperands operands_with_value(const Uint256* top) {
    return {top[0], to_address(top[-1]), top[-2], top - 3};
}
CallOperands operands_without_value(const Uint256* top) {
    return {top[0], to_address(top[-1]), {}, top - 2};
}

/// EIP-2929 and EIP-7702: reaching the target, and the account it is delegated to.
bool charge_target(Frame& frame, const Address& target) noexcept {
    const Revision revision = frame.revision();
    machine::Host& host = frame.host();
    if (revision >= Revision::Berlin && host.access_account(target) == Access::Cold &&
        !frame.charge_host(isa::kColdAccountSurcharge))
        return false;
    if (revision < Revision::Prague) return true;
    const auto delegate = isa::find_delegation(host.code(target));
    if (!delegate) return true;
    const bool is_warm = host.access_account(*delegate) == Access::Warm;
    return frame.charge_host(is_warm ? isa::kWarmAccessGas : isa::kColdAccountGas);
}

/// What moving value costs, and CALL making the account it goes to (EIP-161: only when value moves).
int64_t value_gas(Frame& frame, CallKind kind, const CallOperands& call) noexcept {
    const bool has_value{call.value};
    const int64_t cost = has_value ? isa::kCallValueGas : 0;
    if (kind != CallKind::Call) return cost;
    const bool makes_account = frame.revision() >= Revision::SpuriousDragon
                                   ? has_value && frame.host().is_empty(call.target)
                                   : !frame.host().exists(call.target);
    return makes_account ? cost + isa::kNewAccountGas : cost;
}

/// Takes the gas that the callee gets. EIP-150: asking for too much gets what may be given; before, it fails.
std::optional<int64_t> take_callee_gas(Frame& frame, const Uint256& asked) noexcept {
    const bool asks_for_less = asked.fits_uint64() && asked[0] <= static_cast<uint64_t>(frame.gas);
    if (frame.revision() < Revision::TangerineWhistle && !asks_for_less) return std::nullopt;
    int64_t given = asks_for_less ? static_cast<int64_t>(asked[0]) : frame.gas;
    if (frame.revision() >= Revision::TangerineWhistle)
        given = std::min(given, isa::all_but_one_64th(frame.gas));
    frame.gas -= given;
    return given;
}

Message make_message(const Frame& frame, CallKind kind, const CallOperands& call) {
    const Message& caller = *frame.message;
    Message message{.kind = kind,
                    .is_static = caller.is_static || kind == CallKind::StaticCall,
                    .depth = caller.depth + 1,
                    .recipient = call.target,
                    .sender = caller.recipient,
                    .code_address = call.target,
                    .value = call.value};
    if (kind == CallKind::CallCode || kind == CallKind::DelegateCall) message.recipient = caller.recipient;
    if (kind == CallKind::DelegateCall) {
        message.sender = caller.sender;
        message.value = caller.value;
    }
    return message;
}

void copy_output(Frame& frame, const Region& target, BytesView output) {
    const size_t size = std::min<size_t>(target.size, output.size());
    if (size != 0) std::memcpy(frame.memory.data() + target.offset, output.data(), size);
}

Status call(Frame& frame, CallKind kind, const CallOperands& operands, Uint256& result) noexcept {
    const bool has_value{operands.value};
    frame.count_for_host(isa::Op::CALL);
    if (kind == CallKind::Call && has_value && frame.message->is_static) return Status::StaticViolation;
    if (!charge_target(frame, operands.target)) return Status::OutOfGas;
    const auto input = reserve_memory(frame, operands.ranges[0], operands.ranges[-1]);
    const auto output =
        input ? reserve_memory(frame, operands.ranges[-2], operands.ranges[-3]) : std::nullopt;
    if (!output) return Status::OutOfGas;
    if (!frame.charge_host(value_gas(frame, kind, operands))) return Status::OutOfGas;
    const auto gas = take_callee_gas(frame, operands.gas);
    if (!gas) return Status::OutOfGas;

    Message message = make_message(frame, kind, operands);
    message.gas = has_value ? *gas + isa::kCallStipend : *gas;
    message.input = frame.memory.view(input->offset, input->size);
    const CallResult outcome = frame.host().call(message);

    frame.gas += outcome.gas_left;
    frame.gas_elsewhere += message.gas - outcome.gas_left;
    frame.return_data = outcome.output;
    copy_output(frame, *output, outcome.output);
    result = uint64_t{outcome.is_success()};
    return Status::Running;
}

}  // namespace

Status CALL(Frame& frame, Uint256* top) noexcept {
    return call(frame, CallKind::Call, operands_with_value(top), top[-6]);
}
Status CALLCODE(Frame& frame, Uint256* top) noexcept {
    return call(frame, CallKind::CallCode, operands_with_value(top), top[-6]);
}
Status DELEGATECALL(Frame& frame, Uint256* top) noexcept {
    return call(frame, CallKind::DelegateCall, operands_without_value(top), top[-5]);
}
Status STATICCALL(Frame& frame, Uint256* top) noexcept {
    return call(frame, CallKind::StaticCall, operands_without_value(top), top[-5]);
}

}  // namespace deed::instructions
