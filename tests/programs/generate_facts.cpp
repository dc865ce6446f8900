#include "tests/programs/generator.hpp"

namespace deed::programs {

// What is known without the state: surroundings, other accounts, constants, and the contract's own code.

/// Constants, one of them computed by a function at compile time.
void Generator::write_constants() {
    const std::string rounds = std::to_string(1 + choices_.below(9));
    const std::string factor = std::to_string(3 + 2 * choices_.below(9000));
    line("fn twist(a: uint256, b: int64) pure -> uint256 {");
    line("  var x = a");
    line("  var sign: int256 = b");
    line("  for i in 0.." + rounds + " {");
    line("    x = (x *% " + factor + ") ^ (x >> " + std::to_string(1 + choices_.below(250)) + ")");
    line("    if sign < 0 { x = ~x } else if (x & 4) != 0 { x = x +% i } else { x = x.sqrt() }");
    line("    sign = up(sign * 3 / 2) -% " + std::to_string(choices_.below(5)));
    line("    match x > (uint256.max >> 1) { true => { x = x.max(7) % 1000003 }, false => {} }");
    line("  }");
    line("  return x +% ((sign as% int128) as% uint128)");
    line("}");
    twist_ = "twist(" + std::to_string(choices_.below(60000)) + ", " + (choices_.one_in(2) ? "-" : "") +
             std::to_string(choices_.below(60000)) + ")";
    line("const kTwist: uint256 = " + twist_);
    line("error Miscounted()");
    constants_.push_back({"kTwist", unsigned_shape(256), Mutable::No});
    for (int i = 0; i < 2; ++i) {
        const Shape shape = programs::choose_integer(choices_);
        const std::string constant = name("k");
        const std::string edge = choices_.one_in(2) ? shape.name + ".max - " : "2 * ";
        line("const " + constant + ": " + shape.name + " = " + edge + std::to_string(choices_.below(60)));
        constants_.push_back({constant, shape, Mutable::No});
    }
}

/// Computes a constant again.
void Generator::check_constant() {
    line("require kTwist == " + twist_ + " else Miscounted()");
}

/// A fact of the shape, if there is one.
std::string Generator::fact(const Shape& shape, unsigned depth) {
    for (const Variable& constant : constants_)
        if (constant.shape == shape && choices_.one_in(2))
            return "(" + constant.name + " ^ " + from_seed(shape) + ")";
    static constexpr const char* kTimes[] = {"block.time", "block.number", "chain.id"};
    const std::string account = "(" + expression(address_shape(), depth) + ")";
    const std::string word = shape.name;
    if (shape == unsigned_shape(64)) return kTimes[choices_.below(std::size(kTimes))];
    if (shape == unsigned_shape(256))
        return choices_.one_in(3)   ? "block.basefee"
               : choices_.one_in(2) ? "self.balance"
                                    : account + ".balance";
    if (shape == unsigned_shape(8)) return "(" + leaf(palette_.back()) + " as uint8)";
    if (shape.is(ShapeKind::Bool) && choices_.one_in(3))
        return "(" + account + ".codehash == " + (choices_.one_in(2) ? "keccak256(\"\")" : "(0 as bytes32)") +
               ")";
    if (shape.is(ShapeKind::Bool) && choices_.one_in(2)) return account + ".hasCode";
    if (shape.is(ShapeKind::Bool)) {
        const Shape text = choose_text();
        const std::string place = find_place(text, Mutable::No, 1);
        return place.empty() ? "" : "(" + place + (choices_.one_in(2) ? " == " : " != ") + leaf(text) + ")";
    }
    if (shape == option_shape(address_shape())) {
        const Shape hash = fixed_bytes_shape(32);
        return "recover(" + expression(hash, depth) + ", 26 + ((seed % 4) as uint8), " +
               expression(hash, depth) + ", " + expression(hash, depth) + " >> 1)";
    }
    if (shape == fixed_bytes_shape(4) && has_other_)
        return choices_.one_in(2) ? "IOther.id" : "IOther.put.selector";
    if (shape == fixed_bytes_shape(1)) {
        const Shape text = choose_text();
        const std::string place = text.is_binary() ? find_place(text, Mutable::No, 1) : "";
        if (!place.empty() && choices_.one_in(2)) return place + "[seed % 4]";
    }
    // Forty digits are an address.
    if (!shape.is(ShapeKind::FixedBytes) || shape.size == 20) return {};
    if (choices_.one_in(2))
        return "(\"" + std::string(choices_.below(shape.size + 1), 'd') + "\" as " + word + ")";
    std::string digits = "0x";
    for (unsigned i = 0; i < shape.size; ++i) digits += choices_.one_in(2) ? "a7" : "00";
    return "(" + digits + " as " + word + ")";
}

}  // namespace deed::programs
