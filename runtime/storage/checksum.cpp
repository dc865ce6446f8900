#include "runtime/storage/checksum.hpp"

namespace deed::storage {
namespace {

constexpr uint32_t kReversedPolynomial = 0x82f63b78;

constexpr std::array<uint32_t, 256> make_table() {
    std::array<uint32_t, 256> table{};
    for (uint32_t byte = 0; byte < 256; ++byte) {
        uint32_t remainder = byte;
        for (int bit = 0; bit < 8; ++bit)
            remainder = (remainder >> 1) ^ ((remainder & 1) != 0 ? kReversedPolynomial : 0);
        table[byte] = remainder;
    }
    return table;
}

constexpr std::array<uint32_t, 256> kTable = make_table();

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) uint32_t crc32c_by_instruction(BytesView bytes, uint32_t start) noexcept {
    uint64_t state = ~start;
    size_t i = 0;
    for (; i + 8 <= bytes.size(); i += 8) {
        uint64_t word;
        std::memcpy(&word, bytes.data() + i, 8);
        state = __builtin_ia32_crc32di(state, word);
    }
    auto narrow = static_cast<uint32_t>(state);
    for (; i < bytes.size(); ++i) narrow = __builtin_ia32_crc32qi(narrow, bytes[i]);
    return ~narrow;
}
#endif

}  // namespace

uint32_t crc32c_portable(BytesView bytes, uint32_t start) noexcept {
    uint32_t state = ~start;
    for (const uint8_t byte : bytes) state = kTable[(state ^ byte) & 0xff] ^ (state >> 8);
    return ~state;
}

uint32_t crc32c(BytesView bytes, uint32_t start) noexcept {
#if defined(__x86_64__)
    static const bool kHasInstruction = __builtin_cpu_supports("sse4.2") != 0;
    if (kHasInstruction) return crc32c_by_instruction(bytes, start);
#endif
    return crc32c_portable(bytes, start);
}

}  // namespace deed::storage
