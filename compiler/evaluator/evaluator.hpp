#pragma once

#include <optional>
#include <string>

#include "compiler/evaluator/world.hpp"

namespace deed::evaluator {

enum class Ending : uint8_t {
    Success,
    Revert,
    InsufficientFunds,  ///< the sender has less than the value; nothing has run
    TooLong,            ///< given up after kStepLimit steps, or where the evaluator knows no answer; says
                        ///< nothing about the program
};

/// Expressions and statements evaluated in one transaction.
inline constexpr uint64_t kStepLimit = 5'000'000;

/// What came of a transaction.
struct Outcome {
    Ending ending = Ending::Success;
    Bytes output;           ///< results, or revert data
    std::vector<Log> logs;  ///< of a success
    Address created;        ///< of a creation that succeeded
    /// Where promises are dropped: a field that two calls of one contract used, one in the middle of the
    /// other, so that they are not as if made one after another. Empty when there is none: the lock's duty.
    std::string conflict;
};

/// Whether `ensures` is computed, as only code that is made for tests does: one that does not hold reverts
/// without data.
enum class Promises : uint8_t { Dropped, Checked };

/// Where fields lie in storage, which the evaluator does not know: for opcodes that name slots.
class Slots {
  public:
    virtual ~Slots() = default;
    /// The word in a slot of the account; nothing where its bits may be anything.
    [[nodiscard]] virtual std::optional<Uint256> read(const Account& account, const Uint256& slot) const = 0;
    /// Puts a word in a slot; false, and nothing changes, where it is not known what fields it makes.
    [[nodiscard]] virtual bool write(Account& account, const Uint256& slot, const Uint256& word) const = 0;
};

struct Transaction {
    Address from;
    Address to;
    Integer value = 0;
    Bytes input;
    Promises promises = Promises::Dropped;
    const Slots* slots = nullptr;  ///< null: who asks for a slot that may be a field's is TooLong
};

/// Calls the contract at `to`. The transaction counts in the sender's nonce; else @p world changes only when
/// it succeeds.
[[nodiscard]] Outcome call(const sema::Program& program, World& world, const Transaction& transaction);
/// Creates @p contract with the encoded arguments `input`, at the address that the sender's nonce gives; `to`
/// says nothing.
[[nodiscard]] Outcome create(const sema::Program& program, World& world, const sema::Contract& contract,
                             const Transaction& transaction);

/// Whether an invariant of the contract at @p account holds: the output is a bool.
[[nodiscard]] Outcome ask_invariant(const sema::Program& program, World& world, const Address& account,
                                    const sema::Function& invariant);

/// How a `test` block ended.
enum class TestEnding : uint8_t {
    Passed,
    AssertionFailed,
    CallReverted,
    NothingReverted,
    WrongRevert,
    EventMissing,
    Stopped,  ///< the test's own code panicked
    TooLong,
};
/// Runs a test block in a world of its own, as `deed test` makes it.
[[nodiscard]] TestEnding run_test(const sema::Program& program, const sema::Test& test);

}  // namespace deed::evaluator
