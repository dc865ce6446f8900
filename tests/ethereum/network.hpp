#pragma once

#include <optional>
#include <string_view>

#include <boost/json/object.hpp>

#include "runtime/block/chain_config.hpp"

namespace deed::conformance {

/// The rules of the network that a block test names: one fork ("Osaka"), or two ("CancunToPragueAtTime15k",
/// "BerlinToLondonAt5"). Nothing for a switch at a total difficulty, and for names that are not known.
[[nodiscard]] std::optional<block::ChainConfig> read_network(const boost::json::object& test);

}  // namespace deed::conformance
