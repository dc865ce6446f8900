#include <algorithm>

#include "compiler/codegen/gas_walk.hpp"
#include "vm/isa/gas_schedule.hpp"

namespace deed::codegen {
namespace {

using isa::Op;

constexpr uint64_t kWord = 32;
constexpr isa::Revision kRevision = isa::Revision::Osaka;
/// Memory of at most 32 KiB: there a further word costs less than this.
constexpr uint64_t kGrowth = 5;
/// The machine's own contracts need no warming: those up to this one, and the check of secp256r1.
constexpr uint64_t kLastPrecompile = 0x11;
constexpr uint64_t kVerifyP256 = 0x100;
constexpr uint64_t kRecover = 1;
constexpr uint64_t kRecoverGas = 3000;
constexpr uint64_t kSha256 = 2;
constexpr uint64_t kSha256Gas = 60;
constexpr uint64_t kSha256WordGas = 12;

uint64_t words_of(uint64_t bytes) {
    return (bytes + kWord - 1) / kWord;
}

uint64_t add(uint64_t a, uint64_t b) {
    return a + b < a ? ~uint64_t{0} : a + b;
}

}  // namespace

void GasWalk::Here::charge(uint64_t gas) {
    node.cold.base = add(node.cold.base, gas);
    node.warm.base = add(node.warm.base, gas);
}

void GasWalk::Here::charge_words(uint64_t gas) {
    node.cold.per_word = add(node.cold.per_word, gas);
    node.warm.per_word = add(node.warm.per_word, gas);
}

void GasWalk::Here::charge_cold(uint64_t gas, Term what, const Terms& terms) {
    node.touches.push_back({gas, what, terms.makers_of(what)});
}

Term GasWalk::Here::pop() {
    const Term top = state.stack.back();
    state.stack.pop_back();
    return top;
}

// Memory.

/// An access by known bounds counts in the highest address of the node; one into a memory object stays below
/// the tail; anything else pays for the words it may add.
void GasWalk::grow_memory(Here& here, Term offset, Term size) {
    const auto begin = terms_.small(offset);
    const auto length = terms_.small(size);
    if (length == 0u) return;
    if (begin && length) {
        here.node.memory_end = std::max(here.node.memory_end, *begin + *length);
        return;
    }
    here.node.memory_end = std::max<uint64_t>(here.node.memory_end, tail_);
    const Terms::Entry& place = terms_.at(offset);
    const bool is_sum = place.kind == TermKind::Operation && place.op == Op::ADD;
    const auto parts = place.operands();
    const bool is_in_object = is_sum && std::any_of(parts.begin(), parts.end(), [&](Term part) {
                                  const auto base = terms_.small(part);
                                  return base && *base >= 2 * kWord && *base < tail_;
                              });
    if (length && !is_in_object) here.charge(kGrowth * words_of(*length));
}

/// A sum: its constant, and how often each length is in it.
struct GasWalk::Parts {
    Uint256 constant;
    std::map<Term, int> lengths;
    size_t sums_left = 64;  ///< to be taken apart; what is left whole counts as one length
};

/// Takes sums, differences and roundings to whole words apart.
void GasWalk::add_parts(Term term, int sign, Parts& parts) const {
    const Terms::Entry& entry = terms_.at(term);
    const auto is_sum = entry.kind == TermKind::Operation && (entry.op == Op::ADD || entry.op == Op::SUB);
    if (const Uint256* known = terms_.constant_of(term)) {
        parts.constant = sign > 0 ? parts.constant + *known : parts.constant - *known;
        return;
    }
    if (terms_.is_operation(term, Op::AND))
        for (size_t i = 0; i < 2; ++i)
            if (const Uint256* mask = terms_.constant_of(entry.operands()[i]);
                mask != nullptr && *mask == ~Uint256{kWord - 1})
                return add_parts(entry.operands()[1 - i], sign, parts);
    if (!is_sum || parts.sums_left == 0) {
        parts.lengths[term] += sign;
        return;
    }
    --parts.sums_left;
    add_parts(entry.operands()[0], sign, parts);
    add_parts(entry.operands()[1], entry.op == Op::ADD ? sign : -sign, parts);
}

GasWalk::Extent GasWalk::extent_of(Term size) const {
    Parts parts;
    add_parts(size, 1, parts);
    Extent extent;
    if (!parts.constant.is_negative() && parts.constant.fits_uint64()) extent.bytes = parts.constant[0];
    for (const auto& [length, count] : parts.lengths)
        if (count > 0) extent.lengths += static_cast<uint64_t>(count);
    return extent;
}

void GasWalk::charge_data(Here& here, Term size, uint64_t per_word) {
    const Extent extent = extent_of(size);
    here.charge(per_word * words_of(extent.bytes));
    if (extent.lengths == 0) return;
    here.charge(per_word);
    here.charge_words(per_word * extent.lengths);
}

void GasWalk::read_memory(Here& here, Term offset, Term size) {
    if (terms_.small(size)) grow_memory(here, offset, size);
}

void GasWalk::write_memory(Here& here, Term offset, Term size) {
    const auto begin = terms_.small(offset);
    const auto length = terms_.small(size);
    if (begin && length)
        here.state.forget_memory(*begin, *begin + *length);
    else
        here.state.memory.clear();
    grow_memory(here, offset, size);
    // Of unknown length: its words, one begun and one of zeros behind them.
    if (length) return;
    const Extent extent = extent_of(size);
    here.charge(kGrowth * (words_of(extent.bytes) + 2));
    here.charge_words(kGrowth * extent.lengths);
}

void GasWalk::touch_memory(Here& here, Op op, std::span<const Term> operands) {
    const Term word = terms_.constant(kWord);
    const auto is_log = op >= Op::LOG0 && op <= Op::LOG4;
    if (op == Op::MLOAD) read_memory(here, operands[0], word);
    if (op == Op::MSTORE8) write_memory(here, operands[0], terms_.constant(1));
    if (op == Op::MSTORE) {
        write_memory(here, operands[0], word);
        if (const auto address = terms_.small(operands[0])) here.state.memory.set(*address, operands[1]);
    }
    if (op == Op::KECCAK256) {
        read_memory(here, operands[0], operands[1]);
        charge_data(here, operands[1], isa::kKeccakWordGas);
    }
    if (is_log) {
        read_memory(here, operands[0], operands[1]);
        const auto length = terms_.small(operands[1]);
        if (length)
            here.charge(*length * isa::kLogByteGas);
        else
            charge_data(here, operands[1], isa::kLogByteGas * kWord);
    }
    if (op == Op::RETURN || op == Op::REVERT) read_memory(here, operands[0], operands[1]);
    const bool is_copy = op == Op::CALLDATACOPY || op == Op::CODECOPY || op == Op::RETURNDATACOPY ||
                         op == Op::MCOPY || op == Op::EXTCODECOPY;
    if (!is_copy) return;
    const size_t first = op == Op::EXTCODECOPY ? 1 : 0;
    if (op == Op::MCOPY) read_memory(here, operands[1], operands[2]);
    write_memory(here, operands[first], operands[first + 2]);
    charge_data(here, operands[first + 2], isa::kCopyWordGas);
}

// Storage.

void GasWalk::load_slot(Here& here, Term slot) {
    if (here.state.warm_slots.insert(slot)) here.charge_cold(isa::kColdSlotSurcharge, slot, terms_);
}

/// Whether it is one of the module's covered slots, or an entry of a map there.
bool GasWalk::is_covered(Term slot) const {
    while (terms_.is_operation(slot, Op::KECCAK256)) slot = terms_.at(slot).operands().back();
    const Uint256* const number = terms_.constant_of(slot);
    const auto& covered = module_.covered_slots;
    return number != nullptr && std::find(covered.begin(), covered.end(), *number) != covered.end();
}

/// Whether @p value is what is left of @p present.
bool GasWalk::takes_from(Term present, Term value) const {
    const auto operands = terms_.at(value).operands();
    if (terms_.is_operation(value, Op::SUB)) return operands[0] == present;
    if (!terms_.is_operation(value, Op::ADD)) return false;
    const auto is_less = [&](size_t i) {
        const Uint256* const number = terms_.constant_of(operands[i]);
        return number != nullptr && number->is_negative() && operands[1 - i] == present;
    };
    return is_less(0) || is_less(1);
}

/// The first change of a slot in a transaction is dear, when it makes something of nothing more so; the next
/// one is cheap, and may bring back what was there, so that the one after it is dear again (EIP-2200).
void GasWalk::store_slot(Here& here, Term slot, Term value) {
    constexpr isa::StorageGas kPrices = isa::storage_gas(kRevision);
    if (here.state.warm_slots.insert(slot)) here.charge_cold(isa::kColdSlotGas, slot, terms_);
    const Term* present = here.state.storage.find(slot);
    const Uint256* constant = terms_.constant_of(value);
    const bool is_filled = here.state.filled.contains(slot);
    const bool keeps_zero =
        is_filled || (present == nullptr ? constant != nullptr && !*constant
                                         : here.state.keeps_zero(terms_, *present, value) ||
                                               (is_covered(slot) && takes_from(*present, value)));
    const bool was_rewritten = here.state.rewritten.erase(slot);
    if (here.state.prepaid.erase(slot) || (was_rewritten && keeps_zero)) {
        here.charge(kPrices.again);
    } else if (keeps_zero) {
        here.charge(kPrices.reset);
        here.state.rewritten.insert(slot);
    } else {
        // Had the slot been empty, the change before would have been none: not both are paid in full.
        here.charge(was_rewritten ? kPrices.set - (kPrices.reset - kPrices.again) : kPrices.set);
        here.state.prepaid.insert(slot);
    }
    here.state.write_slot(terms_, slot, value);
}

// Slots that hold something.

std::vector<Uint256> GasWalk::lost() const {
    std::vector<Uint256> numbers;
    for (const Term slot : watched_)
        if (lost_.contains(slot)) numbers.push_back(*terms_.constant_of(slot));
    return numbers;
}

void GasWalk::check_filled(const GasState& state) {
    for (const Term slot : watched_)
        if (!state.is_filled(terms_, slot)) lost_.insert(slot);
}

// Accounts.

/// Accounts that take part in the transaction: they are warm, and not empty.
bool GasWalk::takes_part(Term account) const {
    return terms_.is_operation(account, Op::ADDRESS) || terms_.is_operation(account, Op::CALLER) ||
           terms_.is_operation(account, Op::ORIGIN);
}

void GasWalk::touch_account(Here& here, Term account) {
    const auto number = terms_.small(account);
    const bool is_precompile =
        number && ((*number > 0 && *number <= kLastPrecompile) || *number == kVerifyP256);
    if (takes_part(account) || is_precompile) return;
    if (here.state.warm_accounts.insert(account))
        here.charge_cold(isa::kColdAccountSurcharge, account, terms_);
}

/// Others' code may come back, and write unless it may not.
void GasWalk::let_others_run(Here& here, Op op) {
    const bool is_runtime = filled_from_ == FilledFrom::Begin;
    here.state.note_filled(terms_, watched_);
    // Code that runs in this contract's place leaves nothing as it was.
    if (op == Op::DELEGATECALL) here.state.filled.clear();
    if (is_runtime) check_filled(here.state);
    if (op != Op::STATICCALL) here.state.forget_storage();
    // A contract that is being created has no code yet that others could come back to.
    if (is_runtime)
        for (const Term slot : watched_) here.state.filled.insert(slot);
}

void GasWalk::call(Here& here, Op op, std::span<const Term> operands, const Item& item) {
    const bool is_create = op == Op::CREATE || op == Op::CREATE2;
    let_others_run(here, op);
    if (is_create) {
        read_memory(here, operands[1], operands[2]);
        charge_data(here, operands[2], isa::kInitCodeWordGas + (op == Op::CREATE2 ? isa::kKeccakWordGas : 0));
        here.node.calls.push_back(item.origin);
        return;
    }
    const size_t input = op == Op::CALL ? 3 : 2;
    read_memory(here, operands[input], operands[input + 1]);
    write_memory(here, operands[input + 2], operands[input + 3]);
    touch_account(here, operands[1]);
    if (op == Op::CALL) {
        const Uint256* value = terms_.constant_of(operands[2]);
        // The stipend is the callee's to use: what of it comes back has not been used.
        if (value == nullptr || *value) here.charge(isa::kCallValueGas - isa::kCallStipend);
        if ((value == nullptr || *value) && !takes_part(operands[1])) here.charge(isa::kNewAccountGas);
    }
    const auto account = terms_.small(operands[1]);
    if (account == kRecover) return here.charge(kRecoverGas);
    if (account == kSha256) {
        here.charge(kSha256Gas);
        return charge_data(here, operands[3], kSha256WordGas);
    }
    here.node.calls.push_back(item.origin);
}

}  // namespace deed::codegen
