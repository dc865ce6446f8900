#include "compiler/codegen/gas_terms.hpp"

#include <algorithm>
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

}  // namespace

size_t Terms::Hash::operator()(const Entry& entry) const {
    constexpr uint64_t kMultiplier = 0x9e3779b97f4a7c15;
    uint64_t hash = static_cast<uint64_t>(entry.kind) << 16 | static_cast<uint64_t>(entry.item) << 8 |
                    static_cast<uint64_t>(entry.op);
    const auto add = [&](uint64_t part) {
        hash = (hash ^ part) * kMultiplier;
        hash ^= hash >> 32;
    };
    add(uint64_t{entry.a} << 32 | entry.b);
    for (size_t i = 0; i < 4; ++i) add(entry.constant[i]);
    for (const Term operand : entry.words) add(static_cast<uint64_t>(operand));
    return hash;
}

Term Terms::intern(const Entry& entry, Unknowns unknowns) {
    const auto [place, is_new] = known_.try_emplace(entry, Term{static_cast<uint32_t>(entries_.size())});
    if (!is_new) return place->second;
    if (entry.kind == TermKind::Unknown) unknowns.push_back(place->second);
    entries_.push_back(entry);
    unknowns_.push_back(std::move(unknowns));
    return place->second;
}

Term Terms::constant(const Uint256& value) {
    return intern({.constant = value}, {});
}

Term Terms::place(ItemKind item, uint32_t a) {
    return intern({.kind = TermKind::Place, .item = item, .a = a}, {});
}

Term Terms::unknown(uint32_t node, uint32_t number) {
    return intern({.kind = TermKind::Unknown, .a = node, .b = number}, {});
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
    Entry entry{.kind = TermKind::Operation, .op = op};
    DEED_ASSERT(operands.size() <= entry.words.size());
    std::copy(operands.begin(), operands.end(), entry.words.begin());
    entry.word_count = static_cast<uint8_t>(operands.size());
    if (const auto found = known_.find(entry); found != known_.end()) return found->second;
    Unknowns unknowns;
    for (const Term operand : operands) {
        const Unknowns& inner = unknowns_[static_cast<size_t>(operand)];
        unknowns.insert(unknowns.end(), inner.begin(), inner.end());
    }
    std::sort(unknowns.begin(), unknowns.end());
    unknowns.erase(std::unique(unknowns.begin(), unknowns.end()), unknowns.end());
    if (unknowns.size() > kMostUnknowns) return std::nullopt;
    return intern(entry, std::move(unknowns));
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
    const Unknowns& inner = unknowns_[static_cast<size_t>(term)];
    return std::binary_search(inner.begin(), inner.end(), unknown);
}

std::vector<uint32_t> Terms::makers_of(Term term) const {
    std::vector<uint32_t> makers;
    for (const Term unknown : unknowns_[static_cast<size_t>(term)]) makers.push_back(at(unknown).a);
    std::sort(makers.begin(), makers.end());
    makers.erase(std::unique(makers.begin(), makers.end()), makers.end());
    return makers;
}

}  // namespace deed::codegen
