#include "runtime/gateway/open_api.hpp"

#include <boost/json/array.hpp>
#include <fmt/format.h>

namespace deed::gateway {
namespace {

namespace bj = boost::json;

bj::object text_schema(std::string_view pattern) {
    return {{"type", "string"}, {"pattern", pattern}};
}

bj::object sequence_schema(const abi::Type& type) {
    bj::object schema{{"type", "array"}, {"items", make_schema(type.element())}};
    if (type.kind == abi::Kind::Array) {
        schema["minItems"] = type.size;
        schema["maxItems"] = type.size;
    }
    return schema;
}

bj::object object_schema(std::span<const abi::Parameter> parameters) {
    bj::object properties;
    bj::array required;
    for (size_t i = 0; i < parameters.size(); ++i) {
        const auto name = parameters[i].name.empty() ? std::to_string(i) : parameters[i].name;
        properties[name] = make_schema(parameters[i].type);
        required.emplace_back(name);
    }
    return {{"type", "object"},
            {"properties", std::move(properties)},
            {"required", std::move(required)},
            {"additionalProperties", false}};
}

bj::object tuple_schema(const abi::Type& type) {
    std::vector<abi::Parameter> members;
    for (size_t i = 0; i < type.members.size(); ++i)
        members.push_back({i < type.names.size() ? type.names[i] : std::string{}, type.members[i]});
    return object_schema(members);
}

bj::object json_content(bj::object schema) {
    return {{"application/json", bj::object{{"schema", std::move(schema)}}}};
}

/// What a request is for: a call may name the block it is made at.
enum class Purpose : uint8_t { Call, Send };

bj::object request_body(const abi::Function& function, Purpose purpose) {
    bj::object properties{{"args", object_schema(function.inputs)},
                          {"from", make_schema(abi::address_type())},
                          {"gas", make_schema(abi::uint_type(64))}};
    if (function.mutability == abi::Mutability::Payable) properties["value"] = make_schema(abi::uint_type());
    if (purpose == Purpose::Call)
        properties["block"] =
            bj::object{{"description", "a number, a block hash, or a tag such as \"latest\""},
                       {"type", bj::array{"integer", "string"}}};
    bj::object schema{{"type", "object"}, {"properties", std::move(properties)}};
    if (!function.inputs.empty()) schema["required"] = bj::array{"args"};
    return {{"required", !function.inputs.empty()}, {"content", json_content(std::move(schema))}};
}

bj::object problem_response(std::string_view description) {
    return {{"description", description},
            {"content", bj::object{{"application/problem+json",
                                    bj::object{{"schema", bj::object{{"type", "object"}}}}}}}};
}

bj::object responses(std::string_view description, bj::object schema) {
    return {{"200", bj::object{{"description", description}, {"content", json_content(std::move(schema))}}},
            {"404", problem_response("no such contract or function")},
            {"422", problem_response("an argument is wrong, or the call reverts")}};
}

bj::object result_schema(const abi::Function& function) {
    if (function.outputs.empty()) return {{"type", "null"}};
    if (function.outputs.size() == 1) return make_schema(function.outputs.front().type);
    return object_schema(function.outputs);
}

bj::object call_operation(const abi::Function& function) {
    bj::object answer{{"type", "object"}, {"properties", bj::object{{"result", result_schema(function)}}}};
    return {{"summary", "Calls " + abi::signature_of(function)},
            {"requestBody", request_body(function, Purpose::Call)},
            {"responses", responses("what the function returns", std::move(answer))}};
}

bj::object send_operation(const abi::Function& function) {
    bj::object answer{{"type", "object"}};
    return {{"summary", "Sends a transaction to " + abi::signature_of(function)},
            {"requestBody", request_body(function, Purpose::Send)},
            {"responses", responses("the transaction, in its block", std::move(answer))}};
}

}  // namespace

bj::object make_schema(const abi::Type& type) {
    switch (type.kind) {
        case abi::Kind::Uint: return text_schema("^[0-9]+$");
        case abi::Kind::Int: return text_schema("^-?[0-9]+$");
        case abi::Kind::Bool: return {{"type", "boolean"}};
        case abi::Kind::Address: return text_schema("^0x[0-9a-fA-F]{40}$");
        case abi::Kind::FixedBytes: return text_schema(fmt::format("^0x[0-9a-fA-F]{{{}}}$", type.size * 2));
        case abi::Kind::Bytes: return text_schema("^0x([0-9a-fA-F]{2})*$");
        case abi::Kind::String: return {{"type", "string"}};
        case abi::Kind::Array:
        case abi::Kind::List: return sequence_schema(type);
        case abi::Kind::Tuple: return tuple_schema(type);
    }
    DEED_ASSERT(false);
}

bj::object make_open_api(const Contract& contract) {
    bj::object paths;
    for (const auto& function : contract.interface.functions) {
        const bool is_overloaded =
            std::ranges::count(contract.interface.functions, function.name, &abi::Function::name) > 1;
        const auto name = is_overloaded ? abi::signature_of(function) : function.name;
        const auto base = "/api/v1/contracts/" + contract.name;
        paths[base + "/call/" + name] = bj::object{{"post", call_operation(function)}};
        const bool is_view =
            function.mutability == abi::Mutability::View || function.mutability == abi::Mutability::Pure;
        if (!is_view) paths[base + "/send/" + name] = bj::object{{"post", send_operation(function)}};
    }
    return {{"openapi", "3.1.0"},
            {"info", bj::object{{"title", contract.name}, {"version", "1"}}},
            {"paths", std::move(paths)}};
}

}  // namespace deed::gateway
