#include "tools/contract_test/gas_table.hpp"

#include <algorithm>
#include <map>

namespace deed::contract_test {
namespace {

/// Bounds hold for data of up to 32 KiB.
constexpr uint64_t kLongestWords = 1024;

std::optional<uint64_t> bound_of(const CompileOutput& program, const std::string& contract,
                                 const std::string& function) {
    const Artifact* const artifact = program.find(contract);
    if (artifact == nullptr) return std::nullopt;
    for (const FunctionGas& gas : artifact->gas)
        if (gas.name == function && gas.cold) return gas.cold->base + gas.cold->per_word * kLongestWords;
    return std::nullopt;
}

}  // namespace

std::vector<GasRow> make_gas_table(const CompileOutput& program, const std::vector<MeasuredCall>& calls) {
    std::map<std::pair<std::string, std::string>, std::vector<const MeasuredCall*>> by_function;
    for (const MeasuredCall& call : calls) by_function[{call.contract, call.function}].push_back(&call);
    std::vector<GasRow> rows;
    for (auto& [name, measured] : by_function) {
        std::sort(measured.begin(), measured.end(),
                  [](const MeasuredCall* a, const MeasuredCall* b) { return a->gas < b->gas; });
        GasRow row{.contract = name.first,
                   .function = name.second,
                   .calls = measured.size(),
                   .least = measured.front()->gas,
                   .median = measured[measured.size() / 2]->gas,
                   .most = measured.back()->gas,
                   .bound = bound_of(program, name.first, name.second)};
        uint64_t sum = 0;
        for (const MeasuredCall* call : measured) {
            sum += call->gas;
            row.most_own = std::max(row.most_own, call->own_gas);
        }
        row.mean = sum / measured.size();
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace deed::contract_test
