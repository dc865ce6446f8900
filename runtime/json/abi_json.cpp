#include "runtime/json/abi_json.hpp"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "vm/base/hex.hpp"
#include "vm/crypto/address.hpp"

namespace deed::json {
namespace {

namespace bj = boost::json;

// Reading.

std::string_view text_of(const bj::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string_view{value->get_string()}
                                                  : std::string_view{};
}

bool flag_of(const bj::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_bool() && value->get_bool();
}

const bj::array* find_array(const bj::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value == nullptr ? nullptr : value->if_array();
}

Result<std::vector<abi::Parameter>, ParseError> parse_parameters(const bj::array* rows, size_t depth);

Result<abi::Parameter, ParseError> parse_parameter(const bj::value& row, size_t depth) {
    if (!row.is_object()) return Failure{ParseError{"a parameter is no object"}};
    const auto& object = row.get_object();
    DEED_TRY(components, parse_parameters(find_array(object, "components"), depth + 1));
    const auto type = abi::parse_type(text_of(object, "type"), components);
    if (!type) return Failure{ParseError{"\"" + std::string{text_of(object, "type")} + "\" is no type"}};
    return abi::Parameter{std::string{text_of(object, "name")}, *type};
}

Result<std::vector<abi::Parameter>, ParseError> parse_parameters(const bj::array* rows, size_t depth) {
    std::vector<abi::Parameter> parameters;
    if (rows == nullptr) return parameters;
    if (depth > abi::kDeepestType) return Failure{ParseError{"types are nested too deeply"}};
    for (const auto& row : *rows) {
        DEED_TRY(parameter, parse_parameter(row, depth));
        parameters.push_back(std::move(parameter));
    }
    return parameters;
}

Result<abi::Mutability, ParseError> parse_mutability(const bj::object& entry) {
    const auto name = text_of(entry, "stateMutability");
    // Compilers before 2018 wrote two flags instead.
    if (name.empty() && flag_of(entry, "payable")) return abi::Mutability::Payable;
    if (name.empty()) return flag_of(entry, "constant") ? abi::Mutability::View : abi::Mutability::Nonpayable;
    const auto mutability = abi::find_mutability(name);
    if (!mutability) return Failure{ParseError{"\"" + std::string{name} + "\" is no mutability"}};
    return *mutability;
}

Result<abi::Event, ParseError> parse_event(const bj::object& entry) {
    abi::Event event;
    event.name = text_of(entry, "name");
    event.naming = flag_of(entry, "anonymous") ? abi::Naming::Anonymous : abi::Naming::Named;
    const auto* rows = find_array(entry, "inputs");
    DEED_TRY(parameters, parse_parameters(rows, 0));
    for (size_t i = 0; i < parameters.size(); ++i) {
        const bool is_topic = flag_of((*rows)[i].get_object(), "indexed");
        event.inputs.push_back({std::move(parameters[i].name), std::move(parameters[i].type),
                                is_topic ? abi::Place::Topic : abi::Place::Data});
    }
    return event;
}

using Parsed = Result<std::monostate, ParseError>;

Parsed parse_entry(const bj::object& entry, abi::Interface& interface) {
    const auto type = text_of(entry, "type");
    if (type == "event") {
        DEED_TRY(event, parse_event(entry));
        interface.events.push_back(std::move(event));
        return std::monostate{};
    }
    DEED_TRY(inputs, parse_parameters(find_array(entry, "inputs"), 0));
    if (type == "error") {
        interface.errors.push_back({std::string{text_of(entry, "name")}, std::move(inputs)});
        return std::monostate{};
    }
    DEED_TRY(mutability, parse_mutability(entry));
    if (type == "constructor") {
        interface.constructor_inputs = std::move(inputs);
        interface.constructor_mutability = mutability;
    } else if (type == "fallback") {
        interface.fallback = mutability;
    } else if (type == "receive") {
        interface.receive = mutability;
    } else if (type == "function") {
        DEED_TRY(outputs, parse_parameters(find_array(entry, "outputs"), 0));
        interface.functions.push_back(
            {std::string{text_of(entry, "name")}, std::move(inputs), std::move(outputs), mutability});
    }
    return std::monostate{};
}

// Values.

bj::value number_to_json(const abi::Type& type, const Uint256& number) {
    const bool is_negative = type.kind == abi::Kind::Int && number.is_negative();
    return bj::value(is_negative ? "-" + to_decimal(-number) : to_decimal(number));
}

bj::value sequence_to_json(const abi::Type& type, const abi::Values& values) {
    bj::array array;
    for (size_t i = 0; i < values.size(); ++i)
        array.push_back(to_json(type.kind == abi::Kind::Tuple ? type.members[i] : type.element(), values[i]));
    return array;
}

bj::value tuple_to_json(const abi::Type& type, const abi::Values& values) {
    const bool has_names =
        type.names.size() == values.size() &&
        std::none_of(type.names.begin(), type.names.end(), [](const auto& name) { return name.empty(); });
    if (!has_names) return sequence_to_json(type, values);
    bj::object object;
    for (size_t i = 0; i < values.size(); ++i) object[type.names[i]] = to_json(type.members[i], values[i]);
    return object;
}

}  // namespace

Result<abi::Interface, ParseError> parse_interface(const bj::value& abi) {
    if (!abi.is_array()) return Failure{ParseError{"an ABI is an array"}};
    abi::Interface interface;
    for (size_t i = 0; i < abi.get_array().size(); ++i) {
        const auto& entry = abi.get_array()[i];
        const auto parsed = entry.is_object() ? parse_entry(entry.get_object(), interface)
                                              : Parsed{Failure{ParseError{"no object"}}};
        if (!parsed)
            return Failure{
                ParseError{"entry " + std::to_string(i) + " of the ABI: " + parsed.error().reason}};
    }
    return interface;
}

bj::value to_json(const abi::Type& type, const abi::Value& value) {
    switch (type.kind) {
        case abi::Kind::Uint:
        case abi::Kind::Int: return number_to_json(type, std::get<Uint256>(value.data));
        case abi::Kind::Bool: return std::get<bool>(value.data);
        case abi::Kind::Address: return bj::value(crypto::to_checksum(std::get<Address>(value.data)));
        case abi::Kind::FixedBytes:
        case abi::Kind::Bytes: return bj::value(to_hex_prefixed(std::get<Bytes>(value.data)));
        case abi::Kind::String: return bj::value(std::get<std::string>(value.data));
        case abi::Kind::Array:
        case abi::Kind::List: return sequence_to_json(type, std::get<abi::Values>(value.data));
        case abi::Kind::Tuple: return tuple_to_json(type, std::get<abi::Values>(value.data));
    }
    DEED_ASSERT(false);
}

bj::object to_json(std::span<const abi::Parameter> parameters, std::span<const abi::Value> values) {
    DEED_ASSERT(parameters.size() == values.size());
    bj::object object;
    for (size_t i = 0; i < values.size(); ++i) {
        const auto& name = parameters[i].name;
        object[name.empty() ? std::to_string(i) : name] = to_json(parameters[i].type, values[i]);
    }
    return object;
}

}  // namespace deed::json
