#include <utility>

#include "tests/programs/generator.hpp"

namespace deed::programs {

// `Shelf`, which is generic, and `Core`, which is as varied as a contract and may have a shelf.

void Generator::write_shelf() {
    line("component Shelf<T: any, N: size> {");
    line("  var items: T[..N]");
    line("  pub var moves: uint256");
    line("  transient var latest: T");
    line("  event Kept(count: uint256, moves: indexed uint256)");
    line("  error Bare(moves: uint256)");
    line("  fn keep(item: T) -> T {");
    line("    let before = latest");
    line("    items.push(item)");
    line("    moves += 1");
    line("    latest = item");
    line("    emit Kept(items.len, moves)");
    line("    return before");
    line("  }");
    line("  fn drop(at: uint256) -> T {");
    line("    require items.len > 0 else Bare(moves)");
    line("    let item = items[at % items.len]");
    line("    items.pop()");
    line("    return item");
    line("  }");
    line("  pub fn count() view -> uint256 { return items.len + N }");
    line("}");
}

/// A part that is a shelf of its own kind.
std::string Generator::add_shelf() {
    Shape item = choose_word();
    if (choices_.one_in(3)) item = choices_.one_in(2) ? structure_ : option_shape(item);
    const std::string part = name("shelf");
    const std::string size = std::to_string(1 + choices_.below(5));
    line("part " + part + ": Shelf<" + item.name + ", " + size + ">");
    scope_.helpers.push_back({part + ".keep", {item}, item});
    scope_.helpers.push_back({part + ".drop", {unsigned_shape(256)}, item});
    scope_.helpers.push_back({part + ".count", {}, unsigned_shape(256)});
    scope_.helpers.push_back({part + ".moves", {}, unsigned_shape(256)});
    return part;
}

void Generator::write_core_init() {
    const std::vector<Variable> fields = std::exchange(scope_.fields, {});
    const std::vector<Helper> helpers = std::exchange(scope_.helpers, {});
    core_.given = {fields[0].shape, unsigned_shape(256)};
    line("init" + parameters({core_.given[0]}) + " {");
    ++indent_;
    line("mark = " + expression(core_.given[0], 2));
    line("boss = caller");
    end_init(fields, helpers);
}

void Generator::write_core_functions() {
    if (choices_.one_in(2)) write_helper();
    const std::vector<Helper> inner = scope_.helpers;
    for (const char* const function : {"touch", "adjust"}) {
        Helper offered{function, {choose_shape(), unsigned_shape(256)}, choose_shape()};
        const std::string guard = choices_.one_in(4) ? "by boss" : "by anyone";
        const bool is_public = offered.name == "touch";
        line((is_public ? "pub fn " : "fn ") + offered.name + parameters({offered.parameters[0]}) +
             (is_public ? " " + guard : "") + " -> " + offered.result.name + " {");
        write_body(offered.result, 1 + choices_.below(4));
        core_.offered.push_back(std::move(offered));
    }
    scope_.helpers.clear();
    Helper peek{"peek", {choose_shape(), unsigned_shape(256)}, choose_shape()};
    line("pub fn peek" + parameters({peek.parameters[0]}) + " view -> " + peek.result.name + " {");
    line("  return " + expression(peek.result, 3));
    line("}");
    core_.offered.push_back(std::move(peek));
    core_.offered.push_back({"mark", {}, scope_.fields[0].shape});
    scope_.helpers = inner;
}

void Generator::write_core() {
    const Scope outer = std::exchange(scope_, {});
    core_.name = "Core";
    core_.exposed = {"touch", "peek", "mark"};
    line("component Core {");
    ++indent_;
    const Shape mark = choose_word();
    line("pub let mark: " + mark.name);
    line("pub let boss: address");
    scope_.fields.push_back({"mark", mark, Mutable::No});
    scope_.fields.push_back({"boss", address_shape(), Mutable::No});
    write_variables(1 + choices_.below(4));
    if (choices_.one_in(2)) write_ledger();
    if (choices_.one_in(3)) {
        write_ether();
        line("pub fn fund(seed: uint256) payable by anyone -> uint256 {");
        line("  pot.put(paid)");
        line("  return pot.amount +% seed");
        line("}");
        core_.exposed.emplace_back("fund");
        has_core_receive_ = choices_.one_in(2);
        if (has_core_receive_)
            line("receive() by " + std::string{choices_.one_in(3) ? "boss" : "anyone"} +
                 " { pot.put(paid) }");
    }
    if (has_shelf_ && choices_.one_in(2)) add_shelf();
    write_messages();
    write_core_init();
    write_core_functions();
    --indent_;
    line("}");
    scope_ = outer;
}

void Generator::write_parts() {
    if (has_shelf_) {
        const std::string part = add_shelf();
        if (choices_.one_in(2)) line("part " + name("shelf") + ": Shelf<bool, 2> expose { count }");
    }
    if (core_.name.empty()) return;
    for (const char* const part : {"left", "right"}) {
        const bool is_first = parts_.empty();
        std::string exposed;
        for (const std::string& one : core_.exposed) exposed += (exposed.empty() ? "" : ", ") + one;
        if (is_first && has_core_receive_ && !choices_.one_in(3)) {
            exposed += ", receive";
            has_receive_ = true;
        }
        line(std::string{"part "} + part + ": Core" + (is_first ? " expose { " + exposed + " }" : ""));
        parts_.emplace_back(part);
        for (const Helper& offered : core_.offered) {
            Helper helper = offered;
            helper.name = std::string{part} + "." + offered.name;
            scope_.helpers.push_back(std::move(helper));
        }
        if (choices_.one_in(2)) break;
    }
}

void Generator::initialize_parts() {
    for (const std::string& part : parts_) line(part + ".init(" + arguments(core_.given, 2) + ")");
}

}  // namespace deed::programs
