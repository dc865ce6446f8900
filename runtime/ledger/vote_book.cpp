#include "runtime/ledger/vote_book.hpp"

#include <algorithm>

#include "runtime/block/field_reader.hpp"
#include "runtime/storage/damaged_error.hpp"
#include "vm/base/rlp.hpp"

namespace deed::ledger {
namespace {

constexpr std::string_view kName = "votes";

}  // namespace

void VoteBook::create(const std::filesystem::path& directory, storage::Durability durability) {
    storage::RecordFile::create(directory, kName, durability);
}

void VoteBook::copy(const std::filesystem::path& from, const std::filesystem::path& to) {
    const storage::RecordFile source{from, kName, storage::Access::ReadOnly,
                                     storage::Durability::Synchronous};
    create(to, storage::Durability::Synchronous);
    storage::RecordFile{to, kName, storage::Access::ReadWrite, storage::Durability::Synchronous}.write(
        source.record());
}

VoteBook::VoteBook(const std::filesystem::path& directory, uint64_t epoch, storage::Access access,
                   storage::Durability durability)
    : file_(directory, kName, access, durability), epoch_(epoch) {
    if (!file_.record().empty()) decode(file_.record());
}

void VoteBook::decode(BytesView record) {
    block::FieldReader::ErrorPlace error;
    const auto list = block::decode_outer_list(record);
    if (!list) throw storage::DamagedError{"the stored votes cannot be read"};
    block::FieldReader fields{*list, error};
    const uint64_t epoch = fields.number();
    for (block::FieldReader votes = fields.list(); !votes.at_end();) {
        block::FieldReader vote = votes.list();
        const auto validator = vote.fixed<Address::kSize>();
        const uint64_t height = vote.number();
        Bytes state = vote.bytes();
        Bytes proposal = vote.bytes();
        vote.finish();
        votes_[{Address{validator}, height}] = {std::move(state), std::move(proposal)};
    }
    fields.finish();
    if (error) throw storage::DamagedError{"the stored votes cannot be read"};
    if (epoch > epoch_) throw Error{"the data file is older than the votes beside it"};
    if (epoch < epoch_) votes_.clear();
    size_ = record.size();
}

Bytes VoteBook::encode(const Votes& votes) const {
    rlp::ListBuilder list;
    for (const auto& [key, vote] : votes)
        list.add_encoded(rlp::ListBuilder{}
                             .add(key.first)
                             .add(key.second)
                             .add(BytesView{vote.state})
                             .add(BytesView{vote.proposal})
                             .finish());
    return rlp::ListBuilder{}.add(epoch_).add_encoded(list.finish()).finish();
}

void VoteBook::store(std::span<const StoredVote> votes) {
    Votes next = votes_;
    std::erase_if(next, [this](const auto& entry) { return entry.first.second <= forgotten_; });
    for (const StoredVote& vote : votes) next[{vote.validator, vote.height}] = {vote.state, vote.proposal};
    const Bytes record = encode(next);
    file_.write(record);
    votes_ = std::move(next);
    size_ = record.size();
}

std::optional<StoredVote> VoteBook::find(const Address& validator, uint64_t height) const {
    const auto found = votes_.lower_bound({validator, height});
    if (found == votes_.end() || found->first.first != validator) return std::nullopt;
    return StoredVote{validator, found->first.second, found->second.state, found->second.proposal};
}

bool VoteBook::keeps(uint64_t height) const {
    return size_ <= kLargestKept && std::ranges::any_of(votes_, [height](const auto& entry) {
               return entry.first.second == height && !entry.second.proposal.empty();
           });
}

void VoteBook::forget_through(uint64_t height) {
    uint64_t before = forgotten_;
    while (before < height && !forgotten_.compare_exchange_weak(before, height)) continue;
}

void VoteBook::start_epoch(uint64_t epoch) {
    epoch_ = epoch;
    votes_.clear();
    forgotten_ = 0;
}

}  // namespace deed::ledger
