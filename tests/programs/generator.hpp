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

class Generator {
  public:
    explicit Generator(Choices& choices) : choices_(choices) {}
    std::string program();

  private:
    // Declarations.
    void write_struct();
    void write_fields();
    void write_messages();
    void write_init();
    void write_helper();
    void write_entry(unsigned number);
    /// One of a few shapes that this program uses, so that values meet, or any other.
    Shape choose_word();
    Shape choose_integer();
    Shape choose_shape();
    Shape choose_field_shape();
    std::string guard();
    std::string parameters(const std::vector<Shape>& shapes);

    // Calls of another contract: generate_calls.cpp.
    void write_interface();
    void write_other();
    void call_other(const Shape* result, unsigned depth);
    std::string asked_other(unsigned depth);

    // Enums, lists and ledgers: generate_features.cpp.
    void write_enums();
    void write_ledger();
    void write_loaded_fields();
    void change_list();
    void change_ledger();
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
    Shape list_;
    bool has_ledger_ = false;
    bool has_other_ = false;
    bool may_call_ = false;  ///< where the other contract is known
    Shape other_key_;
    Shape other_word_;
    std::vector<Message> loaded_;  ///< the variants of the enum that carries something
    bool has_loaded_fields_ = false;
    std::vector<Variable> fields_;
    std::vector<Variable> locals_;
    std::vector<Helper> helpers_;
    std::vector<Message> events_;
    std::vector<Message> errors_;
};

}  // namespace deed::programs
