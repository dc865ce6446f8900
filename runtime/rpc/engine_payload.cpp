#include "runtime/rpc/engine_payload.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "runtime/execution/check_block.hpp"

namespace deed::rpc {
namespace {

namespace bj = boost::json;
using json::ParseError;

/// Reads members that must be there; the first failure is kept, with the member's name.
class Members {
  public:
    explicit Members(const bj::object& object) : object_(object) {}

    template <typename T, typename Parse>
    void read(const char* name, T& target, Parse parse) {
        if (failure_) return;
        const auto* member = object_.if_contains(name);
        if (json::is_absent(member)) {
            failure_ = ParseError{fmt::format("{} is missing", name)};
            return;
        }
        auto parsed = parse(*member);
        if (parsed)
            target = *std::move(parsed);
        else
            failure_ = ParseError{fmt::format("{}: {}", name, parsed.error().reason)};
    }
    void refuse(const char* name) {
        if (!failure_ && has(name))
            failure_ = ParseError{fmt::format("{} is not part of this version", name)};
    }
    [[nodiscard]] bool has(const char* name) const { return !json::is_absent(object_.if_contains(name)); }
    [[nodiscard]] const std::optional<ParseError>& failure() const { return failure_; }

  private:
    const bj::object& object_;
    std::optional<ParseError> failure_;
};

Result<block::Bloom, ParseError> parse_bloom(const bj::value& value) {
    DEED_TRY(bytes, json::parse_data(value));
    if (bytes.size() != block::Bloom::kSize) return Failure{ParseError{"expected 256 bytes"}};
    return block::Bloom::from(bytes);
}

Result<std::vector<Bytes>, ParseError> parse_list_of_data(const bj::value& value) {
    if (!value.is_array()) return Failure{ParseError{"expected an array"}};
    std::vector<Bytes> list;
    for (const auto& member : value.get_array()) {
        DEED_TRY(bytes, json::parse_data(member));
        list.push_back(std::move(bytes));
    }
    return list;
}

Result<block::Withdrawal, ParseError> parse_withdrawal(const bj::value& value) {
    if (!value.is_object()) return Failure{ParseError{"a withdrawal must be an object"}};
    Members members{value.get_object()};
    block::Withdrawal withdrawal;
    members.read("index", withdrawal.index, json::parse_number);
    members.read("validatorIndex", withdrawal.validator_index, json::parse_number);
    members.read("address", withdrawal.address, json::parse_address);
    members.read("amount", withdrawal.amount_gwei, json::parse_number);
    if (members.failure()) return Failure{*members.failure()};
    return withdrawal;
}

Result<std::vector<block::Withdrawal>, ParseError> parse_withdrawals(const bj::value& value) {
    if (!value.is_array()) return Failure{ParseError{"expected an array"}};
    std::vector<block::Withdrawal> withdrawals;
    for (const auto& member : value.get_array()) {
        DEED_TRY(withdrawal, parse_withdrawal(member));
        withdrawals.push_back(withdrawal);
    }
    return withdrawals;
}

void read_header(Members& members, block::Header& header) {
    members.read("parentHash", header.parent_hash, json::parse_hash);
    members.read("feeRecipient", header.beneficiary, json::parse_address);
    members.read("stateRoot", header.state_root, json::parse_hash);
    members.read("receiptsRoot", header.receipts_root, json::parse_hash);
    members.read("logsBloom", header.logs_bloom, parse_bloom);
    members.read("prevRandao", header.prev_randao, json::parse_hash);
    members.read("blockNumber", header.number, json::parse_number);
    members.read("gasLimit", header.gas_limit, json::parse_number);
    members.read("gasUsed", header.gas_used, json::parse_number);
    members.read("timestamp", header.timestamp, json::parse_number);
    members.read("extraData", header.extra_data, json::parse_data);
    members.read("baseFeePerGas", header.base_fee_per_gas, json::parse_quantity);
}

void read_later_forms(Members& members, PayloadForm form, block::Block& block) {
    const bool needs_withdrawals = form == PayloadForm::V3;
    if (needs_withdrawals || (form == PayloadForm::V2 && members.has("withdrawals")))
        members.read("withdrawals", block.withdrawals, parse_withdrawals);
    if (form == PayloadForm::V1) members.refuse("withdrawals");
    for (const auto& [name, target] : {std::pair{"blobGasUsed", &block.header.blob_gas_used},
                                       std::pair{"excessBlobGas", &block.header.excess_blob_gas}}) {
        if (form == PayloadForm::V3)
            members.read(name, *target, json::parse_number);
        else
            members.refuse(name);
    }
}

void write_withdrawals(json::Writer& writer, const std::vector<block::Withdrawal>& withdrawals) {
    writer.begin_array();
    for (const auto& withdrawal : withdrawals) {
        writer.begin_object().key("index").quantity(withdrawal.index);
        writer.key("validatorIndex").quantity(withdrawal.validator_index);
        writer.key("address").data(withdrawal.address).key("amount").quantity(withdrawal.amount_gwei);
        writer.end_object();
    }
    writer.end_array();
}

void write_transactions(json::Writer& writer, const block::Block& block) {
    writer.key("transactions").begin_array();
    for (const auto& transaction : block.transactions) writer.data(block::encode(transaction));
    writer.end_array();
}

}  // namespace

Result<ReadPayload, ParseError> parse_payload(const bj::value& value, PayloadForm form) {
    if (!value.is_object()) return Failure{ParseError{"the payload must be an object"}};
    Members members{value.get_object()};
    ReadPayload payload;
    block::Header& header = payload.block.header;
    std::vector<Bytes> envelopes;
    read_header(members, header);
    members.read("blockHash", payload.claimed_hash, json::parse_hash);
    members.read("transactions", envelopes, parse_list_of_data);
    read_later_forms(members, form, payload.block);
    if (members.failure()) return Failure{*members.failure()};

    for (const Bytes& envelope : envelopes) {
        auto transaction = block::decode_transaction(envelope);
        if (!transaction) {
            payload.flaw = fmt::format("transaction {} cannot be read: {}", payload.block.transactions.size(),
                                       block::message_of(transaction.error()));
            return payload;
        }
        payload.block.transactions.push_back(*std::move(transaction));
    }
    header.transactions_root = execution::transactions_root(payload.block.transactions);
    if (payload.block.withdrawals)
        header.withdrawals_root = execution::withdrawals_root(*payload.block.withdrawals);
    return payload;
}

Error invalid_attributes(std::string reason) {
    return {ErrorCode::InvalidAttributes, "invalid payload attributes: " + std::move(reason), {}};
}

Result<chain::BlockWanted, Error> read_attributes(const bj::object& object) {
    Members members{object};
    chain::BlockWanted wanted;
    members.read("timestamp", wanted.timestamp, json::parse_number);
    members.read("prevRandao", wanted.prev_randao, json::parse_hash);
    members.read("suggestedFeeRecipient", wanted.fee_recipient, json::parse_address);
    if (members.has("withdrawals")) members.read("withdrawals", wanted.withdrawals, parse_withdrawals);
    if (members.has("parentBeaconBlockRoot"))
        members.read("parentBeaconBlockRoot", wanted.parent_beacon_root, json::parse_hash);
    if (members.failure()) return Failure{invalid_attributes(members.failure()->reason)};
    return wanted;
}

void write_payload(json::Writer& writer, const block::Block& block, const Hash& hash) {
    const block::Header& header = block.header;
    writer.begin_object();
    writer.key("parentHash").data(header.parent_hash);
    writer.key("feeRecipient").data(header.beneficiary);
    writer.key("stateRoot").data(header.state_root);
    writer.key("receiptsRoot").data(header.receipts_root);
    writer.key("logsBloom").data(header.logs_bloom);
    writer.key("prevRandao").data(header.prev_randao);
    writer.key("blockNumber").quantity(header.number);
    writer.key("gasLimit").quantity(header.gas_limit);
    writer.key("gasUsed").quantity(header.gas_used);
    writer.key("timestamp").quantity(header.timestamp);
    writer.key("extraData").data(header.extra_data);
    writer.key("baseFeePerGas").quantity(header.base_fee_per_gas.value_or(Uint256{}));
    writer.key("blockHash").data(hash);
    write_transactions(writer, block);
    if (block.withdrawals) {
        writer.key("withdrawals");
        write_withdrawals(writer, *block.withdrawals);
    }
    if (header.blob_gas_used) writer.key("blobGasUsed").quantity(*header.blob_gas_used);
    if (header.excess_blob_gas) writer.key("excessBlobGas").quantity(*header.excess_blob_gas);
    writer.end_object();
}

void write_payload_body(json::Writer& writer, const block::Block& block) {
    writer.begin_object();
    write_transactions(writer, block);
    writer.key("withdrawals");
    if (block.withdrawals)
        write_withdrawals(writer, *block.withdrawals);
    else
        writer.null();
    writer.end_object();
}

}  // namespace deed::rpc
