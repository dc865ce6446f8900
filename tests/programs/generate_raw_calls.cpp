#include "tests/programs/generator.hpp"

namespace deed::programs {

// Calls of an address with bytes as they are, which need no contract there.

void Generator::call_raw(const Shape* result, unsigned depth) {
    const std::string target = choices_.one_in(3) ? payee() : "(" + callee() + " as address)";
    const std::string key = expression(other_key_, 1);
    const std::string amount = operand(unsigned_shape(256), 1);
    const std::string data = name("v");
    switch (choices_.below(4)) {
        case 0: line("let " + data + " = abi.call(IOther.count, " + key + ")"); break;
        case 1: line("let " + data + " = abi.packed(IOther.give.selector, " + key + ")"); break;
        case 2: line("let " + data + " = abi.call(IOther.put, " + key + ", " + amount + ")"); break;
        default: line("let " + data + " = " + slice_value(slice_shape("bytes"), 1)); break;
    }
    const std::string answer = name("v");
    const std::string seen = name("v");
    if (depth == 0 || choices_.one_in(2)) {
        line("let " + answer + " = call " + target + ".raw(" + data + ")");
        const bool is_decoded = choices_.one_in(4);
        line("let " + seen +
             ": bytes32 = " + (is_decoded ? "abi.decode(" + answer + ")" : "keccak256(" + answer + ")"));
        scope_.locals.push_back({seen, fixed_bytes_shape(32), Mutable::No});
        return;
    }
    const std::string coin = name("v");
    const bool has_coin = scope_.has_ether && choices_.one_in(2);
    if (has_coin) line("let " + coin + " = pot.take(" + amount_of("pot.amount") + ")");
    line("match try call " + target + ".raw{gas: down(gas.left / 2)" + (has_coin ? ", value: " + coin : "") +
         "}(" + data + ") {");
    for (const char* const variant : {"ok", "fail"}) {
        line(std::string{"  "} + variant + "(" + answer + ") => {");
        line("    let " + seen + " = keccak256(" + answer + ")");
        if (has_coin && variant[0] == 'f') line("    pot.put(" + coin + ")");
        const size_t outer = scope_.locals.size();
        scope_.locals.push_back({seen, fixed_bytes_shape(32), Mutable::No});
        block(result, depth - 1, Ends::Refused);
        scope_.locals.resize(outer);
        line("  }");
    }
    line("}");
}

}  // namespace deed::programs
