#include "compiler/codegen/gas_state.hpp"

#include <algorithm>

namespace deed::codegen {
namespace {

/// A slot some way behind a constant or a digest.
struct Place {
    Term base;
    uint64_t distance = 0;
};

Place place_of(const Terms& terms, Term slot) {
    const auto operands = terms.at(slot).operands();
    if (terms.is_operation(slot, isa::Op::ADD))
        for (size_t i = 0; i < 2; ++i)
            if (const auto distance = terms.small(operands[i])) return {operands[1 - i], *distance};
    return {slot};
}

/// Whether two slots surely differ: fields have constant ones, map entries digests of a key and the map's
/// slot. As surely as Keccak-256 has no collisions, and none near each other.
bool differ(const Terms& terms, Term a, Term b) {
    constexpr unsigned kMostKeys = 8;
    for (unsigned i = 0; i < kMostKeys && a != b; ++i) {
        const Place first = place_of(terms, a);
        const Place second = place_of(terms, b);
        if (first.base == second.base) return first.distance != second.distance;
        const bool is_digest = terms.is_operation(first.base, isa::Op::KECCAK256);
        const bool is_other_digest = terms.is_operation(second.base, isa::Op::KECCAK256);
        const bool is_field = terms.constant_of(a) != nullptr;
        const bool is_other_field = terms.constant_of(b) != nullptr;
        if (is_field || is_other_field) return (is_field || is_digest) && (is_other_field || is_other_digest);
        if (!is_digest || !is_other_digest) return false;
        const auto operands = terms.at(first.base).operands();
        const auto other_operands = terms.at(second.base).operands();
        if (operands.size() != other_operands.size()) return true;
        // Of two keys of one map nothing is known; else the maps decide.
        a = operands.back();
        b = other_operands.back();
    }
    return false;
}

}  // namespace

size_t GasState::size() const {
    return stack.size() + memory.size() + storage.size() + warm_slots.size() + warm_accounts.size() +
           prepaid.size() + rewritten.size() + not_less.size() + not_zero.size();
}

bool GasState::is_never_zero(const Terms& terms, Term word) const {
    using enum isa::Op;
    if (const Uint256* constant = terms.constant_of(word)) return static_cast<bool>(*constant);
    return terms.is_operation(word, CALLER) || terms.is_operation(word, ADDRESS) ||
           terms.is_operation(word, ORIGIN) || not_zero.contains(word);
}

void GasState::assume(const Terms& terms, Term condition, Truth truth, unsigned depth) {
    using enum isa::Op;
    const bool is_not_zero = truth == Truth::NotZero;
    const Terms::Entry& entry = terms.at(condition);
    if (is_not_zero) not_zero.insert(condition);
    if (entry.kind != TermKind::Operation || depth == 0) return;
    const auto operands = entry.operands();
    const auto learn = [&](size_t operand, Truth what) { assume(terms, operands[operand], what, depth - 1); };
    const isa::Op op = entry.op;
    if (op == ISZERO) return learn(0, is_not_zero ? Truth::Zero : Truth::NotZero);
    const bool tells_both = is_not_zero ? op == AND || op == MUL : op == OR;
    if (tells_both) learn(0, truth);
    if (tells_both) learn(1, truth);
    if (is_not_zero && (op == SHL || op == SHR)) learn(1, truth);
    if (is_not_zero && op == DIV) learn(0, truth);
    const bool are_equal = is_not_zero ? op == EQ : op == XOR || op == SUB;
    for (size_t i = 0; are_equal && i < 2; ++i)
        if (is_never_zero(terms, operands[1 - i])) learn(i, Truth::NotZero);
    if (op != LT && op != GT) return;
    const size_t low = op == LT ? 0 : 1;
    if (is_not_zero) {
        not_less.insert({operands[1 - low], operands[low]});
        return learn(1 - low, Truth::NotZero);
    }
    not_less.insert({operands[low], operands[1 - low]});
    if (is_never_zero(terms, operands[1 - low])) learn(low, Truth::NotZero);
}

bool GasState::keeps_zero(const Terms& terms, Term present, Term value, unsigned depth) const {
    const Uint256* constant = terms.constant_of(value);
    if ((constant != nullptr && !*constant) || not_zero.contains(present) || present == value) return true;
    if (depth == 0 || terms.at(value).kind != TermKind::Operation) return false;
    const auto operands = terms.at(value).operands();
    const auto keeps = [&](Term part) { return keeps_zero(terms, present, part, depth - 1); };
    if (terms.is_operation(value, isa::Op::AND)) return std::any_of(operands.begin(), operands.end(), keeps);
    if (terms.is_operation(value, isa::Op::OR)) return std::all_of(operands.begin(), operands.end(), keeps);
    if (terms.is_operation(value, isa::Op::SHR) || terms.is_operation(value, isa::Op::SHL))
        return keeps(operands[1]);
    return terms.is_operation(value, isa::Op::SUB) && operands[0] == present &&
           not_less.contains({present, operands[1]});
}

void GasState::forget(const Terms& terms, Term unknown) {
    const auto is_old = [&](Term term) { return terms.depends(term, unknown); };
    const auto is_pair_old = [&](const auto& pair) { return is_old(pair.first) || is_old(pair.second); };
    memory.erase_if([&](const auto& entry) { return is_old(entry.second); });
    storage.erase_if(is_pair_old);
    for (FactSet<Term>* terms_of : {&warm_slots, &warm_accounts, &prepaid, &rewritten, &not_zero})
        terms_of->erase_if(is_old);
    not_less.erase_if(is_pair_old);
}

void GasState::forget_memory(uint64_t begin, uint64_t end) {
    constexpr uint64_t kWord = 32;
    memory.erase_if([&](const auto& entry) { return entry.first < end && entry.first + kWord > begin; });
}

void GasState::write_slot(const Terms& terms, Term slot, Term value) {
    storage.erase_if([&](const auto& entry) { return !differ(terms, entry.first, slot); });
    storage.set(slot, value);
}

bool GasState::keep_common(const GasState& other) {
    bool has_changed = memory.keep_common(other.memory);
    has_changed |= storage.keep_common(other.storage);
    has_changed |= warm_slots.keep_common(other.warm_slots);
    has_changed |= warm_accounts.keep_common(other.warm_accounts);
    has_changed |= prepaid.keep_common(other.prepaid);
    has_changed |= rewritten.keep_common(other.rewritten);
    has_changed |= not_less.keep_common(other.not_less);
    has_changed |= not_zero.keep_common(other.not_zero);
    return has_changed;
}

bool GasState::join(Terms& terms, uint32_t node, const GasState& other) {
    bool has_changed = false;
    std::vector<Term> renewed;
    for (uint32_t i = 0; i < stack.size(); ++i) {
        const bool is_joined = terms.is_unknown(stack[i], node, i);
        if (is_joined) renewed.push_back(stack[i]);
        if (is_joined || stack[i] == other.stack[i]) continue;
        stack[i] = terms.unknown(node, i);
        has_changed = true;
    }
    if (renewed.empty()) return keep_common(other) || has_changed;
    // Coming round a loop, what was one of these words is another now.
    GasState next = other;
    for (const Term word : renewed) next.forget(terms, word);
    return keep_common(next) || has_changed;
}

}  // namespace deed::codegen
