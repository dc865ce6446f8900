#include "tests/programs/generator.hpp"

namespace deed::programs {

// What an optimizer may take for known and is not: places that turn out to be one, and state that changes
// while another contract runs.

/// A table whose keys are few, and a field that changes in the middle of calls.
void Generator::write_meetings() {
    met_ = choose_word();
    line("var table: map<uint256, " + met_.name + ">");
    line("var row: " + met_.name + "[4]");
    if (!has_other_) return;
    line("pub var shared: uint256");
    line("transient var brief: uint256");
}

/// Called in the middle of others, and half of the time says that it may be.
void Generator::write_poke() {
    if (!has_other_) return;
    line(std::string{"pub fn poke(seed: uint256) "} + (choices_.one_in(2) ? "reentrant " : "") +
         "by anyone -> uint256 {");
    line("  shared = shared +% seed +% 1");
    line("  brief = brief +% 3");
    line("  return shared");
    line("}");
    poke_ = {"poke", {unsigned_shape(256)}, unsigned_shape(256)};
}

/// Two places that are one in some calls, written and read in turn.
void Generator::meet_places() {
    const bool is_table = choices_.one_in(2);
    std::string places[2];
    for (std::string& place : places) {
        const std::string key = "(" + expression(unsigned_shape(256), 1) + " % " + (is_table ? "2)" : "4)");
        const std::string local = name("v");
        line("let " + local + " = " + key);
        place = (is_table ? "table[" : "row[") + local + "]";
    }
    const std::string before = name("v");
    const std::string behind = name("v");
    line(places[0] + " = " + expression(met_, 1));
    if (choices_.one_in(2)) line("let " + before + " = " + places[1]);
    const bool is_guarded = choices_.one_in(4);
    line((is_guarded ? "if " + condition(1) + " { " : "") + places[1] + " = " + expression(met_, 1) +
         (is_guarded ? " }" : ""));
    line("let " + behind + " = " + places[0]);
    scope_.locals.push_back({behind, met_, Mutable::No});
    if (choices_.one_in(2)) line(places[0] + " = " + expression(met_, 0));
}

/// Numbers that are close to each other, compared once more where an earlier comparison tells something.
void Generator::meet_numbers() {
    static constexpr const char* kOrders[] = {" < ", " <= ", " > ", " >= ", " == ", " != "};
    const Shape shape = choose_integer();
    const std::string literal = std::to_string(1 + choices_.below(4));
    std::string numbers[] = {name("v"), name("v"), literal};
    const bool is_signed = shape.is(ShapeKind::Signed);
    for (int i = 0; i < 2; ++i) {
        const std::string whole = expression(shape, 1);
        const bool is_small = choices_.one_in(2);
        const std::string few = is_signed ? "(" + whole + " & 3) - 1" : whole + " % 4";
        line("let " + numbers[i] + ": " + shape.name + " = " + (is_small ? few : whole));
    }
    const auto compared = [&] {
        const uint64_t left = choices_.below(2);
        const uint64_t right = choices_.one_in(3) ? 2 : 1 - left;
        return numbers[left] + kOrders[choices_.below(std::size(kOrders))] + numbers[right];
    };
    const std::string told = name("v");
    line("var " + told + ": uint256 = 0");
    line("if " + compared() + " {");
    for (const char* const ways : {"} else {", "}"}) {
        line("  if " + compared() + " { " + told + " = " + told + " | 1 } else { " + told + " = " + told +
             " | 2 }");
        line("  if " + compared() + " && " + compared() + " { " + told + " = " + told + " | 4 } else { " +
             told + " = " + told + " | 8 }");
        if (choices_.one_in(3)) line("  " + told + " +%= if " + compared() + " { 16 } else { 32 }");
        line(ways);
    }
    scope_.locals.push_back({told, unsigned_shape(256), Mutable::Yes});
    scope_.locals.push_back({numbers[0], shape, Mutable::No});
}

/// State that is read, and perhaps written, on both sides of a call in which it may change.
void Generator::meet_callback() {
    if (!scope_.may_call) return meet_places();
    const char* const field = choices_.one_in(3) ? "brief" : "shared";
    const std::string before = name("v");
    const std::string behind = name("v");
    if (choices_.one_in(3)) line(std::string{field} + " = " + expression(unsigned_shape(256), 1));
    line("let " + before + ": uint256 = " + field);
    const std::string asked = name("v");
    switch (choices_.below(scope_.may_pay ? 5 : 4)) {
        case 0: line("_ = call IBack(self).poke(" + before + ")"); break;
        case 3:
            line("let " + asked + " = call " + callee() + ".count(" + expression(other_key_, 1) + ")");
            scope_.locals.push_back({asked, unsigned_shape(256), Mutable::No});
            break;
        case 4:
            line("call pay(" + callee() + " as address, pot.take(" + amount_of("pot.amount") + "))");
            break;
        default:
            line("match try call " + callee() + ".put{gas: down(gas.left / 2)}(" + expression(other_key_, 1) +
                 ", " + expression(unsigned_shape(256), 1) + ") {");
            line("  ok(_) => {}");
            line("  fail(_) => {}");
            line("}");
    }
    line("let " + behind + ": uint256 = " + field);
    scope_.locals.push_back({before, unsigned_shape(256), Mutable::No});
    scope_.locals.push_back({behind, unsigned_shape(256), Mutable::No});
    if (choices_.one_in(3)) line(std::string{field} + " = " + behind + " +% " + before);
}

}  // namespace deed::programs
