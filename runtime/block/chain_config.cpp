#include "runtime/block/chain_config.hpp"

namespace deed::block {

ChainConfig ChainConfig::always(uint64_t chain_id, isa::Revision revision) {
    ChainConfig config;
    config.chain_id = chain_id;
    for (size_t i = 0; i <= static_cast<size_t>(revision); ++i) config.activations[i] = 0;
    if (revision >= isa::Revision::Cancun)
        config.blob_schedule.push_back({0, revision >= isa::Revision::Prague ? kPragueBlobs : kCancunBlobs});
    return config;
}

isa::Revision ChainConfig::revision_at(uint64_t number, uint64_t timestamp) const {
    for (size_t i = isa::kRevisionCount; i-- > 0;) {
        const auto revision = static_cast<isa::Revision>(i);
        const uint64_t reached = revision >= isa::Revision::Shanghai ? timestamp : number;
        if (activations[i] && *activations[i] <= reached) return revision;
    }
    return isa::Revision::Frontier;
}

BlobSchedule ChainConfig::blob_schedule_at(uint64_t timestamp) const {
    BlobSchedule schedule;
    for (const BlobScheduleChange& change : blob_schedule)
        if (change.timestamp <= timestamp) schedule = change.schedule;
    return schedule;
}

}  // namespace deed::block
