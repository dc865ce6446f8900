#include "tools/contract_test/runner.hpp"

#include "tools/contract_test/campaign.hpp"
#include "tools/contract_test/fuzz.hpp"
#include "tools/contract_test/trace.hpp"
#include "tools/contract_test/world.hpp"
#include "vm/base/hex.hpp"

namespace deed::contract_test {
namespace {

class Teller {
  public:
    Teller(const CompileOutput& program, const World& world) : program_(program), world_(world) {}

    /// Revert data in words.
    [[nodiscard]] std::string text_of(BytesView data) const {
        return tell_revert(program_, world_.traced(), data);
    }

    void tell(const FailedAssert&, TestResult& result) const { result.reason = "assertion failed"; }
    void tell(const FailedComparison& what, TestResult& result) const {
        result.reason = "assertion failed";
        result.details = {"left:  " + word_text(what.left, what.form),
                          "right: " + word_text(what.right, what.form)};
    }
    void tell(const UnexpectedRevert& what, TestResult& result) const {
        const auto& failed = world_.failed_transaction();
        const bool has_reason = failed && !failed->reason.empty();
        result.reason =
            has_reason ? "the call failed: " + failed->reason : "the call reverted: " + text_of(what.data);
        if (failed && !failed->place.empty()) result.details = {"at " + failed->place};
    }
    void tell(const MissingRevert&, TestResult& result) const { result.reason = "nothing reverted"; }
    void tell(const WrongRevert& what, TestResult& result) const {
        result.reason = "reverted for another reason";
        result.details = {"expected: " + text_of(what.expected), "actual:   " + text_of(what.actual)};
        const auto& failed = world_.failed_transaction();
        if (failed && !failed->place.empty()) result.details.push_back("at " + failed->place);
    }
    void tell(const MissingEvent&, TestResult& result) const { result.reason = "the event was not emitted"; }
    void tell(const BrokenEnsures&, TestResult& result) const {
        result.reason = "the `ensures` does not hold";
    }
    void tell(const BrokenInvariant& what, TestResult& result) const {
        result.reason = "the invariant `" + what.name + "` does not hold";
        if (!what.reason.empty()) result.details = {"it cannot be computed: " + what.reason};
    }

  private:
    /// A word in the form that the cheat FailCompare names.
    [[nodiscard]] std::string word_text(const Uint256& word, uint64_t form) const {
        constexpr uint64_t kSigned = 1;
        constexpr uint64_t kAddress = 2;
        constexpr uint64_t kBool = 3;
        constexpr uint64_t kBytes = 256;
        if (form > kBytes) return to_hex_prefixed(BytesView{to_hash(word).bytes}.first(form - kBytes));
        if (form == kAddress) return tell_address(program_, world_.traced(), to_address(word));
        if (form == kBool) return word ? "true" : "false";
        if (form == kSigned && word.is_negative()) return "-" + to_decimal(-word);
        // Hexadecimal shows what large numbers are made of.
        return to_decimal(word) + (word.fits_uint64() ? "" : " (" + to_quantity(word) + ")");
    }

    const CompileOutput& program_;
    const World& world_;
};

/// The code of the test itself stopped: a panic, or no gas is left.
void tell_of_own_end(const TestProgram& test, machine::Status status, const World& world,
                     TestResult& result) {
    const bool is_revert = status == machine::Status::Revert;
    const auto reason = is_revert ? abi::decode_revert(world.output()) : std::nullopt;
    result.reason = reason      ? to_text(*reason)
                    : is_revert ? "a call gave malformed data"
                                : std::string{machine::describe(status)};
    const std::string place = world.place_in_test(test.source_map);
    if (place.empty()) return;
    // "file:line:column", and ": check" where a check failed.
    const size_t check = place.find(": ");
    result.place = place.substr(0, check);
    if (check != std::string::npos) result.details = {place.substr(check + 2)};
}

void tell_failure(const CompileOutput& program, const TestProgram& test, BytesView input, CodeForm form,
                  TestResult& result) {
    // Once more, to see where.
    World world{program, Watching::Yes, form};
    const machine::Status status = world.run(form == CodeForm::Real ? test.code : test.checked_code, input);
    result.calls = tell_calls(program, world.traced());
    if (!world.failure()) {
        tell_of_own_end(test, status, world, result);
        result.source = source_line(program, result.place);
        return;
    }
    const Teller teller{program, world};
    result.place = program.describe_site(world.failure()->site);
    result.source = source_line(program, result.place);
    std::visit([&](const auto& what) { teller.tell(what, result); }, world.failure()->what);
}

}  // namespace

std::vector<MeasuredCall> measure_test(const CompileOutput& program, const TestProgram& test) {
    Observation observation;
    (void)fuzz_test(program, test, {.runs = 1, .sequences = 0, .observation = &observation});
    return std::move(observation.calls);
}

TestResult run_test(const CompileOutput& program, const TestProgram& test, const RunOptions& options) {
    TestResult result;
    result.name = test.name;
    result.place = test.source_name + ":" + std::to_string(test.line) + ":" + std::to_string(test.column);
    const FuzzOutcome outcome = fuzz_test(program, test, options);
    result.gas_used = outcome.gas_used;
    result.runs = outcome.runs;
    result.has_passed = !outcome.failure && outcome.broken.empty();
    if (outcome.failure) {
        tell_failure(program, test, outcome.failure->input, outcome.failure->form, result);
        result.details.insert(result.details.end(), outcome.failure->example.begin(),
                              outcome.failure->example.end());
    } else if (outcome.runs == 0) {
        result.has_passed = false;
        result.reason = "no arguments were found for which every `assume` holds";
    } else if (!outcome.broken.empty()) {
        result.place = program.describe_site(outcome.broken.front().site);
        result.source = source_line(program, result.place);
        result.reason = outcome.broken.front().reason;
        result.calls = outcome.broken.front().calls;
        for (const BrokenSpecification& broken : outcome.broken) {
            if (&broken != outcome.broken.data())
                result.details.push_back("and " + program.describe_site(broken.site) + ": " + broken.reason);
            result.details.insert(result.details.end(), broken.example.begin(), broken.example.end());
        }
    }
    return result;
}

}  // namespace deed::contract_test
