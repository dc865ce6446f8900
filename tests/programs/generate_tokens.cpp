#include <utility>

#include "tests/programs/generator.hpp"

namespace deed::programs {

// A token, with the habits that are met in the field, and what is held of it.

void Generator::write_token() {
    const Scope outer = std::exchange(scope_, {});
    static constexpr const char* kAnswers[] = {"true", "", "value % 5 != 2", "2"};
    const std::string answer = kAnswers[choices_.below(std::size(kAnswers))];
    const std::string result = answer.empty() ? "" : answer == "2" ? " -> uint256" : " -> bool";
    const std::string fee = choices_.one_in(3) ? " - value.min(2)" : "";
    const bool wants_zero = choices_.one_in(3);
    const bool calls_back = choices_.one_in(3);
    const auto end = [&] {
        if (calls_back) write_return_call();
        if (!answer.empty()) line("return " + answer);
        --indent_;
        line("}");
    };
    const auto begin = [&](const std::string& function) {
        line("pub fn " + function + " by anyone" + result + " {");
        ++indent_;
        line("let seed = value");
        line("require seed % 11 != 10 else Unwilling(seed)");
    };
    line("contract Token {");
    ++indent_;
    line("pub ledger balanceOf: address of Self total totalSupply");
    line("pub var allowance: map<address, map<address, uint256>>");
    line("pub var mood: uint256");
    line("transient var rounds: uint256");
    line("event Refused(why: bytes)");
    line("error Unwilling(value: uint256)");
    scope_.fields = {{"mood", unsigned_shape(256), Mutable::Yes}};
    scope_.locals = {{"seed", unsigned_shape(256), Mutable::No}};
    begin("transfer(to: address, value: uint256)");
    line("balanceOf.move(caller, to, value)");
    end();
    // Everybody has as much as is wanted.
    begin("transferFrom(from: address, to: address, value: uint256)");
    line("require from != address(5) else Unwilling(1)");
    line("balanceOf.mint(to, value" + fee + ")");
    end();
    begin("approve(spender: address, value: uint256)");
    if (wants_zero)
        line(
            "require value == 0 || allowance[caller][spender] == 0 else "
            "Unwilling(allowance[caller][spender])");
    line("allowance[caller][spender] = value");
    end();
    --indent_;
    line("}");
    scope_ = outer;
}

void Generator::write_assets() {
    line("let asset: IToken");
    line("purse chest of asset");
    line("pub ledger claims: address of asset" + std::string{choices_.one_in(2) ? " total claimed" : ""});
    scope_.fields.push_back({"claims", map_shape(address_shape(), unsigned_shape(256)), Mutable::No});
    scope_.has_assets = true;
}

void Generator::change_assets(const Shape* result, unsigned depth) {
    if (!scope_.has_assets || !scope_.may_call) return change_ether();
    const std::string who = choices_.one_in(2) ? "caller" : expression(address_shape(), 1);
    const std::string amount = operand(unsigned_shape(256), 1) + " % 90";
    switch (choices_.below(11)) {
        case 0: return line("call asset.push(" + who + ", chest.take(" + amount_of("chest.amount") + "))");
        case 1: return line("call asset.push(" + who + ", claims.takeAll(" + who + "))");
        case 2:
            return line("call asset.allow(" + who + ", claims.take(caller, " + amount_of("claims[caller]") +
                        "))");
        case 3: return line("claims.put(" + who + ", call asset.pullExact(caller, " + amount + "))");
        case 4:
        case 5: return line("claims.put(" + who + ", call asset.pull(caller, " + amount + "))");
        case 6: return line("chest.put(call asset.pull(" + who + ", " + amount + "))");
        case 7: return line("claims.put(" + who + ", chest.take(" + amount_of("chest.amount") + "))");
        case 8: return line("chest.put(claims.takeAll(" + who + "))");
        default: return earn(result, depth);
    }
}

/// Measures what a call of the other contract brings.
void Generator::earn(const Shape* result, unsigned depth) {
    if (!has_other_) return change_ether();
    const bool is_ether = scope_.has_ether && choices_.one_in(2);
    const std::string asset = is_ether ? "ether " : "asset ";
    const std::string holding = is_ether ? "pot" : "chest";
    const std::string got = name("v");
    const std::string coin = name("v");
    const std::string amount = "(" + operand(unsigned_shape(256), 1) + " % 30)";
    const std::string called = "call earn " + asset + callee();
    switch (choices_.below(depth == 0 ? 3 : 4)) {
        case 0: {
            if (!scope_.has_ether) return change_ledger();
            const std::string key = expression(other_key_, 1);
            return line(holding + ".put(" + called + ".give{value: pot.take(" + amount_of("pot.amount") +
                        ")}(" + key + "))");
        }
        case 1:
        case 2:
            line("let (" + got + ", " + coin + ") = " + called + ".drain(" + amount + ")");
            line(holding + ".put(" + coin + ")");
            scope_.locals.push_back({got, unsigned_shape(256), Mutable::No});
            return;
        default: {
            line("match try " + called + ".drain{gas: down(gas.left / 2)}(" + amount + ") {");
            line("  ok(" + got + ", " + coin + ") => {");
            line("    " + holding + ".put(" + coin + ")");
            const size_t outer = scope_.locals.size();
            scope_.locals.push_back({got, unsigned_shape(256), Mutable::No});
            block(result, depth - 1, Ends::Allowed);
            scope_.locals.resize(outer);
            line("  }");
            line("  fail(_) => {");
            block(result, depth - 1, Ends::Refused);
            line("  }");
            return line("}");
        }
    }
}

}  // namespace deed::programs
