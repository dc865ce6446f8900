#include "compiler/evaluator/calldata.hpp"

#include <algorithm>

#include "compiler/evaluator/abi_values.hpp"
#include "vm/abi/type.hpp"

namespace deed::evaluator {

using sema::Type;
using sema::TypeKind;

namespace {

constexpr uint64_t kWord = 32;
/// No offset and no length of a slice is above this.
constexpr uint64_t kLengthLimit = 0xffffffff;

uint64_t head_size_of(const Type& type) {
    return abi::head_size(abi_type_of(type));
}

/// Whether @p word has no bits but those of the type.
bool is_clean(const Type& type, const Uint256& word) {
    if (type.is(TypeKind::Bool)) return word < 2;
    if (type.is(TypeKind::Enum)) return word < type.enumeration->variants.size();
    if (type.is(TypeKind::Unsigned)) return word.bit_width() <= type.bits;
    if (type.is(TypeKind::Signed)) return (word.is_negative() ? ~word : word).bit_width() < type.bits;
    if (type.is(TypeKind::FixedBytes)) return (word << static_cast<unsigned>(8 * type.length)) == Uint256{};
    return word.bit_width() <= 160;
}

class Reader {
  public:
    Reader(BytesView bytes, Elements elements) : bytes_(bytes), elements_(elements) {}

    /// Values whose heads begin at @p base, from where their offsets count.
    std::optional<Values> read_all(const std::vector<const Type*>& types, uint64_t base) const {
        uint64_t head_size = 0;
        for (const Type* type : types) head_size += head_size_of(*type);
        if (!has_room(base, head_size)) return std::nullopt;
        Values values;
        uint64_t head = base;
        for (const Type* type : types) {
            std::optional<Value> value = read(*type, head, base);
            if (!value) return std::nullopt;
            values.push_back(*std::move(value));
            head += head_size_of(*type);
        }
        return values;
    }

  private:
    [[nodiscard]] bool has_room(uint64_t begin, uint64_t size) const {
        return begin <= bytes_.size() && size <= bytes_.size() - begin;
    }

    [[nodiscard]] Uint256 word_at(uint64_t begin) const { return word_from(bytes_.subspan(begin, kWord)); }

    /// The number at @p begin, unless it is above @p limit or not there.
    [[nodiscard]] std::optional<uint64_t> read_size(uint64_t begin, uint64_t limit) const {
        if (!has_room(begin, kWord) || word_at(begin) > limit) return std::nullopt;
        return static_cast<uint64_t>(word_at(begin));
    }

    [[nodiscard]] std::optional<Value> read(const Type& type, uint64_t head, uint64_t base) const {
        if (type.is_word()) {
            const Uint256 word = word_at(head);
            if (!is_clean(type, word)) return std::nullopt;
            return value_of_word(type, word);
        }
        uint64_t begin = head;
        if (abi::is_dynamic(abi_type_of(type))) {
            const auto offset = read_size(head, kLengthLimit);
            if (!offset) return std::nullopt;
            begin = base + *offset;
        }
        if (type.is_slice()) return read_bytes(begin, kLengthLimit);
        if (type.is_text()) return read_bytes(begin, type.length);
        if (type.is(TypeKind::List)) return read_list(type, begin);
        if (type.is(TypeKind::Array)) return read_array(type, begin);
        return read_parts(type, begin);
    }

    [[nodiscard]] std::optional<Value> read_bytes(uint64_t begin, uint64_t limit) const {
        const auto length = read_size(begin, limit);
        if (!length || !has_room(begin + kWord, *length)) return std::nullopt;
        return Value{to_bytes(bytes_.subspan(begin + kWord, *length))};
    }

    [[nodiscard]] std::optional<Value> read_list(const Type& type, uint64_t begin) const {
        const auto length = read_size(begin, type.length);
        const uint64_t stride = head_size_of(*type.element);
        const uint64_t base = begin + kWord;
        if (!length || !has_room(base, *length * stride)) return std::nullopt;
        Values elements;
        for (uint64_t i = 0; i < *length; ++i) {
            std::optional<Value> element = read(*type.element, base + i * stride, base);
            if (!element && elements_ == Elements::AtOnce) return std::nullopt;
            elements.push_back(element ? *std::move(element) : Value{Malformed{}});
        }
        return Value{std::move(elements)};
    }

    /// An array is taken as a whole, with what is in its elements.
    [[nodiscard]] std::optional<Value> read_array(const Type& type, uint64_t begin) const {
        auto elements = Reader{bytes_, Elements::AtOnce}.read_all(
            std::vector<const Type*>(type.length, type.element), begin);
        if (!elements) return std::nullopt;
        return Value{*std::move(elements)};
    }

    [[nodiscard]] std::optional<Value> read_parts(const Type& type, uint64_t begin) const {
        const bool is_option = type.is(TypeKind::Option);
        auto parts = read_all(is_option ? std::vector<const Type*>{type.members[0], type.element}
                              : type.is(TypeKind::Tuple) ? type.members
                                                         : types_of(type.structure->members),
                              begin);
        if (!parts) return std::nullopt;
        if (!is_option) return Value{*std::move(parts)};
        // What stands behind `false` means nothing.
        if (!parts->front().boolean()) return Value{Variant{}};
        return Value{Variant{1, {std::move(parts->back())}}};
    }

    BytesView bytes_;
    Elements elements_;
};

}  // namespace

std::optional<Values> decode(const std::vector<const Type*>& types, BytesView bytes, Elements elements) {
    return Reader{bytes, elements}.read_all(types, 0);
}

bool is_whole(const Value& value) {
    if (std::holds_alternative<Malformed>(value.data)) return false;
    if (const auto* values = std::get_if<Values>(&value.data)) return are_whole(*values);
    const auto* variant = std::get_if<Variant>(&value.data);
    return variant == nullptr || are_whole(variant->members);
}

bool are_whole(const Values& values) {
    return std::all_of(values.begin(), values.end(), is_whole);
}

}  // namespace deed::evaluator
