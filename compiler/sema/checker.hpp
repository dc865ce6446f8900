#pragma once

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "compiler/diagnostics/diagnostics.hpp"
#include "compiler/sema/check.hpp"
#include "compiler/sema/pending.hpp"
#include "compiler/sema/pure_evaluation.hpp"
#include "compiler/sema/symbols.hpp"
#include "compiler/sema/variants.hpp"

namespace deed::sema {

/// Turns parsed modules into a Program. check_<area>.cpp holds the functions of each area.
///
/// What was refused has the Error type, and nothing that touches an Error type is refused again.
class Checker {
  public:
    Checker(const std::vector<syntax::Module>& modules, const source::Sources& sources,
            diagnostics::Diagnostics& diagnostics, Locks locks);
    std::unique_ptr<Program> check();

  private:
    using Code = diagnostics::Code;
    using Types = std::vector<const Type*>;

    diagnostics::Diagnostic& report(Code code, source::Span span,
                                    std::initializer_list<std::string_view> words = {}) {
        diagnostics::Diagnostic& message = diagnostics_.report(code, span, words);
        const bool is_instance =
            here_.function != nullptr && here_.function->genericity == Genericity::Instance;
        if (is_instance) message.note(here_.function->span, "of this, it is `" + here_.function->name + "`");
        return message;
    }
    TypeTable& types() { return program_->types; }

    // Declarations: check_declarations, check_signatures, check_getters, check_contracts.
    void declare_builtin_errors();
    void declare_names(size_t index);
    void declare_contract(const syntax::Declaration& declaration, const syntax::ContractDeclaration& node,
                          Scope& scope);
    void declare_member(const syntax::Declaration& declaration, PendingContract& contract);
    void declare_event(const syntax::Declaration& declaration, const syntax::EventDeclaration& node,
                       Scope& scope);
    void declare_error(const syntax::Declaration& declaration, const syntax::ErrorDeclaration& node,
                       Scope& scope);
    void declare_struct(const syntax::Declaration& declaration, const syntax::StructDeclaration& node,
                        Scope& scope);
    void declare_enum(const syntax::Declaration& declaration, const syntax::EnumDeclaration& node,
                      Scope& scope);
    void declare_unit(const syntax::Declaration& declaration, const syntax::UnitDeclaration& node,
                      Scope& scope);
    ConstantSymbol* declare_constant(const syntax::ConstDeclaration& node, Scope& scope);
    void declare_interface(const syntax::Declaration& declaration, const syntax::InterfaceDeclaration& node,
                           Scope& scope);
    void declare_function(const syntax::Declaration& declaration, const syntax::FunctionDeclaration& node,
                          PendingContract* contract, Scope& scope);
    void declare_test(const syntax::TestDeclaration& node, const Scope& scope);
    void declare(Scope& scope, const syntax::Identifier& name, Entity entity);
    void import_names(size_t index);

    void resolve_structs();
    void resolve_enum(Enum& enumeration, const syntax::EnumDeclaration& node, const Scope& scope);
    void check_aggregates();
    void resolve_events_and_errors();
    void resolve_interfaces();
    void resolve_interface_function(Interface& interface, const syntax::FunctionDeclaration& node,
                                    const Scope& scope);
    std::vector<const Interface*> find_interfaces(const std::vector<syntax::Path>& paths, const Scope& scope);
    void cut_circle(Interface& interface);
    void bring_in(const Interface& interface, Scope& scope);
    void resolve_fields(PendingContract& pending);
    void resolve_function(PendingFunction& pending);
    void resolve_bases(PendingContract& pending);
    void resolve_result(Function& function, const std::vector<syntax::TypeNodePtr>& results,
                        const Scope& scope);
    std::vector<Parameter> resolve_parameters(const std::vector<syntax::Parameter>& parameters,
                                              const Scope& scope, std::string_view use);
    void check_parameter_names(const std::vector<syntax::Parameter>& parameters);
    Mutability mutability_of(const syntax::FunctionDeclaration& node);
    Function* make_getter(PendingContract& pending, const std::string& name, source::Span span);
    void make_field_getter(PendingContract& pending, const Field& field);
    void make_constant_getter(PendingContract& pending, ConstantSymbol& constant,
                              const syntax::Declaration& declaration);
    Place make_getter_place(const Function& getter, const Field& field);
    void finish_getter(Function& getter, std::vector<ExpressionPtr> values);
    void check_guard(PendingFunction& pending);
    ExpressionPtr check_guard_atom(const syntax::GuardAtom& atom, GuardAtom& result);
    [[nodiscard]] std::optional<ConstantSymbol*> find_guard_constant(const syntax::GuardAtom& node) const;
    std::optional<Place> find_guard_place(const syntax::GuardAtom& atom);
    void check_body(PendingFunction& pending);
    void check_gas_limit(PendingFunction& pending);
    void check_test(PendingTest& pending);
    void make_getters(PendingContract& pending);
    void check_initializers(PendingContract& pending);
    void check_contract(PendingContract& pending);
    void check_selectors(const Contract& contract);
    /// Contract::events and Contract::errors.
    void collect_abi(PendingContract& pending);
    void check_interface(const Contract& contract, const Interface& interface);
    void check_interface_function(const Contract& contract, const Interface& interface,
                                  const Signature& wanted);

    // Components: check_parts.cpp.
    void declare_component(const syntax::ComponentDeclaration& node, Scope& scope);
    void declare_part(const syntax::PartDeclaration& node, PendingContract& pending);
    /// Makes the parts of what is declared in @p pending, and theirs.
    void make_parts(PendingContract& pending, std::vector<const ComponentSymbol*>& around);
    void make_part(PendingContract& pending, PartSymbol& symbol, std::vector<const ComponentSymbol*>& around);
    void make_samples();
    void fill_part(PendingContract& inner, const ComponentSymbol& component);
    /// The contract's own declarations, also for those of a part.
    PendingContract& owner_of(const PendingContract& pending);
    void expose_parts();
    void check_only_receive(const PendingContract& pending, const Function& receive,
                            const syntax::Identifier& name);
    Function* find_part_function(const Part& part, std::string_view name);
    Function* find_exposed(const PartSymbol& symbol, const syntax::Identifier& name);
    /// The part that an expression names, or null.
    const PartSymbol* find_part(const syntax::Expression& expression) const;
    Operand check_part_call(const PartSymbol& symbol, const syntax::Identifier& name,
                            const syntax::CallExpression& call, source::Span span);
    /// "owned.transfer": a name inside a part, as messages and code have it.
    static std::string name_in(const PendingContract& pending, const std::string& name);

    // Generic declarations: check_generics.cpp.
    void declare_generic(const syntax::Declaration& declaration, const syntax::FunctionDeclaration& node,
                         PendingContract* pending, Scope& scope);
    /// Makes the function that @p symbol is for these arguments; not yet resolved.
    Function& make_instance(GenericSymbol& symbol, const std::vector<GenericValue>& values,
                            Genericity genericity);
    void declare_values(const std::vector<syntax::GenericParameter>& generics,
                        const std::vector<GenericValue>& values, Scope& scope);
    /// Arguments that stand for any: by which a declaration is checked on its own.
    std::vector<GenericValue> sample_values(const std::vector<syntax::GenericParameter>& generics);
    void make_generic_samples();
    Operand check_generic_call(GenericSymbol& symbol, const syntax::CallExpression& call, source::Span span,
                               const Type* expected);
    const Type* type_of_argument(const syntax::TypeNode& node, const syntax::Expression& argument,
                                 const std::vector<syntax::GenericParameter>& generics, const Scope& scope);
    std::vector<Operand> check_generic_arguments(const GenericSymbol& symbol,
                                                 const syntax::CallExpression& call);
    std::optional<std::vector<GenericValue>> infer(const GenericSymbol& symbol,
                                                   const std::vector<Operand>& arguments, source::Span span,
                                                   const Type* expected);
    bool check_bound(const syntax::GenericParameter& generic, const GenericValue& value, source::Span span);
    /// What stands in the `<…>` of a part; nothing after a message.
    std::optional<std::vector<GenericValue>> check_part_arguments(const ComponentSymbol& component,
                                                                  const syntax::PartDeclaration& node,
                                                                  const Scope& scope);
    /// Checks the bodies that wait, and those that come up with them.
    void check_bodies();
    /// A call of a pure function with constants, where a constant is wanted.
    Operand evaluate_call(Operand operand);
    /// Whether the function has its body, which is checked now if it was not.
    bool prepare_body(const Function& function);

    // Signed messages: check_signed.cpp.
    SignedMessage& declare_message(const syntax::Declaration& declaration,
                                   const syntax::SignedDeclaration& node, Scope& scope);
    void resolve_messages();
    void resolve_message(SignedMessage& message, const syntax::SignedDeclaration& node, const Scope& scope);
    std::optional<SignedRole> resolve_role(const SignedMessage& message, const syntax::Parameter& parameter,
                                           const Scope& scope);
    [[nodiscard]] static bool needs_nonces(const syntax::SignedDeclaration& node);
    /// The contract's nonces: at its first use a field behind those it has already.
    const Field* find_nonces(PendingContract& pending, source::Span span);
    /// What a contract with messages has besides: its domain, `nonces` and `DOMAIN_SEPARATOR`.
    void finish_messages(PendingContract& pending);
    SignedDomain make_domain(const PendingContract& pending);
    std::optional<std::vector<ExpressionPtr>> check_message_arguments(const SignedMessage& message,
                                                                      const syntax::Construction& node);

    // Types: check_types.cpp.
    const Type* resolve_type(const syntax::TypeNode& node, const Scope& scope);
    const Type* resolve_type(const syntax::NamedType& node, const Scope& scope);
    const Type* resolve_type(const syntax::MapType& node, const Scope& scope);
    const Type* resolve_type(const syntax::ArrayType& node, const Scope& scope);
    const Type* resolve_type(const syntax::OptionalType& node, const Scope& scope);
    const Type* resolve_type(const syntax::TupleType& node, const Scope& scope);
    // Tuples: check_tuples.cpp.
    /// What `let (…): (…)` says its parts are; coins may be among them, since they are apart at once.
    const Type* resolve_parts(const syntax::TypeNode& node);
    Operand check_tuple_key(Operand base, const syntax::Expression& index, source::Span span);
    std::vector<ExpressionPtr> check_keys(const Type& map, const syntax::Expression& index);
    const Type* resolve_type(const syntax::BoundedType& node, const Scope& scope);
    /// A constant from 1 to @p limit; nothing after a message.
    std::optional<uint64_t> check_length(const syntax::Expression& length, const Scope& scope,
                                         uint64_t limit);
    const Type* find_builtin_type(std::string_view name);
    bool check_zero(const Type& part, source::Span span, std::string_view role);
    bool check_storable(const Type& type, source::Span span);
    /// Reports what cannot be a part of the code.
    bool check_immutable(const Type& type, source::Span span);
    /// Reports values that do not fit the 64 KiB that are copied.
    bool check_copied(const Type& type, source::Span span);
    bool check_abi(const Type& type, source::Span span, std::string_view use);

    // Statements: check_statements, check_tests.
    Block check_block(const syntax::BlockStatement& block);
    Block check_statements(const syntax::BlockStatement& block);
    void check_statement(const syntax::Statement& statement, std::vector<StatementPtr>& target);
    using Target = std::vector<StatementPtr>;
    void check_node(const syntax::BlockStatement& node, source::Span span, Target& target);
    void check_node(const syntax::DeclareStatement& node, source::Span span, Target& target);
    void check_node(const syntax::AssignStatement& node, source::Span span, Target& target);
    void check_node(const syntax::ExpressionStatement& node, source::Span span, Target& target);
    void check_node(const syntax::IfStatement& node, source::Span span, Target& target);
    void check_node(const syntax::MatchStatement& node, source::Span span, Target& target);
    void check_node(const syntax::UnsafeStatement& node, source::Span span, Target& target);
    void check_node(const syntax::WhileStatement& node, source::Span span, Target& target);
    void check_node(const syntax::ForStatement& node, source::Span span, Target& target);
    void check_node(const syntax::ReturnStatement& node, source::Span span, Target& target);
    void check_node(const syntax::BreakStatement& node, source::Span span, Target& target);
    void check_node(const syntax::ContinueStatement& node, source::Span span, Target& target);
    void check_node(const syntax::RequireStatement& node, source::Span span, Target& target);
    void check_node(const syntax::RevertStatement& node, source::Span span, Target& target);
    void check_node(const syntax::AssertStatement& node, source::Span span, Target& target);
    void check_node(const syntax::EmitStatement& node, source::Span span, Target& target);
    void check_node(const syntax::VerifyStatement& node, source::Span span, Target& target);
    void check_node(const syntax::AsStatement& node, source::Span span, Target& target);
    void check_node(const syntax::ExpectRevertStatement& node, source::Span span, Target& target);
    void check_node(const syntax::ExpectEmitStatement& node, source::Span span, Target& target);
    void check_node(const syntax::BrokenStatement& node, source::Span span, Target& target);
    void check_for_range(const syntax::ForStatement& node, source::Span span, Target& target);
    void check_for_each(const syntax::ForStatement& node, source::Span span, Target& target);
    void check_declare_tuple(const syntax::DeclareStatement& node, source::Span span, Target& target);
    void check_update(const syntax::AssignStatement& node, Place place, source::Span span, Target& target);
    std::optional<Place> check_target(const syntax::Expression& target);
    bool check_writable(const Place& place);
    /// The error behind `else`; nothing after a message.
    std::optional<RevertWith> check_otherwise(const syntax::Construction& error);
    /// `list.push(x)`, `list.pop()`, `list.clear()`; false when it is something else.
    bool check_list_update(const syntax::Expression& expression, source::Span span, Target& target);
    /// A constant from 1 to 2^64 - 1; @p refusal when it is something else.
    std::optional<Uint256> check_maximum(const syntax::Expression& maximum,
                                         Code refusal = Code::InvalidMaximum);
    void report_unfit(Code code, const syntax::Path& path, const Symbol* symbol);
    std::optional<RevertWith> check_error(const syntax::Construction& construction);
    std::optional<std::pair<const Event*, std::vector<ExpressionPtr>>> check_event(
        const syntax::Construction& construction);
    void check_discarded(const syntax::Expression& expression, const Type& type);
    Block check_loop_body(const syntax::BlockStatement& body, const Local* local);
    const Local* declare_local(const syntax::Identifier& name, const Type* type, syntax::Binding binding);
    const Local* make_local(std::string name, const Type* type, syntax::Binding binding, source::Span span);
    bool require_test(std::string_view construct, source::Span span);
    const ErrorType* find_error_of_contracts(std::string_view name) const;
    Block check_transactions(const syntax::BlockStatement& block, std::string_view what, source::Span span);
    [[nodiscard]] const Symbol* find_type_of_contracts(std::string_view name) const;
    const Event* find_event_of_contracts(std::string_view name) const;
    /// Whether some part's component is unknown, and with it what that component declares.
    bool has_broken_part() const;
    /// The declarations of all contracts and all their parts.
    [[nodiscard]] std::vector<const PendingContract*> all_contents() const;
    /// Whether the name of the contract means it in the file that is being checked.
    bool is_visible(const Contract& contract) const;
    void check_shadowing(const syntax::Identifier& name);

    // Variants: check_match.cpp.
    /// The variants of what is matched; none after a message.
    template <typename Node>
    std::vector<VariantShape> find_variants(const Node& match, const Expression& subject);
    /// The variant that a pattern names; nothing after a message.
    std::optional<uint32_t> find_variant(const syntax::Pattern& pattern, const Type& subject,
                                         const std::vector<VariantShape>& variants);
    /// Which arm stands for each variant; empty when not every variant has its one arm.
    template <typename Node>
    std::vector<size_t> order_arms(const Node& match, const Type& subject,
                                   const std::vector<VariantShape>& variants, source::Span span);
    std::optional<uint32_t> find_variant(const syntax::Identifier& name, const Type& subject,
                                         const std::vector<VariantShape>& variants);
    /// `State.Open`, where nothing is carried.
    Operand check_plain_variant(const Enum& enumeration, const syntax::Identifier& name, source::Span span);
    Operand check_variant_call(const Enum& enumeration, const syntax::Identifier& name,
                               const syntax::CallExpression& call, source::Span span);
    std::vector<const Local*> bind_pattern(const syntax::Pattern& pattern, const VariantShape* variant);

    // Expressions: check_expressions.cpp, check_operators.cpp, check_calls.cpp, check_members.cpp.
    /// A value of the type @p expected, or of the expression's own type when that is null.
    ExpressionPtr check_value(const syntax::Expression& expression, const Type* expected);
    /// Any meaning; @p expected only helps where the expression itself says nothing about its type.
    Operand check_operand(const syntax::Expression& expression, const Type* expected);
    Operand check_node(const syntax::NumberLiteral& node, source::Span span, const Type* expected);
    Operand check_node(const syntax::AddressLiteral& node, source::Span span, const Type* expected);
    Operand check_node(const syntax::StringLiteral& node, source::Span span, const Type* expected);
    Operand check_node(const syntax::BoolLiteral& node, source::Span span, const Type* expected);
    Operand check_node(const syntax::NameUse& node, source::Span span, const Type* expected);
    Operand check_node(const syntax::MemberAccess& node, source::Span span, const Type* expected);
    Operand check_node(const syntax::IndexAccess& node, source::Span span, const Type* expected);
    Operand check_node(const syntax::CallExpression& node, source::Span span, const Type* expected);
    Operand check_node(const syntax::UnaryExpression& node, source::Span span, const Type* expected);
    Operand check_node(const syntax::BinaryExpression& node, source::Span span, const Type* expected);
    Operand check_node(const syntax::CastExpression& node, source::Span span, const Type* expected);
    Operand check_node(const syntax::IfExpression& node, source::Span span, const Type* expected);
    Operand check_node(const syntax::MatchExpression& node, source::Span span, const Type* expected);
    Operand check_node(const syntax::SomeExpression& node, source::Span span, const Type* expected);
    Operand check_node(const syntax::NoneExpression& node, source::Span span, const Type* expected);
    Operand check_node(const syntax::ArrayExpression& node, source::Span span, const Type* expected);
    Operand check_node(const syntax::ElseExpression& node, source::Span span, const Type* expected);
    Operand check_node(const syntax::TupleExpression& node, source::Span span, const Type* expected);
    Operand check_node(const syntax::DeployExpression& node, source::Span span, const Type* expected);
    Operand check_node(const syntax::ExternalExpression& node, source::Span span, const Type* expected);
    Operand check_node(const syntax::BrokenExpression& node, source::Span span, const Type* expected);

    // Assets: check_assets.cpp.
    Field* declare_holding(PendingContract& pending, const syntax::Identifier& name,
                           const syntax::Declaration& declaration, FieldRole role);
    void declare_ledger(const syntax::Declaration& declaration, const syntax::LedgerDeclaration& node,
                        PendingContract& pending);
    void declare_purse(const syntax::Declaration& declaration, const syntax::PurseDeclaration& node,
                       PendingContract& pending);
    void resolve_holdings(PendingContract& pending);
    void resolve_ledger(PendingContract& pending, PendingHolding& holding,
                        const syntax::LedgerDeclaration& node);
    void make_holding_getters(PendingContract& pending, const PendingHolding& holding);
    const PendingContract* find_contents(const Scope& scope) const;
    /// What the name stands for behind `of`; nothing after a message.
    std::optional<Asset> find_asset(const syntax::Identifier& name, const Scope& scope);
    const Type* resolve_type(const syntax::CoinType& node, const Scope& scope);
    /// The purse that an expression names, or null.
    const Field* find_purse(const syntax::Expression& expression) const;
    /// An operation of a ledger or purse, or nothing when @p base is neither.
    std::optional<Operand> check_holding_call(const syntax::MemberAccess& callee,
                                              const syntax::CallExpression& call, source::Span span);
    Operand check_holding_operation(const Field& holding, ExpressionPtr member,
                                    const syntax::MemberAccess& callee, const syntax::CallExpression& call,
                                    source::Span span);
    Operand check_coin_call(ExpressionPtr coin, const syntax::MemberAccess& callee,
                            const syntax::CallExpression& call, source::Span span);
    Operand read_paid(source::Span span);
    // Specifications: check_specifications.cpp.
    void declare_invariant(const syntax::Declaration& declaration, const syntax::InvariantDeclaration& node,
                           PendingContract& pending);
    void check_invariants(PendingContract& pending);
    /// What `requires` does first in the body.
    std::vector<StatementPtr> check_requirements(const PendingFunction& pending);
    void check_ensures(const PendingFunction& pending);
    ExpressionPtr check_condition(const syntax::Expression& condition);
    Operand check_old(const syntax::CallExpression& call, source::Span span);
    Operand check_sum(const syntax::CallExpression& call, source::Span span);
    /// An operation on numbers without bounds, or nothing where an ordinary one does.
    std::optional<Operand> check_whole(BinaryOperator op, std::vector<Operand>& operands, source::Span span);
    void check_node(const syntax::AssumeStatement& node, source::Span span, Target& target);
    void check_receive(const syntax::FunctionDeclaration& node);
    // Payments: check_payments.cpp.
    /// The `let` field of interface type that an expression names, or null.
    const Field* find_token(const syntax::Expression& expression) const;
    /// `pay(…)`, `token.pull(…)` and their like, or nothing when the call is none of them.
    std::optional<Operand> check_transfer_call(const syntax::CallExpression& call, source::Span span);
    Operand check_transfer(TransferKind kind, const Asset& asset, const std::string& account,
                           const syntax::CallExpression& call, source::Span span);
    Operand add_earning(Operand call, const syntax::Path& earned, source::Span span);
    ExpressionPtr read_token(const Asset& asset, source::Span span);
    /// Refuses calls that move an asset of this contract past its coins.
    void check_token_calls(const Contract& contract);

    ExpressionPtr make(ExpressionNode node, const Type* type, source::Span span);
    ExpressionPtr make_constant(const Uint256& word, const Type* type, source::Span span);
    ExpressionPtr make_broken(source::Span span);
    Operand make_operand(ExpressionNode node, const Type* type, source::Span span);
    Operand broken_operand(source::Span span);
    Operand number_operand(Rational number, source::Span span);
    /// Gives a number its type, folds, and makes sure that a value is there and can be copied.
    ExpressionPtr settle(Operand operand, const Type* expected);
    ExpressionPtr settle_number(const Operand& operand, const Type* expected);
    /// The type that operands of which one is chosen have in common; @p expected when there is one.
    const Type* common_type(const std::vector<Operand*>& choices, const Type* expected);
    /// Characters of any number as a slice; other expressions as they are.
    ExpressionPtr as_slice(ExpressionPtr expression);
    /// The implicit conversions of texts and lists; null when there is none.
    ExpressionPtr convert_bounded(ExpressionPtr& expression, const Type* expected);
    /// The implicit conversions; anything else is a mismatch.
    ExpressionPtr convert(ExpressionPtr expression, const Type* expected);
    ExpressionPtr fold_or_report(ExpressionPtr expression);
    Operand read_entity(const std::string& name, const Symbol& symbol, source::Span span);
    Operand read_constant(ConstantSymbol& constant, source::Span span);
    void evaluate_constant(ConstantSymbol& constant);
    std::optional<Operand> find_predeclared_value(const std::string& name, source::Span span);
    void report_unknown(Code code, const std::string& name, source::Span span, const Scope& scope);
    [[nodiscard]] std::string help_for_own_member(const syntax::MemberAccess& node) const;
    [[nodiscard]] std::string find_variant_named(const std::string& name, const Scope& scope) const;
    const Local* find_local(std::string_view name) const;
    const Symbol* find_symbol(std::string_view name) const;
    bool require_contract(std::string_view name, source::Span span);

    // operators
    /// Brings operands to the widest of their types; null after a message.
    const Type* unify(std::vector<Operand>& operands, const Type* expected, std::string_view op,
                      source::Span span);
    Operand check_number_operator(syntax::TokenKind op, const Operand& left, const Operand& right,
                                  source::Span span);
    Operand check_arithmetic(BinaryOperator op, std::vector<Operand> operands, const Type* expected,
                             const syntax::BinaryExpression& node, source::Span span);
    Operand check_shift(BinaryOperator op, Operand left, Operand count, const Type* expected,
                        const syntax::BinaryExpression& node, source::Span span);
    Operand check_comparison(BinaryOperator op, std::vector<Operand> operands,
                             const syntax::BinaryExpression& node, source::Span span);
    Operand check_logical(const syntax::BinaryExpression& node, source::Span span);
    bool check_operator_type(BinaryOperator op, const Type& type, const syntax::BinaryExpression& node);
    /// A plain number as one of @p type, which is counted in a unit, so that the unit is scaled by it.
    ExpressionPtr settle_scale(Operand number, const Type* type);
    /// Whether the operator applies to numbers counted in a unit, with the number they are scaled by made one
    /// of them.
    bool check_units(BinaryOperator op, std::vector<Operand>& operands, const syntax::BinaryExpression& node);
    ExpressionPtr make_binary(BinaryOperator op, ExpressionPtr left, ExpressionPtr right, const Type* type,
                              source::Span span);
    Operand round_number(Rounding rounding, const Operand& quotient);
    Operand check_rounding(Rounding rounding, std::string_view name, const syntax::CallExpression& call,
                           source::Span span, const Type* expected);
    Operand check_cast(ExpressionPtr operand, const Type* target, syntax::CastForm form, source::Span span);
    Operand check_text_cast(const Constant& text, const Type* target, source::Span span);
    std::optional<CastKind> find_cast(const Type& from, const Type& to, syntax::CastForm form) const;

    // calls and members
    Operand check_named_call(const syntax::NameUse& name, const syntax::CallExpression& call,
                             source::Span span, const Type* expected);
    Operand check_member_call(const syntax::MemberAccess& callee, const syntax::CallExpression& call,
                              source::Span span, const Type* expected);
    Operand check_function_call(const Function& function, const syntax::CallExpression& call,
                                source::Span span);
    Operand check_struct_literal(const Struct& structure, const syntax::CallExpression& call,
                                 source::Span span);
    Operand check_conversion_call(const Type* target, const syntax::CallExpression& call, source::Span span);
    std::optional<Operand> check_builtin_call(const std::string& name, const syntax::CallExpression& call,
                                              source::Span span, const Type* expected);
    Operand check_hash_call(Intrinsic intrinsic, const std::string& name, const syntax::CallExpression& call,
                            source::Span span);
    Operand check_cheat_call(WorldChange change, const std::string& name, const syntax::CallExpression& call,
                             source::Span span);
    // check_external.cpp
    Operand check_external_call(ExpressionPtr target, const syntax::MemberAccess& callee,
                                const syntax::CallExpression& call, CallForm form, source::Span span);
    Operand check_raw_call(ExpressionPtr target, const syntax::CallExpression& call, CallForm form,
                           source::Span span);
    Operand check_deploy(const syntax::DeployExpression& node, const Contract& contract, source::Span span);
    Operand check_creation(const syntax::DeployExpression& node, const Contract& contract, source::Span span);
    const Type* find_conversion(const syntax::DeployExpression& node);
    /// What a `match` takes apart: a value, or what comes of a `try call`.
    ExpressionPtr check_subject(const syntax::Expression& subject);
    // check_encoding.cpp
    Operand check_abi_call(const syntax::MemberAccess& callee, const syntax::CallExpression& call,
                           source::Span span, const Type* expected);
    Operand check_encode(EncodingForm form, const syntax::CallExpression& call, source::Span span);
    Operand check_encoded_call(const syntax::CallExpression& call, source::Span span);
    Operand check_decode(const syntax::CallExpression& call, source::Span span, const Type* expected);
    bool check_packed(const std::vector<ExpressionPtr>& arguments, source::Span span);
    /// The function that `I.f` names, or null.
    const Signature* find_interface_function(const syntax::Expression& expression);
    // check_unsafe.cpp
    Operand check_machine_op(const syntax::MemberAccess& callee, const syntax::CallExpression& call,
                             source::Span span);
    const Type* machine_type(char letter);
    ExpressionPtr check_buffer(const syntax::Expression& expression);
    Operand check_recover(const syntax::CallExpression& call, source::Span span);
    /// `I.id` and `I.f.selector`, or nothing.
    std::optional<Operand> check_interface_member(const syntax::MemberAccess& node, source::Span span);
    /// @p receiver names what the options are for; @p others are those that it takes beside `value`.
    std::vector<CallOption> check_call_options(const std::vector<syntax::Option>& options,
                                               const std::string& receiver, Mutability mutability,
                                               CallOptionKind other);
    bool check_attempt(const std::vector<CallOption>& options, CallForm form, source::Span span);
    /// The function of a contract or interface that has the name, or null after a message.
    const Signature* find_signature(const Type& type, const syntax::Identifier& name);
    [[nodiscard]] const Signature* find_receive(const Type& type) const;
    const Type* result_type_of(const Signature& signature);
    Operand check_test_call(ExpressionPtr target, const syntax::MemberAccess& callee,
                            const syntax::CallExpression& call, source::Span span);
    Operand check_number_method(Operand base, const syntax::MemberAccess& callee,
                                const syntax::CallExpression& call, source::Span span, const Type* expected);
    /// The argument at @p absent is none: null stands in its place.
    std::vector<ExpressionPtr> check_arguments(const std::string& callee,
                                               const std::vector<Parameter>& parameters,
                                               const std::vector<syntax::Argument>& arguments,
                                               source::Span span,
                                               std::optional<size_t> absent = std::nullopt);
    void check_dropped_arguments(const std::vector<syntax::Argument>& arguments);
    bool check_no_options(const syntax::CallExpression& call);
    ExpressionPtr check_deployer(const syntax::DeployExpression& node, source::Span span);
    ExpressionPtr check_value_option(const std::vector<syntax::Option>& options, Mutability receiver,
                                     source::Span span);
    ExpressionPtr sender(source::Span span);
    std::vector<const Signature*> signatures_of(const Type& type) const;
    /// Whether a contract declares the name by something that was refused.
    [[nodiscard]] bool declares_broken(const Type& type, std::string_view name) const;
    std::optional<Operand> check_namespace_member(const syntax::MemberAccess& node, source::Span span);
    Operand check_type_member(const Type& type, const syntax::MemberAccess& node, source::Span span);
    Operand check_value_member(Operand base, const syntax::MemberAccess& node, source::Span span);
    Operand project(Operand base, std::variant<MapKey, ArrayIndex, StructMember> step, const Type* type,
                    source::Span span);
    Operand check_slice_index(Operand base, const syntax::IndexAccess& node, source::Span span);

    const std::vector<syntax::Module>& modules_;
    const source::Sources& sources_;
    diagnostics::Diagnostics& diagnostics_;
    Locks locks_;
    std::unique_ptr<Program> program_ = std::make_unique<Program>();

    std::vector<std::unique_ptr<Scope>> scopes_;
    std::vector<Scope*> module_scopes_;
    std::deque<ConstantSymbol> constants_;
    std::deque<PendingContract> contracts_;
    std::deque<PendingContract> part_contents_;
    std::deque<ComponentSymbol> components_;
    std::deque<PartSymbol> parts_;
    std::deque<GenericSymbol> generics_;
    std::deque<PendingFunction> functions_;
    size_t checked_functions_ = 0;  ///< whose bodies have been checked
    uint32_t pure_steps_left_ = kProgramSteps;
    std::set<const Function*> unfinished_;  ///< too much of them was refused for following `paid` through
    std::set<const Function*> refused_;     ///< something in them was: where coins go is not known
    std::set<const Function*> offered_;     ///< `receive` of parts that is their contract's
    std::set<const Field*> assets_;         ///< that a ledger, purse, coin or transfer is of
    std::deque<PendingTest> tests_;
    template <typename Node>
    struct Resolved {
        Node* node;
        const syntax::Declaration* syntax;
        Scope* scope;
    };
    std::vector<Resolved<Struct>> structs_;
    std::vector<Resolved<Enum>> enums_;
    std::vector<Resolved<Event>> events_;
    std::vector<Resolved<ErrorType>> errors_;
    std::vector<Resolved<SignedMessage>> messages_;
    std::vector<Resolved<Interface>> interfaces_;
    Surroundings here_;
};

}  // namespace deed::sema
