#include "compiler/lower/module_builder.hpp"

#include <algorithm>
#include <utility>

#include "compiler/ir/graph.hpp"

namespace deed::lower {

uint32_t ModuleBuilder::add_function(std::string name, ir::FunctionKind kind, uint32_t result_count) {
    functions_.push_back({std::move(name), kind, result_count, {}, {}, {}});
    return static_cast<uint32_t>(functions_.size() - 1);
}

uint32_t ModuleBuilder::supply(const std::string& name, const std::function<uint32_t()>& build) {
    const auto found = supplied_.find(name);
    if (found != supplied_.end()) return found->second;
    const uint32_t number = build();
    supplied_.emplace(name, number);
    return number;
}

uint32_t ModuleBuilder::add_data(const Bytes& bytes) {
    const auto [place, is_new] = data_.try_emplace(bytes, static_cast<uint32_t>(module_.data.size()));
    if (is_new) module_.data.push_back(bytes);
    return place->second;
}

uint32_t ModuleBuilder::reserve_data() {
    module_.data.emplace_back();
    return static_cast<uint32_t>(module_.data.size() - 1);
}

uint32_t ModuleBuilder::add_immutable(std::string name) {
    module_.immutables.push_back(std::move(name));
    return static_cast<uint32_t>(module_.immutables.size() - 1);
}

uint32_t ModuleBuilder::add_global(uint32_t bytes) {
    return std::exchange(module_.global_size, module_.global_size + bytes);
}

void ModuleBuilder::want_scratch(uint32_t bytes) {
    module_.scratch_size = std::max(module_.scratch_size, (bytes + 31) / 32 * 32);
}

ir::Module ModuleBuilder::finish() {
    for (ir::Function& function : functions_) {
        ir::remove_unreachable(function);
        module_.functions.push_back(std::move(function));
    }
    return std::move(module_);
}

}  // namespace deed::lower
