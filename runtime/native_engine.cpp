#include "runtime/native_engine.hpp"

#include <csignal>
#include <thread>

#include <sys/resource.h>
#include <unistd.h>

#include "runtime/job_queue.hpp"
#include "vm/base/error.hpp"
#include "vm/native/module.hpp"

namespace deed::node {
namespace {

using Loaded = Result<std::shared_ptr<const native::Compiler>, std::string>;
using Report = std::function<void(const std::string&)>;

/// Compiling gives way to everything else on the machine.
constexpr int kNiceness = 15;

std::unique_ptr<native::ObjectCache> open_cache(const std::filesystem::path& directory,
                                                const Report& report) {
    if (directory.empty()) return nullptr;
    auto cache = native::ObjectCache::open(directory);
    if (cache) return *std::move(cache);
    report("machine code is not kept: " + cache.error());
    return nullptr;
}

/// For Sync the compiler must be there at once; otherwise it is loaded when something is hot, if ever.
std::function<Loaded()> loader(Jit jit) {
    const auto load = [] { return native::load_compiler(native::module_places()); };
    if (jit != Jit::Sync) return load;
    const Loaded loaded = load();
    if (!loaded) throw Error{loaded.error()};
    return [loaded] { return loaded; };
}

}  // namespace

struct NativeEngine::State {
    State(Jit jit, const std::filesystem::path& directory, const Report& report, native::Policy policy)
        : engine(policy,
                 {.load = loader(jit),
                  .submit = [this](std::function<void()> job) { jobs.push(std::move(job)); },
                  .open_cache = [directory, report] { return open_cache(directory, report); },
                  .report =
                      [report](const std::string& text) { report(text + "; contracts are interpreted"); }}) {
        if (jit == Jit::Auto) thread = std::thread{[this] { compile(); }};
    }

    ~State() {
        engine.stop();
        jobs.close();
        if (thread.joinable()) thread.join();
    }

    void compile() {
        // Signals are for those who wait for them.
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_BLOCK, &all, nullptr);
        // A niceness that is not granted changes nothing but who gives way.
        (void)::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kNiceness);
        jobs.run();
    }

    JobQueue jobs;
    native::Engine engine;
    std::thread thread;
};

NativeEngine::NativeEngine(Jit jit, const std::filesystem::path& cache, Report report,
                           native::Policy policy) {
    if (jit == Jit::Off) return;
    if (jit == Jit::Sync) policy.waiting = native::Waiting::Always;
    state_ = std::make_unique<State>(jit, cache, report, policy);
}

NativeEngine::~NativeEngine() = default;

machine::Engine* NativeEngine::engine() {
    return state_ == nullptr ? nullptr : &state_->engine;
}

native::Statistics NativeEngine::statistics() const {
    return state_ == nullptr ? native::Statistics{} : state_->engine.statistics();
}

}  // namespace deed::node
