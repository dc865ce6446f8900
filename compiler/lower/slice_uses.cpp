#include "compiler/lower/slice_uses.hpp"

#include "compiler/sema/analysis.hpp"
#include "compiler/sema/walk.hpp"

namespace deed::lower {
namespace {

using sema::Expression;
using sema::Function;

template <typename... Nodes>
bool is_one_of(const Expression& expression) {
    return (std::holds_alternative<Nodes>(expression.node) || ...);
}

/// Whether the slices among the operands are not there any more when the result is.
bool uses_up(const Expression& expression) {
    if (std::holds_alternative<sema::Call>(expression.node)) return !sema::holds_slice(*expression.type);
    return is_one_of<sema::PlaceRead, sema::Binary, sema::IntrinsicCall, sema::AbiEncode, sema::ExternalCall,
                     sema::RawCall, sema::Deploy, sema::HoldingChange, sema::Otherwise>(expression);
}

class Finder {
  public:
    explicit Finder(std::set<const Expression*>& found) : found_(found) {}

    void look_into(const Function& function, bool goes_on) {
        const auto look = [&](const Expression& expression) {
            if (uses_up(expression))
                sema::for_each_operand(expression, [&](const Expression& one) { note(one); });
        };
        sema::walk_expressions(function.body, look);
        if (function.guard && function.guard->condition != nullptr)
            sema::walk_expression(*function.guard->condition, look);
        sema::walk_statements(function.body, [&](const sema::Statement& statement) {
            look_at(statement);
            const auto* back = std::get_if<sema::Return>(&statement.node);
            // What goes outside is encoded before the memory is used again.
            if (back != nullptr && back->value != nullptr && !goes_on) note_result(*back->value);
        });
    }

  private:
    void note(const Expression& expression) {
        if (makes_slice(expression)) found_.insert(&expression);
    }
    void note_result(const Expression& value) {
        note(value);
        if (std::holds_alternative<sema::TupleLiteral>(value.node))
            sema::for_each_operand(value, [&](const Expression& one) { note(one); });
    }
    void note_keys(const sema::Place& place) {
        sema::for_each_key(place, [&](const Expression& key) { note(key); });
    }
    void look_at(const sema::Statement& statement) {
        if (const auto* assign = std::get_if<sema::Assign>(&statement.node)) note_keys(assign->place);
        if (const auto* update = std::get_if<sema::Update>(&statement.node)) note_keys(update->place);
        if (const auto* change = std::get_if<sema::ListUpdate>(&statement.node)) note_keys(change->place);
        const bool ends_here = std::holds_alternative<sema::Emit>(statement.node) ||
                               std::holds_alternative<sema::Revert>(statement.node) ||
                               std::holds_alternative<sema::Require>(statement.node) ||
                               std::holds_alternative<sema::Verify>(statement.node);
        if (ends_here) sema::for_each_expression(statement, [&](const Expression& one) { note(one); });
    }

    std::set<const Expression*>& found_;
};

}  // namespace

bool makes_slice(const Expression& expression) {
    const auto* cast = std::get_if<sema::Cast>(&expression.node);
    return cast != nullptr && expression.type->is_slice() && cast->operand->type->is_text();
}

std::set<const Expression*> find_passing_slices(const std::vector<const Function*>& functions) {
    std::set<const Function*> called;
    for (const Function* function : functions)
        called.insert(function->callees.begin(), function->callees.end());
    std::set<const Expression*> found;
    for (const Function* function : functions) {
        // What is promised of the results is computed before they go on.
        const bool goes_on = called.contains(function) || !function->ensures.empty();
        Finder{found}.look_into(*function, goes_on);
    }
    return found;
}

}  // namespace deed::lower
