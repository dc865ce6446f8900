#include "tests/programs/generator.hpp"

namespace deed::programs {

// Ether that is owned: a purse, and a ledger of what is owed.

void Generator::write_ether() {
    line("purse pot of ether");
    line("pub ledger owed: address of ether" + std::string{choices_.one_in(2) ? " total owing" : ""});
    scope_.fields.push_back({"owed", map_shape(address_shape(), unsigned_shape(256)), Mutable::No});
    scope_.has_ether = true;
    scope_.may_pay = true;
}

/// The first statement of a payable function.
void Generator::keep_paid() {
    if (!scope_.has_ether) return line("paid.leave()");
    switch (choices_.below(4)) {
        case 0: return line("pot.put(paid)");
        case 1: return line("owed.put(caller, paid)");
        case 2: {
            const std::string part = name("v");
            const std::string rest = name("v");
            line("let (" + part + ", " + rest + ") = paid.split(seed % 40)");
            line("owed.put(caller, " + rest + ")");
            return line("pot.put(" + part + ")");
        }
        default: return line("paid.leave()");
    }
}

/// Anyone who can be paid: at the low addresses are precompiles, some of which fail when they are called with
/// nothing.
std::string Generator::payee() {
    if (choices_.one_in(2)) return "caller";
    return "(((" + expression(address_shape(), 1) + ") as uint160 | 65536) as address)";
}

/// What is taken of a holding: most often no more than there is.
std::string Generator::amount_of(const std::string& holding) {
    const std::string amount = "(" + operand(unsigned_shape(256), 1) + " % 60)";
    return choices_.one_in(6) ? amount : amount + ".min(" + holding + ")";
}

void Generator::change_ether() {
    if (!scope_.has_ether) return change_ledger();
    if (scope_.has_tellers && choices_.one_in(4)) return pass_coins();
    const std::string who = choices_.one_in(2) ? "caller" : expression(address_shape(), 1);
    const std::string coin = name("v");
    switch (choices_.below(scope_.may_pay ? 7 : 4)) {
        case 0: return line("owed.put(" + who + ", pot.take(" + amount_of("pot.amount") + "))");
        case 1: return line("pot.put(owed.take(" + who + ", " + amount_of("owed[" + who + "]") + "))");
        case 2: return line("owed.move(" + who + ", caller, " + amount_of("owed[" + who + "]") + ")");
        case 3: {
            const Message& error = scope_.errors[choices_.below(scope_.errors.size())];
            line("let " + coin + " = pot.take(" + amount_of("pot.amount") + ") else " + error.name + "(" +
                 arguments(error.parameters, 1) + ")");
            return line("owed.put(caller, " + coin + ".join(owed.takeAll(" + who + ")))");
        }
        case 4: return line("call pay(caller, owed.takeAll(" + who + "))");
        case 5: return line("call pay(" + payee() + ", pot.take(" + amount_of("pot.amount") + "))");
        default: {
            const std::string rest = name("v");
            line("let (" + coin + ", " + rest + ") = pot.takeAll().split(" + amount_of("pot.amount") + ")");
            line("call pay(" + payee() + ", " + coin + ")");
            return line("pot.put(" + rest + ")");
        }
    }
}

}  // namespace deed::programs
