#include "vm/jit/values.hpp"

#include <algorithm>

#include "vm/base/assert.hpp"
#include "vm/instructions/arithmetic.hpp"
#include "vm/instructions/bitwise.hpp"

namespace deed::jit {
namespace {

/// A function with more callers than this loses track of them.
constexpr size_t kMostTargets = 128;

template <auto function, uint8_t pops>
Uint256 apply(std::span<const Uint256> operands) {
    if constexpr (pops == 1) return function(operands[0]);
    if constexpr (pops == 2) return function(operands[0], operands[1]);
    if constexpr (pops == 3) return function(operands[0], operands[1], operands[2]);
}

}  // namespace

Value Values::add(Fact fact) {
    facts_.push_back(std::move(fact));
    return static_cast<Value>(facts_.size() - 1);
}

Value Values::constant(const Uint256& word) {
    const auto [found, is_new] = constants_.try_emplace(std::to_array(word.limbs), kUnknown);
    if (!is_new) return found->second;
    Fact fact{.constant = word, .range = only(word)};
    if (word.fits_uint64() && code_.is_jump_destination(word[0]))
        fact.targets.push_back(static_cast<uint32_t>(word[0]));
    return found->second = add(std::move(fact));
}

Value Values::in(const Range& range) {
    if (!range.most.fits_uint64()) return kUnknown;
    const auto [found, is_new] = ranges_.try_emplace({range.least[0], range.most[0]}, kUnknown);
    if (is_new) found->second = add({.range = range});
    return found->second;
}

const Uint256* Values::find_constant(Value value) const {
    const auto& constant = facts_[value].constant;
    return constant ? &*constant : nullptr;
}

std::span<const uint32_t> Values::targets(Value value) const {
    return facts_[value].targets;
}

const Range& Values::range(Value value) const {
    return facts_[value].range;
}

Value Values::join(Value a, Value b) {
    if (a == b) return a;
    const auto& left = facts_[a].targets;
    const auto& right = facts_[b].targets;
    std::vector<uint32_t> both;
    if (!left.empty() && !right.empty()) std::ranges::set_union(left, right, std::back_inserter(both));
    if (both.empty() || both.size() > kMostTargets) return in(widen(range(a), range(b)));

    const auto [found, is_new] = sets_.try_emplace(both, kUnknown);
    if (is_new) {
        const Range range{both.front(), both.back()};
        found->second = add({.targets = std::move(both), .range = range});
    }
    return found->second;
}

Uint256 evaluate(isa::Op op, std::span<const Uint256> operands) {
    switch (op) {
#define DEED_EVALUATE_Word(name, pops) return apply<instructions::name, pops>(operands)
#define DEED_EVALUATE_Context(name, pops) break
#define DEED_EVALUATE_Memory(name, pops) break
#define DEED_EVALUATE_Frame(name, pops) break
#define DEED_EVALUATE_Control(name, pops) break
#define DEED_OPCODE(code, name, pops, pushes, imm, form, gas, since) \
    case isa::Op::name: DEED_EVALUATE_##form(name, pops);
#include "vm/isa/opcodes.def"
#undef DEED_OPCODE
#undef DEED_EVALUATE_Word
#undef DEED_EVALUATE_Context
#undef DEED_EVALUATE_Memory
#undef DEED_EVALUATE_Frame
#undef DEED_EVALUATE_Control
    }
    DEED_ASSERT(false);
    return {};
}

}  // namespace deed::jit
