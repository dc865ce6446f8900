#pragma once

#include <utility>
#include <vector>

#include "compiler/codegen/gas_facts.hpp"
#include "compiler/codegen/gas_terms.hpp"

namespace deed::codegen {

enum class Truth : uint8_t { Zero, NotZero };

/// What holds on every path to one place of the code.
struct GasState {
    std::vector<Term> stack;
    FactMap<uint64_t, Term> memory;  ///< words at known addresses
    FactMap<Term, Term> storage;     ///< the present value of slots
    FactSet<Term> warm_slots;
    FactSet<Term> warm_accounts;
    FactSet<Term> prepaid;  ///< slots whose first change was paid in full, and the next not yet
    /// Slots whose first change was paid as one that makes nothing of nothing, and the next such not yet.
    FactSet<Term> rewritten;
    FactSet<Term> written;  ///< slots that some path has written, unless `is_all_written`
    bool is_all_written = false;
    FactSet<std::pair<Term, Term>> not_less;  ///< the first is not less than the second
    FactSet<Term> not_zero;
    FactSet<Term> filled;  ///< of the slots that are watched, those that hold something now

    /// How many words and facts it holds.
    [[nodiscard]] size_t size() const;
    /// Takes note of what a condition was found to be.
    void assume(const Terms& terms, Term condition, Truth truth) { assume(terms, condition, truth, kDepth); }
    /// Whether @p value is zero whenever @p present is, or @p present is not: then storing it over @p present
    /// makes nothing of nothing.
    [[nodiscard]] bool keeps_zero(const Terms& terms, Term present, Term value) const {
        return keeps_zero(terms, present, value, kDepth);
    }
    [[nodiscard]] bool is_never_zero(const Terms& terms, Term word) const;
    [[nodiscard]] bool is_filled(const Terms& terms, Term slot) const;
    /// Keeps in mind which of @p watched hold something, whatever becomes of the words that tell.
    void note_filled(const Terms& terms, const std::vector<Term>& watched);
    /// Forgets what is known of words that contain @p unknown, which is about to be another word.
    void forget(const Terms& terms, Term unknown);
    /// Forgets words of memory between two addresses.
    void forget_memory(uint64_t begin, uint64_t end);
    /// Puts a value into a slot; other slots may be the same one.
    void write_slot(const Terms& terms, Term slot, Term value);

    /// Whether some path here may have written the slot.
    [[nodiscard]] bool may_be_written(const Terms& terms, Term slot) const;
    /// For others' code, which may come back and write.
    void forget_storage();
    /// Whether what follows costs the same as behind @p other, as far as slots were paid for.
    [[nodiscard]] bool has_paid_as(const GasState& other) const;
    /// Leaves what @p other knows as well; words of the stack that differ become unknown words of @p node.
    /// Gives whether anything changed.
    bool join(Terms& terms, uint32_t node, const GasState& other);

  private:
    /// How many operations are looked through.
    static constexpr unsigned kDepth = 6;
    void assume(const Terms& terms, Term condition, Truth truth, unsigned depth);
    void write_all();
    bool add_written(const GasState& other);
    bool keep_common(const GasState& other);
    [[nodiscard]] bool knows_used_slots_of(const GasState& other) const;
    [[nodiscard]] bool keeps_zero(const Terms& terms, Term present, Term value, unsigned depth) const;
};

}  // namespace deed::codegen
