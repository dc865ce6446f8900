#include "tests/programs/generator.hpp"

namespace deed::programs {

void Generator::write_interface() {
    other_key_ = choose_word();
    other_word_ = choose_word();
    line("interface IOther {");
    line("  fn put(key: " + other_key_.name + ", amount: uint256) -> " + other_word_.name);
    line("  fn swap(next: " + other_word_.name + ") -> " + other_word_.name);
    line("  fn count(key: " + other_key_.name + ") view -> uint256");
    line("}");
}

/// The contract behind the interface.
void Generator::write_other() {
    line("contract Other is IOther {");
    line("  var counts: map<" + other_key_.name + ", uint256>");
    line("  var last: " + other_word_.name);
    line("  event Put(key: indexed " + other_key_.name + ", amount: uint256)");
    line("  error TooMuch(amount: uint256)");
    line("  pub fn put(key: " + other_key_.name + ", amount: uint256) by anyone -> " + other_word_.name +
         " {");
    line("    require amount < 1000000 else TooMuch(amount)");
    line("    counts[key] += amount");
    line("    emit Put(key, amount)");
    line("    return last");
    line("  }");
    line("  pub fn swap(next: " + other_word_.name + ") by anyone -> " + other_word_.name + " {");
    line("    let old = last");
    line("    last = next");
    line("    return old");
    line("  }");
    line("  pub fn count(key: " + other_key_.name + ") view -> uint256 { return counts[key] }");
    line("}");
}

std::string Generator::asked_other(unsigned depth) {
    return "(call other.count(" + expression(other_key_, depth) + "))";
}

void Generator::call_other(const Shape* result, unsigned depth) {
    const std::string put = "(" + expression(other_key_, 1) + ", " + operand(unsigned_shape(256), 1) + ")";
    const std::string local = name("v");
    const uint64_t form = choices_.below(4);
    if (form == 0) return line("_ = call other.swap(" + expression(other_word_, 2) + ")");
    if (form < 3 || depth == 0) {
        line("let " + local + ": " + other_word_.name + " = call other.put" + put);
        locals_.push_back({local, other_word_, Mutable::No});
        return;
    }
    line("match try call other.put{gas: 200_000}" + put + " {");
    arm({"ok", {other_word_}}, result, depth - 1, Ends::Refused);
    line("  fail(_) => {");
    block(result, depth - 1, Ends::Allowed);
    line("  }");
    line("}");
}

}  // namespace deed::programs
