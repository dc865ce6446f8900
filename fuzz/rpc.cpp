#include <boost/json.hpp>

#include "tests/ethereum/driven_node.hpp"

// Any text as a JSON-RPC request, at the doors of a node: it is answered by JSON of the right form, and
// blocks come from nowhere but the fork choice.
namespace {

using namespace deed;
namespace bj = boost::json;

constexpr size_t kMostBytes = 4'096;

chain::ChainGenesis make_genesis() {
    auto genesis = chain::make_development_genesis({Address{{0x11}}}, 30'000'000);
    genesis.is_development = false;
    genesis.is_foreign = true;
    return genesis;
}

/// Either a result or an error, with the id that was given.
void check_answer(const bj::value& answer) {
    const bj::object& members = answer.as_object();
    DEED_ASSERT(members.at("jsonrpc") == "2.0");
    DEED_ASSERT(members.contains("id"));
    DEED_ASSERT(members.contains("result") != members.contains("error"));
    if (const auto* error = members.if_contains("error")) {
        DEED_ASSERT(error->at("code").is_int64());
        DEED_ASSERT(error->at("message").is_string());
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static conformance::DrivenNode node{make_genesis()};
    if (size > kMostBytes) return 0;
    const auto head = node.chain().head();
    const auto text = node.answer_text({reinterpret_cast<const char*>(data), size});
    if (!text.empty()) {
        const auto answer = bj::parse(text);
        if (const auto* batch = answer.if_array())
            for (const auto& one : *batch) check_answer(one);
        else
            check_answer(answer);
    }
    // No payload that was ever valid is in the corpus, and none is found by chance.
    DEED_ASSERT(node.chain().head()->id == head->id);
    return 0;
}
