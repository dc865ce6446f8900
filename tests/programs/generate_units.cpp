#include "tests/programs/generator.hpp"

namespace deed::programs {

// Units: numbers that add to their own kind and scale by plain ones.

void Generator::write_units() {
    for (const char* const unit : {"Weight", "Height"}) {
        const Shape plain =
            choices_.one_in(2) ? palette_[choices_.below(2)] : programs::choose_integer(choices_);
        units_.push_back(unit_shape(unit, plain));
        line(std::string{"unit "} + unit + ": " + plain.name);
    }
}

std::string Generator::unit_value(const Shape& shape, unsigned depth) {
    static constexpr const char* kSums[] = {" + ", " - ", " +% ", " -% "};
    static constexpr const char* kRoundings[] = {"down", "up", "exact"};
    const Shape& plain = shape.parts[0];
    switch (choices_.below(8)) {
        case 0: return leaf(shape);
        case 1: return "(" + expression(plain, depth - 1) + " as " + shape.name + ")";
        case 2: return "(" + expression(choose_integer(), depth - 1) + " as " + shape.name + ")";
        case 3: {
            const char* const product = choices_.one_in(3) ? " *% " : " * ";
            if (choices_.one_in(2)) return "(" + leaf(plain) + product + expression(shape, depth - 1) + ")";
            return "(" + expression(shape, depth - 1) + product + operand(plain, depth - 1) + ")";
        }
        case 4: {
            const std::string divisor = "(" + expression(plain, depth - 1) + ").max(1)";
            const std::string scale = choices_.one_in(2) ? " * " + operand(plain, depth - 1) : "";
            return kRoundings[choices_.below(std::size(kRoundings))] + ("(" + expression(shape, depth - 1)) +
                   scale + " / " + divisor + ")";
        }
        case 5:
            return "(" + expression(shape, depth - 1) + ")" + (choices_.one_in(2) ? ".min(" : ".max(") +
                   expression(shape, depth - 1) + ")";
        default:
            return "(" + expression(shape, depth - 1) + kSums[choices_.below(std::size(kSums))] +
                   (choices_.one_in(3) ? std::to_string(choices_.below(9)) : expression(shape, depth - 1)) +
                   ")";
    }
}

}  // namespace deed::programs
