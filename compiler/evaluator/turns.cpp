#include "compiler/evaluator/turns.hpp"

#include <utility>

namespace deed::evaluator {
namespace {

bool is_state(const sema::Field& field) {
    return field.kind == sema::FieldKind::Storage || field.kind == sema::FieldKind::Transient;
}

}  // namespace

void Turns::open(const Address& account) {
    open_.push_back({.account = account});
}

void Turns::close(const sema::Function* entry) {
    const OpenCall inner = std::move(open_.back());
    open_.pop_back();
    // Who says so runs in the middle of others, whatever comes of it.
    if (entry == nullptr || entry->is_reentrant) return;
    for (OpenCall& outer : open_) {
        if (outer.account != inner.account) continue;
        outer.written_inside.insert(inner.writes.begin(), inner.writes.end());
        if (!outer.is_unnoticed) outer.read_inside.insert(inner.reads.begin(), inner.reads.end());
    }
}

void Turns::note_read(const sema::Field& field) {
    if (open_.empty() || !is_state(field)) return;
    open_.back().reads.insert(&field);
    if (open_.back().written_inside.contains(&field)) conflict_ = field.name;
}

void Turns::note_write(const sema::Field& field) {
    if (open_.empty() || !is_state(field)) return;
    OpenCall& call = open_.back();
    call.writes.insert(&field);
    call.has_written = true;
    if (call.written_inside.contains(&field) || call.read_inside.contains(&field)) conflict_ = field.name;
}

void Turns::note_interaction(Interaction interaction) {
    if (open_.empty()) return;
    open_.back().is_unnoticed = interaction == Interaction::Static && !open_.back().has_written;
}

}  // namespace deed::evaluator
