#include "compiler/codegen/switch_table.hpp"

#include <algorithm>
#include <bit>
#include <optional>

namespace deed::codegen {
namespace {

/// Up to so many cases, comparing one by one is cheaper than the table even for the last of them.
constexpr size_t kLinearLimit = 3;
/// How many multipliers are tried for one table size.
constexpr uint64_t kMultiplierLimit = 4096;
constexpr unsigned kShiftLimit = 32;

/// slot = (value · multiplier >> shift) mod slots, at most `per_slot` cases in each.
struct Hash {
    uint64_t multiplier = 1;
    unsigned shift = 0;
    uint32_t slots = 1;
    uint32_t per_slot = 1;

    [[nodiscard]] uint32_t slot_of(uint64_t value) const {
        return static_cast<uint32_t>(value * multiplier >> shift) & (slots - 1);
    }
};

bool fits(const Hash& hash, const std::vector<SwitchCase>& cases) {
    std::vector<uint8_t> filled(hash.slots);
    return std::all_of(cases.begin(), cases.end(), [&](const SwitchCase& one) {
        return ++filled[hash.slot_of(static_cast<uint64_t>(one.value))] <= hash.per_slot;
    });
}

std::optional<Hash> find_hash(const std::vector<SwitchCase>& cases, uint32_t slots, uint32_t per_slot) {
    for (uint64_t multiplier = 1; multiplier < kMultiplierLimit; multiplier += 2)
        for (unsigned shift = 0; shift < kShiftLimit; ++shift) {
            const Hash hash{multiplier, shift, slots, per_slot};
            if (fits(hash, cases)) return hash;
        }
    return std::nullopt;
}

/// One case to a slot costs the least gas; where that makes the table too large, two share one.
std::optional<Hash> find_hash(const std::vector<SwitchCase>& cases) {
    const auto count = static_cast<uint32_t>(cases.size());
    const bool are_small = std::all_of(cases.begin(), cases.end(),
                                       [](const SwitchCase& one) { return one.value.bit_width() <= 32; });
    if (!are_small) return std::nullopt;
    if (count <= 32)
        for (uint32_t slots = std::bit_ceil(count); slots <= std::bit_ceil(count) * 2; slots *= 2)
            if (const auto hash = find_hash(cases, slots, 1)) return hash;
    for (uint32_t slots = std::bit_ceil(count); slots <= std::bit_ceil(count) * 8; slots *= 2)
        if (const auto hash = find_hash(cases, slots, 2)) return hash;
    return std::nullopt;
}

void compare(const Uint256& value, Assembly& assembly) {
    if (value == Uint256{}) return assembly.add(isa::Op::ISZERO);
    assembly.push(value);
    assembly.add(isa::Op::EQ);
}

SwitchEnds write_comparisons(const std::vector<SwitchCase>& cases, Assembly& assembly) {
    SwitchEnds ends{{}, true};
    for (size_t i = 0; i < cases.size(); ++i) {
        const bool is_last = i + 1 == cases.size();
        if (!is_last) assembly.add(isa::Op::DUP1);
        compare(cases[i].value, assembly);
        assembly.push_label(cases[i].target);
        assembly.add(isa::Op::JUMPI);
        ends.keeps_value.push_back(!is_last);
    }
    if (cases.empty()) assembly.add(isa::Op::POP);
    return ends;
}

/// The slots of the table: all equally long, so that a slot's place is a product.
class Table {
  public:
    Table(const std::vector<SwitchCase>& cases, const Hash& hash, LabelId otherwise, Assembly& assembly)
        : cases_(cases), hash_(hash), otherwise_(otherwise), assembly_(assembly), slots_(hash.slots) {
        for (size_t i = 0; i < cases.size(); ++i)
            slots_[hash.slot_of(static_cast<uint64_t>(cases[i].value))].push_back(i);
    }

    SwitchEnds write() {
        const LabelId begin = assembly_.make_label();
        write_index();
        assembly_.push_label(begin, kLabelWidth);
        assembly_.add(isa::Op::ADD);
        assembly_.add(isa::Op::JUMP);
        write_slots(begin);
        return ends_;
    }

  private:
    static constexpr uint32_t kLabelWidth = 2;
    static constexpr uint32_t kComparisonSize = 1 + 5 + 1 + 3 + 1;  // DUP1 PUSH4 EQ PUSH2 JUMPI
    static constexpr uint32_t kEndSize = 1 + 3 + 1;                 // POP PUSH2 JUMP

    [[nodiscard]] uint32_t stride() const {
        // JUMPDEST, the comparisons (the last one without DUP1), the way to `otherwise`.
        return std::bit_ceil(1 + hash_.per_slot * kComparisonSize - 1 + kEndSize - 1);
    }

    void write_index() {
        const auto scale = static_cast<unsigned>(std::countr_zero(stride()));
        assembly_.add(isa::Op::DUP1);
        if (hash_.multiplier != 1) {
            assembly_.push(hash_.multiplier);
            assembly_.add(isa::Op::MUL);
        }
        if (hash_.shift != scale) {
            assembly_.push(hash_.shift > scale ? hash_.shift - scale : scale - hash_.shift);
            assembly_.add(hash_.shift > scale ? isa::Op::SHR : isa::Op::SHL);
        }
        assembly_.push(static_cast<uint64_t>(hash_.slots - 1) << scale);
        assembly_.add(isa::Op::AND);
    }

    void write_slots(LabelId begin) {
        ends_.keeps_value.resize(cases_.size());
        assembly_.bind(begin);
        for (size_t i = 0; i < slots_.size(); ++i) {
            // The first slot's JUMPDEST is the label.
            if (i > 0) assembly_.add(isa::Op::JUMPDEST);
            const uint32_t size = 1 + write_slot(slots_[i]);
            assembly_.push_own(ItemKind::Padding, stride() - size);
        }
    }

    /// Gives the number of bytes written.
    uint32_t write_slot(const std::vector<size_t>& slot) {
        uint32_t size = 0;
        for (size_t k = 0; k < slot.size(); ++k) {
            const SwitchCase& one = cases_[slot[k]];
            const bool is_last = k + 1 == slot.size();
            ends_.keeps_value[slot[k]] = !is_last;
            if (!is_last) assembly_.add(isa::Op::DUP1);
            compare(one.value, assembly_);
            assembly_.push_label(one.target, kLabelWidth);
            assembly_.add(isa::Op::JUMPI);
            const uint32_t comparison = one.value == Uint256{} ? 1 : 2 + one.value.byte_width();
            size += (is_last ? 0 : 1) + comparison + 2 + kLabelWidth;
        }
        if (slot.empty()) {
            assembly_.add(isa::Op::POP);
            ++size;
        }
        assembly_.push_label(otherwise_, kLabelWidth);
        assembly_.add(isa::Op::JUMP);
        return size + 2 + kLabelWidth;
    }

    const std::vector<SwitchCase>& cases_;
    const Hash& hash_;
    LabelId otherwise_;
    Assembly& assembly_;
    std::vector<std::vector<size_t>> slots_;
    SwitchEnds ends_;
};

}  // namespace

SwitchEnds write_switch_table(const std::vector<SwitchCase>& cases, LabelId otherwise, Assembly& assembly) {
    if (cases.size() > kLinearLimit)
        if (const auto hash = find_hash(cases)) return Table{cases, *hash, otherwise, assembly}.write();
    return write_comparisons(cases, assembly);
}

}  // namespace deed::codegen
