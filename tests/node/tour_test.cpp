#include <fstream>
#include <sstream>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/keys/mnemonic.hpp"
#include "tests/node/node_process.hpp"
#include "tests/support/program.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tools/client/rpc_client.hpp"
#include "vm/abi/contract.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/address.hpp"

// What an operator does with a chain of four validators, by the program alone.
namespace deed {
namespace {

using testing::HasSubstr;

constexpr const char* kStaking = "0x000000000000000000000000000000000000deed";

class Tour : public testing::Test {
  protected:
    Tour() {
        std::filesystem::create_directory(path("keys"));
        for (size_t i = 0; i < 4; ++i) write_key(path("keys/" + std::to_string(i)), i);
        write_key(path("owner"), 4);
    }

    [[nodiscard]] std::string path(const std::string& name) const { return directory_.path() / name; }
    [[nodiscard]] std::string address(size_t index) const {
        return crypto::to_checksum(accounts_[index].address);
    }

    void write_key(const std::string& file, size_t index) const {
        std::ofstream{file} << to_hex(accounts_[index].key.secret()) << "\n";
        std::filesystem::permissions(file, std::filesystem::perms::owner_read);
    }

    std::string expect_done(const std::vector<std::string>& words) const {
        const auto finished = run_deed(words);
        EXPECT_EQ(finished.exit_code, 0) << finished.out << finished.err;
        return finished.out;
    }

    void make_genesis(const std::string& file, const std::string& chain_id) const {
        expect_done({"genesis", path(file), "--chain-id", chain_id, "--validators", path("keys"), "--fund",
                     address(4) + "=1000ether", "--unbonding-blocks", "200", "--jail-blocks", "10"});
    }

    [[nodiscard]] std::vector<std::string> validating() const {
        return {"--genesis", path("genesis.json"), "--validators", path("keys"), "--block-time", "0.2"};
    }

    /// Sends a call of the staking contract in the owner's name, through the node at @p url.
    std::string stake(const std::string& url, std::vector<std::string> words) const {
        words.insert(words.begin(), "stake");
        for (const auto& word : {std::string{"--rpc"}, url, std::string{"--private-key-file"}, path("owner")})
            words.push_back(word);
        return expect_done(words);
    }

    [[nodiscard]] Uint256 bonded(const std::string& url, size_t index) const {
        client::RpcClient rpc{client::Url::parse(url)};
        const std::string data = to_hex_prefixed(abi::selector_of("bonded(address)")) + std::string(24, '0') +
                                 to_hex(accounts_[index].address);
        return word_from(rpc.call_data("eth_call", {{{"to", kStaking}, {"data", data}}, "latest"}));
    }

    static uint64_t head_of(const std::string& url) {
        client::RpcClient rpc{client::Url::parse(url)};
        return rpc.call_quantity("eth_blockNumber")[0];
    }
    static void wait_for(const std::string& url, uint64_t number) {
        while (head_of(url) < number) std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }

    TemporaryDirectory directory_;
    std::vector<keys::Account> accounts_ = keys::derive_accounts(keys::kDevMnemonic, 5);
};

TEST_F(Tour, StakesDelegatesSlashesFollowsKillsRestartsAndVerifies) {
    make_genesis("genesis.json", "77");
    auto validators = std::make_unique<NodeProcess>(path("chain"), validating());
    EXPECT_THAT(expect_done({"stake", "list", "--rpc", validators->url()}), HasSubstr("32000000000"));
    stake(validators->url(), {"send", "delegate", address(1), "--value", "8ether"});
    EXPECT_EQ(bonded(validators->url(), 1), Uint256{40} * Uint256{1'000'000'000'000'000'000});

    // A second process follows, and sends on what it is given.
    auto follower = std::make_unique<NodeProcess>(
        path("copy"),
        std::vector<std::string>{"--follow", validators->url(), "--genesis", path("genesis.json")});
    stake(follower->url(), {"send", "delegate", address(2), "--value", "1ether"});
    EXPECT_THAT(stake(follower->url(), {"drill", path("keys/3")}), HasSubstr("Slashed"));
    EXPECT_EQ(bonded(follower->url(), 3), Uint256{304} * Uint256{100'000'000'000'000'000});

    // The validators are killed; the follower goes on answering, and is killed too.
    validators->kill();
    const uint64_t before = head_of(follower->url());
    EXPECT_EQ(bonded(follower->url(), 2), Uint256{33} * Uint256{1'000'000'000'000'000'000});
    follower->kill();
    validators = std::make_unique<NodeProcess>(path("chain"), validating());
    wait_for(validators->url(), before + 2);
    follower =
        std::make_unique<NodeProcess>(path("copy"), std::vector<std::string>{"--follow", validators->url()});
    wait_for(follower->url(), before + 2);
    EXPECT_EQ(validators->stop(), 0);
    EXPECT_EQ(follower->stop(), 0);

    for (const auto* data : {"chain", "copy"})
        EXPECT_THAT(expect_done({"chain", "verify", "--data", path(data), "--genesis", path("genesis.json")}),
                    HasSubstr("hold"));
}

TEST_F(Tour, GoesOnWhenNobodyReadsTheLog) {
    const NodeProcess node{path("chain"), {"--dev", "--log", "debug"}};
    client::RpcClient rpc{client::Url::parse(node.url())};

    for (int block = 0; block < 3; ++block) (void)rpc.call("evm_mine");

    EXPECT_EQ(head_of(node.url()), 3U);
}

/// How a node answers a request with these fields.
unsigned status_for(const std::string& url, const std::string& fields) {
    namespace asio = boost::asio;
    asio::io_context context;
    asio::ip::tcp::socket socket{context};
    const auto port = static_cast<uint16_t>(std::stoul(client::Url::parse(url).port));
    socket.connect({asio::ip::address_v4::loopback(), port});
    asio::write(socket, asio::buffer("GET /health/live HTTP/1.1\r\nConnection: close\r\n" + fields + "\r\n"));
    std::string answer;
    boost::system::error_code end;
    asio::read(socket, asio::dynamic_buffer(answer), end);
    return answer.size() < 12 ? 0 : static_cast<unsigned>(std::stoul(answer.substr(9, 3)));
}

TEST_F(Tour, AnswersToTheNamesItIsGivenAndToNoOther) {
    const NodeProcess node{
        path("chain"),
        {"--dev", "--http.vhosts", "one.example,two.example", "--http.corsdomain", "https://page.example"}};
    const std::string named = "Host: two.example\r\n";

    EXPECT_EQ(status_for(node.url(), named), 200U);
    EXPECT_EQ(status_for(node.url(), "Host: three.example\r\n"), 403U);
    EXPECT_EQ(status_for(node.url(), named + "Origin: https://page.example\r\n"), 200U);
    EXPECT_EQ(status_for(node.url(), named + "Origin: https://other.example\r\n"), 403U);
}

TEST_F(Tour, RefusesASecondProcessOnOneDirectory) {
    make_genesis("genesis.json", "77");
    const NodeProcess validators{path("chain"), validating()};

    const auto second = run_deed({"node", "--data", path("chain"), "--http.port", "0", "--block-time", "1"});

    EXPECT_EQ(second.exit_code, 3);
    EXPECT_THAT(second.err, HasSubstr("is in use by process"));
}

/// The data file as a disk may leave it.
TEST_F(Tour, NamesADataFileThatIsTruncatedOrHasAWrongBit) {
    make_genesis("genesis.json", "77");
    {
        NodeProcess validators{path("chain"), validating()};
        wait_for(validators.url(), 2);
        EXPECT_EQ(validators.stop(), 0);
    }
    const std::filesystem::path file = path("chain") + "/data.mdb";
    const auto verify = [&] { return run_deed({"chain", "verify", "--data", path("chain")}); };
    std::stringstream whole;
    whole << std::ifstream{file, std::ios::binary}.rdbuf();

    std::filesystem::resize_file(file, whole.str().size() / 2);
    EXPECT_THAT(verify().out + verify().err, HasSubstr("data.mdb is truncated"));

    std::string wrong = whole.str();
    wrong[wrong.rfind("gasLimit")] ^= 1;
    std::ofstream{file, std::ios::binary | std::ios::trunc} << wrong;
    EXPECT_EQ(verify().exit_code, 1);
    EXPECT_THAT(verify().out, HasSubstr("damaged"));

    std::ofstream{file, std::ios::binary | std::ios::trunc} << whole.str();
    EXPECT_EQ(verify().exit_code, 0);
}

TEST_F(Tour, DoesNotFollowAnotherChain) {
    make_genesis("genesis.json", "77");
    make_genesis("other.json", "78");
    const NodeProcess validators{path("chain"), validating()};

    const auto follower = run_deed({"node", "--data", path("copy"), "--http.port", "0", "--follow",
                                    validators.url(), "--genesis", path("other.json")});

    EXPECT_EQ(follower.exit_code, 1);
    EXPECT_THAT(follower.err, HasSubstr("it has another chain"));
}

}  // namespace
}  // namespace deed
