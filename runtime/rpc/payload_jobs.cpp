#include "runtime/rpc/payload_jobs.hpp"

#include <algorithm>

#include "vm/base/rlp.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::rpc {
namespace {

constexpr size_t kMostJobs = 16;

PayloadId name_of(const Hash& parent, const chain::BlockWanted& wanted) {
    rlp::ListBuilder words;
    words.add(parent).add(wanted.timestamp).add(wanted.prev_randao).add(wanted.fee_recipient);
    words.add(wanted.extra_data);
    if (wanted.parent_beacon_root) words.add(*wanted.parent_beacon_root);
    if (wanted.withdrawals)
        for (const auto& withdrawal : *wanted.withdrawals) words.add_encoded(block::encode(withdrawal));
    return PayloadId::from(BytesView{crypto::keccak256(words.finish())}.first(PayloadId::kSize));
}

}  // namespace

PayloadJobs::Job* PayloadJobs::find(const PayloadId& id) {
    const auto found = std::ranges::find(jobs_, id, &Job::id);
    return found == jobs_.end() ? nullptr : &*found;
}

std::optional<PayloadId> PayloadJobs::begin(const Hash& parent, const chain::BlockWanted& wanted) {
    const std::scoped_lock lock{mutex_};
    const PayloadId id = name_of(parent, wanted);
    if (find(id) != nullptr) return id;
    const uint64_t version = chain_.pool_version();
    auto block = chain_.build(parent, wanted);
    if (!block) return std::nullopt;
    if (jobs_.size() == kMostJobs) jobs_.pop_front();
    jobs_.push_back({id, parent, wanted, version, false, *std::move(block)});
    return id;
}

std::optional<uint64_t> PayloadJobs::find_time(const PayloadId& id) const {
    const std::scoped_lock lock{mutex_};
    const auto found = std::ranges::find(jobs_, id, &Job::id);
    return found == jobs_.end() ? std::nullopt : std::optional{found->wanted.timestamp};
}

std::optional<chain::BlockOffered> PayloadJobs::fetch(const PayloadId& id) {
    const std::scoped_lock lock{mutex_};
    Job* job = find(id);
    if (job == nullptr) return std::nullopt;
    const bool has_news = chain_.pool_version() != job->pool_version && chain_.head()->id.hash == job->parent;
    if (!job->is_fetched && has_news) {
        if (auto block = chain_.build(job->parent, job->wanted)) job->block = *std::move(block);
    }
    job->is_fetched = true;
    return job->block;
}

}  // namespace deed::rpc
