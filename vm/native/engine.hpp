#pragma once

#include <functional>
#include <mutex>

#include "vm/machine/engine.hpp"
#include "vm/native/compiler.hpp"
#include "vm/native/deadline.hpp"
#include "vm/native/object_cache.hpp"
#include "vm/native/registry.hpp"

namespace deed::native {

/// Which calls wait for machine code.
enum class Waiting : uint8_t {
    Never,   ///< a code is interpreted until somebody else has made its machine code
    Always,  ///< the first call of a code makes it: for tests and benchmarks
};

/// When machine code is made.
struct Policy {
    Waiting waiting = Waiting::Never;
    /// What the first call makes under Waiting::Always.
    Tier first = Tier::Fast;
    /// Gas that a code must have used itself, for each of its bytes, before machine code is made: when it
    /// runs as much again, what it gains is about what the making took (19 and 62 µs a byte). A gas is 0.33
    /// ns in the interpreter, 0.21 in fast and 0.08 in optimised machine code.
    int64_t fast_gas_per_byte = 100'000;
    int64_t optimised_gas_per_byte = 400'000;
    Budget budget;
    /// Bytes of machine code that are kept beside what the code caches keep.
    size_t capacity = size_t{256} << 20;
};

/// What an engine needs from outside.
struct Surroundings {
    /// Gives the compiler, or says why there is none; asked once, when the first code is warm enough.
    std::function<Result<std::shared_ptr<const Compiler>, std::string>()> load;
    /// Has a job done on another thread, soon. Not used under Waiting::Always.
    std::function<void(std::function<void()>)> submit;
    /// Opens the place where objects are kept from one process to the next; asked after the compiler. May be
    /// empty, and may give null.
    std::function<std::unique_ptr<ObjectCache>()> open_cache;
    /// Hears, once, that there is no compiler; may be empty.
    std::function<void(const std::string&)> report;
};

/// What an engine has done so far.
struct Statistics {
    uint64_t compiled = 0;         ///< codes compiled
    uint64_t loaded = 0;           ///< codes found in the cache on disk instead
    uint64_t refused = 0;          ///< codes that are interpreted for good
    uint64_t calls = 0;            ///< calls that ran machine code
    uint64_t bail_outs = 0;        ///< of these, how many the interpreter went on with
    uint64_t bytes = 0;            ///< of machine code in memory
    uint64_t compile_time_us = 0;  ///< time spent compiling
};

/// Runs frames with machine code where there is some, and with the interpreter otherwise; has machine code
/// made for what runs much. Safe to use from several threads, which share what is made.
class Engine final : public machine::Engine {
  public:
    Engine(Policy policy, Surroundings surroundings)
        : policy_(policy), surroundings_(std::move(surroundings)), registry_(policy.capacity) {}

    machine::Status run(machine::Frame& frame) noexcept override;

    /// Makes nothing from now on, and cuts short what is being made. To be called before the engine goes;
    /// jobs that were submitted must have ended by then.
    void stop();

    [[nodiscard]] Statistics statistics() const;

  private:
    using Native = machine::Heat::Native;

    machine::Status enter(const Native& native, machine::Frame& frame);
    void consider(const machine::Frame& frame, const Native* native, int64_t gas);
    void request(const machine::Frame& frame, Tier tier);
    void make(const machine::Code& code, isa::Revision revision, Tier tier);
    const Compiler* compiler();
    Registry::Pointer find_made(const Hash& key);
    Registry::Pointer load_or_compile(const machine::Code& code, isa::Revision revision, Tier tier,
                                      const Hash& key);
    Registry::Pointer load(const Hash& key);
    Registry::Pointer compile(const machine::Code& code, isa::Revision revision, Tier tier, const Hash& key);

    Policy policy_;
    Surroundings surroundings_;
    Registry registry_;
    Deadlines deadlines_;

    std::once_flag loading_;
    std::shared_ptr<const Compiler> compiler_;
    std::unique_ptr<ObjectCache> cache_;

    std::atomic<uint64_t> compiled_ = 0;
    std::atomic<uint64_t> loaded_ = 0;
    std::atomic<uint64_t> refused_ = 0;
    std::atomic<uint64_t> compile_time_us_ = 0;
    /// Of those who only run: on a line of their own.
    alignas(64) std::atomic<uint64_t> calls_ = 0;
    std::atomic<uint64_t> bail_outs_ = 0;
};

}  // namespace deed::native
