#include <utility>
#include <vector>

#include <boost/json/array.hpp>

#include "tools/client/contract.hpp"
#include "vm/base/hex.hpp"

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

void note(json::LastSteps& last, uint64_t pc, const bj::value& step) {
    const auto* op = step.as_object().if_contains("op");
    const std::string_view name = op != nullptr && op->is_string() ? op->get_string() : std::string_view{};
    last.pc = pc;
    if (name == "JUMP" || name == "JUMPI") last.jump = pc;
    if (name == "JUMPI") last.branch = pc;
}

std::string_view text_of(const bj::value& frame, std::string_view name) {
    const auto* object = frame.if_object();
    const auto* member = object == nullptr ? nullptr : object->if_contains(name);
    return member == nullptr || !member->is_string() ? std::string_view{}
                                                     : std::string_view{member->get_string()};
}

/// The call whose revert @p frame passed on as it was: its last one; null when it failed by itself.
const bj::value* find_failed_call(const bj::value& frame) {
    const auto* object = frame.if_object();
    const auto* calls = object == nullptr ? nullptr : object->if_contains("calls");
    if (calls == nullptr || !calls->is_array() || calls->get_array().empty()) return nullptr;
    const bj::value& last = calls->get_array().back();
    const bool is_passed_on = text_of(last, "output") == text_of(frame, "output");
    return is_passed_on && !text_of(last, "error").empty() ? &last : nullptr;
}

std::optional<bj::value> trace(RpcClient& rpc, const bj::object& call, const std::string& block,
                               const bj::object& options) {
    try {
        return rpc.call("debug_traceCall", {call, bj::string{block}, options});
    } catch (const RpcError&) {
        return std::nullopt;
    }
}

/// What the contracts know that a failure passed through.
struct Failed {
    std::optional<json::CodeMap> map = std::nullopt;  ///< of the innermost that has one
    uint64_t depth = 1;                               ///< of its call
    std::vector<abi::ErrorType> errors = {};          ///< of all, the innermost first
};

void pass_through(Failed& failed, Known known, uint64_t depth) {
    failed.errors.insert(failed.errors.begin(), known.interface.errors.begin(), known.interface.errors.end());
    if (!known.code_map) return;
    failed.map = std::move(known.code_map);
    failed.depth = depth;
}

Failed find_failed(RpcClient& rpc, const Contract& contract, const bj::object& call,
                   const std::string& block) {
    Failed failed;
    pass_through(failed, contract.known, 1);
    const auto calls =
        contract.find_other ? trace(rpc, call, block, {{"tracer", "callTracer"}}) : std::nullopt;
    if (!calls) return failed;
    uint64_t depth = 2;
    for (const auto* frame = find_failed_call(*calls); frame != nullptr; frame = find_failed_call(*frame)) {
        const auto address = address_from_hex(text_of(*frame, "to"));
        if (auto known = address ? contract.find_other(*address) : std::nullopt)
            pass_through(failed, *std::move(known), depth);
        ++depth;
    }
    return failed;
}

std::optional<json::CodePlace> find_place(RpcClient& rpc, const Failed& failed, const bj::object& call,
                                          const std::string& block) {
    if (!failed.map) return std::nullopt;
    const auto steps_trace = trace(rpc, call, block, {{"disableStack", true}, {"disableStorage", true}});
    const auto* object = steps_trace ? steps_trace->if_object() : nullptr;
    const auto* steps = object == nullptr ? nullptr : object->if_contains("structLogs");
    if (steps == nullptr || !steps->is_array()) return std::nullopt;

    // Of the calls at a depth the last one failed, as it was passed on. What it calls is one level deeper.
    std::optional<json::LastSteps> last;
    uint64_t last_depth = 0;
    for (const bj::value& step : steps->get_array()) {
        const auto pc = number_of(step, "pc");
        const uint64_t depth = number_of(step, "depth").value_or(0);
        const bool has_begun = depth == failed.depth && last_depth < depth;
        last_depth = depth;
        if (!pc || depth != failed.depth) continue;
        if (has_begun || !last) last.emplace();
        note(*last, *pc, step);
    }
    return last ? failed.map->find(*last) : std::nullopt;
}

}  // namespace

RevertText explain_revert(RpcClient& rpc, const Contract& contract, const bj::object& call,
                          const std::string& block, BytesView output) {
    const Failed failed = find_failed(rpc, contract, call, block);
    RevertText revert = describe_revert(output, failed.errors);
    revert.place = find_place(rpc, failed, call, block);
    return revert;
}

}  // namespace deed::client
