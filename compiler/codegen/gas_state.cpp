#include "compiler/codegen/gas_state.hpp"

#include <algorithm>

namespace deed::codegen {
namespace {

/// No list has so many slots, and no two digests lie so near each other.
const Uint256 kNear = Uint256{1} << 64;

/// A slot some way behind a constant or a digest: fields have constant slots, the entries of maps and lists
/// lie behind digests.
struct Place {
    Term base;
    uint64_t distance = 0;
    bool is_exact = true;  ///< else an element of a list behind it
};

Place place_of(const Terms& terms, Term slot) {
    constexpr unsigned kMostSums = 4;
    Place place{slot};
    for (unsigned i = 0; i < kMostSums && terms.is_operation(place.base, isa::Op::ADD); ++i) {
        const auto operands = terms.at(place.base).operands();
        const auto find = [&](const auto& is_wanted) {
            return is_wanted(operands[0]) ? 0 : is_wanted(operands[1]) ? 1 : -1;
        };
        const int near = find([&](Term term) { return terms.small(term).has_value(); });
        const int far = find([&](Term term) {
            return terms.constant_of(term) != nullptr || terms.is_operation(term, isa::Op::KECCAK256);
        });
        const int sum = find([&](Term term) { return terms.is_operation(term, isa::Op::ADD); });
        if (near >= 0) {
            place.distance += *terms.small(operands[static_cast<size_t>(near)]);
            place.base = operands[static_cast<size_t>(1 - near)];
        } else if (far >= 0 || sum >= 0) {
            place.is_exact = false;
            place.base = operands[static_cast<size_t>(far >= 0 ? far : sum)];
        } else {
            return place;
        }
    }
    return place;
}

bool are_far_apart(const Uint256& a, const Uint256& b) {
    return kNear < a - b && kNear < b - a;
}

/// A slot without the constant that is added to it, and that constant.
std::pair<Term, Uint256> take_constant_off(const Terms& terms, Term slot) {
    if (terms.is_operation(slot, isa::Op::ADD)) {
        const auto operands = terms.at(slot).operands();
        for (size_t i = 0; i < 2; ++i)
            if (const Uint256* const constant = terms.constant_of(operands[i]))
                return {operands[1 - i], *constant};
    }
    return {slot, Uint256{}};
}

/// Whether two slots surely differ, as surely as Keccak-256 has no collisions.
bool differ(const Terms& terms, Term a, Term b) {
    constexpr unsigned kMostKeys = 8;
    for (unsigned i = 0; i < kMostKeys && a != b; ++i) {
        // Members of one struct, wherever it is.
        const auto [start, member] = take_constant_off(terms, a);
        const auto [other_start, other_member] = take_constant_off(terms, b);
        if (start == other_start) return member != other_member;
        const Place first = place_of(terms, a);
        const Place second = place_of(terms, b);
        const bool are_exact = first.is_exact && second.is_exact;
        if (first.base == second.base) return are_exact && first.distance != second.distance;
        const Uint256* const field = terms.constant_of(first.base);
        const Uint256* const other_field = terms.constant_of(second.base);
        if (field != nullptr && other_field != nullptr)
            return are_exact ? *field + Uint256{first.distance} != *other_field + Uint256{second.distance}
                             : are_far_apart(*field, *other_field);
        const bool is_digest = terms.is_operation(first.base, isa::Op::KECCAK256);
        const bool is_other_digest = terms.is_operation(second.base, isa::Op::KECCAK256);
        if (field != nullptr || other_field != nullptr) return is_digest || is_other_digest;
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
           prepaid.size() + rewritten.size() + written.size() + not_less.size() + not_zero.size() +
           filled.size();
}

bool GasState::is_never_zero(const Terms& terms, Term word) const {
    using enum isa::Op;
    const auto is_known = [&](Term one) {
        if (const Uint256* constant = terms.constant_of(one)) return static_cast<bool>(*constant);
        return terms.is_operation(one, CALLER) || terms.is_operation(one, ADDRESS) ||
               terms.is_operation(one, ORIGIN) || not_zero.contains(one);
    };
    if (is_known(word)) return true;
    const auto parts = terms.at(word).operands();
    return terms.is_operation(word, OR) && std::any_of(parts.begin(), parts.end(), is_known);
}

bool GasState::is_filled(const Terms& terms, Term slot) const {
    if (filled.contains(slot)) return true;
    const Term* const present = storage.find(slot);
    return present != nullptr && is_never_zero(terms, *present);
}

void GasState::note_filled(const Terms& terms, const std::vector<Term>& watched) {
    for (const Term slot : watched)
        if (is_filled(terms, slot)) filled.insert(slot);
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
    // A digest differs from others whatever the word was.
    const auto is_lost = [&](Term slot) {
        return is_old(slot) && !terms.is_operation(place_of(terms, slot).base, isa::Op::KECCAK256);
    };
    if (written.contains_if(is_lost)) write_all();
}

void GasState::forget_memory(uint64_t begin, uint64_t end) {
    constexpr uint64_t kWord = 32;
    memory.erase_if([&](const auto& entry) { return entry.first < end && entry.first + kWord > begin; });
}

void GasState::write_slot(const Terms& terms, Term slot, Term value) {
    storage.erase_if([&](const auto& entry) { return !differ(terms, entry.first, slot); });
    filled.erase_if([&](Term one) { return !differ(terms, one, slot); });
    storage.set(slot, value);
    if (!is_all_written) written.insert(slot);
    if (written.size() == kMostFacts) write_all();
}

bool GasState::may_be_written(const Terms& terms, Term slot) const {
    return is_all_written || written.contains_if([&](Term one) { return !differ(terms, one, slot); });
}

void GasState::write_all() {
    is_all_written = true;
    written.clear();
}

void GasState::forget_storage() {
    write_all();
    storage.clear();
    prepaid.clear();
    rewritten.clear();
}

bool GasState::has_paid_as(const GasState& other) const {
    return prepaid == other.prepaid && rewritten == other.rewritten && warm_slots == other.warm_slots &&
           knows_used_slots_of(other) && other.knows_used_slots_of(*this);
}

/// Whether it is known here as well that the slots hold something of which @p other knows it.
bool GasState::knows_used_slots_of(const GasState& other) const {
    return !other.storage.contains_if([&](const auto& entry) {
        if (!other.not_zero.contains(entry.second)) return false;
        const Term* const present = storage.find(entry.first);
        return present == nullptr || !not_zero.contains(*present);
    });
}

/// What either has written. Gives whether anything changed.
bool GasState::add_written(const GasState& other) {
    if (is_all_written) return false;
    const bool has_grown = written.add(other.written);
    if (other.is_all_written || written.size() >= kMostFacts) write_all();
    return has_grown || is_all_written;
}

bool GasState::keep_common(const GasState& other) {
    bool has_changed = add_written(other);
    has_changed |= memory.keep_common(other.memory);
    has_changed |= storage.keep_common(other.storage);
    has_changed |= warm_slots.keep_common(other.warm_slots);
    has_changed |= warm_accounts.keep_common(other.warm_accounts);
    has_changed |= prepaid.keep_common(other.prepaid);
    has_changed |= rewritten.keep_common(other.rewritten);
    has_changed |= not_less.keep_common(other.not_less);
    has_changed |= not_zero.keep_common(other.not_zero);
    has_changed |= filled.keep_common(other.filled);
    return has_changed;
}

bool GasState::join(Terms& terms, uint32_t node, const GasState& other) {
    bool has_changed = false;
    std::vector<Term> renewed;
    std::vector<Term> never_zero;
    for (uint32_t i = 0; i < stack.size(); ++i) {
        const bool is_joined = terms.is_unknown(stack[i], node, i);
        if (!is_joined && stack[i] == other.stack[i]) continue;
        const bool is_known = is_never_zero(terms, stack[i]) && other.is_never_zero(terms, other.stack[i]);
        if (is_joined) renewed.push_back(stack[i]);
        if (!is_joined) has_changed = true;
        stack[i] = terms.unknown(node, i);
        if (is_known) never_zero.push_back(stack[i]);
    }
    if (renewed.empty() && never_zero.empty()) return keep_common(other) || has_changed;
    // Coming round a loop, what was one of these words is another now.
    GasState next = other;
    for (const Term word : renewed) next.forget(terms, word);
    for (const Term word : never_zero) {
        next.not_zero.insert(word);
        not_zero.insert(word);
    }
    return keep_common(next) || has_changed;
}

}  // namespace deed::codegen
