#pragma once

#include <vector>

#include "compiler/ir/module.hpp"

namespace deed::codegen {

/// A set of values of one function.
class ValueSet {
  public:
    explicit ValueSet(size_t value_count = 0) : words_((value_count + 63) / 64) {}

    [[nodiscard]] bool contains(ir::ValueId value) const {
        return (words_[index(value) / 64] >> (index(value) % 64) & 1) != 0;
    }
    void insert(ir::ValueId value) { words_[index(value) / 64] |= uint64_t{1} << (index(value) % 64); }
    void remove(ir::ValueId value) { words_[index(value) / 64] &= ~(uint64_t{1} << (index(value) % 64)); }
    /// Adds all of @p other.
    void insert(const ValueSet& other) {
        for (size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
    }
    [[nodiscard]] bool is_empty() const {
        for (const uint64_t word : words_)
            if (word != 0) return false;
        return true;
    }
    bool operator==(const ValueSet&) const = default;

  private:
    std::vector<uint64_t> words_;
};

/// Which values are needed where blocks begin and end. Values for which @p is_made_anew holds are left out:
/// they are made at each use. A block's parameters are not in its own entry set.
struct Liveness {
    std::vector<ValueSet> at_entry;
    std::vector<ValueSet> at_exit;
};
[[nodiscard]] Liveness find_liveness(const ir::Function& function, const std::vector<bool>& is_made_anew);

}  // namespace deed::codegen
