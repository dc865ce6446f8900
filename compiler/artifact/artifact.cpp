#include "compiler/artifact/artifact.hpp"

#include <boost/json.hpp>

#include "compiler/ir/module.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::artifact {
namespace {

namespace json = boost::json;

constexpr uint32_t kImmutableSize = 32;

json::object make_immutable_references(const Parts& parts) {
    json::object references;
    const auto& places = parts.runtime.immutable_references;
    for (size_t i = 0; i < places.size(); ++i) {
        json::value& rows = references[parts.immutable_names[i]];
        if (!rows.is_array()) rows = json::array{};
        for (const uint32_t start : places[i])
            rows.as_array().push_back(json::object{{"start", start}, {"length", kImmutableSize}});
    }
    return references;
}

json::array make_source_names(const source::Sources& sources) {
    json::array names;
    for (uint32_t i = 0; i < sources.size(); ++i) names.emplace_back(sources.path(source::FileId{i}));
    return names;
}

json::object make_source_hashes(const source::Sources& sources) {
    json::object hashes;
    for (uint32_t i = 0; i < sources.size(); ++i) {
        const source::FileId file{i};
        hashes[sources.path(file)] = to_hex_prefixed(crypto::keccak256(as_bytes(sources.text(file))));
    }
    return hashes;
}

}  // namespace

source::LineColumn place_of(const ir::Origin& origin, const source::Sources& sources) {
    if (origin.span.begin == origin.span.end) return {0, 0};
    return sources.line_column(origin.span.file, origin.span.begin);
}

json::array make_source_map(const codegen::Code& code, const source::Sources& sources) {
    json::array rows;
    for (const codegen::MapEntry& entry : code.map) {
        const auto file = static_cast<uint32_t>(entry.origin.span.file);
        const auto place = place_of(entry.origin, sources);
        json::array row{entry.pc, file, place.line, place.column};
        if (entry.origin.check != ir::Check::None) row.emplace_back(text_of(entry.origin.check));
        rows.push_back(std::move(row));
    }
    return rows;
}

json::object make_artifact(const Parts& parts) {
    const std::string& source_name = parts.sources.path(parts.contract.span.file);
    const Documents documents = make_documents(parts.contract);
    return {{"_format", "deed-artifact-1"},
            {"contractName", parts.contract.name},
            {"sourceName", source_name},
            {"abi", make_abi(parts.contract)},
            {"bytecode", to_hex_prefixed(parts.creation.bytes)},
            {"deployedBytecode", to_hex_prefixed(parts.runtime.bytes)},
            {"linkReferences", json::object{}},
            {"deployedLinkReferences", json::object{}},
            {"immutableReferences", make_immutable_references(parts)},
            {"storageLayout", make_storage_layout(parts.contract, source_name, parts.layout)},
            {"sourceMap", json::object{{"sources", make_source_names(parts.sources)},
                                       {"creation", make_source_map(parts.creation, parts.sources)},
                                       {"runtime", make_source_map(parts.runtime, parts.sources)}}},
            {"gas", make_gas(parts.contract, parts.gas, parts.sources)},
            {"authority", make_authority(parts.contract)},
            {"audit", make_audit(parts.contract, parts.sources)},
            {"userdoc", documents.user},
            {"devdoc", documents.developer},
            {"compiler", json::object{{"name", "deed"},
                                      {"version", parts.settings.compiler_version},
                                      {"evmVersion", parts.settings.evm},
                                      {"optimizer", parts.settings.optimizer}}},
            {"sourceHashes", make_source_hashes(parts.sources)}};
}

}  // namespace deed::artifact
