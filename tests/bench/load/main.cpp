// A node in a process of its own, and everything that is asked of it: transfers in batches, calls, reads, one
// transaction after the other, starts. Prints the rows of a table.
#include <algorithm>
#include <charconv>
#include <fstream>
#include <iostream>
#include <optional>
#include <thread>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <fmt/format.h>

#include "tests/bench/load/clients.hpp"
#include "tests/bench/load/ledger.hpp"
#include "tests/node/node_process.hpp"
#include "tests/support/temporary_directory.hpp"
#include "vm/base/error.hpp"
#include "vm/base/hex.hpp"

namespace deed::load {
namespace {

namespace json = boost::json;
using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

constexpr size_t kBatch = 100;
constexpr size_t kWriters = 8;
constexpr size_t kReaders = 16;

struct Request {
    double seconds = 20;
    uint64_t holders = 0;
    std::vector<std::string> only;
};

uint16_t port_of(const NodeProcess& node) {
    const std::string& url = node.url();
    uint16_t port = 0;
    std::from_chars(url.data() + url.rfind(':') + 1, url.data() + url.size(), port);
    return port;
}

/// Processor time that the process has taken, of all its threads.
double cpu_seconds(const NodeProcess& node) {
    std::ifstream file{fmt::format("/proc/{}/stat", node.id())};
    std::string text{std::istreambuf_iterator<char>{file}, {}};
    // The name of the program, in parentheses, is the second field; user and system time are the 14th and
    // 15th.
    std::istringstream fields{text.substr(text.rfind(')') + 2)};
    std::string skipped;
    for (int i = 3; i < 14; ++i) fields >> skipped;
    double user = 0;
    double system = 0;
    fields >> user >> system;
    return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

/// A line of /proc/…/status, in MB.
double megabytes(const NodeProcess& node, std::string_view name) {
    std::ifstream file{fmt::format("/proc/{}/status", node.id())};
    for (std::string line; std::getline(file, line);)
        if (line.starts_with(name)) return std::stod(line.substr(name.size() + 1)) / 1024;
    return 0;
}

std::string rpc_body(std::string_view method, std::string_view params, uint64_t id = 1) {
    return fmt::format(R"({{"jsonrpc":"2.0","id":{},"method":"{}","params":[{}]}})", id, method, params);
}

/// One question, one answer.
json::value ask(Clients& clients, std::string_view method, std::string_view params = "") {
    const std::string request = http_post(rpc_body(method, params));
    const std::string* next = &request;
    json::value result;
    clients.run([&] { return std::exchange(next, nullptr); },
                [&](std::string_view body, auto) {
                    const auto answer = json::parse(body).as_object();
                    if (!answer.contains("result")) throw Error(std::string{body});
                    result = answer.at("result");
                });
    return result;
}

uint64_t number_of(const json::value& quantity) {
    return std::stoull(std::string{quantity.as_string()}, nullptr, 16);
}

double median_ms(std::vector<std::chrono::nanoseconds>& times, double part = 0.5) {
    std::ranges::sort(times);
    const auto at = static_cast<size_t>(part * static_cast<double>(times.size() - 1));
    return static_cast<double>(times.at(at).count()) / 1e6;
}

/// What the process has written to disks so far, in bytes.
uint64_t written_bytes(const NodeProcess& node) {
    std::ifstream file{fmt::format("/proc/{}/io", node.id())};
    constexpr std::string_view kName = "write_bytes: ";
    for (std::string line; std::getline(file, line);)
        if (line.starts_with(kName)) return std::stoull(line.substr(kName.size()));
    return 0;
}

/// The chain in a directory of its own.
class Place {
  public:
    explicit Place(uint64_t holders) {
        const auto genesis = directory_.path() / "genesis.json";
        std::ofstream{genesis} << make_genesis(holders);
        start({"--genesis", genesis})->stop();
    }
    /// Each block may move the limit a little, so every node keeps the genesis' limit, whatever is measured
    /// next.
    [[nodiscard]] std::unique_ptr<NodeProcess> start(std::vector<std::string> options = {}) const {
        options.insert(options.end(), {"--gas-limit", "2000000000"});
        return std::make_unique<NodeProcess>(directory_.path() / "chain", options);
    }

  private:
    TemporaryDirectory directory_;
};

void print_row(std::string_view name, std::string_view figure) {
    std::cout << fmt::format("| {} | {} |\n", name, figure) << std::flush;
}

std::vector<std::string> make_batches(const std::vector<Bytes>& transactions) {
    std::vector<std::string> batches;
    for (size_t at = 0; at < transactions.size(); at += kBatch) {
        std::string body = "[";
        for (size_t i = at; i < std::min(at + kBatch, transactions.size()); ++i) {
            if (i != at) body += ',';
            body += rpc_body("eth_sendRawTransaction", '"' + to_hex_prefixed(transactions[i]) + '"', i);
        }
        batches.push_back(http_post(body + "]"));
    }
    return batches;
}

/// The next nonce of each sender: what was measured before has left them at different ones.
std::vector<uint64_t> read_nonces(Clients& reader) {
    std::vector<uint64_t> nonces;
    for (uint64_t first = 0; first < kSenders; first += kBatch) {
        std::string body = "[";
        for (uint64_t i = first; i < first + kBatch; ++i)
            body += rpc_body("eth_getTransactionCount",
                             fmt::format(R"("{}","latest")", to_hex_prefixed(sender_address(i))), i) +
                    (i + 1 < first + kBatch ? "," : "]");
        const std::string request = http_post(body);
        const std::string* next = &request;
        reader.run([&] { return std::exchange(next, nullptr); },
                   [&](std::string_view answers, auto) {
                       const json::value parsed = json::parse(answers);
                       for (const json::value& answer : parsed.as_array())
                           nonces.push_back(number_of(answer.at("result")));
                   });
    }
    return nonces;
}

/// Transactions in the blocks after @p first.
uint64_t count_included(Clients& reader, uint64_t first) {
    uint64_t count = 0;
    const uint64_t last = number_of(ask(reader, "eth_blockNumber"));
    for (uint64_t block = first + 1; block <= last; ++block)
        count +=
            number_of(ask(reader, "eth_getBlockTransactionCountByNumber", fmt::format(R"("{:#x}")", block)));
    return count;
}

/// Lets the node catch up when so much waits that it would begin to refuse.
void hold_back(Clients& reader) {
    constexpr uint64_t kMostWaiting = 150'000;
    while (number_of(ask(reader, "txpool_status").at("pending")) > kMostWaiting)
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
}

/// Sends all batches until the time is over and waits until nothing waits any more.
void measure_transfers(const Place& place, Transfer transfer, std::string_view name, double seconds) {
    const auto node = place.start({"--block-time", "1"});
    const auto nonces = [&] {
        Clients asking{port_of(*node), 1};
        return read_nonces(asking);
    }();
    // As many as a node half as fast again as what is hoped for would take.
    const auto rounds = static_cast<uint64_t>(seconds * 33'000 / kSenders) + 1;
    const auto batches = make_batches(sign_transfers(transfer, nonces, rounds));

    // Signing takes longer than a node keeps an idle connection.
    Clients reader{port_of(*node), 1};
    const double cpu_before = cpu_seconds(*node);
    const uint64_t written_before = written_bytes(*node);
    const auto begin = Clock::now();
    const auto first_block = number_of(ask(reader, "eth_blockNumber"));
    std::vector<std::chrono::nanoseconds> times;
    size_t next = 0;
    size_t refused = 0;
    Clients writers{port_of(*node), kWriters};
    writers.run(
        [&]() -> const std::string* {
            const bool is_over = Seconds{Clock::now() - begin}.count() >= seconds || next == batches.size();
            if (is_over) return nullptr;
            if (next % 64 == 63) hold_back(reader);
            return &batches[next++];
        },
        [&](std::string_view body, auto time) {
            times.push_back(time);
            for (size_t at = body.find("\"error\""); at != std::string_view::npos;
                 at = body.find("\"error\"", at + 1))
                if (refused++ == 0) std::cerr << body.substr(at, 200) << '\n';
        });
    while (number_of(ask(reader, "txpool_status").at("pending")) > 0)
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    const double took = Seconds{Clock::now() - begin}.count();
    const double cpu = cpu_seconds(*node) - cpu_before;

    const auto blocks = number_of(ask(reader, "eth_blockNumber")) - first_block;
    const auto included = static_cast<double>(count_included(reader, first_block));
    print_row(fmt::format("{}, included a second", name), fmt::format("{:.0f}", included / took));
    print_row(fmt::format("{}, server CPU each", name), fmt::format("{:.1f} µs", cpu / included * 1e6));
    print_row(
        fmt::format("{}, written to the disk each", name),
        fmt::format("{:.0f} bytes", static_cast<double>(written_bytes(*node) - written_before) / included));
    print_row(fmt::format("{}, a batch, p50 / p99", name),
              fmt::format("{:.1f} / {:.1f} ms", median_ms(times), median_ms(times, 0.99)));
    print_row(fmt::format("{}, RSS after {:.0f} in {} blocks: all / own / of the data file", name, included,
                          blocks),
              fmt::format("{:.0f} / {:.0f} / {:.0f} MB", megabytes(*node, "VmRSS:"),
                          megabytes(*node, "RssAnon:"), megabytes(*node, "RssFile:")));
    if (refused != 0) print_row(fmt::format("{}, refused", name), std::to_string(refused));
}

/// The same question over and over.
void measure_reads(const Place& place, std::string_view name, std::string_view method,
                   const std::string& params, double seconds) {
    const auto node = place.start({"--block-time", "1"});
    const std::string request = http_post(rpc_body(method, params));
    Clients clients{port_of(*node), kReaders};
    std::vector<std::chrono::nanoseconds> times;
    times.reserve(static_cast<size_t>(seconds * 200'000));
    const double cpu_before = cpu_seconds(*node);
    const auto begin = Clock::now();
    clients.run([&] { return Seconds{Clock::now() - begin}.count() >= seconds ? nullptr : &request; },
                [&](std::string_view body, auto time) {
                    if (body.find("\"result\"") == std::string_view::npos) throw Error(std::string{body});
                    times.push_back(time);
                });
    const double took = Seconds{Clock::now() - begin}.count();
    const auto count = static_cast<double>(times.size());
    print_row(fmt::format("{}, a second, {} connections", name, kReaders),
              fmt::format("{:.0f}", count / took));
    print_row(fmt::format("{}, server CPU each", name),
              fmt::format("{:.1f} µs", (cpu_seconds(*node) - cpu_before) / count * 1e6));
    print_row(fmt::format("{}, p50 / p99", name),
              fmt::format("{:.2f} / {:.2f} ms", median_ms(times), median_ms(times, 0.99)));
}

/// Reads, one after the other on one connection, while blocks of thousands of transfers are made.
void measure_reads_while_sealing(const Place& place, const std::string& params, double seconds) {
    constexpr uint64_t kTransfersASecond = 5'000;
    const auto node = place.start({"--block-time", "1"});
    Clients reader{port_of(*node), 1};
    const auto nonces = read_nonces(reader);
    const auto rounds = static_cast<uint64_t>(seconds * kTransfersASecond / kSenders) + 1;
    const auto batches = make_batches(sign_transfers(Transfer::Token, nonces, rounds));
    const auto first_block = number_of(ask(reader, "eth_blockNumber"));
    const auto begin = Clock::now();
    const auto is_over = [&] { return Seconds{Clock::now() - begin}.count() >= seconds; };
    std::thread writer{[&] {
        Clients sender{port_of(*node), 1};
        const std::string* due = nullptr;
        for (size_t next = 0; next < batches.size() && !is_over(); ++next) {
            std::this_thread::sleep_until(
                begin + std::chrono::microseconds{next * kBatch * 1'000'000 / kTransfersASecond});
            due = &batches[next];
            sender.run([&] { return std::exchange(due, nullptr); }, [](std::string_view, auto) {});
        }
    }};
    const std::string request = http_post(rpc_body("eth_call", params));
    std::vector<std::chrono::nanoseconds> times;
    reader.run([&] { return is_over() ? nullptr : &request; },
               [&](std::string_view, auto time) { times.push_back(time); });
    writer.join();
    const auto included = count_included(reader, first_block);
    print_row(
        fmt::format("eth_call while {} transfers a second are sealed, p50 / p99", kTransfersASecond),
        fmt::format("{:.2f} / {:.2f} ms ({} included)", median_ms(times), median_ms(times, 0.99), included));
}

/// One transaction after the other, a block for each.
void measure_instant(const Place& place) {
    constexpr size_t kCount = 1'000;
    const auto node = place.start();
    Clients clients{port_of(*node), 1};
    const auto nonces = read_nonces(clients);
    const auto transactions = sign_transfers(Transfer::Token, nonces, 1);
    std::vector<std::chrono::nanoseconds> times;
    const double cpu_before = cpu_seconds(*node);
    for (size_t i = 0; i < kCount; ++i) {
        const auto raw = '"' + to_hex_prefixed(transactions[i]) + '"';
        const auto begin = Clock::now();
        const auto hash = ask(clients, "eth_sendRawTransaction", raw);
        const auto receipt = ask(clients, "eth_getTransactionReceipt", json::serialize(hash));
        times.push_back(Clock::now() - begin);
        if (receipt.is_null()) throw Error("the receipt is not there when the sending is answered");
    }
    print_row("token transfer, sent to receipt, p50 / p99",
              fmt::format("{:.2f} / {:.2f} ms", median_ms(times), median_ms(times, 0.99)));
    print_row("token transfer in a block of its own, server CPU",
              fmt::format("{:.0f} µs", (cpu_seconds(*node) - cpu_before) / kCount * 1e6));
}

void measure_start(const Place& place) {
    std::vector<std::chrono::nanoseconds> times;
    double idle = 0;
    for (int i = 0; i < 9; ++i) {
        const auto begin = Clock::now();
        const auto node = place.start();
        Clients clients{port_of(*node), 1};
        (void)ask(clients, "eth_blockNumber");
        times.push_back(Clock::now() - begin);
        idle = megabytes(*node, "RssAnon:");
        node->stop();
    }
    print_row("start on this chain to the first answer, median", fmt::format("{:.1f} ms", median_ms(times)));
    print_row("RssAnon then", fmt::format("{:.1f} MB", idle));
}

void run(const Request& request) {
    const auto is_wanted = [&](std::string_view name) {
        return request.only.empty() || std::ranges::find(request.only, name) != request.only.end();
    };
    const Place place{request.holders};
    std::cout << "| what | figure |\n|---|--:|\n";
    const double reading = std::min(request.seconds, 5.0);
    const auto balance_of =
        fmt::format(R"({{"to":"{}","data":"0x70a08231000000000000000000000000{}"}},"latest")",
                    to_hex_prefixed(token_address()), to_hex(sender_address(7)));
    if (is_wanted("start")) measure_start(place);
    if (is_wanted("call")) measure_reads(place, "eth_call (balanceOf)", "eth_call", balance_of, reading);
    if (is_wanted("number")) measure_reads(place, "eth_blockNumber", "eth_blockNumber", "", reading);
    if (is_wanted("sealing")) measure_reads_while_sealing(place, balance_of, reading);
    if (is_wanted("instant")) measure_instant(place);
    if (is_wanted("plain")) measure_transfers(place, Transfer::Plain, "plain transfers", request.seconds);
    if (is_wanted("token")) measure_transfers(place, Transfer::Token, "token transfers", request.seconds);
}

}  // namespace
}  // namespace deed::load

int main(int argc, char** argv) {
    CLI::App app{"Load for a node, and how it bears it"};
    deed::load::Request request;
    app.add_option("--seconds", request.seconds, "How long transfers are sent")->capture_default_str();
    app.add_option("--only", request.only, "start, call, number, sealing, instant, plain, token");
    app.add_option("--holders", request.holders, "How many more hold the token")->capture_default_str();
    CLI11_PARSE(app, argc, argv);
    try {
        deed::load::run(request);
    } catch (const std::exception& failure) {
        std::cerr << "error: " << failure.what() << '\n';
        return 1;
    }
    return 0;
}
