#include <filesystem>
#include <list>
#include <optional>

#include <unistd.h>

#include "fuzz/observation.hpp"
#include "fuzz/program_generator.hpp"
#include "vm/native/engine.hpp"
#include "vm/native/module.hpp"

// Two generated contracts that call each other, under an arbitrary revision, each with many amounts of gas
// and inputs: the interpreter against machine code of both tiers, just compiled and as an earlier process
// would have left it on the disk. Status, gas, output, logs, refund, access lists and state must be the same.
//
// An input is read as: revision, then choices of the generator and of the points.

namespace {

using namespace deed;
using fuzz::Call;
using fuzz::Observation;
using fuzz::observe;
using machine::Tier;

/// As much as most programs need, yet an endless loop ends soon.
constexpr int64_t kEnoughGas = 400'000;
constexpr int kInputs = 4;
/// For each input: around what the call needs, and between that and nothing.
constexpr int kGasPoints = 50;

std::shared_ptr<const native::Compiler> load() {
    const auto compiler = native::load_compiler(native::module_places());
    DEED_ASSERT(compiler.has_value());
    return *compiler;
}

const std::shared_ptr<const native::Compiler>& compiler() {
    static const auto loaded = load();
    return loaded;
}

/// A folder for one process.
std::filesystem::path cache_directory() {
    return std::filesystem::temp_directory_path() / ("deed-fuzz-jit-" + std::to_string(::getpid()));
}

/// An engine that compiles whatever it is given, however long a busy machine takes; its objects go to the
/// disk.
std::unique_ptr<native::Engine> make_engine(Tier tier) {
    native::Policy policy{.waiting = native::Waiting::Always, .first = tier};
    policy.budget.time_ms = 600'000;
    if (tier == Tier::Fast) policy.optimised_gas_per_byte = INT64_MAX / native::Budget{}.code_size;
    return std::make_unique<native::Engine>(
        policy,
        native::Surroundings{
            .load = [] { return Result<std::shared_ptr<const native::Compiler>, std::string>{compiler()}; },
            .submit = {},
            .open_cache =
                [tier] {
                    const auto name = tier == Tier::Fast ? "fast" : "optimised";
                    auto cache = native::ObjectCache::open(cache_directory() / name);
                    DEED_ASSERT(cache.has_value());
                    return *std::move(cache);
                },
            .report = {}});
}

/// One way of running a program: an engine, and the code it has seen.
struct Way {
    explicit Way(Tier tier) : engine(make_engine(tier)) {}

    std::unique_ptr<native::Engine> engine;
    std::optional<machine::CodeCache> codes{std::in_place};
};

class Comparison {
  public:
    Comparison(const state::MemoryState& state, isa::Revision revision)
        : state_(state), revision_(revision) {}
    ~Comparison() { std::filesystem::remove_all(cache_directory()); }
    Comparison(const Comparison&) = delete;
    Comparison& operator=(const Comparison&) = delete;

    /// Runs every way.
    void compare(BytesView data, int64_t gas) {
        const Call call{revision_, gas, data};
        const Observation expected = observe(state_, call, codes_, nullptr);
        for (Way& way : ways_) {
            const Observation seen = observe(state_, call, *way.codes, way.engine.get());
            DEED_ASSERT(seen == expected);
        }
    }

    /// About the least gas with which the call ends as it does with kEnoughGas.
    int64_t find_need(BytesView data) {
        const auto status = [&](int64_t gas) {
            return observe(state_, {revision_, gas, data}, codes_, nullptr).status;
        };
        const auto wanted = status(kEnoughGas);
        if (wanted == machine::Status::OutOfGas) return kEnoughGas;
        int64_t too_little = 0;
        int64_t enough = kEnoughGas;
        while (enough - too_little > 1) {
            const int64_t middle = (too_little + enough) / 2;
            (status(middle) == wanted ? enough : too_little) = middle;
        }
        return enough;
    }

    /// From now on also with what is on the disk; and the engines there were find what they have made.
    void reload() {
        for (Way& way : ways_) way.codes.emplace();
        ways_.emplace_back(Tier::Fast);
        ways_.emplace_back(Tier::Optimised);
    }
    [[nodiscard]] uint64_t loaded() const {
        uint64_t sum = 0;
        for (const Way& way : ways_) sum += way.engine->statistics().loaded;
        return sum;
    }

  private:
    const state::MemoryState& state_;
    isa::Revision revision_;
    machine::CodeCache codes_;
    std::list<Way> ways_ = make_ways();

    static std::list<Way> make_ways() {
        std::list<Way> ways;
        ways.emplace_back(Tier::Fast);
        ways.emplace_back(Tier::Optimised);
        return ways;
    }
};

Bytes make_input(fuzz::Choices& choices, int number) {
    Bytes input;
    for (int i = 0; i < number; ++i) append(input, to_hash(choices.word()));
    return input;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size < 8) return 0;
    const auto revision = static_cast<isa::Revision>(data[0] % isa::kRevisionCount);
    const size_t first_size = 1 + (size - 1) / 4 * 3;
    fuzz::Choices first_choices{{data + 1, first_size - 1}};
    fuzz::Choices second_choices{{data + first_size, size - first_size}};
    const Bytes first = fuzz::generate_program(first_choices, revision, {fuzz::kFirst, fuzz::kSecond});
    const Bytes second = fuzz::generate_program(second_choices, revision, {fuzz::kSecond, fuzz::kFirst});
    const state::MemoryState state = fuzz::make_state(first, second);

    Comparison comparison{state, revision};
    fuzz::Choices point_choices{{data, size}};
    for (int number = 0; number < kInputs; ++number) {
        const Bytes input = make_input(point_choices, number);
        comparison.compare(input, kEnoughGas);
        if (number == 0) {
            comparison.reload();
            comparison.compare(input, kEnoughGas);
            DEED_ASSERT(comparison.loaded() > 0);
        }
        const int64_t need = comparison.find_need(input);
        for (int64_t less = -1; less < kGasPoints / 2; ++less)
            comparison.compare(input, std::max<int64_t>(need - less, 0));
        for (int64_t part = 1; part < kGasPoints / 2; ++part)
            comparison.compare(input, need * part / (kGasPoints / 2) + point_choices.below(7));
    }
    return 0;
}
