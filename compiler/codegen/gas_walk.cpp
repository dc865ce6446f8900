#include "compiler/codegen/gas_walk.hpp"

#include <algorithm>
#include <array>
#include <functional>

#include "vm/isa/gas_schedule.hpp"

namespace deed::codegen {
namespace {

using isa::Op;

constexpr isa::Revision kRevision = isa::Revision::Osaka;
constexpr uint64_t kWord = 32;

bool is_jump_target(const Item& item) {
    return item.kind == ItemKind::Instruction && item.op == Op::JUMPDEST;
}

bool ends_call(Op op) {
    return op == Op::STOP || op == Op::RETURN || op == Op::REVERT || op == Op::INVALID;
}

bool is_call(Op op) {
    return op == Op::CALL || op == Op::STATICCALL || op == Op::DELEGATECALL || op == Op::CREATE ||
           op == Op::CREATE2;
}

bool succeeds(Op op) {
    return op == Op::STOP || op == Op::RETURN;
}

/// Whether its gas depends on what was touched before.
bool is_of_state(Op op) {
    return op == Op::SLOAD || op == Op::SSTORE || op == Op::BALANCE || op == Op::EXTCODESIZE ||
           op == Op::EXTCODEHASH || op == Op::EXTCODECOPY || is_call(op);
}

}  // namespace

GasWalk::GasWalk(const Assembly& assembly, const ir::Module& module, uint32_t tail,
                 const std::vector<LabelId>& entries, const FilledSlots& filled)
    : items_(assembly.items()),
      tables_(assembly.tables()),
      module_(module),
      tail_(tail),
      filled_from_(filled.from) {
    for (const Uint256& number : filled.numbers) watched_.push_back(terms_.constant(number));
    for (size_t i = 0; i < items_.size(); ++i) {
        const Item& item = items_[i];
        if (item.kind != ItemKind::Label && item.kind != ItemKind::Jump) continue;
        if (places_.size() <= item.a) places_.resize(item.a + 1), is_target_.resize(item.a + 1);
        if (item.kind == ItemKind::Label) places_[item.a] = i;
        if (item.kind == ItemKind::Jump) is_target_[item.a] = true;
    }
    for (const LabelTable& table : tables_)
        for (const LabelId label : table) is_target_[static_cast<uint32_t>(label)] = true;
    for (const LabelId label : entries)
        owners_.emplace(places_[static_cast<uint32_t>(label)], static_cast<uint32_t>(owners_.size() + 1));
}

bool GasWalk::run() {
    ways_.resize(items_.size());
    nodes_.emplace_back();
    nodes_of_.resize(items_.size());
    nodes_of_[0].push_back(0);
    // Memory begins as zeros: maps' slots are computed in its first two words.
    for (const uint64_t address : {uint64_t{0}, kWord})
        nodes_[0].entry.memory.set(address, terms_.constant(0));
    if (filled_from_ == FilledFrom::Begin)
        for (const Term slot : watched_) nodes_[0].entry.filled.insert(slot);
    wait(0);
    const auto is_all_lost = [&] { return !watched_.empty() && lost_.size() == watched_.size(); };
    while (!waiting_.empty() && is_understood_ && work_ <= kMostWork && !is_all_lost()) {
        const uint32_t number = std::get<2>(waiting_.top());
        waiting_.pop();
        nodes_[number].is_waiting = false;
        visit(number);
    }
    return is_understood_ && work_ <= kMostWork && !is_all_lost();
}

void GasWalk::wait(uint32_t number) {
    GasNode& node = nodes_[number];
    if (node.is_waiting) return;
    node.is_waiting = true;
    const Item& first = items_[node.begin];
    const uint32_t rank = first.kind == ItemKind::Label ? first.b : 0;
    waiting_.emplace(~node.depth, rank, number);
}

std::vector<uint32_t> GasWalk::nodes_at(LabelId label) const {
    return nodes_of_[places_[static_cast<uint32_t>(label)]];
}

void GasWalk::visit(uint32_t number) {
    GasNode& node = nodes_[number];
    node.cold = node.warm = {};
    node.memory_end = 0;
    node.successors.clear();
    node.calls.clear();
    node.touches.clear();
    Here here{number, node, node.entry, node.begin};
    work_ += node.entry.size();
    for (bool is_first = true;; is_first = false) {
        const Item& item = items_[here.position];
        const bool is_place = item.kind == ItemKind::Label && is_target_[item.a];
        if (is_place && !is_first) return go(here, here.position, std::move(here.state));
        if (is_place) {
            here.charge(isa::gas_cost(Op::JUMPDEST, kRevision));
            node.rounds = static_cast<uint64_t>(item.value);
        }
        if (!step(here, item) || !is_understood_) return;
        ++work_;
        ++here.position;
    }
}

/// False at the end of the node.
bool GasWalk::step(Here& here, const Item& item) {
    const auto push = [&](Term term) {
        here.charge(isa::gas_cost(Op::PUSH1, kRevision));
        here.state.stack.push_back(term);
    };
    switch (item.kind) {
        case ItemKind::Label: return true;
        case ItemKind::Constant:
            here.charge(isa::gas_cost(item.value ? Op::PUSH1 : Op::PUSH0, kRevision));
            here.state.stack.push_back(terms_.constant(item.value));
            return true;
        case ItemKind::DataSize: push(terms_.constant(module_.data[item.a].size())); return true;
        case ItemKind::Jump:
        case ItemKind::DataOffset:
        case ItemKind::CodeEnd:
        case ItemKind::LabelTable:
        case ItemKind::Immutable: push(terms_.place(item.kind, item.a)); return true;
        case ItemKind::Instruction: break;
        case ItemKind::FunctionMemory:
        case ItemKind::Global:
        case ItemKind::Tail:
        case ItemKind::Padding: is_understood_ = false; return false;
    }
    const Op op = item.op;
    here.charge(isa::gas_cost(op, kRevision));
    if (op == Op::JUMP || op == Op::JUMPI) {
        end_with_jump(here, here.position, op);
        return false;
    }
    run_machine(here, op, item);
    // What is bare was asked before it was entered, and knows nothing any more.
    const bool is_asked = here.number != 0 && way_at(here.node.begin) == Way::BareOut;
    if (succeeds(op) && !is_asked) check_filled(here.state);
    return !ends_call(op);
}

// Ends.

/// Whether code that ends the call at once lets it succeed.
bool GasWalk::succeeds_at(size_t position) const {
    for (size_t i = position; i < items_.size(); ++i)
        if (items_[i].kind == ItemKind::Instruction && ends_call(items_[i].op)) return succeeds(items_[i].op);
    return true;
}

/// For code at @p position that ends the call and needs nothing of what is known here.
void GasWalk::leave_at_once(const Here& here, size_t position, Term condition) {
    if (watched_.empty() || !succeeds_at(position)) return;
    GasState state = here.state;
    state.assume(terms_, condition, Truth::NotZero);
    check_filled(state);
}

// Jumps.

void GasWalk::end_with_jump(Here& here, size_t position, Op op) {
    const Term target = here.pop();
    if (op == Op::JUMP) return go_to(here, target, std::move(here.state));
    const Term condition = here.pop();
    const Uint256* known = terms_.constant_of(condition);
    const auto place = find_place(target);
    if (place && way_at(*place) == Way::BareOut && (known == nullptr || *known)) {
        leave_at_once(here, *place, condition);
        enter(here, *place, 0, {});
    } else if (known == nullptr || *known) {
        GasState taken = here.state;
        taken.assume(terms_, condition, Truth::NotZero);
        go_to(here, target, std::move(taken));
    }
    if (known != nullptr && *known) return;
    here.state.assume(terms_, condition, Truth::Zero);
    go(here, position + 1, std::move(here.state));
}

std::optional<size_t> GasWalk::find_place(Term target) const {
    const Terms::Entry& entry = terms_.at(target);
    if (entry.kind != TermKind::Place || entry.item != ItemKind::Jump) return std::nullopt;
    return places_[entry.a];
}

void GasWalk::go_to(Here& here, Term target, GasState&& state) {
    if (const auto place = find_place(target)) return go(here, *place, std::move(state));
    const auto go_with_copy = [&](size_t place) { go(here, place, GasState{state}); };
    if (const LabelTable* table = find_table(target)) {
        for (const LabelId label : *table) go_with_copy(places_[static_cast<uint32_t>(label)]);
        return;
    }
    // A table: its beginning, and which slot.
    if (terms_.is_operation(target, Op::ADD))
        for (const Term operand : terms_.at(target).operands())
            if (const auto place = find_place(operand)) {
                for (const size_t slot : table_slots(*place)) go_with_copy(slot);
                return;
            }
    is_understood_ = false;
}

/// The table of labels of which @p target is one: shifted down, and the others masked off.
const LabelTable* GasWalk::find_table(Term target) const {
    if (!terms_.is_operation(target, Op::AND)) return nullptr;
    for (const Term shifted : terms_.at(target).operands()) {
        if (!terms_.is_operation(shifted, Op::SHR)) continue;
        const Terms::Entry& table = terms_.at(terms_.at(shifted).operands()[1]);
        if (table.kind == TermKind::Place && table.item == ItemKind::LabelTable) return &tables_[table.a];
    }
    return nullptr;
}

/// Where the slots of a table begin: at its label, and at every JUMPDEST behind padding.
std::vector<size_t> GasWalk::table_slots(size_t begin) const {
    std::vector<size_t> slots{begin};
    for (size_t i = begin + 1; i < items_.size(); ++i) {
        if (items_[i].kind == ItemKind::Label) break;
        if (is_jump_target(items_[i])) slots.push_back(i);
    }
    return slots;
}

GasWalk::Way GasWalk::way_at(size_t position) {
    Way& way = ways_[position];
    if (way == Way::NotLooked) way = look_at(position);
    return way;
}

GasWalk::Way GasWalk::look_at(size_t position) const {
    int height = 0;
    Way way = Way::BareOut;
    for (size_t i = position; i < items_.size(); ++i) {
        const Item& item = items_[i];
        if (item.kind == ItemKind::Label) {
            if (i != position) return Way::On;
            continue;
        }
        if (item.kind != ItemKind::Instruction) {
            ++height;
            continue;
        }
        const isa::OpInfo& info = isa::info(item.op);
        if (height < info.pops || item.op == Op::JUMP || item.op == Op::JUMPI) return Way::On;
        if (is_of_state(item.op)) way = Way::Out;
        if (ends_call(item.op)) return way;
        height += info.pushes - info.pops;
    }
    return Way::On;
}

void GasWalk::go(Here& here, size_t position, GasState&& state) {
    const Way way = way_at(position);
    if (way == Way::BareOut) {
        if (!watched_.empty() && succeeds_at(position)) check_filled(state);
        return enter(here, position, 0, {});
    }
    const auto entry = owners_.find(position);
    const uint32_t owner = entry == owners_.end() ? here.node.owner : entry->second;
    if (way == Way::Out) state.stack.clear();
    enter(here, position, owner, std::move(state));
}

void GasWalk::enter(Here& here, size_t position, uint32_t owner, GasState&& state) {
    state.note_filled(terms_, watched_);
    work_ += 1 + state.size();
    if (const auto number = find_way(position, owner, state)) {
        here.node.successors.push_back(*number);
        if (nodes_[*number].entry.join(terms_, *number, state)) wait(*number);
        return;
    }
    const auto number = static_cast<uint32_t>(nodes_.size());
    here.node.successors.push_back(number);
    nodes_of_[position].push_back(number);
    GasNode& node = nodes_.emplace_back();
    node.begin = position;
    node.depth = static_cast<size_t>(
        std::count_if(state.stack.begin(), state.stack.end(), [&](Term term) { return is_label(term); }));
    node.owner = owner;
    node.entry = std::move(state);
    wait(number);
}

bool GasWalk::is_label(Term term) const {
    const Terms::Entry& entry = terms_.at(term);
    return entry.kind == TermKind::Place && entry.item == ItemKind::Jump;
}

/// Whether a node runs its code for the same entry, and with the same labels in the same places of the stack.
bool GasWalk::runs_for(const GasNode& node, uint32_t owner, const std::vector<Term>& stack) const {
    if (node.owner != owner || node.entry.stack.size() != stack.size()) return false;
    for (size_t i = 0; i < stack.size(); ++i)
        if (node.entry.stack[i] != stack[i] && (is_label(node.entry.stack[i]) || is_label(stack[i])))
            return false;
    return true;
}

/// The node at @p position that @p state is to be joined with; nothing when it gets one of its own. Paths are
/// kept apart while what they paid for differs. A loop has one head.
std::optional<uint32_t> GasWalk::find_way(size_t position, uint32_t owner, const GasState& state) {
    std::optional<uint32_t> last;
    size_t count = 0;
    for (const uint32_t number : nodes_of_[position]) {
        if (!runs_for(nodes_[number], owner, state.stack)) continue;
        if (nodes_[number].entry.has_paid_as(state)) return number;
        last = number;
        ++count;
    }
    const bool is_head = items_[position].kind == ItemKind::Label && items_[position].value;
    const bool is_single =
        is_head || owners_.contains(position) || way_at(position) != Way::On || work_ > kMostWork / 4;
    return count < (is_single ? 1 : kMostWays) ? std::nullopt : last;
}

// Instructions.

void GasWalk::run_machine(Here& here, Op op, const Item& item) {
    auto& stack = here.state.stack;
    const auto code = static_cast<uint8_t>(op);
    const auto is_between = [&](Op first, Op last) {
        return code >= static_cast<uint8_t>(first) && code <= static_cast<uint8_t>(last);
    };
    if (is_between(Op::DUP1, Op::DUP16)) {
        const size_t depth = code - static_cast<uint8_t>(Op::DUP1) + 1u;
        stack.push_back(stack[stack.size() - depth]);
        return;
    }
    if (is_between(Op::SWAP1, Op::SWAP16)) {
        const size_t depth = code - static_cast<uint8_t>(Op::SWAP1) + 1u;
        std::swap(stack.back(), stack[stack.size() - 1 - depth]);
        return;
    }
    constexpr size_t kMostOperands = 7;
    std::array<Term, kMostOperands> popped{};
    const size_t count = isa::info(op).pops;
    for (size_t i = 0; i < count; ++i) popped[i] = here.pop();
    const std::span<const Term> operands{popped.data(), count};
    touch_memory(here, op, operands);
    if (op == Op::SSTORE) store_slot(here, operands[0], operands[1]);
    if (op == Op::BALANCE || op == Op::EXTCODESIZE || op == Op::EXTCODEHASH || op == Op::EXTCODECOPY)
        touch_account(here, operands[0]);
    if (op == Op::EXP) {
        const Uint256* exponent = terms_.constant_of(operands[1]);
        const unsigned bytes = exponent == nullptr ? 32 : exponent->byte_width();
        here.charge(bytes * static_cast<uint64_t>(isa::exp_byte_gas(kRevision)));
    }
    if (is_call(op)) call(here, op, operands, item);
    if (isa::info(op).pushes == 1) stack.push_back(result_of(here, op, operands));
}

/// Numbers from the stack's limit on: those below stand for words that differ where paths meet.
Term GasWalk::make_unknown(Here& here) {
    const size_t known = terms_.size();
    const Term result = terms_.unknown(here.number, static_cast<uint32_t>(isa::kStackLimit + here.position));
    if (terms_.size() == known) here.state.forget(terms_, result);
    return result;
}

Term GasWalk::result_of(Here& here, Op op, std::span<const Term> operands) {
    const bool is_fixed =
        op != Op::GAS && op != Op::MSIZE && op != Op::RETURNDATASIZE && op != Op::SELFBALANCE;
    const isa::Form form = isa::info(op).form;
    if (is_fixed && (form == isa::Form::Word || form == isa::Form::Context))
        if (const auto result = terms_.operation(op, operands)) return *result;
    if (op == Op::KECCAK256) return hash_of(here, operands);
    if (op == Op::MLOAD)
        if (const auto address = terms_.small(operands[0]))
            if (const Term* known = here.state.memory.find(*address)) return *known;
    if (op == Op::SLOAD) {
        const Term word = load_word(here, operands);
        if (here.state.filled.contains(operands[0])) here.state.not_zero.insert(word);
        return word;
    }
    return make_unknown(here);
}

Term GasWalk::load_word(Here& here, std::span<const Term> slot) {
    load_slot(here, slot[0]);
    if (const Term* known = here.state.storage.find(slot[0])) return *known;
    if (const auto first = find_first_word(here, slot)) return *first;
    const Term word = make_unknown(here);
    here.state.storage.set(slot[0], word);
    return word;
}

/// What a slot had before the call, when it has it still.
std::optional<Term> GasWalk::find_first_word(Here& here, std::span<const Term> slot) {
    if (here.state.may_be_written(terms_, slot[0])) return std::nullopt;
    const auto word = terms_.operation(Op::SLOAD, slot);
    if (word) here.state.storage.set(slot[0], *word);
    return word;
}

/// The digest of one or two words that are known: the place of a map's entry.
Term GasWalk::hash_of(Here& here, std::span<const Term> operands) {
    const auto offset = terms_.small(operands[0]);
    const auto size = terms_.small(operands[1]);
    if (offset && (size == kWord || size == 2 * kWord)) {
        const Term* first = here.state.memory.find(*offset);
        const Term* last = size == kWord ? first : here.state.memory.find(*offset + kWord);
        if (first != nullptr && last != nullptr) {
            const std::array words{*first, *last};
            const auto digest =
                terms_.operation(Op::KECCAK256, std::span{words}.first(size == kWord ? 1 : 2));
            if (digest) return *digest;
        }
    }
    return make_unknown(here);
}

}  // namespace deed::codegen
