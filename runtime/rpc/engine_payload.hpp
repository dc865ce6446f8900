#pragma once

#include <string>

#include "runtime/block/block.hpp"
#include "runtime/chain/driving.hpp"
#include "runtime/json/parse.hpp"
#include "runtime/json/writer.hpp"
#include "runtime/rpc/error.hpp"

/// Blocks as the Engine API writes them ("execution payloads").
namespace deed::rpc {

/// A payload that was read. What the method has besides it (beacon root, requests) is not yet in the header.
struct ReadPayload {
    block::Block block;
    Hash claimed_hash;
    /// Why the payload cannot be a block though its JSON is right; empty when it can.
    std::string flaw;
};

/// The structures, by what they have: V2 adds withdrawals, V3 blob gas.
enum class PayloadForm : uint8_t { V1, V2, V3 };

/// Reads ExecutionPayloadV1 to V3. A payload of form V2 may lack the withdrawals (then it is V1). Members of
/// a later form are refused.
[[nodiscard]] Result<ReadPayload, json::ParseError> parse_payload(const boost::json::value& value,
                                                                  PayloadForm form);

/// Reads PayloadAttributesV1 to V3: the members that are there, of which those of V1 must be.
[[nodiscard]] Result<chain::BlockWanted, Error> read_attributes(const boost::json::object& object);
[[nodiscard]] Error invalid_attributes(std::string reason);

/// Writes the payload with the members that its block has.
void write_payload(json::Writer& writer, const block::Block& block, const Hash& hash);
/// ExecutionPayloadBodyV1.
void write_payload_body(json::Writer& writer, const block::Block& block);

}  // namespace deed::rpc
