#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <tuple>
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
        Uint256 constant;
        ItemKind item{};
        isa::Op op{};
        uint32_t a = 0;
        uint32_t b = 0;
        std::vector<Term> operands;
        std::vector<Term> unknowns;  ///< inside it, itself included; sorted
    };

    Term constant(const Uint256& value);
    Term place(ItemKind item, uint32_t a);
    Term unknown(uint32_t node, uint32_t number);
    /// The operation's result; a constant where that is simple to see.
    Term operation(isa::Op op, const std::vector<Term>& operands);

    [[nodiscard]] const Entry& at(Term term) const { return entries_[static_cast<size_t>(term)]; }
    [[nodiscard]] bool is_operation(Term term, isa::Op op) const;
    /// The constant that the term is, or null.
    [[nodiscard]] const Uint256* constant_of(Term term) const;
    /// The constant when it is below 2^32, else nothing: sizes and addresses.
    [[nodiscard]] std::optional<uint64_t> small(Term term) const;
    [[nodiscard]] bool depends(Term term, Term unknown) const;

  private:
    using Key = std::tuple<TermKind, ItemKind, isa::Op, uint32_t, uint32_t, Uint256, std::vector<Term>>;
    Term intern(Entry entry);

    std::deque<Entry> entries_;  ///< what `at` and `constant_of` lend stays in place while terms are added
    std::map<Key, Term> known_;
};

}  // namespace deed::codegen
