#include <utility>

#include "tests/programs/generator.hpp"

namespace deed::programs {

Shape Generator::choose_word() {
    return choices_.one_in(6) ? programs::choose_word(choices_) : palette_[choices_.below(palette_.size())];
}

Shape Generator::choose_integer() {
    return choices_.one_in(4) ? programs::choose_integer(choices_) : palette_[choices_.below(2)];
}

Shape Generator::choose_shape() {
    switch (choices_.below(10)) {
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

void Generator::write_fields() {
    line("pub let owner: address");
    line("pub var members: map<address, bool>");
    fields_.push_back({"owner", address_shape(), Mutable::No});
    fields_.push_back({"members", map_shape(address_shape(), bool_shape()), Mutable::Yes});
    const uint64_t count = 2 + choices_.below(7);
    for (uint64_t i = 0; i < count; ++i) {
        const std::string field = name("f");
        if (choices_.one_in(9)) {
            const Shape shape = choose_shape();
            line("transient var " + field + ": " + shape.name);
            fields_.push_back({field, shape, Mutable::Yes});
            continue;
        }
        const Shape shape = choose_field_shape();
        line((shape.is_word() ? "pub var " : "var ") + field + ": " + shape.name);
        fields_.push_back({field, shape, Mutable::Yes});
    }
    if (choices_.one_in(2)) write_ledger();
    if (choices_.one_in(2)) write_loaded_fields();
    if (has_other_) line("pub let other: IOther");
    const Shape fixed = choose_shape();
    line("let fixed: " + fixed.name);
    fields_.push_back({"fixed", fixed, Mutable::No});
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
            event_text += (j == 0 ? "" : ", ") + parameter + ": " +
                          (shape.is_word() && choices_.one_in(3) ? "indexed " : "") + shape.name;
            error_text += (j == 0 ? "" : ", ") + parameter + ": " + shape.name;
            event.parameters.push_back(shape);
            error.parameters.push_back(shape);
        }
        line("event " + event.name + "(" + event_text + ")");
        line("error " + error.name + "(" + error_text + ")");
        events_.push_back(std::move(event));
        errors_.push_back(std::move(error));
    }
}

std::string Generator::parameters(const std::vector<Shape>& shapes) {
    std::string text;
    locals_.clear();
    for (const Shape& shape : shapes) {
        const std::string parameter = name("p");
        text += parameter + ": " + shape.name + ", ";
        locals_.push_back({parameter, shape, Mutable::No});
    }
    locals_.push_back({"seed", unsigned_shape(256), Mutable::No});
    return "(" + text + "seed: uint256)";
}

void Generator::write_init() {
    const std::vector<Variable> fields = std::exchange(fields_, {});
    const Shape given = choose_shape();
    std::string given_text = parameters({given});
    if (has_other_) given_text.insert(given_text.size() - 1, ", place: IOther");
    line("init" + given_text + " {");
    ++indent_;
    line("owner = caller");
    if (has_other_) line("other = place");
    line("fixed = " + expression(fields.back().shape, 2));
    line("members[caller] = true");
    fields_ = fields;
    may_call_ = has_other_;
    statements_ = 2;
    statement(nullptr, 1);
    --indent_;
    line("}");
}

void Generator::write_helper() {
    Helper helper{name("helper"), {}, choose_shape()};
    const uint64_t count = choices_.below(4);
    for (uint64_t i = 0; i < count; ++i) helper.parameters.push_back(choose_shape());
    line("fn " + helper.name + parameters(helper.parameters) + " -> " + helper.result.name + " {");
    statements_ = 8;
    block(nullptr, 2, Ends::Refused);
    line("  return " + expression(helper.result, 2));
    line("}");
    helpers_.push_back(std::move(helper));
}

std::string Generator::guard() {
    switch (choices_.below(8)) {
        case 5: return "by owner";
        case 6: return "by members";
        case 7: return "by owner || members";
        default: return "by anyone";
    }
}

void Generator::write_entry(unsigned number) {
    std::vector<Shape> shapes;
    const uint64_t count = choices_.below(4);
    for (uint64_t i = 0; i < count; ++i) shapes.push_back(choose_shape());
    const Shape result = choose_shape();
    const bool is_payable = choices_.one_in(5);
    line("pub fn entry" + std::to_string(number) + parameters(shapes) + (is_payable ? " payable " : " ") +
         guard() + " -> " + result.name + " {");
    if (is_payable) {
        const std::string amount = name("v");
        line("  let " + amount + " = paid.amount");
        line("  paid.leave()");
        locals_.push_back({amount, unsigned_shape(256), Mutable::No});
    }
    statements_ = 14;
    ++indent_;
    const uint64_t length = 2 + choices_.below(5);
    for (uint64_t i = 0; i < length; ++i) statement(&result, 2);
    line("return " + expression(result, 3));
    --indent_;
    line("}");
}

std::string Generator::program() {
    for (int i = 0; i < 2; ++i) palette_.push_back(programs::choose_integer(choices_));
    for (int i = 0; i < 3; ++i) palette_.push_back(programs::choose_word(choices_));
    palette_.push_back(enum_shape("Plain", static_cast<unsigned>(2 + choices_.below(4))));
    list_ = list_shape(choose_word(), static_cast<unsigned>(1 + choices_.below(5)));
    write_enums();
    has_other_ = choices_.one_in(2);
    if (has_other_) write_interface();
    line("fn pick<T: any>(condition: bool, a: T, b: T) pure -> T { return if condition { a } else { b } }");
    line("contract Generated {");
    ++indent_;
    write_struct();
    write_fields();
    write_messages();
    write_init();
    const uint64_t helpers = choices_.below(4);
    for (uint64_t i = 0; i < helpers; ++i) write_helper();
    const auto entries = static_cast<unsigned>(1 + choices_.below(4));
    for (unsigned i = 0; i < entries; ++i) write_entry(i);
    --indent_;
    line("}");
    if (has_other_) write_other();
    return std::move(text_);
}

std::string generate_program(Choices& choices) {
    return Generator{choices}.program();
}

}  // namespace deed::programs
