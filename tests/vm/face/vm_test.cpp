#include "vm/vm.hpp"

#include <gtest/gtest.h>

#include "vm/base/hex.hpp"
#include "vm/crypto/address.hpp"
#include "vm/interpreter/interpreter.hpp"
#include "vm/isa/delegation.hpp"
#include "vm/isa/gas_schedule.hpp"
#include "vm/state/memory_state.hpp"
#include "vm/tracing/call_recorder.hpp"

namespace deed::vm {
namespace {

using isa::Revision;
using machine::CallKind;
using machine::CallResult;
using machine::Message;
using machine::Status;

constexpr Address kCaller{{0xca}};
constexpr Address kFirst{{0xc1}};
constexpr Address kSecond{{0xc2}};
constexpr Address kIdentity{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4}};

/// A machine in a world where kCaller has 1000 wei.
class World {
  public:
    explicit World(Revision revision = Revision::Osaka) : revision_(revision) {
        state.set_account(kCaller, {.nonce = 5, .balance = 1000});
    }

    void put_code(const Address& address, std::string_view hex) {
        state.set_code(address, from_hex(hex).value());
    }

    /// The machine; accounts are to be put before the first use.
    Vm& machine() {
        if (machine_ == nullptr) {
            journal = std::make_unique<state::Journal>(state, revision_);
            journal->begin_transaction();
            machine_ = std::make_unique<Vm>(VmConfig{.revision = revision_, .engine = engine}, *journal,
                                            codes, tracer, interceptor);
        }
        return *machine_;
    }

    CallResult call(const Address& to, BytesView input = {}, const Uint256& value = 0,
                    int64_t gas = 1'000'000) {
        return machine().call({.gas = gas,
                               .recipient = to,
                               .sender = kCaller,
                               .code_address = to,
                               .value = value,
                               .input = input});
    }
    CallResult create(std::string_view init_code_hex, const Uint256& value = 0, int64_t gas = 1'000'000) {
        init_code_ = from_hex(init_code_hex).value();
        return machine().call({.kind = CallKind::Create,
                               .gas = gas,
                               .sender = kCaller,
                               .value = value,
                               .input = init_code_,
                               .nonce = 4});
    }

    state::MemoryState state;
    std::unique_ptr<state::Journal> journal;
    machine::CodeCache codes;
    machine::Engine* engine = nullptr;
    machine::Tracer* tracer = nullptr;
    machine::Interceptor* interceptor = nullptr;

  private:
    Revision revision_;
    Bytes init_code_;
    std::unique_ptr<Vm> machine_;
};

/// PUSH20 of an address, as code.
std::string push(const Address& address) {
    return "73" + to_hex(address);
}
/// Calls @p target with all gas and value 0, leaving whether it succeeded on the stack.
std::string call_code(const Address& target) {
    return "5f5f5f5f5f" + push(target) + "5af1";
}
/// Returns the word on top of the stack.
const std::string kReturnTop = "5f5260205ff3";
/// Stores 1 in slot 0.
const std::string kStoreOne = "60015f55";

TEST(Call, MovesValueAndKeepsGasWhereThereIsNoCode) {
    World world;

    const auto result = world.call(kFirst, {}, 300);

    EXPECT_EQ(result.status, Status::Success);
    EXPECT_EQ(result.gas_left, 1'000'000);
    EXPECT_EQ(world.journal->balance(kFirst), Uint256{300});
    EXPECT_EQ(world.journal->balance(kCaller), Uint256{700});
}

TEST(Call, OfMoreValueThanThereIsIsRefusedAtNoCost) {
    World world;

    const auto result = world.call(kFirst, {}, 1001);

    EXPECT_EQ(result.status, Status::InsufficientBalance);
    EXPECT_EQ(result.gas_left, 1'000'000);
}

TEST(Call, ThatRevertsUndoesItsChangesAndKeepsGasAndOutput) {
    World world;
    world.put_code(kFirst, kStoreOne + "60aa5f5360015ffd");

    const auto result = world.call(kFirst, {}, 300);

    EXPECT_EQ(result.status, Status::Revert);
    EXPECT_GT(result.gas_left, 0);
    EXPECT_EQ(to_hex(result.output), "aa");
    EXPECT_EQ(world.journal->balance(kFirst), Uint256{0});
    EXPECT_EQ(world.journal->read_slot(kFirst, 0).value, Uint256{0});
}

TEST(Call, ThatFailsTakesAllGas) {
    World world;
    world.put_code(kFirst, kStoreOne + "fe");

    const auto result = world.call(kFirst);

    EXPECT_EQ(result.status, Status::InvalidInstruction);
    EXPECT_EQ(result.gas_left, 0);
    EXPECT_EQ(world.journal->read_slot(kFirst, 0).value, Uint256{0});
}

TEST(Call, WithinACallUndoesOnlyItself) {
    World world;
    world.put_code(kFirst, kStoreOne + call_code(kSecond) + kReturnTop);
    world.put_code(kSecond, kStoreOne + "5f5ffd");

    const auto result = world.call(kFirst);

    EXPECT_EQ(to_hex(result.output), std::string(64, '0'));
    EXPECT_EQ(world.journal->read_slot(kFirst, 0).value, Uint256{1});
    EXPECT_EQ(world.journal->read_slot(kSecond, 0).value, Uint256{0});
}

TEST(Call, ReturnDataOutlivesTheCalleesFrame) {
    World world;
    world.put_code(kFirst, call_code(kSecond) + "503d5f5f3e3d5ff3");
    world.put_code(kSecond, "7f" + std::string(64, 'b') + kReturnTop);

    const auto result = world.call(kFirst);

    EXPECT_EQ(to_hex(result.output), std::string(64, 'b'));
}

TEST(Call, OfAPrecompileRunsIt) {
    World world;
    const Bytes input{1, 2, 3};

    const auto result = world.call(kIdentity, input, 0, 100);

    EXPECT_EQ(result.status, Status::Success);
    EXPECT_EQ(to_bytes(result.output), input);
    EXPECT_EQ(result.gas_left, 100 - 18);
}

TEST(Call, OfAPrecompileWithoutGasFails) {
    World world;

    const auto result = world.call(kIdentity, {}, 0, 14);

    EXPECT_EQ(result.status, Status::PrecompileFailure);
    EXPECT_EQ(result.gas_left, 0);
}

TEST(Call, FollowsADelegationSincePrague) {
    World world{Revision::Prague};
    world.state.set_code(kFirst, isa::make_delegation(kSecond));
    world.put_code(kSecond, "30" + kReturnTop);

    const auto result = world.call(kFirst);

    EXPECT_EQ(result.status, Status::Success);
    EXPECT_EQ(word_from(result.output), to_word(kFirst));
}

TEST(Call, FollowsADelegationOneStepOnly) {
    World world{Revision::Prague};
    world.state.set_code(kFirst, isa::make_delegation(kSecond));
    world.state.set_code(kSecond, isa::make_delegation(kCaller));

    EXPECT_EQ(world.call(kFirst).status, Status::UndefinedInstruction);
}

TEST(Call, DelegatedToAPrecompileRunsNothing) {
    World world{Revision::Prague};
    world.state.set_code(kFirst, isa::make_delegation(kIdentity));
    const Bytes input{1, 2, 3};

    const auto result = world.call(kFirst, input);

    EXPECT_EQ(result.status, Status::Success);
    EXPECT_TRUE(result.output.empty());
    EXPECT_EQ(result.gas_left, 1'000'000);
}

/// A contract that calls itself with everything it has and counts in slot 0 how often it was entered.
const std::string kCountDepth =
    "5f54600101"
    "5f55"
    "5f5f5f5f5f305af1"
    "00";

TEST(Call, GoesDownTo1024AndNoDeeper) {
    World world;
    world.put_code(kFirst, kCountDepth);

    const auto result = world.call(kFirst, {}, 0, int64_t{1} << 60);

    EXPECT_EQ(result.status, Status::Success);
    EXPECT_EQ(world.journal->read_slot(kFirst, 0).value, Uint256{1025});
}

TEST(Call, RunsDeepAgainAndAgain) {
    World world;
    world.put_code(kFirst, kCountDepth);

    for (int i = 0; i < 20; ++i) ASSERT_TRUE(world.call(kFirst, {}, 0, int64_t{1} << 60).is_success());

    EXPECT_EQ(world.journal->read_slot(kFirst, 0).value, Uint256{1025 * 20});
}

TEST(Call, UsesTheEngineItIsGiven) {
    interpreter::Interpreter loop{interpreter::Form::Loop};
    World world;
    world.engine = &loop;
    world.put_code(kFirst, "602a" + kReturnTop);

    EXPECT_EQ(word_from(world.call(kFirst).output), Uint256{42});
}

// Creations.

/// Init code that returns the @p size bytes of code at its memory's start, after storing @p word there.
std::string returning(std::string_view word_hex, std::string_view size_hex) {
    return "7f" + std::string{word_hex} + std::string(64 - word_hex.size(), '0') + "5f52" + "61" +
           std::string{size_hex} + "5ff3";
}

TEST(Create, PutsTheContractWhereSenderAndNonceSay) {
    World world;

    const auto result = world.create(returning("6001", "0002"), 10);

    ASSERT_EQ(result.status, Status::Success);
    EXPECT_EQ(result.created, crypto::create_address(kCaller, 4));
    EXPECT_EQ(to_hex(world.journal->code(result.created)), "6001");
    EXPECT_EQ(world.journal->nonce(result.created), 1u);
    EXPECT_EQ(world.journal->balance(result.created), Uint256{10});
    EXPECT_EQ(world.journal->nonce(kCaller), 5u);
}

TEST(Create, FailsWhereAContractIs) {
    World world;
    world.put_code(crypto::create_address(kCaller, 4), "00");

    const auto result = world.create("00");

    EXPECT_EQ(result.status, Status::AddressCollision);
    EXPECT_EQ(result.gas_left, 0);
}

TEST(Create, FailsWhereStorageIs) {
    World world;
    world.state.set_storage(crypto::create_address(kCaller, 4), 1, 1);

    EXPECT_EQ(world.create("00").status, Status::AddressCollision);
}

TEST(Create, LimitsTheSizeOfTheCode) {
    World fits;
    World too_large;
    World before_the_limit{Revision::Homestead};

    EXPECT_EQ(fits.create(returning("00", "6000"), 0, 10'000'000).status, Status::Success);
    EXPECT_EQ(too_large.create(returning("00", "6001"), 0, 10'000'000).status, Status::CodeTooLarge);
    EXPECT_EQ(before_the_limit
                  .create("61600160"
                          "00f3",
                          0, 10'000'000)
                  .status,
              Status::Success);
}

TEST(Create, RefusesCodeThatBeginsWithEfSinceLondon) {
    World berlin{Revision::Berlin};
    World london{Revision::London};

    EXPECT_EQ(berlin.create("60ef60005360016000f3").status, Status::Success);
    EXPECT_EQ(london.create("60ef60005360016000f3").status, Status::CodeRefused);
}

TEST(Create, WithoutGasForTheCodeFailsSinceHomestead) {
    World frontier{Revision::Frontier};
    World homestead{Revision::Homestead};

    const auto without_code = frontier.create("60016000f3", 0, 100);
    const auto failed = homestead.create("60016000f3", 0, 100);

    EXPECT_EQ(without_code.status, Status::Success);
    EXPECT_TRUE(frontier.journal->code(without_code.created).empty());
    EXPECT_EQ(failed.status, Status::OutOfGas);
}

TEST(Create, WithinACallRaisesTheCreatorsNonceEvenWhenItFails) {
    World world;
    // Init code FE, value 0; then store what CREATE left.
    world.put_code(kFirst,
                   "60fe5f5360015f5ff0"
                   "5f55");

    ASSERT_TRUE(world.call(kFirst).is_success());

    EXPECT_EQ(world.journal->nonce(kFirst), 1u);
    EXPECT_EQ(world.journal->read_slot(kFirst, 0).value, Uint256{0});
}

TEST(Create, WithinACallIsRefusedAtTheLastNonce) {
    World world;
    world.put_code(kFirst, "5f5f5ff0" + kReturnTop);
    auto account = *world.state.find_account(kFirst);
    account.nonce = ~uint64_t{0};
    world.state.set_account(kFirst, account);

    const auto result = world.call(kFirst);

    EXPECT_EQ(word_from(result.output), Uint256{0});
    EXPECT_EQ(world.journal->nonce(kFirst), ~uint64_t{0});
}

TEST(Create2, PutsTheContractWhereSaltAndCodeSay) {
    World world;
    // CREATE2 with empty init code and salt 7.
    world.put_code(kFirst, "60075f5f5ff5" + kReturnTop);

    const auto result = world.call(kFirst);

    EXPECT_EQ(word_from(result.output),
              to_word(crypto::create2_address(kFirst, to_hash(7), crypto::keccak256({}))));
}

// Watchers.

/// Answers calls of kSecond, and speaks for kSecond in all others.
class Impostor final : public machine::Interceptor {
  public:
    std::optional<CallResult> intercept(Message& message) override {
        if (message.recipient == kSecond) return CallResult{.gas_left = message.gas, .output = answer_};
        message.sender = kSecond;
        return std::nullopt;
    }

  private:
    Bytes answer_ = Bytes(32, 0x11);
};

TEST(Interceptor, AnswersCallsWithinCalls) {
    Impostor impostor;
    World world;
    world.interceptor = &impostor;
    world.put_code(kFirst, "60205f5f5f5f" + push(kSecond) + "5af15060205ff3");

    EXPECT_EQ(to_bytes(world.call(kFirst).output), Bytes(32, 0x11));
}

TEST(Interceptor, ChangesCallsWithinCallsButNotTheFirst) {
    Impostor impostor;
    World world;
    world.interceptor = &impostor;
    world.put_code(kFirst, "33" + kReturnTop);
    const Address forwarder{{0xf0}};
    world.put_code(forwarder, "60205f5f5f5f" + push(kFirst) + "5af15060205ff3");

    EXPECT_EQ(word_from(world.call(kFirst).output), to_word(kCaller));
    EXPECT_EQ(word_from(world.call(forwarder).output), to_word(kSecond));
}

TEST(Tracer, SeesTheTreeOfCalls) {
    tracing::CallRecorder recorder;
    World world;
    world.tracer = &recorder;
    world.put_code(kFirst, call_code(kSecond) + call_code(kIdentity) + "00");
    world.put_code(kSecond, "5f5ffd");

    ASSERT_TRUE(world.call(kFirst).is_success());

    ASSERT_EQ(recorder.roots().size(), 1u);
    const auto& root = recorder.roots()[0];
    EXPECT_EQ(root.to, kFirst);
    ASSERT_EQ(root.calls.size(), 2u);
    EXPECT_EQ(root.calls[0].to, kSecond);
    EXPECT_EQ(root.calls[0].status, Status::Revert);
    EXPECT_EQ(root.calls[0].depth, 1);
    EXPECT_EQ(root.calls[1].to, kIdentity);
    EXPECT_EQ(root.calls[1].gas_used, 15);
}

TEST(Logs, OfAFailedCallAreGone) {
    World world;
    world.put_code(kFirst, "5f5fa0" + call_code(kSecond) + "00");
    world.put_code(kSecond, "5f5fa0fe");

    ASSERT_TRUE(world.call(kFirst, {}, 0, 1'000'000).is_success());

    ASSERT_EQ(world.journal->logs().size(), 1u);
    EXPECT_EQ(world.journal->logs()[0].address, kFirst);
}

}  // namespace
}  // namespace deed::vm
