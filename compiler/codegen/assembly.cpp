#include "compiler/codegen/assembly.hpp"

namespace deed::codegen {
namespace {

/// The number of zero bits below the lowest one.
unsigned trailing_zeros(const Uint256& value) {
    unsigned count = 0;
    while (count < 256 && !((value >> count) & Uint256{1})) ++count;
    return count;
}

}  // namespace

void Assembly::push(const Uint256& value) {
    const auto push_plain = [this](const Uint256& plain) {
        append({.kind = ItemKind::Constant, .value = plain});
    };
    // All ones cost two gas more this way and save 31 bytes, wherever they stand.
    if (value == Uint256::max()) {
        push_plain(0);
        return add(isa::Op::NOT);
    }
    if (wish_ == Wish::LeastGas || value.byte_width() <= 6) return push_plain(value);

    const unsigned zeros = trailing_zeros(value);
    const Uint256 inverse = ~value;
    const bool shift_pays = (value >> zeros).byte_width() + 4 < value.byte_width();
    if (inverse.byte_width() + 1 < value.byte_width() && !shift_pays) {
        push_plain(inverse);
        return add(isa::Op::NOT);
    }
    if (!shift_pays) return push_plain(value);
    push_plain(value >> zeros);
    push_plain(zeros);
    add(isa::Op::SHL);
}

}  // namespace deed::codegen
