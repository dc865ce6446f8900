#include "runtime/node.hpp"

#include <csignal>
#include <thread>

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/keys/jwt.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/test_node.hpp"
#include "vm/base/error.hpp"

namespace deed::node {
namespace {

namespace bj = boost::json;
using testing::HasSubstr;
using namespace std::chrono_literals;

constexpr std::string_view kTransfer =
    R"({"jsonrpc":"2.0","id":1,"method":"eth_sendTransaction","params":[{"from":"0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266",)"
    R"("to":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8","value":"0x1"}]})";

bj::value rpc(uint16_t port, std::string_view method, std::string_view params = "[]") {
    const auto request =
        fmt::format(R"({{"jsonrpc":"2.0","id":1,"method":"{}","params":{}}})", method, params);
    return bj::parse(http_request(port, "POST", "/", request).body);
}

bj::value send_transfer(uint16_t port) {
    return bj::parse(http_request(port, "POST", "/", kTransfer).body);
}

/// A WebSocket client that reads JSON.
class Socket {
  public:
    explicit Socket(uint16_t port) : socket_(context_), stream_(socket_) {
        socket_.connect({boost::asio::ip::address_v4::loopback(), port});
        stream_.handshake("localhost", "/");
    }
    void send(std::string_view text) { stream_.write(boost::asio::buffer(text)); }
    [[nodiscard]] bj::value read() {
        boost::beast::flat_buffer buffer;
        stream_.read(buffer);
        return bj::parse(boost::beast::buffers_to_string(buffer.data()));
    }

  private:
    boost::asio::io_context context_;
    boost::asio::ip::tcp::socket socket_;
    boost::beast::websocket::stream<boost::asio::ip::tcp::socket&> stream_;
};

TEST(Node, HasTheReceiptWhenASendReturns) {
    TestNode running;

    const auto sent = send_transfer(running.port());
    const auto hash = sent.at("result").as_string();
    const auto receipt = rpc(running.port(), "eth_getTransactionReceipt", "[\"" + std::string{hash} + "\"]");

    EXPECT_EQ(receipt.at("result").at("status"), "0x1");
    EXPECT_EQ(receipt.at("result").at("blockNumber"), "0x1");
}

TEST(Node, GoesOnWhereItStoppedAfterARestart) {
    TestNode running;
    (void)send_transfer(running.port());
    const auto before = rpc(running.port(), "eth_getBlockByNumber", R"(["latest",true])");

    running.restart();

    EXPECT_EQ(rpc(running.port(), "eth_getBlockByNumber", R"(["latest",true])"), before);
    EXPECT_EQ(send_transfer(running.port()).if_object()->contains("result"), true);
    EXPECT_EQ(rpc(running.port(), "eth_blockNumber").at("result"), "0x2");
}

TEST(Node, SendsNewHeadsLogsAndTransactionsToSubscribers) {
    TestNode running;
    Socket socket{running.port()};
    socket.send(R"({"jsonrpc":"2.0","id":1,"method":"eth_subscribe","params":["newHeads"]})");
    const auto heads = socket.read().at("result");
    socket.send(R"({"jsonrpc":"2.0","id":2,"method":"eth_subscribe","params":["newPendingTransactions"]})");
    const auto pending = socket.read().at("result");

    const auto sent = send_transfer(running.port());
    const auto first = socket.read();
    const auto second = socket.read();

    const auto& transaction = first.at("params").at("subscription") == pending ? first : second;
    const auto& head = first.at("params").at("subscription") == pending ? second : first;
    EXPECT_EQ(transaction.at("params").at("result"), sent.at("result"));
    EXPECT_EQ(head.at("params").at("subscription"), heads);
    EXPECT_EQ(head.at("params").at("result").at("number"), "0x1");
    EXPECT_EQ(head.at("method"), "eth_subscription");
}

TEST(Node, SendsNothingAfterUnsubscribing) {
    TestNode running;
    Socket socket{running.port()};
    socket.send(R"({"jsonrpc":"2.0","id":1,"method":"eth_subscribe","params":["newHeads"]})");
    const auto id = socket.read().at("result");
    socket.send(R"({"jsonrpc":"2.0","id":2,"method":"eth_unsubscribe","params":[")" +
                std::string{id.as_string()} + "\"]}");
    EXPECT_EQ(socket.read().at("result"), true);

    (void)send_transfer(running.port());
    socket.send(R"({"jsonrpc":"2.0","id":3,"method":"eth_blockNumber"})");

    EXPECT_EQ(socket.read().at("id"), 3);
}

TEST(Node, AnswersWebSocketBatchesAndNotifications) {
    TestNode running;
    Socket socket{running.port()};

    socket.send(R"({"jsonrpc":"2.0","method":"eth_chainId"})");
    socket.send(
        R"([{"jsonrpc":"2.0","id":1,"method":"eth_chainId"},{"jsonrpc":"2.0","id":2,"method":"eth_accounts"}])");

    EXPECT_EQ(socket.read().as_array().size(), 2U);
}

TEST(Node, SealsAtTheBlockTime) {
    TestNode running{[](Config& config) { config.block_time = 20ms; }};

    const auto hash = std::string{send_transfer(running.port()).at("result").as_string()};
    bj::value receipt;
    while (receipt.is_null())
        receipt = rpc(running.port(), "eth_getTransactionReceipt", "[\"" + hash + "\"]").at("result");

    EXPECT_EQ(receipt.at("status"), "0x1");
}

TEST(Node, LetsAGatewaySendWaitForItsBlock) {
    TestNode running{[](Config& config) { config.block_time = 50ms; }};
    // PUSH1 0 PUSH1 0 RETURN: a contract without code would not exist, so it returns one STOP.
    const auto deployed = http_request(
        running.port(), "POST", "/api/v1/contracts",
        R"({"name":"stop","artifact":{"abi":[{"type":"function","name":"f","inputs":[],"outputs":[],"stateMutability":"nonpayable"}],"bytecode":"0x60016000f3"}})");

    const auto waited = http_request(running.port(), "POST", "/api/v1/contracts/stop/send/f", "{}");
    const auto prompt = http_request(running.port(), "POST", "/api/v1/contracts/stop/send/f", "{}",
                                     "application/json", "Prefer: respond-async\r\n");

    EXPECT_EQ(deployed.status, 201U) << deployed.body;
    EXPECT_EQ(waited.status, 200U) << waited.body;
    EXPECT_EQ(bj::parse(waited.body).at("status"), "succeeded");
    EXPECT_EQ(prompt.status, 202U) << prompt.body;
    EXPECT_THAT(prompt.head, HasSubstr("Location: /api/v1/txs/0x"));
}

TEST(Node, KeepsContractsOverARestart) {
    TestNode running;
    const auto deployed = http_request(
        running.port(), "POST", "/api/v1/contracts",
        R"({"name":"stop","artifact":{"abi":[],"bytecode":"0x60016000f3","sourceMap":{"sources":["a.deed"],"runtime":[]}}})");
    ASSERT_EQ(deployed.status, 201U) << deployed.body;

    running.restart();

    const auto remembered = http_request(running.port(), "GET", "/api/v1/contracts/stop");
    ASSERT_EQ(remembered.status, 200U);
    EXPECT_EQ(bj::parse(remembered.body).at("sourceMap").at("sources").at(0), "a.deed");
}

TEST(Node, GivesANameToOneOfManyDeploymentsAtOnce) {
    TestNode running{[](Config& config) { config.block_time = 50ms; }};
    std::vector<std::thread> clients;
    std::atomic<int> deployed = 0;
    std::atomic<int> refused = 0;

    for (int client = 0; client < 4; ++client)
        clients.emplace_back([&] {
            const auto answer =
                http_request(running.port(), "POST", "/api/v1/contracts",
                             R"({"name":"stop","artifact":{"abi":[],"bytecode":"0x60016000f3"}})");
            if (answer.status == 201) ++deployed;
            if (answer.status == 409) ++refused;
        });
    for (auto& client : clients) client.join();

    EXPECT_EQ(deployed, 1);
    EXPECT_EQ(refused, 3);
}

TEST(Node, DeploysSourceWithTheCompilerItWasGiven) {
    TestNode running{[](Config& config) {
        config.compile = [](std::string_view source,
                            std::string_view contract) -> Result<std::string, std::string> {
            if (source == "wrong") return Failure{std::string{"E0001: no"}};
            return R"({"contractName":")" + std::string{contract} +
                   R"(","abi":[],"bytecode":"0x60016000f3"})";
        };
    }};

    const auto deployed =
        http_request(running.port(), "POST", "/api/v1/contracts", R"({"source":"right","contract":"Box"})");
    const auto refused = http_request(running.port(), "POST", "/api/v1/contracts", R"({"source":"wrong"})");

    EXPECT_EQ(deployed.status, 201U) << deployed.body;
    EXPECT_EQ(bj::parse(deployed.body).at("name"), "Box");
    EXPECT_EQ(refused.status, 422U);
    EXPECT_EQ(bj::parse(refused.body).at("diagnostics"), "E0001: no");
}

TEST(Node, RefusesBodiesAndMediaTypesThatDoNotFit) {
    TestNode running;

    EXPECT_EQ(http_request(running.port(), "POST", "/", std::string(5 << 20, ' ')).status, 413U);
    EXPECT_EQ(
        http_request(running.port(), "POST", "/api/v1/contracts", "a=b", "application/x-www-form-urlencoded")
            .status,
        415U);
}

TEST(Node, CountsWhatItDoes) {
    TestNode running;
    (void)send_transfer(running.port());

    const auto metrics = http_request(running.port(), "GET", "/metrics").body;

    EXPECT_THAT(metrics, HasSubstr("deed_transactions_total 1\n"));
    EXPECT_THAT(metrics, HasSubstr("deed_head_number 1\n"));
}

TEST(Node, CountsWhatRunsAsMachineCode) {
    TestNode running{[](Config& config) { config.jit = Jit::Sync; }};
    // Every block calls the system contracts.
    (void)send_transfer(running.port());

    const auto metrics = http_request(running.port(), "GET", "/metrics").body;

    EXPECT_THAT(metrics, HasSubstr("# TYPE deed_jit_compiled_total counter\n"));
    EXPECT_THAT(metrics, testing::Not(HasSubstr("deed_jit_compiled_total 0\n")));
    EXPECT_THAT(metrics, testing::Not(HasSubstr("deed_jit_calls_total 0\n")));
    EXPECT_THAT(metrics, testing::Not(HasSubstr("deed_jit_bytes 0\n")));
    EXPECT_THAT(metrics, HasSubstr("deed_jit_refused_total 0\n"));
}

TEST(Node, NamesThePortThatIsInUse) {
    TestNode running;
    const auto port = running.port();

    EXPECT_THAT([port] { TestNode second{[port](Config& config) { config.http.port = port; }}; },
                testing::ThrowsMessage<Error>(HasSubstr(std::to_string(port))));
}

TEST(Node, RunsUntilItIsStopped) {
    TestNode running;
    std::thread runner{[&running] { running.node().run(); }};

    running.node().stop();
    runner.join();

    EXPECT_THROW((void)http_request(running.port(), "GET", "/health/live"), boost::system::system_error);
}

TEST(Node, StopsInOrderOnASignalThatComesAsSoonAsItHasStarted) {
    TestNode running;
    std::thread runner{[&running] { running.node().run([] { pthread_kill(pthread_self(), SIGTERM); }); }};

    runner.join();

    EXPECT_THROW((void)http_request(running.port(), "GET", "/health/live"), boost::system::system_error);
}

TEST(Node, AnswersManyClientsAtOnce) {
    TestNode running;
    std::vector<std::thread> clients;
    std::atomic<int> answered = 0;

    for (int client = 0; client < 8; ++client)
        clients.emplace_back([&] {
            for (int i = 0; i < 10; ++i)
                if (send_transfer(running.port()).as_object().contains("result")) ++answered;
        });
    for (auto& client : clients) client.join();

    EXPECT_EQ(answered, 80);
    EXPECT_EQ(rpc(running.port(), "eth_blockNumber").at("result"), "0x50");
}

TEST(Node, LetsNobodyControlItUnlessItWasStartedForThat) {
    TestNode running{[](Config& config) { config.has_controls = false; }};

    const auto answer = rpc(running.port(), "evm_snapshot");

    EXPECT_EQ(answer.at("error").at("code"), -32601);
    EXPECT_THAT(std::string{answer.at("error").at("message").as_string()}, HasSubstr("--dev"));
    EXPECT_EQ(rpc(running.port(), "web3_clientVersion").at("result"), "deed/v0.1.0/linux");
}

TEST(Node, MakesBlocksAsOftenAsItIsTold) {
    TestNode running;
    ASSERT_EQ(rpc(running.port(), "evm_setIntervalMining", "[1]").at("result"), true);

    while (rpc(running.port(), "eth_blockNumber").at("result") == "0x0") std::this_thread::sleep_for(20ms);

    EXPECT_EQ(rpc(running.port(), "evm_setIntervalMining", "[0]").at("result"), true);
    EXPECT_EQ(rpc(running.port(), "anvil_getIntervalMining").at("result"), nullptr);
}

TEST(Node, TellsFiltersOfTheBlocksThatTakeThePlaceOfOthers) {
    TestNode running;
    const auto snapshot = rpc(running.port(), "evm_snapshot").at("result");
    const auto filter = bj::serialize(bj::array{rpc(running.port(), "eth_newBlockFilter").at("result")});
    rpc(running.port(), "evm_mine");
    ASSERT_EQ(rpc(running.port(), "eth_getFilterChanges", filter).at("result").as_array().size(), 1U);

    rpc(running.port(), "evm_revert", bj::serialize(bj::array{snapshot}));
    rpc(running.port(), "evm_mine");

    EXPECT_EQ(rpc(running.port(), "eth_getFilterChanges", filter).at("result").as_array().size(), 1U);
}

TEST(Node, LeavesNothingBehindWhenItsPortIsTaken) {
    const TestNode running;
    const TemporaryDirectory parent;
    const auto data = parent.path() / "chain";

    EXPECT_THROW(TestNode([&](Config& config) {
                     config.chain.data_directory = data;
                     config.http.port = running.port();
                 }),
                 Error);

    EXPECT_FALSE(std::filesystem::exists(data));
}

TEST(Node, SignsWithNoAccountThatItsChainDidNotBeginWith) {
    TestNode running{[](Config& config) {
        config.accounts = keys::derive_accounts(keys::kDevMnemonic, TestNode::kAccounts + 2);
    }};

    EXPECT_EQ(rpc(running.port(), "eth_accounts").at("result").as_array().size(), TestNode::kAccounts);
}

TEST(Node, UnderstandsAWholeUrlAsTarget) {
    const TestNode running;

    EXPECT_EQ(http_request(running.port(), "GET", "http://localhost/health/live").status, 200U);
    EXPECT_EQ(http_request(running.port(), "POST", "http://localhost", kTransfer).status, 200U);
}

/// A node whose blocks a consensus client decides about.
class DrivenNode {
  public:
    DrivenNode()
        : running_([this](Config& config) {
              config.genesis->is_foreign = true;
              config.genesis->is_development = false;
              config.has_controls = false;
              config.signers.clear();
              secret_[0] = 1;
              config.engine = EngineDoor{.http = {.port = 0}, .open_secret = [this] { return secret_; }};
          }) {}

    [[nodiscard]] uint16_t port() const { return running_.port(); }
    [[nodiscard]] HttpAnswer ask(std::string_view body, std::string_view fields) {
        const auto url = running_.node().engine_url().value();
        const auto engine_port = static_cast<uint16_t>(std::stoul(url.substr(url.rfind(':') + 1)));
        return http_request(engine_port, "POST", "/", body, "application/json", fields);
    }
    [[nodiscard]] std::string token(uint64_t issued_at) const {
        return "Authorization: Bearer " + keys::make_token(secret_, issued_at) + "\r\n";
    }

  private:
    Hash secret_;
    TestNode running_;
};

constexpr std::string_view kCapabilities =
    R"({"jsonrpc":"2.0","id":1,"method":"engine_exchangeCapabilities","params":[[]]})";

TEST(EngineDoor, AnswersThoseWhoKnowTheSecret) {
    DrivenNode node;

    const auto answer = node.ask(kCapabilities, node.token(TestNode::kTime));

    EXPECT_EQ(answer.status, 200U);
    EXPECT_THAT(answer.body, HasSubstr("engine_newPayloadV4"));
}

TEST(EngineDoor, RefusesThoseWhoDoNot) {
    DrivenNode node;

    EXPECT_EQ(node.ask(kCapabilities, "").status, 401U);
    EXPECT_EQ(node.ask(kCapabilities, node.token(TestNode::kTime - 61)).status, 401U);
}

TEST(EngineDoor, HasTheMethodsOfTheOtherDoorToo) {
    DrivenNode node;
    constexpr std::string_view kChainId = R"({"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]})";

    EXPECT_THAT(node.ask(kChainId, node.token(TestNode::kTime)).body, HasSubstr("0x7a69"));
    EXPECT_THAT(bj::serialize(rpc(node.port(), "engine_exchangeCapabilities", "[[]]")), HasSubstr("-32601"));
}

TEST(EngineDoor, IsNotForAChainWithValidators) {
    const auto start = [](Config& config) {
        config.engine = EngineDoor{.http = {.port = 0}, .open_secret = [] { return Hash{}; }};
    };

    EXPECT_THROW(TestNode{start}, Error);
}

}  // namespace
}  // namespace deed::node
