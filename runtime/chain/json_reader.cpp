#include "runtime/chain/json_reader.hpp"

#include <boost/json.hpp>

#include "vm/base/hex.hpp"

namespace deed::chain {
namespace {

std::optional<Uint256> read_word(const boost::json::value& value) {
    if (value.is_uint64()) return Uint256{value.get_uint64()};
    if (value.is_int64() && value.get_int64() >= 0) return Uint256{static_cast<uint64_t>(value.get_int64())};
    if (!value.is_string()) return std::nullopt;
    return parse_uint256(std::string_view{value.get_string()});
}

}  // namespace

JsonReader::JsonReader(const boost::json::value& value, std::string path, ErrorPlace& error)
    : object_(value.if_object()), path_(std::move(path)), error_(&error) {
    if (object_ == nullptr && !error) error = (path_.empty() ? "the file" : path_) + " is not a JSON object";
}

const boost::json::value* JsonReader::find(std::string_view name) const {
    if (object_ == nullptr) return nullptr;
    const auto* value = object_->if_contains(name);
    return value == nullptr || value->is_null() ? nullptr : value;
}

bool JsonReader::has(std::string_view name) const {
    return find(name) != nullptr;
}

std::vector<std::string> JsonReader::names() const {
    std::vector<std::string> result;
    if (object_ != nullptr)
        for (const auto& field : *object_)
            if (!field.value().is_null()) result.emplace_back(field.key());
    return result;
}

void JsonReader::fail(std::string_view name, std::string_view what) const {
    if (!*error_) *error_ = path_ + (path_.empty() ? "" : ".") + std::string{name} + " " + std::string{what};
}

JsonReader JsonReader::object(std::string_view name) const {
    if (!has(name)) fail(name, "is missing");
    return object_or_empty(name);
}

JsonReader JsonReader::object_or_empty(std::string_view name) const {
    static const boost::json::value kEmpty = boost::json::object{};
    const auto* value = find(name);
    return {value == nullptr ? kEmpty : *value, path_ + (path_.empty() ? "" : ".") + std::string{name},
            *error_};
}

std::vector<JsonReader> JsonReader::array_or_empty(std::string_view name) const {
    std::vector<JsonReader> result;
    const auto* value = find(name);
    if (value == nullptr) return result;
    if (!value->is_array()) {
        fail(name, "is not an array");
        return result;
    }
    for (const auto& member : value->get_array())
        result.emplace_back(
            member, path_ + "." + std::string{name} + "[" + std::to_string(result.size()) + "]", *error_);
    return result;
}

Uint256 JsonReader::word(std::string_view name) const {
    const auto* value = find(name);
    if (value == nullptr) fail(name, "is missing");
    if (value == nullptr) return {};
    const auto word = read_word(*value);
    if (!word) fail(name, "is not a number");
    return word.value_or(Uint256{});
}

Uint256 JsonReader::word_or(std::string_view name, const Uint256& otherwise) const {
    return has(name) ? word(name) : otherwise;
}

uint64_t JsonReader::number(std::string_view name) const {
    const Uint256 value = word(name);
    if (!value.fits_uint64()) fail(name, "is too large");
    return static_cast<uint64_t>(value);
}

uint64_t JsonReader::number_or(std::string_view name, uint64_t otherwise) const {
    return has(name) ? number(name) : otherwise;
}

bool JsonReader::boolean_or(std::string_view name, bool otherwise) const {
    const auto* value = find(name);
    if (value == nullptr) return otherwise;
    if (!value->is_bool()) fail(name, "is neither true nor false");
    return value->is_bool() && value->get_bool();
}

Bytes JsonReader::fixed(std::string_view name, size_t size) const {
    const Bytes bytes = bytes_or_empty(name);
    if (bytes.size() == size) return bytes;
    fail(name, "does not have " + std::to_string(size) + " bytes");
    return Bytes(size);
}

Address JsonReader::address(std::string_view name) const {
    return Address::from(fixed(name, Address::kSize));
}

Address JsonReader::address_or_zero(std::string_view name) const {
    return has(name) ? address(name) : Address{};
}

Hash JsonReader::hash(std::string_view name) const {
    return Hash::from(fixed(name, Hash::kSize));
}

Hash JsonReader::hash_or_zero(std::string_view name) const {
    return has(name) ? hash(name) : Hash{};
}

Bytes JsonReader::bytes_or_empty(std::string_view name) const {
    const auto* value = find(name);
    if (value == nullptr) return {};
    const auto bytes = value->is_string() ? from_hex(std::string_view{value->get_string()}) : std::nullopt;
    if (!bytes) fail(name, "is not hexadecimal");
    return bytes.value_or(Bytes{});
}

}  // namespace deed::chain
