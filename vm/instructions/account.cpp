#include "vm/instructions/copy.hpp"
#include "vm/instructions/frame_instructions.hpp"

namespace deed::instructions {

using isa::Access;
using isa::Revision;
using machine::Status;

namespace {

/// EIP-2929: what the first touch of an account in a transaction costs more. False when the gas does not
/// suffice.
bool charge_access(Frame& frame, const Address& address) noexcept {
    if (frame.revision() < Revision::Berlin) return true;
    return frame.host().access_account(address) == Access::Warm ||
           frame.charge_host(isa::kColdAccountSurcharge);
}

/// How far back BLOCKHASH reaches.
constexpr uint64_t kBlockHashWindow = 256;

}  // namespace

Status BALANCE(Frame& frame, Uint256* top) noexcept {
    const Address address = to_address(top[0]);
    frame.count_for_host(isa::Op::BALANCE);
    if (!charge_access(frame, address)) return Status::OutOfGas;
    top[0] = frame.host().balance(address);
    return Status::Running;
}

Status SELFBALANCE(Frame& frame, Uint256* top) noexcept {
    top[1] = frame.host().balance(frame.message->recipient);
    return Status::Running;
}

Status EXTCODESIZE(Frame& frame, Uint256* top) noexcept {
    const Address address = to_address(top[0]);
    frame.count_for_host(isa::Op::EXTCODESIZE);
    if (!charge_access(frame, address)) return Status::OutOfGas;
    top[0] = frame.host().code(address).size();
    return Status::Running;
}

Status EXTCODECOPY(Frame& frame, Uint256* top) noexcept {
    const Address address = to_address(top[0]);
    frame.count_for_host(isa::Op::EXTCODECOPY);
    const Uint256& size = top[-3];
    if (!charge_copy(frame, size)) return Status::OutOfGas;
    const auto target = reserve_memory(frame, top[-1], size);
    if (!target || !charge_access(frame, address)) return Status::OutOfGas;
    copy_padded(frame, *target, frame.host().code(address), top[-2]);
    return Status::Running;
}

// EIP-1052: zero for an account that is absent or empty.
Status EXTCODEHASH(Frame& frame, Uint256* top) noexcept {
    const Address address = to_address(top[0]);
    frame.count_for_host(isa::Op::EXTCODEHASH);
    if (!charge_access(frame, address)) return Status::OutOfGas;
    top[0] = frame.host().is_empty(address) ? Uint256{} : to_word(frame.host().code_hash(address));
    return Status::Running;
}

Status BLOCKHASH(Frame& frame, Uint256* top) noexcept {
    const auto& block = frame.environment->block;
    const Uint256 number = top[0];
    const uint64_t oldest = block.number > kBlockHashWindow ? block.number - kBlockHashWindow : 0;
    const bool in_window = number.fits_uint64() && number[0] < block.number && number[0] >= oldest;
    top[0] = in_window && block.block_hash ? to_word(block.block_hash(number[0])) : Uint256{};
    return Status::Running;
}

Status SELFDESTRUCT(Frame& frame, Uint256* top) noexcept {
    if (frame.message->is_static) return Status::StaticViolation;
    const Revision revision = frame.revision();
    const Address& self = frame.message->recipient;
    const Address beneficiary = to_address(top[0]);
    machine::Host& host = frame.host();

    // EIP-2929: no warm price is in the constant cost, so a cold account costs all of it.
    if (revision >= Revision::Berlin && host.access_account(beneficiary) == Access::Cold &&
        !frame.charge_host(isa::kColdAccountGas))
        return Status::OutOfGas;

    // EIP-150, EIP-161: paying into an account that is not there makes one.
    const bool makes_account = revision >= Revision::SpuriousDragon
                                   ? host.is_empty(beneficiary) && host.balance(self)
                                   : revision == Revision::TangerineWhistle && !host.exists(beneficiary);
    if (makes_account && !frame.charge_host(isa::kNewAccountGas)) return Status::OutOfGas;

    if (host.self_destruct(self, beneficiary)) host.add_refund(isa::selfdestruct_refund(revision));
    return Status::Success;
}

}  // namespace deed::instructions
