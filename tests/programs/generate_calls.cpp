#include <utility>

#include "tests/programs/generator.hpp"

namespace deed::programs {

void Generator::write_interface() {
    other_key_ = choose_word();
    other_word_ = choose_word();
    line("interface IOther {");
    line("  fn put(key: " + other_key_.name + ", amount: uint256) -> " + other_word_.name);
    line("  fn swap(next: " + other_word_.name + ") -> " + other_word_.name);
    line("  fn give(key: " + other_key_.name + ") payable");
    line("  fn drain(amount: uint256) -> uint256");
    line("  fn count(key: " + other_key_.name + ") view -> uint256");
    line("}");
    line("fn outside(other: IOther, key: " + other_key_.name +
         ") view -> uint256 { return call other.count(key) }");
}

/// The contract behind the interface, as it should be.
void Generator::write_other() {
    line("contract Other is IOther {");
    line("  var counts: map<" + other_key_.name + ", uint256>");
    line("  var last: " + other_word_.name);
    line("  purse till of ether");
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
    line("  pub fn give(key: " + other_key_.name + ") payable by anyone {");
    line("    require paid.amount != 13 else TooMuch(paid.amount)");
    line("    counts[key] += paid.amount");
    line("    till.put(paid)");
    line("  }");
    line("  pub fn drain(amount: uint256) by anyone -> uint256 {");
    line("    call pay(caller, till.take(amount.min(till.amount)))");
    line("    return amount");
    line("  }");
    line("  pub fn count(key: " + other_key_.name + ") view -> uint256 { return counts[key] }");
    line("}");
}

/// What is called back: the functions of the contract.
void Generator::write_back_interface() {
    line("interface IBack {");
    if (!poke_.name.empty()) {
        line("  fn poke(seed: uint256) -> uint256");
        line("  fn shared() view -> uint256");
    }
    for (const Helper& entry : entries_) {
        std::string parameters;
        for (const Shape& shape : entry.parameters)
            parameters +=
                (parameters.empty() ? "p: " : ", p" + std::to_string(parameters.size()) + ": ") + shape.name;
        line("  fn " + entry.name + "(" + parameters + ") -> " + entry.result.name);
    }
    line("}");
}

/// Calls the caller back, a few times in a transaction, whatever comes of it.
void Generator::write_return_call() {
    if (entries_.empty()) return;
    const bool is_poked = !poke_.name.empty() && choices_.one_in(2);
    const Helper& entry = is_poked ? poke_ : entries_[choices_.below(entries_.size())];
    line("if rounds < " + std::to_string(1 + choices_.below(3)) + " {");
    ++indent_;
    line("rounds += 1");
    line("match try call IBack(caller)." + entry.name + "{gas: down(gas.left / 2)}(" +
         arguments(entry.parameters, 1) + ") {");
    std::string dropped = "_";
    for (size_t i = 1; i < entry.result.parts.size() && entry.result.is(ShapeKind::Tuple); ++i)
        dropped += ", _";
    line("  ok(" + dropped + ") => { mood += 1 }");
    line("  fail(why) => { emit Refused(why) }");
    line("}");
    --indent_;
    line("}");
}

/// The contract as its own caller.
void Generator::call_self() {
    if (entries_.empty()) return assign();
    const Helper& entry = entries_[choices_.below(entries_.size())];
    const std::string local = name("v");
    if (entry.result.is(ShapeKind::Tuple) || choices_.one_in(2))
        return line("_ = call IBack(self)." + entry.name + "(" + arguments(entry.parameters, 1) + ")");
    line("let " + local + ": " + entry.result.name + " = call IBack(self)." + entry.name + "(" +
         arguments(entry.parameters, 1) + ")");
    if (!entry.result.is(ShapeKind::Slice)) scope_.locals.push_back({local, entry.result, Mutable::No});
}

/// A contract with the same functions that gives what it should not, fails, and calls back.
void Generator::write_hostile() {
    const Scope outer = std::exchange(scope_, {});
    static constexpr const char* kResults[] = {"uint256", "string", "", "bytes32", "(uint256, uint256)"};
    static constexpr const char* kValues[] = {"amount +% mood", "\"a text instead of a word\"", "",
                                              "(amount as bytes32)", "(amount, mood)"};
    const uint64_t form = choices_.below(std::size(kResults));
    const std::string result = kResults[form];
    scope_.fields = {{"mood", unsigned_shape(256), Mutable::Yes}};
    line("contract Hostile {");
    ++indent_;
    line("pub var mood: uint256");
    line("transient var rounds: uint256");
    line("event Refused(why: bytes)");
    line("error Unwilling(mood: uint256, why: string)");
    line("receive() by anyone {");
    line("  paid.leave()");
    line("  let seed = mood");
    scope_.locals = {{"seed", unsigned_shape(256), Mutable::No}};
    write_return_call();
    line("}");
    const std::string result_text = result.empty() ? "" : " -> " + result;
    line("pub fn put(_key: " + other_key_.name + ", amount: uint256) by anyone" + result_text + " {");
    ++indent_;
    line("let seed = amount");
    line("mood = mood +% amount");
    line("require mood % 5 != 1 else Unwilling(mood, \"not today\")");
    write_return_call();
    if (!result.empty()) line(std::string{"return "} + kValues[form]);
    --indent_;
    line("}");
    line("pub fn give(_key: " + other_key_.name + ") payable by anyone -> uint256 {");
    ++indent_;
    line("let seed = paid.amount");
    line(
        "require seed % 3 != 1 else Unwilling(seed, \"too little to hold a grudge over, and too long to "
        "fit\")");
    line("paid.leave()");
    write_return_call();
    line("return seed");
    --indent_;
    line("}");
    line("pub fn count(_key: " + other_key_.name + ") view -> uint8 {");
    line("  require mood % 2 == 0 else Unwilling(mood, \"\")");
    if (!poke_.name.empty()) {
        line("  match try call IBack(caller).shared{gas: down(gas.left / 2)}() {");
        line("    ok(seen) => { return seen as% uint8 }");
        line("    fail(_) => { return 3 }");
        line("  }");
    } else {
        line("  return 3");
    }
    line("}");
    --indent_;
    line("}");
    scope_ = outer;
}

std::string Generator::callee() {
    for (const Variable& variable : scope_.locals)
        if (variable.name == "guest" && choices_.one_in(2)) return "guest";
    return "other";
}

std::string Generator::asked_other(unsigned depth) {
    if (has_child_ && !has_salt_ && scope_.may_create && choices_.one_in(3))
        return "(call IChild(last).look(" + expression(unsigned_shape(256), depth) + "))";
    if (choices_.one_in(5)) return "outside(" + callee() + ", " + expression(other_key_, depth) + ")";
    return "(call " + callee() + ".count(" + expression(other_key_, depth) + "))";
}

void Generator::call_other(const Shape* result, unsigned depth) {
    const std::string put =
        ".put(" + expression(other_key_, 1) + ", " + operand(unsigned_shape(256), 1) + ")";
    const std::string local = name("v");
    const std::string key = expression(other_key_, 1);
    switch (choices_.below(scope_.has_ether ? 7 : 5)) {
        case 0: return line("_ = call " + callee() + ".swap(" + expression(other_word_, 2) + ")");
        case 1:
        case 2:
            line("let " + local + ": " + other_word_.name + " = call " + callee() + put);
            scope_.locals.push_back({local, other_word_, Mutable::No});
            return;
        case 5:
            return line("call " + callee() + ".give{value: pot.take(" + amount_of("pot.amount") + ")}(" +
                        key + ")");
        case 6:
            if (depth == 0) return change_ether();
            line("let " + local + " = pot.take(" + amount_of("pot.amount") + ")");
            return try_other(result, depth - 1,
                             ".give{gas: down(gas.left / 2), value: " + local + "}(" + key + ")", {"ok", {}},
                             local);
        default: {
            if (depth == 0) return change_ether();
            std::string tried = put;
            tried.insert(tried.find('('), "{gas: down(gas.left / 2)}");
            return try_other(result, depth - 1, tried, {"ok", {other_word_}}, "");
        }
    }
}

/// @p coin is what was sent along, and is there again after a failure.
void Generator::try_other(const Shape* result, unsigned depth, const std::string& call, const Message& ok,
                          const std::string& coin) {
    line("match try call " + callee() + call + " {");
    arm(ok, result, depth, Ends::Refused);
    const std::string why = name("v");
    const std::string digest = name("v");
    line("  fail(" + why + ") => {");
    line("    let " + digest + " = keccak256(" + why + ")");
    const size_t outer = scope_.locals.size();
    scope_.locals.push_back({digest, fixed_bytes_shape(32), Mutable::No});
    if (!coin.empty()) line("    pot.put(" + coin + ")");
    block(result, depth, Ends::Allowed);
    scope_.locals.resize(outer);
    line("  }");
    line("}");
}

}  // namespace deed::programs
