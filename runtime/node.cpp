#include "runtime/node.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <thread>

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "runtime/calls/simulator.hpp"
#include "runtime/calls/wallet.hpp"
#include "runtime/dev/controls.hpp"
#include "runtime/gateway/gateway.hpp"
#include "runtime/job_queue.hpp"
#include "runtime/keys/jwt.hpp"
#include "runtime/rpc/service.hpp"
#include "runtime/server/problem.hpp"
#include "runtime/telemetry/metrics.hpp"
#include "vm/base/error.hpp"

namespace deed::node {
namespace {

using Clock = std::chrono::steady_clock;

/// The most gas of one call or estimate; more only when a block may use more.
constexpr uint64_t kCallGasCap = 50'000'000;
/// How often those who wait in the gateway are looked at besides after blocks.
constexpr std::chrono::milliseconds kWaitingInterval{100};
/// How long requests under way may take to finish when the node stops.
constexpr std::chrono::milliseconds kGrace{3'000};

/// The most bytes of a request to the Engine API: a payload of the largest block, in hexadecimal.
constexpr size_t kMaxEngineBody = 64 << 20;
constexpr std::string_view kNoWebSocket =
    R"({"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"the Engine API is spoken by HTTP POST"}})";

unsigned core_count() {
    return std::max(1U, std::thread::hardware_concurrency());
}

/// Half of the cores for the event loops: what they hand on (long calls, blocks), and who asks from this very
/// machine, has the others. Fewer loops also find more to do each time they wake.
server::Options with_workers(server::Options options) {
    if (options.workers == 0) options.workers = std::max(1U, core_count() / 2);
    return options;
}

chain::Settings complete(chain::Settings settings, bool is_instant, machine::Engine* engine, JobQueue& jobs) {
    settings.engine = engine;
    settings.in_background = [&jobs](std::function<void()> job) { jobs.push(std::move(job)); };
    settings.sealing = is_instant ? chain::Sealing::Instant : chain::Sealing::OnDemand;
    return settings;
}

/// Waits for SIGINT, SIGTERM or a call of `wake`.
class StopSignal {
  public:
    StopSignal() : event_(eventfd(0, EFD_CLOEXEC)) {
        if (event_ < 0) throw Error{"no event descriptor is left"};
    }
    ~StopSignal() { ::close(event_); }
    StopSignal(const StopSignal&) = delete;
    StopSignal& operator=(const StopSignal&) = delete;

    /// Keeps the signals from ending the process while it lives, and in threads started meanwhile for ever.
    class Blocked {
      public:
        Blocked() {
            const auto set = signals();
            pthread_sigmask(SIG_BLOCK, &set, &before_);
        }
        ~Blocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
        Blocked(const Blocked&) = delete;
        Blocked& operator=(const Blocked&) = delete;

      private:
        sigset_t before_;
    };
    void wake() const {
        const uint64_t one = 1;
        // The counter cannot be full: it is added to once per call of `stop`.
        [[maybe_unused]] const auto written = ::write(event_, &one, sizeof one);
    }
    void wait() const {
        const auto set = signals();
        const int descriptor = signalfd(-1, &set, SFD_CLOEXEC);
        if (descriptor < 0) throw Error{"cannot wait for signals"};
        pollfd sources[] = {{descriptor, POLLIN, 0}, {event_, POLLIN, 0}};
        while (::poll(sources, 2, -1) < 0 && errno == EINTR) continue;
        // A signal that stayed pending would end the process as soon as it is let in again.
        signalfd_siginfo taken;
        if (sources[0].revents != 0) [[maybe_unused]]
            const auto size = ::read(descriptor, &taken, sizeof taken);
        ::close(descriptor);
    }

  private:
    static sigset_t signals() {
        sigset_t set;
        sigemptyset(&set);
        sigaddset(&set, SIGINT);
        sigaddset(&set, SIGTERM);
        return set;
    }

    int event_;
};

}  // namespace

struct Node::State {
    explicit State(Config given)
        : config(std::move(given)),
          log(telemetry::make_log(config.log_level)),
          server(with_workers(config.http), handlers()),
          engine_server(make_engine_server()),
          engine_secret(config.engine ? config.engine->open_secret() : Hash{}),
          native(
              config.jit, config.chain.data_directory / "jit",
              [this](const std::string& text) { log->error("{}", text); }, config.jit_policy),
          chain(complete(config.chain, config.duty == Duty::Make && !config.block_time && !config.engine,
                         native.engine(), jobs),
                config.genesis, open_signers(), listeners()),
          simulator(chain, std::max(kCallGasCap, chain.next_gas_limit()), native.engine()),
          controls(make_controls()),
          wallet(funded(std::move(config.accounts)), chain, simulator,
                 [this](const Address& sender) { return controls && controls->impersonates(sender); }),
          backend{.chain = chain,
                  .simulator = simulator,
                  .wallet = wallet,
                  .metrics = metrics,
                  .limits = {},
                  .client_version = client_version(),
                  .controls = controls.get()},
          service(backend, [this](std::function<void()> job) { jobs.push(std::move(job)); }),
          engine_service(
              backend, [this](std::function<void()> job) { engine_jobs.push(std::move(job)); },
              rpc::Door::Engine),
          gateway(chain, simulator, wallet,
                  {.directory = config.chain.data_directory / "gateway", .compile = config.compile}) {
        metrics.head_number.set(chain.head()->id.number);
        if (chain.is_driven() != config.engine.has_value())
            throw Error{
                chain.is_driven()
                    ? "a consensus client decides about this chain: it needs the Engine API (--engine)"
                    : "this chain has validators of its own: the Engine API is not for it"};
    }

    /// Its port is bound before anything is written, as the other one.
    [[nodiscard]] std::unique_ptr<server::Server> make_engine_server() {
        if (!config.engine) return nullptr;
        auto options = config.engine->http;
        options.workers = 1;
        options.max_body = kMaxEngineBody;
        return std::make_unique<server::Server>(std::move(options), engine_handlers());
    }

    server::Handlers engine_handlers() {
        return {.request = [this](const server::Request& request,
                                  server::Reply reply) { route_engine(request, std::move(reply)); },
                // The messages of a WebSocket carry no token.
                .message = [](const std::shared_ptr<server::Channel>&, std::string_view,
                              server::Reply reply) { reply.send({.body = std::string{kNoWebSocket}}); },
                .closed = [](uint64_t) {}};
    }

    void route_engine(const server::Request& request, server::Reply reply) {
        metrics.http_requests_total.add();
        const auto checked = keys::check_token(request.authorization, engine_secret, config.chain.clock());
        if (!checked) return reply.send(server::make_problem(401, keys::message_of(checked.error())));
        route_root(engine_service, request, std::move(reply));
    }

    [[nodiscard]] std::vector<std::shared_ptr<keys::Signer>> open_signers() const {
        if (config.engine) return {};
        auto signers = config.signers;
        if (!config.open_signers) return signers;
        for (auto& signer : config.open_signers()) signers.push_back(std::move(signer));
        return signers;
    }

    /// Those of @p accounts that the chain began with.
    [[nodiscard]] std::vector<keys::Account> funded(std::vector<keys::Account> accounts) const {
        // Where the first states are not kept, the oldest has to do.
        const auto genesis = chain.state_at(chain.snapshot()->oldest_state());
        std::erase_if(accounts, [&](const auto& account) { return !genesis->find_account(account.address); });
        return accounts;
    }

    std::unique_ptr<dev::Controls> make_controls() {
        if (!config.has_controls) return nullptr;
        if (!chain.is_development()) throw Error{"only a development chain can be controlled by hand"};
        return std::make_unique<dev::Controls>(
            chain,
            dev::Hooks{.set_interval = [this](const auto interval) { set_block_time(interval); },
                       .set_logging =
                           [this](bool is_on) {
                               telemetry::set_level(*log,
                                                    is_on ? config.log_level : telemetry::LogLevel::Silent);
                           }},
            config.block_time);
    }

    /// Hardhat's helpers control only nodes whose name begins with one they know; "anvil" is one.
    [[nodiscard]] std::string client_version() const {
        return fmt::format("{}deed/v{}/linux", config.has_controls ? "anvil/" : "", config.version);
    }

    chain::Listeners listeners() {
        return {.on_block = [this](const chain::NewBlock& news) { on_block(news); },
                .on_transaction =
                    [this](const pool::PendingPointer& pending) {
                        if (!is_ready) return;
                        backend.filters.add_pending(pending->hash);
                        backend.subscriptions.on_transaction(pending);
                        if (config.on_transaction) config.on_transaction(pending);
                    },
                .on_left =
                    [this](const chain::NewBlock& left) {
                        if (is_ready) backend.subscriptions.on_left(left);
                    },
                .on_rewind =
                    [this](const chain::Head& head) {
                        backend.filters.rewind(head.id.number);
                        metrics.head_number.set(head.id.number);
                    }};
    }

    void on_block(const chain::NewBlock& news) {
        if (!is_ready) return;
        metrics.blocks_total.add();
        metrics.transactions_total.add(news.transactions.size());
        metrics.head_number.set(news.head.id.number);
        backend.subscriptions.on_block(news);
        log->debug("block {} with {} transactions, {} gas", news.head.id.number, news.transactions.size(),
                   news.head.header.gas_used);
        jobs.push([this] { gateway.answer_waiting(Clock::now()); });
    }

    server::Handlers handlers() {
        return {.request = [this](const server::Request& request,
                                  server::Reply reply) { route(request, std::move(reply)); },
                .message =
                    [this](const std::shared_ptr<server::Channel>& channel, std::string_view text,
                           server::Reply reply) {
                        metrics.websocket_messages_total.add();
                        service.handle(text, channel, std::move(reply));
                    },
                .closed = [this](uint64_t channel) { backend.subscriptions.remove_channel(channel); }};
    }

    void route(const server::Request& request, server::Reply reply) {
        metrics.http_requests_total.add();
        if (request.path == "/") return route_root(service, request, std::move(reply));
        if (request.path.starts_with("/api/v1")) {
            auto shared = std::make_shared<server::Reply>(std::move(reply));
            // The request's text stays where it is until the reply is sent.
            jobs.push([this, request, shared] { gateway.handle(request, std::move(*shared)); });
            return;
        }
        if (request.path == "/health/live") return reply.send({.body = R"({"status":"live"})"});
        if (request.path == "/health/ready") return route_ready(std::move(reply));
        if (request.path == "/metrics") return route_metrics(std::move(reply));
        reply.send(server::make_problem(404, fmt::format("there is nothing at {}", request.path)));
    }

    static void route_root(rpc::Service& to, const server::Request& request, server::Reply reply) {
        if (request.method == "POST") return to.handle(request.body, nullptr, std::move(reply));
        auto refusal =
            server::make_problem(405, "JSON-RPC is spoken by POST; the REST interface is below /api/v1");
        refusal.fields.emplace_back("Allow", "POST");
        reply.send(std::move(refusal));
    }

    void route_metrics(server::Reply reply) {
        const auto jit = native.statistics();
        metrics.jit_compiled_total.set(jit.compiled);
        metrics.jit_loaded_total.set(jit.loaded);
        metrics.jit_refused_total.set(jit.refused);
        metrics.jit_calls_total.set(jit.calls);
        metrics.jit_bail_outs_total.set(jit.bail_outs);
        metrics.jit_bytes.set(jit.bytes);
        metrics.jit_compile_milliseconds_total.set(jit.compile_time_us / 1000);
        reply.send({.content_type = "text/plain; version=0.0.4", .body = telemetry::to_text(metrics)});
    }

    void route_ready(server::Reply reply) {
        if (!can_seal)
            return reply.send(server::make_problem(503, "the last block could not be made or stored"));
        reply.send({.body = R"({"status":"ready"})"});
    }

    void start() {
        if (!threads.empty()) return;
        const StopSignal::Blocked blocked;
        is_ready = true;
        const unsigned workers = with_workers(config.http).workers;
        for (unsigned worker = 0; worker < workers; ++worker)
            threads.emplace_back([this, worker] { server.serve(worker); });
        if (engine_server) threads.emplace_back([this] { engine_server->serve(0); });
        for (unsigned worker = 0; worker < std::max(2U, core_count()); ++worker)
            threads.emplace_back([this] { jobs.run(); });
        // One thread alone: what a consensus client sends is done in the order in which it came.
        if (engine_server) threads.emplace_back([this] { engine_jobs.run(); });
        threads.emplace_back([this] { keep_time(); });
        log->info("serving JSON-RPC and REST at {}", server.url());
        if (engine_server) log->info("serving the Engine API at {}", engine_server->url());
    }

    /// Seals at the block time, and lets nobody wait in vain.
    void keep_time() {
        auto next_look = Clock::now() + kWaitingInterval;
        std::unique_lock lock{mutex};
        next_block = next_block_time();
        while (!stopped.wait_until(lock, std::min(next_block, next_look), [this] { return is_stopping; })) {
            const bool is_due = Clock::now() >= next_block;
            if (is_due) next_block = std::max(next_block + *config.block_time, Clock::now());
            lock.unlock();
            if (Clock::now() >= next_look) {
                gateway.answer_waiting(Clock::now());
                next_look = Clock::now() + kWaitingInterval;
            }
            if (is_due) seal();
            lock.lock();
        }
    }

    [[nodiscard]] Clock::time_point next_block_time() const {
        return Clock::now() + config.block_time.value_or(std::chrono::hours{24 * 365});
    }

    /// Blocks come this often from now on.
    void set_block_time(std::optional<std::chrono::milliseconds> block_time) {
        const std::scoped_lock lock{mutex};
        config.block_time = block_time;
        next_block = next_block_time();
    }

    void seal() {
        try {
            (void)chain.produce();
            if (!std::exchange(sealing_failure, {}).empty()) log->error("blocks are made again");
            can_seal = true;
        } catch (const std::exception& failure) {
            // What goes on failing is said once.
            if (std::exchange(sealing_failure, failure.what()) != failure.what())
                log->error("cannot make a block: {}", failure.what());
            can_seal = false;
        }
    }

    void stop() {
        {
            const std::scoped_lock lock{mutex};
            if (std::exchange(is_stopping, true)) return;
        }
        stopped.notify_all();
        gateway.stop();
        server.stop(kGrace);
        if (engine_server) engine_server->stop(kGrace);
        signal.wake();
    }

    void join() {
        // First the event loops, which need the workers' answers to finish; then the workers.
        const unsigned loops = with_workers(config.http).workers + (engine_server ? 1 : 0);
        for (unsigned i = 0; i < threads.size(); ++i) {
            if (i == loops) {
                jobs.close();
                engine_jobs.close();
            }
            threads[i].join();
        }
        threads.clear();
        // Nothing may hold on to a connection when the server goes.
        gateway.stop();
        backend.subscriptions.clear();
    }

    Config config;
    telemetry::Metrics metrics;
    std::shared_ptr<spdlog::logger> log;
    /// News that come while the chain is being opened are for nobody.
    std::atomic<bool> is_ready = false;
    /// Whether the last attempt to make a block succeeded.
    std::atomic<bool> can_seal = true;
    std::string sealing_failure;  ///< why not, as it was said; for the thread that keeps the time
    JobQueue jobs;
    JobQueue engine_jobs;
    server::Server server;
    std::unique_ptr<server::Server> engine_server;  ///< null without a consensus client
    Hash engine_secret;
    NativeEngine native;
    chain::Chain chain;
    calls::Simulator simulator;
    std::unique_ptr<dev::Controls> controls;
    calls::Wallet wallet;
    rpc::Backend backend;
    rpc::Service service;
    rpc::Service engine_service;
    gateway::Gateway gateway;
    StopSignal signal;
    std::mutex mutex;
    std::condition_variable stopped;
    bool is_stopping = false;
    Clock::time_point next_block;  ///< under `mutex`
    std::vector<std::thread> threads;
};

Node::Node(Config config) : state_(std::make_unique<State>(std::move(config))) {}

Node::~Node() {
    state_->stop();
    state_->join();
}

void Node::start() {
    state_->start();
}

void Node::run(const std::function<void()>& when_started) {
    const StopSignal::Blocked blocked;
    state_->start();
    if (when_started) when_started();
    state_->signal.wait();
    state_->stop();
    state_->join();
}

void Node::stop() {
    state_->stop();
}
std::string Node::url() const {
    return state_->server.url();
}
uint16_t Node::port() const {
    return state_->server.port();
}
chain::Chain& Node::chain() {
    return state_->chain;
}
std::optional<std::string> Node::engine_url() const {
    return state_->engine_server ? std::optional{state_->engine_server->url()} : std::nullopt;
}
std::vector<Address> Node::accounts() const {
    return state_->wallet.addresses();
}

}  // namespace deed::node
