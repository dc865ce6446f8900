#include "compiler/codegen/gas_terms.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "vm/base/assert.hpp"

namespace deed::codegen {
namespace {

constexpr uint64_t kSmallLimit = uint64_t{1} << 32;
constexpr size_t kMostUnknowns = 64;

std::optional<Uint256> fold(isa::Op op, const Uint256& a, const Uint256& b) {
    if (op == isa::Op::ADD) return a + b;
    if (op == isa::Op::SUB) return a - b;
    if (op == isa::Op::AND) return a & b;
    if (op == isa::Op::OR) return a | b;
    if (op == isa::Op::LT) return Uint256{a < b ? 1u : 0u};
    if (op == isa::Op::GT) return Uint256{b < a ? 1u : 0u};
    if (op == isa::Op::EQ) return Uint256{a == b ? 1u : 0u};
    constexpr uint64_t kBits = 256;
    if ((op == isa::Op::SHL || op == isa::Op::SHR) && a < Uint256{kBits}) {
        const auto count = static_cast<unsigned>(static_cast<uint64_t>(a));
        return op == isa::Op::SHL ? b << count : b >> count;
    }
    return std::nullopt;
}

bool is_symmetric(isa::Op op) {
    return op == isa::Op::ADD || op == isa::Op::MUL || op == isa::Op::AND || op == isa::Op::OR ||
           op == isa::Op::XOR || op == isa::Op::EQ;
}

}  // namespace

size_t Terms::place_of(const Entry& entry) const {
    constexpr uint64_t kMultiplier = 0x9e3779b97f4a7c15;
    uint64_t hash = static_cast<uint64_t>(entry.kind) << 16 | static_cast<uint64_t>(entry.item) << 8 |
                    static_cast<uint64_t>(entry.op);
    const auto mix = [&](uint64_t part) {
        hash = (hash ^ part) * kMultiplier;
        hash ^= hash >> 32;
    };
    mix(uint64_t{entry.a} << 32 | entry.b);
    if (entry.kind == TermKind::Constant)
        for (size_t i = 0; i < 4; ++i) mix(entry.constant[i]);
    for (const Term operand : entry.operands()) mix(static_cast<uint64_t>(operand));
    const size_t mask = known_.size() - 1;
    size_t place = hash & mask;
    while (known_[place] != 0 && !(entries_[known_[place] - 1] == entry)) place = (place + 1) & mask;
    return place;
}

void Terms::grow() {
    known_.assign(known_.size() * 2, 0);
    for (size_t i = 0; i < entries_.size(); ++i) known_[place_of(entries_[i])] = static_cast<uint32_t>(i + 1);
}

Term Terms::add(const Entry& entry, size_t place, uint32_t set) {
    entries_.push_back(entry);
    set_of_.push_back(set);
    known_[place] = static_cast<uint32_t>(entries_.size());
    const Term term{static_cast<uint32_t>(entries_.size() - 1)};
    if (entries_.size() * 2 > known_.size()) grow();
    return term;
}

Term Terms::intern(const Entry& entry) {
    const size_t place = place_of(entry);
    if (known_[place] != 0) return Term{known_[place] - 1};
    if (entry.kind != TermKind::Unknown) return add(entry, place, 0);
    sets_.push_back({Term{static_cast<uint32_t>(entries_.size())}});
    return add(entry, place, static_cast<uint32_t>(sets_.size() - 1));
}

std::optional<uint32_t> Terms::join_sets(std::span<const Term> operands) {
    uint32_t all = 0;
    for (const Term operand : operands) {
        const uint32_t set = set_of_[static_cast<size_t>(operand)];
        if (set == all || set == 0) continue;
        if (all == 0) {
            all = set;
            continue;
        }
        Unknowns both;
        std::set_union(sets_[all].begin(), sets_[all].end(), sets_[set].begin(), sets_[set].end(),
                       std::back_inserter(both));
        if (both.size() > kMostUnknowns) return std::nullopt;
        if (both.size() == sets_[all].size()) continue;
        if (both.size() == sets_[set].size()) {
            all = set;
            continue;
        }
        sets_.push_back(std::move(both));
        all = static_cast<uint32_t>(sets_.size() - 1);
    }
    return all;
}

Term Terms::constant(const Uint256& value) {
    return intern({.constant = value});
}

Term Terms::place(ItemKind item, uint32_t a) {
    return intern({.kind = TermKind::Place, .item = item, .a = a});
}

Term Terms::unknown(uint32_t node, uint32_t number) {
    return intern({.kind = TermKind::Unknown, .a = node, .b = number});
}

/// A constant added to a sum with a constant in it: the members of a struct lie so behind its slot.
std::optional<Term> Terms::add_to_sum(std::span<const Term> operands) {
    for (size_t i = 0; i < 2; ++i) {
        const Uint256* const more = constant_of(operands[i]);
        if (more == nullptr || !is_operation(operands[1 - i], isa::Op::ADD)) continue;
        const auto parts = at(operands[1 - i]).operands();
        for (size_t j = 0; j < 2; ++j)
            if (const Uint256* const known = constant_of(parts[j])) {
                const Uint256 both = *more + *known;
                return both ? operation(isa::Op::ADD, std::array{constant(both), parts[1 - j]})
                            : parts[1 - j];
            }
    }
    return std::nullopt;
}

std::optional<Term> Terms::operation(isa::Op op, std::span<const Term> operands) {
    if (operands.size() == 2) {
        const Uint256* a = constant_of(operands[0]);
        const Uint256* b = constant_of(operands[1]);
        if (a != nullptr && b != nullptr)
            if (const auto known = fold(op, *a, *b)) return constant(*known);
    }
    if (op == isa::Op::NOT)
        if (const Uint256* value = constant_of(operands[0])) return constant(~*value);
    if (op == isa::Op::ISZERO)
        if (const Uint256* value = constant_of(operands[0])) return constant(Uint256{*value ? 0u : 1u});
    if (op == isa::Op::ADD)
        if (const auto sum = add_to_sum(operands)) return sum;
    Entry entry{.kind = TermKind::Operation, .op = op};
    DEED_ASSERT(operands.size() <= entry.words.size());
    std::copy(operands.begin(), operands.end(), entry.words.begin());
    if (is_symmetric(op)) std::sort(entry.words.begin(), entry.words.begin() + 2);
    entry.word_count = static_cast<uint8_t>(operands.size());
    const size_t place = place_of(entry);
    if (known_[place] != 0) return Term{known_[place] - 1};
    const auto set = join_sets(operands);
    return set ? std::optional{add(entry, place, *set)} : std::nullopt;
}

bool Terms::is_operation(Term term, isa::Op op) const {
    return at(term).kind == TermKind::Operation && at(term).op == op;
}

bool Terms::is_unknown(Term term, uint32_t node, uint32_t number) const {
    const Entry& entry = at(term);
    return entry.kind == TermKind::Unknown && entry.a == node && entry.b == number;
}

const Uint256* Terms::constant_of(Term term) const {
    return at(term).kind == TermKind::Constant ? &at(term).constant : nullptr;
}

std::optional<uint64_t> Terms::small(Term term) const {
    const Uint256* value = constant_of(term);
    if (value == nullptr || *value >= Uint256{kSmallLimit}) return std::nullopt;
    return static_cast<uint64_t>(*value);
}

bool Terms::depends(Term term, Term unknown) const {
    const Unknowns& inner = unknowns_in(term);
    return std::binary_search(inner.begin(), inner.end(), unknown);
}

std::vector<uint32_t> Terms::makers_of(Term term) const {
    std::vector<uint32_t> makers;
    for (const Term unknown : unknowns_in(term)) makers.push_back(at(unknown).a);
    std::sort(makers.begin(), makers.end());
    makers.erase(std::unique(makers.begin(), makers.end()), makers.end());
    return makers;
}

}  // namespace deed::codegen
