#include <filesystem>
#include <fstream>
#include <iterator>

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/program.hpp"
#include "tests/support/temporary_directory.hpp"

namespace deed {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

const std::string kLoose = "const  a=1\n";
const std::string kTidy = "const a = 1\n";
const std::string kBroken = "const a = \n";

class FmtCommand : public testing::Test {
  protected:
    void write(const std::string& name, const std::string& text) {
        fs::create_directories((directory_.path() / name).parent_path());
        std::ofstream{directory_.path() / name} << text;
    }
    std::string read(const std::string& name) {
        std::ifstream file{directory_.path() / name};
        return {std::istreambuf_iterator<char>{file}, {}};
    }
    [[nodiscard]] fs::path path(const std::string& name) const { return directory_.path() / name; }
    Finished run(const std::vector<std::string>& arguments) { return run_deed(arguments, directory_.path()); }

  private:
    TemporaryDirectory directory_;
};

TEST_F(FmtCommand, FormatsAllFilesOfAFolder) {
    write("src/a.deed", kLoose);
    write("src/deep/b.deed", kLoose);
    write("src/c.deed", kTidy);

    const auto finished = run({"fmt", "src"});

    EXPECT_EQ(finished.exit_code, 0);
    EXPECT_EQ(finished.out, "src/a.deed: formatted\nsrc/deep/b.deed: formatted\n");
    EXPECT_EQ(read("src/a.deed"), kTidy);
    EXPECT_EQ(read("src/deep/b.deed"), kTidy);
}

TEST_F(FmtCommand, OnlyNamesFilesWhenItChecks) {
    write("a.deed", kLoose);
    write("b.deed", kTidy);

    const auto finished = run({"fmt", "--check"});

    EXPECT_EQ(finished.exit_code, 1);
    EXPECT_THAT(finished.out, HasSubstr("a.deed:1: is not formatted"));
    EXPECT_EQ(read("a.deed"), kLoose);
    EXPECT_EQ(run({"fmt", "--check", "b.deed"}).exit_code, 0);
}

TEST_F(FmtCommand, LeavesFilesWithMistakesAndFormatsTheOthers) {
    write("a.deed", kBroken);
    write("b.deed", kLoose);

    const auto finished = run({"fmt", "a.deed", "b.deed"});

    EXPECT_EQ(finished.exit_code, 1);
    EXPECT_THAT(finished.err, HasSubstr("a.deed:1:10"));
    EXPECT_EQ(read("a.deed"), kBroken);
    EXPECT_EQ(read("b.deed"), kTidy);
}

TEST_F(FmtCommand, KeepsLinksAndPermissions) {
    write("real.deed", kLoose);
    fs::permissions(path("real.deed"), fs::perms{0640});
    fs::create_symlink("real.deed", path("link.deed"));

    EXPECT_EQ(run({"fmt", "link.deed"}).exit_code, 0);
    EXPECT_TRUE(fs::is_symlink(path("link.deed")));
    EXPECT_EQ(read("real.deed"), kTidy);
    EXPECT_EQ(fs::status(path("real.deed")).permissions(), fs::perms{0640});
}

TEST_F(FmtCommand, ReportsAsJson) {
    write("a.deed", kLoose);
    write("b.deed", kBroken);

    const auto report = boost::json::parse(run({"fmt", ".", "--json"}).out).as_object();

    EXPECT_EQ(report.at("formatted").as_array().size(), 1u);
    EXPECT_EQ(report.at("refused").as_array().size(), 1u);
    EXPECT_EQ(report.at("messages").as_array().at(0).as_object().at("line").as_int64(), 1);
}

TEST_F(FmtCommand, FiltersTheStandardInput) {
    write("a.deed", kLoose);
    write("b.deed", kBroken);

    const auto good = run_program("/bin/sh", {"-c", deed_program() + " fmt - < a.deed"}, path("."));
    const auto bad = run_program("/bin/sh", {"-c", deed_program() + " fmt - < b.deed"}, path("."));

    EXPECT_EQ(good.out, kTidy);
    EXPECT_EQ(bad.exit_code, 1);
    EXPECT_EQ(bad.out, "");
    EXPECT_THAT(bad.err, HasSubstr("<stdin>:1:10"));
}

}  // namespace
}  // namespace deed
