#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "compiler/sema/number.hpp"
#include "compiler/sema/symbols.hpp"
#include "compiler/syntax/tree.hpp"

namespace deed::sema {

/// What an expression means before it has to have a type: an exact number, or a typed expression.
struct Operand {
    std::optional<Rational> number;
    uint32_t hex_bytes = 0;  ///< of a hexadecimal literal: how many bytes its digits write out
    ExpressionPtr expression;
    source::Span span;
};

/// A function whose body waits to be checked.
struct PendingFunction {
    enum class State : uint8_t { Waiting, Open, Done };

    Function* function;
    const syntax::FunctionDeclaration* syntax;
    Contract* contract;  ///< null for a function of a file
    const Scope* scope;
    State state = State::Waiting;
};
/// A ledger or purse whose asset and keys wait to be resolved.
struct PendingHolding {
    Field* field;
    Field* total;  ///< null when it has none
    std::variant<const syntax::LedgerDeclaration*, const syntax::PurseDeclaration*> syntax;
};
struct PendingContract {
    Contract* contract;
    const syntax::ContractDeclaration* syntax;
    Scope* scope;
    std::vector<std::pair<Field*, const syntax::FieldDeclaration*>> fields;
    std::vector<std::pair<ConstantSymbol*, const syntax::Declaration*>> constants;
    Part* part = nullptr;  ///< whose declarations these are; null for the contract's own
    std::vector<PartSymbol*> parts;
    bool has_messages = false;  ///< declares or verifies some
    Field* nonces = nullptr;
    std::vector<PendingHolding> holdings;
    std::vector<std::pair<Function*, const syntax::InvariantDeclaration*>> invariants;
};
struct PendingTest {
    Test* test;
    const syntax::TestDeclaration* syntax;
    const Scope* scope;
};

/// What is around the statement that is being checked.
struct Surroundings {
    const Scope* scope = nullptr;
    Function* function = nullptr;  ///< null in tests and in constants
    Contract* contract = nullptr;
    Test* test = nullptr;
    std::vector<std::unique_ptr<Local>>* locals = nullptr;
    std::vector<std::map<std::string, const Local*, std::less<>>>
        blocks;                      ///< names of locals, outermost first
    const Local* from = nullptr;     ///< in tests, inside `as`: who calls
    bool is_specification = false;   ///< inside `ensures`, `invariant` and their like
    bool has_whole_numbers = false;  ///< inside those that no contract computes: integers have no bounds
    Ensures* ensures = nullptr;      ///< where `old` keeps its values
    uint32_t loops = 0;
    uint32_t transactions = 0;  ///< met so far in a test
    bool is_unsafe = false;     ///< inside an `unsafe` block
    bool keeps_product =
        false;  ///< the operator that is checked next is a numerator's: a product is as wide as it is
    bool takes_attempt = false;  ///< a `match` takes apart the expression that is checked next
};

}  // namespace deed::sema
