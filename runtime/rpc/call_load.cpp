#include "runtime/rpc/call_load.hpp"

#include <functional>
#include <string_view>

namespace deed::rpc {
namespace {

/// "0x" and four bytes.
constexpr size_t kSelectorText = 10;

std::string_view text_of(const boost::json::object& call, const char* name) {
    const auto* value = call.if_contains(name);
    if (value == nullptr || !value->is_string()) return {};
    return {value->get_string().data(), value->get_string().size()};
}

size_t kind_of(const boost::json::value* value) {
    const auto* call = value == nullptr ? nullptr : value->if_object();
    if (call == nullptr) return 0;
    const auto input = text_of(*call, "input");
    const auto selector = (input.empty() ? text_of(*call, "data") : input).substr(0, kSelectorText);
    const std::hash<std::string_view> hash;
    return hash(text_of(*call, "to")) ^ (hash(selector) * 3);
}

}  // namespace

bool CallLoad::was_heavy(const boost::json::value* call) const {
    return is_heavy_[kind_of(call) % kKinds].load(std::memory_order_relaxed);
}

void CallLoad::note(const boost::json::value* call, uint64_t gas) {
    auto& flag = is_heavy_[kind_of(call) % kKinds];
    const bool is_heavy = gas > kHeavyGas;
    if (flag.load(std::memory_order_relaxed) != is_heavy) flag.store(is_heavy, std::memory_order_relaxed);
}

}  // namespace deed::rpc
