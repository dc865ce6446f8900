#include "runtime/execution/environment.hpp"

#include "runtime/execution/fees.hpp"

namespace deed::execution {

Environment make_environment(const block::Header& header, const block::ChainConfig& config,
                             BlockHashes block_hashes) {
    Environment environment;
    environment.revision = config.revision_at(header.number, header.timestamp);
    environment.blobs = config.blob_schedule_at(header.timestamp);
    machine::BlockContext& block = environment.block;
    block.number = header.number;
    block.timestamp = header.timestamp;
    block.gas_limit = header.gas_limit;
    block.coinbase = header.beneficiary;
    block.prev_randao =
        environment.revision >= isa::Revision::Paris ? to_word(header.prev_randao) : header.difficulty;
    block.base_fee = header.base_fee_per_gas.value_or(Uint256{});
    block.blob_base_fee = blob_base_fee(header.excess_blob_gas.value_or(0), environment.blobs);
    block.chain_id = config.chain_id;
    block.block_hash = std::move(block_hashes);
    return environment;
}

}  // namespace deed::execution
