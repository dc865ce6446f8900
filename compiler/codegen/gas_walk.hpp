#pragma once

#include <deque>
#include <map>
#include <optional>
#include <queue>
#include <span>
#include <tuple>
#include <vector>

#include "compiler/codegen/gas_state.hpp"

namespace deed::codegen {

/// Gas that grows with data of unknown length: each operation on such data handles at most so many words.
struct GasCost {
    uint64_t base = 0;
    uint64_t per_word = 0;
};

/// A slot or account that may be touched for the first time, for as much gas.
struct ColdTouch {
    uint64_t gas = 0;
    Term what{};
    std::vector<uint32_t> makers;  ///< the nodes that find the unknown words inside it
};

/// A run of code without a jump or a place to jump to inside. The same code is one node for each entry it is
/// run for, and each stack of return addresses it is run with.
struct GasNode {
    size_t begin = 0;    ///< the index of its first item
    size_t depth = 0;    ///< how many labels are among the words of the stack
    uint32_t owner = 0;  ///< the entry through which the code was come to, from 1 on; 0 before all
    GasState entry;
    bool is_waiting = false;
    uint64_t rounds = 0;  ///< of a loop's head: how often the loop comes back to it at most

    GasCost cold;  ///< when no slot or account was touched before the call, without `touches`
    GasCost warm;  ///< when all were
    std::vector<ColdTouch> touches;
    uint64_t memory_end = 0;
    std::vector<uint32_t> successors;
    std::vector<ir::Origin> calls;  ///< of accounts whose own gas is not counted
};

/// From where on slots hold something.
enum class FilledFrom : uint8_t {
    Begin,  ///< whenever the code is entered, and whenever others' code that it calls comes back
    End,    ///< when it succeeds: code that creates a contract, whose slots are empty before
};

/// Slots that are watched.
struct FilledSlots {
    std::vector<Uint256> numbers;
    FilledFrom from = FilledFrom::Begin;
};

/// What the code of a module does with gas, node by node.
class GasWalk {
  public:
    /// The items of @p assembly are those of @p module, laid out but for their places; their memory is
    /// resolved and ends at @p tail. What is known is kept apart for each of @p entries. What @p filled says
    /// is taken for true, and holds when nothing is lost.
    GasWalk(const Assembly& assembly, const ir::Module& module, uint32_t tail,
            const std::vector<LabelId>& entries = {}, const FilledSlots& filled = {});

    /// Follows all code from the first item. False when some jump is not understood, when it would take more
    /// than kMostWork, and when all slots that are watched are lost.
    bool run();
    /// What was done: an item followed and a word or fact of a state handed on count one each. Contracts that
    /// fit the chain take some hundred thousand; the limit is for the compiler's own time.
    [[nodiscard]] uint64_t work() const { return work_; }
    static constexpr uint64_t kMostWork = 1'000'000;
    /// So many ways to one place are kept apart.
    static constexpr size_t kMostWays = 4;

    [[nodiscard]] const std::deque<GasNode>& nodes() const { return nodes_; }
    /// Of the slots that are watched, those that may be empty where the code succeeds or others' code is
    /// called.
    [[nodiscard]] std::vector<Uint256> lost() const;
    /// The nodes that begin at a label.
    [[nodiscard]] std::vector<uint32_t> nodes_at(LabelId label) const;

  private:
    /// One node while it is followed.
    struct Here {
        uint32_t number;
        GasNode& node;
        GasState state;
        size_t position;

        void charge(uint64_t gas);
        void charge_words(uint64_t gas);
        /// For what costs more when it is touched for the first time.
        void charge_cold(uint64_t gas, Term what, const Terms& terms);
        Term pop();
    };

    void wait(uint32_t number);
    void visit(uint32_t number);
    bool step(Here& here, const Item& item);
    void run_machine(Here& here, isa::Op op, const Item& item);
    void end_with_jump(Here& here, size_t position, isa::Op op);
    void go(Here& here, size_t position, GasState&& state);
    void enter(Here& here, size_t position, uint32_t owner, GasState&& state);
    [[nodiscard]] bool is_label(Term term) const;
    [[nodiscard]] bool runs_for(const GasNode& node, uint32_t owner, const std::vector<Term>& stack) const;
    [[nodiscard]] std::optional<uint32_t> find_way(size_t position, uint32_t owner, const GasState& state);
    void go_to(Here& here, Term target, GasState&& state);
    [[nodiscard]] std::vector<size_t> table_slots(size_t begin) const;
    [[nodiscard]] const LabelTable* find_table(Term target) const;
    /// Where a label is that is pushed as such.
    [[nodiscard]] std::optional<size_t> find_place(Term target) const;
    Term make_unknown(Here& here);

    /// Code that ends the call at once and needs nothing from the stack; bare when its gas does not depend on
    /// what was done before either.
    enum class Way : uint8_t { NotLooked, On, Out, BareOut };
    [[nodiscard]] Way way_at(size_t position);
    [[nodiscard]] Way look_at(size_t position) const;
    [[nodiscard]] bool succeeds_at(size_t position) const;
    void leave_at_once(const Here& here, size_t position, Term condition);
    void check_filled(const GasState& state);

    // In gas_charges.cpp:
    void touch_memory(Here& here, isa::Op op, std::span<const Term> operands);
    void read_memory(Here& here, Term offset, Term size);
    void write_memory(Here& here, Term offset, Term size);
    void grow_memory(Here& here, Term offset, Term size);
    void charge_data(Here& here, Term size, uint64_t per_word);
    /// A size as known bytes and a number of unknown lengths.
    struct Extent {
        uint64_t bytes = 0;
        uint64_t lengths = 0;
    };
    [[nodiscard]] Extent extent_of(Term size) const;
    struct Parts;
    void add_parts(Term term, int sign, Parts& parts) const;
    void load_slot(Here& here, Term slot);
    [[nodiscard]] bool is_covered(Term slot) const;
    [[nodiscard]] bool takes_from(Term present, Term value) const;
    void store_slot(Here& here, Term slot, Term value);
    [[nodiscard]] bool takes_part(Term account) const;
    void touch_account(Here& here, Term account);
    void call(Here& here, isa::Op op, std::span<const Term> operands, const Item& item);
    void let_others_run(Here& here, isa::Op op);
    Term result_of(Here& here, isa::Op op, std::span<const Term> operands);
    Term load_word(Here& here, std::span<const Term> slot);
    std::optional<Term> find_first_word(Here& here, std::span<const Term> slot);
    Term hash_of(Here& here, std::span<const Term> operands);

    const std::vector<Item>& items_;
    const std::vector<LabelTable>& tables_;
    const ir::Module& module_;
    uint32_t tail_;
    Terms terms_;
    std::vector<size_t> places_;   ///< by label
    std::vector<bool> is_target_;  ///< by label
    std::deque<GasNode> nodes_;
    std::vector<Way> ways_;              ///< by item
    std::map<size_t, uint32_t> owners_;  ///< by the place of an entry
    std::vector<Term> watched_;
    FilledFrom filled_from_;
    FactSet<Term> lost_;
    /// Nodes by the place of their code: of those with the same entry and the same labels on the stack, one
    /// for each way to come there, as far as ways are kept apart.
    std::vector<std::vector<uint32_t>> nodes_of_;
    /// The nodes to visit, each before those it leads to but for loops: calls first, from the deepest, then
    /// by the rank of their blocks.
    using Waiting = std::tuple<size_t, uint32_t, uint32_t>;
    std::priority_queue<Waiting, std::vector<Waiting>, std::greater<>> waiting_;
    uint64_t work_ = 0;
    bool is_understood_ = true;
};

}  // namespace deed::codegen
