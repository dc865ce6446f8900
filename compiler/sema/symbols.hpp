#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "compiler/sema/number.hpp"
#include "compiler/sema/program.hpp"
#include "compiler/syntax/tree.hpp"

namespace deed::sema {

class Scope;

/// A `const`. Its value is computed when it is first asked for.
struct ConstantSymbol {
    enum class State : uint8_t { Waiting, Open, Done, Refused };

    const syntax::ConstDeclaration* syntax;
    const Scope* scope;
    State state = State::Waiting;
    std::optional<Rational> number;  ///< of a constant without a written type that is a number
    const Type* type = nullptr;      ///< else
    Constant value;
};

/// A `component`: every part is made from its syntax anew.
struct ComponentSymbol {
    const syntax::ComponentDeclaration* syntax;
    const Scope* scope;
    bool is_used = false;
};
/// A part, as a name in what it belongs to.
struct PartSymbol {
    const syntax::PartDeclaration* syntax;
    Part* part = nullptr;          ///< null when its component was refused
    const Scope* scope = nullptr;  ///< the names inside
};

/// What stands for a parameter of a generic declaration.
struct GenericValue {
    const Type* type = nullptr;  ///< null for a size
    uint64_t size = 0;

    auto operator<=>(const GenericValue&) const = default;
};
struct PendingContract;
/// A generic function: each set of arguments makes one from its syntax anew.
struct GenericSymbol {
    const syntax::Declaration* declaration;
    const syntax::FunctionDeclaration* syntax;
    PendingContract* pending;  ///< null for a function of a file
    const Scope* scope;
    std::map<std::vector<GenericValue>, Function*> instances;
    Function* sample = nullptr;  ///< by which the text is checked once, whether it is used or not
};

/// A declaration that was refused already: uses of its name say nothing.
struct BrokenSymbol {};

using Entity = std::variant<BrokenSymbol, Contract*, Interface*, Struct*, const Event*, const ErrorType*,
                            ConstantSymbol*, Function*, Field*, const SignedMessage*, Enum*, const Unit*,
                            ComponentSymbol*, PartSymbol*, GenericSymbol*, const Type*>;

struct Symbol {
    Entity entity;
    source::Span span;
};

/// The names of a file or a contract.
class Scope {
  public:
    explicit Scope(const Scope* outer) : outer_(outer) {}

    /// Adds a name; returns the symbol that has it already in this scope.
    const Symbol* add(const std::string& name, Symbol symbol);
    [[nodiscard]] const Symbol* find_here(std::string_view name) const;
    /// Here or further out.
    [[nodiscard]] const Symbol* find(std::string_view name) const;
    [[nodiscard]] const Scope* outer() const { return outer_; }
    /// Every name that can be seen from here.
    void collect_names(std::vector<std::string>& names) const;

  private:
    const Scope* outer_;
    std::map<std::string, Symbol, std::less<>> symbols_;
};

/// "a contract", "a struct" …
[[nodiscard]] std::string_view describe(const Entity& entity);
/// Whether the language declares the name itself: `caller`, `uint256`, `keccak256` …
[[nodiscard]] bool is_predeclared(std::string_view name);

}  // namespace deed::sema
