#include "compiler/evaluator/calldata.hpp"
#include "compiler/evaluator/evaluation.hpp"
#include "vm/base/assert.hpp"

namespace deed::evaluator {

namespace {

template <typename... Visitors>
struct Overloaded : Visitors... {
    using Visitors::operator()...;
};

}  // namespace

Result<size_t, Stop> Evaluation::check_index(const Value& index, uint64_t length) {
    if (index.integer() >= length) return Failure{stop_with(Panic::OutOfRange)};
    return static_cast<size_t>(index.integer());
}

Result<uint64_t, Stop> Evaluation::length_of(const Spot& spot) {
    if (!spot.type->is(sema::TypeKind::List)) return spot.type->length;
    const Value* const list = find_value(spot);
    if (list == nullptr) return 0;
    if (std::holds_alternative<Malformed>(list->data)) return Failure{Stop{}};
    return list->values().size();
}

Result<Evaluation::Step, Stop> Evaluation::find_step(const sema::Projection& projection, const Spot& whole) {
    using Found = Result<Step, Stop>;
    return std::visit(Overloaded{[&](const sema::MapKey& key) -> Found {
                                     DEED_TRY(value, evaluate(*key.key));
                                     return Step{key_of(value), projection.type};
                                 },
                                 [&](const sema::ArrayIndex& index) -> Found {
                                     DEED_TRY(place, evaluate(*index.index));
                                     DEED_CHECK(check_there(whole));
                                     DEED_TRY(length, length_of(whole));
                                     DEED_TRY(checked, check_index(place, length));
                                     return Step{checked, projection.type};
                                 },
                                 [&](const sema::StructMember& member) -> Found {
                                     return Step{size_t{member.index}, projection.type};
                                 }},
                      projection.step);
}

Result<Evaluation::Spot, Stop> Evaluation::find_spot(const sema::Place& place) {
    Spot spot{place.root, {}, std::visit([](const auto* root) { return root->type; }, place.root)};
    for (const sema::Projection& projection : place.path) {
        DEED_TRY(step, find_step(projection, spot));
        spot.type = step.type;
        spot.steps.push_back(std::move(step));
        DEED_CHECK(check_there(spot));
    }
    return spot;
}

Key Evaluation::key_in(const Step& step) {
    return std::visit(
        Overloaded{[](const Key& known) { return known; }, [](size_t index) { return Key{Integer{index}}; }},
        step.where);
}

/// What is evaluated after an element was named may have taken it out of its list.
Executed Evaluation::check_there(const Spot& spot) {
    const Value* part = &root_of(spot);
    for (const Step& step : spot.steps) {
        if (const auto* entries = std::get_if<Entries>(&part->data)) {
            const auto found = entries->find(key_in(step));
            // What was never written is there, and zero.
            if (found == entries->end()) return Flow::Next;
            part = &found->second;
            continue;
        }
        const auto* const parts = std::get_if<Values>(&part->data);
        if (parts == nullptr) return Flow::Next;
        if (std::get<size_t>(step.where) >= parts->size()) return Failure{stop_with(Panic::OutOfRange)};
        part = &parts->at(std::get<size_t>(step.where));
    }
    return Flow::Next;
}

Evaluation::Spot Evaluation::element_of(Spot array, size_t index) {
    array.type = array.type->element;
    array.steps.push_back({index, array.type});
    return array;
}

const Value& Evaluation::root_of(const Spot& spot) {
    if (const auto* const* local = std::get_if<const sema::Local*>(&spot.root))
        return locals_.at((*local)->index);
    return account().fields.at(std::get<const sema::Field*>(spot.root)->index).get();
}

const Value* Evaluation::find_value(const Spot& spot) {
    if (const auto* const* field = std::get_if<const sema::Field*>(&spot.root)) run_.turns.note_read(**field);
    const Value* part = &root_of(spot);
    for (const Step& step : spot.steps) {
        if (std::holds_alternative<Malformed>(part->data)) return part;
        if (const auto* entries = std::get_if<Entries>(&part->data)) {
            const auto found = entries->find(key_in(step));
            if (found == entries->end()) return nullptr;
            part = &found->second;
        } else {
            part = &part->values().at(std::get<size_t>(step.where));
        }
    }
    return part;
}

Value Evaluation::read(const Spot& spot) {
    const Value* const value = find_value(spot);
    return value == nullptr ? zero_of(*spot.type) : *value;
}

Executed Evaluation::write(const Spot& spot, Value value) {
    if (!is_whole(value)) return Failure{Stop{}};
    DEED_TRY(part, open(spot));
    *part = std::move(value);
    return Flow::Next;
}

Result<Value*, Stop> Evaluation::open(const Spot& spot) {
    const bool is_state = std::holds_alternative<const sema::Field*>(spot.root);
    if (is_state && context_.changes == Changes::Refused) return Failure{Stop{}};
    DEED_CHECK(check_there(spot));
    if (is_state) run_.turns.note_write(*std::get<const sema::Field*>(spot.root));
    Value* part = is_state ? &account().fields.at(std::get<const sema::Field*>(spot.root)->index).own()
                           : &locals_.at(std::get<const sema::Local*>(spot.root)->index);
    for (const Step& step : spot.steps) {
        if (auto* entries = std::get_if<Entries>(&part->data)) {
            part = &entries->try_emplace(key_in(step), zero_of(*step.type)).first->second;
        } else {
            part = &std::get<Values>(part->data).at(std::get<size_t>(step.where));
        }
    }
    return part;
}

}  // namespace deed::evaluator
