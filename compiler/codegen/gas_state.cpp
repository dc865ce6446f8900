#include "compiler/codegen/gas_state.hpp"

#include <algorithm>

namespace deed::codegen {
namespace {

template <typename Key, typename Value>
bool keep_equal(std::map<Key, Value>& own, const std::map<Key, Value>& other) {
    return std::erase_if(own, [&](const auto& entry) {
               const auto found = other.find(entry.first);
               return found == other.end() || found->second != entry.second;
           }) > 0;
}

template <typename Element>
bool keep_common(std::set<Element>& own, const std::set<Element>& other) {
    return std::erase_if(own, [&](const Element& element) { return !other.contains(element); }) > 0;
}

/// Whether two slots surely differ: fields have constant ones, map entries digests.
bool differ(const Terms& terms, Term a, Term b) {
    const bool is_constant = terms.constant_of(a) != nullptr;
    const bool is_other_constant = terms.constant_of(b) != nullptr;
    const auto is_digest = [&](Term slot) { return terms.is_operation(slot, isa::Op::KECCAK256); };
    return (is_constant && is_other_constant) || (is_constant && is_digest(b)) ||
           (is_other_constant && is_digest(a));
}

}  // namespace

void GasState::assume(const Terms& terms, Term condition, Truth truth) {
    const bool is_not_zero = truth == Truth::NotZero;
    const Terms::Entry& entry = terms.at(condition);
    if (is_not_zero) not_zero.insert(condition);
    if (entry.kind != TermKind::Operation) return;
    const auto& operands = entry.operands;
    if (entry.op == isa::Op::ISZERO)
        return assume(terms, operands[0], is_not_zero ? Truth::Zero : Truth::NotZero);
    const bool joins = (entry.op == isa::Op::OR && !is_not_zero) || (entry.op == isa::Op::AND && is_not_zero);
    if (joins) {
        assume(terms, operands[0], truth);
        assume(terms, operands[1], truth);
    }
    if (entry.op != isa::Op::LT && entry.op != isa::Op::GT) return;
    const bool is_less = entry.op == isa::Op::LT;
    const Term low = operands[is_less ? 0 : 1];
    const Term high = operands[is_less ? 1 : 0];
    if (!is_not_zero) {
        not_less.emplace(low, high);
        return;
    }
    not_less.emplace(high, low);
    not_zero.insert(high);
}

bool GasState::keeps_zero(const Terms& terms, Term present, Term value, unsigned depth) const {
    const Uint256* constant = terms.constant_of(value);
    if ((constant != nullptr && !*constant) || not_zero.contains(present) || present == value) return true;
    if (depth == 0 || terms.at(value).kind != TermKind::Operation) return false;
    const auto& operands = terms.at(value).operands;
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
    std::erase_if(memory, [&](const auto& entry) { return is_old(entry.second); });
    std::erase_if(storage, [&](const auto& entry) { return is_old(entry.first) || is_old(entry.second); });
    for (std::set<Term>* terms_of : {&warm_slots, &warm_accounts, &prepaid, &not_zero})
        std::erase_if(*terms_of, is_old);
    std::erase_if(not_less, [&](const auto& pair) { return is_old(pair.first) || is_old(pair.second); });
}

void GasState::forget_memory(uint64_t begin, uint64_t end) {
    constexpr uint64_t kWord = 32;
    std::erase_if(memory,
                  [&](const auto& entry) { return entry.first < end && entry.first + kWord > begin; });
}

void GasState::write_slot(const Terms& terms, Term slot, Term value) {
    std::erase_if(storage, [&](const auto& entry) { return !differ(terms, entry.first, slot); });
    storage[slot] = value;
}

bool GasState::join(Terms& terms, uint32_t node, GasState other) {
    bool has_changed = false;
    for (size_t i = 0; i < stack.size(); ++i) {
        const Term joined = terms.unknown(node, static_cast<uint32_t>(i));
        if (stack[i] == other.stack[i] && stack[i] != joined) continue;
        // Coming round a loop, what was this word is another now.
        other.forget(terms, joined);
        has_changed |= stack[i] != joined;
        stack[i] = joined;
    }
    has_changed |= keep_equal(memory, other.memory);
    has_changed |= keep_equal(storage, other.storage);
    has_changed |= keep_common(warm_slots, other.warm_slots);
    has_changed |= keep_common(warm_accounts, other.warm_accounts);
    has_changed |= keep_common(prepaid, other.prepaid);
    has_changed |= keep_common(not_less, other.not_less);
    has_changed |= keep_common(not_zero, other.not_zero);
    return has_changed;
}

}  // namespace deed::codegen
