#include "vm/native/module.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "tests/support/temporary_directory.hpp"

namespace deed::native {
namespace {

namespace fs = std::filesystem;

TEST(LoadCompiler, SaysWhereItLooked) {
    const TemporaryDirectory directory;
    const std::vector<fs::path> places{directory.path() / "first.so", directory.path() / "second.so"};

    const auto compiler = load_compiler(places);

    ASSERT_FALSE(compiler.has_value());
    EXPECT_EQ(compiler.error(),
              "the JIT's module is not there; looked for " + places[0].string() + ", " + places[1].string());
}

TEST(LoadCompiler, SaysThatAFileIsNoModule) {
    const TemporaryDirectory directory;
    const std::vector<fs::path> places{directory.path() / "module.so"};
    std::ofstream{places[0]} << "not a module";

    const auto compiler = load_compiler(places);

    ASSERT_FALSE(compiler.has_value());
    EXPECT_NE(compiler.error().find(places[0].string()), std::string::npos);
}

TEST(LoadCompiler, RefusesALibraryThatIsNotTheModule) {
    const std::vector<fs::path> places{"/lib/x86_64-linux-gnu/libm.so.6"};

    const auto compiler = load_compiler(places);

    ASSERT_FALSE(compiler.has_value());
    EXPECT_NE(compiler.error().find("deed_make_compiler"), std::string::npos);
}

TEST(ModulePlaces, AreBesideTheProgramAndWhereItIsInstalled) {
    const auto places = module_places();
    const auto folder = fs::read_symlink("/proc/self/exe").parent_path();

    ASSERT_EQ(places.size(), 2u);
    EXPECT_EQ(places[0], folder / "libdeed_jit.so");
    EXPECT_EQ(places[1], folder.parent_path() / "lib/deed/libdeed_jit.so");
}

}  // namespace
}  // namespace deed::native
