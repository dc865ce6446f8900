#include <gtest/gtest.h>

#include "compiler/evaluator/evaluator.hpp"
#include "compiler/sema/selectors.hpp"
#include "tests/compiler/evaluator/checked_program.hpp"

namespace deed::evaluator_test {
namespace {

using evaluator::Ending;
using evaluator::Outcome;

constexpr Address kAlice{{0xa1}};
constexpr Address kStranger{{0x57}};

constexpr const char* kText = R"(
interface ILibrary { fn keep(n: uint256) -> address }
interface IStranger { fn answer(n: uint256) view -> bool }
contract Box {
  pub var first: uint256
  pub fn keep(n: uint256) reentrant by anyone -> address {
    first += n
    return caller
  }
  pub fn lend(code: address, n: uint256) by anyone -> (bool, bytes) {
    unsafe "runs here" {
      let (worked, answer) = evm.delegatecall(gas.left, code, abi.call(ILibrary.keep, n))
      return (worked, answer)
    }
  }
  pub fn ask(whom: IStranger, n: uint256) view -> bool { return call whom.answer(n) }
  pub fn tell() by anyone -> (address, uint256, bytes32) {
    unsafe "what is told" { return (evm.origin(), evm.calldatasize(), evm.calldataload(1)) }
  }
  pub fn raw(slot: uint256) view -> uint256 { unsafe "any slot" { return evm.sload(slot) } }
  pub fn make(code: bytes) by anyone -> address { unsafe "any code" { return evm.create(0, code) } }
}
)";

class MachineOps : public testing::Test {
  protected:
    void SetUp() override {
        ASSERT_FALSE(checked_->diagnostics.has_errors()) << checked_->diagnostics.sorted()[0].message;
        box_ = evaluator::create(program(), world_, *program().contracts[0], {.from = kAlice}).created;
    }
    const sema::Program& program() const { return *checked_->program; }
    static Bytes word(const Uint256& number) { return to_bytes(to_hash(number)); }
    Outcome call(const char* signature, const std::vector<Uint256>& words) {
        Bytes input = to_bytes(sema::selector_of(signature));
        for (const Uint256& one : words) append(input, word(one));
        return evaluator::call(program(), world_, {.from = kAlice, .to = box_, .input = input});
    }
    void meet(const evaluator::Answer& even, const evaluator::Answer& odd) {
        evaluator::Stranger stranger;
        uint32_t selector = 0;
        for (const uint8_t byte : sema::selector_of("answer(uint256)")) selector = selector << 8 | byte;
        stranger.answers[selector] = {even, odd};
        world_.accounts[kStranger].stranger = std::make_shared<const evaluator::Stranger>(stranger);
    }

    std::unique_ptr<CheckedProgram> checked_ = check_text("box.deed", kText);
    evaluator::World world_;
    Address box_;
};

TEST_F(MachineOps, RunTheirOwnCodeOnTheirOwnFieldsByDelegatecall) {
    const Outcome outcome = call("lend(address,uint256)", {to_word(box_), 7});

    ASSERT_EQ(outcome.ending, Ending::Success);
    EXPECT_EQ(to_word(Hash::from(BytesView{outcome.output}.first(32))), Uint256{1});
    // The caller of the caller, and what the code wrote.
    EXPECT_EQ(to_word(Hash::from(BytesView{outcome.output}.last(32))), to_word(kAlice));
    EXPECT_EQ(call("first()", {}).output, word(7));
}

TEST_F(MachineOps, TellNothingOfCodeWithFieldsOfItsOwn) {
    const Address other =
        evaluator::create(program(), world_, *program().contracts[0], {.from = kAlice}).created;
    world_.accounts[other].contract = nullptr;
    EXPECT_EQ(call("lend(address,uint256)", {to_word(other), 7}).ending, Ending::Success);
    EXPECT_EQ(call("raw(uint256)", {0}).ending, Ending::TooLong);
    EXPECT_EQ(call("raw(uint256)", {Uint256::max()}).output, word(0));
}

TEST_F(MachineOps, TakeWhatAStrangerAnswers) {
    meet({true, word(1)}, {false, Bytes{0xab}});
    EXPECT_EQ(call("ask(address,uint256)", {to_word(kStranger), 2}).output, word(1));
    EXPECT_EQ(call("ask(address,uint256)", {to_word(kStranger), 3}).output, Bytes{0xab});

    meet({true, word(2)}, {true, Bytes(31)});
    EXPECT_EQ(call("ask(address,uint256)", {to_word(kStranger), 2}).ending, Ending::Revert);
    EXPECT_EQ(call("ask(address,uint256)", {to_word(kStranger), 3}).ending, Ending::Revert);
}

TEST_F(MachineOps, KnowWhoBeganAndTheCalldata) {
    const Outcome outcome = call("tell()", {});

    Bytes expected = word(to_word(kAlice));
    append(expected, word(4));
    Bytes behind = to_bytes(sema::selector_of("tell()"));
    behind.erase(behind.begin());
    behind.resize(32);
    append(expected, behind);
    EXPECT_EQ(outcome.output, expected);
}

TEST_F(MachineOps, KnowWhatSomeCodesMake) {
    const Uint256 offset = 32;
    const Uint256 leaves_stop = Uint256{0x60015ff3} << 224U;
    const Outcome made = call("make(bytes)", {offset, 4, leaves_stop});
    ASSERT_EQ(made.ending, Ending::Success);
    const Address created = to_address(to_word(Hash::from(made.output)));
    EXPECT_TRUE(world_.has_code(created));

    EXPECT_EQ(call("make(bytes)", {offset, 3, Uint256{0x5f5ffd} << 232U}).output, word(0));
    EXPECT_EQ(call("make(bytes)", {offset, 1, Uint256{0x60} << 248U}).ending, Ending::TooLong);
}

}  // namespace
}  // namespace deed::evaluator_test
