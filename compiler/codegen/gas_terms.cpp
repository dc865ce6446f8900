#include "compiler/codegen/gas_terms.hpp"

#include <algorithm>
#include <optional>

namespace deed::codegen {
namespace {

constexpr uint64_t kSmallLimit = uint64_t{1} << 32;

std::optional<Uint256> fold(isa::Op op, const Uint256& a, const Uint256& b) {
    if (op == isa::Op::ADD) return a + b;
    if (op == isa::Op::SUB) return a - b;
    if (op == isa::Op::AND) return a & b;
    constexpr uint64_t kBits = 256;
    if ((op == isa::Op::SHL || op == isa::Op::SHR) && a < Uint256{kBits}) {
        const auto count = static_cast<unsigned>(static_cast<uint64_t>(a));
        return op == isa::Op::SHL ? b << count : b >> count;
    }
    return std::nullopt;
}

}  // namespace

Term Terms::intern(Entry entry) {
    Key key{entry.kind, entry.item, entry.op, entry.a, entry.b, entry.constant, entry.operands};
    const auto [place, is_new] =
        known_.try_emplace(std::move(key), Term{static_cast<uint32_t>(entries_.size())});
    if (!is_new) return place->second;
    if (entry.kind == TermKind::Unknown) entry.unknowns.push_back(place->second);
    for (const Term operand : entry.operands) {
        const auto& inner = at(operand).unknowns;
        entry.unknowns.insert(entry.unknowns.end(), inner.begin(), inner.end());
    }
    std::sort(entry.unknowns.begin(), entry.unknowns.end());
    entry.unknowns.erase(std::unique(entry.unknowns.begin(), entry.unknowns.end()), entry.unknowns.end());
    entries_.push_back(std::move(entry));
    return place->second;
}

Term Terms::constant(const Uint256& value) {
    Entry entry;
    entry.constant = value;
    return intern(std::move(entry));
}

Term Terms::place(ItemKind item, uint32_t a) {
    Entry entry;
    entry.kind = TermKind::Place;
    entry.item = item;
    entry.a = a;
    return intern(std::move(entry));
}

Term Terms::unknown(uint32_t node, uint32_t number) {
    Entry entry;
    entry.kind = TermKind::Unknown;
    entry.a = node;
    entry.b = number;
    return intern(std::move(entry));
}

Term Terms::operation(isa::Op op, const std::vector<Term>& operands) {
    if (operands.size() == 2) {
        const Uint256* a = constant_of(operands[0]);
        const Uint256* b = constant_of(operands[1]);
        if (a != nullptr && b != nullptr)
            if (const auto known = fold(op, *a, *b)) return constant(*known);
    }
    if (op == isa::Op::NOT)
        if (const Uint256* value = constant_of(operands[0])) return constant(~*value);
    Entry entry;
    entry.kind = TermKind::Operation;
    entry.op = op;
    entry.operands = operands;
    return intern(std::move(entry));
}

bool Terms::is_operation(Term term, isa::Op op) const {
    return at(term).kind == TermKind::Operation && at(term).op == op;
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
    const auto& inner = at(term).unknowns;
    return std::binary_search(inner.begin(), inner.end(), unknown);
}

}  // namespace deed::codegen
