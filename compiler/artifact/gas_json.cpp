#include <algorithm>

#include <boost/json.hpp>

#include "compiler/artifact/artifact.hpp"
#include "vm/base/hex.hpp"

namespace deed::artifact {
namespace {

namespace json = boost::json;

json::object to_json(const codegen::GasBound& bound) {
    return {{"base", bound.base}, {"perWord", bound.per_word}};
}

json::object make_place(const ir::Origin& origin, const source::Sources& sources) {
    const auto place = sources.line_column(origin.span.file, origin.span.begin);
    return {{"text", sources.text(origin.span)},
            {"source", sources.path(origin.span.file)},
            {"line", place.line},
            {"column", place.column}};
}

}  // namespace

json::array make_gas(const sema::Contract& contract, const std::vector<codegen::FunctionGas>& gas,
                     const source::Sources& sources) {
    json::array rows;
    for (const codegen::FunctionGas& one : gas) {
        const auto function =
            std::find_if(contract.functions.begin(), contract.functions.end(),
                         [&](const auto& candidate) { return candidate->name == one.name; });
        if (function == contract.functions.end()) continue;
        json::array calls;
        for (const ir::Origin& origin : one.calls) calls.push_back(make_place(origin, sources));
        json::object row{{"function", one.name},
                         {"selector", to_hex_prefixed((*function)->signature.selector)},
                         {"excludes", std::move(calls)}};
        if (one.cold) row["cold"] = to_json(*one.cold);
        if (one.warm) row["warm"] = to_json(*one.warm);
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace deed::artifact
