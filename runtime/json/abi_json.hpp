#pragma once

#include <boost/json/value.hpp>

#include "runtime/json/parse.hpp"
#include "vm/abi/contract.hpp"

/// The contract ABI's JSON form, and its values as JSON.
namespace deed::json {

/// Reads an ABI: an array of constructors, functions, events and errors. Entries of other types are passed
/// over; a malformed one is named in the failure.
[[nodiscard]] Result<abi::Interface, ParseError> parse_interface(const boost::json::value& abi);

/// A value as JSON: integers as decimal strings (no reader loses digits), addresses with their checksum,
/// bytes as 0x…, tuples as objects when every member has a name and as arrays otherwise.
[[nodiscard]] boost::json::value to_json(const abi::Type& type, const abi::Value& value);

/// Values of named parameters as an object; a parameter without name is called by its place, "0", "1", ….
[[nodiscard]] boost::json::object to_json(std::span<const abi::Parameter> parameters,
                                          std::span<const abi::Value> values);

}  // namespace deed::json
