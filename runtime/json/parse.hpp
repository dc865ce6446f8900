#pragma once

#include <string>
#include <variant>

#include <boost/json/value.hpp>

#include "runtime/block/transaction.hpp"
#include "vm/base/bytes.hpp"
#include "vm/base/result.hpp"
#include "vm/base/uint256.hpp"

/// Strict reading of what clients send. Every failure says in words what was wanted.
namespace deed::json {

/// What was wrong with a value, for the message: "hex string without 0x prefix".
struct ParseError {
    std::string reason;
};

/// "0x" and hexadecimal digits without leading zeros.
[[nodiscard]] Result<Uint256, ParseError> parse_quantity(const boost::json::value& value);
/// As above, below 2^64.
[[nodiscard]] Result<uint64_t, ParseError> parse_number(const boost::json::value& value);
/// A quantity, a plain JSON number or a decimal string, as tools that are written by hand send them.
[[nodiscard]] Result<Uint256, ParseError> parse_lenient_number(const boost::json::value& value);
/// "0x" and an even count of hexadecimal digits.
[[nodiscard]] Result<Bytes, ParseError> parse_data(const boost::json::value& value);
[[nodiscard]] Result<Address, ParseError> parse_address(const boost::json::value& value);
[[nodiscard]] Result<Hash, ParseError> parse_hash(const boost::json::value& value);
/// A storage slot: hexadecimal of any length up to 32 bytes, padded or not.
[[nodiscard]] Result<Uint256, ParseError> parse_slot(const boost::json::value& value);
[[nodiscard]] Result<bool, ParseError> parse_boolean(const boost::json::value& value);

enum class BlockTag : uint8_t { Earliest, Finalized, Safe, Latest, Pending };

/// Which block is meant (EIP-1898): a tag, a number or a hash.
struct BlockId {
    std::variant<BlockTag, uint64_t, Hash> id = BlockTag::Latest;

    [[nodiscard]] bool is_pending() const { return id == decltype(id){BlockTag::Pending}; }
};

/// "latest", "0x1f", or an object with "blockNumber" or "blockHash".
[[nodiscard]] Result<BlockId, ParseError> parse_block_id(const boost::json::value& value);

/// What eth_call, eth_estimateGas and eth_sendTransaction are given: the fields that were there.
struct CallRequest {
    std::optional<Address> from;
    std::optional<Address> to;
    std::optional<uint64_t> gas;
    std::optional<Uint256> gas_price;
    std::optional<Uint256> max_fee_per_gas;
    std::optional<Uint256> max_priority_fee_per_gas;
    std::optional<Uint256> max_fee_per_blob_gas;
    std::optional<Uint256> value;
    std::optional<uint64_t> nonce;
    std::optional<uint64_t> chain_id;
    Bytes data;
    std::optional<block::AccessList> access_list;
    std::vector<Hash> blob_versioned_hashes;
    std::vector<block::Authorization> authorization_list;
};

/// Reads a call object. "input" and "data" may both be there when they agree; fields that are not known are
/// passed over, as web3.js sends some of its own.
[[nodiscard]] Result<CallRequest, ParseError> parse_call(const boost::json::value& value);

/// Whether @p value is absent for all purposes.
[[nodiscard]] inline bool is_absent(const boost::json::value* value) {
    return value == nullptr || value->is_null();
}

}  // namespace deed::json
