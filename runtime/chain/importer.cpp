#include "runtime/chain/importer.hpp"

#include "runtime/consensus/seal.hpp"
#include "runtime/trie/tree.hpp"
#include "vm/base/error.hpp"

namespace deed::chain {
namespace {

[[noreturn]] void refuse(uint64_t number, std::string_view what) {
    throw Error{"the newest block, " + std::to_string(number) + ", does not hold: " + std::string{what}};
}

Hash stored_state_root(const ledger::Snapshot& snapshot) {
    const auto nodes = snapshot.account_nodes();
    return trie::Tree{*nodes}.root();
}

}  // namespace

Importer::Importer(ledger::Ledger& ledger, const ChainOrigin& origin, machine::Engine* engine)
    : ledger_(ledger), origin_(origin), sets_(ledger, origin), engine_(engine) {
    read_head();
    check_head(ledger.snapshot());
}

void Importer::read_head() {
    const auto snapshot = ledger_.snapshot();
    const auto id = snapshot.head();
    auto header = snapshot.find_header(id.number);
    const auto record = snapshot.find_commit(id.number);
    if (!header || !record) refuse(id.number, "it is not there");
    head_ = std::move(*header);
    head_record_hash_ = block::hash_of(*record);
    auto beacon = consensus::decode_beacon(ledger_.beacon());
    if (!beacon) refuse(id.number, "its beacon cannot be read");
    beacon_ = std::move(*beacon);
    beacon_.admit(sets_.at(id.number + 1));
}

void Importer::check_head(const ledger::Snapshot& snapshot) {
    const uint64_t number = head_.header.number;
    if (block::hash_of(head_.header) != head_.hash || snapshot.head().hash != head_.hash)
        refuse(number, "its hash is not that of its header");
    if (stored_state_root(snapshot) != head_.header.state_root)
        refuse(number, "the stored state has another root");
    if (origin_.genesis.is_foreign) return;
    const auto record = snapshot.find_commit(number);
    if (number == 0) {
        if (*record != consensus::make_genesis_record(head_.hash, origin_.validators))
            refuse(number, "its record is of other validators");
        return;
    }
    const auto parent = snapshot.find_header(number - 1);
    const auto parent_record = snapshot.find_commit(number - 1);
    if (!parent || !parent_record || head_.header.parent_hash != parent->hash)
        refuse(number, "its parent is not there");
    if (head_.header.parent_beacon_block_root != block::hash_of(*parent_record))
        refuse(number, "it does not carry the record of its parent");
    const consensus::SealContext context{origin_.identity, sets_.at(number), beacon_, seed_at(number),
                                         parent->header.prev_randao};
    const auto agreed = consensus::check_agreement(*record, head_.header, context, scheme_);
    if (!agreed) refuse(number, consensus::message_of(agreed.error()));
}

Hash Importer::seed_at(uint64_t height) const {
    const auto seed = consensus::seed_block(height);
    if (!seed) return origin_.identity.genesis_hash;
    const auto header = ledger_.snapshot().find_header(*seed);
    if (!header) throw Error{"block " + std::to_string(*seed) + " is not there"};
    return header->header.prev_randao;
}

Result<ExecutedBlock, std::string> Importer::check(const block::Block& block, BytesView edits) {
    const bool carries_record = block.header.parent_beacon_block_root == head_record_hash_;
    if (!carries_record && !origin_.genesis.is_foreign)
        return Failure{std::string{"it does not carry the record of its parent"}};
    if (!edits.empty() && !origin_.genesis.is_development)
        return Failure{std::string{"something was set by hand, and this is no development chain"}};
    auto decoded = decode_edits(edits);
    if (!decoded) return Failure{std::string{"what was set by hand cannot be read"}};
    const auto snapshot = ledger_.snapshot();
    return run_block(Footing{snapshot}, block, std::move(*decoded), rules());
}

Result<std::monostate, std::string> Importer::append(const ExecutedBlock& executed,
                                                     const block::CommitRecord& record,
                                                     const consensus::SignatureScheme& scheme,
                                                     storage::Flush flush) {
    const block::Header& header = executed.block.header;
    const consensus::SealContext context{
        origin_.identity,       sets_.at(header.number),  beacon_,
        seed_at(header.number), head_.header.prev_randao, executed.edits.prev_randao};
    if (record.development_edits != encode(executed.edits))
        return Failure{std::string{"the record tells of other edits by hand than the block was run with"}};
    const auto owner = consensus::check_seal(record, header, context, scheme);
    if (!owner) return Failure{std::string{consensus::message_of(owner.error())}};

    consensus::Beacon beacon = beacon_;
    beacon.apply(*owner, record.beacon_reveal, header);
    const Bytes encoded_beacon = consensus::encode(beacon);
    ledger_.commit({executed.block, executed.hash, executed.senders, executed.receipts, executed.update,
                    record, encoded_beacon},
                   flush);
    head_ = {executed.hash, header};
    head_record_hash_ = block::hash_of(record);
    beacon_ = std::move(beacon);
    beacon_.admit(sets_.at(header.number + 1));
    return std::monostate{};
}

void Importer::append_unsealed(const ExecutedBlock& executed) {
    DEED_ASSERT(origin_.genesis.is_foreign);
    const block::CommitRecord record{.block_hash = executed.hash};
    ledger_.commit({executed.block, executed.hash, executed.senders, executed.receipts, executed.update,
                    record, consensus::encode(beacon_)});
    head_ = {executed.hash, executed.block.header};
    head_record_hash_ = block::hash_of(record);
}

void Importer::switch_branch(const ledger::BranchSwitch& change) {
    DEED_ASSERT(origin_.genesis.is_foreign);
    ledger_.switch_branch(change);
    read_head();
}

void Importer::rewind(uint64_t number) {
    consensus::Beacon beacon = consensus::Beacon::start(origin_.validators);
    const auto snapshot = std::make_unique<const ledger::Snapshot>(ledger_.snapshot());
    for (uint64_t i = 1; i <= number; ++i) {
        const auto header = snapshot->find_header(i);
        const auto record = snapshot->find_commit(i);
        beacon.admit(sets_.at(i));
        const auto owner = record ? find_revealer(*record, i, sets_.at(i), seed_at(i), beacon) : std::nullopt;
        if (!header || !owner) throw Error{"block " + std::to_string(i) + " is not there"};
        beacon.apply(*owner, record->beacon_reveal, header->header);
    }
    sets_.forget();
    ledger_.rewind(number, consensus::encode(beacon));
    read_head();
}

}  // namespace deed::chain
