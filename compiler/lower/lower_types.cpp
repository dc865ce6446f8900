#include "compiler/lower/function_lowering.hpp"
#include "compiler/sema/machine_ops.hpp"
#include "compiler/sema/walk.hpp"

namespace deed::lower {

using sema::FieldKind;
using sema::Type;
using sema::TypeKind;

namespace {

template <typename... Visitors>
struct Overloaded : Visitors... {
    using Visitors::operator()...;
};

constexpr uint64_t kWord = 32;

/// What is evaluated for a step, if anything.
const sema::Expression* key_of(const sema::Projection& step) {
    if (const auto* key = std::get_if<sema::MapKey>(&step.step)) return key->key.get();
    const auto* index = std::get_if<sema::ArrayIndex>(&step.step);
    return index != nullptr ? index->index.get() : nullptr;
}

/// Whether fields may have other values behind this.
bool may_change_storage(const sema::Expression& expression) {
    bool may = false;
    sema::walk_expression(expression, [&](const sema::Expression& part) {
        const auto* call = std::get_if<sema::Call>(&part.node);
        const auto* outer = std::get_if<sema::ExternalCall>(&part.node);
        const auto* machine = std::get_if<sema::MachineOp>(&part.node);
        may = may || (call != nullptr && call->function->signature.mutability > sema::Mutability::View) ||
              (outer != nullptr && outer->signature->mutability > sema::Mutability::View) ||
              (machine != nullptr && sema::row_of(machine->op).touches >= sema::Touch::Writes) ||
              std::holds_alternative<sema::RawCall>(part.node) ||
              std::holds_alternative<sema::Transfer>(part.node) ||
              std::holds_alternative<sema::Deploy>(part.node);
    });
    return may;
}

}  // namespace

// Places.

Variable FunctionLowering::variable_of(const sema::Local& local, uint32_t word) {
    const auto [place, is_new] = variables_.try_emplace({&local, word});
    if (is_new) place->second = emit_.make_variable();
    return place->second;
}

FoundPlace FunctionLowering::find_place(const sema::Place& place) {
    FoundPlace found;
    found.spot =
        std::visit(Overloaded{[](const sema::Local* local) { return Spot{LocalSpot{local, 0}, local->type}; },
                              [this](const sema::Field* field) { return field_spot(*field); }},
                   place.root);
    for (const sema::Projection& step : place.path) {
        const Spot whole = found.spot;
        ValueId index{};
        found.spot = project(whole, step, index);
        if (const sema::Expression* key = key_of(step)) require_there(found, *key);
        if (whole.type->is(TypeKind::List)) found.elements.push_back({whole, index});
    }
    return found;
}

void FunctionLowering::require_there(const FoundPlace& place) {
    for (const auto& [list, index] : place.elements) check_index(index, length_at(list));
}

void FunctionLowering::require_there(const FoundPlace& place, const sema::Expression& evaluated) {
    const bool is_stored =
        !place.elements.empty() && std::holds_alternative<SlotSpot>(place.elements[0].list.where);
    if (is_stored && may_change_storage(evaluated)) require_there(place);
}

Spot FunctionLowering::field_spot(const sema::Field& field) {
    if (field.kind != FieldKind::Immutable) {
        const StorageSpot& place = shared_.layout.spots.at(&field);
        return {SlotSpot{field.kind, emit_.word(place.slot), emit_.word(uint64_t{place.offset} * 8)},
                field.type};
    }
    const uint32_t index = shared_.immutables.at(&field);
    if (shared_.purpose == Purpose::Creation)
        return {MemorySpot{emit_.op(Op::GLOBAL, {}, index)}, field.type};
    return {ImmutableSpot{index}, field.type};
}

/// @p place becomes the element's number where the step is to an element.
Spot FunctionLowering::project(const Spot& spot, const sema::Projection& step, ValueId& place) {
    emit_.set_span(step.span);
    return std::visit(
        Overloaded{
            [&](const sema::MapKey& key) {
                const Value value = lower(*key.key);
                emit_.set_span(step.span);
                return project_key(spot, *key.key->type, value);
            },
            [&](const sema::ArrayIndex& index) {
                const ValueId i = lower_word(*index.index);
                emit_.set_span(step.span);
                const bool is_list = spot.type->is(TypeKind::List);
                const ValueId length = is_list ? length_at(spot) : emit_.word(spot.type->length);
                place = check_index(i, length);
                return project_index(spot, *step.type, place);
            },
            [&](const sema::StructMember& member) { return project_member(spot, *step.type, member.index); }},
        step.step);
}

/// Gives the index back, after Panic(0x32) when it is not below @p length.
ValueId FunctionLowering::check_index(ValueId index, ValueId length) {
    const auto known = emit_.constant_of(length);
    const bool may_be_empty = !known || *known == Uint256{};
    const ValueId is_out = may_be_empty ? emit_.is_zero(emit_.op(Op::LT, {index, length}))
                                        : emit_.op(Op::GT, {index, emit_.word(*known - 1)});
    emit_.panic_if(is_out, Panic::OutOfRange, Check::Bounds);
    return index;
}

/// Solidity's rule: keccak256(key . slot), where a word key takes a whole word.
Spot FunctionLowering::project_key(const Spot& map, const Type& key_type, const Value& key) {
    const auto& slots = std::get<SlotSpot>(map.where);
    ValueId slot;
    if (key_type.is_slice()) {
        const ValueId target = emit_.workspace();
        const ValueId length = values_.length_of(key);
        values_.copy_slice(key, target);
        emit_.store(emit_.add(target, length), slots.slot);
        slot = emit_.op(Op::KECCAK256, {target, emit_.add(length, kWord)});
    } else {
        slot = emit_.op(Op::MAP_SLOT, {key.words[0], slots.slot});
    }
    return {SlotSpot{slots.kind, slot, emit_.word(0)}, map.type->element};
}

/// Element @p index of an array, or of a list from its first element on.
Spot FunctionLowering::project_slots(const SlotSpot& first, const Type& whole, const Type& element,
                                     ValueId index) {
    const uint32_t shared = elements_per_slot(whole);
    if (shared == 0) {
        const ValueId distance = emit_.op(Op::MUL, {index, emit_.word(storage_slots(element))});
        return {SlotSpot{first.kind, emit_.add(first.slot, distance), emit_.word(0)}, &element};
    }
    const ValueId slot = emit_.add(first.slot, emit_.op(Op::DIV, {index, emit_.word(shared)}));
    const ValueId place = emit_.op(Op::MOD, {index, emit_.word(shared)});
    const ValueId shift = emit_.op(Op::MUL, {place, emit_.word(uint64_t{storage_bytes(element)} * 8)});
    return {SlotSpot{first.kind, slot, shift}, &element};
}

Spot FunctionLowering::project_index(const Spot& spot, const Type& element, ValueId index) {
    if (spot.type->is(TypeKind::List)) return project_element(spot, element, index);
    if (const auto* slots = std::get_if<SlotSpot>(&spot.where))
        return project_slots(*slots, *spot.type, element, index);
    const auto* immutable = std::get_if<ImmutableSpot>(&spot.where);
    if (const auto place = emit_.constant_of(index); immutable != nullptr && place) {
        const auto words = static_cast<uint32_t>(memory_size(element) / kWord);
        return {
            ImmutableSpot{immutable->index + static_cast<uint32_t>(static_cast<uint64_t>(*place)) * words},
            &element};
    }
    const ValueId array = read(spot).words[0];
    const ValueId distance = emit_.op(Op::MUL, {index, emit_.word(memory_size(element))});
    return {MemorySpot{emit_.add(array, distance)}, &element};
}

Spot FunctionLowering::project_member(const Spot& spot, const Type& member, uint32_t index) {
    const Type& whole = *spot.type;
    return std::visit(
        Overloaded{
            [&](const LocalSpot& local) {
                return Spot{LocalSpot{local.local, local.first_word + member_word(whole, index)}, &member};
            },
            [&](const MemorySpot& memory) {
                return Spot{MemorySpot{emit_.add(memory.address, member_offset(whole, index))}, &member};
            },
            [&](const SlotSpot& slots) {
                const StorageSpot inner = member_spot(whole, index);
                const ValueId slot = emit_.add(slots.slot, emit_.word(inner.slot));
                return Spot{SlotSpot{slots.kind, slot, emit_.word(uint64_t{inner.offset} * 8)}, &member};
            },
            [&](const ImmutableSpot& immutable) {
                const auto words = static_cast<uint32_t>(member_offset(whole, index) / kWord);
                return Spot{ImmutableSpot{immutable.index + words}, &member};
            },
            [&](const ValueSpot& part) {
                return Spot{ValueSpot{member_of(whole, part.value, index)}, &member};
            }},
        spot.where);
}

// Reading and writing.

Value FunctionLowering::read(const Spot& spot) {
    return std::visit(
        Overloaded{
            [&](const LocalSpot& local) {
                Value value;
                const uint32_t count = word_count(*spot.type);
                if (const auto kept = kept_.find(local.local); kept != kept_.end()) {
                    const auto first = kept->second.begin() + local.first_word;
                    value.words.assign(first, first + count);
                    return value;
                }
                for (uint32_t i = 0; i < word_count(*spot.type); ++i)
                    value.words.push_back(emit_.read(variable_of(*local.local, local.first_word + i)));
                return value;
            },
            [&](const MemorySpot& memory) { return values_.load(*spot.type, memory.address); },
            [&](const SlotSpot& slots) { return read_slots(*spot.type, slots); },
            [&](const ImmutableSpot& immutable) { return read_immutable(*spot.type, immutable.index); },
            [&](const ValueSpot& part) { return part.value; }},
        spot.where);
}

void FunctionLowering::assign(const Spot& spot, const Value& value) {
    const Type& type = *spot.type;
    if (const auto* slots = std::get_if<SlotSpot>(&spot.where)) return write_slots(type, *slots, value);
    if (const auto* memory = std::get_if<MemorySpot>(&spot.where))
        return values_.store(type, memory->address, value);
    const LocalSpot& local = std::get<LocalSpot>(spot.where);
    if (type.is(TypeKind::Array)) return values_.store(type, read(spot).words[0], value);
    if (type.is_text() || type.is(TypeKind::List)) {
        const ValueId box = emit_.object(boxes_.at({local.local, local.first_word}));
        values_.store(type, box, value);
        return emit_.write(variable_of(*local.local, local.first_word + 2), values_.length_of(value));
    }
    if (type.is_word() || type.is_slice()) {
        const auto words = values_.words_of(value);
        for (uint32_t i = 0; i < words.size(); ++i)
            emit_.write(variable_of(*local.local, local.first_word + i), words[i]);
        return;
    }
    const auto members = members_of(type);
    for (uint32_t i = 0; i < members.size(); ++i)
        assign(project_member(spot, *members[i], i), member_of(type, value, i));
}

Value FunctionLowering::read_immutable(const Type& type, uint32_t index) {
    if (type.is_word()) return {{emit_.op(Op::IMMUTABLE, {}, index)}};
    Value value;
    value.is_fresh = true;
    if (type.is(TypeKind::Array) || is_stretch(type)) {
        const ValueId object = emit_.make_object(memory_size(type));
        for (uint64_t i = 0; i < memory_size(type) / kWord; ++i) {
            const ValueId word = emit_.op(Op::IMMUTABLE, {}, index + static_cast<uint32_t>(i));
            emit_.store(emit_.add(object, i * kWord), word);
        }
        value = is_stretch(type) ? values_.stretch_at(object) : Value{{object}};
        value.is_fresh = true;
        return value;
    }
    for (const Type* member : members_of(type)) {
        const Value part = read_immutable(*member, index);
        value.words.insert(value.words.end(), part.words.begin(), part.words.end());
        index += static_cast<uint32_t>(memory_size(*member) / kWord);
    }
    return value;
}

// Slots.

ValueId FunctionLowering::read_slot_word(const Type& type, const SlotSpot& spot) {
    const ValueId slot = emit_.op(spot.kind == FieldKind::Transient ? Op::TLOAD : Op::SLOAD, {spot.slot});
    const uint32_t bytes = storage_bytes(type);
    if (bytes == kWord) return slot;
    const ValueId shifted = emit_.op(Op::SHR, {spot.shift, slot});
    const ValueId unused = emit_.word((kWord - bytes) * 8);
    if (type.is(TypeKind::FixedBytes)) return emit_.op(Op::SHL, {unused, shifted});
    const bool is_highest = emit_.constant_of(spot.shift) == Uint256{(kWord - bytes) * 8};
    if (is_highest && !type.is(TypeKind::Signed)) return shifted;
    if (type.is(TypeKind::Signed)) return arithmetic_.clean(type, shifted);
    return emit_.op(Op::AND, {shifted, emit_.word((Uint256{1} << (uint64_t{bytes} * 8)) - 1)});
}

void FunctionLowering::write_slot_word(const Type& type, const SlotSpot& spot, ValueId value) {
    const bool is_transient = spot.kind == FieldKind::Transient;
    const Op store = is_transient ? Op::TSTORE : Op::SSTORE;
    const uint32_t bytes = storage_bytes(type);
    if (bytes == kWord) return emit_.run(store, {spot.slot, value});
    const ValueId mask = emit_.word((Uint256{1} << (uint64_t{bytes} * 8)) - 1);
    ValueId low = value;
    if (type.is(TypeKind::FixedBytes)) low = emit_.op(Op::SHR, {emit_.word((kWord - bytes) * 8), value});
    if (type.is(TypeKind::Signed)) low = emit_.op(Op::AND, {value, mask});
    const ValueId old = emit_.op(is_transient ? Op::TLOAD : Op::SLOAD, {spot.slot});
    const ValueId hole = emit_.op(Op::NOT, {emit_.op(Op::SHL, {spot.shift, mask})});
    const ValueId kept = emit_.op(Op::AND, {old, hole});
    emit_.run(store, {spot.slot, emit_.either(kept, emit_.op(Op::SHL, {spot.shift, low}))});
}

/// A round for each element of an array in storage. Few that share slots have constant numbers, so that what
/// is known of a slot holds for all of them: it is read and written once.
void FunctionLowering::repeat_elements(const Type& array, const std::function<void(ValueId i)>& round) {
    constexpr uint64_t kFew = 8;
    if (elements_per_slot(array) == 0 || array.length > kFew) return emit_.repeat(array.length, round);
    for (uint64_t i = 0; i < array.length; ++i) round(emit_.word(i));
}

Value FunctionLowering::read_slots(const Type& type, const SlotSpot& spot) {
    if (type.is_word()) return {{read_slot_word(type, spot)}};
    if (type.is(TypeKind::List)) return read_list(type, spot);
    if (type.is_text()) return read_text(type, spot);
    Value value;
    value.is_fresh = true;
    if (type.is(TypeKind::Array)) {
        value.words = {emit_.make_object(memory_size(type))};
        repeat_elements(type, [&](ValueId i) {
            const Spot element = project_index({spot, &type}, *type.element, i);
            const ValueId distance = emit_.op(Op::MUL, {i, emit_.word(memory_size(*type.element))});
            values_.store(*type.element, emit_.add(value.words[0], distance), read(element));
        });
        return value;
    }
    if (type.is(TypeKind::Enum)) return read_enum(type, spot);
    const auto members = members_of(type);
    for (uint32_t i = 0; i < members.size(); ++i) {
        const Value part = read(project_member({spot, &type}, *members[i], i));
        value.words.insert(value.words.end(), part.words.begin(), part.words.end());
    }
    return value;
}

void FunctionLowering::write_slots(const Type& type, const SlotSpot& spot, const Value& value) {
    if (type.is_word()) return write_slot_word(type, spot, value.words[0]);
    if (type.is(TypeKind::List)) return write_list(type, spot, value);
    if (type.is_text()) return write_text(type, spot, value);
    if (type.is(TypeKind::Array)) {
        repeat_elements(type, [&](ValueId i) {
            const ValueId distance = emit_.op(Op::MUL, {i, emit_.word(memory_size(*type.element))});
            const Value element = values_.load(*type.element, emit_.add(value.words[0], distance));
            assign(project_index({spot, &type}, *type.element, i), element);
        });
        return;
    }
    if (type.is(TypeKind::Enum)) return write_enum(type, spot, value);
    const auto members = members_of(type);
    for (uint32_t i = 0; i < members.size(); ++i)
        assign(project_member({spot, &type}, *members[i], i), member_of(type, value, i));
}

}  // namespace deed::lower
