#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/compiler.hpp"
#include "vm/abi/contract.hpp"
#include "vm/base/uint256.hpp"
#include "vm/machine/message.hpp"

namespace deed::contract_test {

/// A call or creation that a test led to, and what came of it.
struct TracedCall {
    size_t depth = 0;  ///< 0 for a transaction of the test
    machine::CallKind kind = machine::CallKind::Call;
    Address from;
    Address to;
    const Artifact* contract = nullptr;  ///< whose code ran; null when it is none of the program's
    Uint256 value;
    Bytes input;  ///< of a creation: what follows the code
    Bytes output;
    uint64_t gas_used = 0;
    machine::Status status = machine::Status::Running;
    std::string place;  ///< where it stopped: "file:line:column", and ": check" where a check failed
};

/// The calls in words, a line each and one with the source where it failed; calls inside others are indented.
/// Of many the last are told.
[[nodiscard]] std::vector<std::string> tell_calls(const CompileOutput& program,
                                                  const std::vector<TracedCall>& calls);

/// Revert data in words, with the names of the actors and contracts of the calls; "no data" when empty.
[[nodiscard]] std::string tell_revert(const CompileOutput& program, const std::vector<TracedCall>& calls,
                                      BytesView data);
/// Who an address is: an actor, a contract of the calls, or a stranger.
[[nodiscard]] std::string tell_address(const CompileOutput& program, const std::vector<TracedCall>& calls,
                                       const Address& address);

/// A line of a file of the program, counted from 1; empty when there is none.
[[nodiscard]] std::string_view source_line(const CompileOutput& program, uint32_t source, uint32_t line);
/// The line of text that a place, "file:line:column…", names, without the blanks around it; empty when there
/// is none.
[[nodiscard]] std::string source_line(const CompileOutput& program, const std::string& place);

}  // namespace deed::contract_test
