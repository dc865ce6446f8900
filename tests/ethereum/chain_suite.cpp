#include <memory>
#include <unordered_map>

#include <boost/json.hpp>

#include "runtime/execution/block_executor.hpp"
#include "runtime/execution/check_block.hpp"
#include "runtime/execution/state_root.hpp"
#include "tests/ethereum/json_file.hpp"
#include "tests/ethereum/network.hpp"
#include "tests/ethereum/state_fixture.hpp"
#include "tests/ethereum/suites.hpp"
#include "vm/base/error.hpp"
#include "vm/base/hex.hpp"
#include "vm/tracing/step_recorder.hpp"

namespace deed::conformance {
namespace {

namespace json = boost::json;
using execution::BlockFailure;
using execution::InvalidBlock;

struct Imported {
    block::Header header;
    state::MemoryState state;
};

/// Every block of one test, each with the state after it.
class Blocks {
  public:
    /// Code runs on @p engine; instructions go to @p trace. Both may be null.
    Blocks(block::ChainConfig config, block::Header genesis, state::MemoryState state,
           machine::Engine* engine, std::ostream* trace)
        : config_(std::move(config)), engine_(engine), trace_(trace), head_(block::hash_of(genesis)) {
        blocks_.emplace(head_, Imported{std::move(genesis), std::move(state)});
    }

    [[nodiscard]] const Hash& head() const { return head_; }
    [[nodiscard]] const state::MemoryState& state() const { return blocks_.at(head_).state; }

    /// Takes the block and makes it the head, or says by name why not.
    std::string import(BytesView encoded) {
        const auto block = block::decode_block(encoded);
        if (!block) return "Undecodable";
        const auto parent = blocks_.find(block->header.parent_hash);
        if (parent == blocks_.end()) return std::string{name_of(InvalidBlock::UnknownParent)};
        if (const auto valid = execution::check_header(block->header, parent->second.header, config_); !valid)
            return std::string{name_of(valid.error())};
        if (const auto valid = execution::check_body(*block, config_); !valid)
            return std::string{name_of(valid.error())};
        return run(*block, parent->second);
    }

  private:
    static std::string name_of_failure(const BlockFailure& failure) {
        return std::string{failure.invalid ? name_of(*failure.invalid) : name_of(failure.reason)};
    }

    std::string run(const block::Block& block, const Imported& parent) {
        const auto senders = execution::find_senders(block, config_);
        if (!senders) return name_of_failure(senders.error());
        tracing::StepRecorder recorder{
            {}, [this](const tracing::Step& step) { *trace_ << format_step(step) << '\n'; }};
        const auto outcome = execution::execute_block(
            block, *senders, parent.state, config_, hashes_before(block.header), codes_,
            {.engine = engine_, .tracer = trace_ == nullptr ? nullptr : &recorder});
        if (!outcome) return name_of_failure(outcome.error());
        Imported imported{block.header, parent.state};
        imported.state.apply(outcome->diff);
        const Hash state_root = execution::compute_state_root(imported.state);
        if (trace_ != nullptr) write_summary(block.header, state_root);
        if (state_root != block.header.state_root) return std::string{name_of(InvalidBlock::WrongStateRoot)};
        head_ = block::hash_of(block.header);
        blocks_.insert_or_assign(head_, std::move(imported));
        return {};
    }

    void write_summary(const block::Header& header, const Hash& state_root) {
        const auto revision = config_.revision_at(header.number, header.timestamp);
        *trace_ << tracing::format_summary({.state_root = state_root,
                                            .gas_used = static_cast<int64_t>(header.gas_used),
                                            .passed = state_root == header.state_root,
                                            .fork = isa::name_of(revision)})
                << '\n';
    }

    execution::BlockHashes hashes_before(const block::Header& header) const {
        return [this, start = header.parent_hash](uint64_t number) {
            Hash hash = start;
            for (auto at = blocks_.find(hash); at != blocks_.end(); at = blocks_.find(hash)) {
                if (at->second.header.number == number) return hash;
                hash = at->second.header.parent_hash;
            }
            return Hash{};
        };
    }

    block::ChainConfig config_;
    machine::Engine* engine_;
    std::ostream* trace_;
    machine::CodeCache codes_;
    Hash head_;
    std::unordered_map<Hash, Imported> blocks_;
};

/// Nothing when the block does not decode.
uint64_t gas_used_by(BytesView encoded) {
    const auto block = block::decode_block(encoded);
    return block ? block->header.gas_used : 0;
}

std::string judge_import(const json::object& step, const std::string& refusal) {
    const auto* exception = step.if_contains("expectException");
    if (!exception) return refusal.empty() ? "" : "refused: " + refusal;
    const std::string wanted{exception->as_string()};
    if (refusal.empty()) return "taken, expected " + wanted;
    return is_expected_refusal(wanted, refusal) ? "" : "refused with " + refusal + ", expected " + wanted;
}

std::string judge_end(const json::object& test, const Blocks& blocks) {
    if (blocks.head() != hash_of_text(test.at("lastblockhash")))
        return "the head is " + to_hex_prefixed(blocks.head());
    if (const auto* expected = test.if_contains("postState"); expected && expected->is_object())
        return first_difference(read_accounts(expected->as_object()), blocks.state());
    const Hash root = execution::compute_state_root(blocks.state());
    return root == hash_of_text(test.at("postStateHash")) ? "" : "the state root is " + to_hex_prefixed(root);
}

std::string check(const json::object& test, const block::ChainConfig& config, CaseLog& log) {
    const Bytes genesis_encoded = hex_bytes(test.at("genesisRLP"));
    const auto genesis = block::decode_block(genesis_encoded);
    if (!genesis) return "the genesis block does not decode";
    auto pre = read_accounts(test.at("pre").as_object());
    if (execution::compute_state_root(pre) != genesis->header.state_root)
        return "the genesis state has another root";
    Blocks blocks{config, genesis->header, std::move(pre), log.engine(), log.trace()};
    size_t index = 0;
    for (const auto& value : test.at("blocks").as_array()) {
        const json::object& step = value.as_object();
        const Bytes encoded = hex_bytes(step.at("rlp"));
        const auto refusal = log.time_block(gas_used_by(encoded), [&] { return blocks.import(encoded); });
        const auto problem = judge_import(step, refusal);
        if (!problem.empty()) return "block " + std::to_string(index) + ": " + problem;
        ++index;
    }
    return judge_end(test, blocks);
}

}  // namespace

void run_chain(const std::filesystem::path& file, CaseLog& log) {
    const auto document = read_json(file);
    for (const auto& [name, value] : document.as_object()) {
        const json::object& test = value.as_object();
        const std::string_view network{test.at("network").as_string()};
        const auto case_name = std::string{name} + " " + std::string{network};
        if (!log.wants_fork(network) || !log.wants(case_name)) continue;
        const auto config = read_network(test);
        if (!config || config->revision_at(0, 0) < isa::Revision::Paris) {
            log.skip("networks that begin before Paris");
        } else {
            log.note(case_name, check(test, *config, log));
        }
    }
}

}  // namespace deed::conformance
