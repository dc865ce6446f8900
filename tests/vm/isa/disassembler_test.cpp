#include "vm/isa/disassembler.hpp"

#include <gtest/gtest.h>

#include "vm/base/hex.hpp"

namespace deed::isa {
namespace {

std::vector<std::string> lines_of(std::string_view hex) {
    const Bytes code = from_hex(hex).value();
    std::vector<std::string> lines;
    for (const auto& instruction : disassemble(code)) lines.push_back(format(instruction));
    return lines;
}

TEST(Disassemble, StepsOverImmediates) {
    EXPECT_EQ(lines_of("60015b610203560050"),
              (std::vector<std::string>{"0x0 PUSH1 0x01", "0x2 JUMPDEST", "0x3 PUSH2 0x0203", "0x6 JUMP",
                                        "0x7 STOP", "0x8 POP"}));
}

TEST(Disassemble, ShowsWhatTheCodeCutsOff) {
    EXPECT_EQ(lines_of("6201"), (std::vector<std::string>{"0x0 PUSH3 0x01…"}));
    EXPECT_EQ(lines_of("60"), (std::vector<std::string>{"0x0 PUSH1 0x…"}));
}

TEST(Disassemble, NamesUndefinedBytes) {
    EXPECT_EQ(lines_of("0cfe"), (std::vector<std::string>{"0x0 UNDEFINED(0x0c)", "0x1 INVALID"}));
    EXPECT_TRUE(lines_of("").empty());
}

}  // namespace
}  // namespace deed::isa
