#include "runtime/gateway/artifact.hpp"

#include <boost/json/object.hpp>

#include "runtime/json/abi_json.hpp"
#include "vm/base/hex.hpp"

namespace deed::gateway {
namespace {

namespace bj = boost::json;

const bj::value* find(const bj::value* value, const char* name) {
    const auto* object = value == nullptr ? nullptr : value->if_object();
    return object == nullptr ? nullptr : object->if_contains(name);
}

/// The text of a bytecode that stands by itself or as "object" within an object.
const bj::string* bytecode_text(const bj::value* value) {
    if (value == nullptr) return nullptr;
    if (const auto* text = value->if_string()) return text;
    const auto* object = find(value, "object");
    return object == nullptr ? nullptr : object->if_string();
}

const bj::string* find_bytecode(const bj::value& artifact) {
    if (const auto* text = bytecode_text(find(&artifact, "bytecode"))) return text;
    return bytecode_text(find(find(&artifact, "evm"), "bytecode"));
}

std::string_view text_of(const bj::string& text) {
    return {text.data(), text.size()};
}

}  // namespace

Result<Artifact, std::string> read_artifact(const bj::value& json) {
    const auto* abi = find(&json, "abi");
    if (abi == nullptr) return Failure{std::string{"the artifact has no \"abi\""}};
    auto interface = json::parse_interface(*abi);
    if (!interface) return Failure{"the artifact's ABI: " + interface.error().reason};

    const auto* text = find_bytecode(json);
    if (text == nullptr) return Failure{std::string{"the artifact has no \"bytecode\""}};
    auto code = from_hex(text_of(*text));
    if (!code) return Failure{std::string{"the bytecode is not hexadecimal; are all libraries linked?"}};
    if (code->empty())
        return Failure{std::string{"the bytecode is empty: an abstract contract or interface"}};

    const auto* name = find(&json, "contractName");
    const auto* source_map = find(&json, "sourceMap");
    // Other compilers write a text there.
    const bool has_map = source_map != nullptr && source_map->is_object();
    return Artifact{
        .name = name != nullptr && name->is_string() ? std::string{text_of(name->get_string())} : "",
        .abi = *abi,
        .interface = *std::move(interface),
        .init_code = *std::move(code),
        .source_map = has_map ? *source_map : bj::value(nullptr)};
}

}  // namespace deed::gateway
