#pragma once

#include "vm/state/memory_state.hpp"
#include "vm/vm.hpp"

namespace deed::fuzz {

/// Who calls, and the two contracts there are.
inline constexpr Address kCaller{{0xca}};
inline constexpr Address kFirst{{0xc1}};
inline constexpr Address kSecond{
    {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10, 0}};  // easily pushed

/// A call of the first contract, with a value of 1.
struct Call {
    isa::Revision revision{};
    int64_t gas = 0;
    BytesView data;
};

/// A state in which kCaller has funds, and the contracts have this code; the first one has something stored.
[[nodiscard]] state::MemoryState make_state(BytesView first_code, BytesView second_code);

/// Everything that can be seen of a call.
struct Observation {
    machine::Status status;
    int64_t gas_left;
    Bytes output;
    std::vector<state::Log> logs;
    int64_t refund;
    std::vector<isa::Access> accesses;
    state::StateDiff difference;

    bool operator==(const Observation&) const = default;
};

/// Runs the call; engine and tracer may be null.
[[nodiscard]] Observation observe(const state::MemoryState& state, const Call& call,
                                  machine::CodeCache& codes, machine::Engine* engine,
                                  machine::Tracer* tracer = nullptr);

}  // namespace deed::fuzz
