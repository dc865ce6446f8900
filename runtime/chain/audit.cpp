#include "runtime/chain/audit.hpp"

#include <algorithm>
#include <array>

#include "runtime/chain/importer.hpp"
#include "runtime/chain/origin.hpp"
#include "runtime/storage/damaged_error.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::chain {
namespace {

using storage::Table;

/// The tables whose keys begin with the block's number.
constexpr std::array kTablesByBlock{Table::Headers,  Table::Bodies,  Table::Transactions,
                                    Table::Receipts, Table::Commits, Table::BlockChanges};

/// What no block explains (a validator's past, the names of contracts): their checksums are all there is to
/// check.
bool is_private(Table table) {
    return table == Table::Rewinds || table == Table::Contracts || table == Table::SideBlocks ||
           table == Table::Lies;
}

bool are_equal(BytesView a, BytesView b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

std::string describe(Table table, BytesView key) {
    return "table " + std::string{storage::info_of(table).name} + ", key " + to_hex_prefixed(key);
}

/// Says how two tables differ at one place, or nothing when they do not.
std::optional<std::string> difference(Table table, const std::optional<storage::Entry>& stored,
                                      const std::optional<storage::Entry>& replayed) {
    if (!stored && !replayed) return std::nullopt;
    if (!stored) return describe(table, replayed->key) + ": the entry is missing";
    if (!replayed) return describe(table, stored->key) + ": no replay makes this entry";
    if (!are_equal(stored->key, replayed->key)) {
        const bool is_missing = std::lexicographical_compare(replayed->key.begin(), replayed->key.end(),
                                                             stored->key.begin(), stored->key.end());
        return is_missing ? describe(table, replayed->key) + ": the entry is missing"
                          : describe(table, stored->key) + ": no replay makes this entry";
    }
    if (!are_equal(stored->value, replayed->value))
        return describe(table, stored->key) + ": the replay gives another value";
    return std::nullopt;
}

bool has_prefix(const std::optional<storage::Entry>& entry, BytesView prefix) {
    return entry && entry->key.size() >= prefix.size() && are_equal(entry->key.first(prefix.size()), prefix);
}

/// Compares the entries under a prefix; counts them.
std::optional<std::string> compare(Table table, BytesView prefix, const storage::Transaction& stored,
                                   const storage::Transaction& replayed, uint64_t& entries) {
    auto stored_cursor = stored.cursor(table);
    auto replayed_cursor = replayed.cursor(table);
    auto left = stored_cursor.seek(prefix);
    auto right = replayed_cursor.seek(prefix);
    while (true) {
        if (!has_prefix(left, prefix)) left.reset();
        if (!has_prefix(right, prefix)) right.reset();
        if (!left && !right) return std::nullopt;
        if (auto found = difference(table, left, right)) return found;
        ++entries;
        left = stored_cursor.next();
        right = replayed_cursor.next();
    }
}

uint64_t check_private(Table table, const storage::Transaction& stored) {
    uint64_t entries = 0;
    auto cursor = stored.cursor(table);
    for (auto entry = cursor.first(); entry; entry = cursor.next()) ++entries;
    return entries;
}

/// Compares the codes of a development chain: a block that was taken away leaves its codes behind, and they
/// harm nobody as long as they are what their keys say.
std::optional<std::string> compare_codes(const storage::Transaction& stored,
                                         const storage::Transaction& replayed, uint64_t& entries) {
    auto cursor = stored.cursor(Table::Codes);
    for (auto entry = cursor.first(); entry; entry = cursor.next()) {
        if (!are_equal(crypto::keccak256(entry->value), entry->key))
            return describe(Table::Codes, entry->key) + ": the code has another hash";
        ++entries;
    }
    auto wanted = replayed.cursor(Table::Codes);
    for (auto entry = wanted.first(); entry; entry = wanted.next())
        if (!stored.find(Table::Codes, entry->key))
            return describe(Table::Codes, entry->key) + ": the entry is missing";
    return std::nullopt;
}

class Auditor {
  public:
    Auditor(const ledger::Ledger& source, const ChainOrigin& origin, ledger::Ledger& scratch)
        : source_(source), origin_(origin), scratch_(scratch) {}

    Audit run(const std::function<void(uint64_t, uint64_t)>& on_block) {
        try {
            replay(on_block);
            if (!audit_.problem) compare_everything();
        } catch (const storage::DamagedError& error) {
            audit_.problem = AuditProblem{current_, error.what()};
        }
        return audit_;
    }

  private:
    void replay(const std::function<void(uint64_t, uint64_t)>& on_block) {
        current_ = 0;
        audit_.is_development = origin_.genesis.is_development;
        const ChainOrigin replayed = initialise(scratch_, origin_.genesis, origin_.validators);
        if (replayed.identity.genesis_hash != origin_.identity.genesis_hash)
            return fail("its hash is not what the genesis gives");
        Importer importer{scratch_, origin_};
        if (!compare_block(0)) return;
        note_head(importer);
        const uint64_t newest = source_.snapshot().head().number;
        for (uint64_t number = 1; number <= newest; ++number) {
            current_ = number;
            if (!replay_block(importer, number)) return;
            note_head(importer);
            on_block(number, newest);
        }
        current_.reset();
        audit_.voted = count_voted(importer.validators_at(newest + 1), newest);
        if (const auto marks = source_.find_marks())
            scratch_.switch_branch({.ancestor = newest, .blocks = {}, .marks = *marks, .forgotten = {}});
    }

    [[nodiscard]] uint64_t count_voted(const consensus::ValidatorSet& validators, uint64_t newest) const {
        uint64_t count = 0;
        for (const consensus::Validator& validator : validators.members()) {
            const auto is_voted = [&](uint64_t height) {
                const auto vote = source_.find_vote(validator.address, height);
                return vote && vote->height == height && !vote->proposal.empty();
            };
            while (is_voted(newest + count + 1)) ++count;
        }
        return count;
    }

    bool replay_block(Importer& importer, uint64_t number) {
        const auto snapshot = source_.snapshot();
        const auto block = snapshot.find_block(number);
        const auto record = snapshot.find_commit(number);
        if (!block || !record) return refuse("it is missing");
        if (block->header.number != number) return refuse("its header is that of another block");
        const auto executed = importer.check(*block, record->development_edits);
        if (!executed) return refuse(executed.error());
        if (origin_.genesis.is_foreign) {
            importer.append_unsealed(*executed);
        } else {
            const auto appended = importer.append(*executed, *record);
            if (!appended) return refuse(appended.error());
        }
        audit_.transactions += block->transactions.size();
        audit_.edits += executed->edits.count();
        return compare_block(number);
    }

    bool compare_block(uint64_t number) {
        const auto stored = source_.snapshot();
        const auto replayed = scratch_.snapshot();
        const Hash word = to_hash(Uint256{number});
        for (const Table table : kTablesByBlock) {
            // Its list goes with what was there before the block.
            if (table == Table::BlockChanges && number <= stored.oldest_state()) continue;
            const auto found = compare(table, BytesView{word}.last(8), stored.transaction(),
                                       replayed.transaction(), audit_.entries);
            if (found) return refuse(*found);
        }
        return true;
    }

    void compare_everything() {
        scratch_.forget_states_before(source_.snapshot().oldest_state());
        const auto stored = source_.snapshot();
        const auto replayed = scratch_.snapshot();
        audit_.entries = 0;
        for (size_t i = 0; i < storage::kTables.size(); ++i) {
            const auto table = static_cast<Table>(i);
            if (is_private(table)) {
                audit_.entries += check_private(table, stored.transaction());
                continue;
            }
            // Blocks that were left behind have left their codes.
            const bool may_be_more =
                table == Table::Codes && (audit_.is_development || origin_.genesis.is_foreign);
            const auto found =
                may_be_more
                    ? compare_codes(stored.transaction(), replayed.transaction(), audit_.entries)
                    : compare(table, {}, stored.transaction(), replayed.transaction(), audit_.entries);
            if (found) return fail(*found);
        }
    }

    void note_head(const Importer& importer) {
        audit_.head = {importer.head().header.number, importer.head().hash};
        audit_.state_root = importer.head().header.state_root;
    }

    void fail(const std::string& what) { audit_.problem = AuditProblem{current_, what}; }
    bool refuse(const std::string& what) {
        fail(what);
        return false;
    }

    const ledger::Ledger& source_;
    const ChainOrigin& origin_;
    ledger::Ledger& scratch_;
    std::optional<uint64_t> current_;
    Audit audit_;
};

}  // namespace

Audit audit_chain(const std::filesystem::path& data, const std::optional<ChainGenesis>& genesis,
                  const std::filesystem::path& scratch,
                  const std::function<void(uint64_t, uint64_t)>& on_block) {
    try {
        const ledger::Ledger source{data, {.access = storage::Access::ReadOnly}};
        const auto origin = read_origin(source, genesis, GenesisPart::Everything);
        if (!origin) throw Error{"the data directory " + data.string() + " holds no chain"};
        ledger::Ledger replayed{scratch, {.durability = storage::Durability::Lazy}};
        return Auditor{source, *origin, replayed}.run(on_block);
    } catch (const storage::DamagedError& error) {
        Audit audit;
        audit.problem = AuditProblem{std::nullopt, error.what()};
        return audit;
    }
}

}  // namespace deed::chain
