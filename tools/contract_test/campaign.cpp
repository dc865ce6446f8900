#include "tools/contract_test/campaign.hpp"

#include <algorithm>
#include <sstream>

#include <boost/json/parse.hpp>

#include "compiler/sema/actors.hpp"
#include "runtime/json/abi_json.hpp"
#include "vm/base/assert.hpp"
#include "vm/crypto/address.hpp"

namespace deed::contract_test {
namespace {

/// A test that deploys more has its first ones attacked.
constexpr size_t kMostDeployments = 6;
constexpr size_t kSelectorSize = 4;
/// So many steps that passed are known at a time.
constexpr size_t kMostPassed = 256;
constexpr uint64_t kWeek = 7 * 24 * 3600;

std::vector<BytesView> codes_of(const CompileOutput& program) {
    std::vector<BytesView> codes;
    for (const Artifact& artifact : program.artifacts) codes.emplace_back(artifact.deployed_bytecode);
    return codes;
}

/// The names of the variables that hold the contracts, in the order of their deployment, and the text of the
/// test up to the last of them.
struct Prologue {
    std::vector<std::string> names;
    std::vector<std::string> lines;
};
Prologue read_prologue(const std::string& body, size_t deployments) {
    Prologue prologue;
    std::istringstream text{body};
    for (std::string line; prologue.names.size() < deployments && std::getline(text, line);) {
        if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
        prologue.lines.push_back(as_line_of_test(line));
        for (size_t at = line.find("deploy "); at != std::string::npos; at = line.find("deploy ", at + 1)) {
            const size_t let = line.find("let ");
            const size_t end = let == std::string::npos ? let : line.find_first_of(" :=", let + 4);
            prologue.names.push_back(end == std::string::npos ? "target"
                                                              : line.substr(let + 4, end - let - 4));
        }
    }
    while (prologue.names.size() < deployments) prologue.names.emplace_back("target");
    return prologue;
}

}  // namespace

Campaign::Campaign(const CompileOutput& program, const TestProgram& test, const RunOptions& options,
                   const abi::Values& values, Bytes input)
    : program_(program),
      test_(test),
      options_(options),
      values_(values),
      input_(std::move(input)),
      inputs_(options.seed, codes_of(program)) {}

std::vector<BrokenSpecification> Campaign::run() {
    World world{program_, Watching::No, CodeForm::Checked};
    (void)world.run(test_.checked_code, input_);
    const std::vector<Deployed> contracts = world.contracts();
    for (size_t i = 0; i < std::min(contracts.size(), kMostDeployments); ++i) {
        inputs_.add_address(contracts[i].address);
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
        if (contracts[i].artifact == nullptr) continue;
        const auto interface = json::parse_interface(boost::json::parse(contracts[i].artifact->abi));
        if (!interface) continue;
        for (const abi::Function& function : interface->functions)
            if (function.mutability >= abi::Mutability::Nonpayable)
                targets_.push_back({i, function, abi::selector_of(function)});
    }
}

void Campaign::attack(size_t deployments) {
    deployments_ = deployments;
    kept_.clear();
    passed_.clear();
    branches_.clear();
    for (uint32_t i = 0; i < options_.sequences; ++i) {
        Steps steps = make_steps();
        const auto found = try_steps(steps, Watching::Yes);
        if (!found || known_sites_.contains(found->failure.site)) continue;
        steps.resize(found->steps);
        const uint64_t site = found->failure.site;
        steps = simplify(shorten(std::move(steps), site), site);
        known_sites_.insert(site);
        tell(steps, found->failure);
    }
}

Step Campaign::make_step() {
    Random& random = inputs_.random();
    const Target& target = targets_[random.below(targets_.size())];
    const std::vector<abi::Type> types = abi::types_of(target.function.inputs);
    const auto arguments = abi::encode(types, inputs_.make(types));
    DEED_ASSERT(arguments.has_value());
    Step step;
    step.target = target.contract;
    step.from = random.below(8) == 0 ? sema::test_runner()
                                     : sema::actors()[random.below(sema::actors().size())].address;
    step.data = to_bytes(BytesView{target.selector});
    step.data.insert(step.data.end(), arguments->begin(), arguments->end());
    // More than the actors have is refused by the machine itself.
    if (target.function.mutability == abi::Mutability::Payable && random.below(4) != 0)
        step.value = inputs_.make_number(80);
    if (random.below(6) == 0) step.warp = random.below(kWeek);
    return step;
}

Step Campaign::choose_step() {
    Random& random = inputs_.random();
    const bool is_again = !passed_.empty() && random.below(2) == 0;
    return is_again ? passed_[random.below(passed_.size())] : make_step();
}

void Campaign::remember_passed(const Steps& steps, const std::vector<size_t>& passed) {
    for (const size_t i : passed) {
        const bool is_known = std::ranges::any_of(passed_, [&](const Step& known) {
            return known.target == steps[i].target && known.data == steps[i].data;
        });
        if (is_known) continue;
        if (passed_.size() < kMostPassed)
            passed_.push_back(steps[i]);
        else
            passed_[inputs_.random().below(kMostPassed)] = steps[i];
    }
}

Campaign::Steps Campaign::make_steps() {
    Random& random = inputs_.random();
    const uint32_t most = std::max<uint32_t>(1, options_.sequence_length);
    Steps steps;
    if (!kept_.empty() && random.below(3) != 0) {
        steps = kept_[random.below(kept_.size())];
        for (uint64_t changes = 1 + random.below(3); changes > 0; --changes) {
            const size_t place = random.below(steps.size() + 1);
            const auto at = steps.begin() + static_cast<std::ptrdiff_t>(place);
            if (place < steps.size() && random.below(3) == 0)
                *at = choose_step();
            else if (steps.size() < most)
                steps.insert(at, choose_step());
        }
        return steps;
    }
    for (uint64_t left = 1 + random.below(most); left > 0; --left) steps.push_back(choose_step());
    return steps;
}

std::optional<Campaign::Break> Campaign::try_steps(const Steps& steps, Watching watching) {
    const Plan plan{deployments_, steps};
    World world{program_, watching, CodeForm::Checked};
    world.follow(plan);
    (void)world.run(test_.checked_code, input_);
    if (watching == Watching::Yes) {
        const size_t before = branches_.size();
        branches_.insert(world.branches().begin(), world.branches().end());
        if (branches_.size() > before) kept_.push_back(steps);
        remember_passed(steps, world.passed_steps());
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
    for (size_t i = steps.size(); i-- > 0;) {
        Steps tried = steps;
        tried.erase(tried.begin() + static_cast<std::ptrdiff_t>(i));
        if (still_breaks(tried, site)) steps = std::move(tried);
    }
    return steps;
}

Campaign::Steps Campaign::simplify(Steps steps, uint64_t site) {
    const auto accept = [&](size_t i, const auto& change) {
        Steps tried = steps;
        change(tried[i]);
        if (!still_breaks(tried, site)) return false;
        steps = std::move(tried);
        return true;
    };
    for (size_t i = 0; i < steps.size(); ++i) {
        if (steps[i].warp > 0) accept(i, [](Step& step) { step.warp = 0; });
        if (steps[i].value != Uint256{}) accept(i, [](Step& step) { step.value = 0; });
        if (steps[i].from != sema::test_runner())
            accept(i, [](Step& step) { step.from = sema::test_runner(); });
        const auto target = std::find_if(targets_.begin(), targets_.end(), [&](const Target& one) {
            return one.contract == steps[i].target &&
                   std::ranges::equal(BytesView{one.selector}, BytesView{steps[i].data}.first(kSelectorSize));
        });
        const std::vector<abi::Type> types = abi::types_of(target->function.inputs);
        auto values = abi::decode(types, BytesView{steps[i].data}.subspan(kSelectorSize));
        if (!values) continue;
        bool is_simpler = true;
        for (int round = 0; is_simpler && round < 64; ++round) {
            is_simpler = false;
            for (size_t k = 0; k < types.size() && !is_simpler; ++k)
                for (const abi::Value& candidate : simpler_than(types[k], (*values)[k])) {
                    abi::Values tried = *values;
                    tried[k] = candidate;
                    const auto arguments = abi::encode(types, tried);
                    if (!arguments) continue;
                    is_simpler = accept(i, [&](Step& step) {
                        step.data.resize(kSelectorSize);
                        step.data.insert(step.data.end(), arguments->begin(), arguments->end());
                    });
                    if (!is_simpler) continue;
                    *values = std::move(tried);
                    break;
                }
        }
    }
    return steps;
}

std::string Campaign::text_of(const Step& step) const {
    const Prologue prologue = read_prologue(test_.body, deployments_);
    const auto target = std::find_if(targets_.begin(), targets_.end(), [&](const Target& one) {
        return one.contract == step.target &&
               std::ranges::equal(BytesView{one.selector}, BytesView{step.data}.first(kSelectorSize));
    });
    const std::vector<abi::Type> types = abi::types_of(target->function.inputs);
    const auto values = abi::decode(types, BytesView{step.data}.subspan(kSelectorSize));
    std::string arguments;
    for (size_t i = 0; values && i < types.size(); ++i)
        arguments += (i == 0 ? "" : ", ") +
                     deed_text(types[i], (*values)[i]).value_or(abi::to_text(types[i], (*values)[i]));
    std::string call = prologue.names[step.target] + "." + target->function.name;
    if (step.value != Uint256{}) call += "{value: " + to_decimal(step.value) + "}";
    call += "(" + arguments + ")";
    if (step.from != sema::test_runner())
        call = "as " + *deed_text(abi::address_type(), {step.from}) + " { " + call + " }";
    const std::string warp = step.warp == 0 ? "" : "  warp(" + std::to_string(step.warp) + ")\n";
    return warp + "  " + call;
}

void Campaign::tell(const Steps& steps, const Failure& failure) {
    BrokenSpecification broken;
    broken.site = failure.site;
    const auto* invariant = std::get_if<BrokenInvariant>(&failure.what);
    const std::string name =
        invariant == nullptr ? "an `ensures`" : "the invariant `" + invariant->name + "`";
    broken.reason = "these calls break " + name;
    broken.example.push_back("test \"" + (invariant == nullptr ? test_.name : invariant->name) +
                             ": broken\" {");
    if (const auto lines = lines_of(test_, values_))
        broken.example.insert(broken.example.end(), lines->begin(), lines->end());
    for (const std::string& line : read_prologue(test_.body, deployments_).lines)
        broken.example.push_back(line);
    for (const Step& step : steps) {
        std::istringstream text{text_of(step)};
        for (std::string line; std::getline(text, line);) broken.example.push_back(line);
    }
    broken.example.emplace_back("}");
    broken_.push_back(std::move(broken));
}

}  // namespace deed::contract_test
