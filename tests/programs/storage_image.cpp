#include "tests/programs/storage_image.hpp"

#include <algorithm>
#include <utility>

#include "compiler/evaluator/abi_values.hpp"
#include "compiler/sema/number.hpp"
#include "vm/base/assert.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::programs {
namespace {

using evaluator::Value;
using sema::Integer;
using sema::Type;
using sema::TypeKind;

constexpr unsigned kSlotBytes = 32;
/// An array of more elements is not copied, and its value is what was ever written.
constexpr uint64_t kCopied = 65536 / 32;

unsigned bytes_of(const Type& word) {
    if (word.is(TypeKind::Bool) || word.is(TypeKind::Enum)) return 1;
    if (word.is(TypeKind::FixedBytes)) return static_cast<unsigned>(word.length);
    return word.is_integer() ? word.bits / 8U : 20;
}

/// ERC-7201's root of the state of a part.
sema::Integer root_of(const sema::Part& part) {
    const Uint256 inner = to_word(crypto::keccak256(as_bytes("deed." + part.path))) - Uint256{1};
    return evaluator::integer_of(to_word(crypto::keccak256(to_hash(inner))) & ~Uint256{0xff});
}

/// Whether a word's bits may be anything, as far as it is known yet.
enum class Bits : uint8_t { Plain, Opened, Closed };

class Painter {
  public:
    Painter(StorageImage& image, sema::Integer begin) : image_(image), slot_(std::move(begin)) {}

    /// Puts a value behind what was put before; null only takes the room.
    void put(const Type& type, const Value* value) {
        if (type.is_word()) return put_word(type, value);
        begin_slot();
        if (type.is(TypeKind::Map)) {
            if (value != nullptr) put_entries(type, std::get<evaluator::Entries>(value->data));
            ++slot_;
            return;
        }
        if (type.is_text()) {
            if (value != nullptr) put_text(value->bytes());
            ++slot_;
            return;
        }
        if (type.is(TypeKind::List)) {
            if (value != nullptr) put_list(type, value->values());
            ++slot_;
            return;
        }
        if (type.is(TypeKind::Array) && type.length > kCopied)
            put_sparse(type, value);
        else if (type.is(TypeKind::Option))
            put_option(type, value);
        else if (type.is(TypeKind::Enum))
            put_variants(type, value);
        else
            put_parts(type, value);
        begin_slot();
    }

    /// A byte of storage.
    struct Position {
        Uint256 slot;
        unsigned used;
    };
    /// Takes the room for a value; gives its first place and its last.
    std::pair<Position, Position> measure(const Type& type) {
        const bool is_word = type.is_word();
        if (!is_word || used_ + bytes_of(type) > kSlotBytes) begin_slot();
        const Position first{sema::word_of(slot_), used_};
        put(type, nullptr);
        const bool is_behind = used_ == 0;
        return {first, {sema::word_of(slot_) - Uint256{is_behind ? 1U : 0U}, used_}};
    }

  private:
    void begin_slot() {
        if (used_ > 0) ++slot_;
        used_ = 0;
    }

    void put_word(const Type& type, const Value* value) {
        const unsigned bytes = bytes_of(type);
        if (used_ + bytes > kSlotBytes) begin_slot();
        if (value != nullptr) {
            const Uint256 bits = sema::word_of(evaluator::bits_of(type, *value));
            if (bits != Uint256{}) image_.words[sema::word_of(slot_)] |= bits << (8 * used_);
        }
        const Uint256 room = (Uint256::max() >> (256 - 8 * bytes)) << (8 * used_);
        if (bits_ == Bits::Opened) image_.open[sema::word_of(slot_)] |= room;
        if (bits_ == Bits::Closed) image_.open[sema::word_of(slot_)] &= ~room;
        used_ += bytes;
    }

    void put_parts(const Type& type, const Value* value) {
        const bool is_array = type.is(TypeKind::Array);
        const bool is_tuple = type.is(TypeKind::Tuple);
        const size_t count = is_array   ? type.length
                             : is_tuple ? type.members.size()
                                        : type.structure->members.size();
        for (size_t i = 0; i < count; ++i) {
            const Type& part = is_array   ? *type.element
                               : is_tuple ? *type.members[i]
                                          : *type.structure->members[i].type;
            put(part, value == nullptr ? nullptr : &value->values()[i]);
        }
    }

    /// An array of words of which only some are known; the others are zero.
    void put_sparse(const Type& type, const Value* value) {
        DEED_ASSERT(type.is(TypeKind::Array) && type.element->is_word());
        const unsigned each = kSlotBytes / bytes_of(*type.element);
        if (value != nullptr)
            for (const auto& [key, element] : std::get<evaluator::Entries>(value->data)) {
                const Integer& index = std::get<Integer>(key);
                Painter painter{image_, slot_ + index / each};
                painter.used_ = static_cast<unsigned>(index % each) * bytes_of(*type.element);
                painter.put_word(*type.element, &element);
            }
        slot_ += (type.length - 1) / each + 1;
    }

    void put_option(const Type& type, const Value* value) {
        const bool is_some = value != nullptr && value->variant().tag == 1;
        const Value tag{is_some};
        put_word(*type.members[0], &tag);
        put(*type.element, is_some ? &value->variant().members[0] : nullptr);
    }

    /// The number of the variant, and the variants' members, all in the same place.
    void put_variants(const Type& type, const Value* value) {
        const uint32_t tag = value == nullptr ? 0 : value->variant().tag;
        if (tag > 0) image_.words[sema::word_of(slot_)] |= Uint256{tag} << (8 * used_);
        ++used_;
        const auto& variants = type.enumeration->variants;
        Painter end = *this;
        for (uint32_t i = 0; i < variants.size(); ++i)
            if (i != tag) end.move_behind(members_painter(variants[i], nullptr, Bits::Opened));
        end.move_behind(members_painter(variants[tag], value, Bits::Closed));
        slot_ = end.slot_;
        used_ = end.used_;
    }

    Painter members_painter(const sema::EnumVariant& variant, const Value* value, Bits bits) const {
        Painter painter = *this;
        painter.bits_ = bits;
        for (size_t i = 0; i < variant.members.size(); ++i)
            painter.put(*variant.members[i].type, value == nullptr ? nullptr : &value->variant().members[i]);
        return painter;
    }

    void move_behind(const Painter& other) {
        if (std::pair{other.slot_, other.used_} <= std::pair{slot_, used_}) return;
        slot_ = other.slot_;
        used_ = other.used_;
    }

    /// Solidity's dynamic array: the length, and the elements from the digest of the slot on.
    void put_list(const Type& type, const evaluator::Values& elements) {
        if (elements.empty()) return;
        image_.words[sema::word_of(slot_)] = elements.size();
        Painter inner{image_, begin_behind(slot_)};
        for (const Value& element : elements) inner.put(*type.element, &element);
    }

    /// Where what has no fixed length lies: at the digest of its slot.
    static sema::Integer begin_behind(const sema::Integer& slot) {
        return evaluator::integer_of(to_word(crypto::keccak256(to_hash(sema::word_of(slot)))));
    }

    /// Solidity's `bytes`: up to 31 of them with twice the length in one slot; else twice the length and one,
    /// and the bytes in slots of their own.
    void put_text(const Bytes& text) {
        const auto word_at = [&](size_t begin) {
            Hash word{};
            for (size_t i = begin; i < text.size() && i < begin + kSlotBytes; ++i) word[i - begin] = text[i];
            return to_word(word);
        };
        const Uint256 twice{2 * text.size()};
        const Uint256 head = text.size() < kSlotBytes ? word_at(0) | twice : twice | Uint256{1};
        if (head != Uint256{}) image_.words[sema::word_of(slot_)] = head;
        if (text.size() < kSlotBytes) return;
        sema::Integer slot = begin_behind(slot_);
        for (size_t i = 0; i < text.size(); i += kSlotBytes) image_.words[sema::word_of(slot++)] = word_at(i);
    }

    void put_entries(const Type& type, const evaluator::Entries& entries) {
        for (const auto& [key, value] : entries) {
            Value key_value = std::visit([](const auto& known) { return Value{known}; }, key);
            if (type.key->is(TypeKind::Enum))
                key_value = {evaluator::Variant{static_cast<uint32_t>(key_value.integer()), {}}};
            const bool is_text = type.key->is_text() || type.key->is_slice();
            Bytes place = is_text ? key_value.bytes() : evaluator::encode({type.key}, {key_value});
            append(place, to_hash(sema::word_of(slot_)));
            Painter inner{image_, evaluator::integer_of(to_word(crypto::keccak256(place)))};
            inner.put(*type.element, &value);
        }
    }

    StorageImage& image_;
    Bits bits_ = Bits::Plain;
    sema::Integer slot_;
    unsigned used_ = 0;  ///< bytes of the slot
};

}  // namespace

bool StorageImage::fits(const Words& actual) const {
    const auto word_at = [](const Words& all, const Uint256& slot) {
        const auto found = all.find(slot);
        return found == all.end() ? Uint256{} : found->second;
    };
    const auto is_equal = [&](const Uint256& slot) {
        return ((word_at(actual, slot) ^ word_at(words, slot)) & ~word_at(open, slot)) == Uint256{};
    };
    const auto is_right = [&](const auto& entry) { return is_equal(entry.first); };
    return std::all_of(actual.begin(), actual.end(), is_right) &&
           std::all_of(words.begin(), words.end(), is_right);
}

StorageImage storage_image_of(const evaluator::Account& account) {
    StorageImage image;
    std::map<const sema::Part*, Painter> painters;
    for (const auto& field : account.layout->fields) {
        if (field->kind != sema::FieldKind::Storage) continue;
        const auto begin = field->part == nullptr ? sema::Integer{0} : root_of(*field->part);
        Painter& painter = painters.try_emplace(field->part, image, begin).first->second;
        painter.put(*field->type, &account.fields[field->index].get());
    }
    // What opcodes wrote, which is nobody's field.
    for (const auto& [slot, word] : account.slots)
        if (word != Uint256{}) image.words[slot] = word;
    return image;
}

std::optional<Uint256> SolidityLayout::read(const evaluator::Account& account, const Uint256& slot) const {
    const StorageImage image = storage_image_of(account);
    const auto open = image.open.find(slot);
    if (open != image.open.end() && open->second != Uint256{}) return std::nullopt;
    const auto word = image.words.find(slot);
    return word == image.words.end() ? Uint256{} : word->second;
}

bool SolidityLayout::write(evaluator::Account& account, const Uint256& slot, const Uint256& word) const {
    StorageImage unused;
    Painter painter{unused, 0};
    std::vector<std::pair<size_t, unsigned>> numbers;  // the fields of the slot, and where in it they begin
    for (const auto& field : account.layout->fields) {
        if (field->kind != sema::FieldKind::Storage || field->part != nullptr) continue;
        const auto [first, last] = painter.measure(*field->type);
        if (first.slot > slot || last.slot < slot) continue;
        if (!field->type->is_integer()) return false;
        numbers.emplace_back(field->index, first.used);
    }
    for (const auto& [index, used] : numbers) {
        const Type& type = *account.layout->fields[index]->type;
        const Uint256 bits = (word >> (8 * used)) & (Uint256::max() >> (256U - type.bits));
        account.fields[index] = evaluator::value_of_bits(type, evaluator::integer_of(bits));
    }
    return !numbers.empty();
}

}  // namespace deed::programs
