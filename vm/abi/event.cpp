#include <algorithm>

#include "vm/abi/contract.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::abi {
namespace {

using Done = Result<std::monostate, EncodeError>;

size_t round_up(size_t size) {
    return (size + 31) / 32 * 32;
}

/// The encoding that an indexed value's digest is made from: no offsets, no lengths, and padding only inside
/// of arrays and tuples.
Done append_in_place(const Type& type, const Value& value, Bytes& out) {
    const auto append_members = [&](auto type_at) -> Done {
        const auto* members = std::get_if<Values>(&value.data);
        if (members == nullptr) return Failure{EncodeError::WrongKind};
        for (size_t i = 0; i < members->size(); ++i) {
            DEED_TRY(done, append_in_place(type_at(i), (*members)[i], out));
            (void)done;
            out.resize(round_up(out.size()));
        }
        return std::monostate{};
    };
    if (type.kind == Kind::Array || type.kind == Kind::List)
        return append_members([&](size_t) -> const Type& { return type.element(); });
    if (type.kind == Kind::Tuple)
        return append_members([&](size_t i) -> const Type& { return type.members[i]; });
    if (type.kind == Kind::Bytes) {
        append(out, std::get<Bytes>(value.data));
    } else if (type.kind == Kind::String) {
        append(out, as_bytes(std::get<std::string>(value.data)));
    } else {
        DEED_TRY(word, encode(std::span{&type, 1}, std::span{&value, 1}));
        append(out, word);
    }
    return std::monostate{};
}

Result<Hash, EncodeError> encode_topic(const Type& type, const Value& value) {
    // Encoding the usual way checks that the value is one of its type.
    DEED_TRY(code, encode(std::span{&type, 1}, std::span{&value, 1}));
    if (!is_digest_in_topic(type)) return Hash::from(code);
    Bytes in_place;
    DEED_TRY(done, append_in_place(type, value, in_place));
    (void)done;
    return crypto::keccak256(in_place);
}

Result<Value, DecodeError> decode_topic(const Type& type, const Hash& topic) {
    if (is_digest_in_topic(type)) return Value{to_bytes(topic)};
    DEED_TRY(values, decode(std::span{&type, 1}, topic));
    return std::move(values.front());
}

size_t topic_count(const Event& event) {
    const auto is_indexed = [](const EventParameter& p) { return p.place == Place::Topic; };
    const auto indexed = std::count_if(event.inputs.begin(), event.inputs.end(), is_indexed);
    return static_cast<size_t>(indexed) + (event.naming == Naming::Named ? 1 : 0);
}

std::vector<Type> data_types(const Event& event) {
    std::vector<Type> types;
    for (const auto& input : event.inputs)
        if (input.place == Place::Data) types.push_back(input.type);
    return types;
}

}  // namespace

bool is_digest_in_topic(const Type& type) {
    return is_dynamic(type) || type.kind == Kind::Array || type.kind == Kind::Tuple;
}

Result<EventCode, EncodeError> encode_event(const Event& event, std::span<const Value> values) {
    if (values.size() != event.inputs.size()) return Failure{EncodeError::WrongCount};
    EventCode code;
    if (event.naming == Naming::Named) code.topics.push_back(topic_of(event));
    Values in_data;
    for (size_t i = 0; i < values.size(); ++i) {
        if (event.inputs[i].place == Place::Data) {
            in_data.push_back(values[i]);
            continue;
        }
        DEED_TRY(topic, encode_topic(event.inputs[i].type, values[i]));
        code.topics.push_back(topic);
    }
    DEED_TRY(data, encode(data_types(event), in_data));
    code.data = std::move(data);
    return code;
}

Result<Values, DecodeError> decode_event(const Event& event, std::span<const Hash> topics, BytesView data) {
    if (topics.size() != topic_count(event)) return Failure{DecodeError::InputTooShort};
    if (event.naming == Naming::Named) {
        if (topics.front() != topic_of(event)) return Failure{DecodeError::OutOfRange};
        topics = topics.subspan(1);
    }
    DEED_TRY(in_data, decode(data_types(event), data));
    Values values;
    auto next_in_data = in_data.begin();
    for (const auto& input : event.inputs) {
        if (input.place == Place::Data) {
            values.push_back(std::move(*next_in_data++));
            continue;
        }
        DEED_TRY(value, decode_topic(input.type, topics.front()));
        topics = topics.subspan(1);
        values.push_back(std::move(value));
    }
    return values;
}

}  // namespace deed::abi
