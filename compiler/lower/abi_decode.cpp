#include "compiler/lower/abi_coding.hpp"

namespace deed::lower {

using sema::Type;
using sema::TypeKind;

namespace {

constexpr uint64_t kWord = 32;
/// Offsets and lengths above this are refused before anything is added to them.
constexpr uint64_t kLengthLimit = 0xffffffff;

}  // namespace

void Decoder::refuse_if(ValueId condition) {
    if (refused_.empty())
        refused_.push_back(condition);
    else
        refused_[0] = emit_.either(refused_[0], condition);
}

void Decoder::finish(Check check) {
    if (!refused_.empty()) emit_.revert_if(refused_[0], check);
    refused_.clear();
}

/// Memory and return data must not be touched beyond what is there; calldata reads as zeros, so one check at
/// the end is enough.
void Decoder::check_now() {
    if (region_ == Region::Memory) finish(Check::Calldata);
    if (region_ == Region::ReturnData) finish(Check::ReturnData);
}

ValueId Decoder::load(ValueId address) {
    if (region_ == Region::Calldata) return emit_.op(Op::CALLDATALOAD, {address});
    if (region_ == Region::Memory) return emit_.load(address);
    const ValueId scratch = emit_.workspace(kWord);
    emit_.run(Op::RETURNDATACOPY, {scratch, address, emit_.word(kWord)});
    return emit_.load(scratch);
}

std::vector<Value> Decoder::decode(const std::vector<const Type*>& types) {
    uint64_t head_size = 0;
    for (const Type* type : types) head_size += abi_head_size(*type);
    if (head_size > 0) require_room(base_, emit_.word(head_size));
    check_now();
    std::vector<Value> values;
    ValueId head = base_;
    for (const Type* type : types) {
        values.push_back(decode_at(*type, head, base_));
        head = emit_.add(head, abi_head_size(*type));
    }
    return values;
}

/// Refuses when [begin, begin + size) reaches beyond the end.
void Decoder::require_room(ValueId begin, ValueId size) {
    refuse_if(emit_.op(Op::LT, {end_, emit_.add(begin, size)}));
}

ValueId Decoder::decode_word(const Type& type, ValueId word) {
    if (const auto dirt = Arithmetic{emit_, LeadingZeros::Search}.find_dirt(type, word)) refuse_if(*dirt);
    return word;
}

/// The address that an offset in the head names.
ValueId Decoder::follow(ValueId head, ValueId tuple) {
    const ValueId offset = load(head);
    refuse_if(emit_.op(Op::GT, {offset, emit_.word(kLengthLimit)}));
    check_now();
    return emit_.add(tuple, offset);
}

Value Decoder::decode_at(const Type& type, ValueId head, ValueId tuple) {
    if (type.is_word()) return {{decode_word(type, load(head))}};
    if (type.is_slice()) return decode_slice(head, tuple);
    if (type.is_text() || type.is(TypeKind::List)) return decode_list(type, head, tuple);
    const bool is_behind = is_dynamic(type);
    const ValueId begin = is_behind ? follow(head, tuple) : head;
    if (type.is(TypeKind::Array)) {
        if (is_behind) require_room(begin, emit_.word(type.length * abi_head_size(*type.element)));
        check_now();
        return decode_array(type, begin);
    }
    const auto members = members_of(type);
    if (is_behind) {
        uint64_t head_size = 0;
        for (const Type* member : members) head_size += abi_head_size(*member);
        require_room(begin, emit_.word(head_size));
        check_now();
    }
    Value value = decode_members(members, begin);
    if (!type.is(TypeKind::Option)) return value;
    // What stands behind `false` means nothing.
    Value option = Values{emit_}.clear_unless(value.words[0], *type.element, member_of(type, value, 1));
    option.words.insert(option.words.begin(), value.words[0]);
    return option;
}

Value Decoder::decode_slice(ValueId head, ValueId tuple) {
    const ValueId begin = follow(head, tuple);
    require_room(begin, emit_.word(kWord));
    check_now();
    const ValueId length = load(begin);
    const ValueId bytes = emit_.add(begin, kWord);
    refuse_if(emit_.op(Op::GT, {length, emit_.word(kLengthLimit)}));
    require_room(bytes, length);
    check_now();
    return {{emit_.word(static_cast<uint64_t>(region_)), bytes, length}};
}

/// A text or list of more than its bound is malformed. In calldata it stays where it is; its elements are
/// read, and checked, where they are used.
Value Decoder::decode_list(const Type& type, ValueId head, ValueId tuple) {
    const uint64_t stride = type.is_text() ? 1 : abi_head_size(*type.element);
    const ValueId begin = follow(head, tuple);
    require_room(begin, emit_.word(kWord));
    check_now();
    const ValueId length = load(begin);
    const ValueId first = emit_.add(begin, kWord);
    refuse_if(emit_.op(Op::GT, {length, emit_.word(type.length)}));
    require_room(first, emit_.op(Op::MUL, {length, emit_.word(stride)}));
    check_now();
    Value value{{emit_.word(static_cast<uint64_t>(region_)), first, length}};
    if (region_ == Region::Calldata) return value;

    const ValueId object = emit_.make_object(memory_size(type));
    emit_.store(object, length);
    const ValueId target = emit_.add(object, kWord);
    if (type.is_text()) {
        Values{emit_}.copy_bytes(value, target);
    } else {
        const Type& element = *type.element;
        emit_.repeat({emit_.word(0), length, type.length}, [&](ValueId i) {
            const ValueId place = emit_.add(first, emit_.op(Op::MUL, {i, emit_.word(stride)}));
            const Value one = decode_at(element, place, first);
            finish(Check::Calldata);
            const ValueId distance = emit_.op(Op::MUL, {i, emit_.word(memory_size(element))});
            Values{emit_}.store(element, emit_.add(target, distance), one);
        });
    }
    return {{emit_.word(static_cast<uint64_t>(Region::Memory)), target, length}, nullptr, true};
}

Value Decoder::decode_members(const std::vector<const Type*>& types, ValueId begin) {
    Value value;
    value.is_fresh = true;
    ValueId head = begin;
    for (const Type* type : types) {
        const Value member = decode_at(*type, head, begin);
        value.words.insert(value.words.end(), member.words.begin(), member.words.end());
        head = emit_.add(head, abi_head_size(*type));
    }
    return value;
}

/// Arrays are taken to memory, element by element where something about them must be checked.
Value Decoder::decode_array(const Type& type, ValueId begin) {
    const Type& element = *type.element;
    Value value{{emit_.make_object(memory_size(type))}, nullptr, true};
    const ValueId object = value.words[0];
    if (element.is_word() && fills_word(element)) {
        Values{emit_}.copy_region(region_, begin, emit_.word(memory_size(type)), object);
        return value;
    }
    // A loop cannot add to the one check: each element is checked where it is read.
    const Check check = region_ == Region::ReturnData ? Check::ReturnData : Check::Calldata;
    finish(check);
    emit_.repeat(type.length, [&](ValueId i) {
        const ValueId head = emit_.add(begin, emit_.op(Op::MUL, {i, emit_.word(abi_head_size(element))}));
        const ValueId place = emit_.add(object, emit_.op(Op::MUL, {i, emit_.word(memory_size(element))}));
        const Value one = decode_at(element, head, begin);
        finish(check);
        Values{emit_}.store(element, place, one);
    });
    return value;
}

}  // namespace deed::lower
