#include <gtest/gtest.h>

#include "compiler/codegen/assembly.hpp"
#include "compiler/codegen/listing.hpp"
#include "vm/base/hex.hpp"

namespace deed::codegen {
namespace {

std::string hex_of(const Assembly& assembly, const std::vector<Bytes>& data = {}) {
    return to_hex(assemble(assembly, data, 0).bytes);
}

TEST(Assembler, PushesInTheShortestForm) {
    Assembly assembly;
    for (const Uint256& value : {Uint256{0}, Uint256{1}, Uint256{256}, Uint256::max()}) assembly.push(value);

    EXPECT_EQ(hex_of(assembly),
              "5f6001610100"
              "5f19");
}

TEST(Assembler, SavesBytesWhereGasDoesNotMatter) {
    Assembly assembly;
    assembly.set_wish(Wish::LeastSize);
    assembly.push(Uint256{0x4e487b71} << 224);
    assembly.push(~Uint256{31});

    EXPECT_EQ(hex_of(assembly),
              "634e487b7160e01b"
              "601f19");
}

TEST(Assembler, PaysGasForBytesWhereItSavesMany) {
    Assembly assembly;
    assembly.push(Uint256{0x1901} << 240);
    assembly.push(Uint256{0x1901} << 48);
    assembly.push(Uint256::max() >> 16);
    assembly.push(Uint256::max() >> 96);

    EXPECT_EQ(hex_of(assembly),
              "61190160f01b"
              "671901000000000000"
              "5f1960101c"
              "73ffffffffffffffffffffffffffffffffffffffff");
}

TEST(Assembler, PutsLabelsIntoOneWord) {
    Assembly assembly;
    const LabelId first = assembly.make_label();
    const LabelId second = assembly.make_label();
    assembly.push_table({first, second, first});
    assembly.bind(first);
    assembly.add(isa::Op::STOP);
    assembly.bind(second);

    EXPECT_EQ(hex_of(assembly),
              "65000700090007"
              "5b005b");
}

TEST(Assembler, WidensJumpsOnlyWhereTheyReachFar) {
    Assembly assembly;
    const LabelId near = assembly.make_label();
    const LabelId far = assembly.make_label();
    assembly.push_label(near);
    assembly.push_label(far);
    assembly.bind(near);
    assembly.push_own(ItemKind::Padding, 300);
    assembly.bind(far);

    const Code code = assemble(assembly, {}, 0);

    EXPECT_EQ(to_hex(BytesView{code.bytes}.first(6)),
              "600561"
              "01325b");
    EXPECT_EQ(code.bytes.size(), 307U);
}

TEST(Assembler, LeavesOutLabelsThatNobodyPushes) {
    Assembly assembly;
    assembly.bind(assembly.make_label());
    assembly.add(isa::Op::STOP);

    EXPECT_EQ(hex_of(assembly), "00");
}

TEST(Assembler, PlacesDataBehindTheCode) {
    Assembly assembly;
    assembly.push_own(ItemKind::DataSize, 1);
    assembly.push_own(ItemKind::DataOffset, 1);
    assembly.push_own(ItemKind::CodeEnd);
    assembly.add(isa::Op::STOP);

    EXPECT_EQ(hex_of(assembly, {{0xaa}, {0xbb, 0xcc}}),
              "60026008600a00"
              "aabbcc");
}

TEST(Assembler, TellsWhereImmutablesStand) {
    Assembly assembly;
    assembly.add(isa::Op::CALLER);
    assembly.push_own(ItemKind::Immutable, 0);

    const Code code = assemble(assembly, {}, 1);

    EXPECT_EQ(code.immutable_references, (std::vector<std::vector<uint32_t>>{{2}}));
    EXPECT_EQ(code.bytes.size(), 34U);
}

TEST(Listing, ShowsInstructionsAndData) {
    Assembly assembly;
    assembly.push(0x20);
    assembly.add(isa::Op::JUMPDEST);

    EXPECT_EQ(list(assemble(assembly, {{0xab}}, 0)), "0x0 PUSH1 0x20\n0x2 JUMPDEST\ndata 0xab\n");
}

}  // namespace
}  // namespace deed::codegen
