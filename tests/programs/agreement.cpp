#include "tests/programs/agreement.hpp"

#include <algorithm>
#include <memory>
#include <optional>

#include "compiler/contract_code.hpp"
#include "compiler/diagnostics/diagnostics.hpp"
#include "compiler/diagnostics/render.hpp"
#include "compiler/evaluator/abi_values.hpp"
#include "compiler/evaluator/evaluator.hpp"
#include "compiler/sema/check.hpp"
#include "compiler/source/sources.hpp"
#include "compiler/syntax/modules.hpp"
#include "tests/programs/chain.hpp"
#include "tests/programs/generator.hpp"
#include "tests/programs/storage_image.hpp"
#include "vm/base/hex.hpp"

namespace deed::programs {
namespace {

using evaluator::Ending;
using evaluator::Value;
using sema::Type;
using sema::TypeKind;

constexpr Address kActors[] = {{{0xa1}}, {{0xb0, 0xb0}}, {{0xc0}}};
constexpr uint64_t kFunds = 1'000'000;
constexpr std::string_view kPath = "generated.deed";

/// A program checked for the evaluator and compiled at one level after another.
struct Subject {
    source::Sources sources;
    diagnostics::Diagnostics diagnostics;
    std::unique_ptr<const sema::Program> program;
    std::vector<std::vector<Bytes>> codes;  ///< by level, then by contract
    bool is_too_large = false;
};

/// EIP-170.
constexpr size_t kCodeLimit = 24576;

std::string prepare(const std::string& text, Subject& subject) {
    const auto read = [&](const std::string&) -> std::optional<std::string> { return text; };
    const auto modules =
        syntax::load_modules({std::string{kPath}}, "", read, subject.sources, subject.diagnostics);
    subject.program = sema::check(modules, subject.sources, subject.diagnostics);
    if (subject.diagnostics.has_errors())
        return "refused:\n" +
               diagnostics::render_all(subject.diagnostics, subject.sources, diagnostics::Colour::Plain);
    for (const OptimizationLevel level :
         {OptimizationLevel::Plain, OptimizationLevel::Optimized, OptimizationLevel::Small}) {
        CodeMaker codes{*subject.program, {.level = level, .bounds = codegen::Bounds::Left}};
        std::vector<Bytes>& made = subject.codes.emplace_back();
        for (const auto& contract : subject.program->contracts) {
            const ContractCode& code = codes.code_of(*contract, lower::Specifications::Dropped);
            subject.is_too_large |= code.runtime.code.bytes.size() > kCodeLimit;
            made.push_back(code.creation.code.bytes);
        }
    }
    return {};
}

/// Values for arguments: mostly edges, and small numbers that meet again.
/// @p other is what stands for a contract of another kind.
Value choose_value(const Type& type, const Address& other, Choices& choices) {
    if (type.is(TypeKind::Interface)) return {other};
    if (type.is(TypeKind::Array)) {
        evaluator::Values elements;
        for (uint64_t i = 0; i < type.length; ++i)
            elements.push_back(choose_value(*type.element, other, choices));
        return {std::move(elements)};
    }
    if (type.is(TypeKind::List)) {
        evaluator::Values elements(choices.below(type.length + 1));
        for (Value& element : elements) element = choose_value(*type.element, other, choices);
        return {std::move(elements)};
    }
    if (type.is(TypeKind::Enum)) {
        const uint64_t count = type.enumeration->variants.size();
        return {evaluator::Variant{static_cast<uint32_t>(choices.below(count)), {}}};
    }
    if (type.is(TypeKind::Tuple)) {
        evaluator::Values members;
        for (const Type* member : type.members) members.push_back(choose_value(*member, other, choices));
        return {std::move(members)};
    }
    if (type.is(TypeKind::Struct)) {
        evaluator::Values members;
        for (const auto& member : type.structure->members)
            members.push_back(choose_value(*member.type, other, choices));
        return {std::move(members)};
    }
    if (type.is(TypeKind::Option)) {
        if (choices.one_in(2)) return evaluator::zero_of(type);
        return {evaluator::Variant{1, {choose_value(*type.element, other, choices)}}};
    }
    if (type.is(TypeKind::Address)) return {kActors[choices.below(std::size(kActors))]};
    const unsigned shift = static_cast<unsigned>(choices.below(256));
    Uint256 word{choices.below(4)};
    if (choices.one_in(3)) word = Uint256::max() >> shift;
    if (choices.one_in(4)) word = (Uint256{1} << shift) - Uint256{choices.below(2)};
    if (choices.one_in(4)) word = Uint256{choices.below(300)};
    return evaluator::value_of_bits(type, evaluator::integer_of(word));
}

Bytes choose_arguments(const sema::Signature& signature, const Address& other, Choices& choices) {
    const auto types = evaluator::types_of(signature.parameters);
    evaluator::Values values;
    for (const Type* type : types) values.push_back(choose_value(*type, other, choices));
    Bytes input = evaluator::encode(types, values);
    // Now and then what no caller should send; but the elements of a list are read where they are used, and
    // the evaluator reads all of them.
    const bool has_list =
        std::any_of(types.begin(), types.end(), [](const Type* type) { return type->is(TypeKind::List); });
    if (has_list) return input;
    if (!input.empty() && choices.one_in(24)) input[choices.below(input.size())] ^= 1 << choices.below(8);
    if (!input.empty() && choices.one_in(40)) input.resize(input.size() - 1 - choices.below(input.size()));
    return input;
}

/// One program on every level, and by the evaluator.
class Experiment {
  public:
    Experiment(const Subject& subject, Choices& choices, Tally& tally)
        : program_(*subject.program),
          codes_(subject.codes),
          choices_(choices),
          tally_(tally),
          chains_(subject.codes.size()) {
        world_.surroundings = {.time = chains_[0].time, .number = 1, .base_fee = 0, .chain_id = 1};
        for (const Address& actor : kActors) {
            world_.accounts[actor].balance = kFunds;
            for (Chain& chain : chains_) chain.fund(actor, kFunds);
        }
    }

    std::string run() {
        if (program_.contracts.size() > 1) create_other();
        if (std::string wrong = create(); !wrong.empty() || contract_ == Address{}) return wrong;
        for (unsigned i = 0; i < kCallsEach && !is_over_; ++i)
            if (std::string wrong = call(); !wrong.empty()) return wrong;
        return {};
    }

  private:
    void create_other() {
        const sema::Contract& contract = *program_.contracts[1];
        const Address& from = kActors[0];
        const uint64_t nonce = world_.accounts[from].nonce;
        other_ = evaluator::create(program_, world_, contract, {.from = from}).created;
        for (size_t level = 0; level < chains_.size(); ++level)
            DEED_ASSERT(chains_[level].create(codes_[level][1], from, 0, nonce).created == other_);
    }

    std::string create() {
        const sema::Contract& contract = *program_.contracts[0];
        const Address& from = choose_actor();
        const Bytes arguments = choose_arguments(contract.init->signature, other_, choices_);
        const uint64_t nonce = world_.accounts[from].nonce;
        const auto expected =
            evaluator::create(program_, world_, contract, {.from = from, .input = arguments});
        contract_ = expected.created;
        for (size_t level = 0; level < chains_.size(); ++level) {
            Bytes code = codes_[level][0];
            append(code, arguments);
            Receipt receipt = chains_[level].create(code, from, 0, nonce);
            if (receipt.status == machine::Status::Success) receipt.output.clear();
            if (std::string wrong = compare(expected, receipt, level, "init"); !wrong.empty()) return wrong;
        }
        return {};
    }

    std::string call() {
        const auto& functions = program_.contracts[0]->functions;
        std::vector<const sema::Function*> entries;
        for (const auto& function : functions)
            if (function->kind != sema::FunctionKind::Internal) entries.push_back(function.get());
        const sema::Function& entry = *entries[choices_.below(entries.size())];
        const Address& from = choose_actor();
        const bool is_payable = entry.signature.mutability == sema::Mutability::Payable;
        const uint64_t value = choices_.one_in(is_payable ? 2 : 30) ? choices_.below(50) : 0;
        Bytes input = to_bytes(entry.signature.selector);
        append(input, choose_arguments(entry.signature, other_, choices_));

        const auto expected = evaluator::call(
            program_, world_, {.from = from, .to = contract_, .value = value, .input = input});
        ++tally_.calls;
        tally_.reverts += expected.ending == Ending::Revert ? 1 : 0;
        for (size_t level = 0; level < chains_.size(); ++level) {
            const Receipt receipt = chains_[level].call(contract_, input, from, value);
            const std::string what = entry.name + " with " + to_hex(input);
            if (std::string wrong = compare(expected, receipt, level, what); !wrong.empty()) return wrong;
        }
        return {};
    }

    std::string compare(const evaluator::Outcome& expected, const Receipt& receipt, size_t level,
                        const std::string& what) {
        const bool is_success = receipt.status == machine::Status::Success;
        const bool is_revert = receipt.status == machine::Status::Revert;
        if (expected.ending == Ending::TooLong || receipt.status == machine::Status::OutOfGas) {
            ++tally_.passed_over;
            is_over_ = true;
            return {};
        }
        std::string difference;
        if (is_success != (expected.ending == Ending::Success) || (!is_success && !is_revert))
            difference = "ending";
        else if (receipt.output != expected.output)
            difference = "output";
        else if (is_success && !are_equal(expected.logs, receipt.logs))
            difference = "events";
        else if (contract_ != Address{} && !is_storage_equal(chains_[level], contract_))
            difference = "storage";
        else if (other_ != Address{} && !is_storage_equal(chains_[level], other_))
            difference = "storage";
        if (difference.empty()) return {};
        return difference + " of " + what + "\n  level " + std::to_string(level) + ": " +
               std::string{machine::name_of(receipt.status)} + " " + to_hex(receipt.output) +
               "\n  evaluator: " + to_hex(expected.output) + "\n";
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

    bool is_storage_equal(const Chain& chain, const Address& contract) {
        const auto& entry = chain.state().entries().at(contract);
        const StorageImage expected = storage_image_of(world_.accounts[contract]);
        return expected.fits({entry.storage.begin(), entry.storage.end()}) &&
               entry.account.balance == sema::word_of(world_.accounts[contract].balance);
    }

    const Address& choose_actor() { return kActors[choices_.below(std::size(kActors))]; }

    const sema::Program& program_;
    const std::vector<std::vector<Bytes>>& codes_;
    Choices& choices_;
    Tally& tally_;
    evaluator::World world_;
    std::vector<Chain> chains_;
    Address contract_{};
    Address other_{};
    bool is_over_ = false;
};

}  // namespace

std::string find_disagreement(Choices& choices, Tally& tally) {
    const std::string text = generate_program(choices);
    Subject subject;
    std::string wrong = prepare(text, subject);
    ++tally.programs;
    if (wrong.empty() && subject.is_too_large) {
        ++tally.passed_over;
        return {};
    }
    if (wrong.empty()) wrong = Experiment{subject, choices, tally}.run();
    return wrong.empty() ? wrong : wrong + text;
}

}  // namespace deed::programs
