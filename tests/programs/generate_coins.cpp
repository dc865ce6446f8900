#include "tests/programs/generator.hpp"

namespace deed::programs {

// Coins of ether that go through functions, branches and loops.

/// Functions that take coins and give them.
void Generator::write_tellers() {
    line("fn draw(amount: uint256) -> coin of ether { return pot.take((amount % 50).min(pot.amount)) }");
    line("fn drawn(amount: uint256) -> (coin of ether, uint256, coin of ether) {");
    line("  let (share, rest) = pot.takeAll().split(if amount % 7 == 3 { amount % 9 } else { 0 })");
    line("  let most = rest.amount");
    line("  return (rest, most, share)");
    line("}");
    line("fn bank(coin: coin of ether, seed: uint256) -> uint256 {");
    line("  if seed % 3 == 0 {");
    line("    let most = coin.amount.min(seed)");
    line("    let (share, rest) = coin.split(most)");
    line("    owed.put(caller, share)");
    line("    pot.put(rest)");
    line("  } else {");
    line("    pot.put(coin)");
    line("  }");
    line("  return pot.amount");
    line("}");
    scope_.has_tellers = true;
}

void Generator::pass_coins() {
    const std::string coin = name("v");
    const std::string amount = operand(unsigned_shape(256), 1);
    switch (choices_.below(5)) {
        case 0: {
            const std::string local = name("v");
            line("let " + local + " = bank(draw(" + amount + "), " + operand(unsigned_shape(256), 1) + ")");
            scope_.locals.push_back({local, unsigned_shape(256), Mutable::No});
            return;
        }
        case 1: {
            const std::string counted = name("v");
            const std::string rest = name("v");
            line("let (" + coin + ", " + counted + ", " + rest + ") = drawn(" + amount + ")");
            line("pot.put(" + rest + ")");
            line("owed.put(" + expression(address_shape(), 1) + ", " + coin + ")");
            scope_.locals.push_back({counted, unsigned_shape(256), Mutable::No});
            return;
        }
        case 2:
            line("let " + coin + " = draw(" + amount + ")");
            line("if " + condition(1) + " { _ = bank(" + coin + ", seed) } else { pot.put(" + coin + ") }");
            return;
        case 3: {
            const std::string counter = name("v");
            line("var " + coin + " = owed.takeAll(caller)");
            line("for " + counter + " in 0.." + std::to_string(1 + choices_.below(4)) + " {");
            const std::string from = expression(address_shape(), 1);
            line("  " + coin + " = " + coin + ".join(owed.take(" + from + ", " + counter + " % 2))");
            line("}");
            return line("pot.put(" + coin + ")");
        }
        default:
            line("var " + coin + " = draw(" + amount + ")");
            line("if " + condition(1) + " {");
            line("  owed.put(caller, " + coin + ")");
            line("  " + coin + " = draw(" + operand(unsigned_shape(256), 1) + ")");
            line("}");
            return line(choices_.one_in(2) ? coin + ".leave()" : "pot.put(" + coin + ")");
    }
}

}  // namespace deed::programs
