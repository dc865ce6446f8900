#include "runtime/rpc/typed_data.hpp"

#include <map>
#include <set>

#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "vm/abi/type.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::rpc {
namespace {

using json::ParseError;
using Value = boost::json::value;

/// Structs inside structs; a type that holds itself is followed no deeper.
constexpr int kMaxDepth = 64;

struct Field {
    std::string name;
    std::string type;
};
using Types = std::map<std::string, std::vector<Field>>;

Failure<ParseError> wrong(std::string reason) {
    return {ParseError{std::move(reason)}};
}

std::string_view text_of(const boost::json::string& text) {
    return {text.data(), text.size()};
}

/// "Person" of "Person[3][]".
std::string base_type(const std::string& type) {
    return type.substr(0, type.find('['));
}

Result<std::string, ParseError> text_member(const boost::json::object& object, const char* name) {
    const auto* member = object.if_contains(name);
    if (member == nullptr || !member->is_string()) return wrong(fmt::format("\"{}\" must be a string", name));
    return std::string{text_of(member->get_string())};
}

Result<std::vector<Field>, ParseError> parse_fields(const Value& value) {
    if (!value.is_array()) return wrong("a type must be an array of fields");
    std::vector<Field> fields;
    for (const auto& member : value.get_array()) {
        if (!member.is_object()) return wrong("a field must be an object");
        DEED_TRY(name, text_member(member.get_object(), "name"));
        DEED_TRY(type, text_member(member.get_object(), "type"));
        fields.push_back({std::move(name), std::move(type)});
    }
    return fields;
}

Result<Types, ParseError> parse_types(const Value* value) {
    if (value == nullptr || !value->is_object()) return wrong("\"types\" must be an object");
    Types types;
    for (const auto& member : value->get_object()) {
        DEED_TRY(fields, parse_fields(member.value()));
        types.emplace(std::string_view{member.key().data(), member.key().size()}, std::move(fields));
    }
    return types;
}

class Encoder {
  public:
    explicit Encoder(const Types& types) : types_(types) {}

    [[nodiscard]] Result<Hash, ParseError> hash_struct(const std::string& type, const Value& value,
                                                       int depth) const {
        if (depth > kMaxDepth) return wrong("typed data is nested too deeply");
        const auto found = types_.find(type);
        if (found == types_.end()) return wrong(fmt::format("unknown type \"{}\"", type));
        const auto* object = value.if_object();
        if (object == nullptr) return wrong(fmt::format("a \"{}\" must be an object", type));

        Bytes encoded = to_bytes(crypto::keccak256(as_bytes(describe(type))));
        for (const auto& field : found->second) {
            const auto* member = object->if_contains(field.name);
            DEED_TRY(word, encode(field.type, member == nullptr ? Value{} : *member, depth));
            append(encoded, word);
        }
        return crypto::keccak256(encoded);
    }

  private:
    /// "Mail(Person from,string contents)Person(string name)": the type, then those it refers to, sorted.
    [[nodiscard]] std::string describe(const std::string& type) const {
        std::set<std::string> others;
        collect(type, others);
        others.erase(type);
        std::string text = describe_one(type);
        for (const auto& other : others) text += describe_one(other);
        return text;
    }

    void collect(const std::string& type, std::set<std::string>& known) const {
        const auto found = types_.find(type);
        if (found == types_.end() || !known.insert(type).second) return;
        for (const auto& field : found->second) collect(base_type(field.type), known);
    }

    [[nodiscard]] std::string describe_one(const std::string& type) const {
        std::string text = type + "(";
        for (const auto& field : types_.at(type)) text += field.type + " " + field.name + ",";
        if (text.back() == ',') text.pop_back();
        return text + ")";
    }

    /// The word that stands for a value within its struct.
    [[nodiscard]] Result<Hash, ParseError> encode(const std::string& type, const Value& value,
                                                  int depth) const {
        if (type.ends_with(']')) return encode_array(type, value, depth);
        if (types_.contains(type))
            return value.is_null() ? Result<Hash, ParseError>{Hash{}} : hash_struct(type, value, depth + 1);
        if (type == "string") {
            if (!value.is_string()) return wrong("expected a string");
            return crypto::keccak256(as_bytes(text_of(value.get_string())));
        }
        if (type == "bytes") {
            DEED_TRY(bytes, json::parse_data(value));
            return crypto::keccak256(bytes);
        }
        return encode_word(type, value);
    }

    [[nodiscard]] Result<Hash, ParseError> encode_array(const std::string& type, const Value& value,
                                                        int depth) const {
        const auto* array = value.if_array();
        if (array == nullptr) return wrong(fmt::format("a \"{}\" must be an array", type));
        if (depth > kMaxDepth) return wrong("typed data is nested too deeply");
        const size_t bracket = type.rfind('[');
        const std::string length = type.substr(bracket + 1, type.size() - bracket - 2);
        if (!length.empty() && length != std::to_string(array->size()))
            return wrong(fmt::format("a \"{}\" with {} elements", type, array->size()));
        Bytes encoded;
        for (const auto& element : *array) {
            DEED_TRY(word, encode(type.substr(0, bracket), element, depth + 1));
            append(encoded, word);
        }
        return crypto::keccak256(encoded);
    }

    [[nodiscard]] static Result<Hash, ParseError> encode_word(const std::string& name, const Value& value) {
        const auto type = abi::parse_type(name);
        if (!type) return wrong(fmt::format("unknown type \"{}\"", name));
        switch (type->kind) {
            case abi::Kind::Uint: return encode_uint(*type, value);
            case abi::Kind::Int: return encode_int(*type, value);
            case abi::Kind::Bool: {
                DEED_TRY(flag, json::parse_boolean(value));
                return to_hash(Uint256{flag ? 1U : 0U});
            }
            case abi::Kind::Address: {
                DEED_TRY(address, json::parse_address(value));
                return to_hash(to_word(address));
            }
            case abi::Kind::FixedBytes: {
                DEED_TRY(bytes, json::parse_data(value));
                if (bytes.size() != type->size) return wrong(fmt::format("expected {} bytes", type->size));
                bytes.resize(32);
                return Hash::from(bytes);
            }
            case abi::Kind::Bytes:
            case abi::Kind::String:
            case abi::Kind::Array:
            case abi::Kind::List:
            case abi::Kind::Tuple: break;
        }
        return wrong(fmt::format("unknown type \"{}\"", name));
    }

    [[nodiscard]] static Result<Hash, ParseError> encode_uint(const abi::Type& type, const Value& value) {
        DEED_TRY(number, json::parse_lenient_number(value));
        if (number.bit_width() > type.size) return wrong(fmt::format("above {} bits", type.size));
        return to_hash(number);
    }

    [[nodiscard]] static Result<Hash, ParseError> encode_int(const abi::Type& type, const Value& value) {
        bool is_negative = value.is_int64() && value.get_int64() < 0;
        Value magnitude = value;
        if (is_negative) magnitude = uint64_t{0} - static_cast<uint64_t>(value.get_int64());
        if (value.is_string() && text_of(value.get_string()).starts_with('-')) {
            is_negative = true;
            magnitude = boost::json::string{value.get_string().subview(1)};
        }
        DEED_TRY(number, json::parse_lenient_number(magnitude));
        const Uint256 limit = Uint256{1} << (type.size - 1);
        if (is_negative ? limit < number : !(number < limit))
            return wrong(fmt::format("outside {} bits", type.size));
        return to_hash(is_negative ? -number : number);
    }

    const Types& types_;
};

}  // namespace

Result<Hash, ParseError> typed_data_digest(const Value& typed_data) {
    const auto* object = typed_data.if_object();
    if (object == nullptr) return wrong("typed data must be an object");
    DEED_TRY(types, parse_types(object->if_contains("types")));
    DEED_TRY(primary_type, text_member(*object, "primaryType"));
    const auto* domain = object->if_contains("domain");
    const auto* message = object->if_contains("message");
    if (domain == nullptr || message == nullptr) return wrong("\"domain\" and \"message\" must be there");

    const Encoder encoder{types};
    DEED_TRY(domain_hash, encoder.hash_struct("EIP712Domain", *domain, 0));
    Bytes encoded{0x19, 0x01};
    append(encoded, domain_hash);
    if (primary_type != "EIP712Domain") {
        DEED_TRY(message_hash, encoder.hash_struct(primary_type, *message, 0));
        append(encoded, message_hash);
    }
    return crypto::keccak256(encoded);
}

}  // namespace deed::rpc
