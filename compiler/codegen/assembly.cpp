#include "compiler/codegen/assembly.hpp"

#include <bit>

namespace deed::codegen {
namespace {

/// The number of zero bits below the lowest one.
unsigned trailing_zeros(const Uint256& value) {
    constexpr unsigned kLimbBits = 64;
    for (unsigned i = 0; i < 4; ++i)
        if (value[i] != 0) return i * kLimbBits + static_cast<unsigned>(std::countr_zero(value[i]));
    return 4 * kLimbBits;
}

/// How a word can be made of shorter ones, by its size in bytes and what it costs more than one push.
struct Form {
    enum class Kind : uint8_t { Plain, Inverse, Shifted, LowOnes };
    Kind kind = Kind::Plain;
    size_t size = 0;
    unsigned extra_gas = 0;
};

/// A byte of code costs its deployment once, and gas is paid by every call: where gas counts, one gas must
/// save two bytes.
bool pays(const Form& form, const Form& best, Wish wish) {
    const auto price = [wish](const Form& one) {
        constexpr size_t kBytesForGas = 2;
        return one.size + (wish == Wish::LeastGas ? kBytesForGas * one.extra_gas : 0);
    };
    return price(form) < price(best);
}

}  // namespace

void Assembly::push(const Uint256& value) {
    const unsigned zeros = trailing_zeros(value);
    Form best{Form::Kind::Plain, 1 + value.byte_width(), 0};
    const auto consider = [&](const Form& form) {
        if (pays(form, best, wish_)) best = form;
    };
    consider({Form::Kind::Inverse, 2 + (~value).byte_width(), 3});
    if (zeros > 0 && zeros < 256) consider({Form::Kind::Shifted, 1 + (value >> zeros).byte_width() + 3, 6});
    if ((value & (value + 1)) == Uint256{}) consider({Form::Kind::LowOnes, 5, 8});
    switch (best.kind) {
        case Form::Kind::Plain: return push_plain(value);
        case Form::Kind::Inverse: push_plain(~value); return add(isa::Op::NOT);
        case Form::Kind::Shifted: {
            push_plain(value >> zeros);
            push_plain(zeros);
            return add(isa::Op::SHL);
        }
        case Form::Kind::LowOnes:
            push_plain(0);
            add(isa::Op::NOT);
            push_plain(256 - value.bit_width());
            return add(isa::Op::SHR);
    }
}

}  // namespace deed::codegen
