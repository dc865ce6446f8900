#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include <boost/json/value.hpp>

namespace deed::rpc {

/// Remembers which kinds of calls ran long, so that the next ones of that kind run on a worker and do not
/// hold up the event loop. A kind is a contract and a selector; kinds that collide share their fate, which
/// costs a thread switch and nothing else.
class CallLoad {
  public:
    /// Calls above this hold up the event loop too long: about a fifth of a millisecond.
    static constexpr uint64_t kHeavyGas = 200'000;

    /// Whether the last call like @p call (a call object; may be null) was heavy.
    [[nodiscard]] bool was_heavy(const boost::json::value* call) const;
    /// Notes what a call has cost.
    void note(const boost::json::value* call, uint64_t gas);

  private:
    static constexpr size_t kKinds = 4096;

    std::array<std::atomic<bool>, kKinds> is_heavy_{};
};

}  // namespace deed::rpc
