#include <gtest/gtest.h>

#include "compiler/evaluator/evaluator.hpp"
#include "tests/compiler/evaluator/checked_program.hpp"
#include "vm/abi/contract.hpp"

namespace deed::evaluator_test {
namespace {

using evaluator::Ending;
using evaluator::Outcome;
using evaluator::Promises;

constexpr Address kAlice{{0xa1}};

constexpr const char* kCounter = R"(
contract Counter {
  ledger held: address of Self total supply
  var count: uint256
  pub fn add(n: uint256) by anyone -> uint256
    ensures count == old(count) + n
    ensures n < 100
  {
    count = count +% n
    held.mint(caller, 1)
    return count
  }
  invariant summed: sum(held) == supply
  invariant wide: count * 2 - supply * 3 > -3
}
)";

class Counter : public testing::Test {
  protected:
    void SetUp() override {
        ASSERT_FALSE(checked_->diagnostics.has_errors());
        created_ = evaluator::create(program(), world_, contract(), {.from = kAlice});
        ASSERT_EQ(created_.ending, Ending::Success);
    }
    const sema::Program& program() const { return *checked_->program; }
    const sema::Contract& contract() const { return *program().contracts[0]; }
    Outcome add(const Uint256& n, Promises promises) {
        Bytes input = to_bytes(abi::selector_of("add(uint256)"));
        append(input, to_hash(n));
        return evaluator::call(
            program(), world_,
            {.from = kAlice, .to = created_.created, .input = input, .promises = promises});
    }
    bool holds(size_t invariant) {
        const Outcome outcome = evaluator::ask_invariant(program(), world_, created_.created,
                                                         *contract().invariants.at(invariant));
        return outcome.output == to_bytes(to_hash(Uint256{1}));
    }

    std::unique_ptr<CheckedProgram> checked_ = check_text("counter.deed", kCounter);
    evaluator::World world_;
    Outcome created_;
};

TEST_F(Counter, RevertsWhereItDoesNotDoWhatItEnsures) {
    EXPECT_EQ(add(5, Promises::Checked).output, to_bytes(to_hash(Uint256{5})));
    const Outcome broken = add(100, Promises::Checked);
    EXPECT_EQ(broken.ending, Ending::Revert);
    EXPECT_TRUE(broken.output.empty());
    // 5 + (2^256 - 1) is not 4: the numbers of a specification have no bounds.
    EXPECT_EQ(add(Uint256::max(), Promises::Checked).ending, Ending::Revert);
    EXPECT_EQ(add(Uint256::max(), Promises::Dropped).output, to_bytes(to_hash(Uint256{4})));
}

TEST_F(Counter, ComputesInvariantsWithoutBounds) {
    EXPECT_TRUE(holds(0));
    EXPECT_TRUE(holds(1));

    EXPECT_EQ(add(Uint256::max(), Promises::Dropped).ending, Ending::Success);
    EXPECT_TRUE(holds(0));
    EXPECT_TRUE(holds(1));

    EXPECT_EQ(add(2, Promises::Dropped).ending, Ending::Success);
    EXPECT_TRUE(holds(0));
    // 2 - 6 is below zero, and no great number.
    EXPECT_FALSE(holds(1));
}

}  // namespace
}  // namespace deed::evaluator_test
