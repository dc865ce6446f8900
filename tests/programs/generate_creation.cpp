#include <utility>

#include "tests/programs/generator.hpp"

namespace deed::programs {

// `Child`, which the contract creates. With a salt its address follows from its code, which is another on
// every level: then nobody is told the address.

void Generator::write_child() {
    const Scope outer = std::exchange(scope_, {});
    scope_.may_tell = !has_salt_;
    child_word_ = choose_word();
    line("interface IChild {");
    line("  fn swap(next: " + child_word_.name + ", seed: uint256) -> " + child_word_.name);
    line("  fn look(seed: uint256) view -> uint256");
    line("}");
    line("contract Child {");
    ++indent_;
    line("pub let parent: address");
    line("var held: " + child_word_.name);
    write_variables(1 + choices_.below(3));
    write_messages();
    if (has_salt_) scope_.events.clear();
    line("init" + parameters({child_word_}) + " payable {");
    ++indent_;
    line("paid.leave()");
    line("parent = caller");
    line("held = " + scope_.locals[0].name);
    statements_ = 3;
    statement(nullptr, 1);
    statement(nullptr, 1);
    --indent_;
    line("}");
    scope_.fields.push_back({"held", child_word_, Mutable::Yes});
    scope_.fields.push_back({"parent", address_shape(), Mutable::No});
    scope_.locals = {{"next", child_word_, Mutable::No}, {"seed", unsigned_shape(256), Mutable::No}};
    line("pub fn swap(next: " + child_word_.name + ", seed: uint256) by " +
         (choices_.one_in(3) ? "parent" : "anyone") + " -> " + child_word_.name + " {");
    write_body(child_word_, 1 + choices_.below(3));
    scope_.locals = {{"seed", unsigned_shape(256), Mutable::No}};
    line("pub fn look(seed: uint256) view -> uint256 { return " + expression(unsigned_shape(256), 2) + " }");
    --indent_;
    line("}");
    scope_ = outer;
}

void Generator::create_child() {
    const std::string child = name("v");
    std::string options =
        has_salt_ ? "salt: (" + expression(unsigned_shape(256), 1) + " % 3) as bytes32" : "";
    if (scope_.has_ether && choices_.one_in(2)) {
        const std::string coin = name("v");
        line("let " + coin + " = pot.take(" + amount_of("pot.amount") + ")");
        options += (options.empty() ? "" : ", ") + ("value: " + coin);
    }
    if (!options.empty()) options = "{" + options + "}";
    const std::string first = choices_.one_in(2) ? leaf(child_word_) : expression(child_word_, 2);
    line("let " + child + " = deploy Child" + options + "(" + first + ", " +
         (choices_.one_in(2) ? "7" : expression(unsigned_shape(256), 1)) + ")");
    const std::string swap =
        "call " + child + ".swap(" + arguments({child_word_, unsigned_shape(256)}, 1) + ")";
    const std::string local = name("v");
    switch (choices_.below(3)) {
        case 0: line("_ = " + swap); break;
        case 1: line("let " + local + ": " + child_word_.name + " = " + swap); break;
        default: line("let " + local + ": uint256 = call " + child + ".look(seed)"); break;
    }
    if (!has_salt_ && choices_.one_in(2)) line("last = " + child + " as address");
}

}  // namespace deed::programs
