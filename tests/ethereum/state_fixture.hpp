#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "runtime/block/chain_config.hpp"
#include "vm/state/log.hpp"
#include "vm/state/memory_state.hpp"

/// The parts that state, block and machine tests have in common.
namespace deed::conformance {

/// A number in hexadecimal or decimal. Throws deed::Error when it is none or has more than 256 bits.
[[nodiscard]] Uint256 word_of(const boost::json::value& value);
/// As above, of at most 64 bits.
[[nodiscard]] uint64_t number_of(const boost::json::value& value);
[[nodiscard]] Address address_of(const boost::json::value& value);
[[nodiscard]] Hash hash_of_text(const boost::json::value& value);
/// The member's number, or zero when there is no such member.
[[nodiscard]] Uint256 word_or_zero(const boost::json::object& object, std::string_view member);

/// Reads `pre`, `post` or `state`: address → nonce, balance, code, storage.
[[nodiscard]] state::MemoryState read_accounts(const boost::json::object& accounts);

/// What differs first between two states, in order of address; empty when nothing does.
[[nodiscard]] std::string first_difference(const state::MemoryState& expected,
                                           const state::MemoryState& actual);

/// Reads `config.blobSchedule`'s entry of the fork; the fork's own schedule when there is none.
[[nodiscard]] block::BlobSchedule read_blob_schedule(const boost::json::object& test, std::string_view fork,
                                                     isa::Revision revision);
/// `config.chainid`; 1 when there is none.
[[nodiscard]] uint64_t read_chain_id(const boost::json::object& test);

/// Whether @p reason (the name of an Invalid, InvalidBlock or DecodeError) is what the vector means with one
/// of the
/// @p alternatives, which are separated by "|". Names that the table does not know stand for any reason.
[[nodiscard]] bool is_expected_refusal(std::string_view alternatives, std::string_view reason);

}  // namespace deed::conformance
