#include "compiler/lower/function_lowering.hpp"
#include "compiler/sema/analysis.hpp"

namespace deed::lower {

using sema::Type;
using sema::TypeKind;

namespace {

constexpr unsigned kWordBits = 256;
constexpr unsigned kByteBits = 8;

}  // namespace

Encoded FunctionLowering::encode(const sema::AbiEncode& node) {
    const source::Span span = emit_.span();
    const std::vector<Typed> arguments = lower_arguments(node.arguments);
    emit_.set_span(span);
    if (node.form == sema::EncodingForm::Packed) return encode_packed(arguments);
    if (node.selector) return encode_call(*node.selector, arguments);
    return encode_in_workspace(emit_, arguments);
}

/// Each word is stored whole, its bytes first; what is behind them is stored over.
Encoded FunctionLowering::encode_packed(const std::vector<Typed>& arguments) {
    const ValueId begin = emit_.workspace();
    ValueId end = begin;
    for (const auto& [type, value] : arguments) {
        if (type->is_slice()) {
            values_.copy_slice(value, end);
            end = emit_.add(end, values_.length_of(value));
            continue;
        }
        const unsigned bits = (bits_of(*type) + kByteBits - 1) / kByteBits * kByteBits;
        const bool stands_high = type->is(TypeKind::FixedBytes);
        const ValueId word =
            stands_high ? value.words[0] : emit_.op(Op::SHL, {emit_.word(kWordBits - bits), value.words[0]});
        emit_.store(end, word);
        end = emit_.add(end, bits / kByteBits);
    }
    return {begin, emit_.sub(end, begin)};
}

Encoded FunctionLowering::bytes_in_workspace(const sema::Expression& slice) {
    if (const auto* node = std::get_if<sema::AbiEncode>(&slice.node)) return encode(*node);
    const Value value = lower(slice);
    const Encoded place{emit_.workspace(), values_.length_of(value)};
    values_.copy_slice(value, place.offset);
    return place;
}

Value FunctionLowering::lower_node(const sema::AbiEncode& node, const sema::Expression&) {
    const std::vector<Typed> arguments = lower_arguments(node.arguments);
    const ValueId begin = emit_.workspace();
    Encoded made{};
    if (node.form == sema::EncodingForm::Packed) {
        made = encode_packed(arguments);
    } else {
        ValueId head = begin;
        if (node.selector) {
            emit_.store(begin, emit_.word(word_from(BytesView{*node.selector}) << 224));
            head = emit_.add(begin, 4);
        }
        made = {begin, emit_.sub(encode_abi(emit_, arguments, head), begin)};
    }
    return keep({begin, made.size});
}

/// What was built is kept: the first free address is behind it.
Value FunctionLowering::keep(const Encoded& made) {
    const ValueId pointer = emit_.op(Op::GLOBAL, {}, *shared_.module.heap_pointer());
    emit_.store(pointer, emit_.round_up(emit_.add(made.offset, made.size)));
    return {{emit_.word(static_cast<uint64_t>(Region::Memory)), made.offset, made.size}};
}

/// Bytes that nothing changes and no other function's memory takes the place of.
Value FunctionLowering::keep_bytes(const Value& text) {
    if (values_.is_lasting(text)) return text;
    const ValueId begin = emit_.workspace();
    values_.copy_slice(text, begin);
    return keep({begin, text.words[2]});
}

/// Those of a list or array in place, where their bytes are the same; what lies in calldata lasts.
Value FunctionLowering::keep_slices(const Type& type, const Value& value) {
    if (!sema::holds_slice(type)) return value;
    if (type.is_slice()) return keep_bytes(value);
    if (!type.is_sequence()) {
        Value kept;
        kept.is_fresh = value.is_fresh;
        const auto members = members_of(type);
        for (uint32_t i = 0; i < members.size(); ++i) {
            const auto words = values_.words_of(keep_slices(*members[i], member_of(type, value, i)));
            kept.words.insert(kept.words.end(), words.begin(), words.end());
        }
        return kept;
    }
    const bool is_list = type.is(TypeKind::List);
    const ValueId first = value.words[is_list ? 1 : 0];
    ValueId count = emit_.word(type.length);
    if (is_list) {
        const ValueId memory = emit_.word(static_cast<uint64_t>(Region::Memory));
        count = emit_.op(Op::MUL, {emit_.op(Op::EQ, {value.words[0], memory}), value.words[2]});
    }
    const Type& element = *type.element;
    emit_.repeat({emit_.word(0), count, type.length}, [&](ValueId i) {
        const ValueId place = emit_.add(first, emit_.op(Op::MUL, {i, emit_.word(memory_size(element))}));
        values_.store(element, place, keep_slices(element, values_.load(element, place)));
    });
    return value;
}

/// In place where it is known at compile time where the bytes lie; else from a copy.
Value FunctionLowering::lower_node(const sema::AbiDecode& node, const sema::Expression& whole) {
    const Value data = lower(*node.data);
    emit_.set_span(whole.span);
    const std::vector<ValueId> words = values_.words_of(data);
    Region region = Region::Code;
    if (const auto known = emit_.constant_of(words[0]))
        region = static_cast<Region>(static_cast<uint64_t>(*known));
    ValueId begin = words[1];
    if (region == Region::Code) {
        region = Region::Memory;
        begin = emit_.workspace();
        values_.copy_slice(data, begin);
        (void)keep({begin, words[2]});
    }
    Decoder decoder{emit_, region, begin, emit_.add(begin, words[2])};
    const bool is_tuple = whole.type->is(TypeKind::Tuple);
    const std::vector<const Type*> types =
        is_tuple ? whole.type->members : std::vector<const Type*>{whole.type};
    Value result;
    result.is_fresh = true;
    for (const Value& one : decoder.decode(types))
        result.words.insert(result.words.end(), one.words.begin(), one.words.end());
    decoder.finish(Check::Encoding);
    return result;
}

}  // namespace deed::lower
