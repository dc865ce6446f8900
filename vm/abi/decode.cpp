#include <algorithm>

#include "vm/abi/value.hpp"

namespace deed::abi {
namespace {

template <typename T>
using Decoded = Result<T, DecodeError>;

/// Reads values out of one input. All of them together may read every byte once: canonical input needs no
/// more, and offsets that point at the same bytes again and again cannot blow a short input up.
class Decoder {
  public:
    explicit Decoder(size_t input_size) : unread_(input_size) {}

    Decoded<Values> read_sequence(std::span<const Type> types, BytesView area) {
        return read_heads(area, types.size(), [&](size_t i) -> const Type& { return types[i]; });
    }

  private:
    /// Reads @p count values whose heads start @p area, which is also where their offsets count from.
    template <typename TypeAt>
    Decoded<Values> read_heads(BytesView area, size_t count, TypeAt type_at) {
        Values values;
        values.reserve(std::min(count, area.size() / 32));
        size_t position = 0;
        for (size_t i = 0; i < count; ++i) {
            const Type& type = type_at(i);
            if (!is_dynamic(type)) {
                DEED_TRY(value, read_static(type, area, position));
                values.push_back(std::move(value));
                continue;
            }
            DEED_TRY(offset, take_size(area, position));
            if (offset > area.size()) return Failure{DecodeError::InputTooShort};
            DEED_TRY(value, read_dynamic(type, area.subspan(offset)));
            values.push_back(std::move(value));
        }
        return values;
    }

    Decoded<Value> read_static(const Type& type, BytesView area, size_t& position) {
        const auto read_members = [&](size_t count, auto type_at) -> Decoded<Value> {
            Values members;
            for (size_t i = 0; i < count; ++i) {
                DEED_TRY(member, read_static(type_at(i), area, position));
                members.push_back(std::move(member));
            }
            return Value{std::move(members)};
        };
        if (head_size(type) > area.size() - position) return Failure{DecodeError::InputTooShort};
        if (type.kind == Kind::Array)
            return read_members(type.size, [&](size_t) -> const Type& { return type.element(); });
        if (type.kind == Kind::Tuple)
            return read_members(type.members.size(),
                                [&](size_t i) -> const Type& { return type.members[i]; });
        DEED_TRY(word, take_word(area, position));
        return read_word(type, word);
    }

    static Decoded<Value> read_word(const Type& type, const Uint256& word) {
        switch (type.kind) {
            case Kind::Uint:
                if (word.bit_width() > type.size) return Failure{DecodeError::OutOfRange};
                return Value{word};
            case Kind::Int:
                if ((word.is_negative() ? ~word : word).bit_width() > type.size - 1)
                    return Failure{DecodeError::OutOfRange};
                return Value{word};
            case Kind::Bool:
                if (word > 1) return Failure{DecodeError::OutOfRange};
                return Value{word == 1};
            case Kind::Address:
                if (word.bit_width() > 160) return Failure{DecodeError::OutOfRange};
                return Value{to_address(word)};
            case Kind::FixedBytes: {
                if (word << 8 * type.size) return Failure{DecodeError::OutOfRange};
                const Hash bytes = to_hash(word);
                return Value{to_bytes(BytesView{bytes}.first(type.size))};
            }
            case Kind::Bytes:
            case Kind::String:
            case Kind::Array:
            case Kind::List:
            case Kind::Tuple: break;
        }
        return Failure{DecodeError::OutOfRange};
    }

    Decoded<Value> read_dynamic(const Type& type, BytesView area) {
        if (type.kind == Kind::Array && type.size > area.size() / 32)
            return Failure{DecodeError::InputTooShort};
        if (type.kind == Kind::Array)
            return wrap(read_heads(area, type.size, [&](size_t) -> const Type& { return type.element(); }));
        if (type.kind == Kind::Tuple) return wrap(read_sequence(type.members, area));

        size_t position = 0;
        DEED_TRY(length, take_size(area, position));
        const auto rest = area.subspan(position);
        if (type.kind == Kind::List) {
            if (length > rest.size() / head_size(type.element())) return Failure{DecodeError::InputTooShort};
            return wrap(read_heads(rest, length, [&](size_t) -> const Type& { return type.element(); }));
        }
        if (length > rest.size()) return Failure{DecodeError::InputTooShort};
        DEED_TRY(done, use(length));
        (void)done;
        const auto bytes = rest.first(length);
        if (type.kind == Kind::String) return Value{std::string{as_text(bytes)}};
        return Value{to_bytes(bytes)};
    }

    static Decoded<Value> wrap(Decoded<Values> values) {
        if (!values) return Failure{values.error()};
        return Value{std::move(*values)};
    }

    Decoded<Uint256> take_word(BytesView area, size_t& position) {
        if (area.size() - position < 32) return Failure{DecodeError::InputTooShort};
        DEED_TRY(done, use(32));
        (void)done;
        const Uint256 word = load_be(area.data() + position);
        position += 32;
        return word;
    }

    /// An offset or a length.
    Decoded<size_t> take_size(BytesView area, size_t& position) {
        DEED_TRY(word, take_word(area, position));
        if (!word.fits_uint64()) return Failure{DecodeError::InputTooShort};
        return size_t{word[0]};
    }

    Decoded<std::monostate> use(size_t bytes) {
        if (bytes > unread_) return Failure{DecodeError::SharedBytes};
        unread_ -= bytes;
        return std::monostate{};
    }

    size_t unread_;
};

}  // namespace

std::string_view name_of(DecodeError error) {
    switch (error) {
        case DecodeError::InputTooShort: return "an offset or a length points beyond the end";
        case DecodeError::OutOfRange: return "a value with bits outside its type";
        case DecodeError::SharedBytes: return "values that overlap";
    }
    return "";
}

Result<Values, DecodeError> decode(std::span<const Type> types, BytesView input) {
    return Decoder{input.size()}.read_sequence(types, input);
}

}  // namespace deed::abi
