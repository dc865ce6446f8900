#include "runtime/calls/access_recorder.hpp"

#include "vm/base/uint256.hpp"
#include "vm/precompiles/precompile.hpp"

namespace deed::calls {
namespace {

using isa::Op;

/// Which stack word, counted from the top, an instruction uses as an address; nothing when it uses none.
std::optional<size_t> address_operand(Op op) {
    if (op == Op::BALANCE || op == Op::EXTCODESIZE || op == Op::EXTCODECOPY || op == Op::EXTCODEHASH ||
        op == Op::SELFDESTRUCT)
        return 0;
    if (op == Op::CALL || op == Op::CALLCODE || op == Op::DELEGATECALL || op == Op::STATICCALL) return 1;
    return std::nullopt;
}

}  // namespace

AccessRecorder::AccessRecorder(isa::Revision revision, const Address& sender,
                               const std::optional<Address>& recipient, const Address& beneficiary,
                               const block::AccessList& known) {
    warm_.insert(sender);
    if (recipient) warm_.insert(*recipient);
    if (revision >= isa::Revision::Shanghai) warm_.insert(beneficiary);  // EIP-3651
    for (const auto& address : precompiles::precompile_addresses(revision)) warm_.insert(address);
    for (const auto& entry : known) touched_[entry.address].insert(entry.slots.begin(), entry.slots.end());
}

void AccessRecorder::on_enter(const machine::Message& message) {
    // The address of a contract that is being created is warm by itself (EIP-2929).
    if (machine::is_creation(message.kind)) warm_.insert(message.recipient);
}

void AccessRecorder::on_step(const machine::Frame& frame, Op op) {
    const auto stack = frame.stack();
    const auto word = [&](size_t from_top) { return stack[stack.size() - 1 - from_top]; };
    if ((op == Op::SLOAD || op == Op::SSTORE) && !stack.empty()) {
        touched_[frame.message->recipient].insert(to_hash(word(0)));
        return;
    }
    const auto operand = address_operand(op);
    if (operand && stack.size() > *operand) add_account(to_address(word(*operand)));
}

void AccessRecorder::add_account(const Address& address) {
    if (!warm_.contains(address)) touched_.try_emplace(address);
}

block::AccessList AccessRecorder::list() const {
    block::AccessList list;
    for (const auto& [address, slots] : touched_) {
        if (slots.empty() && warm_.contains(address)) continue;
        list.push_back({address, {slots.begin(), slots.end()}});
    }
    return list;
}

}  // namespace deed::calls
