#include "tests/programs/generator.hpp"

namespace deed::programs {
namespace {

std::string variant_name(unsigned number) {
    return "v" + std::to_string(number);
}

}  // namespace

// Enums: `Plain`, whose variants carry nothing and which is a word, and `Loaded`.

void Generator::write_enums() {
    std::string plain;
    for (unsigned i = 0; i < palette_.back().size; ++i) plain += (i == 0 ? "" : ", ") + variant_name(i);
    line("enum Plain { " + plain + " }");
    const auto count = static_cast<unsigned>(1 + choices_.below(3));
    std::string text = variant_name(0);
    loaded_.push_back({variant_name(0), {}});
    for (unsigned i = 1; i <= count; ++i) {
        Message variant{variant_name(i), {}};
        std::string members;
        for (uint64_t k = 0; k < 1 + choices_.below(3); ++k) {
            const Shape shape = choices_.one_in(6) ? array_shape(choose_word(), 3) : choose_word();
            members += (k == 0 ? "" : ", ") + ("m" + std::to_string(k)) + ": " + shape.name;
            variant.parameters.push_back(shape);
        }
        text += ", " + variant.name + "(" + members + ")";
        loaded_.push_back(std::move(variant));
    }
    line("enum Loaded { " + text + " }");
}

void Generator::write_loaded_fields() {
    line("var loaded: Loaded");
    line("var loads: map<address, Loaded>");
    line("fn loading(all: Loaded[..3], seed: uint256) -> Loaded {");
    line("  if seed % 2 == 0 { loaded = all[1] }");
    line("  return all[seed % 3]");
    line("}");
    scope_.has_loaded_fields = true;
}

void Generator::assign_loaded() {
    const std::string place = choices_.one_in(2) ? "loaded" : "loads[caller]";
    if (choices_.one_in(4)) return line(place + " = " + (place == "loaded" ? "loads[caller]" : "loaded"));
    const Message& variant = loaded_[choices_.below(loaded_.size())];
    const std::string members =
        variant.parameters.empty() ? "" : "(" + arguments(variant.parameters, 2) + ")";
    line(place + " = Loaded." + variant.name + members);
}

void Generator::arm(const Message& variant, const Shape* result, unsigned depth, Ends ends) {
    const size_t outer = scope_.locals.size();
    std::string carried;
    for (const Shape& shape : variant.parameters) {
        const std::string local = name("v");
        carried += (carried.empty() ? "" : ", ") + local;
        scope_.locals.push_back({local, shape, Mutable::No});
    }
    line("  " + variant.name + (carried.empty() ? "" : "(" + carried + ")") + " => {");
    ++indent_;
    block(result, depth, ends);
    --indent_;
    line("  }");
    scope_.locals.resize(outer);
}

void Generator::match_enum(const Shape* result, unsigned depth) {
    const Shape plain = palette_.back();
    line("match " + expression(plain, 1) + " {");
    for (unsigned i = 0; i < plain.size; ++i)
        arm({variant_name(i), {}}, result, depth, i == 0 ? Ends::Refused : Ends::Allowed);
    line("}");
}

void Generator::match_loaded(const Shape* result, unsigned depth) {
    if (!scope_.has_loaded_fields) return match_enum(result, depth);
    assign_loaded();
    std::string subject = choices_.one_in(2) ? "loaded" : "loads[caller]";
    if (choices_.one_in(3)) {
        const std::string local = name("v");
        line("let " + local + " = loading([" + subject + ", loaded, loads[caller]], seed)");
        subject = local;
    }
    line("match " + subject + " {");
    for (const Message& variant : loaded_)
        arm(variant, result, depth, variant.parameters.empty() ? Ends::Refused : Ends::Allowed);
    line("}");
}

// Lists.

/// Most often only where it does not fail.
void Generator::change_guarded(const std::string& guard, const std::string& change) {
    if (choices_.one_in(3)) return line(change);
    line("if " + guard + " { " + change + " }");
}

/// In `init`, so that most have an element.
void Generator::fill_lists() {
    for (const Variable& field : scope_.fields) {
        if (field.is_mutable == Mutable::No || choices_.one_in(3)) continue;
        if (field.shape.is(ShapeKind::List)) line(field.name + ".push(" + leaf(field.shape.parts[0]) + ")");
        if (field.shape.is(ShapeKind::Text)) line(field.name + " = " + leaf(field.shape));
    }
}

void Generator::change_list() {
    const std::string place = find_place(list_, Mutable::Yes, 2);
    if (place.empty()) {
        const std::string value = expression(list_, 2);
        const std::string local = name("v");
        line("var " + local + ": " + list_.name + " = " + value);
        scope_.locals.push_back({local, list_, Mutable::Yes});
        return;
    }
    switch (choices_.below(5)) {
        case 0: return change_guarded(place + ".len > 0", place + ".pop()" + otherwise());
        case 1: return line(place + ".clear()");
        default:
            return change_guarded(place + ".len < " + std::to_string(list_.size),
                                  place + ".push(" + expression(list_.parts[0], 2) + ")" + otherwise());
    }
}

// Fields that are used only in place, since nobody copies so much, or since there is a map inside.

void Generator::write_far_fields() {
    far_ = choose_word();
    line("pub var long: " + far_.name + "[..1_000_000]");
    line("pub var wide: " + far_.name + "[100_000]");
    scope_.has_far_fields = true;
}

void Generator::change_far() {
    const std::string value = expression(far_, 2);
    const std::string local = name("v");
    switch (choices_.below(6)) {
        case 0:
        case 1: return line("long.push(" + value + ")");
        case 2: return change_guarded("long.len > 0", "long.pop()");
        case 3: return change_guarded("long.len > 1", "long[seed % long.len.max(1)] = " + value);
        case 4: return line("wide[" + expression(unsigned_shape(256), 1) + " % 100_000] = " + value);
        default:
            line("let " + local + " = wide[" + expression(unsigned_shape(256), 1) + " % 100_000]");
            scope_.locals.push_back({local, far_, Mutable::No});
    }
}

void Generator::write_vault() {
    const Shape key = choose_word();
    line("struct Vault { m0: " + list_.parts[0].name + ", m1: map<address, uint256>, m2: " + list_.name +
         " }");
    line("pub var vault: Vault");
    line("var vaults: " + map_shape(key, {ShapeKind::Struct, 0, {}, "Vault"}).name);
    vault_key_ = key;
    scope_.has_vault = true;
}

void Generator::change_vault() {
    const std::string place =
        choices_.one_in(3)
            ? "vault"
            : "vaults[" + (choices_.one_in(2) ? from_seed(vault_key_) : expression(vault_key_, 1)) + "]";
    const std::string local = name("v");
    switch (choices_.below(5)) {
        case 0: return line(place + ".m0 = " + expression(list_.parts[0], 2));
        case 1: return line(place + ".m1[caller] +%= " + expression(unsigned_shape(256), 1));
        case 2: return line(place + ".m2 = " + expression(list_, 2));
        case 3:
            line("let " + local + " = " + place + ".m1[" + expression(address_shape(), 1) + "]");
            scope_.locals.push_back({local, unsigned_shape(256), Mutable::No});
            return;
        default:
            line("let " + local + " = " + place + ".m2");
            scope_.locals.push_back({local, list_, Mutable::No});
    }
}

// Ledgers.

/// Of the contract's own asset, by keys of another kind.
void Generator::write_stock() {
    stock_key_ = choose_word();
    line("pub ledger stock: " + stock_key_.name + " of Self total stocked");
    scope_.fields.push_back({"stock", map_shape(stock_key_, unsigned_shape(256)), Mutable::No});
    scope_.fields.push_back({"stocked", unsigned_shape(256), Mutable::No});
    scope_.has_stock = true;
}

void Generator::change_stock() {
    const std::string key = expression(stock_key_, 1);
    const std::string place = "stock[" + key + "]";
    switch (choices_.below(4)) {
        case 0: return line("stock.mint(" + key + ", (" + operand(unsigned_shape(256), 1) + ") % 500)");
        case 1: return line("stock.put(" + key + ", held.take(caller, " + amount_of("held[caller]") + "))");
        case 2: return line("held.put(caller, stock.take(" + key + ", " + amount_of(place) + "))");
        default:
            return line("stock.move(" + key + ", " + expression(stock_key_, 1) + ", " + amount_of(place) +
                        ")");
    }
}

void Generator::write_ledger() {
    line("pub ledger held: address of Self total supply");
    scope_.fields.push_back({"held", map_shape(address_shape(), unsigned_shape(256)), Mutable::No});
    scope_.fields.push_back({"supply", unsigned_shape(256), Mutable::No});
    scope_.has_ledger = true;
}

/// One asset for each key, of which no coins are made.
void Generator::write_family() {
    family_key_ = choose_word();
    const Shape holdings = map_shape(address_shape(), unsigned_shape(256));
    const Shape family = map_shape(family_key_, holdings);
    line("pub ledger kinds: " + map_shape(family_key_, address_shape()).name + " of Self total made");
    scope_.fields.push_back({"kinds", family, Mutable::No});
    scope_.fields.push_back({"made", map_shape(family_key_, unsigned_shape(256)), Mutable::No});
    scope_.has_family = true;
}

void Generator::change_family() {
    if (!scope_.has_family) return change_ledger();
    // Mostly the same few kinds.
    const std::string kind =
        "kinds[" + (choices_.one_in(2) ? from_seed(family_key_) : expression(family_key_, 1)) + "]";
    const std::string holder = choices_.one_in(2) ? "caller" : expression(address_shape(), 1);
    const std::string amount = operand(unsigned_shape(256), 1);
    switch (choices_.below(4)) {
        case 0:
            return line(kind + ".burn(" + holder + ", " + amount_of(kind + "[" + holder + "]") + ")" +
                        otherwise());
        case 1: {
            const std::string to = choices_.one_in(4) ? holder : expression(address_shape(), 1);
            return line(kind + ".move(" + holder + ", " + to + ", " + amount_of(kind + "[" + holder + "]") +
                        ")" + otherwise());
        }
        default:
            return line(kind + ".mint(" + holder + ", " +
                        (choices_.one_in(8) ? amount : "(" + amount + ") % 1000") + ")");
    }
}

void Generator::change_ledger() {
    if (!scope_.has_ledger) return assign();
    if (scope_.has_stock && choices_.one_in(3)) return change_stock();
    const std::string holder = choices_.one_in(2) ? "caller" : expression(address_shape(), 1);
    const std::string amount = operand(unsigned_shape(256), 1);
    switch (choices_.below(5)) {
        case 0: return line("held.burn(" + holder + ", " + amount_of("held[" + holder + "]") + ")");
        case 1:
            return line("held.move(" + holder + ", " + expression(address_shape(), 1) + ", " +
                        amount_of("held[" + holder + "]") + ")");
        case 2:
            return line("held.put(" + expression(address_shape(), 1) + ", held.take(" + holder + ", " +
                        amount_of("held[" + holder + "]") + "))");
        default: return line("held.mint(" + holder + ", (" + amount + ") % 1000)");
    }
}

}  // namespace deed::programs
