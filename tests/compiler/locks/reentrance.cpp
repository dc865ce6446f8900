#include "tests/compiler/locks/reentrance.hpp"

#include <algorithm>
#include <deque>
#include <numeric>
#include <optional>

#include "vm/abi/contract.hpp"

namespace deed::locks_test {
namespace {

constexpr Address kAlice{{0xa1}};
/// address(4660), as the contracts name it.
constexpr Address kHost{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x12, 0x34}};
/// Holds the number of pings: what a `look` tells.
constexpr Address kCounter{{0xc0}};
constexpr int64_t kGas = 8'000'000;
constexpr int kPlanned = 3;
/// Every order of so many calls is tried.
constexpr size_t kMostOrdered = 5;

Bytes encode(std::string_view signature, const std::vector<Uint256>& words) {
    Bytes input = to_bytes(abi::selector_of(signature));
    for (const Uint256& word : words) append(input, to_hash(word));
    return input;
}

}  // namespace

/// One transaction: calls of the contract one after another, with a host that may call back.
class Reentrance::Run final : public machine::Interceptor {
  public:
    Run(const Reentrance& world, machine::CodeCache& codes)
        : world_(world),
          journal_(world.state_, isa::Revision::Osaka),
          machine_({}, journal_, codes, nullptr, this) {
        journal_.begin_transaction();
    }

    /// The host answers the next calls with these: when it may change things, and when it may only look.
    void plan(std::vector<Call> changing, std::vector<Call> reading) {
        changing_ = std::move(changing);
        reading_ = std::move(reading);
    }

    void call(const Call& call, int32_t depth = 0, bool is_static = false) {
        const size_t index = ended_.size();
        ended_.push_back({call, inside_, false, {}});
        const size_t outer = std::exchange(inside_, index);
        machine::Message message{.kind = is_static ? machine::CallKind::StaticCall : machine::CallKind::Call,
                                 .is_static = is_static,
                                 .depth = depth,
                                 .gas = kGas >> depth};
        message.recipient = world_.address_;
        message.code_address = world_.address_;
        message.sender = call.sender;
        message.value = call.value;
        message.input = ended_[index].call.input;
        const Bytes input = ended_[index].call.input;
        message.input = input;
        const machine::CallResult result = machine_.call(message);
        ended_[index].has_worked = result.is_success();
        ended_[index].output = to_bytes(result.output);
        inside_ = outer;
    }

    std::optional<machine::CallResult> intercept(machine::Message& message) override {
        if (message.code_address != kHost) return std::nullopt;
        const bool is_static = message.is_static;
        if (!is_static) journal_.set_balance(kCounter, journal_.balance(kCounter) + 1);
        const Uint256 seen = journal_.balance(kCounter);
        std::vector<Call>& plan = is_static ? reading_ : changing_;
        if (!plan.empty()) {
            const Call next = plan.back();
            plan.pop_back();
            call(next, message.depth + 1, is_static);
        }
        answers_.push_back(to_bytes(to_hash(seen)));
        return machine::CallResult{
            .status = machine::Status::Success, .gas_left = message.gas, .output = answers_.back()};
    }

    [[nodiscard]] const std::vector<Ended>& ended() const { return ended_; }
    state::Journal& journal() { return journal_; }

  private:
    const Reentrance& world_;
    state::Journal journal_;
    vm::Vm machine_;
    std::vector<Call> changing_;
    std::vector<Call> reading_;
    std::vector<Ended> ended_;
    std::deque<Bytes> answers_;
    size_t inside_ = kNoParent;
};

Reentrance::Reentrance(const RandomContract& contract, BytesView code) : contract_(contract) {
    for (const Address& account : {kAlice, kHost})
        state_.set_account(account, {.balance = Uint256{1} << 100});
    const Bytes stop{0x00};
    state_.set_code(kHost, stop);
    state::Journal journal{state_, isa::Revision::Osaka};
    journal.begin_transaction();
    vm::Vm machine{{}, journal, codes_};
    machine::Message message{.kind = machine::CallKind::Create, .gas = 30'000'000};
    message.sender = kAlice;
    message.input = code;
    const machine::CallResult result = machine.call(message);
    DEED_ASSERT(result.is_success());
    address_ = result.created;
    journal.finish_transaction();
    state_.apply(journal.diff());
}

Call Reentrance::make_call(std::mt19937_64& random, const Address& sender, bool reads_only) const {
    std::vector<const Callable*> choice;
    for (const Callable& callable : contract_.callables)
        if (callable.is_reader || !reads_only) choice.push_back(&callable);
    const Callable& chosen = *choice[random() % choice.size()];
    const Uint256 value = chosen.is_payable ? random() % 5 : 0;
    return {encode(chosen.signature, {random() % 6}), sender, value};
}

Verdict Reentrance::attempt(uint64_t seed) {
    std::mt19937_64 random{seed};
    std::vector<Call> changing;
    std::vector<Call> reading;
    for (int i = 0; i < kPlanned; ++i) changing.push_back(make_call(random, kHost, false));
    for (int i = 0; i < kPlanned; ++i) reading.push_back(make_call(random, kHost, true));

    Run run{*this, codes_};
    run.plan(std::move(changing), std::move(reading));
    run.call(make_call(random, kAlice, false));
    // What was undone, with everything inside it, did not happen.
    std::vector<Ended> all = run.ended();
    std::vector<Ended> stayed;
    for (Ended& one : all) {
        const bool was_undone = one.parent != kNoParent && !all[one.parent].has_worked;
        if (one.parent != kNoParent && !one.has_worked) ++refusals_;
        one.has_worked = one.has_worked && !was_undone;
        if (one.has_worked) stayed.push_back(one);
    }
    if (stayed.size() < 2 || stayed.size() > kMostOrdered) return Verdict::Plain;
    return equals_some_order(stayed, observe(run, stayed)) ? Verdict::Serial : Verdict::Impossible;
}

Observation Reentrance::observe(Run& run, const std::vector<Ended>& calls) const {
    Observation seen;
    for (const Ended& one : calls) seen.outputs.push_back(one.output);
    for (const state::Log& log : run.journal().logs()) seen.logs[log.topics[0]].push_back(log);
    const size_t first = run.ended().size();
    run.plan({}, {});
    for (const std::string& getter : contract_.getters) run.call({encode(getter, {}), kAlice, 0});
    for (const uint64_t key : {0U, 1U}) run.call({encode("m(uint256)", {key}), kAlice, 0});
    for (size_t i = first; i < run.ended().size(); ++i) seen.state.push_back(run.ended()[i].output);
    seen.state.push_back(to_bytes(to_hash(run.journal().balance(address_))));
    return seen;
}

bool Reentrance::equals_some_order(const std::vector<Ended>& calls, const Observation& actual) {
    std::vector<size_t> order(calls.size());
    std::iota(order.begin(), order.end(), size_t{0});
    do {
        Run run{*this, codes_};
        for (const size_t i : order) run.call(calls[i].call);
        std::vector<Ended> serial(calls.size());
        bool have_worked = true;
        for (size_t i = 0; i < order.size(); ++i) {
            serial[order[i]] = run.ended()[i];
            have_worked = have_worked && run.ended()[i].has_worked;
        }
        if (have_worked && observe(run, serial) == actual) return true;
    } while (std::next_permutation(order.begin(), order.end()));
    return false;
}

}  // namespace deed::locks_test
