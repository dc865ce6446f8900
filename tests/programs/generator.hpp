#pragma once

#include <string>
#include <vector>

#include "tests/programs/choices.hpp"
#include "tests/programs/shape.hpp"

namespace deed::programs {

/// Writes a well-typed program that the choices decide: one contract with state of every type, helpers, and
/// entry points.
[[nodiscard]] std::string generate_program(Choices& choices);

enum class Mutable : uint8_t { No, Yes };

/// Something that an expression can read: a local, parameter or field.
struct Variable {
    std::string name;
    Shape shape;
    Mutable is_mutable;
};

/// A place with a `$` for each key and index that is still to be written.
struct PlaceForm {
    std::string text;
    std::vector<Shape> holes;  ///< the map or array behind which each stands
};

/// Something to call from inside: a helper, or what a part offers.
struct Helper {
    std::string name;
    std::vector<Shape> parameters;
    Shape result;
};

struct Message {
    std::string name;
    std::vector<Shape> parameters;
};

enum class Ends : uint8_t { Refused, Allowed };

/// What the code that is written can name.
struct Scope {
    std::vector<Variable> fields;
    std::vector<Variable> locals;
    std::vector<Helper> helpers;
    std::vector<Message> events;
    std::vector<Message> errors;
    bool has_ledger = false;
    bool has_stock = false;
    bool has_meetings = false;
    bool has_far_fields = false;
    bool has_vault = false;
    bool has_label = false;
    bool has_family = false;
    bool has_keepers = false;
    bool has_tellers = false;
    bool has_assets = false;
    bool may_touch = false;       ///< by opcodes
    bool may_leave = true;        ///< by opcodes that call
    bool has_raw_fields = false;  ///< whose slots are known
    bool has_loaded_fields = false;
    bool has_ether = false;
    bool may_pay = false;
    bool may_call = false;    ///< where the other contract is known
    bool may_create = false;  ///< where the child's code is part of this one's
    bool may_tell = true;     ///< whether the address of this contract is the same on every level
};

/// What contracts take in as a part.
struct Component {
    std::string name;
    std::vector<Shape> given;     ///< the parameters of `init`
    std::vector<Helper> offered;  ///< by their own names
    std::vector<std::string> exposed;
};

class Generator {
  public:
    explicit Generator(Choices& choices) : choices_(choices) {}
    std::string program();

  private:
    // Declarations.
    void write_struct();
    void write_deep_struct();
    void write_fields();
    void write_variables(uint64_t count);
    void write_messages();
    void write_init();
    void write_helper();
    void write_entry(unsigned number);
    void write_receive();
    void write_view();
    void write_generated();
    /// The statements of a function that gives @p result, and their end.
    void write_body(const Shape& result, uint64_t length);
    /// One of a few shapes that this program uses, so that values meet, or any other.
    Shape choose_word();
    Shape choose_integer();
    Shape choose_shape();
    Shape choose_deep();
    Shape choose_field_shape();
    std::string parameters(const std::vector<Shape>& shapes);

    // Calls of another contract, which may be hostile: generate_calls.cpp.
    void write_interface();
    void write_other();
    void write_back_interface();
    void write_hostile();
    void write_return_call();
    void call_self();
    void call_other(const Shape* result, unsigned depth);
    void try_other(const Shape* result, unsigned depth, const std::string& call, const Message& ok,
                   const std::string& coin);
    std::string callee();
    std::string asked_other(unsigned depth);

    // Components and parts: generate_components.cpp.
    void write_shelf();
    void write_core();
    void write_core_init();
    /// Where everything has its first value: some statements that may use it, and the end of the `init`.
    void end_init(const std::vector<Variable>& fields, const std::vector<Helper>& helpers);
    void write_core_functions();
    std::string add_shelf();
    void write_parts();
    void initialize_parts();

    // Contracts of which only the interface is known, and libraries: generate_strangers.cpp.
    void write_stranger_interface();
    Shape choose_answer();
    std::string asked_stranger(const Shape& shape, unsigned depth);
    void keep_answer(const Shape& shape, const std::string& answer);
    void keep_slice(const std::string& slice, const Shape& shape);
    void keep_text(const std::string& slice, const Shape& text);
    void ask_stranger(const Shape* result, unsigned depth);
    void try_stranger(const Helper& asked, const std::string& given, const Shape* result, unsigned depth);
    void try_raw_stranger(const Shape& answer, const std::string& bytes, const Shape* result, unsigned depth);
    void fail_arm(const Shape* result, unsigned depth);
    void write_library();
    void write_library_interface();

    // Places that meet: generate_meetings.cpp.
    void write_meetings();
    void write_poke();
    void meet_places();
    void meet_numbers();
    void meet_callback();

    // Contracts that are created: generate_creation.cpp.
    void write_child();
    void create_child();

    // Ether: generate_ether.cpp.
    void write_ether();
    std::string payee();
    std::string amount_of(const std::string& holding);
    void change_ether();
    void keep_paid();

    void write_tellers();
    void pass_coins();

    // Tokens of another contract: generate_tokens.cpp.
    void write_token();
    void write_assets();
    void change_assets(const Shape* result, unsigned depth);
    void earn(const Shape* result, unsigned depth);

    // Surroundings, accounts, constants: generate_facts.cpp.
    void write_constants();
    std::string fact(const Shape& shape, unsigned depth);
    void check_constant();

    // Opcodes: generate_unsafe.cpp.
    void use_opcodes();
    std::string use_slot();
    std::string own_slot();
    void copy_bytes();
    std::string surrounding();
    void use_memory();
    void call_by_opcode();
    std::string target_of_call(std::string& data);
    void create_by_opcode();
    std::string strange_account();

    // Calls of bytes as they are: generate_raw_calls.cpp.
    void call_raw(const Shape* result, unsigned depth);

    // Texts: generate_texts.cpp.
    Shape choose_text();
    std::string text_from_seed(const Shape& shape);
    std::string text_value(const Shape& shape);
    std::string slice_value(const Shape& shape, unsigned depth);
    std::string text_fact(const Shape& shape);
    void change_text();
    void decode_again();

    // Signed messages: generate_messages.cpp.
    void write_message();
    void write_settlement();

    // Specifications: generate_specifications.cpp.
    void write_requirements();
    void write_invariants();
    std::string whole_number();
    std::string whole_comparison();

    // Units: generate_units.cpp.
    void write_units();
    std::string unit_value(const Shape& shape, unsigned depth);

    // Who may call: generate_authority.cpp.
    void write_keepers();
    void appoint_keepers();
    std::string guard();

    // Enums, lists and ledgers: generate_features.cpp.
    void write_enums();
    void write_ledger();
    void write_stock();
    void change_stock();
    void write_far_fields();
    void change_far();
    void write_vault();
    void change_vault();
    void write_loaded_fields();
    void change_list();
    void change_ledger();
    void write_family();
    void change_family();
    void assign_loaded();
    void match_enum(const Shape* result, unsigned depth);
    void match_loaded(const Shape* result, unsigned depth);
    /// An arm `name(…) => { … }` whose block knows what the variant carries.
    void arm(const Message& variant, const Shape* result, unsigned depth, Ends ends);

    // Statements.
    void block(const Shape* result, unsigned depth, Ends ends);
    void end_block(const Shape* result);
    void statement(const Shape* result, unsigned depth);
    void declare(const Shape& shape);
    void take_apart(const Shape& tuple);
    /// An operation that may fail, with an error of its own.
    std::string fallible(const Shape& shape);
    std::string otherwise();
    std::string message_arguments(const std::vector<Shape>& shapes);
    void change_guarded(const std::string& guard, const std::string& change);
    void fill_lists();
    void assign();
    void branch(const Shape* result, unsigned depth);
    void match(const Shape* result, unsigned depth);
    void loop(const Shape* result, unsigned depth);
    void line(const std::string& text);

    // Expressions: each gives one of exactly the shape, whose value is not constant.
    std::string expression(const Shape& shape, unsigned depth);
    std::string leaf(const Shape& shape);
    std::string integer(const Shape& shape, unsigned depth);
    std::string checked(const Shape& shape, unsigned depth);
    std::string wrapping(const Shape& shape, unsigned depth);
    std::string division(const Shape& shape, unsigned depth);
    std::string converted(const Shape& shape, unsigned depth);
    std::string condition(unsigned depth);
    std::string comparison(unsigned depth);
    std::string fixed_bytes(const Shape& shape, unsigned depth);
    std::string chosen(const Shape& shape, unsigned depth);
    std::string matched(const Shape& shape, unsigned depth);
    std::string composite(const Shape& shape, unsigned depth);
    std::string called(const Helper& helper, unsigned depth);
    std::string from_seed(const Shape& shape);
    /// As an operand beside a value that is not constant: a literal, or any expression.
    std::string operand(const Shape& shape, unsigned depth);
    std::string count(unsigned depth);
    std::string arguments(const std::vector<Shape>& shapes, unsigned depth);

    /// A place of the shape: the variable, or a part of one; empty when there is none.
    std::string find_place(const Shape& shape, Mutable wanted, unsigned depth);
    static void collect_places(const Shape& shape, const Shape& whole, const PlaceForm& form,
                               std::vector<PlaceForm>& places, unsigned depth);
    std::string key_of(const Shape& whole, unsigned depth);

    std::string name(const char* prefix) { return prefix + std::to_string(next_name_++); }

    Choices& choices_;
    std::string text_;
    unsigned indent_ = 0;
    unsigned next_name_ = 0;
    unsigned loops_ = 0;          ///< around the statement that is written
    unsigned statements_ = 0;     ///< still allowed in this function
    std::vector<Shape> palette_;  ///< the first two are integers
    Shape structure_;
    Shape deep_;
    bool has_deep_ = false;
    std::vector<Shape> units_;
    Shape keeper_key_;
    Shape family_key_;
    Shape list_;
    Shape far_;
    Shape met_;
    Helper poke_;  ///< called back more often than others; without a name where there is none
    Shape vault_key_;
    Shape stock_key_;
    bool has_other_ = false;
    bool has_token_ = false;
    std::vector<Variable> constants_;
    std::string twist_;
    bool has_message_ = false;
    bool has_child_ = false;
    bool has_opcodes_ = false;
    bool has_salt_ = false;
    Shape child_word_;
    bool has_shelf_ = false;
    Component core_;
    std::vector<std::string> parts_;  ///< of the contract, made of `core_`
    std::vector<Helper> entries_;     ///< what a hostile contract may call back
    std::vector<Shape> signed_;       ///< the values of the message
    std::vector<Helper> asked_;       ///< of the stranger
    std::vector<Helper> views_;       ///< likewise
    std::vector<Helper> library_;
    bool has_stranger_ = false;
    bool has_library_ = false;
    bool is_helper_ = false;  ///< what is written
    bool has_core_receive_ = false;
    bool has_receive_ = false;
    unsigned members_slot_ = 0;
    std::string signed_text_;  ///< its declaration
    bool is_once_ = false;
    bool is_until_ = false;
    Shape other_key_;
    Shape other_word_;
    std::vector<Message> loaded_;  ///< the variants of the enum that carries something
    Scope scope_;
};

}  // namespace deed::programs
