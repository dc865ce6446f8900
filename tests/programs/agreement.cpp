#include "tests/programs/agreement.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <tuple>

#include "compiler/contract_code.hpp"
#include "compiler/diagnostics/diagnostics.hpp"
#include "compiler/diagnostics/render.hpp"
#include "compiler/evaluator/abi_values.hpp"
#include "compiler/evaluator/calldata.hpp"
#include "compiler/evaluator/evaluator.hpp"
#include "compiler/sema/check.hpp"
#include "compiler/sema/selectors.hpp"
#include "compiler/source/sources.hpp"
#include "compiler/syntax/modules.hpp"
#include "tests/programs/chain.hpp"
#include "tests/programs/generator.hpp"
#include "tests/programs/made_up_calls.hpp"
#include "tests/programs/storage_image.hpp"
#include "tests/programs/strangers.hpp"
#include "tests/programs/typed_data.hpp"
#include "vm/base/hex.hpp"

namespace deed::programs {
namespace {

using evaluator::Ending;
using lower::Specifications;

constexpr uint64_t kFunds = 1'000'000;
constexpr uint64_t kChainId = 1;
constexpr std::string_view kGenerated = "Generated";
/// What else is created, where a program has it.
constexpr std::string_view kSurrounding[] = {"Hostile", "Library", "Other", "Token"};
constexpr std::string_view kPath = "generated.deed";
/// EIP-170.
constexpr size_t kCodeLimit = 24576;
constexpr size_t kSelectorSize = 4;
/// Where code stands that is no contract of the program.
constexpr Address kStranger{{0x57, 0x12, 0xa9}};

/// How code is made. What checks specifications is held against the evaluator that does.
struct Way {
    OptimizationLevel level;
    Specifications specifications;
};
constexpr Way kWays[] = {{OptimizationLevel::Plain, Specifications::Dropped},
                         {OptimizationLevel::Optimized, Specifications::Dropped},
                         {OptimizationLevel::Small, Specifications::Dropped},
                         {OptimizationLevel::Optimized, Specifications::Checked}};

evaluator::Surroundings surroundings_of(const Chain& chain) {
    evaluator::Surroundings all{
        .time = chain.block.timestamp, .number = chain.block.number, .chain_id = kChainId};
    all.coinbase = chain.block.coinbase;
    all.prev_randao = to_hash(chain.block.prev_randao);
    all.gas_limit = chain.block.gas_limit;
    all.gas_price = evaluator::integer_of(chain.transaction.gas_price);
    all.blob_base_fee = evaluator::integer_of(chain.block.blob_base_fee);
    all.blob_hashes = chain.transaction.blob_hashes;
    for (uint64_t i = 0; i < chain.block.number; ++i) all.block_hashes[i] = chain.block.block_hash(i);
    return all;
}

/// Those that check nothing come first.
constexpr size_t kPlainWays = 3;

/// A program checked for the evaluator, and its code made in some of the ways.
struct Subject {
    source::Sources sources;
    diagnostics::Diagnostics diagnostics;
    std::unique_ptr<const sema::Program> program;
    std::vector<Bytes> codes;                  ///< of the contract `Generated`, by way
    std::map<std::string, Bytes> surrounding;  ///< the codes of the contracts around it
    bool is_too_large = false;

    [[nodiscard]] const sema::Contract* find(std::string_view name) const {
        const auto& all = program->contracts;
        const auto found = std::find_if(all.begin(), all.end(),
                                        [&](const auto& contract) { return contract->name == name; });
        return found == all.end() ? nullptr : found->get();
    }
};

bool has_specifications(const sema::Contract& contract) {
    const auto& functions = contract.functions;
    return !contract.invariants.empty() || std::any_of(functions.begin(), functions.end(),
                                                       [](const auto& one) { return !one->ensures.empty(); });
}

std::string prepare(const std::string& text, Choices& choices, Subject& subject) {
    const auto read = [&](const std::string&) -> std::optional<std::string> { return text; };
    const auto modules =
        syntax::load_modules({std::string{kPath}}, "", read, subject.sources, subject.diagnostics);
    subject.program = sema::check(modules, subject.sources, subject.diagnostics);
    if (subject.diagnostics.has_errors())
        return "refused:\n" +
               diagnostics::render_all(subject.diagnostics, subject.sources, diagnostics::Colour::Plain);
    const auto add_code = [&](CodeMaker& maker, const sema::Contract& contract,
                              Specifications specifications) {
        const ContractCode& code = maker.code_of(contract, specifications);
        subject.is_too_large |= code.runtime.bytes.size() > kCodeLimit;
        return code.creation.bytes;
    };
    const sema::Contract& generated = *subject.find(kGenerated);
    for (const Way& way : kWays) {
        if (way.specifications == Specifications::Checked && !has_specifications(generated)) continue;
        CodeMaker maker{*subject.program, {.level = way.level, .bounds = Bounds::Left}};
        subject.codes.push_back(add_code(maker, generated, way.specifications));
    }
    // Those around it are made in one of the ways.
    CodeMaker maker{*subject.program,
                    {.level = kWays[choices.below(kPlainWays)].level, .bounds = Bounds::Left}};
    for (const std::string_view name : kSurrounding)
        if (const sema::Contract* const contract = subject.find(name))
            subject.surrounding[contract->name] = add_code(maker, *contract, Specifications::Dropped);
    return {};
}

/// One program in every way, and by the evaluator.
class Experiment {
  public:
    Experiment(const Subject& subject, Choices& choices, Tally& tally)
        : subject_(subject),
          program_(*subject.program),
          choices_(choices),
          calls_(choices),
          tally_(tally),
          chains_(subject.codes.size()) {
        for (evaluator::World* world : {&world_, &checked_world_}) {
            world->surroundings = surroundings_of(chains_[0]);
            for (const Address& actor : actors()) world->accounts[actor].balance = kFunds;
        }
        for (const Address& actor : actors())
            for (Chain& chain : chains_) chain.fund(actor, kFunds);
    }

    std::string run() {
        for (const auto& [name, code] : subject_.surrounding) {
            Address created;
            if (std::string wrong = create(name, actors()[0], 0, {}, created); !wrong.empty()) return wrong;
            calls_.add_contract(name, created);
        }
        for (const auto& interface : program_.interfaces)
            has_stranger_ = has_stranger_ || interface->name == "IStranger";
        if (has_stranger_) calls_.add_contract("Stranger", kStranger);
        meet_stranger();
        const sema::Contract& contract = *subject_.find(kGenerated);
        // Most contracts can be created with some arguments.
        for (int i = 0; i < 4 && contract_ == Address{} && !is_over_; ++i) {
            const Bytes arguments = calls_.choose_arguments(contract.init->signature);
            owner_ = calls_.choose_actor();
            const bool is_payable = contract.init->signature.mutability == sema::Mutability::Payable;
            const uint64_t value = is_payable ? choices_.below(50) : 0;
            const std::string wrong = create(kGenerated, owner_, value, arguments, contract_);
            if (!wrong.empty()) return wrong;
        }
        if (contract_ == Address{}) return {};
        std::string wrong;
        for (unsigned i = 0; i < kCallsEach && !is_over_; ++i)
            if (wrong = call(); !wrong.empty()) return wrong;
        return {};
    }

  private:
    /// Puts another stranger in the place of the one that is there.
    void meet_stranger() {
        if (!has_stranger_) return;
        const auto stranger = make_stranger(program_, calls_);
        for (evaluator::World* world : {&world_, &checked_world_}) {
            world->accounts[kStranger].nonce = 1;
            world->accounts[kStranger].stranger = stranger;
        }
        for (Chain& chain : chains_) chain.set_code(kStranger, stranger->code);
    }

    std::string create(std::string_view name, const Address& from, uint64_t value, const Bytes& arguments,
                       Address& created) {
        const sema::Contract& contract = *subject_.find(name);
        const uint64_t nonce = world_.accounts[from].nonce;
        const auto expected = ask([&](evaluator::World& world, evaluator::Promises promises) {
            return evaluator::create(
                program_, world, contract,
                {.from = from, .value = value, .input = arguments, .promises = promises, .slots = &layout_});
        });
        if (expected[0].ending == Ending::Success) created = expected[0].created;
        for (size_t way = 0; way < chains_.size(); ++way) {
            Bytes code = name == kGenerated ? subject_.codes[way] : subject_.surrounding.at(contract.name);
            append(code, arguments);
            Receipt receipt = chains_[way].create(code, from, value, nonce);
            if (receipt.status == machine::Status::Success) receipt.output.clear();
            if (std::string wrong = compare(expected, receipt, way, "init"); !wrong.empty()) return wrong;
        }
        return {};
    }

    std::string call() {
        if (choices_.one_in(2)) meet_stranger();
        const sema::Function& entry = choose_entry();
        const Address from = choices_.one_in(2) ? owner_ : calls_.choose_actor();
        const bool is_payable = entry.signature.mutability == sema::Mutability::Payable;
        const uint64_t value = choices_.one_in(is_payable ? 2 : 30) ? choices_.below(50) : 0;
        const Bytes input = choose_input(entry);
        may_refuse_ = holds_malformed(entry, input);
        refusals_ = 0;
        is_refusal_new_ = false;
        const std::pair before{may_refuse_ ? world_ : evaluator::World{},
                               may_refuse_ ? checked_world_ : evaluator::World{}};

        const auto expected = ask([&](evaluator::World& world, evaluator::Promises promises) {
            return evaluator::call(program_, world,
                                   {.from = from,
                                    .to = contract_,
                                    .value = value,
                                    .input = input,
                                    .promises = promises,
                                    .slots = &layout_});
        });
        ++tally_.calls;
        tally_.reverts += expected[0].ending == Ending::Revert ? 1 : 0;
        if (std::ranges::equal(expected[0].output, sema::selector_of("Miscounted()")))
            return "a constant is not what its function gives\n";
        if (!expected[0].conflict.empty())
            return "no order of calls explains " + entry.name + " with " + to_hex(input) + ", field " +
                   expected[0].conflict + "\n";
        for (size_t way = 0; way < chains_.size(); ++way) {
            const Receipt receipt = chains_[way].call(contract_, input, from, value);
            const std::string what = entry.name + " with " + to_hex(input);
            if (std::string wrong = compare(expected, receipt, way, what); !wrong.empty()) return wrong;
        }
        if (is_refusal_new_) {
            if (refusals_ != chains_.size())
                return "refusal of " + entry.name + " with " + to_hex(input) + "\n";
            std::tie(world_, checked_world_) = before;
        }
        return is_over_ ? "" : compare_invariants();
    }

    /// Whether something malformed in calldata is refused only where it is used.
    static bool holds_malformed(const sema::Function& entry, BytesView input) {
        if (!sema::has_selector(entry.kind)) return false;
        const auto values = evaluator::decode(evaluator::types_of(entry.signature.parameters),
                                              input.subspan(kSelectorSize), evaluator::Elements::WhereUsed);
        return values && !evaluator::are_whole(*values);
    }

    /// Those that somebody wrote more often than the getters.
    const sema::Function& choose_entry() {
        std::vector<const sema::Function*> written;
        std::vector<const sema::Function*> all;
        for (const auto& function : subject_.find(kGenerated)->functions) {
            if (!sema::is_entry_point(function->kind)) continue;
            all.push_back(function.get());
            if (function->kind != sema::FunctionKind::Getter) written.push_back(function.get());
        }
        const auto& some = choices_.one_in(5) ? all : written;
        return *some[choices_.below(some.size())];
    }

    Bytes choose_input(const sema::Function& entry) {
        if (!sema::has_selector(entry.kind)) return {};
        Bytes input = to_bytes(entry.signature.selector);
        if (entry.name != "settle") {
            append(input, calls_.choose_arguments(entry.signature));
            return input;
        }
        const sema::SignedMessage& message = *program_.messages.front();
        const Address& signer = calls_.choose_signer();
        if (message.find(sema::SignedRole::Once)) {
            Bytes question = to_bytes(sema::selector_of("nonces(address)"));
            append(question, to_hash(to_word(signer)));
            calls_.tell_nonce(to_word(Hash::from(chains_[0].call(contract_, question, signer, 0).output)));
        }
        append(input, calls_.choose_signed(entry.signature, message,
                                           domain_of(std::string{kGenerated}, kChainId, contract_),
                                           chains_[0].block.timestamp));
        return input;
    }

    /// What the evaluator says: of the contracts, and of those that check what they promise.
    template <typename Question>
    std::array<evaluator::Outcome, 2> ask(const Question& question) {
        std::array<evaluator::Outcome, 2> answers;
        answers[0] = question(world_, evaluator::Promises::Dropped);
        if (chains_.size() > kPlainWays) answers[1] = question(checked_world_, evaluator::Promises::Checked);
        return answers;
    }

    std::string compare(const std::array<evaluator::Outcome, 2>& outcomes, const Receipt& receipt, size_t way,
                        const std::string& what) {
        const bool is_checked = way >= kPlainWays;
        const evaluator::Outcome& expected = outcomes[is_checked ? 1 : 0];
        const bool is_success = receipt.status == machine::Status::Success;
        const bool is_revert = receipt.status == machine::Status::Revert;
        // The evaluator counts no gas; of a callee that burns it, half may be missing for the next call.
        const bool has_too_little = receipt.status == machine::Status::OutOfGas ||
                                    std::ranges::equal(receipt.output, sema::selector_of("GasTooLow()"));
        if (expected.ending == Ending::TooLong || has_too_little) {
            tally_.passed_over += is_over_ ? 0 : 1;
            is_over_ = true;
            return {};
        }
        // A contract may refuse such calldata earlier than the evaluator does, but then on all levels.
        if (may_refuse_ && is_revert && receipt.output.empty()) {
            const bool is_expected = expected.ending == Ending::Revert && expected.output.empty();
            ++refusals_;
            is_refusal_new_ = is_refusal_new_ || !is_expected;
            return {};
        }
        std::string difference;
        if (is_success != (expected.ending == Ending::Success) || (!is_success && !is_revert))
            difference = "ending";
        else if (receipt.output != expected.output)
            difference = "output";
        else if (is_success && !are_equal(expected.logs, receipt.logs))
            difference = "events";
        else if (!is_checked && !is_state_equal(chains_[way]))
            difference = "state";
        if (difference.empty()) return {};
        return difference + " of " + what + "\n  way " + std::to_string(way) + ": " +
               std::string{machine::name_of(receipt.status)} + " " + to_hex(receipt.output) +
               text_of(receipt.logs) + "\n  evaluator: " + to_hex(expected.output) + text_of(expected.logs) +
               "\n";
    }

    template <typename Logs>
    static std::string text_of(const Logs& logs) {
        std::string text;
        for (const auto& log : logs) {
            text += "\n    log " + to_hex(log.address);
            for (const Hash& topic : log.topics) text += " " + to_hex(topic);
            text += " " + to_hex(log.data);
        }
        return text;
    }

    static bool are_equal(const std::vector<evaluator::Log>& expected,
                          const std::vector<state::Log>& actual) {
        if (expected.size() != actual.size()) return false;
        for (size_t i = 0; i < expected.size(); ++i)
            if (expected[i].address != actual[i].address || expected[i].topics != actual[i].topics ||
                expected[i].data != actual[i].data)
                return false;
        return true;
    }

    /// Every account of the evaluator's world is on the chain. A contract that was made with a salt stands at
    /// another address there, because it has other code here.
    bool is_state_equal(const Chain& chain) const {
        const auto& entries = chain.state().entries();
        std::vector<const evaluator::Account*> moved;
        for (const auto& [address, account] : world_.accounts) {
            const auto entry = entries.find(address);
            if (entry == entries.end() && account.contract != nullptr) {
                moved.push_back(&account);
                continue;
            }
            if (entry == entries.end() ? account.balance != 0 : !is_equal(entry->second, account))
                return false;
        }
        std::set<Address> taken;
        const auto is_there = [&](const evaluator::Account* account) {
            for (const auto& [address, entry] : entries) {
                if (world_.accounts.contains(address) || taken.contains(address)) continue;
                if (is_equal(entry, *account)) return taken.insert(address).second;
            }
            return false;
        };
        return std::all_of(moved.begin(), moved.end(), is_there);
    }

    template <typename Entry>
    static bool is_equal(const Entry& entry, const evaluator::Account& account) {
        if (entry.account.balance != sema::word_of(account.balance)) return false;
        return account.contract == nullptr ||
               storage_image_of(account).fits({entry.storage.begin(), entry.storage.end()});
    }

    std::string compare_invariants() {
        if (chains_.size() == kPlainWays) return {};
        // An init that breaks a promise makes a contract only where promises are dropped.
        if (checked_world_.accounts[contract_].contract == nullptr) return {};
        for (const auto& invariant : subject_.find(kGenerated)->invariants) {
            const auto expected = evaluator::ask_invariant(program_, checked_world_, contract_, *invariant);
            const Receipt receipt =
                chains_.back().call(contract_, to_bytes(invariant->signature.selector), actors()[0], 0);
            if (receipt.output != expected.output)
                return "invariant " + invariant->name + ": " + to_hex(receipt.output) +
                       "\n  evaluator: " + to_hex(expected.output) + "\n";
        }
        return {};
    }

    const Subject& subject_;
    const sema::Program& program_;
    Choices& choices_;
    MadeUpCalls calls_;
    Tally& tally_;
    evaluator::World world_;
    evaluator::World checked_world_;
    std::vector<Chain> chains_;
    Address contract_{};
    Address owner_{};  ///< who created it
    SolidityLayout layout_;
    bool has_stranger_ = false;
    bool is_over_ = false;
    bool may_refuse_ = false;      ///< the call that is made
    size_t refusals_ = 0;          ///< of it, on how many levels
    bool is_refusal_new_ = false;  ///< one of them the evaluator does not know
};

}  // namespace

std::string find_disagreement(Choices& choices, Tally& tally) {
    const std::string text = generate_program(choices);
    Subject subject;
    std::string wrong = prepare(text, choices, subject);
    ++tally.programs;
    if (wrong.empty() && subject.is_too_large) {
        ++tally.passed_over;
        return {};
    }
    if (wrong.empty()) wrong = Experiment{subject, choices, tally}.run();
    return wrong.empty() ? wrong : wrong + text;
}

}  // namespace deed::programs
