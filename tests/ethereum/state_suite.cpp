#include <ostream>

#include <boost/json.hpp>

#include "runtime/block/receipt.hpp"
#include "runtime/execution/executor.hpp"
#include "runtime/execution/state_root.hpp"
#include "tests/ethereum/json_file.hpp"
#include "tests/ethereum/state_fixture.hpp"
#include "tests/ethereum/suites.hpp"
#include "vm/base/error.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/keccak.hpp"
#include "vm/tracing/step_recorder.hpp"

namespace deed::conformance {
namespace {

namespace json = boost::json;
using execution::Environment;
using isa::Revision;

/// State tests have no chain: the hash of a block is that of its number in decimal text.
Hash hash_of_block(uint64_t number) {
    return crypto::keccak256(as_bytes(std::to_string(number)));
}

Environment read_environment(const json::object& test, std::string_view fork, Revision revision) {
    const json::object& env = test.at("env").as_object();
    Environment environment;
    environment.revision = revision;
    environment.blobs = read_blob_schedule(test, fork, revision);
    machine::BlockContext& block = environment.block;
    block.number = number_of(env.at("currentNumber"));
    block.timestamp = number_of(env.at("currentTimestamp"));
    block.gas_limit = number_of(env.at("currentGasLimit"));
    block.coinbase = address_of(env.at("currentCoinbase"));
    block.prev_randao =
        word_or_zero(env, revision >= Revision::Paris ? "currentRandom" : "currentDifficulty");
    if (revision >= Revision::London) block.base_fee = word_or_zero(env, "currentBaseFee");
    block.blob_base_fee =
        execution::blob_base_fee(word_or_zero(env, "currentExcessBlobGas")[0], environment.blobs);
    block.chain_id = read_chain_id(test);
    block.block_hash = hash_of_block;
    return environment;
}

/// The transaction of old vectors, which do not carry it encoded.
Bytes sign_transaction(const json::object& fields, const json::object& indexes) {
    const auto pick = [&](std::string_view member, std::string_view index) -> const json::value& {
        return fields.at(member).as_array().at(indexes.at(index).to_number<size_t>());
    };
    block::Transaction transaction;
    transaction.nonce = number_of(fields.at("nonce"));
    transaction.max_fee_per_gas = transaction.max_priority_fee_per_gas = word_of(fields.at("gasPrice"));
    transaction.gas_limit = number_of(pick("gasLimit", "gas"));
    if (!fields.at("to").as_string().empty()) transaction.to = address_of(fields.at("to"));
    transaction.value = word_of(pick("value", "value"));
    transaction.data = hex_bytes(pick("data", "data"));
    const auto key = crypto::PrivateKey::from(hash_of_text(fields.at("secretKey")));
    if (!key) throw Error("the test's secret key is out of range");
    return encode(block::sign(std::move(transaction), *key));
}

Bytes read_transaction(const json::object& test, const json::object& expected) {
    if (const auto* encoded = expected.if_contains("txbytes")) return hex_bytes(*encoded);
    return sign_transaction(test.at("transaction").as_object(), expected.at("indexes").as_object());
}

/// What cases run with; engine and trace may be null.
struct Machinery {
    machine::CodeCache& codes;
    machine::Engine* engine;
    std::ostream* trace;
};

struct Run {
    std::string refusal;  ///< why the transaction did not run; empty when it did
    execution::Outcome outcome;
};

Run run_transaction(BytesView encoded, const Environment& environment, state::Journal& journal,
                    const Machinery& machinery) {
    const auto transaction = block::decode_transaction(encoded);
    if (!transaction) return {"Undecodable", {}};
    const auto sender = execution::find_sender(*transaction, environment);
    if (!sender) return {std::string{execution::name_of(sender.error())}, {}};
    tracing::StepRecorder recorder{
        {}, [trace = machinery.trace](const tracing::Step& step) { *trace << format_step(step) << '\n'; }};
    execution::Executor executor{
        environment,
        journal,
        machinery.codes,
        {.engine = machinery.engine, .tracer = machinery.trace == nullptr ? nullptr : &recorder}};
    auto outcome = executor.transact(*sender, transaction->fields);
    if (!outcome) return {std::string{execution::name_of(outcome.error())}, {}};
    return {{}, *std::move(outcome)};
}

std::string judge_refusal(const json::object& expected, const std::string& refusal) {
    const auto* exception = expected.if_contains("expectException");
    if (!exception) return refusal.empty() ? "" : "the transaction was refused: " + refusal;
    const std::string wanted{exception->as_string()};
    if (refusal.empty()) return "the transaction ran, expected " + wanted;
    return is_expected_refusal(wanted, refusal) ? "" : "refused with " + refusal + ", expected " + wanted;
}

std::string judge_state(const json::object& expected, const state::MemoryState& state) {
    const Hash root = execution::compute_state_root(state);
    if (root == hash_of_text(expected.at("hash"))) return {};
    const auto* accounts = expected.if_contains("state");
    const auto difference = accounts ? first_difference(read_accounts(accounts->as_object()), state) : "";
    return difference.empty() ? "state root is " + to_hex_prefixed(root) : difference;
}

std::string judge_logs(const json::object& expected, const std::vector<state::Log>& logs) {
    if (crypto::keccak256(block::encode_logs(logs)) == hash_of_text(expected.at("logs"))) return {};
    std::string text = "the logs differ; there are " + std::to_string(logs.size());
    if (!logs.empty()) text += ", the first of " + to_hex_prefixed(logs[0].address);
    return text;
}

void write_summary(const execution::Outcome& outcome, const state::MemoryState& state, Revision revision,
                   std::ostream& trace) {
    trace << tracing::format_summary({.state_root = execution::compute_state_root(state),
                                      .output = outcome.output,
                                      .gas_used = static_cast<int64_t>(outcome.gas_used),
                                      .passed = outcome.is_success(),
                                      .fork = isa::name_of(revision)})
          << '\n';
}

std::string run_case(const json::object& test, const json::object& expected, const Environment& environment,
                     state::MemoryState state, const Machinery& machinery) {
    state::Journal journal{state, environment.revision};
    const Run run = run_transaction(read_transaction(test, expected), environment, journal, machinery);
    const bool is_of_old_tools = expected.find("state") == expected.end();
    if (!run.refusal.empty() && is_of_old_tools && environment.revision < Revision::SpuriousDragon) {
        // They credited the miner with nothing, which made the account.
        journal.begin_transaction();
        journal.touch(environment.block.coinbase);
        journal.finish_transaction();
    }
    const state::StateDiff diff = journal.diff();
    state.apply(diff);
    if (machinery.trace != nullptr && run.refusal.empty())
        write_summary(run.outcome, state, environment.revision, *machinery.trace);
    if (auto reason = judge_refusal(expected, run.refusal); !reason.empty()) return reason;
    if (auto reason = judge_state(expected, state); !reason.empty()) return reason;
    return judge_logs(expected, run.outcome.logs);
}

std::string name_of_case(std::string_view test, std::string_view fork, const json::object& indexes) {
    const auto index = [&](std::string_view member) {
        return std::to_string(indexes.at(member).to_number<size_t>());
    };
    return std::string{test} + " " + std::string{fork} + " data " + index("data") + " gas " + index("gas") +
           " value " + index("value");
}

void run_fork(std::string_view name, const json::object& test, std::string_view fork,
              const json::array& cases, const state::MemoryState& pre, const Machinery& machinery,
              CaseLog& log) {
    const auto revision = isa::find_revision(fork);
    for (const auto& value : cases) {
        const json::object& expected = value.as_object();
        const auto case_name = name_of_case(name, fork, expected.at("indexes").as_object());
        if (!log.wants(case_name)) continue;
        if (!revision) {
            log.note(case_name, "unknown fork");
            continue;
        }
        log.note(case_name,
                 run_case(test, expected, read_environment(test, fork, *revision), pre, machinery));
    }
}

}  // namespace

void run_state(const std::filesystem::path& file, CaseLog& log) {
    const auto document = read_json(file);
    machine::CodeCache codes;
    const Machinery machinery{codes, log.engine(), log.trace()};
    for (const auto& [name, value] : document.as_object()) {
        const json::object& test = value.as_object();
        const state::MemoryState pre = read_accounts(test.at("pre").as_object());
        for (const auto& [fork, cases] : test.at("post").as_object())
            if (log.wants_fork(fork)) run_fork(name, test, fork, cases.as_array(), pre, machinery, log);
    }
}

}  // namespace deed::conformance
