#pragma once

#include <set>
#include <string_view>

#include "compiler/syntax/parse.hpp"

namespace deed::syntax {

/// A recursive-descent parser over the tokens of one file. parse_<area>.cpp holds the functions of each area.
///
/// After a message the parser panics: it says nothing more and every loop ends, until the enclosing statement
/// or declaration has skipped to a place where it can go on.
class Parser {
  public:
    Parser(const Tokens& tokens, const source::Sources& sources, diagnostics::Diagnostics& diagnostics)
        : tokens_(tokens), sources_(sources), diagnostics_(diagnostics), all_(tokens.all) {}

    File parse_file();

  private:
    // Cursor and messages: parser.cpp.
    [[nodiscard]] const Token& peek(size_t ahead = 0) const;
    [[nodiscard]] bool at(TokenKind kind) const { return peek().kind == kind; }
    /// A word that is reserved only in its place.
    [[nodiscard]] bool at_word(std::string_view word, size_t ahead = 0) const;
    /// Whether the next token may continue what stands before it: on the same line, or inside brackets.
    [[nodiscard]] bool continues() const;
    [[nodiscard]] std::string_view text(const Token& token) const { return sources_.text(token.span); }
    [[nodiscard]] source::Span span_from(source::Span begin) const;
    Token take();
    bool accept(TokenKind kind);
    bool expect(TokenKind kind);
    void fail(diagnostics::Code code, source::Span span, std::initializer_list<std::string_view> words,
              std::string_view help = {});
    void fail_expected(std::string_view wanted, std::string_view help = {});
    /// As fail_expected, where what is wanted belongs to the line before when a new one has begun.
    void fail_expected_here(std::string_view wanted, std::string_view help = {});
    /// What stands here belongs to no statement.
    void fail_line_end(std::string_view help = {});
    void report_semicolons();
    /// Whether a `;` stands before the next token, on its line.
    [[nodiscard]] bool is_behind_semicolon() const;
    /// Whether a brace is missing before the next token, by what it begins: what stands in no block, or, for
    /// members, what stands only in a file.
    enum class Inside : uint8_t { Members, Block };
    [[nodiscard]] bool is_brace_missing(Inside inside) const;
    /// Skips brackets with what is in them, or one token.
    void skip_balanced();
    void recover_in_block();
    void recover_in_members();
    [[nodiscard]] std::string found() const;
    [[nodiscard]] uint32_t line_of(const Token& token) const {
        return sources_.line_column(token.span.file, token.span.begin).line;
    }
    Identifier parse_identifier();
    /// The name behind a dot, where `abi.call` and the `init` of a part are no reserved words.
    Identifier parse_member_name();
    Path parse_path();
    /// Reads `item {"," item}` up to @p close, which is read too; a comma may stand at the end.
    template <typename ReadItem>
    void parse_list(TokenKind close, const ReadItem& read_item);
    /// Runs @p read one level deeper; gives up the file when that is too deep.
    template <typename Read>
    auto nested(const Read& read);
    void give_up();

    // Declarations: parse_declarations.cpp.
    enum class Level : uint8_t { File, Contract, Interface };
    std::vector<Declaration> parse_declarations(Level level);
    Declaration parse_declaration(Level level);
    std::vector<Declaration> parse_members(Level level);
    UseDeclaration parse_use();
    ContractDeclaration parse_contract();
    ComponentDeclaration parse_component();
    PartDeclaration parse_part();
    InterfaceDeclaration parse_interface();
    StructDeclaration parse_struct();
    EnumDeclaration parse_enum();
    UnitDeclaration parse_unit();
    EventDeclaration parse_event();
    ErrorDeclaration parse_error();
    SignedDeclaration parse_signed();
    ConstDeclaration parse_const(Visibility visibility);
    FieldDeclaration parse_field(Visibility visibility);
    LedgerDeclaration parse_ledger(Visibility visibility);
    PurseDeclaration parse_purse(Visibility visibility);
    Identifier parse_asset();
    InvariantDeclaration parse_invariant();
    std::variant<TestDeclaration, BrokenDeclaration> parse_test();
    std::vector<Path> parse_bases();
    std::vector<GenericParameter> parse_generics();
    [[nodiscard]] bool counts_elements(std::string_view parameter) const;
    std::vector<GenericArgument> parse_generic_arguments();

    // Functions: parse_functions.cpp.
    FunctionDeclaration parse_function(Level level, Visibility visibility);
    /// `init` or `receive`.
    FunctionDeclaration parse_unnamed(FunctionForm form);
    /// A function's body is missing, or its first brace.
    void fail_body();
    void parse_signature(FunctionDeclaration& function, Level level);
    bool parse_attribute(FunctionDeclaration& function);
    void parse_guard(FunctionDeclaration& function);
    void parse_results(FunctionDeclaration& function);
    void parse_specifications(FunctionDeclaration& function);
    void parse_gas_limit(FunctionDeclaration& function, const Token& word);
    std::vector<Parameter> parse_parameters();
    Parameter parse_parameter();

    // What is written as in other languages: parse_habits.cpp.
    /// Whether a type and a name stand here: `uint256 total`.
    [[nodiscard]] bool at_foreign_declaration() const;
    /// Whether a word of another language begins a statement here: `loop { … }`, `raise Failed()`.
    [[nodiscard]] bool at_foreign_word() const;
    /// Whether a type and a name stand here alone, or before a value.
    [[nodiscard]] bool at_foreign_statement() const;
    /// Whether a word of another language stands before an operand: `new Bank()`.
    [[nodiscard]] bool at_foreign_prefix() const;
    /// What stands behind the bracket of `(uint256 a, uint256 b) = f()`, to the end of the line.
    ExpressionPtr parse_foreign_tuple();
    BrokenDeclaration parse_foreign_member();
    /// Skips what stands before the name of a field that begins with @p first, its type.
    void skip_to_foreign_name(const Token& first);
    /// Skips to the next line, behind the block that may follow.
    void skip_foreign_member();
    StatementPtr parse_foreign_declaration();
    /// `var uint256 x = 1`, `let mut x = 1`.
    StatementPtr parse_foreign_binding(const Token& word);
    /// What is left of a statement that could not be read to its end: the names that it declares, and blocks.
    void salvage(Statement& statement);
    /// Words of other languages before a `<…>` or `(…)` of types: `Map<K, V>`, `mapping(K => V)`.
    [[nodiscard]] bool at_foreign_type() const;
    TypeNodePtr parse_foreign_type();
    /// Of several parameters in one list one message is enough.
    Parameter parse_foreign_parameter();
    /// An expression where `=` in the place of `==` is a likely mistake.
    ExpressionPtr parse_condition();
    /// What stands behind the `?` of `c ? a : b`.
    ExpressionPtr parse_foreign_choice(ExpressionPtr condition);
    /// What may be meant where an operand is missing: `x++`.
    [[nodiscard]] std::string_view help_for_operand() const;

    // Types: parse_types.cpp.
    TypeNodePtr parse_type();
    TypeNodePtr parse_type_atom();
    TypeNodePtr parse_map_type();
    TypeNodePtr parse_type_suffix(TypeNodePtr base);
    void expect_closing_angle();

    // Variants: parse_match.cpp.
    StatementPtr parse_match();
    StatementPtr parse_unsafe();
    ExpressionPtr parse_match_expression();
    ExpressionPtr parse_some();
    Pattern parse_pattern();
    Identifier parse_variant_name();
    void skip_qualifier();
    /// Reads `pattern => …` up to the closing brace; @p read_body reads what stands behind the arrow.
    template <typename ReadBody>
    void parse_match_arms(const ReadBody& read_body);

    // Statements: parse_statements.cpp.
    BlockStatement parse_block();
    StatementPtr parse_statement();
    StatementPtr parse_declare();
    StatementPtr parse_if();
    StatementPtr parse_while();
    StatementPtr parse_for();
    StatementPtr parse_return();
    StatementPtr parse_require();
    StatementPtr parse_expect();
    StatementPtr parse_verify();
    StatementPtr parse_as();
    StatementPtr parse_expression_or_assignment();
    Construction parse_construction();
    /// An expression at the end of a statement, which may end in `else E(…)`.
    ExpressionPtr parse_fallible();
    ExpressionPtr parse_otherwise(ExpressionPtr operation);
    StatementPtr make_statement(source::Span begin, decltype(Statement::node) node);

    // Expressions: parse_expressions.cpp.
    ExpressionPtr parse_expression();
    ExpressionPtr parse_binary(unsigned level);
    ExpressionPtr parse_power();
    ExpressionPtr parse_cast();
    ExpressionPtr parse_unary();
    ExpressionPtr parse_postfix();
    ExpressionPtr parse_call(ExpressionPtr callee, std::vector<Option> options);
    ExpressionPtr parse_primary();
    ExpressionPtr parse_array();
    ExpressionPtr parse_number();
    ExpressionPtr parse_string();
    ExpressionPtr parse_parenthesized();
    ExpressionPtr parse_if_expression();
    ExpressionPtr parse_arm();
    ExpressionPtr parse_deploy();
    ExpressionPtr parse_external_call();
    std::vector<Option> parse_options();
    std::vector<Argument> parse_arguments();
    [[nodiscard]] bool at_options() const;
    /// Whether types stand behind the name of a function, in `<…>`.
    [[nodiscard]] bool at_written_generics(const Expression& callee) const;
    void check_mixing(const Expression& operand, TokenKind op, source::Span op_span);
    ExpressionPtr make_binary(const Token& op, ExpressionPtr left, ExpressionPtr right);
    ExpressionPtr make_expression(source::Span begin, decltype(Expression::node) node,
                                  std::initializer_list<const Expression*> parts = {});
    ExpressionPtr make_broken(source::Span begin);

    const Tokens& tokens_;
    const source::Sources& sources_;
    diagnostics::Diagnostics& diagnostics_;
    std::vector<Token> all_;  ///< a copy: `>>` is cut in two where types close
    size_t position_ = 0;
    uint32_t depth_ = 0;
    uint32_t brackets_ = 0;        ///< open `(` and `[` since the last `{`: line breaks mean nothing inside
    bool has_open_brace_ = false;  ///< that nothing in the file closes
    bool is_panicking_ = false;
    uint32_t mistakes_ = 0;               ///< statements that could not be read to their end
    size_t last_failure_ = ~size_t{0};    ///< the position of the last message
    std::set<TokenKind> refused_names_;   ///< reserved words that were given to something as its name
    std::set<uint32_t> failed_lines_;     ///< with a message; nothing is said about their semicolons
    bool has_foreign_parameter_ = false;  ///< in this list
    bool has_qualifier_ = false;          ///< in the arms of this `match`
};

template <typename ReadItem>
void Parser::parse_list(TokenKind close, const ReadItem& read_item) {
    while (!at(close) && !at(TokenKind::End) && !is_panicking_) {
        read_item();
        if (!accept(TokenKind::Comma)) break;
    }
    expect(close);
}

template <typename Read>
auto Parser::nested(const Read& read) {
    ++depth_;
    if (depth_ > kDepthLimit) give_up();
    auto result = read();
    --depth_;
    return result;
}

}  // namespace deed::syntax
