#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "compiler/codegen/assembly.hpp"

namespace deed::codegen {

/// A word that code computes, as far as its gas depends on it. Equal terms are equal words.
enum class Term : uint32_t {};

enum class TermKind : uint8_t {
    Constant,   ///< `constant`
    Place,      ///< a label, or another number that is known when the code is laid out: `item`, `a`
    Unknown,    ///< what node `a` found at `b`: each time the code comes there, another word
    Operation,  ///< `op` of `operands`, which depends on nothing else
};

/// Makes and keeps terms.
class Terms {
  public:
    struct Entry {
        TermKind kind = TermKind::Constant;
        ItemKind item{};
        isa::Op op{};
        uint32_t a = 0;
        uint32_t b = 0;
        Uint256 constant;
        std::array<Term, 3> words{};
        uint8_t word_count = 0;

        [[nodiscard]] std::span<const Term> operands() const { return {words.data(), word_count}; }
        bool operator==(const Entry&) const = default;
    };

    Term constant(const Uint256& value);
    Term place(ItemKind item, uint32_t a);
    Term unknown(uint32_t node, uint32_t number);
    /// The operation's result; a constant where that is simple to see. Nothing when it would hold too many
    /// unknown words. An operation has three operands at most.
    std::optional<Term> operation(isa::Op op, std::span<const Term> operands);

    [[nodiscard]] const Entry& at(Term term) const { return entries_[static_cast<size_t>(term)]; }
    [[nodiscard]] bool is_operation(Term term, isa::Op op) const;
    [[nodiscard]] bool is_unknown(Term term, uint32_t node, uint32_t number) const;
    /// The constant that the term is, or null.
    [[nodiscard]] const Uint256* constant_of(Term term) const;
    /// The constant when it is below 2^32, else nothing: sizes and addresses.
    [[nodiscard]] std::optional<uint64_t> small(Term term) const;
    [[nodiscard]] bool depends(Term term, Term unknown) const;
    /// The nodes whose unknown words are inside it, in order.
    [[nodiscard]] std::vector<uint32_t> makers_of(Term term) const;
    /// How many there are.
    [[nodiscard]] size_t size() const { return entries_.size(); }

  private:
    using Unknowns = std::vector<Term>;

    /// Where in `known_` the entry is, or where it would be.
    [[nodiscard]] size_t place_of(const Entry& entry) const;
    Term add(const Entry& entry, size_t place, uint32_t set);
    Term intern(const Entry& entry);
    [[nodiscard]] std::optional<Term> add_to_sum(std::span<const Term> operands);
    /// The number of the set of all unknown words inside @p operands; nothing when they are too many.
    std::optional<uint32_t> join_sets(std::span<const Term> operands);
    [[nodiscard]] const Unknowns& unknowns_in(Term term) const {
        return sets_[set_of_[static_cast<size_t>(term)]];
    }
    void grow();

    std::deque<Entry> entries_;     ///< what `at` and `constant_of` lend stays in place while terms are added
    std::vector<uint32_t> set_of_;  ///< by term: the unknown words inside it, itself included
    std::vector<Unknowns> sets_{{}};  ///< sorted; the first is empty
    std::vector<uint32_t> known_ =
        std::vector<uint32_t>(1024);  ///< a table of terms and 1, at their hashes; 0: free
};

}  // namespace deed::codegen
