// JSON-RPC over real connections: sixteen clients, one request each under way, from one thread beside the
// node's.
#include <array>
#include <fstream>
#include <sstream>

#include <benchmark/benchmark.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include "tests/support/http_client.hpp"
#include "tests/support/test_node.hpp"

namespace deed {
namespace {

namespace asio = boost::asio;

constexpr size_t kClients = 16;
constexpr std::string_view kProbe = "0x5fbdb2315678afecb367f032d93f642f64180aa3";

std::string http_post(std::string_view body) {
    return fmt::format(
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
        "{}\r\n\r\n{}",
        body.size(), body);
}

/// Keeps sixteen connections open; each round sends one request on each and reads every answer.
class Clients {
  public:
    explicit Clients(uint16_t port) {
        for (size_t i = 0; i < kClients; ++i) {
            sockets_.emplace_back(context_);
            sockets_.back().connect({asio::ip::address_v4::loopback(), port});
            sockets_.back().set_option(asio::ip::tcp::no_delay(true));
        }
    }

    void round(const std::string& request) {
        for (auto& socket : sockets_) asio::write(socket, asio::buffer(request));
        for (auto& socket : sockets_)
            answer_size_ = std::max(answer_size_, socket.read_some(asio::buffer(buffer_)));
    }
    [[nodiscard]] size_t answer_size() const { return answer_size_; }

  private:
    asio::io_context context_;
    std::vector<asio::ip::tcp::socket> sockets_;
    std::array<char, 16384> buffer_;
    size_t answer_size_ = 0;
};

void run(benchmark::State& state, std::string_view body) {
    TestNode running;
    std::ifstream file{DEED_PROBE};
    std::ostringstream text;
    text << file.rdbuf();
    const auto artifact = fmt::format(R"({{"name":"probe","artifact":{},"args":[7]}})", text.str());
    if (http_request(running.port(), "POST", "/api/v1/contracts", artifact).status != 201) {
        state.SkipWithError("the contract was not deployed");
        return;
    }
    Clients clients{running.port()};
    const auto request = http_post(body);
    for (auto _ : state) clients.round(request);
    state.counters["calls"] =
        benchmark::Counter(static_cast<double>(state.iterations() * kClients), benchmark::Counter::kIsRate);
}

void block_number(benchmark::State& state) {
    run(state, R"({"jsonrpc":"2.0","id":1,"method":"eth_blockNumber","params":[]})");
}
BENCHMARK(block_number)->UseRealTime();

void call(benchmark::State& state) {
    run(state,
        fmt::format(
            R"({{"jsonrpc":"2.0","id":1,"method":"eth_call","params":[{{"to":"{}","data":"0x3fa4f245"}},"latest"]}})",
            kProbe));
}
BENCHMARK(call)->UseRealTime();

void get_balance(benchmark::State& state) {
    run(state, fmt::format(R"({{"jsonrpc":"2.0","id":1,"method":"eth_getBalance","params":["{}","latest"]}})",
                           kProbe));
}
BENCHMARK(get_balance)->UseRealTime();

}  // namespace
}  // namespace deed
