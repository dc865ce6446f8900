#include <algorithm>
#include <array>
#include <bit>
#include <numeric>
#include <optional>

#include "compiler/codegen/switch_table.hpp"

namespace deed::codegen {
namespace {

/// Up to so many cases, comparing one by one is cheaper than any table.
constexpr size_t kLinearLimit = 3;
/// Labels of two bytes that one word holds.
constexpr size_t kWordLabels = 16;
constexpr unsigned kLabelShift = 4;
constexpr uint64_t kLabelMask = 0xffff;
/// Slots of code, which hold a jump each: eight bytes.
constexpr size_t kMostSlots = 64;
constexpr unsigned kSlotShift = 3;
constexpr unsigned kShiftLimit = 32;
constexpr uint64_t kMultiplierLimit = 4096;

std::optional<std::vector<uint64_t>> small_values(const std::vector<SwitchCase>& cases) {
    std::vector<uint64_t> values;
    for (const SwitchCase& one : cases) {
        if (one.value.bit_width() > 32) return std::nullopt;
        values.push_back(static_cast<uint64_t>(one.value));
    }
    return values;
}

/// slot = (value · multiplier >> shift) mod slots, at most 64.
struct Hash {
    uint64_t multiplier = 1;
    unsigned shift = 0;
    size_t slots = kWordLabels;

    [[nodiscard]] size_t slot_of(uint64_t value) const { return value * multiplier >> shift & (slots - 1); }
    /// Whether values with these products have different slots.
    [[nodiscard]] bool separates(const std::vector<uint64_t>& products) const {
        uint64_t filled = 0;
        for (const uint64_t product : products) {
            const uint64_t bit = uint64_t{1} << (product >> shift & (slots - 1));
            if ((filled & bit) != 0) return false;
            filled |= bit;
        }
        return true;
    }
};

/// The cheapest first: without a product and a shift, without a product, without a shift, with both. No shift
/// is needed where it would be by @p scale.
class HashSearch {
  public:
    HashSearch(const std::vector<uint64_t>& values, size_t most_slots, unsigned scale)
        : values_(values), products_(values.size()), most_slots_(most_slots), scale_(scale) {}

    std::optional<Hash> run() {
        const size_t least = std::bit_ceil(values_.size());
        for (size_t slots = least; slots <= most_slots_; slots *= 2)
            if (const auto hash = find_without_product(slots)) return hash;
        for (size_t slots = least; slots <= most_slots_; slots *= 2) {
            if (const auto hash = find_without_shift(slots)) return hash;
            if (const auto hash = slots == least ? find_with_both(slots) : choose(slots)) return hash;
        }
        return std::nullopt;
    }

  private:
    void multiply_all(uint64_t multiplier) {
        for (size_t i = 0; i < values_.size(); ++i) products_[i] = values_[i] * multiplier;
    }

    std::optional<Hash> find_without_product(size_t slots) {
        const Hash plain{1, scale_, slots};
        if (plain.separates(values_)) return plain;
        for (unsigned shift = 0; shift < kShiftLimit; ++shift)
            if (const Hash hash{1, shift, slots}; hash.separates(values_)) return hash;
        return std::nullopt;
    }

    std::optional<Hash> find_without_shift(size_t slots) {
        for (uint64_t multiplier = 1; multiplier < kMultiplierLimit; multiplier += 2) {
            multiply_all(multiplier);
            if (const Hash hash{multiplier, scale_, slots}; hash.separates(products_)) return hash;
        }
        return std::nullopt;
    }

    /// What does not separate the values in the most slots does not in fewer: the others are kept for
    /// `choose`.
    std::optional<Hash> find_with_both(size_t slots) {
        for (uint64_t multiplier = 1; multiplier < kMultiplierLimit; multiplier += 2) {
            multiply_all(multiplier);
            for (unsigned shift = 0; shift < kShiftLimit; ++shift) {
                Hash hash{multiplier, shift, most_slots_};
                if (meets_again(hash) || !separates(hash)) continue;
                candidates_.push_back(hash);
                hash.slots = slots;
                if (hash.separates(products_)) return hash;
            }
        }
        return std::nullopt;
    }

    /// Whether the two products that met last have one slot here too: half of them do at the next shift.
    [[nodiscard]] bool meets_again(const Hash& hash) const {
        return first_ != second_ &&
               ((products_[first_] ^ products_[second_]) >> hash.shift & (hash.slots - 1)) == 0;
    }
    /// Whether all have different slots; else notes two that have not.
    bool separates(const Hash& hash) {
        uint64_t filled = 0;
        for (size_t i = 0; i < products_.size(); ++i) {
            const uint64_t bit = uint64_t{1} << (products_[i] >> hash.shift & (hash.slots - 1));
            if ((filled & bit) == 0) {
                filled |= bit;
                continue;
            }
            second_ = i;
            for (first_ = 0; uint64_t{1} << (products_[first_] >> hash.shift & (hash.slots - 1)) != bit;)
                ++first_;
            return false;
        }
        return true;
    }

    std::optional<Hash> choose(size_t slots) {
        for (Hash hash : candidates_) {
            hash.slots = slots;
            multiply_all(hash.multiplier);
            if (hash.separates(products_)) return hash;
        }
        return std::nullopt;
    }

    const std::vector<uint64_t>& values_;
    std::vector<uint64_t> products_;
    size_t most_slots_;
    unsigned scale_;
    std::vector<Hash> candidates_;
    size_t first_ = 0;  ///< two values that last had one slot
    size_t second_ = 0;
};

/// No more values than so many are separated by one of the 65,536 functions that are tried, as far as their
/// number tells: of 44 and 64 slots one function in 10^9 does it.
constexpr size_t kMostSeparated = 43;

std::optional<Hash> find_hash(const std::vector<uint64_t>& values, size_t most_slots, unsigned scale) {
    if (values.size() > std::min(most_slots, kMostSeparated)) return std::nullopt;
    return HashSearch{values, most_slots, scale}.run();
}

void multiply(uint64_t factor, Assembly& assembly) {
    if (factor == 1) return;
    assembly.push(factor);
    assembly.add(isa::Op::MUL);
}

/// Shifts right by @p right and then left by @p left.
void shift(unsigned right, unsigned left, Assembly& assembly) {
    if (right == left) return;
    assembly.push(right > left ? right - left : left - right);
    assembly.add(right > left ? isa::Op::SHR : isa::Op::SHL);
}

void mask(uint64_t bits, Assembly& assembly) {
    assembly.push(bits);
    assembly.add(isa::Op::AND);
}

/// The labels in one word, shifted down to the one that is meant.
void write_word(const LabelTable& table, const Hash& hash, Assembly& assembly) {
    assembly.push_table(table);
    assembly.add(isa::Op::DUP2);
    multiply(hash.multiplier, assembly);
    shift(hash.shift, kLabelShift, assembly);
    mask((hash.slots - 1) << kLabelShift, assembly);
    assembly.add(isa::Op::SHR);
    mask(kLabelMask, assembly);
    assembly.add(isa::Op::JUMP);
}

/// Two steps ("hash, displace and compress"): some bits of the value choose one of 32 factors, and value ·
/// factor >> shift the slot.
struct Displacement {
    static constexpr size_t kBuckets = 32;

    unsigned bucket_shift = 0;
    unsigned shift = 0;
    size_t slots = kBuckets;
    std::array<uint8_t, kBuckets> factors{};

    [[nodiscard]] size_t bucket_of(uint64_t value) const { return value >> bucket_shift & (kBuckets - 1); }
    [[nodiscard]] size_t slot_of(uint64_t value) const {
        return value * factors[bucket_of(value)] >> shift & (slots - 1);
    }
};

/// Gives every bucket the first factor that sends its values to free slots, the fullest buckets first.
class Displacer {
  public:
    Displacer(const std::vector<uint64_t>& values, Displacement& displacement)
        : displacement_(displacement), buckets_(Displacement::kBuckets), is_taken_(displacement.slots) {
        for (const uint64_t value : values) buckets_[displacement.bucket_of(value)].push_back(value);
    }

    bool run() {
        std::vector<size_t> order(buckets_.size());
        std::iota(order.begin(), order.end(), 0);
        std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
            return buckets_[a].size() != buckets_[b].size() ? buckets_[a].size() > buckets_[b].size() : a < b;
        });
        return std::all_of(order.begin(), order.end(), [&](size_t bucket) { return place(bucket); });
    }

  private:
    bool place(size_t bucket) {
        if (buckets_[bucket].empty()) return true;
        for (unsigned factor = 1; factor < 256; ++factor) {
            displacement_.factors[bucket] = static_cast<uint8_t>(factor);
            if (take(buckets_[bucket])) return true;
        }
        return false;
    }

    bool take(const std::vector<uint64_t>& values) {
        for (size_t i = 0; i < values.size(); ++i) {
            const size_t slot = displacement_.slot_of(values[i]);
            if (!is_taken_[slot]) {
                is_taken_[slot] = true;
                continue;
            }
            while (i-- > 0) is_taken_[displacement_.slot_of(values[i])] = false;
            return false;
        }
        return true;
    }

    Displacement& displacement_;
    std::vector<std::vector<uint64_t>> buckets_;
    std::vector<bool> is_taken_;
};

std::optional<Displacement> find_displacement(const std::vector<uint64_t>& values) {
    const size_t least = std::max(Displacement::kBuckets, std::bit_ceil(values.size()));
    for (size_t slots = least; slots <= 2 * least; slots *= 2)
        for (const unsigned bucket_shift : {0U, 5U, 10U, 16U, 21U, 27U})
            for (unsigned shift = 3; shift < kShiftLimit; shift += 3) {
                Displacement displacement{bucket_shift, shift, slots, {}};
                if (Displacer{values, displacement}.run()) return displacement;
            }
    return std::nullopt;
}

/// Goes to a slot of eight bytes, which is a jump: its distance from the first is on the stack.
void write_slots(const std::vector<LabelId>& targets, Assembly& assembly) {
    constexpr uint32_t kLabelWidth = 2;
    constexpr uint32_t kJumpSize = 1 + 1 + kLabelWidth + 1;  // JUMPDEST PUSH2 JUMP
    const LabelId begin = assembly.make_label();
    assembly.push_label(begin, kLabelWidth);
    assembly.add(isa::Op::ADD);
    assembly.add(isa::Op::JUMP);
    assembly.bind(begin);
    for (size_t i = 0; i < targets.size(); ++i) {
        // The first slot's JUMPDEST is the label.
        if (i > 0) assembly.add(isa::Op::JUMPDEST);
        assembly.push_label(targets[i], kLabelWidth);
        assembly.add(isa::Op::JUMP);
        assembly.push_own(ItemKind::Padding, (1U << kSlotShift) - kJumpSize);
    }
}

template <typename Function>
std::vector<LabelId> targets_of(const std::vector<SwitchCase>& cases, const std::vector<uint64_t>& values,
                                const Function& function, LabelId otherwise) {
    std::vector<LabelId> targets(function.slots, otherwise);
    for (size_t i = 0; i < cases.size(); ++i) targets[function.slot_of(values[i])] = cases[i].target;
    return targets;
}

void write_index(const Hash& hash, unsigned scale, Assembly& assembly) {
    assembly.add(isa::Op::DUP1);
    multiply(hash.multiplier, assembly);
    shift(hash.shift, scale, assembly);
    mask((hash.slots - 1) << scale, assembly);
}

void write_index(const Displacement& displacement, Assembly& assembly) {
    Uint256 factors;
    for (const uint8_t factor : displacement.factors) factors = factors << 8 | Uint256{factor};
    assembly.push_plain(factors);
    assembly.add(isa::Op::DUP2);
    shift(displacement.bucket_shift, 0, assembly);
    mask(Displacement::kBuckets - 1, assembly);
    assembly.add(isa::Op::BYTE);
    assembly.add(isa::Op::DUP2);
    assembly.add(isa::Op::MUL);
    shift(displacement.shift, kSlotShift, assembly);
    mask((displacement.slots - 1) << kSlotShift, assembly);
}

}  // namespace

SwitchEnds write_select_table(const std::vector<SwitchCase>& cases, LabelId otherwise, ir::Goal goal,
                              Assembly& assembly) {
    SwitchEnds ends{std::vector<bool>(cases.size()), false};
    const auto values = small_values(cases);
    if (cases.size() > kLinearLimit && values) {
        if (const auto hash = find_hash(*values, kWordLabels, kLabelShift)) {
            write_word(targets_of(cases, *values, *hash, otherwise), *hash, assembly);
            return ends;
        }
        if (const auto hash = find_hash(*values, kMostSlots, kSlotShift); hash && goal == ir::Goal::Gas) {
            write_index(*hash, kSlotShift, assembly);
            write_slots(targets_of(cases, *values, *hash, otherwise), assembly);
            return ends;
        }
        if (const auto displacement = find_displacement(*values)) {
            write_index(*displacement, assembly);
            write_slots(targets_of(cases, *values, *displacement, otherwise), assembly);
            return ends;
        }
    }
    assembly.add(isa::Op::DUP1);
    return write_switch_table(cases, otherwise, assembly);
}

}  // namespace deed::codegen
