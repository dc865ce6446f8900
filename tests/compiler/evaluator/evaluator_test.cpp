#include "compiler/evaluator/evaluator.hpp"

#include <gtest/gtest.h>

#include "compiler/evaluator/abi_values.hpp"
#include "tests/compiler/evaluator/checked_program.hpp"
#include "vm/abi/contract.hpp"

namespace deed::evaluator_test {
namespace {

using evaluator::Ending;
using evaluator::Integer;
using evaluator::Outcome;
using evaluator::Value;

constexpr Address kAlice{{0xa1}};

constexpr const char* kVault = R"(
contract Vault {
  struct Entry {
    who: address
    amounts: uint64[3]
  }
  pub let owner: address
  pub var count: uint8
  var entries: map<address, Entry>
  var far: uint256[4_000_000_000]
  transient var steps: uint256

  event Kept(who: indexed address, amount: uint64)
  error TooMuch(amount: uint64)

  init(first: uint8) payable {
    owner = caller
    count = first
    paid.leave()
  }

  pub fn keep(at: uint256, amount: uint64) payable by owner -> uint256 {
    steps += 1
    far[3_999_999_999] = 7
    count += 1
    entries[caller].who = caller
    entries[caller].amounts[at] = amount
    emit Kept(caller, amount)
    require amount < 100 else TooMuch(amount)
    paid.leave()
    return steps
  }
}
)";

class Vault : public testing::Test {
  protected:
    void SetUp() override {
        ASSERT_FALSE(checked_->diagnostics.has_errors()) << checked_->diagnostics.sorted()[0].message;
        world_.accounts[kAlice].balance = 1000;
        created_ = evaluator::create(program(), world_, *program().contracts[0],
                                     {.from = kAlice, .value = 5, .input = word(3)});
        ASSERT_EQ(created_.ending, Ending::Success);
    }
    const sema::Program& program() const { return *checked_->program; }
    static Bytes word(uint64_t number) { return to_bytes(to_hash(Uint256{number})); }
    Outcome keep(uint64_t at, uint64_t amount, const Address& from = kAlice) {
        Bytes input = to_bytes(abi::selector_of("keep(uint256,uint64)"));
        append(input, word(at));
        append(input, word(amount));
        return evaluator::call(program(), world_,
                               {.from = from, .to = created_.created, .value = 2, .input = input});
    }
    const Value& field(size_t index) { return world_.accounts[created_.created].fields[index].get(); }

    std::unique_ptr<CheckedProgram> checked_ = check_text("vault.deed", kVault);
    evaluator::World world_;
    Outcome created_;
};

TEST_F(Vault, KeepsTypedState) {
    const Outcome outcome = keep(2, 99);

    EXPECT_EQ(outcome.ending, Ending::Success);
    EXPECT_EQ(outcome.output, word(1));
    ASSERT_EQ(outcome.logs.size(), 1U);
    EXPECT_EQ(outcome.logs[0].topics.size(), 2U);
    EXPECT_EQ(outcome.logs[0].data, word(99));
    EXPECT_EQ(field(1), Value{Integer{4}});
    const Value amounts{evaluator::Values{{Integer{0}}, {Integer{0}}, {Integer{99}}}};
    EXPECT_EQ(field(2), (Value{evaluator::Entries{{kAlice, {evaluator::Values{{kAlice}, amounts}}}}}));
    EXPECT_EQ(field(3), (Value{evaluator::Entries{{Integer{3'999'999'999}, {Integer{7}}}}}));
    EXPECT_EQ(world_.accounts[created_.created].balance, 7);
}

TEST_F(Vault, ForgetsWhatARevertedTransactionDid) {
    const evaluator::World before = world_;
    const Outcome refused = keep(0, 100);
    const Outcome out_of_range = keep(3, 1);

    EXPECT_EQ(refused.ending, Ending::Revert);
    Bytes expected = to_bytes(abi::selector_of("TooMuch(uint64)"));
    append(expected, word(100));
    EXPECT_EQ(refused.output, expected);
    EXPECT_TRUE(refused.logs.empty());
    EXPECT_EQ(out_of_range.output, abi::encode_panic(0x32));
    EXPECT_EQ(world_.accounts[created_.created].fields, before.accounts.at(created_.created).fields);
    EXPECT_EQ(world_.accounts[kAlice].balance, 995);
    EXPECT_EQ(world_.accounts[kAlice].nonce, 3U);
}

TEST_F(Vault, ClearsTransientStateBetweenTransactions) {
    EXPECT_EQ(keep(0, 1).output, word(1));
    EXPECT_EQ(keep(0, 1).output, word(1));
}

TEST_F(Vault, RefusesStrangersAndMalformedCalls) {
    const Address stranger{{1}};
    world_.accounts[stranger].balance = 10;
    Bytes unauthorized = to_bytes(abi::selector_of("Unauthorized(address)"));
    append(unauthorized, to_hash(to_word(stranger)));
    EXPECT_EQ(keep(0, 1, stranger).output, unauthorized);

    const auto call = [&](BytesView input, uint64_t value) {
        return evaluator::call(
            program(), world_,
            {.from = kAlice, .to = created_.created, .value = value, .input = to_bytes(input)});
    };
    const Bytes getter = to_bytes(abi::selector_of("count()"));
    EXPECT_EQ(call(getter, 0).output, word(3));
    EXPECT_EQ(call(getter, 1).ending, Ending::Revert);
    EXPECT_EQ(call(BytesView{getter}.first(3), 0).ending, Ending::Revert);
    EXPECT_EQ(call(getter, 100'000).ending, Ending::InsufficientFunds);
}

TEST(Evaluator, GivesUpOnWhatTakesTooLong) {
    const auto checked = check_text("long.deed", R"(
contract Long {
  pub fn spin() pure -> uint256 {
    var sum: uint256 = 0
    for i in 0..1_000_000_000 { sum = sum +% i }
    return sum
  }
}
)");
    evaluator::World world;
    const Outcome created =
        evaluator::create(*checked->program, world, *checked->program->contracts[0], {.from = kAlice});
    const Outcome outcome = evaluator::call(
        *checked->program, world,
        {.from = kAlice, .to = created.created, .input = to_bytes(abi::selector_of("spin()"))});

    EXPECT_EQ(outcome.ending, Ending::TooLong);
}

}  // namespace
}  // namespace deed::evaluator_test
