#include <utility>

#include "tests/programs/generator.hpp"

namespace deed::programs {

// Numbers in specifications have no bounds.

std::string Generator::whole_number() {
    const Shape shape = choose_integer();
    const std::string place = find_place(shape, Mutable::No, 0);
    // A product has at most 510 bits.
    const bool is_narrow = !place.empty() && shape.size < 256;
    if (is_narrow && choices_.one_in(2)) return place + " * " + find_place(shape, Mutable::No, 0);
    if (!place.empty()) return place;
    return std::to_string(choices_.below(1000));
}

std::string Generator::whole_comparison() {
    static constexpr const char* kOrders[] = {" <= ", " < ", " == ", " != ", " >= ", " > "};
    static constexpr const char* kOperators[] = {" + ", " - "};
    const std::string left = whole_number() + kOperators[choices_.below(2)] + whole_number();
    const std::string right = whole_number() + kOperators[choices_.below(2)] + whole_number();
    return "(" + left + kOrders[choices_.below(std::size(kOrders))] + right + ")";
}

/// Behind the signature of a function.
void Generator::write_requirements() {
    if (choices_.one_in(8)) {
        const Message& error = scope_.errors[choices_.below(scope_.errors.size())];
        const std::string otherwise =
            choices_.one_in(2) ? " else " + error.name + "(" + arguments(error.parameters, 1) + ")" : "";
        const std::vector<Helper> helpers = std::exchange(scope_.helpers, {});
        line("  requires " + condition(2) + otherwise);
        scope_.helpers = helpers;
    }
    if (!choices_.one_in(6)) return;
    const std::string number = whole_number();
    line("  ensures seed == 3 => old(" + number + ") <= " + number + " + " +
         std::to_string(choices_.below(9)));
    line("  ensures seed < 2 => " + whole_comparison());
}

void Generator::write_invariants() {
    scope_.locals.clear();
    if (!choices_.one_in(4)) return;
    line("invariant first: " + whole_comparison());
    line("invariant second: " + whole_comparison() + " => " + whole_comparison());
    if (scope_.has_ledger) line("invariant supplied: sum(held) == supply");
    if (scope_.has_ether) line("invariant solvent: sum(owed) + pot.amount <= self.balance");
}

}  // namespace deed::programs
