#include "tests/programs/strangers.hpp"

#include "compiler/evaluator/abi_values.hpp"
#include "compiler/sema/selectors.hpp"
#include "vm/isa/opcode.hpp"

namespace deed::programs {
namespace {

using evaluator::Answer;
using isa::Op;

/// What is called of tokens without an interface that says so.
constexpr const char* kTokenFunctions[] = {"transfer(address,uint256)", "approve(address,uint256)",
                                           "transferFrom(address,address,uint256)"};

uint32_t number_of(const sema::Selector& selector) {
    uint32_t number = 0;
    for (const uint8_t byte : selector) number = number << 8 | byte;
    return number;
}

/// Writes the code of a stranger: where each answer lies is known when all are.
class Assembly {
  public:
    Bytes assemble(const evaluator::Stranger& stranger) {
        for (const auto& [selector, answers] : stranger.answers) {
            add({Op::PUSH4});
            for (int shift = 24; shift >= 0; shift -= 8)
                code_.push_back(static_cast<uint8_t>(selector >> shift));
            add({Op::PUSH0, Op::CALLDATALOAD, Op::PUSH1});
            code_.push_back(224);
            add({Op::SHR, Op::EQ});
            jump_to(&answers);
        }
        add({Op::STOP});
        for (const auto& [selector, answers] : stranger.answers) {
            land_at(&answers);
            // The lowest bit of the last byte of the calldata.
            add({Op::PUSH1});
            code_.push_back(1);
            add({Op::DUP1, Op::CALLDATASIZE, Op::SUB, Op::CALLDATALOAD, Op::PUSH0, Op::BYTE, Op::AND});
            jump_to(&answers[1]);
            answer(answers[0]);
            land_at(&answers[1]);
            answer(answers[1]);
        }
        for (const auto& [selector, answers] : stranger.answers)
            for (const Answer& one : answers) {
                places_[&one.data] = code_.size();
                append(code_, one.data);
            }
        for (const auto& [at, what] : holes_) put(at, places_.at(what));
        return std::move(code_);
    }

  private:
    void add(std::initializer_list<Op> ops) {
        for (const Op op : ops) code_.push_back(static_cast<uint8_t>(op));
    }
    void put(size_t at, size_t number) {
        code_[at] = static_cast<uint8_t>(number >> 8);
        code_[at + 1] = static_cast<uint8_t>(number);
    }
    void push(size_t number) {
        add({Op::PUSH2});
        code_.resize(code_.size() + 2);
        put(code_.size() - 2, number);
    }
    void push_place(const void* what) {
        push(0);
        holes_.emplace_back(code_.size() - 2, what);
    }
    void jump_to(const void* what) {
        push_place(what);
        add({Op::JUMPI});
    }
    void land_at(const void* what) {
        places_[what] = code_.size();
        add({Op::JUMPDEST});
    }
    void answer(const Answer& answer) {
        push(answer.data.size());
        push_place(&answer.data);
        add({Op::PUSH0, Op::CODECOPY});
        push(answer.data.size());
        add({Op::PUSH0, answer.has_worked ? Op::RETURN : Op::REVERT});
    }

    Bytes code_;
    std::map<const void*, size_t> places_;
    std::vector<std::pair<size_t, const void*>> holes_;
};

}  // namespace

std::shared_ptr<const evaluator::Stranger> make_stranger(const sema::Program& program, MadeUpCalls& calls) {
    auto stranger = std::make_shared<evaluator::Stranger>();
    for (const auto& interface : program.interfaces) {
        // These are made with contracts of the program.
        if (interface->name == "IBack" || interface->name == "IChild") continue;
        for (const auto& function : interface->functions) {
            const auto types = evaluator::types_of(function->results);
            for (Answer& answer : stranger->answers[number_of(function->selector)])
                answer = calls.choose_answer(types);
        }
    }
    for (const char* const function : kTokenFunctions)
        for (Answer& answer : stranger->answers[number_of(sema::selector_of(function))])
            answer = calls.choose_token_answer();
    stranger->code = Assembly{}.assemble(*stranger);
    return stranger;
}

}  // namespace deed::programs
