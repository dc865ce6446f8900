#include "vm/jit/symbols.hpp"

#include <array>

#include "vm/crypto/keccak.hpp"
#include "vm/instructions/arithmetic.hpp"
#include "vm/instructions/bitwise.hpp"
#include "vm/instructions/context.hpp"
#include "vm/instructions/frame_instructions.hpp"
#include "vm/instructions/memory.hpp"
#include "vm/jit/modulus.hpp"

namespace deed::jit {

using machine::Frame;

namespace {

template <auto function, int pops>
void word(Uint256* top) noexcept {
    if constexpr (pops == 1) top[0] = function(top[0]);
    if constexpr (pops == 2) top[-1] = function(top[0], top[-1]);
    if constexpr (pops == 3) top[-2] = function(top[0], top[-1], top[-2]);
}

template <auto function, int pops>
void context(Frame* frame, Uint256* top) noexcept {
    if constexpr (pops == 0) top[1] = function(*frame);
    if constexpr (pops == 1) top[0] = function(*frame, top[0]);
}

template <auto function>
machine::Status in_frame(Frame* frame, Uint256* top) noexcept {
    return function(*frame, top);
}

bool reserve(Frame* frame, uint64_t offset, uint64_t beyond, uint64_t width) noexcept {
    return instructions::reserve_word(*frame, {offset, beyond, 0, 0}, width);
}

void keccak(const uint8_t* message, uint64_t size, Uint256* hash) noexcept {
    *hash = to_word(crypto::keccak256({message, size}));
}

constexpr size_t kCount = [] {
    size_t count = 2 + 3 * 2;
#define DEED_COUNT_Word 1
#define DEED_COUNT_Context 1
#define DEED_COUNT_Memory 0
#define DEED_COUNT_Frame 1
#define DEED_COUNT_Control 0
#define DEED_OPCODE(code, name, pops, pushes, imm, form, gas, since) count += DEED_COUNT_##form;
#include "vm/isa/opcodes.def"
#undef DEED_OPCODE
    return count;
}();

std::array<Symbol, kCount> make_symbols() {
    std::array<Symbol, kCount> made{{{"deed_reserve", reinterpret_cast<void*>(&reserve)},
                                     {"deed_keccak", reinterpret_cast<void*>(&keccak)}}};
    size_t next = 2;
    const auto add_modular = [&](std::string_view known, std::string_view likely,
                                 const ModularFunctions& functions) {
        made[next++] = {known, reinterpret_cast<void*>(functions.by_known)};
        made[next++] = {likely, reinterpret_cast<void*>(functions.by_likely)};
    };
    add_modular("deed_MULMOD_known", "deed_MULMOD_likely", multiply_functions());
    add_modular("deed_ADDMOD_known", "deed_ADDMOD_likely", add_functions());
    add_modular("deed_MOD_known", "deed_MOD_likely", remainder_functions());
#define DEED_SYMBOL_Word(name, pops) \
    made[next++] = {"deed_" #name, reinterpret_cast<void*>(&word<instructions::name, pops>)}
#define DEED_SYMBOL_Context(name, pops) \
    made[next++] = {"deed_" #name, reinterpret_cast<void*>(&context<instructions::name, pops>)}
#define DEED_SYMBOL_Frame(name, pops) \
    made[next++] = {"deed_" #name, reinterpret_cast<void*>(&in_frame<instructions::name>)}
#define DEED_SYMBOL_Memory(name, pops)
#define DEED_SYMBOL_Control(name, pops)
#define DEED_OPCODE(code, name, pops, pushes, imm, form, gas, since) DEED_SYMBOL_##form(name, pops);
#include "vm/isa/opcodes.def"
#undef DEED_OPCODE
    return made;
}

}  // namespace

std::span<const Symbol> symbols() {
    static const std::array<Symbol, kCount> kSymbols = make_symbols();
    return kSymbols;
}

}  // namespace deed::jit
