#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "tests/rpc/transcript.hpp"
#include "tests/support/test_node.hpp"

// Plays every *.io file of this folder against a node of its own: ">>" is sent, "<<" is expected. Set
// DEED_UPDATE to write what is answered into the files instead; then read the difference.
namespace deed::rpc {
namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
    std::ifstream file{path};
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

class Transcript : public testing::Test {
  public:
    explicit Transcript(fs::path path) : path_(std::move(path)) {}

    void TestBody() override {
        const bool is_update = std::getenv("DEED_UPDATE") != nullptr;
        const auto artifact = read_file(path_.parent_path() / "probe.json");
        TestNode node;
        std::istringstream lines{read_file(path_)};
        std::string updated;
        std::string answer;
        for (std::string line; std::getline(lines, line);) {
            if (line.starts_with(">> ")) answer = play(node.port(), line.substr(3), artifact);
            if (line.starts_with("<<")) {
                const auto expected = line.size() > 3 ? line.substr(3) : std::string{};
                const bool holds = is_expected(expected, answer);
                EXPECT_TRUE(holds || is_update)
                    << path_ << "\n  expected " << expected << "\n  answered " << answer;
                if (!holds) line = answer.empty() ? "<<" : "<< " + answer;
            }
            updated += line + "\n";
        }
        if (is_update) std::ofstream{path_} << updated;
    }

  private:
    fs::path path_;
};

TEST(Fits, TakesStarsForAnything) {
    const boost::json::value actual{{"a", 1}, {"b", {1, 2}}};

    EXPECT_TRUE(fits({{"a", "*"}, {"b", {1, "*"}}}, actual));
    EXPECT_TRUE(fits({{"a", 1}, {"*", true}}, actual));
    EXPECT_FALSE(fits({{"a", 1}}, actual));
    EXPECT_FALSE(fits({{"a", 2}, {"*", true}}, actual));
    EXPECT_FALSE(fits({{"a", "*"}, {"b", {1}}}, actual));
}

}  // namespace
}  // namespace deed::rpc

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator{DEED_TRANSCRIPTS})
        if (entry.path().extension() == ".io") files.push_back(entry.path());
    std::ranges::sort(files);
    for (const auto& file : files)
        testing::RegisterTest("Transcripts", file.stem().c_str(), nullptr, nullptr, file.c_str(), 1,
                              [file]() -> testing::Test* { return new deed::rpc::Transcript{file}; });
    return RUN_ALL_TESTS();
}
