#pragma once

#include <map>
#include <random>
#include <vector>

#include "tests/compiler/locks/random_contract.hpp"
#include "vm/machine/code_cache.hpp"
#include "vm/state/journal.hpp"
#include "vm/state/memory_state.hpp"
#include "vm/vm.hpp"

namespace deed::locks_test {

/// A call of the contract, from outside or from the host.
struct Call {
    Bytes input;
    Address sender;
    Uint256 value;
};

/// A call that came to its end: `parent` is the call it came in the middle of.
struct Ended {
    Call call;
    size_t parent;
    bool has_worked;
    Bytes output;
};
inline constexpr size_t kNoParent = SIZE_MAX;

/// What can be told of a run of calls.
struct Observation {
    std::vector<Bytes> outputs;  ///< by call
    std::map<Hash, std::vector<state::Log>>
        logs;  ///< by event: the order of different events is not promised
    std::vector<Bytes> state;

    bool operator==(const Observation&) const = default;
};

/// What came of one try.
enum class Verdict : uint8_t {
    Plain,       ///< nothing came in the middle, nothing of it stayed, or too much of it did
    Serial,      ///< the run equals some serial order of its calls
    Impossible,  ///< it equals none
};

/// A random contract on a chain of its own, with a host that calls back.
class Reentrance {
  public:
    /// @p code creates the contract.
    Reentrance(const RandomContract& contract, BytesView code);

    /// Calls a random function while the host answers with random calls of its own.
    Verdict attempt(uint64_t seed);
    /// How many calls in the middle were refused so far, for whatever reason.
    [[nodiscard]] size_t refusals() const { return refusals_; }

  private:
    class Run;

    Call make_call(std::mt19937_64& random, const Address& sender, bool reads_only) const;
    Observation observe(Run& run, const std::vector<Ended>& calls) const;
    bool equals_some_order(const std::vector<Ended>& calls, const Observation& actual);

    const RandomContract& contract_;
    state::MemoryState state_;
    machine::CodeCache codes_;
    Address address_;
    size_t refusals_ = 0;
};

}  // namespace deed::locks_test
