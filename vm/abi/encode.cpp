#include <algorithm>

#include "vm/abi/value.hpp"

namespace deed::abi {
namespace {

size_t round_up(size_t size) {
    return (size + 31) / 32 * 32;
}

bool fits_uint(const Uint256& number, size_t bits) {
    return number.bit_width() <= bits;
}

/// Two's complement: all bits from the sign bit upwards are equal.
bool fits_int(const Uint256& number, size_t bits) {
    return fits_uint(number.is_negative() ? ~number : number, bits - 1);
}

/// Writes values one behind another.
class Writer {
  public:
    Result<std::monostate, EncodeError> write_sequence(std::span<const Type> types,
                                                       std::span<const Value> values) {
        if (types.size() != values.size()) return Failure{EncodeError::WrongCount};
        return write_heads_and_tails(values, [&](size_t i) -> const Type& { return types[i]; });
    }

    [[nodiscard]] Bytes take() { return std::move(out_); }

  private:
    using Done = Result<std::monostate, EncodeError>;

    /// Static values stand in the head; of dynamic ones an offset, counted from the start of this head.
    template <typename TypeAt>
    Done write_heads_and_tails(std::span<const Value> values, TypeAt type_at) {
        const size_t start = out_.size();
        std::vector<size_t> offsets;
        for (size_t i = 0; i < values.size(); ++i) {
            if (is_dynamic(type_at(i))) {
                offsets.push_back(out_.size());
                write_word({});
            } else {
                DEED_TRY(done, write(type_at(i), values[i]));
                (void)done;
            }
        }
        auto offset = offsets.begin();
        for (size_t i = 0; i < values.size(); ++i) {
            if (!is_dynamic(type_at(i))) continue;
            store_be(out_.data() + *offset++, out_.size() - start);
            DEED_TRY(done, write(type_at(i), values[i]));
            (void)done;
        }
        return std::monostate{};
    }

    Done write(const Type& type, const Value& value) {
        switch (type.kind) {
            case Kind::Uint:
            case Kind::Int: return write_number(type, value);
            case Kind::Bool: return write_bool(value);
            case Kind::Address: return write_address(value);
            case Kind::FixedBytes:
            case Kind::Bytes: return write_bytes(type, value);
            case Kind::String: return write_string(value);
            case Kind::Array:
            case Kind::List: return write_elements(type, value);
            case Kind::Tuple: return write_tuple(type, value);
        }
        return Failure{EncodeError::WrongKind};
    }

    Done write_number(const Type& type, const Value& value) {
        const auto* number = std::get_if<Uint256>(&value.data);
        if (number == nullptr) return Failure{EncodeError::WrongKind};
        const bool fits =
            type.kind == Kind::Int ? fits_int(*number, type.size) : fits_uint(*number, type.size);
        if (!fits) return Failure{EncodeError::OutOfRange};
        write_word(*number);
        return std::monostate{};
    }

    Done write_bool(const Value& value) {
        const auto* truth = std::get_if<bool>(&value.data);
        if (truth == nullptr) return Failure{EncodeError::WrongKind};
        write_word(*truth ? 1 : 0);
        return std::monostate{};
    }

    Done write_address(const Value& value) {
        const auto* address = std::get_if<Address>(&value.data);
        if (address == nullptr) return Failure{EncodeError::WrongKind};
        write_word(to_word(*address));
        return std::monostate{};
    }

    Done write_bytes(const Type& type, const Value& value) {
        const auto* bytes = std::get_if<Bytes>(&value.data);
        if (bytes == nullptr) return Failure{EncodeError::WrongKind};
        if (type.kind == Kind::FixedBytes && bytes->size() != type.size)
            return Failure{EncodeError::WrongCount};
        if (type.kind == Kind::Bytes) write_word(bytes->size());
        write_padded(*bytes);
        return std::monostate{};
    }

    Done write_string(const Value& value) {
        const auto* text = std::get_if<std::string>(&value.data);
        if (text == nullptr) return Failure{EncodeError::WrongKind};
        write_word(text->size());
        write_padded(as_bytes(*text));
        return std::monostate{};
    }

    Done write_elements(const Type& type, const Value& value) {
        const auto* elements = std::get_if<Values>(&value.data);
        if (elements == nullptr) return Failure{EncodeError::WrongKind};
        if (type.kind == Kind::Array && elements->size() != type.size)
            return Failure{EncodeError::WrongCount};
        if (type.kind == Kind::List) write_word(elements->size());
        return write_heads_and_tails(*elements, [&](size_t) -> const Type& { return type.element(); });
    }

    Done write_tuple(const Type& type, const Value& value) {
        const auto* members = std::get_if<Values>(&value.data);
        if (members == nullptr) return Failure{EncodeError::WrongKind};
        return write_sequence(type.members, *members);
    }

    void write_word(const Uint256& word) {
        out_.resize(out_.size() + 32);
        store_be(out_.data() + out_.size() - 32, word);
    }

    void write_padded(BytesView bytes) {
        append(out_, bytes);
        out_.resize(out_.size() + round_up(bytes.size()) - bytes.size());
    }

    Bytes out_;
};

}  // namespace

std::string_view name_of(EncodeError error) {
    switch (error) {
        case EncodeError::WrongKind: return "a value of another kind than the type";
        case EncodeError::WrongCount: return "another number of values or bytes than the type has";
        case EncodeError::OutOfRange: return "a number that does not fit its type";
    }
    return "";
}

Result<Bytes, EncodeError> encode(std::span<const Type> types, std::span<const Value> values) {
    Writer writer;
    DEED_TRY(done, writer.write_sequence(types, values));
    (void)done;
    return writer.take();
}

}  // namespace deed::abi
