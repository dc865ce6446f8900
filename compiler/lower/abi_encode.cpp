#include <algorithm>

#include "compiler/lower/abi_coding.hpp"

namespace deed::lower {
namespace {

using sema::Type;
using sema::TypeKind;

constexpr uint64_t kWord = 32;

class Encoder {
  public:
    explicit Encoder(Emitter& emitter) : emit_(emitter), values_(emitter) {}

    ValueId encode_tuple(const std::vector<Typed>& members, ValueId base) {
        uint64_t head_size = 0;
        for (const Typed& member : members) head_size += abi_head_size(*member.type);
        ValueId tail = emit_.add(base, head_size);
        ValueId head = base;
        for (const Typed& member : members) {
            if (is_dynamic(*member.type)) {
                emit_.store(head, emit_.sub(tail, base));
                tail = encode_dynamic(*member.type, member.value, tail);
            } else {
                // Static values are laid out in memory as the ABI wants them.
                values_.store(*member.type, head, member.value);
            }
            head = emit_.add(head, abi_head_size(*member.type));
        }
        return tail;
    }

  private:
    ValueId encode_dynamic(const Type& type, const Value& value, ValueId at) {
        if (type.is_slice() || type.is_text()) return encode_slice(value, at);
        if (type.is(TypeKind::List)) return encode_list(type, value, at);
        if (type.is(TypeKind::Array)) return encode_array(type, value, at);
        const auto types = members_of(type);
        std::vector<Typed> members;
        for (uint32_t i = 0; i < types.size(); ++i) members.push_back({types[i], member_of(type, value, i)});
        return encode_tuple(members, at);
    }

    ValueId encode_slice(const Value& slice, ValueId at) {
        const ValueId length = values_.length_of(slice);
        const ValueId bytes = emit_.add(at, kWord);
        emit_.store(at, length);
        values_.copy_slice(slice, bytes);
        return emit_.add(bytes, emit_.round_up(length));
    }

    /// Elements of unbounded length: a head of offsets, then the elements.
    ValueId encode_array(const Type& type, const Value& value, ValueId at) {
        const uint64_t stride = memory_size(*type.element);
        const Variable tail = emit_.make_variable();
        emit_.write(tail, emit_.add(at, type.length * kWord));
        emit_.repeat(type.length, [&](ValueId i) {
            const ValueId element = emit_.add(value.words[0], emit_.op(Op::MUL, {i, emit_.word(stride)}));
            const ValueId head = emit_.add(at, emit_.op(Op::MUL, {i, emit_.word(kWord)}));
            const ValueId begin = emit_.read(tail);
            emit_.store(head, emit_.sub(begin, at));
            emit_.write(tail, encode_dynamic(*type.element, values_.load(*type.element, element), begin));
        });
        return emit_.read(tail);
    }

    ValueId encode_list(const Type& type, const Value& value, ValueId at) {
        const Type& element = *type.element;
        const ValueId length = value.words[2];
        const ValueId first = emit_.add(at, kWord);
        const ValueId heads = emit_.op(Op::MUL, {length, emit_.word(abi_head_size(element))});
        emit_.store(at, length);
        if (!is_dynamic(element)) {
            values_.copy_elements(type, value, first);
            return emit_.add(first, heads);
        }
        const Variable tail = emit_.make_variable();
        emit_.write(tail, emit_.add(first, heads));
        emit_.repeat({emit_.word(0), length, type.length}, [&](ValueId i) {
            const ValueId head = emit_.add(first, emit_.op(Op::MUL, {i, emit_.word(kWord)}));
            const ValueId begin = emit_.read(tail);
            emit_.store(head, emit_.sub(begin, first));
            emit_.write(tail, encode_dynamic(element, values_.element(type, value, i), begin));
        });
        return emit_.read(tail);
    }

    Emitter& emit_;
    Values values_;
};

}  // namespace

bool any_dynamic(const std::vector<Typed>& members) {
    return std::any_of(members.begin(), members.end(),
                       [](const Typed& one) { return is_dynamic(*one.type); });
}

uint64_t static_abi_size(const std::vector<Typed>& members) {
    uint64_t size = 0;
    for (const Typed& member : members) size += abi_head_size(*member.type);
    return size;
}

ValueId encode_abi(Emitter& emitter, const std::vector<Typed>& members, ValueId base) {
    return Encoder{emitter}.encode_tuple(members, base);
}

Encoded encode_in_workspace(Emitter& emitter, const std::vector<Typed>& members) {
    if (!any_dynamic(members)) {
        const uint64_t size = static_abi_size(members);
        const ValueId base = emitter.workspace(size);
        encode_abi(emitter, members, base);
        return {base, emitter.word(size)};
    }
    const ValueId base = emitter.workspace();
    return {base, emitter.sub(encode_abi(emitter, members, base), base)};
}

}  // namespace deed::lower
