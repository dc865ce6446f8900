#include <filesystem>
#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/program.hpp"
#include "tests/support/temporary_directory.hpp"

namespace deed {
namespace {

using testing::HasSubstr;

std::string read_text(const std::filesystem::path& path) {
    std::ifstream file{path};
    return {std::istreambuf_iterator<char>{file}, {}};
}

TEST(NewCommand, WritesAProjectNamedAfterItsFolder) {
    const TemporaryDirectory directory;

    const auto made = run_deed({"new", "lending-pool"}, directory.path());

    EXPECT_EQ(made.exit_code, 0) << made.err;
    const auto project = directory.path() / "lending-pool";
    EXPECT_THAT(read_text(project / "deed.toml"), HasSubstr("name = \"lending-pool\""));
    EXPECT_THAT(read_text(project / "src" / "lending_pool.deed"), HasSubstr("contract LendingPool {"));
    EXPECT_THAT(read_text(project / "README.md"), HasSubstr("deed test"));
    EXPECT_TRUE(std::filesystem::exists(project / ".gitignore"));
}

TEST(NewCommand, LeavesAnExistingFolderAlone) {
    const TemporaryDirectory directory;
    std::filesystem::create_directory(directory.path() / "shop");

    const auto refused = run_deed({"new", "shop"}, directory.path());

    EXPECT_EQ(refused.exit_code, 3);
    EXPECT_EQ(refused.err, "error: shop exists already\n");
    EXPECT_TRUE(std::filesystem::is_empty(directory.path() / "shop"));
}

TEST(NewCommand, RefusesANameThatIsNone) {
    const TemporaryDirectory directory;

    const auto refused = run_deed({"new", "4ever"}, directory.path());

    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_THAT(refused.err, HasSubstr("\"4ever\" cannot name a project"));
}

}  // namespace
}  // namespace deed
