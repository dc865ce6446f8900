#include "runtime/rpc/params.hpp"

#include <type_traits>

namespace deed::rpc {

const boost::json::value* Params::find(size_t index) const {
    if (index >= size()) return nullptr;
    const auto& value = (*values_)[index];
    return value.is_null() ? nullptr : &value;
}

template <typename Parse>
auto Params::parse(size_t index, Parse parse) const {
    using Value = typename std::invoke_result_t<Parse, const boost::json::value&>::value_type;
    const auto* value = find(index);
    if (value == nullptr) return Result<Value, Error>{Failure{missing_argument(index)}};
    auto parsed = parse(*value);
    if (!parsed) return Result<Value, Error>{Failure{invalid_argument(index, parsed.error().reason)}};
    return Result<Value, Error>{*std::move(parsed)};
}

Result<Address, Error> Params::address(size_t index) const {
    return parse(index, json::parse_address);
}
Result<Hash, Error> Params::hash(size_t index) const {
    return parse(index, json::parse_hash);
}
Result<Bytes, Error> Params::data(size_t index) const {
    return parse(index, json::parse_data);
}
Result<Uint256, Error> Params::quantity(size_t index) const {
    return parse(index, json::parse_quantity);
}
Result<uint64_t, Error> Params::number(size_t index) const {
    return parse(index, json::parse_number);
}
Result<Uint256, Error> Params::lenient_number(size_t index) const {
    return parse(index, json::parse_lenient_number);
}
Result<Uint256, Error> Params::slot(size_t index) const {
    return parse(index, json::parse_slot);
}
Result<json::CallRequest, Error> Params::call(size_t index) const {
    return parse(index, json::parse_call);
}
Result<json::BlockId, Error> Params::block(size_t index) const {
    return parse(index, json::parse_block_id);
}

Result<json::BlockId, Error> Params::block_or_latest(size_t index) const {
    if (find(index) == nullptr) return json::BlockId{};
    return block(index);
}

Result<bool, Error> Params::flag(size_t index) const {
    if (find(index) == nullptr) return false;
    return parse(index, json::parse_boolean);
}

Result<std::string_view, Error> Params::text(size_t index) const {
    const auto* value = find(index);
    if (value == nullptr) return Failure{missing_argument(index)};
    if (!value->is_string()) return Failure{invalid_argument(index, "expected a string")};
    const auto& text = value->get_string();
    return std::string_view{text.data(), text.size()};
}

Result<const boost::json::object*, Error> Params::object(size_t index) const {
    const auto* value = find(index);
    if (value == nullptr) return Failure{missing_argument(index)};
    if (!value->is_object()) return Failure{invalid_argument(index, "expected an object")};
    return &value->get_object();
}

Result<const boost::json::array*, Error> Params::array(size_t index) const {
    const auto* value = find(index);
    if (value == nullptr) return Failure{missing_argument(index)};
    if (!value->is_array()) return Failure{invalid_argument(index, "expected an array")};
    return &value->get_array();
}

}  // namespace deed::rpc
