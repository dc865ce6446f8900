#pragma once

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "compiler/codegen/gas_terms.hpp"

namespace deed::codegen {

enum class Truth : uint8_t { Zero, NotZero };

/// What holds on every path to one place of the code.
struct GasState {
    std::vector<Term> stack;
    std::map<uint64_t, Term> memory;  ///< words at known addresses
    std::map<Term, Term> storage;     ///< the present value of slots
    std::set<Term> warm_slots;
    std::set<Term> warm_accounts;
    std::set<Term> prepaid;  ///< slots whose first change was paid in full, and the next not yet
    std::set<std::pair<Term, Term>> not_less;  ///< the first is not less than the second
    std::set<Term> not_zero;

    /// Takes note of what a condition was found to be.
    void assume(const Terms& terms, Term condition, Truth truth);
    /// Whether @p value is zero whenever @p present is, or @p present is not: then storing it over @p present
    /// makes nothing of nothing.
    [[nodiscard]] bool keeps_zero(const Terms& terms, Term present, Term value) const {
        return keeps_zero(terms, present, value, kDepth);
    }
    /// Forgets what is known of words that contain @p unknown, which is about to be another word.
    void forget(const Terms& terms, Term unknown);
    /// Forgets words of memory between two addresses.
    void forget_memory(uint64_t begin, uint64_t end);
    /// Puts a value into a slot; other slots may be the same one.
    void write_slot(const Terms& terms, Term slot, Term value);

    /// Leaves what @p other knows as well; words of the stack that differ become unknown words of @p node.
    /// Gives whether anything changed.
    bool join(Terms& terms, uint32_t node, GasState other);

  private:
    /// How many operations are looked through.
    static constexpr unsigned kDepth = 6;
    [[nodiscard]] bool keeps_zero(const Terms& terms, Term present, Term value, unsigned depth) const;
};

}  // namespace deed::codegen
