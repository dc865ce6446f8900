#include "vm/native/engine.hpp"

#include <gtest/gtest.h>

#include "tests/support/temporary_directory.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/keccak.hpp"
#include "vm/interpreter/interpreter.hpp"
#include "vm/state/memory_state.hpp"
#include "vm/tracing/step_recorder.hpp"
#include "vm/vm.hpp"

namespace deed::native {
namespace {

using isa::Revision;
using machine::Frame;
using machine::Status;

constexpr Address kCaller{{0xca}};
constexpr Address kContract{{0xc1}};
constexpr Address kOuter{{0xc2}};
constexpr Address kOther{{0xc3}};
/// Counts down from ten: 12 bytes, 373 gas.
constexpr std::string_view kLoop = "600a5b60019003806002576000";
/// Calls kContract with all gas.
const std::string kCallContract = "5f5f5f5f5f73" + to_hex(kContract) + "5af1";

Status interpret(Frame* frame) {
    return interpreter::run(*frame, interpreter::fastest_form());
}
/// Leaves the frame as it is: the interpreter goes on with it.
Status bail_out(Frame*) {
    return Status::Running;
}

class FakeCode final : public NativeCode {
  public:
    explicit FakeCode(Entry entry) : entry_(entry) {}
    [[nodiscard]] Entry entry() const override { return entry_; }
    [[nodiscard]] size_t footprint() const override { return 1000; }

  private:
    Entry entry_;
};

/// "Compiles" to the interpreter and counts what it is asked for.
class FakeCompiler final : public Compiler {
  public:
    [[nodiscard]] std::string identity() const override { return identity_; }
    Result<Bytes, Refusal> compile(const machine::Code&, Revision, Tier tier, const Budget&,
                                   const std::atomic<bool>& is_over) const override {
        ++(tier == Tier::Fast ? fast : optimised);
        while (is_endless && !is_over) std::this_thread::yield();
        if (is_over) return Failure{Refusal::TooSlow};
        if (refuses) return Failure{Refusal::CodeTooLarge};
        return Bytes{0x0b};
    }
    Result<std::shared_ptr<const NativeCode>, Refusal> link(BytesView object, const Budget&) const override {
        if (object.size() != 1 || object[0] != 0x0b) return Failure{Refusal::NotUnderstood};
        ++links;
        return std::shared_ptr<const NativeCode>{std::make_shared<FakeCode>(entry)};
    }

    std::string identity_ = "fake";
    bool refuses = false;
    bool is_endless = false;
    NativeCode::Entry entry = interpret;
    mutable std::atomic<int> fast = 0;
    mutable std::atomic<int> optimised = 0;
    mutable std::atomic<int> links = 0;
};

class EngineTest : public testing::Test {
  protected:
    EngineTest() {
        state_.set_account(kCaller, {.nonce = 1, .balance = 1000});
        state_.set_code(kContract, from_hex(kLoop).value());
        state_.set_code(kOuter, from_hex(kCallContract).value());
    }

    Engine& make_engine() {
        engine_ = std::make_unique<Engine>(
            policy_,
            Surroundings{
                .load = [this]() -> Result<std::shared_ptr<const Compiler>, std::string> {
                    if (compiler_ == nullptr) return Failure{std::string{"no module"}};
                    return std::shared_ptr<const Compiler>{compiler_};
                },
                .submit = [this](std::function<void()> job) { jobs_.push_back(std::move(job)); },
                .open_cache = [this] { return uses_cache_ ? open_cache() : std::unique_ptr<ObjectCache>{}; },
                .report = [this](const std::string& text) { reports_.push_back(text); }});
        return *engine_;
    }

    machine::CallResult call(const Address& to = kContract, Revision revision = Revision::Osaka,
                             machine::Tracer* tracer = nullptr, int64_t gas = 100'000) {
        state::Journal journal{state_, revision};
        journal.begin_transaction();
        vm::Vm machine{{.revision = revision, .engine = engine_.get()}, journal, *codes_, tracer};
        const auto result =
            machine.call({.gas = gas, .recipient = to, .sender = kCaller, .code_address = to});
        return {.status = result.status, .gas_left = result.gas_left};
    }
    void run_jobs() {
        for (const auto& job : std::exchange(jobs_, {})) job();
    }
    /// The gas counted so far for this code.
    int64_t heat(std::string_view code) {
        return codes_->find(crypto::keccak256(from_hex(code).value()))->heat().gas();
    }
    void use_cache() { uses_cache_ = true; }
    std::unique_ptr<ObjectCache> open_cache() {
        return std::move(ObjectCache::open(directory_.path() / "objects").value());
    }

    TemporaryDirectory directory_;
    bool uses_cache_ = false;
    std::shared_ptr<FakeCompiler> compiler_ = std::make_shared<FakeCompiler>();
    Policy policy_{.fast_gas_per_byte = 60, .optimised_gas_per_byte = 120};
    state::MemoryState state_;
    std::optional<machine::CodeCache> codes_{std::in_place};
    std::vector<std::function<void()>> jobs_;
    std::vector<std::string> reports_;
    std::unique_ptr<Engine> engine_;
};

TEST_F(EngineTest, CompilesNothingThatIsCold) {
    make_engine();

    call();

    EXPECT_TRUE(jobs_.empty());
    EXPECT_EQ(engine_->statistics().calls, 0u);
}

TEST_F(EngineTest, CompilesInTheBackgroundWhatIsWarm) {
    make_engine();
    for (int i = 0; i < 10; ++i) call();
    ASSERT_EQ(jobs_.size(), 1u);
    EXPECT_EQ(compiler_->fast, 0);
    EXPECT_EQ(engine_->statistics().calls, 0u);

    run_jobs();
    const auto result = call();

    EXPECT_EQ(compiler_->fast, 1);
    EXPECT_EQ(compiler_->optimised, 0);
    EXPECT_EQ(engine_->statistics().compiled, 1u);
    EXPECT_EQ(engine_->statistics().calls, 1u);
    EXPECT_GT(engine_->statistics().bytes, 1000u);
    EXPECT_EQ(result.status, Status::Success);
}

TEST_F(EngineTest, CompilesAnewWithMoreWorkWhatIsHot) {
    make_engine();
    for (int i = 0; i < 30; ++i) {
        call();
        run_jobs();
    }

    EXPECT_EQ(compiler_->fast, 1);
    EXPECT_EQ(compiler_->optimised, 1);
    EXPECT_EQ(engine_->statistics().compiled, 2u);
}

TEST_F(EngineTest, CountsTheGasOfACallForTheCalleeAlone) {
    make_engine();
    for (int i = 0; i < 5; ++i) call(kOuter);
    const int64_t alone = 100'000 - call(kContract).gas_left;

    EXPECT_EQ(heat(kLoop), 6 * alone);
    EXPECT_EQ(heat(kCallContract), 5 * (5 * 2 + 3 + 2));
}

TEST_F(EngineTest, CountsNoGasOfTheHost) {
    make_engine();
    // SLOAD and POP; SSTORE; LOG0; BALANCE and POP: the words they take cost 2 or 3, each POP 2.
    const std::string code =
        "5f5450"
        "60015f55"
        "5f5fa0"
        "5f3150";
    state_.set_code(kOther, from_hex(code).value());

    call(kOther);

    EXPECT_EQ(heat(code), (2 + 2) + (3 + 2) + (2 + 2) + (2 + 2));
}

TEST_F(EngineTest, CountsAllGasOfAnExceptionalHalt) {
    make_engine();

    call(kContract, Revision::Osaka, nullptr, 50);

    EXPECT_EQ(heat(kLoop), 50);
}

TEST_F(EngineTest, LetsTheFirstCallWaitWhenAskedTo) {
    policy_.waiting = Waiting::Always;
    make_engine();

    call();

    EXPECT_EQ(compiler_->fast, 1);
    EXPECT_EQ(engine_->statistics().calls, 1u);
    EXPECT_TRUE(jobs_.empty());
}

TEST_F(EngineTest, CanBeginWithTheHigherTier) {
    policy_.waiting = Waiting::Always;
    policy_.first = Tier::Optimised;
    make_engine();

    for (int i = 0; i < 30; ++i) call();

    EXPECT_EQ(compiler_->fast, 0);
    EXPECT_EQ(compiler_->optimised, 1);
    EXPECT_EQ(engine_->statistics().calls, 30u);
}

TEST_F(EngineTest, NeverRunsMachineCodeInATracedCall) {
    policy_.waiting = Waiting::Always;
    make_engine();
    size_t steps = 0;
    tracing::StepRecorder recorder{{}, [&](const tracing::Step&) { ++steps; }};

    call(kContract, Revision::Osaka, &recorder);

    EXPECT_GT(steps, 50u);
    EXPECT_EQ(compiler_->fast, 0);
    EXPECT_EQ(engine_->statistics().calls, 0u);
}

TEST_F(EngineTest, KeepsTheRevisionsApart) {
    policy_.waiting = Waiting::Always;
    make_engine();

    call(kContract, Revision::Frontier);
    call(kContract, Revision::Osaka);
    call(kContract, Revision::Frontier);

    EXPECT_EQ(compiler_->fast, 2);
    EXPECT_EQ(engine_->statistics().calls, 3u);
}

TEST_F(EngineTest, GoesOnWithTheInterpreterWhereMachineCodeStops) {
    policy_.waiting = Waiting::Always;
    const auto expected = call();
    compiler_->entry = bail_out;
    make_engine();

    const auto result = call();

    EXPECT_EQ(result.status, expected.status);
    EXPECT_EQ(result.gas_left, expected.gas_left);
    EXPECT_EQ(engine_->statistics().bail_outs, 1u);
}

TEST_F(EngineTest, InterpretsForGoodWhatTheCompilerRefuses) {
    policy_.waiting = Waiting::Always;
    compiler_->refuses = true;
    make_engine();

    for (int i = 0; i < 5; ++i) EXPECT_EQ(call().status, Status::Success);

    EXPECT_EQ(compiler_->fast, 1);
    EXPECT_EQ(engine_->statistics().refused, 1u);
    EXPECT_EQ(engine_->statistics().calls, 0u);
}

TEST_F(EngineTest, FallsBackToTheInterpreterWithoutACompilerAndSaysSoOnce) {
    compiler_ = nullptr;
    make_engine();

    for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(call().status, Status::Success);
        EXPECT_EQ(call(kOuter).status, Status::Success);
        run_jobs();
    }

    EXPECT_EQ(reports_, std::vector<std::string>{"no module"});
}

TEST_F(EngineTest, AsksForNoCompilerBeforeItNeedsOne) {
    compiler_ = nullptr;
    make_engine();

    call();
    run_jobs();

    EXPECT_TRUE(reports_.empty());
}

TEST_F(EngineTest, CutsOffACompilationThatTakesTooLong) {
    policy_.waiting = Waiting::Always;
    policy_.budget.time_ms = 1;
    compiler_->is_endless = true;
    make_engine();

    EXPECT_EQ(call().status, Status::Success);

    EXPECT_EQ(engine_->statistics().refused, 1u);
    EXPECT_GE(engine_->statistics().compile_time_us, 1'000u);
}

TEST_F(EngineTest, StopsCompilingWhenTold) {
    policy_.waiting = Waiting::Always;
    compiler_->is_endless = true;
    make_engine();

    engine_->stop();

    EXPECT_EQ(call().status, Status::Success);
}

TEST_F(EngineTest, FindsObjectsOfAnEarlierProcess) {
    policy_.waiting = Waiting::Always;
    use_cache();
    make_engine();
    call();

    codes_.emplace();
    make_engine();
    call();

    EXPECT_EQ(compiler_->fast, 1);
    EXPECT_EQ(compiler_->links, 2);
    EXPECT_EQ(engine_->statistics().loaded, 1u);
    EXPECT_EQ(engine_->statistics().compiled, 0u);
    EXPECT_EQ(engine_->statistics().calls, 1u);
}

TEST_F(EngineTest, PrefersTheHigherTierOfAnEarlierProcess) {
    policy_.waiting = Waiting::Always;
    policy_.first = Tier::Optimised;
    use_cache();
    make_engine();
    call();

    policy_.first = Tier::Fast;
    codes_.emplace();
    make_engine();
    call();

    EXPECT_EQ(compiler_->fast, 0);
    EXPECT_EQ(compiler_->optimised, 1);
    EXPECT_EQ(engine_->statistics().loaded, 1u);
}

TEST_F(EngineTest, CompilesAnewForAnotherCompiler) {
    policy_.waiting = Waiting::Always;
    use_cache();
    make_engine();
    call();

    compiler_->identity_ = "another build";
    codes_.emplace();
    make_engine();
    call();

    EXPECT_EQ(compiler_->fast, 2);
    EXPECT_EQ(engine_->statistics().loaded, 0u);
}

TEST_F(EngineTest, ReplacesAnObjectThatCannotBeLinked) {
    policy_.waiting = Waiting::Always;
    use_cache();
    make_engine();
    call();
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator{directory_.path() / "objects"})
        files.push_back(entry.path());
    ASSERT_EQ(files.size(), 1u);
    const Hash key = Hash::from(from_hex(files[0].filename().string()).value());
    (void)open_cache()->write(key, Bytes{0xff});

    codes_.emplace();
    make_engine();
    call();

    EXPECT_EQ(compiler_->fast, 2);
    EXPECT_EQ(engine_->statistics().calls, 1u);
    EXPECT_EQ(open_cache()->find(key), Bytes{0x0b});
}

TEST_F(EngineTest, SharesMachineCodeBetweenCodeCaches) {
    policy_.waiting = Waiting::Always;
    make_engine();
    call();

    codes_.emplace();
    call();

    EXPECT_EQ(compiler_->fast, 1);
    EXPECT_EQ(engine_->statistics().calls, 2u);
}

TEST_F(EngineTest, CountsMachineCodeToTheCodeCache) {
    policy_.waiting = Waiting::Always;
    call();
    const size_t before = codes_->footprint();
    make_engine();

    call();
    call();

    EXPECT_EQ(codes_->footprint(), before + 1000);
}

TEST_F(EngineTest, ServesSeveralThreads) {
    std::mutex mutex;
    std::vector<std::thread> compiling;
    Engine engine{policy_,
                  {.load = [this]() -> Result<std::shared_ptr<const Compiler>, std::string> {
                       return std::shared_ptr<const Compiler>{compiler_};
                   },
                   .submit =
                       [&](std::function<void()> job) {
                           const std::lock_guard lock{mutex};
                           compiling.emplace_back(std::move(job));
                       },
                   .open_cache = {},
                   .report = {}}};
    const auto work = [&] {
        for (int i = 0; i < 200; ++i) {
            state::Journal journal{state_, Revision::Osaka};
            journal.begin_transaction();
            vm::Vm machine{{.engine = &engine}, journal, *codes_};
            const auto result = machine.call(
                {.gas = 100'000, .recipient = kOuter, .sender = kCaller, .code_address = kOuter});
            EXPECT_EQ(result.status, Status::Success);
        }
    };

    // Each round may make a tier of both contracts.
    for (int round = 0; round < 2; ++round) {
        std::thread first{work};
        std::thread second{work};
        first.join();
        second.join();
        for (auto& thread : std::exchange(compiling, {})) thread.join();
    }

    EXPECT_EQ(compiler_->fast, 2);
    EXPECT_EQ(compiler_->optimised, 2);
}

}  // namespace
}  // namespace deed::native
