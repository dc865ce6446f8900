#include "tools/contract_test/campaign.hpp"

#include <algorithm>

#include "compiler/sema/actors.hpp"
#include "tools/contract_test/argument_values.hpp"
#include "vm/base/assert.hpp"

namespace deed::contract_test {
namespace {

/// A test that deploys more has its first ones attacked.
constexpr size_t kMostDeployments = 6;
/// So many steps that passed are known at a time, of each function and of all.
constexpr size_t kMostPassed = 64;
/// So many sequences with changed arguments wait.
constexpr size_t kMostWishes = 64;
constexpr uint64_t kWeek = 7 * 24 * 3600;
/// The most runs spent on making a find simpler.
constexpr int kMostSimplifications = 4000;

}  // namespace

Campaign::Campaign(const CompileOutput& program, const TestProgram& test, const RunOptions& options,
                   const abi::Values& values, Bytes input)
    : program_(program),
      test_(test),
      options_(options),
      values_(values),
      input_(std::move(input)),
      prologue_(read_prologue(test.body, kMostDeployments)),
      inputs_(options.seed, {}) {}

std::vector<BrokenSpecification> Campaign::run() {
    World world{program_, Watching::No, CodeForm::Checked};
    (void)world.run(test_.checked_code, input_);
    const std::vector<Deployed> contracts = world.contracts();
    for (size_t i = 0; i < std::min(contracts.size(), kMostDeployments); ++i) {
        inputs_.add_address(contracts[i].address);
        if (contracts[i].artifact != nullptr) inputs_.add_constants(contracts[i].artifact->deployed_bytecode);
        find_targets(contracts, i + 1);
        const bool is_checked =
            contracts[i].artifact != nullptr && !contracts[i].artifact->checked_bytecode.empty();
        if (is_checked && !targets_.empty()) attack(i + 1);
    }
    return std::move(broken_);
}

void Campaign::find_targets(const std::vector<Deployed>& contracts, size_t deployments) {
    targets_.clear();
    for (size_t i = 0; i < deployments; ++i) {
        // What no variable holds cannot be called by a test.
        if (contracts[i].artifact == nullptr || prologue_.names[i].empty()) continue;
        for (const EntryPoint& function : contracts[i].artifact->entry_points)
            targets_.push_back({i, &function, abi_types_of(function.parameters)});
    }
}

abi::Values Campaign::arguments_of(const Step& step, const Target& target) {
    auto values = abi::decode(target.types, BytesView{step.data}.subspan(target.function->selector.size()));
    DEED_ASSERT(values.has_value());
    return *std::move(values);
}

void Campaign::attack(size_t deployments) {
    deployments_ = deployments;
    kept_.clear();
    passed_.clear();
    all_passed_.clear();
    branches_.clear();
    wishes_.clear();
    wished_.clear();
    for (uint32_t idle = 0; idle < options_.sequences; ++idle) {
        Steps steps = make_steps();
        const size_t before = branches_.size();
        const auto found = try_steps(steps, Watching::Yes);
        // Where there was something new there may be more behind it.
        if (branches_.size() > before) idle = 0;
        if (!found || known_sites_.contains(found->failure.site)) continue;
        steps.resize(found->steps);
        const uint64_t site = found->failure.site;
        steps = shorten(simplify(shorten(std::move(steps), site), site), site);
        known_sites_.insert(site);
        tell(steps, found->failure);
    }
}

const Campaign::Target& Campaign::target_of(const Step& step) const {
    const auto target = std::find_if(targets_.begin(), targets_.end(), [&](const Target& one) {
        const Bytes& selector = one.function->selector;
        const bool is_called = selector.empty()
                                   ? step.data.empty()
                                   : step.data.size() >= selector.size() &&
                                         std::equal(selector.begin(), selector.end(), step.data.begin());
        return one.contract == step.target && is_called;
    });
    DEED_ASSERT(target != targets_.end());
    return *target;
}

void Campaign::set_arguments(Step& step, const Target& target, const abi::Values& values) {
    const auto arguments = abi::encode(target.types, values);
    DEED_ASSERT(arguments.has_value());
    step.data = target.function->selector;
    step.data.insert(step.data.end(), arguments->begin(), arguments->end());
}

Step Campaign::make_step(const Target& target) {
    Random& random = inputs_.random();
    Step step;
    step.target = target.contract;
    step.from = random.below(8) == 0 ? sema::test_runner()
                                     : sema::actors()[random.below(sema::actors().size())].address;
    set_arguments(step, target, inputs_.make(target.function->parameters));
    // More than the actors have is refused by the machine itself.
    if (target.function->is_payable && random.below(4) != 0) step.value = inputs_.make_number(80);
    if (random.below(6) == 0) step.warp = random.below(kWeek);
    return step;
}

Step Campaign::choose_step() {
    Random& random = inputs_.random();
    const Target& target = targets_[random.below(targets_.size())];
    const Steps& passed = passed_[&target];
    const bool is_again = !passed.empty() && random.below(2) == 0;
    return is_again ? passed[random.below(passed.size())] : make_step(target);
}

void Campaign::remember_branches(Steps steps, const std::map<Branch, size_t>& branches) {
    std::set<Branch> fresh;
    size_t farthest = 0;
    for (const auto& [branch, step] : branches) {
        if (!branches_.insert(branch).second) continue;
        fresh.insert(branch);
        farthest = std::max(farthest, step);
    }
    if (fresh.empty()) return;
    steps.resize(farthest);
    kept_.push_back({drop_idle(std::move(steps), fresh)});
    wished_.clear();
}

/// What does not lead to the new branches takes the room of what may lead on from them.
Campaign::Steps Campaign::drop_idle(Steps steps, const std::set<Branch>& fresh) const {
    for (size_t i = steps.size(); i-- > 0;) {
        Steps tried = steps;
        tried.erase(tried.begin() + static_cast<std::ptrdiff_t>(i));
        const Plan plan{deployments_, tried};
        World world{program_, Watching::Yes, CodeForm::Checked};
        world.follow(plan);
        (void)world.run(test_.checked_code, input_);
        const bool reaches_all = std::ranges::all_of(
            fresh, [&](const Branch& branch) { return world.branches().contains(branch); });
        if (reaches_all) steps = std::move(tried);
    }
    return steps;
}

void Campaign::remember_passed(const Steps& steps, const std::vector<size_t>& passed) {
    for (const size_t i : passed) {
        Steps& known = passed_[&target_of(steps[i])];
        if (std::ranges::find(known, steps[i].data, &Step::data) != known.end()) continue;
        for (Steps* const list : {&known, &all_passed_}) {
            if (list->size() < kMostPassed)
                list->push_back(steps[i]);
            else
                (*list)[inputs_.random().below(kMostPassed)] = steps[i];
        }
    }
}

const Campaign::Steps& Campaign::choose_kept() {
    Random& random = inputs_.random();
    // What is new has not been looked behind yet.
    const auto newest = std::ranges::min_element(kept_.rbegin(), kept_.rend(), {}, &Kept::tries);
    Kept& kept = random.below(4) != 0 ? *newest : kept_[random.below(kept_.size())];
    ++kept.tries;
    return kept.steps;
}

void Campaign::remember_comparisons(const Steps& steps, const std::vector<Comparison>& comparisons) {
    for (const Comparison& comparison : comparisons) {
        const Step& step = steps[comparison.step];
        const Target& target = target_of(step);
        const abi::Values values = arguments_of(step, target);
        for (size_t i = 0; i < values.size(); ++i) {
            const ArgumentType& type = target.function->parameters[i].type;
            if (type.kind != ArgumentKind::Unsigned && type.kind != ArgumentKind::Signed) continue;
            const Uint256& number = std::get<Uint256>(values[i].data);
            const bool is_left = number == comparison.left;
            if (!is_left && number != comparison.right) continue;
            const Uint256& other = is_left ? comparison.right : comparison.left;
            // Beside it too: it may be a bound.
            for (const Uint256& wish : {other + 1, other - 1, other}) {
                if (!fits(type, wish) || !wished_.emplace(&target, i, wish).second) continue;
                Steps changed = steps;
                abi::Values arguments = values;
                arguments[i] = {wish};
                set_arguments(changed[comparison.step], target, arguments);
                wishes_.push_back(std::move(changed));
            }
        }
    }
    if (wishes_.size() > kMostWishes) wishes_.erase(wishes_.begin(), wishes_.end() - kMostWishes);
}

void Campaign::change(Steps& steps, size_t most) {
    Random& random = inputs_.random();
    const auto at = [&](size_t place) { return steps.begin() + static_cast<std::ptrdiff_t>(place); };
    if (!steps.empty() && random.below(4) == 0) {
        *at(random.below(steps.size())) = choose_step();
        return;
    }
    if (steps.size() >= most) steps.erase(at(random.below(steps.size())));
    // Behind what reached a new branch there may be the next.
    const size_t place = random.below(2) == 0 ? steps.size() : random.below(steps.size() + 1);
    const bool is_repeated = !steps.empty() && random.below(4) == 0;
    Step step = is_repeated ? steps[random.below(steps.size())] : choose_step();
    steps.insert(at(place), std::move(step));
}

Campaign::Steps Campaign::make_steps() {
    Random& random = inputs_.random();
    const uint32_t most = std::max<uint32_t>(1, options_.sequence_length);
    Steps steps;
    if (!wishes_.empty() && random.below(2) == 0) {
        steps = std::move(wishes_.back());
        wishes_.pop_back();
        return steps;
    }
    if (!kept_.empty() && random.below(3) != 0) {
        steps = choose_kept();
        for (uint64_t changes = 1 + random.below(3); changes > 0; --changes) change(steps, most);
        return steps;
    }
    // Some add up what passed, the more often the more ways to pass there are; others take every function
    // as often as any other.
    const bool adds_up = !all_passed_.empty() && random.below(2) == 0;
    for (uint64_t left = 1 + random.below(most); left > 0; --left)
        steps.push_back(adds_up ? all_passed_[random.below(all_passed_.size())] : choose_step());
    return steps;
}

std::optional<Campaign::Break> Campaign::try_steps(const Steps& steps, Watching watching) {
    const Plan plan{deployments_, steps};
    World world{program_, watching, CodeForm::Checked};
    world.follow(plan);
    (void)world.run(test_.checked_code, input_);
    if (watching == Watching::Yes) {
        remember_branches(steps, world.branches());
        remember_passed(steps, world.passed_steps());
        remember_comparisons(steps, world.comparisons());
    }
    if (!world.failure() || world.steps_taken() == 0) return std::nullopt;
    const bool is_broken = std::holds_alternative<BrokenInvariant>(world.failure()->what) ||
                           std::holds_alternative<BrokenEnsures>(world.failure()->what);
    if (!is_broken) return std::nullopt;
    return Break{*world.failure(), world.steps_taken()};
}

bool Campaign::still_breaks(const Steps& steps, uint64_t site) {
    const auto found = try_steps(steps, Watching::No);
    return found && found->failure.site == site;
}

Campaign::Steps Campaign::shorten(Steps steps, uint64_t site) {
    for (bool is_shorter = true; is_shorter;) {
        is_shorter = false;
        for (size_t i = steps.size(); i-- > 0;) {
            Steps tried = steps;
            tried.erase(tried.begin() + static_cast<std::ptrdiff_t>(i));
            bool breaks = still_breaks(tried, site);
            if (!breaks && i < tried.size() && steps[i].warp > 0) {
                // The time that passed may be all that was needed of it.
                tried[i].warp += steps[i].warp;
                breaks = still_breaks(tried, site);
            }
            if (!breaks) continue;
            steps = std::move(tried);
            is_shorter = true;
        }
    }
    return steps;
}

Campaign::Steps Campaign::simpler_than(const Step& step) const {
    Steps simpler;
    const auto add = [&](const auto& change) { change(simpler.emplace_back(step)); };
    const ArgumentType number{
        .kind = ArgumentKind::Unsigned, .name = {}, .abi_name = {}, .size = 256, .variants = {}};
    for (const abi::Value& warp : contract_test::simpler_than(number, {Uint256{step.warp}}))
        add([&](Step& one) { one.warp = std::get<Uint256>(warp.data)[0]; });
    for (const abi::Value& value : contract_test::simpler_than(number, {step.value}))
        add([&](Step& one) { one.value = std::get<Uint256>(value.data); });
    if (step.from != sema::test_runner()) add([](Step& one) { one.from = sema::test_runner(); });
    const Target& target = target_of(step);
    const abi::Values values = arguments_of(step, target);
    for (size_t i = 0; i < values.size(); ++i)
        for (abi::Value& argument :
             contract_test::simpler_than(target.function->parameters[i].type, values[i])) {
            abi::Values changed = values;
            changed[i] = std::move(argument);
            add([&](Step& one) { set_arguments(one, target, changed); });
        }
    return simpler;
}

Campaign::Steps Campaign::simplify(Steps steps, uint64_t site) {
    int left = kMostSimplifications;
    for (bool is_simpler = true; is_simpler;) {
        is_simpler = false;
        for (size_t i = 0; i < steps.size(); ++i) {
            Steps candidates = simpler_than(steps[i]);
            for (size_t next = 0; next < candidates.size();) {
                if (left-- == 0) return steps;
                Steps tried = steps;
                tried[i] = candidates[next];
                if (!still_breaks(tried, site)) {
                    ++next;
                    continue;
                }
                // What was too much of a change before is so now.
                steps = std::move(tried);
                candidates = simpler_than(steps[i]);
                is_simpler = true;
            }
        }
    }
    return steps;
}

std::string Campaign::text_of(const Step& step) const {
    const Target& target = target_of(step);
    const std::vector<Argument>& parameters = target.function->parameters;
    const abi::Values values = arguments_of(step, target);
    std::string arguments;
    for (size_t i = 0; i < values.size(); ++i)
        arguments += (i == 0 ? "" : ", ") + deed_text(parameters[i].type, values[i]);
    std::string call = prologue_.names[step.target] + "." + target.function->name;
    if (step.value != Uint256{}) call += "{value: " + to_decimal(step.value) + "}";
    call += "(" + arguments + ")";
    if (step.from == sema::test_runner()) return "  " + call;
    const auto actor = std::ranges::find(sema::actors(), step.from, &sema::Actor::address);
    return "  as " + std::string{actor->name} + " { " + call + " }";
}

void Campaign::tell(const Steps& steps, const Failure& failure) {
    BrokenSpecification broken;
    broken.site = failure.site;
    const auto* invariant = std::get_if<BrokenInvariant>(&failure.what);
    const std::string name =
        invariant == nullptr ? "an `ensures`" : "the invariant `" + invariant->name + "`";
    broken.reason = "these calls break " + name;
    std::vector<std::string>& lines = broken.example;
    lines.push_back("test \"" + (invariant == nullptr ? test_.name : invariant->name) + ": broken\" {");
    for (std::string& line : lines_of(test_, values_)) lines.push_back(std::move(line));
    for (std::string& line : read_prologue(test_.body, deployments_).lines) lines.push_back(std::move(line));
    for (const Step& step : steps) {
        if (step.warp > 0) lines.push_back("  warp(" + std::to_string(step.warp) + ")");
        lines.push_back(text_of(step));
    }
    lines.emplace_back("}");
    broken.calls = trace(steps);
    broken_.push_back(std::move(broken));
}

std::vector<std::string> Campaign::trace(const Steps& steps) const {
    const Plan plan{deployments_, steps};
    World world{program_, Watching::Yes, CodeForm::Checked};
    world.follow(plan);
    (void)world.run(test_.checked_code, input_);
    return tell_calls(program_, world.traced());
}

}  // namespace deed::contract_test
