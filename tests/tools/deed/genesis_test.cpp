#include <fstream>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/program.hpp"
#include "tests/support/temporary_directory.hpp"

namespace deed {
namespace {

using testing::HasSubstr;

/// Writes the key file of a secret that is only a digit.
void write_key(const std::filesystem::path& file, char digit) {
    std::ofstream{file} << std::string(63, '0') << digit << "\n";
    std::filesystem::permissions(file, std::filesystem::perms::owner_read);
}

class GenesisCommand : public testing::Test {
  protected:
    GenesisCommand() {
        std::filesystem::create_directory(keys());
        write_key(keys() / "1", '1');
        write_key(keys() / "2", '2');
    }

    [[nodiscard]] std::filesystem::path keys() const { return directory_.path() / "keys"; }
    [[nodiscard]] std::string file() const { return directory_.path() / "genesis.json"; }

    [[nodiscard]] Finished make(std::vector<std::string> options) const {
        options.insert(options.begin(), {"genesis", file(), "--chain-id", "7", "--timestamp", "1700000000"});
        return run_deed(options);
    }

    TemporaryDirectory directory_;
};

TEST_F(GenesisCommand, IsTheSameWithKeysHereAndElsewhere) {
    const auto here = make({"--validators", keys(), "--json"});
    const auto anchors = run_deed({"key", "anchor", keys(), "--chain-id", "7"});
    const size_t end = anchors.out.find('\n');
    const auto elsewhere = make({"--validator", anchors.out.substr(0, end), "--validator",
                                 anchors.out.substr(end + 1, anchors.out.size() - end - 2), "--json"});

    ASSERT_EQ(here.exit_code, 0) << here.err;
    ASSERT_EQ(elsewhere.exit_code, 0) << elsewhere.err;
    EXPECT_EQ(here.out, elsewhere.out);
    EXPECT_EQ(boost::json::parse(here.out).at("validators").as_array().size(), 2U);
}

TEST_F(GenesisCommand, SaysWhatIsWrong) {
    EXPECT_THAT(make({}).err, HasSubstr("no validators"));
    EXPECT_THAT(make({"--validators", directory_.path() / "nothing"}).err, HasSubstr("cannot read"));
    EXPECT_THAT(make({"--validators", keys(), "--validators", keys() / "1"}).err, HasSubstr("there already"));
    EXPECT_THAT(make({"--validators", keys(), "--stake", "1wei"}).err, HasSubstr("BondTooSmall"));
    EXPECT_THAT(make({"--validators", keys(), "--unbonding-blocks", "96"}).err, HasSubstr("BadTerms"));
    EXPECT_THAT(make({"--validators", keys(), "--fund", "0x01=1"}).err, HasSubstr("no address"));
    EXPECT_THAT(make({"--validators", keys(), "--fund", "1ether"}).err, HasSubstr("has no ="));
    EXPECT_THAT(make({"--validator", "0x0000000000000000000000000000000000000001=0x01"}).err,
                HasSubstr("no anchor"));
}

TEST_F(GenesisCommand, TakesKeyFilesWithAPassword) {
    const std::string password = directory_.path() / "password";
    std::ofstream{password} << "correct horse\n";
    std::ofstream{directory_.path() / "wrong"} << "donkey\n";
    const std::string store = directory_.path() / "store";
    ASSERT_EQ(run_deed({"key", "new", "--keystore", store, "--password-file", password}).exit_code, 0);

    EXPECT_EQ(make({"--validators", store, "--password-file", password}).exit_code, 0);
    EXPECT_THAT(make({"--validators", store, "--password-file", directory_.path() / "wrong"}).err,
                HasSubstr("cannot unlock"));
}

TEST(NodeCommand, MakesNoBlocksWhenItFollows) {
    const TemporaryDirectory directory;
    const auto refused = run_deed({"node", "--data", directory.path() / "chain", "--follow",
                                   "http://127.0.0.1:1", "--block-time", "1"});

    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_THAT(refused.err, HasSubstr("makes no blocks"));
}

class NodeCommandLine : public testing::Test {
  protected:
    [[nodiscard]] std::string path(const std::string& name) const { return directory_.path() / name; }
    [[nodiscard]] Finished start(std::vector<std::string> words) const {
        words.insert(words.begin(), {"node", "--data", path("chain")});
        return run_deed(words);
    }
    void write(const std::string& name, std::string_view text) const { std::ofstream{path(name)} << text; }

    TemporaryDirectory directory_;
};

TEST_F(NodeCommandLine, LeavesNothingBehindWhenTheBlockTimeIsMissing) {
    write("genesis.json", R"({"config":{"chainId":7,"osakaTime":0},"gasLimit":"0x1c9c380","alloc":{}})");

    const auto refused = start({"--genesis", path("genesis.json")});

    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_THAT(refused.err, HasSubstr("give --block-time"));
    EXPECT_FALSE(std::filesystem::exists(path("chain")));
}

TEST_F(NodeCommandLine, DoesNotUnderstandAGenesisThatIsNone) {
    write("genesis.json", "no genesis");

    const auto refused = start({"--genesis", path("genesis.json")});

    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_THAT(refused.err, HasSubstr("cannot use the genesis file"));
    EXPECT_EQ(start({"--genesis", path("missing")}).exit_code, 3);
}

TEST_F(NodeCommandLine, SaysWhichValuesItTakes) {
    EXPECT_THAT(start({"--dev", "--http.port", "99999"}).err,
                HasSubstr("not a value that can be taken: --http.port = 99999"));
    const auto loud = start({"--dev", "--log", "loud"});

    EXPECT_EQ(loud.exit_code, 2);
    EXPECT_THAT(loud.err, HasSubstr("{silent,error,info,debug}"));
}

TEST_F(NodeCommandLine, ListensForOthersOnlyByNamesThatAreAllowed) {
    const auto refused = start({"--dev", "--http.addr", "0.0.0.0", "--http.port", "0"});

    EXPECT_EQ(refused.exit_code, 3);
    EXPECT_THAT(refused.err, HasSubstr("allowed host names (vhosts)"));
    EXPECT_FALSE(std::filesystem::exists(path("chain")));
}

TEST_F(NodeCommandLine, LeavesNothingBehindWhenAPortIsInUse) {
    boost::asio::io_context context;
    const boost::asio::ip::tcp::acceptor taken{context, {boost::asio::ip::address_v4::loopback(), 0}};
    const std::string port = std::to_string(taken.local_endpoint().port());
    write("genesis.json", R"({"config":{"chainId":7,"osakaTime":0},"gasLimit":"0x1c9c380","alloc":{}})");

    for (const auto& refused :
         {start({"--dev", "--http.port", port}), start({"--engine", "--genesis", path("genesis.json"),
                                                        "--http.port", "0", "--authrpc.port", port})}) {
        EXPECT_EQ(refused.exit_code, 3);
        EXPECT_THAT(refused.err, HasSubstr("is in use"));
        EXPECT_FALSE(std::filesystem::exists(path("chain")));
    }
}

TEST_F(NodeCommandLine, CallsADamagedDirectoryWhatItIs) {
    std::filesystem::create_directory(path("chain"));
    write("chain/data.mdb", "");

    for (const auto& finished : {start({"--dev"}), run_deed({"chain", "verify", "--data", path("chain")}),
                                 run_deed({"chain", "export", "--data", path("chain"), path("file")})}) {
        EXPECT_EQ(finished.exit_code, 1);
        EXPECT_THAT(finished.out + finished.err, HasSubstr("data.mdb is empty"));
    }
    EXPECT_FALSE(std::filesystem::exists(path("file.partial")));
}

}  // namespace
}  // namespace deed
