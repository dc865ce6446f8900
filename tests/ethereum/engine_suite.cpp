#include <fstream>

#include <boost/json.hpp>

#include "runtime/execution/state_root.hpp"
#include "tests/ethereum/driven_node.hpp"
#include "tests/ethereum/engine_exchanges.hpp"
#include "tests/ethereum/engine_sequences.hpp"
#include "tests/ethereum/json_file.hpp"
#include "tests/ethereum/network.hpp"
#include "tests/ethereum/state_fixture.hpp"
#include "tests/ethereum/suites.hpp"
#include "vm/base/hex.hpp"

// Three kinds of files: payload tests (as block tests, with the parameters of engine_newPayload), sequences
// of requests and answers over one genesis, and what a consensus client and its execution client were heard
// saying.
namespace deed::conformance {
namespace {

namespace bj = boost::json;
namespace fs = std::filesystem;

block::Header read_header(const bj::object& fields) {
    block::Header header;
    const auto hash = [&](const char* name) { return hash_of_text(fields.at(name)); };
    header.parent_hash = hash("parentHash");
    header.beneficiary = address_of(fields.at("coinbase"));
    header.transactions_root = hash("transactionsTrie");
    header.receipts_root = hash("receiptTrie");
    header.difficulty = word_of(fields.at("difficulty"));
    header.gas_limit = number_of(fields.at("gasLimit"));
    header.timestamp = number_of(fields.at("timestamp"));
    header.extra_data = hex_bytes(fields.at("extraData"));
    header.prev_randao = hash("mixHash");
    if (fields.contains("baseFeePerGas")) header.base_fee_per_gas = word_of(fields.at("baseFeePerGas"));
    if (fields.contains("withdrawalsRoot")) header.withdrawals_root = hash("withdrawalsRoot");
    if (fields.contains("blobGasUsed")) header.blob_gas_used = number_of(fields.at("blobGasUsed"));
    if (fields.contains("excessBlobGas")) header.excess_blob_gas = number_of(fields.at("excessBlobGas"));
    if (fields.contains("parentBeaconBlockRoot"))
        header.parent_beacon_block_root = hash("parentBeaconBlockRoot");
    if (fields.contains("requestsHash")) header.requests_hash = hash("requestsHash");
    return header;
}

state::StateDiff diff_of(const state::MemoryState& state) {
    state::StateDiff diff;
    for (const auto& [address, entry] : state.entries())
        diff.accounts[address] = {.account = entry.account, .storage = entry.storage};
    diff.code = state.code();
    return diff;
}

chain::ChainGenesis make_genesis(const bj::object& test, const block::ChainConfig& config) {
    chain::ChainGenesis genesis;
    genesis.genesis.config = config;
    genesis.genesis.header = read_header(test.at("genesisBlockHeader").as_object());
    genesis.genesis.accounts = diff_of(read_accounts(test.at("pre").as_object()));
    genesis.is_foreign = true;
    return genesis;
}

std::string status_of(const bj::object& answer) {
    const auto* result = answer.if_contains("result");
    if (result == nullptr) return bj::serialize(answer);
    return std::string{result->at("status").as_string()};
}

/// Why the payload was not answered as it must be; empty when it was.
std::string judge(const bj::object& step, const bj::object& answer) {
    if (const auto* code = step.if_contains("errorCode")) {
        const auto* error = answer.if_contains("error");
        const bool is_it =
            error != nullptr && error->at("code").to_number<int64_t>() ==
                                    static_cast<int64_t>(std::stoll(bj::value_to<std::string>(*code)));
        return is_it ? "" : "answered " + bj::serialize(answer);
    }
    const bool must_hold = !step.contains("validationError");
    return status_of(answer) == (must_hold ? "VALID" : "INVALID") ? "" : "answered " + bj::serialize(answer);
}

std::string choose(DrivenNode& node, const bj::object& step) {
    const auto& hash = step.at("params").as_array().at(0).at("blockHash");
    const bj::object choice{{"headBlockHash", hash},
                            {"safeBlockHash", to_hex_prefixed(Hash{})},
                            {"finalizedBlockHash", to_hex_prefixed(Hash{})}};
    const auto answer = node.call(
        "engine_forkchoiceUpdatedV" + bj::value_to<std::string>(step.at("forkchoiceUpdatedVersion")),
        {choice, nullptr});
    const auto* result = answer.if_contains("result");
    const bool is_valid = result != nullptr && result->at("payloadStatus").at("status") == "VALID";
    return is_valid ? "" : "the fork choice is answered " + bj::serialize(answer);
}

std::string check(const bj::object& test, const block::ChainConfig& config, CaseLog& log) {
    DrivenNode node{make_genesis(test, config), log.engine()};
    if (node.chain().genesis_hash() != hash_of_text(test.at("genesisBlockHeader").at("hash")))
        return "the genesis block has another hash";
    size_t index = 0;
    for (const auto& value : test.at("engineNewPayloads").as_array()) {
        const bj::object& step = value.as_object();
        const std::string method =
            "engine_newPayloadV" + bj::value_to<std::string>(step.at("newPayloadVersion"));
        const auto& params = step.at("params").as_array();
        const auto answer =
            log.time_block(number_of(params.at(0).at("gasUsed")), [&] { return node.call(method, params); });
        auto problem = judge(step, answer);
        const bool is_taken = !step.contains("validationError") && !step.contains("errorCode");
        if (problem.empty() && is_taken) problem = choose(node, step);
        if (!problem.empty()) return "payload " + std::to_string(index) + ": " + problem;
        ++index;
    }
    const bool is_end = node.chain().head()->id.hash == hash_of_text(test.at("lastblockhash"));
    return is_end ? "" : "the head is " + to_hex_prefixed(node.chain().head()->id.hash);
}

void run_payloads(const bj::object& document, CaseLog& log) {
    for (const auto& [name, value] : document) {
        const bj::object& test = value.as_object();
        const std::string_view network{test.at("network").as_string()};
        if (!log.wants_fork(network) || !log.wants(name)) continue;
        const auto config = read_network(test);
        if (!config)
            log.skip("networks that are not known");
        else
            log.note(name, check(test, *config, log));
    }
}

}  // namespace

void run_engine(const fs::path& file, CaseLog& log) {
    // The steps of a sequence are played with its genesis.
    if (file.parent_path().string().find("test-cases") != std::string::npos) return;
    if (file.filename() == "genesis.json") return run_sequence(file.parent_path(), log);
    if (file.extension() == ".jsonl") return run_exchange(file, log);
    const auto document = read_json(file);
    if (document.is_array()) return run_exchange(file, log);
    const bj::object& members = document.as_object();
    const bool has_payloads = !members.empty() && members.begin()->value().is_object() &&
                              members.begin()->value().as_object().contains("engineNewPayloads");
    if (has_payloads)
        run_payloads(members, log);
    else
        log.skip("files without requests to the Engine API");
}

}  // namespace deed::conformance
