#include "compiler/lower/function_lowering.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::lower {

using sema::FieldKind;
using sema::Type;
using sema::TypeKind;

namespace {

constexpr uint64_t kWord = 32;
/// Texts up to so many bytes share a slot with their length.
constexpr uint64_t kShortLimit = 31;

}  // namespace

// Lists and texts of `var` locals have memory of their own; only their length is a variable.

void FunctionLowering::keep_in_box(const sema::Local& local, const Type& type, uint32_t first_word,
                                   const Value& value) {
    if (type.is_word() || type.is_slice() || type.is(TypeKind::Array)) return;
    if (!type.is_text() && !type.is(TypeKind::List)) {
        const auto members = members_of(type);
        for (uint32_t i = 0; i < members.size(); ++i)
            keep_in_box(local, *members[i], first_word + member_word(type, i), member_of(type, value, i));
        return;
    }
    const uint32_t box = emit_.add_object(memory_size(type));
    boxes_[{&local, first_word}] = box;
    values_.store(type, emit_.object(box), value);
    emit_.write(variable_of(local, first_word), emit_.word(static_cast<uint64_t>(Region::Memory)));
    emit_.write(variable_of(local, first_word + 1), emit_.add(emit_.object(box), kWord));
}

ValueId FunctionLowering::length_at(const Spot& spot) {
    // A length stands in front of what it counts.
    if (const auto* immutable = std::get_if<ImmutableSpot>(&spot.where))
        return emit_.op(Op::IMMUTABLE, {}, immutable->index);
    const auto* slots = std::get_if<SlotSpot>(&spot.where);
    if (slots == nullptr) return read(spot).words[2];
    const ValueId head = emit_.op(slots->kind == FieldKind::Transient ? Op::TLOAD : Op::SLOAD, {slots->slot});
    if (spot.type->is(TypeKind::List)) return head;
    // Solidity's rule: the lowest bit says that the bytes lie elsewhere; the length stands above it, in a
    // short text's last byte.
    const ValueId is_long = emit_.op(Op::AND, {head, emit_.word(1)});
    const ValueId mask = emit_.either(emit_.sub(emit_.word(0), is_long), emit_.word(0xff));
    return emit_.op(Op::SHR, {emit_.word(1), emit_.op(Op::AND, {head, mask})});
}

void FunctionLowering::set_length(const Spot& spot, ValueId length) {
    if (const auto* slots = std::get_if<SlotSpot>(&spot.where))
        return emit_.run(slots->kind == FieldKind::Transient ? Op::TSTORE : Op::SSTORE,
                         {slots->slot, length});
    if (const auto* memory = std::get_if<MemorySpot>(&spot.where))
        return emit_.store(memory->address, length);
    const LocalSpot& local = std::get<LocalSpot>(spot.where);
    emit_.write(variable_of(*local.local, local.first_word + 2), length);
}

Spot FunctionLowering::project_element(const Spot& spot, const Type& element, ValueId index) {
    if (const auto* slots = std::get_if<SlotSpot>(&spot.where)) {
        // From its first slot on, a list lies as an array does.
        const SlotSpot first{slots->kind, first_slot(*slots), emit_.word(0)};
        return project_slots(first, *spot.type, element, index);
    }
    const bool is_box =
        std::holds_alternative<MemorySpot>(spot.where) ||
        (std::holds_alternative<LocalSpot>(spot.where) && std::get<LocalSpot>(spot.where).local->is_mutable);
    if (!is_box) return {ValueSpot{values_.element(*spot.type, read(spot), index)}, &element};
    const ValueId distance = emit_.op(Op::MUL, {index, emit_.word(memory_size(element))});
    if (const auto* memory = std::get_if<MemorySpot>(&spot.where))
        return {MemorySpot{emit_.add(emit_.add(memory->address, kWord), distance)}, &element};
    const LocalSpot& local = std::get<LocalSpot>(spot.where);
    const ValueId box = emit_.object(boxes_.at({local.local, local.first_word}));
    return {MemorySpot{emit_.add(emit_.add(box, kWord), distance)}, &element};
}

ValueId FunctionLowering::first_slot(const SlotSpot& spot) {
    if (const auto slot = emit_.constant_of(spot.slot))
        return emit_.word(to_word(crypto::keccak256(to_hash(*slot))));
    const ValueId place = emit_.workspace(kWord);
    emit_.store(place, spot.slot);
    return emit_.op(Op::KECCAK256, {place, emit_.word(kWord)});
}

// Lists in storage.

Value FunctionLowering::read_list(const Type& type, const SlotSpot& spot) {
    const Type& element = *type.element;
    const ValueId object = emit_.make_object(memory_size(type));
    const ValueId length = length_at({spot, &type});
    const ValueId target = emit_.add(object, kWord);
    const SlotSpot first{spot.kind, first_slot(spot), emit_.word(0)};
    emit_.store(object, length);
    emit_.repeat({emit_.word(0), length, type.length}, [&](ValueId i) {
        const Value one = read(project_slots(first, type, element, i));
        const ValueId distance = emit_.op(Op::MUL, {i, emit_.word(memory_size(element))});
        values_.store(element, emit_.add(target, distance), one);
    });
    return {{emit_.word(static_cast<uint64_t>(Region::Memory)), target, length}, nullptr, true};
}

void FunctionLowering::write_list(const Type& type, const SlotSpot& spot, const Value& value) {
    const Type& element = *type.element;
    const ValueId old_length = length_at({spot, &type});
    const ValueId length = values_.length_of(value);
    const SlotSpot first{spot.kind, first_slot(spot), emit_.word(0)};
    emit_.repeat({emit_.word(0), length, type.length}, [&](ValueId i) {
        assign(project_slots(first, type, element, i), values_.element(type, value, i));
    });
    emit_.repeat({length, old_length, type.length}, [&](ValueId i) {
        clear_slots(element, std::get<SlotSpot>(project_slots(first, type, element, i).where));
    });
    set_length({spot, &type}, length);
}

void FunctionLowering::clear_slots(const Type& type, const SlotSpot& spot) {
    if (type.is_word()) return write_slot_word(type, spot, emit_.word(0));
    if (type.is_text()) return write_text(type, spot, values_.zero(type));
    if (type.is(TypeKind::List)) return write_list(type, spot, values_.zero(type));
    if (type.is(TypeKind::Map)) return;
    if (type.is(TypeKind::Array)) {
        repeat_elements(type, [&](ValueId i) {
            const Spot element = project_slots(spot, type, *type.element, i);
            clear_slots(*type.element, std::get<SlotSpot>(element.where));
        });
        return;
    }
    const auto members = members_of(type);
    for (uint32_t i = 0; i < members.size(); ++i)
        clear_slots(*members[i], std::get<SlotSpot>(project_member({spot, &type}, *members[i], i).where));
}

void FunctionLowering::lower_node(const sema::ListUpdate& node) {
    if (!node.otherwise) return update_list(node, std::nullopt);
    (void)lower_otherwise(*node.otherwise, [&](BlockId failed) {
        update_list(node, failed);
        return Value{};
    });
}

void FunctionLowering::update_list(const sema::ListUpdate& node, std::optional<BlockId> failed) {
    const source::Span span = emit_.span();
    const FoundPlace place = find_place(node.place);
    const Spot& spot = place.spot;
    const Type& type = *spot.type;
    emit_.set_span(span);
    if (node.op == sema::ListOperator::Clear) return assign(spot, values_.zero(type));
    if (type.is_text()) return update_text(node, place, failed);
    const Type& element = *type.element;
    if (node.op == sema::ListOperator::Push) {
        const Value value = lower(*node.value);
        emit_.set_span(span);
        require_there(place, *node.value);
        const ValueId length = length_at(spot);
        const ValueId is_full = emit_.is_zero(emit_.op(Op::LT, {length, emit_.word(type.length)}));
        emit_.redirect_panics(failed);
        emit_.panic_if(is_full, Panic::TooMuch, Check::Bounds);
        emit_.redirect_panics(std::nullopt);
        assign(project_index(spot, element, length), value);
        return set_length(spot, emit_.add(length, 1));
    }
    const ValueId length = length_at(spot);
    emit_.redirect_panics(failed);
    emit_.panic_if(emit_.is_zero(length), Panic::OutOfRange, Check::Bounds);
    emit_.redirect_panics(std::nullopt);
    const ValueId last = emit_.sub(length, emit_.word(1));
    const Spot removed = project_index(spot, element, last);
    if (const auto* slots = std::get_if<SlotSpot>(&removed.where)) clear_slots(element, *slots);
    set_length(spot, last);
}

void FunctionLowering::update_text(const sema::ListUpdate& node, const FoundPlace& place,
                                   std::optional<BlockId> failed) {
    const Spot& spot = place.spot;
    const Type& type = *spot.type;
    const source::Span span = emit_.span();
    const bool is_push = node.op == sema::ListOperator::Push;
    const Value byte = is_push ? lower(*node.value) : Value{};
    emit_.set_span(span);
    if (is_push) require_there(place, *node.value);
    // What lies in storage is changed in memory and written back.
    const auto* const slots = std::get_if<SlotSpot>(&spot.where);
    const Value text = slots != nullptr ? read_text(type, *slots) : read(spot);
    const ValueId length = text.words[2];
    emit_.redirect_panics(failed);
    if (is_push) {
        const ValueId is_full = emit_.is_zero(emit_.op(Op::LT, {length, emit_.word(type.length)}));
        emit_.panic_if(is_full, Panic::TooMuch, Check::Bounds);
        emit_.redirect_panics(std::nullopt);
        const ValueId lowest = emit_.op(Op::SHR, {emit_.word(248), byte.words[0]});
        emit_.run(Op::MSTORE8, {emit_.add(text.words[1], length), lowest});
    } else {
        emit_.panic_if(emit_.is_zero(length), Panic::OutOfRange, Check::Bounds);
        emit_.redirect_panics(std::nullopt);
    }
    const ValueId changed = is_push ? emit_.add(length, 1) : emit_.sub(length, emit_.word(1));
    if (slots == nullptr) return set_length(spot, changed);
    write_text(type, *slots, Value{{text.words[0], text.words[1], changed}, nullptr, true});
}

// Texts in storage, as Solidity has them.

Value FunctionLowering::read_text(const Type& type, const SlotSpot& spot) {
    const Op load = spot.kind == FieldKind::Transient ? Op::TLOAD : Op::SLOAD;
    const ValueId object = emit_.make_object(memory_size(type));
    const ValueId target = emit_.add(object, kWord);
    const ValueId length = length_at({spot, &type});
    const BlockId in_slot = emit_.make_block();
    const BlockId elsewhere = emit_.make_block();
    const BlockId done = emit_.make_block();
    emit_.store(object, length);
    emit_.branch(emit_.op(Op::GT, {length, emit_.word(kShortLimit)}), elsewhere, in_slot);
    emit_.enter_sealed(in_slot);
    const ValueId head = emit_.op(load, {spot.slot});
    emit_.store(target, emit_.op(Op::AND, {head, emit_.word(~Uint256{0xff})}));
    emit_.jump(done);
    emit_.enter_sealed(elsewhere);
    const ValueId first = first_slot(spot);
    const ValueId count = emit_.op(Op::SHR, {emit_.word(5), emit_.add(length, kWord - 1)});
    emit_.repeat({emit_.word(0), count, (type.length + kWord - 1) / kWord}, [&](ValueId i) {
        const ValueId place = emit_.add(target, emit_.op(Op::MUL, {i, emit_.word(kWord)}));
        emit_.store(place, emit_.op(load, {emit_.add(first, i)}));
    });
    emit_.jump(done);
    emit_.enter_sealed(done);
    return {{emit_.word(static_cast<uint64_t>(Region::Memory)), target, length}, nullptr, true};
}

void FunctionLowering::write_text(const Type& type, const SlotSpot& spot, const Value& value) {
    const uint64_t most = (type.length + kWord - 1) / kWord;
    const Op store = spot.kind == FieldKind::Transient ? Op::TSTORE : Op::SSTORE;
    const Op load = spot.kind == FieldKind::Transient ? Op::TLOAD : Op::SLOAD;
    const auto slots_of = [&](ValueId bytes) {
        const ValueId is_long = emit_.op(Op::GT, {bytes, emit_.word(kShortLimit)});
        const ValueId words = emit_.op(Op::SHR, {emit_.word(5), emit_.add(bytes, kWord - 1)});
        return emit_.op(Op::MUL, {is_long, words});
    };
    const ValueId old_head = emit_.op(load, {spot.slot});
    const ValueId is_long = emit_.op(Op::AND, {old_head, emit_.word(1)});
    const ValueId old_length = emit_.op(Op::MUL, {is_long, emit_.op(Op::SHR, {emit_.word(1), old_head})});
    const ValueId first = first_slot(spot);
    const ValueId length = values_.length_of(value);
    const ValueId bytes = emit_.workspace();
    values_.copy_slice(value, bytes);

    const BlockId in_slot = emit_.make_block();
    const BlockId elsewhere = emit_.make_block();
    const BlockId done = emit_.make_block();
    emit_.branch(emit_.op(Op::GT, {length, emit_.word(kShortLimit)}), elsewhere, in_slot);
    emit_.enter_sealed(in_slot);
    // Without bytes nothing was copied: what stands there is not the text's.
    const ValueId shift = emit_.op(Op::SHL, {emit_.word(3), emit_.sub(emit_.word(kWord), length)});
    const ValueId mask = emit_.op(Op::SHL, {shift, emit_.word(Uint256::max())});
    const ValueId content = emit_.op(Op::AND, {emit_.load(bytes), mask});
    const ValueId doubled = emit_.op(Op::SHL, {emit_.word(1), length});
    emit_.run(store, {spot.slot, emit_.either(content, doubled)});
    emit_.jump(done);
    emit_.enter_sealed(elsewhere);
    emit_.run(store, {spot.slot, emit_.either(emit_.op(Op::SHL, {emit_.word(1), length}), emit_.word(1))});
    emit_.repeat({emit_.word(0), slots_of(length), most}, [&](ValueId i) {
        const ValueId place = emit_.add(bytes, emit_.op(Op::MUL, {i, emit_.word(kWord)}));
        emit_.run(store, {emit_.add(first, i), emit_.load(place)});
    });
    emit_.jump(done);
    emit_.enter_sealed(done);
    emit_.repeat({slots_of(length), slots_of(old_length), most},
                 [&](ValueId i) { emit_.run(store, {emit_.add(first, i), emit_.word(0)}); });
}

// Lengths and bounds.

ValueId FunctionLowering::length_of_place(const sema::Expression& operand) {
    const auto* read = std::get_if<sema::PlaceRead>(&operand.node);
    if (read == nullptr || operand.type->is_slice()) return values_.length_of(lower(operand));
    const Spot spot = find_spot(read->place);
    return length_at(spot);
}

Value FunctionLowering::bound(const Type& type, const Value& value) {
    const ValueId is_long = emit_.op(Op::GT, {values_.length_of(value), emit_.word(type.length)});
    emit_.panic_if(is_long, Panic::TooMuch, Check::Bounds);
    Value result = value;
    result.is_fresh = false;
    return result;
}

}  // namespace deed::lower
