#include <utility>

#include "tests/programs/generator.hpp"

namespace deed::programs {

// A contract of which nothing is known but its interface. What it gives is made up when it is called, well
// formed or not.

void Generator::write_stranger_interface() {
    line("interface IStranger {");
    const uint64_t count = 2 + choices_.below(4);
    for (uint64_t i = 0; i < count; ++i) {
        Helper asked{"ask" + std::to_string(i), {choose_word(), unsigned_shape(256)}, choose_answer()};
        const bool is_view = choices_.one_in(2);
        line("  fn " + asked.name + "(key: " + asked.parameters[0].name + ", seed: uint256)" +
             (is_view ? " view" : "") + " -> " + asked.result.name);
        (is_view ? views_ : asked_).push_back(asked);
    }
    line("}");
}

Shape Generator::choose_answer() {
    switch (choices_.below(6)) {
        case 0: return slice_shape(choices_.one_in(2) ? "bytes" : "string");
        case 1: return has_deep_ ? choose_deep() : list_;
        case 2: return tuple_shape({choose_shape(), choose_word(), choose_shape()});
        default: return choose_shape();
    }
}

/// What a view gives; no slice, as a call beside it would replace what it lies in.
std::string Generator::asked_stranger(const Shape& shape, unsigned depth) {
    if (shape.is(ShapeKind::Slice)) return {};
    for (const Helper& view : views_)
        if (view.result == shape) return "(call stranger." + called(view, depth) + ")";
    return {};
}

/// Gives a name to what stands behind `=`, and uses at once what dies at the next call.
void Generator::keep_answer(const Shape& shape, const std::string& answer) {
    if (shape.is(ShapeKind::Slice)) {
        const std::string slice = name("v");
        line("let " + slice + ": " + shape.name + " = " + answer);
        return keep_slice(slice, shape);
    }
    std::string names;
    std::vector<Variable> kept;
    const std::vector<Shape> parts = shape.is(ShapeKind::Tuple) ? shape.parts : std::vector<Shape>{shape};
    for (const Shape& part : parts) {
        kept.push_back({name("v"), part, Mutable::No});
        names += (names.empty() ? "" : ", ") + kept.back().name;
    }
    if (parts.size() > 1) names = "(" + names + ")";
    line("let " + names + ": " + shape.name + " = " + answer);
    scope_.locals.insert(scope_.locals.end(), kept.begin(), kept.end());
}

void Generator::keep_slice(const std::string& slice, const Shape& shape) {
    const std::string fact = name("v");
    if (choices_.one_in(3)) {
        line("let " + fact + " = " + slice + ".len");
        scope_.locals.push_back({fact, unsigned_shape(256), Mutable::No});
    } else if (shape.is_binary() && choices_.one_in(4)) {
        line("let " + fact + " = " + slice + "[0]");
        scope_.locals.push_back({fact, fixed_bytes_shape(1), Mutable::No});
    } else if (choices_.one_in(3)) {
        keep_text(slice, text_shape(shape.name, 70));
    } else {
        line("let " + fact + " = keccak256(" + slice + ")");
        scope_.locals.push_back({fact, fixed_bytes_shape(32), Mutable::No});
    }
}

/// A bounded text is the contract's own: what lay in the answer is looked at when another has come.
void Generator::keep_text(const std::string& slice, const Shape& text) {
    const std::string own = name("v");
    const bool is_fixed = choices_.one_in(2);
    line((is_fixed ? "let " : "var ") + own + " = " + slice + " as " + text.name);
    scope_.locals.push_back({own, text, is_fixed ? Mutable::No : Mutable::Yes});
    if (choices_.one_in(3)) return;
    const Helper& asked = views_.empty() ? asked_.front() : views_.front();
    const std::string seen = name("v");
    line("_ = call stranger." + asked.name + "(" + arguments(asked.parameters, 0) + ")");
    line("let " + seen + " = keccak256(" + own + ")");
    scope_.locals.push_back({seen, fixed_bytes_shape(32), Mutable::No});
}

void Generator::ask_stranger(const Shape* result, unsigned depth) {
    const std::vector<Helper>& some =
        asked_.empty() || (!views_.empty() && choices_.one_in(3)) ? views_ : asked_;
    const Helper& asked = some[choices_.below(some.size())];
    const std::string given = arguments(asked.parameters, 1);
    const std::string bytes = "abi.call(IStranger." + asked.name + ", " + given + ")";
    const std::string gas = choices_.one_in(3) ? "{gas: down(gas.left / 2)}" : "";
    switch (choices_.below(depth == 0 ? 4 : 7)) {
        case 0: return line("_ = call stranger." + asked.name + gas + "(" + given + ")");
        case 1: {
            const std::string data = name("v");
            line("let " + data + " = call (stranger as address).raw" + gas + "(" + bytes + ")");
            return keep_answer(asked.result, "abi.decode(" + data + ")");
        }
        case 4:
        case 5: return try_stranger(asked, given, result, depth - 1);
        case 6: return try_raw_stranger(asked.result, bytes, result, depth - 1);
        default: return keep_answer(asked.result, "call stranger." + asked.name + gas + "(" + given + ")");
    }
}

void Generator::try_stranger(const Helper& asked, const std::string& given, const Shape* result,
                             unsigned depth) {
    line("match try call stranger." + asked.name + "{gas: down(gas.left / 2)}(" + given + ") {");
    if (asked.result.is(ShapeKind::Slice)) {
        const std::string slice = name("v");
        line("  ok(" + slice + ") => {");
        const size_t outer = scope_.locals.size();
        keep_slice(slice, asked.result);
        block(result, depth, Ends::Refused);
        scope_.locals.resize(outer);
        line("  }");
    } else {
        const bool is_tuple = asked.result.is(ShapeKind::Tuple);
        arm({"ok", is_tuple ? asked.result.parts : std::vector<Shape>{asked.result}}, result, depth,
            Ends::Refused);
    }
    fail_arm(result, depth);
    line("}");
}

void Generator::try_raw_stranger(const Shape& answer, const std::string& bytes, const Shape* result,
                                 unsigned depth) {
    const std::string data = name("v");
    line("match try call (stranger as address).raw{gas: down(gas.left / 2)}(" + bytes + ") {");
    line("  ok(" + data + ") => {");
    const size_t outer = scope_.locals.size();
    keep_answer(answer, "abi.decode(" + data + ")");
    block(result, depth, Ends::Refused);
    scope_.locals.resize(outer);
    line("  }");
    fail_arm(result, depth);
    line("}");
}

/// What the call failed with is looked at, and now and then read as a word.
void Generator::fail_arm(const Shape* result, unsigned depth) {
    const std::string why = name("v");
    line("  fail(" + why + ") => {");
    const size_t outer = scope_.locals.size();
    keep_slice(why, slice_shape("bytes"));
    block(result, depth, Ends::Refused);
    scope_.locals.resize(outer);
    line("  }");
}

// A library: code for `delegatecall`, without fields of its own.

void Generator::write_library() {
    const Scope outer = std::exchange(scope_, {});
    line("contract Library {");
    ++indent_;
    write_messages();
    scope_.may_touch = true;
    scope_.has_raw_fields = true;
    scope_.may_leave = false;
    for (Helper& function : library_) {
        const bool is_payable = choices_.one_in(2);
        line("pub fn " + function.name + parameters({function.parameters[0]}) +
             (is_payable ? " payable" : "") + " by anyone -> " + function.result.name + " {");
        if (is_payable) line("  paid.leave()");
        write_body(function.result, 1 + choices_.below(4));
    }
    --indent_;
    line("}");
    scope_ = outer;
}

/// Written first, for the contract names the functions.
void Generator::write_library_interface() {
    line("interface ILibrary {");
    for (const char* const function : {"work", "rest"}) {
        library_.push_back({function, {choose_word(), unsigned_shape(256)}, choose_shape()});
        const Helper& one = library_.back();
        line("  fn " + one.name + "(given: " + one.parameters[0].name + ", seed: uint256) -> " +
             one.result.name);
    }
    line("}");
}

}  // namespace deed::programs
