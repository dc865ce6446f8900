#include "tools/lint/arrows.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temporary_directory.hpp"
#include "vm/base/error.hpp"

namespace deed::lint {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

/// A small house: base below isa in vm, ir in compiler, pool in runtime.
class Arrows : public testing::Test {
  protected:
    void write(const fs::path& path, std::string_view text) const {
        fs::create_directories((directory_.path() / path).parent_path());
        std::ofstream{directory_.path() / path} << text;
    }

    [[nodiscard]] std::vector<Violation> check(std::string_view arrows) const {
        return check_arrows(directory_.path(), parse_arrows(arrows));
    }

  private:
    TemporaryDirectory directory_;
};

TEST_F(Arrows, AcceptIncludesThatFollowThem) {
    write("vm/base/word.hpp", "#pragma once\n#include <array>\n");
    write("vm/isa/opcode.hpp", "#include \"vm/base/word.hpp\"\n");
    write("vm/isa/opcode.cpp", "#include \"vm/isa/opcode.hpp\"\n#include \"vm/isa/opcodes.def\"\n");
    write("vm/isa/opcodes.def", "");

    EXPECT_THAT(check("base|vm/base|\nisa|vm/isa|base\n"), IsEmpty());
}

TEST_F(Arrows, RefuseAnIncludeOutsideDepends) {
    write("vm/base/word.hpp", "");
    write("vm/isa/opcode.hpp", "\n#include \"vm/base/word.hpp\"\n");

    EXPECT_THAT(
        check("base|vm/base|\nisa|vm/isa|\n"),
        ElementsAre("vm/isa/opcode.hpp:2: \"vm/base/word.hpp\" needs base, which the DEPENDS of isa does not "
                    "name"));
}

TEST_F(Arrows, RefuseAnUnusedDepends) {
    write("vm/base/word.hpp", "");
    write("vm/isa/opcode.hpp", "");

    EXPECT_THAT(check("base|vm/base|\nisa|vm/isa|base\n"),
                ElementsAre("vm/isa: isa never includes base, which its DEPENDS names"));
}

TEST_F(Arrows, RefuseACircleOfFiles) {
    write("vm/base/a.hpp", "#include \"vm/base/b.hpp\"\n");
    write("vm/base/b.hpp", "#include \"vm/base/c.hpp\"\n");
    write("vm/base/c.hpp", "#include \"vm/base/a.hpp\"\n");

    EXPECT_THAT(
        check("base|vm/base|\n"),
        ElementsAre("vm/base/a.hpp: a circle of files: vm/base/a.hpp -> vm/base/b.hpp -> vm/base/c.hpp -> "
                    "vm/base/a.hpp"));
}

TEST_F(Arrows, RefuseThatCompilerAndRuntimeMeet) {
    write("compiler/ir/value.hpp", "#include \"runtime/pool/pool.hpp\"\n");
    write("runtime/pool/pool.hpp", "#include \"compiler/ir/value.hpp\"\n");

    EXPECT_THAT(check("ir|compiler/ir|pool\npool|runtime/pool|ir\n"),
                testing::IsSupersetOf(
                    {"compiler/ir/value.hpp:1: compiler must not meet runtime (\"runtime/pool/pool.hpp\")",
                     "runtime/pool/pool.hpp:1: runtime must not meet compiler (\"compiler/ir/value.hpp\")"}));
}

TEST_F(Arrows, RefuseThatAFloorLooksUp) {
    write("vm/base/word.hpp", "#include \"compiler/ir/value.hpp\"\n");
    write("vm/base/byte.hpp", "#include \"tests/support/clock.hpp\"\n");
    write("compiler/ir/value.hpp", "");

    EXPECT_THAT(check("base|vm/base|\nir|compiler/ir|\n"),
                ElementsAre("vm/base/byte.hpp:1: vm must not meet tests (\"tests/support/clock.hpp\")",
                            "vm/base/word.hpp:1: vm must not meet compiler (\"compiler/ir/value.hpp\")"));
}

TEST_F(Arrows, RefuseAPathThatIsNotFromTheRoot) {
    write("vm/base/word.cpp", "#include \"word.hpp\"\n#include \"../base/word.hpp\"\n");

    EXPECT_THAT(check("base|vm/base|\n"),
                ElementsAre("vm/base/word.cpp:1: \"word.hpp\" is not a path from the root",
                            "vm/base/word.cpp:2: \"../base/word.hpp\" is not a path from the root"));
}

TEST_F(Arrows, LetAFaceOwnOnlyTheFilesRightOnItsFloor) {
    write("vm/vm.hpp", "#include \"vm/isa/opcode.hpp\"\n");
    write("vm/isa/opcode.hpp", "");
    write("vm/stray/thing.hpp", "");

    EXPECT_THAT(check("isa|vm/isa|\nvm|vm|isa\n"),
                ElementsAre("vm/stray/thing.hpp: belongs to no deed_library"));
}

TEST_F(Arrows, CountFilesOfSubfoldersToTheirLibrary) {
    write("vm/base/word.hpp", "");
    write("runtime/rpc/methods/eth.cpp", "#include \"vm/base/word.hpp\"\n");

    EXPECT_THAT(check("base|vm/base|\nrpc|runtime/rpc|base\n"), IsEmpty());
}

TEST_F(Arrows, RefuseTwoLibrariesOfOneName) {
    EXPECT_THAT(check("ir|compiler/ir|\nir|runtime/ir|\n"),
                ElementsAre("runtime/ir: the library ir exists already in compiler/ir"));
}

TEST(ParseArrows, RefusesARowOfAnotherShape) {
    EXPECT_THROW(static_cast<void>(parse_arrows("base|vm/base")), Error);
    EXPECT_THROW(static_cast<void>(parse_arrows("base||")), Error);
}

TEST(ParseArrows, ReadsNameFolderAndDepends) {
    const auto libraries = parse_arrows("isa|vm/isa|base,crypto\n");

    ASSERT_EQ(libraries.size(), 1);
    EXPECT_EQ(libraries[0].name, "isa");
    EXPECT_EQ(libraries[0].folder, "vm/isa");
    EXPECT_THAT(libraries[0].depends, ElementsAre("base", "crypto"));
}

}  // namespace
}  // namespace deed::lint
