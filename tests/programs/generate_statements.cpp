#include "tests/programs/generator.hpp"

namespace deed::programs {

void Generator::line(const std::string& text) {
    text_ += std::string(2 * indent_, ' ') + text + "\n";
}

void Generator::declare(const Shape& shape) {
    const bool is_mutable = choices_.one_in(2);
    const bool is_fallible = shape.is_integer() && choices_.one_in(5);
    const std::string value = is_fallible ? fallible(shape) : expression(shape, 2);
    const std::string local = name("v");
    line((is_mutable ? "var " : "let ") + local + ": " + shape.name + " = " + value);
    scope_.locals.push_back({local, shape, is_mutable ? Mutable::Yes : Mutable::No});
}

void Generator::take_apart(const Shape& tuple) {
    const std::string value = expression(tuple, 2);
    std::string names;
    std::vector<Variable> parts;
    for (const Shape& part : tuple.parts) {
        parts.push_back({name("v"), part, Mutable::No});
        const bool is_dropped = choices_.one_in(6);
        names += (names.empty() ? "" : ", ") + (is_dropped ? "_" : parts.back().name);
        if (is_dropped) parts.pop_back();
    }
    line("let (" + names + "): " + tuple.name + " = " + value);
    scope_.locals.insert(scope_.locals.end(), parts.begin(), parts.end());
}

/// Now and then with their names.
std::string Generator::message_arguments(const std::vector<Shape>& shapes) {
    if (!choices_.one_in(4)) return arguments(shapes, 1);
    std::string text;
    for (size_t i = 0; i < shapes.size(); ++i)
        text += (i == 0 ? "a" : ", a") + std::to_string(i) + ": " + expression(shapes[i], 1);
    return text;
}

/// Behind an operation that may fail: nothing, or an error of its own.
std::string Generator::otherwise() {
    if (choices_.one_in(2)) return "";
    const Message& error = scope_.errors[choices_.below(scope_.errors.size())];
    return " else " + error.name + "(" + arguments(error.parameters, 1) + ")";
}

std::string Generator::fallible(const Shape& shape) {
    const Message& error = scope_.errors[choices_.below(scope_.errors.size())];
    const std::string operation =
        choices_.one_in(2)
            ? division(shape, 1)
            : expression(
                  shape.is(ShapeKind::Unsigned) ? signed_shape(shape.size) : unsigned_shape(shape.size), 1) +
                  " as " + shape.name;
    return operation + " else " + error.name + "(" + arguments(error.parameters, 1) + ")";
}

void Generator::assign() {
    const Shape shape = choices_.one_in(3) ? choose_shape() : choose_word();
    const std::string place = find_place(shape, Mutable::Yes, 2);
    if (place.empty()) return declare(shape);
    if (!shape.is_integer() || choices_.one_in(2)) return line(place + " = " + expression(shape, 3));
    static constexpr const char* kUpdates[] = {" += ", " -= ", " *= ", " +%= ", " -%= ", " *%= "};
    line(place + kUpdates[choices_.below(std::size(kUpdates))] + operand(shape, 2));
}

void Generator::branch(const Shape* result, unsigned depth) {
    line("if " + condition(2) + " {");
    block(result, depth, Ends::Allowed);
    if (choices_.one_in(5)) {
        line("} else if " + condition(2) + " {");
        block(result, depth, Ends::Allowed);
    }
    if (choices_.one_in(2)) {
        line("} else {");
        block(result, depth, Ends::Refused);
    }
    line("}");
}

void Generator::match(const Shape* result, unsigned depth) {
    if (choices_.one_in(6)) {
        line("match " + condition(2) + " {");
        arm({"true", {}}, result, depth, Ends::Allowed);
        arm({"false", {}}, result, depth, Ends::Refused);
        return line("}");
    }
    const Shape element = choose_word();
    const std::string carried = name("v");
    line("match " + expression(option_shape(element), 1) + " {");
    line("  none => {");
    ++indent_;
    block(result, depth, Ends::Allowed);
    line("}");
    line("some(" + carried + ") => {");
    scope_.locals.push_back({carried, element, Mutable::No});
    block(result, depth, Ends::Refused);
    scope_.locals.pop_back();
    line("}");
    --indent_;
    line("}");
}

void Generator::loop(const Shape* result, unsigned depth) {
    const std::string counter = name("v");
    const uint64_t form = choices_.below(4);
    const Shape number = choices_.one_in(2) ? unsigned_shape(256) : choose_integer();
    Shape counted = number;
    if (form == 0) {
        counted = unsigned_shape(256);
        const uint64_t first = choices_.one_in(3) ? choices_.below(300) : 0;
        line("for " + counter + " in " + std::to_string(first) + ".." +
             std::to_string(first + choices_.below(5)) + " {");
    } else if (form == 1) {
        // Most often a few rounds.
        const uint64_t rounds = (2U << choices_.below(3)) - 1;
        std::string begin = expression(number, 1);
        std::string end = operand(number, 1);
        if (!choices_.one_in(4)) {
            begin = leaf(number);
            end = "(" + begin + " | " + std::to_string(rounds) + ")";
        }
        line("for " + counter + " in " + begin + ".." + end + " max " +
             std::to_string(rounds + choices_.below(3)) + " {");
    } else if (form == 2) {
        const bool is_list = choices_.one_in(2);
        const Shape array = is_list ? list_ : array_shape(choose_word(), 3);
        counted = array.parts[0];
        std::string all = expression(array, 1);
        if (is_list) {
            const std::string list = name("v");
            line("let " + list + ": " + list_.name + " = " + all);
            all = list;
        }
        line("for " + counter + " in " + all + " {");
    } else {
        const uint64_t most = 1 + choices_.below(5);
        const bool is_counted = !choices_.one_in(4);
        if (is_counted) line("var " + counter + ": uint256 = 0");
        line("while " + std::string{is_counted ? counter + " < " + std::to_string(most) + " && " : ""} +
             condition(2) + " max " + std::to_string(most + choices_.below(2)) + " {");
        if (is_counted) line("  " + counter + " += 1");
    }
    ++loops_;
    if (form != 3) scope_.locals.push_back({counter, counted, Mutable::No});
    block(result, depth, Ends::Refused);
    if (form != 3) scope_.locals.pop_back();
    --loops_;
    line("}");
}

void Generator::statement(const Shape* result, unsigned depth) {
    if (statements_ == 0) return;
    --statements_;
    if (scope_.has_assets && scope_.may_call && choices_.one_in(9)) return change_assets(result, depth);
    if (scope_.has_tellers && choices_.one_in(20)) return pass_coins();
    if (scope_.has_meetings && choices_.one_in(8))
        return has_other_ && choices_.one_in(2) ? meet_callback() : meet_places();
    if (choices_.one_in(16)) return meet_numbers();
    if (scope_.has_far_fields && choices_.one_in(12)) return change_far();
    if (scope_.has_vault && choices_.one_in(12)) return change_vault();
    if (scope_.has_family && choices_.one_in(14)) return change_family();
    if (choices_.one_in(60)) return check_constant();
    if (scope_.may_touch && choices_.one_in(6)) return use_opcodes();
    if (scope_.may_call && has_stranger_ && choices_.one_in(6)) return ask_stranger(result, depth);
    if (scope_.may_call && choices_.one_in(20))
        return choices_.one_in(2) ? call_self() : call_raw(result, depth);
    switch (choices_.below(depth == 0 ? 8 : 13)) {
        case 0:
        case 1:
        case 2: return assign();
        case 3: {
            const Shape shape = choose_shape();
            return shape.is(ShapeKind::Tuple) ? take_apart(shape) : declare(shape);
        }
        case 4: {
            const Message& error = scope_.errors[choices_.below(scope_.errors.size())];
            const std::string rarely = choices_.one_in(6) ? "" : " || seed % 8 != 1";
            if (choices_.one_in(6)) return line("assert " + condition(2) + " || seed % 8 != 1");
            return line("require " + condition(2) + rarely + " else " + error.name + "(" +
                        message_arguments(error.parameters) + ")");
        }
        case 5: {
            if (scope_.events.empty()) return assign();
            const Message& event = scope_.events[choices_.below(scope_.events.size())];
            return line("emit " + event.name + "(" + message_arguments(event.parameters) + ")");
        }
        case 6:
            if (choices_.one_in(3)) return choices_.one_in(4) ? decode_again() : change_text();
            return change_list();
        case 7:
            if (scope_.may_create && choices_.one_in(4)) return create_child();
            if (scope_.may_call && choices_.one_in(2)) {
                if (choices_.one_in(5)) return call_raw(result, depth);
                return choices_.one_in(3) ? change_assets(result, depth) : call_other(result, depth);
            }
            if (choices_.one_in(5)) return change_family();
            return choices_.one_in(2) ? change_ether() : change_ledger();
        case 8:
        case 9: return branch(result, depth - 1);
        case 10:
            if (choices_.one_in(3)) return match_loaded(result, depth - 1);
            return choices_.one_in(3) ? match_enum(result, depth - 1) : match(result, depth - 1);
        case 11:
            if (!scope_.helpers.empty())
                return line("_ = " + called(scope_.helpers[choices_.below(scope_.helpers.size())], 1));
            return assign();
        default: return loop(result, depth - 1);
    }
}

/// Some statements. Where it is allowed (not all ways may end, or what follows is never reached), now and
/// then the function or the round ends.
void Generator::block(const Shape* result, unsigned depth, Ends ends) {
    const size_t outer = scope_.locals.size();
    ++indent_;
    const uint64_t length = 1 + choices_.below(3);
    for (uint64_t i = 0; i < length; ++i) statement(result, depth);
    if (ends == Ends::Allowed) end_block(result);
    --indent_;
    scope_.locals.resize(outer);
}

void Generator::end_block(const Shape* result) {
    if (loops_ > 0 && choices_.one_in(6)) {
        line(choices_.one_in(2) ? "break" : "continue");
    } else if (result != nullptr && choices_.one_in(8)) {
        line("return " + expression(*result, 2));
    } else if (choices_.one_in(30)) {
        const Message& error = scope_.errors[choices_.below(scope_.errors.size())];
        line("revert " + error.name + "(" + arguments(error.parameters, 1) + ")");
    }
}

}  // namespace deed::programs
