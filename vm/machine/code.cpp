#include "vm/machine/code.hpp"

#include "vm/isa/opcode.hpp"

namespace deed::machine {
namespace {

constexpr size_t kWordBits = 64;

size_t round_up_to_words(size_t bytes) {
    return (bytes + 7) / 8 * 8;
}
size_t bitmap_words(size_t code_size) {
    return (code_size + kWordBits - 1) / kWordBits;
}

void find_jump_destinations(BytesView code, uint64_t* bits) {
    // PUSH1 … PUSH32 are the bytes 0x60 … 0x7f: the only ones that are at least 0x60 when read as signed.
    constexpr auto kFirstPush = static_cast<int8_t>(isa::Op::PUSH1);
    const uint8_t* const begin = code.data();
    const size_t size = code.size();
    for (size_t i = 0; i < size; ++i) {
        const uint8_t op = begin[i];
        if (static_cast<int8_t>(op) >= kFirstPush)
            i += op - static_cast<uint8_t>(isa::Op::PUSH0);
        else if (op == static_cast<uint8_t>(isa::Op::JUMPDEST))
            bits[i / kWordBits] |= uint64_t{1} << (i % kWordBits);
    }
}

}  // namespace

Code::Code(BytesView code)
    : size_(code.size()),
      storage_(new uint8_t[round_up_to_words(code.size() + kPadding) + bitmap_words(code.size()) * 8]) {
    const size_t code_room = round_up_to_words(size_ + kPadding);
    if (size_ != 0) std::memcpy(storage_.get(), code.data(), size_);
    std::memset(storage_.get() + size_, 0, code_room - size_ + bitmap_words(size_) * 8);

    auto* bits = reinterpret_cast<uint64_t*>(storage_.get() + code_room);
    find_jump_destinations(code, bits);
    jump_destinations_ = bits;
}

size_t Code::footprint() const {
    return sizeof(Code) + round_up_to_words(size_ + kPadding) + bitmap_words(size_) * 8 + heat_.footprint();
}

}  // namespace deed::machine
