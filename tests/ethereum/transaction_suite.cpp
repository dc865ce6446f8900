#include <boost/json.hpp>

#include "runtime/execution/fees.hpp"
#include "runtime/execution/validate.hpp"
#include "tests/ethereum/json_file.hpp"
#include "tests/ethereum/state_fixture.hpp"
#include "tests/ethereum/suites.hpp"
#include "vm/base/hex.hpp"

namespace deed::conformance {
namespace {

namespace json = boost::json;

struct Checked {
    std::string refusal;  ///< empty when the transaction is valid
    block::SignedTransaction transaction;
    Address sender;
};

Checked check_transaction(BytesView encoded, const execution::Environment& environment) {
    auto transaction = block::decode_transaction(encoded);
    if (!transaction) return {.refusal = "Undecodable: " + std::string{message_of(transaction.error())}};
    const auto sender = execution::find_sender(*transaction, environment);
    if (!sender) return {.refusal = std::string{execution::name_of(sender.error())}};
    const auto form = execution::check_form(transaction->fields, environment);
    if (!form) return {.refusal = std::string{execution::name_of(form.error())}};
    return {{}, std::move(*transaction), *sender};
}

std::string judge(const Checked& checked, const json::object& expected, isa::Revision revision) {
    if (const auto* exception = expected.if_contains("exception"))
        return checked.refusal.empty() ? "is valid, expected " + std::string{exception->as_string()} : "";
    if (!checked.refusal.empty()) return "refused: " + checked.refusal;
    if (checked.sender != address_of(expected.at("sender")))
        return "sender is " + to_hex_prefixed(checked.sender);
    const Hash hash = block::hash_of(checked.transaction);
    if (hash != hash_of_text(expected.at("hash"))) return "hash is " + to_hex_prefixed(hash);
    const uint64_t gas = execution::intrinsic_gas(checked.transaction.fields, revision).intrinsic;
    return gas == number_of(expected.at("intrinsicGas")) ? "" : "intrinsic gas is " + std::to_string(gas);
}

}  // namespace

void run_transaction(const std::filesystem::path& file, CaseLog& log) {
    const auto document = read_json(file);
    for (const auto& [name, value] : document.as_object()) {
        const json::object& test = value.as_object();
        const Bytes encoded = hex_bytes(test.at("txbytes"));
        for (const auto& [fork, expected] : test.at("result").as_object()) {
            const auto case_name = std::string{name} + " " + std::string{fork};
            if (!log.wants_fork(fork) || !log.wants(case_name)) continue;
            execution::Environment environment;
            environment.revision = isa::find_revision(fork).value_or(isa::kLatestRevision);
            environment.blobs = block::kCancunBlobs;
            const Checked checked = check_transaction(encoded, environment);
            log.note(case_name, judge(checked, expected.as_object(), environment.revision));
        }
    }
}

}  // namespace deed::conformance
