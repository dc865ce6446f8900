#include <utility>

#include "tests/programs/generator.hpp"

namespace deed::programs {

Shape Generator::choose_word() {
    if (choices_.one_in(12)) return units_[choices_.below(units_.size())];
    return choices_.one_in(6) ? programs::choose_word(choices_) : palette_[choices_.below(palette_.size())];
}

Shape Generator::choose_integer() {
    return choices_.one_in(4) ? programs::choose_integer(choices_) : palette_[choices_.below(2)];
}

Shape Generator::choose_shape() {
    switch (choices_.below(12)) {
        case 9: return choose_text();
        case 10: return has_deep_ ? choose_deep() : choose_text();
        case 4: {
            const Shape first = choose_word();
            return tuple_shape({first, choices_.one_in(4) ? structure_ : choose_word()});
        }
        case 5: return array_shape(choose_word(), 3);
        case 6: return option_shape(choose_word());
        case 7: return structure_;
        case 8: return list_;
        default: return choose_word();
    }
}

Shape Generator::choose_field_shape() {
    switch (choices_.below(8)) {
        case 4: return array_shape(choose_word(), static_cast<unsigned>(1 + choices_.below(7)));
        case 5: return array_shape(structure_, 2);
        case 6: {
            const Shape inner = map_shape(choose_word(), choose_shape());
            if (choices_.one_in(6))
                return map_shape(slice_shape(choices_.one_in(2) ? "string" : "bytes"), choose_shape());
            if (choices_.one_in(4))
                return map_shape(tuple_shape({choose_word(), choose_word()}), choose_shape());
            return choices_.one_in(3) ? map_shape(address_shape(), inner) : inner;
        }
        default: return choose_shape();
    }
}

void Generator::write_struct() {
    structure_ = {ShapeKind::Struct, 0, {}, "S"};
    line("struct S {");
    const uint64_t count = 2 + choices_.below(4);
    for (uint64_t i = 0; i < count; ++i) {
        Shape part = choose_word();
        if (choices_.one_in(5)) part = array_shape(part, 3);
        line("  m" + std::to_string(i) + ": " + part.name);
        structure_.parts.push_back(std::move(part));
    }
    line("}");
}

/// A struct of what has no fixed length.
void Generator::write_deep_struct() {
    deep_ = {ShapeKind::Struct, 0, {choose_word(), list_, choose_text()}, "Deep"};
    if (choices_.one_in(2)) deep_.parts.push_back(array_shape(choose_text(), 2));
    if (choices_.one_in(2)) deep_.parts.push_back(option_shape(structure_));
    line("struct Deep {");
    for (size_t i = 0; i < deep_.parts.size(); ++i)
        line("  m" + std::to_string(i) + ": " + deep_.parts[i].name);
    line("}");
}

/// Shapes inside shapes, whose encoding has offsets behind offsets.
Shape Generator::choose_deep() {
    switch (choices_.below(10)) {
        case 9: return array_shape(array_shape(choose_word(), 2), 3);
        case 0: return list_shape(choose_text(), 3);
        case 1: return array_shape(list_, 2);
        case 2: return option_shape(choose_text());
        case 3: return tuple_shape({list_, choose_word()});
        case 4: return list_shape(structure_, 3);
        case 5: return option_shape(list_);
        case 6: return list_shape(deep_, 2);
        default: return deep_;
    }
}

void Generator::write_fields() {
    line("pub let owner: address");
    if (has_opcodes_) {
        line("var raw0: uint256");
        line("var raw1: uint128");
        line("pub var raw2: int64");
        line("var raw3: uint64");
        scope_.fields.push_back({"raw0", unsigned_shape(256), Mutable::Yes});
        scope_.fields.push_back({"raw1", unsigned_shape(128), Mutable::Yes});
        scope_.fields.push_back({"raw2", signed_shape(64), Mutable::Yes});
        scope_.fields.push_back({"raw3", unsigned_shape(64), Mutable::Yes});
        scope_.has_raw_fields = true;
        members_slot_ = 2;
    }
    line("pub var members: map<address, bool>");
    scope_.fields.push_back({"owner", address_shape(), Mutable::No});
    scope_.fields.push_back({"members", map_shape(address_shape(), bool_shape()), Mutable::Yes});
    if (choices_.one_in(2)) write_keepers();
    write_variables(2 + choices_.below(7));
    scope_.has_meetings = choices_.one_in(2);
    if (scope_.has_meetings) write_meetings();
    if (choices_.one_in(4)) write_far_fields();
    if (choices_.one_in(4)) write_vault();
    if (choices_.one_in(2)) write_ledger();
    if (scope_.has_ledger && choices_.one_in(3)) write_stock();
    if (choices_.one_in(3)) write_family();
    if (choices_.one_in(2)) write_ether();
    if (choices_.one_in(2)) write_loaded_fields();
    if (has_other_) line("pub let other: IOther");
    if (has_token_) write_assets();
    if (has_stranger_) line("pub let stranger: IStranger");
    if (has_library_) line("pub let library: ILibrary");
    if (has_child_) {
        line("pub var last: address");
        scope_.fields.push_back({"last", address_shape(), Mutable::No});
    }
    // What is long does not fit the code.
    const bool has_deep = std::exchange(has_deep_, false);
    const Shape fixed = choose_shape();
    has_deep_ = has_deep;
    line("let fixed: " + fixed.name);
    scope_.fields.push_back({"fixed", fixed, Mutable::No});
}

/// Fields of all sorts.
void Generator::write_variables(uint64_t count) {
    for (uint64_t i = 0; i < count; ++i) {
        const std::string field = name("f");
        if (choices_.one_in(9)) {
            const Shape shape = choose_shape();
            line("transient var " + field + ": " + shape.name);
            scope_.fields.push_back({field, shape, Mutable::Yes});
            continue;
        }
        const Shape shape = choose_field_shape();
        const bool has_value = shape.is_integer() && choices_.one_in(3);
        line((has_getter(shape) && !choices_.one_in(3) ? "pub var " : "var ") + field + ": " + shape.name +
             (has_value ? " = " + std::to_string(1 + choices_.below(100)) : ""));
        scope_.fields.push_back({field, shape, Mutable::Yes});
    }
}

void Generator::write_messages() {
    for (int i = 0; i < 2; ++i) {
        Message event{name("Event"), {}};
        Message error{name("Error"), {}};
        std::string event_text;
        std::string error_text;
        const uint64_t count = 1 + choices_.below(3);
        for (uint64_t j = 0; j < count; ++j) {
            const Shape shape = choose_shape();
            const std::string parameter = "a" + std::to_string(j);
            event_text +=
                (j == 0 ? "" : ", ") + parameter + ": " +
                ((shape.is_word() || shape.is(ShapeKind::Text)) && choices_.one_in(3) ? "indexed " : "") +
                shape.name;
            error_text += (j == 0 ? "" : ", ") + parameter + ": " + shape.name;
            event.parameters.push_back(shape);
            error.parameters.push_back(shape);
        }
        line("event " + event.name + "(" + event_text + ")");
        line("error " + error.name + "(" + error_text + ")");
        scope_.events.push_back(std::move(event));
        scope_.errors.push_back(std::move(error));
    }
}

std::string Generator::parameters(const std::vector<Shape>& shapes) {
    std::string text;
    scope_.locals.clear();
    for (const Shape& shape : shapes) {
        const std::string parameter = name("p");
        text += parameter + ": " + shape.name + ", ";
        scope_.locals.push_back({parameter, shape, Mutable::No});
    }
    scope_.locals.push_back({"seed", unsigned_shape(256), Mutable::No});
    return "(" + text + "seed: uint256)";
}

void Generator::write_init() {
    const std::vector<Variable> fields = std::exchange(scope_.fields, {});
    const std::vector<Helper> helpers = std::exchange(scope_.helpers, {});
    const Shape given = choose_shape();
    std::string given_text = parameters({given});
    if (has_other_) given_text.insert(given_text.size() - 1, ", place: IOther");
    if (has_token_) given_text.insert(given_text.size() - 1, ", coins: IToken");
    if (has_stranger_) given_text.insert(given_text.size() - 1, ", whoever: IStranger");
    if (has_library_) given_text.insert(given_text.size() - 1, ", code: ILibrary");
    const bool is_payable = choices_.one_in(3);
    line("init" + given_text + (is_payable ? " payable {" : " {"));
    ++indent_;
    if (is_payable) line(scope_.has_ether ? "pot.put(paid)" : "paid.leave()");
    line("owner = caller");
    if (has_other_) line("other = place");
    if (has_token_) line("asset = coins");
    if (has_stranger_) line("stranger = whoever");
    if (has_library_) line("library = code");
    line("fixed = " + expression(fields.back().shape, 2));
    line("members[caller] = true");
    if (scope_.has_keepers) appoint_keepers();
    initialize_parts();
    scope_.may_call = has_other_;
    scope_.may_create = has_child_;
    scope_.may_touch = has_opcodes_;
    end_init(fields, helpers);
}

void Generator::end_init(const std::vector<Variable>& fields, const std::vector<Helper>& helpers) {
    scope_.fields = fields;
    scope_.helpers = helpers;
    fill_lists();
    statements_ = 2;
    statement(nullptr, 1);
    --indent_;
    line("}");
}

void Generator::write_helper() {
    Helper helper{name("helper"), {}, choose_shape()};
    const uint64_t count = choices_.below(4);
    for (uint64_t i = 0; i < count; ++i) helper.parameters.push_back(choose_shape());
    line("fn " + helper.name + parameters(helper.parameters) + " -> " + helper.result.name);
    write_requirements();
    line("{");
    helper.parameters.push_back(unsigned_shape(256));
    statements_ = 8;
    is_helper_ = true;
    block(nullptr, 2, Ends::Refused);
    is_helper_ = false;
    line("  return " + expression(helper.result, 2));
    line("}");
    scope_.helpers.push_back(std::move(helper));
}

/// A function that changes nothing, asks others that do not either, and is called from inside too.
void Generator::write_view() {
    const std::vector<Helper> helpers = std::exchange(scope_.helpers, {});
    Helper view{name("view"), {choose_shape()}, choose_shape()};
    line("pub fn " + view.name + parameters(view.parameters) + " view -> " + view.result.name + " {");
    ++indent_;
    for (uint64_t i = choices_.below(3); i > 0; --i) declare(choose_shape());
    line("return " + expression(view.result, 3));
    --indent_;
    line("}");
    scope_.helpers = helpers;
    view.parameters.push_back(unsigned_shape(256));
    scope_.helpers.push_back(std::move(view));
}

void Generator::write_entry(unsigned number) {
    std::vector<Shape> shapes;
    const uint64_t count = choices_.below(4);
    for (uint64_t i = 0; i < count; ++i) shapes.push_back(choose_shape());
    if (choices_.one_in(6)) shapes.push_back(slice_shape(choices_.one_in(3) ? "string" : "bytes"));
    const Shape result =
        choices_.one_in(12) ? slice_shape(choices_.one_in(2) ? "string" : "bytes") : choose_shape();
    const bool is_payable = choices_.one_in(scope_.has_ether ? 3 : 5);
    const bool has_guest = has_other_ && choices_.one_in(4);
    std::string given = parameters(shapes);
    if (has_guest) given.insert(given.size() - 1, ", guest: IOther");
    const std::string entry = "entry" + std::to_string(number);
    const bool is_renamed = choices_.one_in(16);
    const std::string attributes =
        std::string{is_renamed ? " abi \"renamed" + std::to_string(number) + "\"" : ""} +
        (is_payable ? " payable " : " ") + (scope_.may_call && choices_.one_in(12) ? "reentrant " : "");
    line("pub fn " + entry + given + attributes + guard() + " -> " + result.name);
    write_requirements();
    line("{");
    ++indent_;
    if (is_payable) {
        const std::string amount = name("v");
        line("let " + amount + " = paid.amount");
        keep_paid();
        scope_.locals.push_back({amount, unsigned_shape(256), Mutable::No});
    }
    if (has_guest) scope_.locals.push_back({"guest", contract_shape("IOther"), Mutable::No});
    --indent_;
    write_body(result, 2 + choices_.below(5));
    if (has_guest || is_renamed) return;
    shapes.push_back(unsigned_shape(256));
    entries_.push_back({entry, shapes, result});
}

/// What others pay without a word: kept, or the reason for as much as any other function does.
void Generator::write_receive() {
    line(std::string{"receive() by "} + (choices_.one_in(12) ? "members" : "anyone") + " {");
    ++indent_;
    line("let seed = paid.amount");
    keep_paid();
    scope_.locals = {{"seed", unsigned_shape(256), Mutable::No}};
    if (!choices_.one_in(3)) {
        statements_ = 8;
        const uint64_t length = 1 + choices_.below(4);
        for (uint64_t i = 0; i < length; ++i) statement(nullptr, 1);
    }
    --indent_;
    line("}");
    scope_.locals.clear();
}

void Generator::write_body(const Shape& result, uint64_t length) {
    statements_ = 14;
    ++indent_;
    for (uint64_t i = 0; i < length; ++i) statement(&result, 2);
    line("return " + expression(result, 3));
    --indent_;
    line("}");
}

std::string Generator::program() {
    for (int i = 0; i < 2; ++i) palette_.push_back(programs::choose_integer(choices_));
    for (int i = 0; i < 3; ++i) palette_.push_back(programs::choose_word(choices_));
    palette_.push_back(enum_shape("Plain", static_cast<unsigned>(2 + choices_.below(4))));
    write_units();
    list_ = list_shape(choose_word(), static_cast<unsigned>(1 + choices_.below(5)));
    write_enums();
    has_other_ = choices_.one_in(2);
    has_token_ = has_other_ && choices_.one_in(2);
    has_shelf_ = choices_.one_in(3);
    const bool has_core = choices_.one_in(3);
    has_child_ = choices_.one_in(4);
    has_salt_ = has_child_ && choices_.one_in(2);
    has_message_ = choices_.one_in(4);
    has_opcodes_ = choices_.one_in(3);
    has_stranger_ = has_other_ && !choices_.one_in(3);
    has_library_ = has_opcodes_ && choices_.one_in(2);
    if (has_other_) write_interface();
    if (has_token_) line("interface IToken { fn balanceOf(holder: address) view -> uint256 }");
    line("fn pick<T: any>(condition: bool, a: T, b: T) pure -> T { return if condition { a } else { b } }");
    line("fn larger<T: uint>(a: T, b: T) pure -> T { return if a < b { b } else { a } }");
    line("fn mirror<T: int>(a: T) pure -> T { return if a == T.min { T.max } else { -a } }");
    line("fn nth<T: any, N: size>(list: T[N], index: uint256) pure -> T { return list[index % N] }");
    write_constants();
    write_struct();
    has_deep_ = choices_.one_in(2);
    if (has_deep_) write_deep_struct();
    if (has_stranger_) write_stranger_interface();
    if (has_library_) write_library_interface();
    if (has_message_ && choices_.one_in(2)) write_message();
    if (has_shelf_) write_shelf();
    if (has_core) write_core();
    if (has_child_) write_child();
    write_generated();
    if (has_other_) write_other();
    if (has_other_) {
        write_back_interface();
        write_hostile();
    }
    if (has_token_) write_token();
    if (has_library_) write_library();
    return std::move(text_);
}

void Generator::write_generated() {
    line("contract Generated {");
    ++indent_;
    const bool is_inside = has_message_ && signed_text_.empty();
    if (is_inside && choices_.one_in(2)) write_message();
    write_fields();
    if (is_inside && signed_text_.empty()) write_message();
    write_parts();
    write_messages();
    line("pub const label = \"" + std::string(choices_.below(70), 'l') + "\"");
    line("pub const mark4: bytes4 = 0x01020304");
    scope_.has_label = true;
    write_init();
    const uint64_t helpers = choices_.below(4);
    for (uint64_t i = 0; i < helpers; ++i) write_helper();
    if (scope_.has_ether && choices_.one_in(2)) write_tellers();
    if (has_message_) write_settlement();
    if (scope_.has_meetings) write_poke();
    while (choices_.one_in(2)) write_view();
    const auto entries = static_cast<unsigned>(1 + choices_.below(4));
    for (unsigned i = 0; i < entries; ++i) write_entry(i);
    if (!has_receive_ && choices_.one_in(scope_.has_ether ? 2 : 4)) write_receive();
    write_invariants();
    --indent_;
    line("}");
}

std::string generate_program(Choices& choices) {
    return Generator{choices}.program();
}

}  // namespace deed::programs
