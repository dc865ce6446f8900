#pragma once

#include <filesystem>

#include <boost/json/value.hpp>

#include "vm/base/bytes.hpp"

namespace deed::conformance {

/// Reads and parses a whole file. Throws deed::Error, naming the file, when it cannot be read or is not JSON.
[[nodiscard]] boost::json::value read_json(const std::filesystem::path& file);

/// The bytes of a hexadecimal text, with or without "0x". Throws deed::Error when it is something else.
[[nodiscard]] Bytes hex_bytes(const boost::json::value& value);

}  // namespace deed::conformance
