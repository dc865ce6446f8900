#include "vm/instructions/frame_instructions.hpp"

namespace deed::instructions {

using isa::Access;
using isa::Revision;
using isa::SlotWrite;
using machine::Frame;
using machine::Status;

namespace {

/// What a write costs, and what it gives back (less than zero: takes back).
struct WritePrice {
    int64_t gas;
    int64_t refund;
};

/// Before net metering: only the value just before the write counts.
WritePrice price_by_current(const isa::StorageGas& gas, const SlotWrite& slot, const Uint256& value) {
    if (!slot.current && value) return {gas.set, 0};
    return {gas.reset, slot.current && !value ? gas.clear_refund : 0};
}

/// Net metering: a slot that ends the transaction as it began costs no more than touching it.
WritePrice price_by_original(const isa::StorageGas& gas, const SlotWrite& slot, const Uint256& value) {
    if (slot.current == value) return {gas.again, 0};
    if (slot.original == slot.current) {
        if (!slot.original) return {gas.set, 0};
        return {gas.reset, value ? 0 : gas.clear_refund};
    }
    int64_t refund = 0;
    if (slot.original) {
        if (!slot.current) refund -= gas.clear_refund;
        if (!value) refund += gas.clear_refund;
    }
    if (slot.original == value) refund += (slot.original ? gas.reset : gas.set) - gas.again;
    return {gas.again, refund};
}

}  // namespace

Status SLOAD(Frame& frame, Uint256* top) noexcept {
    frame.count_for_host(isa::Op::SLOAD);
    const auto [value, access] = frame.host().read_slot(frame.message->recipient, top[0]);
    if (access == Access::Cold && frame.revision() >= Revision::Berlin &&
        !frame.charge_host(isa::kColdSlotSurcharge))
        return Status::OutOfGas;
    top[0] = value;
    return Status::Running;
}

Status SSTORE(Frame& frame, Uint256* top) noexcept {
    if (frame.message->is_static) return Status::StaticViolation;
    const Revision revision = frame.revision();
    if (revision >= Revision::Istanbul && frame.gas <= isa::kSstoreSentryGas) return Status::OutOfGas;

    const Uint256& value = top[-1];
    const SlotWrite slot = frame.host().write_slot(frame.message->recipient, top[0], value);
    const isa::StorageGas gas = isa::storage_gas(revision);
    auto price = isa::has_net_metering(revision) ? price_by_original(gas, slot, value)
                                                 : price_by_current(gas, slot, value);
    if (revision >= Revision::Berlin && slot.access == Access::Cold) price.gas += isa::kColdSlotGas;
    if (!frame.charge_host(price.gas)) return Status::OutOfGas;
    if (price.refund != 0) frame.host().add_refund(price.refund);
    return Status::Running;
}

Status TLOAD(Frame& frame, Uint256* top) noexcept {
    top[0] = frame.host().transient(frame.message->recipient, top[0]);
    return Status::Running;
}

Status TSTORE(Frame& frame, Uint256* top) noexcept {
    if (frame.message->is_static) return Status::StaticViolation;
    frame.host().set_transient(frame.message->recipient, top[0], top[-1]);
    return Status::Running;
}

}  // namespace deed::instructions
