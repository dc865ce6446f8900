#include "runtime/execution/check_block.hpp"

#include "runtime/execution/fees.hpp"
#include "runtime/trie/tree.hpp"
#include "vm/base/rlp.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::execution {
namespace {

using block::Header;
using isa::Revision;
using Checked = Result<std::monostate, InvalidBlock>;

constexpr std::monostate kValid{};

Checked check_proof_of_stake(const Header& header) {
    const bool is_neutral =
        !header.difficulty && header.nonce.is_zero() && header.ommers_hash == block::kEmptyOmmersHash;
    if (!is_neutral) return Failure{InvalidBlock::NotProofOfStake};
    return kValid;
}

Checked check_presence(bool is_present, bool is_active) {
    if (is_active && !is_present) return Failure{InvalidBlock::FieldMissing};
    if (!is_active && is_present) return Failure{InvalidBlock::FieldTooEarly};
    return kValid;
}

Checked check_fields(const Header& header, Revision revision) {
    const std::pair<bool, Revision> fields[] = {
        {header.base_fee_per_gas.has_value(), Revision::London},
        {header.withdrawals_root.has_value(), Revision::Shanghai},
        {header.blob_gas_used.has_value(), Revision::Cancun},
        {header.excess_blob_gas.has_value(), Revision::Cancun},
        {header.parent_beacon_block_root.has_value(), Revision::Cancun},
        {header.requests_hash.has_value(), Revision::Prague},
    };
    for (const auto& [is_present, since] : fields) {
        DEED_CHECK(check_presence(is_present, revision >= since));
    }
    return kValid;
}

Checked check_fees(const Header& header, const Header& parent, const block::ChainConfig& config,
                   Revision revision) {
    if (*header.base_fee_per_gas != next_base_fee(parent)) return Failure{InvalidBlock::WrongBaseFee};
    if (revision < Revision::Cancun) return kValid;
    const block::BlobSchedule schedule = config.blob_schedule_at(header.timestamp);
    if (*header.excess_blob_gas != next_excess_blob_gas(parent, schedule, revision))
        return Failure{InvalidBlock::WrongExcessBlobGas};
    const bool is_whole = *header.blob_gas_used % kGasPerBlob == 0;
    if (!is_whole || *header.blob_gas_used > kGasPerBlob * schedule.max)
        return Failure{InvalidBlock::WrongBlobGasUsed};
    return kValid;
}

}  // namespace

Checked check_header(const Header& header, const Header& parent, const block::ChainConfig& config) {
    if (header.number != parent.number + 1) return Failure{InvalidBlock::WrongNumber};
    if (header.timestamp <= parent.timestamp) return Failure{InvalidBlock::TimestampNotLater};
    const Revision revision = config.revision_at(header.number, header.timestamp);
    // EIP-1559: the limit doubles with the first base fee, because half of it becomes the target.
    const bool is_first_with_fee = revision >= Revision::London && !parent.base_fee_per_gas;
    if (!may_follow_gas_limit(parent.gas_limit * (is_first_with_fee ? 2 : 1), header.gas_limit))
        return Failure{InvalidBlock::WrongGasLimit};
    if (header.gas_used > header.gas_limit) return Failure{InvalidBlock::GasUsedAboveLimit};
    if (header.extra_data.size() > block::kMaxExtraData) return Failure{InvalidBlock::ExtraDataTooLong};
    // Proof of work is not looked at: the difficulty is taken as it is given.
    if (revision >= Revision::Paris) DEED_CHECK(check_proof_of_stake(header));
    DEED_CHECK(check_fields(header, revision));
    if (revision < Revision::London) return kValid;
    return check_fees(header, parent, config, revision);
}

Checked check_body(const block::Block& block, const block::ChainConfig& config) {
    const Header& header = block.header;
    if (transactions_root(block.transactions) != header.transactions_root)
        return Failure{InvalidBlock::WrongTransactionsRoot};
    if (ommers_hash(block.ommers) != header.ommers_hash) return Failure{InvalidBlock::WrongOmmersHash};
    if (block.withdrawals.has_value() != header.withdrawals_root.has_value())
        return Failure{InvalidBlock::WrongWithdrawalsRoot};
    if (block.withdrawals && withdrawals_root(*block.withdrawals) != *header.withdrawals_root)
        return Failure{InvalidBlock::WrongWithdrawalsRoot};
    const bool has_size_limit = config.revision_at(header.number, header.timestamp) >= Revision::Osaka;
    if (has_size_limit && encode(block).size() > kMaxBlockSize) return Failure{InvalidBlock::BlockTooLarge};
    return kValid;
}

Hash transactions_root(const std::vector<block::SignedTransaction>& transactions) {
    std::vector<Bytes> encoded;
    encoded.reserve(transactions.size());
    for (const block::SignedTransaction& transaction : transactions) encoded.push_back(encode(transaction));
    return trie::root_of_list(encoded);
}

Hash withdrawals_root(const std::vector<block::Withdrawal>& withdrawals) {
    std::vector<Bytes> encoded;
    encoded.reserve(withdrawals.size());
    for (const block::Withdrawal& withdrawal : withdrawals) encoded.push_back(encode(withdrawal));
    return trie::root_of_list(encoded);
}

Hash ommers_hash(const std::vector<Header>& ommers) {
    rlp::ListBuilder list;
    for (const Header& ommer : ommers) list.add_encoded(encode(ommer));
    return crypto::keccak256(list.finish());
}

}  // namespace deed::execution
