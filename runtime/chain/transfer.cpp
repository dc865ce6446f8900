#include "runtime/chain/transfer.hpp"

#include <algorithm>
#include <istream>
#include <ostream>

#include "runtime/block/field_reader.hpp"
#include "runtime/chain/importer.hpp"
#include "runtime/chain/origin.hpp"
#include "vm/base/error.hpp"
#include "vm/base/rlp.hpp"

namespace deed::chain {
namespace {

/// The validators of a chain that a consensus client decides about.
const Bytes kNobodyKnown = rlp::ListBuilder{}.finish();

/// An item of the file, which no block with its record comes near.
constexpr uint64_t kLargestItem = uint64_t{64} << 20;

void write(std::ostream& out, BytesView bytes) {
    out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    if (!out) throw Error{"the file cannot be written"};
}

void read_exactly(std::istream& in, Bytes& bytes, uint64_t count) {
    const size_t start = bytes.size();
    bytes.resize(start + count);
    in.read(reinterpret_cast<char*>(bytes.data() + start), static_cast<std::streamsize>(count));
    if (static_cast<uint64_t>(in.gcount()) != count) throw Error{"the file ends within an item"};
}

/// The next list of the file with its header; empty at the end.
Bytes read_item(std::istream& in) {
    constexpr uint8_t kShortList = 0xc0;
    constexpr uint8_t kLongList = 0xf7;
    if (in.peek() == std::char_traits<char>::eof()) return {};
    Bytes item;
    read_exactly(in, item, 1);
    if (item[0] < kShortList) throw Error{"the file is no exported chain"};
    uint64_t size = item[0] - kShortList;
    if (item[0] > kLongList) {
        read_exactly(in, item, item[0] - kLongList);
        const Uint256 length = word_from(BytesView{item}.subspan(1));
        if (length > Uint256{kLargestItem}) throw Error{"an item of the file is too large"};
        size = length[0];
    }
    read_exactly(in, item, size);
    return item;
}

/// The two members of an item.
std::pair<BytesView, BytesView> split(const Bytes& item) {
    const auto outer = block::decode_outer_list(item);
    if (!outer) throw Error{"an item of the file cannot be read"};
    block::FieldReader::ErrorPlace error;
    block::FieldReader fields{*outer, error};
    const auto first = fields.item();
    const auto second = fields.item();
    fields.finish();
    if (error) throw Error{"an item of the file cannot be read"};
    const auto content = [](const rlp::Item& member) {
        return member.kind == rlp::Kind::List ? member.encoded : member.payload;
    };
    return {content(first), content(second)};
}

ChainOrigin begin(ledger::Ledger& ledger, const Bytes& item) {
    const auto [text, validators] = split(item);
    const bool is_foreign = std::ranges::equal(validators, kNobodyKnown);
    auto genesis = is_foreign ? parse_foreign_genesis(as_text(text)) : parse_genesis(as_text(text));
    if (!genesis) throw Error{"the genesis in the file cannot be used: " + genesis.error()};
    if (auto stored = read_origin(ledger, *genesis)) return std::move(*stored);
    return initialise(ledger, *genesis,
                      is_foreign ? resolve_validators(*genesis, {}) : decode_validators(validators));
}

/// Whether the block is there already; throws when another is in its place.
bool is_known(const Importer& importer, const ledger::Ledger& ledger, const block::Block& block) {
    if (block.header.number > importer.head().header.number) return false;
    const auto stored = ledger.snapshot().find_header(block.header.number);
    if (!stored || stored->hash != block::hash_of(block.header))
        throw Error{"block " + std::to_string(block.header.number) +
                    " of the file is another than that of the directory"};
    return true;
}

void append(Importer& importer, const ChainOrigin& origin, const block::Block& block,
            const block::CommitRecord& record) {
    const auto refuse = [&](const std::string& why) {
        throw Error{"block " + std::to_string(block.header.number) + " of the file does not hold: " + why};
    };
    const auto executed = importer.check(block, record.development_edits);
    if (!executed) return refuse(executed.error());
    if (origin.genesis.is_foreign) {
        if (record != block::CommitRecord{.block_hash = executed->hash})
            return refuse("it comes with a record, and a consensus client decides about this chain");
        return importer.append_unsealed(*executed);
    }
    const auto appended = importer.append(*executed, record);
    if (!appended) refuse(appended.error());
}

}  // namespace

uint64_t export_chain(const std::filesystem::path& data, std::ostream& out, const Progress& progress) {
    const ledger::Ledger ledger{data, {.access = storage::Access::ReadOnly}};
    const auto origin = ledger.origin();
    if (!origin) throw Error{"the data directory " + data.string() + " holds no chain"};
    const BytesView validators = origin->is_foreign ? BytesView{kNobodyKnown} : origin->validators;
    write(out, rlp::ListBuilder{}.add(as_bytes(ledger.genesis_text())).add(validators).finish());
    const auto snapshot = ledger.snapshot();
    const uint64_t newest = snapshot.head().number;
    for (uint64_t number = 1; number <= newest; ++number) {
        const auto block = snapshot.find_block(number);
        const auto record = snapshot.find_commit(number);
        if (!block || !record) throw Error{"block " + std::to_string(number) + " is missing"};
        write(out, rlp::ListBuilder{}
                       .add_encoded(block::encode(*block))
                       .add_encoded(block::encode(*record))
                       .finish());
        progress(number, newest);
    }
    out.flush();
    if (!out) throw Error{"the file cannot be written"};
    return newest;
}

ImportResult import_chain(const std::filesystem::path& data, std::istream& in, const Progress& progress) {
    const auto start = in.tellg();
    in.seekg(0, std::ios::end);
    const auto all = static_cast<uint64_t>(in.tellg() - start);
    in.seekg(start);
    const Bytes first = read_item(in);
    if (first.empty()) throw Error{"the file is empty"};

    ledger::Ledger ledger{data, {}};
    const ChainOrigin origin = begin(ledger, first);
    Importer importer{ledger, origin};
    ImportResult result{.is_driven = origin.genesis.is_foreign};
    for (Bytes item = read_item(in); !item.empty(); item = read_item(in)) {
        const auto [encoded_block, encoded_record] = split(item);
        const auto block = block::decode_block(encoded_block);
        const auto record = block::decode_commit_record(encoded_record);
        if (!block || !record) throw Error{"a block of the file cannot be read"};
        const bool was_known = is_known(importer, ledger, *block);
        if (!was_known) append(importer, origin, *block, *record);
        ++(was_known ? result.known : result.added);
        progress(static_cast<uint64_t>(in.tellg() - start), all);
    }
    return result;
}

void copy_chain(const std::filesystem::path& data, const std::filesystem::path& target) {
    if (std::filesystem::exists(target / "data.mdb"))
        throw Error{"the directory " + target.string() + " holds a chain already"};
    const ledger::Ledger ledger{data, {.access = storage::Access::ReadOnly}};
    const auto origin = read_origin(ledger, std::nullopt);
    if (!origin) throw Error{"the data directory " + data.string() + " holds no chain"};
    // The copy gets its name when it is whole: what is left of an interrupted one is not taken for a chain.
    const auto partial = target / "partial";
    std::filesystem::remove_all(partial);
    ledger.copy_to(partial);
    {
        ledger::Ledger copy{partial, {}};
        const Importer checked{copy, *origin};
    }
    // The data file makes it a chain: it comes last.
    for (const auto* name : {"votes.0", "votes.1", "foothold.0", "foothold.1", "data.mdb"})
        std::filesystem::rename(partial / name, target / name);
    std::filesystem::remove_all(partial);
}

}  // namespace deed::chain
