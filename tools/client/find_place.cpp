#include <boost/json/array.hpp>

#include "tools/client/contract.hpp"

namespace deed::client {
namespace {

namespace bj = boost::json;

std::optional<uint64_t> number_of(const bj::value& step, std::string_view name) {
    const auto* object = step.if_object();
    const auto* member = object == nullptr ? nullptr : object->if_contains(name);
    if (member == nullptr) return std::nullopt;
    boost::system::error_code error;
    const auto number = member->to_number<uint64_t>(error);
    return error ? std::nullopt : std::optional{number};
}

bool is_jump(const bj::value& step) {
    const auto* op = step.as_object().if_contains("op");
    return op != nullptr && op->is_string() && op->get_string().starts_with("JUMP") &&
           op->get_string() != "JUMPDEST";
}

}  // namespace

std::optional<json::CodePlace> find_place(RpcClient& rpc, const Contract& contract, const bj::object& call,
                                          const std::string& block) {
    if (!contract.code_map) return std::nullopt;
    bj::value trace;
    try {
        trace = rpc.call("debug_traceCall", {call, bj::string{block},
                                             bj::object{{"disableStack", true}, {"disableStorage", true}}});
    } catch (const RpcError&) {
        return std::nullopt;
    }
    const auto* object = trace.if_object();
    const auto* steps = object == nullptr ? nullptr : object->if_contains("structLogs");
    if (steps == nullptr || !steps->is_array()) return std::nullopt;

    // Only the contract's own steps: those of what it calls are one level deeper.
    uint64_t last_jump = 0;
    std::optional<uint64_t> last_pc;
    for (const bj::value& step : steps->get_array()) {
        const auto pc = number_of(step, "pc");
        if (!pc || number_of(step, "depth") != 1) continue;
        if (is_jump(step)) last_jump = *pc;
        last_pc = pc;
    }
    if (!last_pc) return std::nullopt;
    return contract.code_map->find(*last_pc, last_jump);
}

}  // namespace deed::client
