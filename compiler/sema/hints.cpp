#include "compiler/sema/hints.hpp"

#include <algorithm>

#include "compiler/source/standard_library.hpp"

namespace deed::sema {
namespace {

constexpr std::string_view kTakeApart = "an option is taken apart: `match x { some(v) => …  none => … }`";

bool is_any_of(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

std::string help_for_mismatch(const Type& from, const Type& to) {
    const bool is_option = from.is(TypeKind::Option) && from.element == &to;
    if (is_option) return std::string{kTakeApart};
    if (from.is(TypeKind::Option) && to.is(TypeKind::Bool)) return "compare it: `x != none`";
    if (from.is_integer() && to.is(TypeKind::Bool)) return "compare it: `x != 0`";
    if (from.is(TypeKind::Tuple) && to.is(TypeKind::Bool))
        return "one condition stands here; an error is named by `require c else Failed()`";
    if (from.is(TypeKind::Bool) && to.is_integer()) return "write `if c { 1 } else { 0 }`";
    if (from.is_integer() && to.is(TypeKind::Address)) return "the address of nobody is `address(0)`";
    if (from.is(TypeKind::String) && to.is(TypeKind::FixedBytes))
        return "a constant text of at most " + std::to_string(to.length) +
               " bytes converts: `\"text\" as bytes" + std::to_string(to.length) +
               "`; a number is written without quotes: `0x…`";
    if (from.is(TypeKind::Unsigned) && to.is(TypeKind::Coin))
        return "a coin comes from a holding: `purse.take(n)`, `ledger.take(k, n)`, `paid`";
    return {};
}

std::string help_for_cast(const Type& from, const Type& to) {
    if (from.is(TypeKind::Address) && to.is_integer()) return "write `x as uint160`, which widens";
    if (from.is(TypeKind::Unsigned) && to.is(TypeKind::Address)) return "write `x as uint160 as address`";
    const bool is_word = from.is(TypeKind::FixedBytes) && from.length == 32;
    if (is_word && to.is(TypeKind::Address)) return "write `x as uint256 as uint160 as address`";
    if (from.is(TypeKind::FixedBytes) && to.is(TypeKind::Unsigned))
        return "write `x as uint" + std::to_string(8 * from.length) + "` first";
    if (from.is(TypeKind::Unsigned) && to.is(TypeKind::FixedBytes))
        return "write `x as uint" + std::to_string(8 * to.length) + "` first";
    if (to.is(TypeKind::Bool) || from.is(TypeKind::Bool)) return help_for_mismatch(from, to);
    if (from.is(TypeKind::Option) && from.element == &to) return std::string{kTakeApart};
    return {};
}

std::string help_for_member(const Type& type, std::string_view member) {
    if (type.is(TypeKind::Option)) return std::string{kTakeApart};
    if (type.is(TypeKind::Map))
        return "a map is read and changed by `m[key]`; it knows neither its keys nor their number";
    const bool is_list = type.is(TypeKind::List) || type.is_text();
    const bool has_length = is_list || type.is(TypeKind::Array) || type.is_slice();
    if (has_length && is_any_of(member, {"length", "size", "count", "len"})) return "write `.len`";
    if (is_list && is_any_of(member, {"append", "add", "push_back"})) return "write `.push(x)`";
    if (is_list && member == "pop") return "`.pop()` gives nothing: read `x[x.len - 1]` before it";
    if (is_list) return "it has `.len`, and as statements `.push(x)`, `.pop()` and `.clear()`";
    return {};
}

std::optional<std::string> standard_module_of(std::string_view name) {
    constexpr std::string_view kWords[] = {"interface ", "component ", "contract ", "struct ", "enum ",
                                           "fn ",        "unit ",      "error ",    "event ",  "const "};
    for (const std::string_view module : source::standard_modules()) {
        const std::string_view text = source::find_standard_module(module).value_or(std::string_view{});
        for (const std::string_view word : kWords) {
            // What a file offers begins its line.
            const std::string declared = "\n" + std::string{word} + std::string{name};
            const size_t place = text.find(declared);
            if (place == std::string_view::npos || place + declared.size() >= text.size()) continue;
            const char behind = text[place + declared.size()];
            const bool is_longer = (behind >= 'a' && behind <= 'z') || (behind >= 'A' && behind <= 'Z') ||
                                   (behind >= '0' && behind <= '9') || behind == '_';
            if (!is_longer) return std::string{module};
        }
    }
    return std::nullopt;
}

}  // namespace deed::sema
