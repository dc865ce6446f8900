#include "compiler/lower/values.hpp"

#include "compiler/lower/abi_coding.hpp"

namespace deed::lower {

using sema::Type;
using sema::TypeKind;

namespace {

constexpr uint64_t kWord = 32;
/// Up to so many bytes, a constant is pushed word by word; beyond, copied from the code.
constexpr size_t kPushedLimit = 64;

Uint256 word_at(const Bytes& bytes, size_t offset) {
    Hash word;
    for (size_t i = 0; i < kWord && offset + i < bytes.size(); ++i) word[i] = bytes[offset + i];
    return to_word(word);
}

}  // namespace

Value member_of(const Type& type, const Value& value, uint32_t member) {
    const uint32_t first = member_word(type, member);
    const uint32_t count = word_count(*members_of(type)[member]);
    Value part;
    part.words.assign(value.words.begin() + first, value.words.begin() + first + count);
    part.is_fresh = value.is_fresh;
    return part;
}

std::vector<ValueId> Values::words_of(const Value& value) {
    if (value.literal == nullptr) return value.words;
    const uint32_t data = emit_.module().add_data(*value.literal);
    return {emit_.word(static_cast<uint64_t>(Region::Code)), emit_.op(Op::DATA_OFFSET, {}, data),
            emit_.word(value.literal->size())};
}

ValueId Values::length_of(const Value& slice) {
    return slice.literal != nullptr ? emit_.word(slice.literal->size()) : slice.words[2];
}

void Values::copy_literal(const Bytes& bytes, ValueId target) {
    if (bytes.size() > kPushedLimit) {
        const uint32_t data = emit_.module().add_data(bytes);
        const size_t whole = bytes.size() / kWord * kWord;
        if (whole != bytes.size()) emit_.store(emit_.add(target, whole), emit_.word(0));
        return emit_.run(Op::CODECOPY,
                         {target, emit_.op(Op::DATA_OFFSET, {}, data), emit_.word(bytes.size())});
    }
    for (size_t i = 0; i < bytes.size(); i += kWord)
        emit_.store(emit_.add(target, i), emit_.word(word_at(bytes, i)));
}

void Values::copy_region(Region region, ValueId offset, ValueId length, ValueId target) {
    switch (region) {
        case Region::Calldata: return emit_.run(Op::CALLDATACOPY, {target, offset, length});
        case Region::Code: return emit_.run(Op::CODECOPY, {target, offset, length});
        case Region::Memory: return emit_.run(Op::MCOPY, {target, offset, length});
        case Region::ReturnData: return emit_.run(Op::RETURNDATACOPY, {target, offset, length});
    }
}

void Values::copy_bytes(const Value& slice, ValueId target) {
    if (slice.literal != nullptr) return copy_literal(*slice.literal, target);
    copy_words(slice.words[0], slice.words[1], slice.words[2], target);
}

// A literal's zeros end with its last word; other slices are only copied to where at least a word is free
// behind them.
void Values::copy_slice(const Value& slice, ValueId target) {
    if (slice.literal != nullptr) return copy_literal(*slice.literal, target);
    copy_words(slice.words[0], slice.words[1], slice.words[2], target);
    emit_.store(emit_.add(target, slice.words[2]), emit_.word(0));
}

void Values::copy_words(ValueId place, ValueId offset, ValueId length, ValueId target) {
    if (const auto region = emit_.constant_of(place))
        return copy_region(static_cast<Region>(static_cast<uint64_t>(*region)), offset, length, target);
    std::vector<Region> others{Region::Code, Region::Memory};
    if (emit_.module().has_return_data()) others.push_back(Region::ReturnData);
    std::vector<Uint256> cases;
    std::vector<BlockId> targets;
    for (const Region region : others) {
        cases.emplace_back(static_cast<uint64_t>(region));
        targets.push_back(emit_.make_block());
    }
    const BlockId calldata = emit_.make_block();
    const BlockId done = emit_.make_block();
    emit_.switch_on(place, calldata, cases, targets);
    const auto write_case = [&](BlockId block, Region region) {
        emit_.enter_sealed(block);
        copy_region(region, offset, length, target);
        emit_.jump(done);
    };
    write_case(calldata, Region::Calldata);
    for (size_t i = 0; i < others.size(); ++i) write_case(targets[i], others[i]);
    emit_.enter_sealed(done);
}

ValueId Values::hash_slice(const Value& slice) {
    const ValueId target =
        slice.literal != nullptr ? emit_.workspace(slice.literal->size()) : emit_.workspace();
    copy_slice(slice, target);
    return emit_.op(Op::KECCAK256, {target, length_of(slice)});
}

ValueId Values::byte_of(const Value& slice, ValueId i) {
    const std::vector<ValueId> words = words_of(slice);
    const Value one{{words[0], emit_.add(words[1], i), emit_.word(1)}};
    const ValueId target = emit_.workspace(2 * kWord);
    copy_slice(one, target);
    return emit_.op(Op::AND, {emit_.load(target), emit_.word(Uint256{255} << 248)});
}

Value Values::load(const Type& type, ValueId address) {
    if (type.is_word()) return {{emit_.load(address)}};
    if (type.is(TypeKind::Array)) return {{address}};
    if (type.is_text() || type.is(TypeKind::List)) return stretch_at(address);
    Value value;
    if (type.is_slice()) {
        for (uint64_t i = 0; i < 3; ++i) value.words.push_back(emit_.load(emit_.add(address, i * kWord)));
        return value;
    }
    for (const Type* member : members_of(type)) {
        const Value part = load(*member, address);
        value.words.insert(value.words.end(), part.words.begin(), part.words.end());
        address = emit_.add(address, memory_size(*member));
    }
    return value;
}

void Values::store(const Type& type, ValueId address, const Value& value) {
    const std::vector<ValueId> words = words_of(value);
    if (type.is_text() || type.is(TypeKind::List)) {
        emit_.store(address, words[2]);
        const ValueId target = emit_.add(address, kWord);
        return type.is_text() ? copy_bytes(value, target) : copy_elements(type, value, target);
    }
    if (type.is(TypeKind::Array))
        return emit_.run(Op::MCOPY, {address, words[0], emit_.word(memory_size(type))});
    if (type.is_word() || type.is_slice()) {
        for (size_t i = 0; i < words.size(); ++i) emit_.store(emit_.add(address, i * kWord), words[i]);
        return;
    }
    const auto members = members_of(type);
    for (uint32_t i = 0; i < members.size(); ++i) {
        store(*members[i], address, member_of(type, value, i));
        address = emit_.add(address, memory_size(*members[i]));
    }
}

Value Values::stretch_at(ValueId address) {
    return {
        {emit_.word(static_cast<uint64_t>(Region::Memory)), emit_.add(address, kWord), emit_.load(address)}};
}

void Values::for_region(const Value& value, const std::function<void()>& in_memory,
                        const std::function<void()>& in_calldata) {
    const Uint256 memory{static_cast<uint64_t>(Region::Memory)};
    if (const auto region = emit_.constant_of(value.words[0]))
        return *region == memory ? in_memory() : in_calldata();
    const BlockId if_memory = emit_.make_block();
    const BlockId if_calldata = emit_.make_block();
    const BlockId done = emit_.make_block();
    emit_.branch(emit_.op(Op::EQ, {value.words[0], emit_.word(memory)}), if_memory, if_calldata);
    emit_.enter_sealed(if_memory);
    in_memory();
    emit_.jump(done);
    emit_.enter_sealed(if_calldata);
    in_calldata();
    emit_.jump(done);
    emit_.enter_sealed(done);
}

Value Values::element(const Type& list, const Value& value, ValueId i) {
    const Type& type = *list.element;
    Value result;
    std::vector<Variable> parts;
    const auto keep = [&](const Value& part) {
        result.words = words_of(part);
        for (size_t k = 0; k < parts.size(); ++k) emit_.write(parts[k], result.words[k]);
    };
    const bool is_known = emit_.constant_of(value.words[0]).has_value();
    if (!is_known)
        for (uint32_t k = 0; k < word_count(type); ++k) parts.push_back(emit_.make_variable());
    for_region(
        value,
        [&] {
            const ValueId distance = emit_.op(Op::MUL, {i, emit_.word(memory_size(type))});
            keep(load(type, emit_.add(value.words[1], distance)));
        },
        [&] {
            const ValueId distance = emit_.op(Op::MUL, {i, emit_.word(abi_head_size(type))});
            const ValueId end = emit_.op(Op::CALLDATASIZE);
            Decoder decoder{emit_, Region::Calldata, value.words[1], end};
            const Value one = decoder.decode_element(type, emit_.add(value.words[1], distance));
            decoder.finish(Check::Calldata);
            keep(one);
        });
    for (size_t k = 0; k < parts.size(); ++k) result.words[k] = emit_.read(parts[k]);
    return result;
}

void Values::copy_elements(const Type& list, const Value& value, ValueId target) {
    const Type& type = *list.element;
    const ValueId length = value.words[2];
    for_region(
        value,
        [&] {
            const ValueId size = emit_.op(Op::MUL, {length, emit_.word(memory_size(type))});
            emit_.run(Op::MCOPY, {target, value.words[1], size});
        },
        [&] {
            if (type.is_word() && fills_word(type)) {
                const ValueId size = emit_.op(Op::MUL, {length, emit_.word(kWord)});
                return emit_.run(Op::CALLDATACOPY, {target, value.words[1], size});
            }
            Value known = value;
            known.words[0] = emit_.word(static_cast<uint64_t>(Region::Calldata));
            emit_.repeat({emit_.word(0), length, list.length}, [&](ValueId i) {
                const ValueId distance = emit_.op(Op::MUL, {i, emit_.word(memory_size(type))});
                store(type, emit_.add(target, distance), element(list, known, i));
            });
        });
}

/// Behind its end, calldata reads as zeros.
void Values::clear(ValueId address, ValueId size) {
    emit_.run(Op::CALLDATACOPY, {address, emit_.op(Op::CALLDATASIZE), size});
}

Value Values::zero(const Type& type) {
    Value value;
    value.is_fresh = true;
    if (type.is(TypeKind::Array)) {
        value.words = {emit_.make_object(memory_size(type))};
        clear(value.words[0], emit_.word(memory_size(type)));
        return value;
    }
    if (type.is_word() || is_stretch(type)) {
        value.words.assign(word_count(type), emit_.word(0));
        return value;
    }
    for (const Type* member : members_of(type)) {
        const Value part = zero(*member);
        value.words.insert(value.words.end(), part.words.begin(), part.words.end());
    }
    return value;
}

Value Values::clear_unless(ValueId condition, const Type& type, const Value& value) {
    if (type.is(TypeKind::Array)) {
        const ValueId size = emit_.op(Op::MUL, {emit_.is_zero(condition), emit_.word(memory_size(type))});
        clear(value.words[0], size);
        return value;
    }
    Value result;
    result.is_fresh = value.is_fresh;
    if (type.is_word() || is_stretch(type)) {
        for (const ValueId word : words_of(value))
            result.words.push_back(emit_.op(Op::MUL, {word, condition}));
        return result;
    }
    const auto members = members_of(type);
    for (uint32_t i = 0; i < members.size(); ++i) {
        const Value part = clear_unless(condition, *members[i], member_of(type, value, i));
        result.words.insert(result.words.end(), part.words.begin(), part.words.end());
    }
    return result;
}

bool Values::is_lasting(const Value& stretch) const {
    if (stretch.literal != nullptr) return true;
    const auto region = emit_.constant_of(stretch.words[0]);
    return region == Uint256{static_cast<uint64_t>(Region::Calldata)} ||
           region == Uint256{static_cast<uint64_t>(Region::Code)};
}

Value Values::own(const Type& type, const Value& value) {
    if (value.is_fresh || type.is_word() || type.is_slice() || type.is(TypeKind::Whole)) return value;
    if (type.is_text() || type.is(TypeKind::List)) {
        if (is_lasting(value)) return value;
        const ValueId object = emit_.make_object(memory_size(type));
        store(type, object, value);
        Value owned = stretch_at(object);
        owned.words[2] = value.words[2];
        owned.is_fresh = true;
        return owned;
    }
    Value owned;
    owned.is_fresh = true;
    if (type.is(TypeKind::Array)) {
        owned.words = {emit_.make_object(memory_size(type))};
        store(type, owned.words[0], value);
        return owned;
    }
    const auto members = members_of(type);
    for (uint32_t i = 0; i < members.size(); ++i) {
        const Value part = own(*members[i], member_of(type, value, i));
        const auto words = words_of(part);
        owned.words.insert(owned.words.end(), words.begin(), words.end());
    }
    return owned;
}

}  // namespace deed::lower
