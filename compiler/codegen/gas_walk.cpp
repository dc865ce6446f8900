#include "compiler/codegen/gas_walk.hpp"

#include <algorithm>

#include "vm/isa/gas_schedule.hpp"

namespace deed::codegen {
namespace {

using isa::Op;

constexpr isa::Revision kRevision = isa::Revision::Osaka;
/// More nodes than any contract that fits the chain has; a bound for the compiler's own time.
constexpr size_t kNodeLimit = 20'000;

bool is_jump_target(const Item& item) {
    return item.kind == ItemKind::Instruction && item.op == Op::JUMPDEST;
}

bool ends_call(Op op) {
    return op == Op::STOP || op == Op::RETURN || op == Op::REVERT || op == Op::INVALID;
}

}  // namespace

GasWalk::GasWalk(const Assembly& assembly, const std::vector<Bytes>& data, uint32_t tail)
    : items_(assembly.items()), tables_(assembly.tables()), data_(data), tail_(tail) {
    for (size_t i = 0; i < items_.size(); ++i) {
        const Item& item = items_[i];
        if (item.kind != ItemKind::Label && item.kind != ItemKind::Jump) continue;
        if (places_.size() <= item.a) places_.resize(item.a + 1), is_target_.resize(item.a + 1);
        if (item.kind == ItemKind::Label) places_[item.a] = i;
        if (item.kind == ItemKind::Jump) is_target_[item.a] = true;
    }
    for (const LabelTable& table : tables_)
        for (const LabelId label : table) is_target_[static_cast<uint32_t>(label)] = true;
}

bool GasWalk::run() {
    nodes_.emplace_back();
    known_.emplace(std::pair{size_t{0}, std::vector<uint32_t>{0}}, 0);
    wait(0);
    while (!waiting_.empty() && is_understood_) {
        const uint32_t number = std::get<2>(*waiting_.begin());
        waiting_.erase(waiting_.begin());
        visit(number);
    }
    return is_understood_;
}

void GasWalk::wait(uint32_t number) {
    const GasNode& node = nodes_[number];
    const Item& first = items_[node.begin];
    const uint32_t rank = first.kind == ItemKind::Label ? first.b : 0;
    waiting_.emplace(~node.addresses.size(), rank, number);
}

std::vector<uint32_t> GasWalk::nodes_at(LabelId label) const {
    std::vector<uint32_t> found;
    for (uint32_t i = 0; i < nodes_.size(); ++i)
        if (nodes_[i].begin == places_[static_cast<uint32_t>(label)]) found.push_back(i);
    return found;
}

void GasWalk::visit(uint32_t number) {
    GasNode& node = nodes_[number];
    node.cold = node.warm = {};
    node.memory_end = 0;
    node.successors.clear();
    node.calls.clear();
    Here here{number, node, node.entry, node.begin};
    for (bool is_first = true;; is_first = false) {
        const Item& item = items_[here.position];
        const bool is_place = item.kind == ItemKind::Label && is_target_[item.a];
        if (is_place && !is_first) return go(here, here.position, here.state);
        if (is_place) {
            here.charge(isa::gas_cost(Op::JUMPDEST, kRevision));
            node.rounds = static_cast<uint64_t>(item.value);
        }
        if (!step(here, item) || !is_understood_) return;
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
        case ItemKind::DataSize: push(terms_.constant(data_[item.a].size())); return true;
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
    return !ends_call(op);
}

// Jumps.

void GasWalk::end_with_jump(Here& here, size_t position, Op op) {
    const Term target = here.pop();
    if (op == Op::JUMP) return go_to(here, target, here.state);
    const Term condition = here.pop();
    const Uint256* known = terms_.constant_of(condition);
    if (known == nullptr || *known) {
        GasState taken = here.state;
        taken.assume(terms_, condition, Truth::NotZero);
        go_to(here, target, taken);
    }
    if (known != nullptr && *known) return;
    here.state.assume(terms_, condition, Truth::Zero);
    go(here, position + 1, here.state);
}

void GasWalk::go_to(Here& here, Term target, const GasState& state) {
    const Terms::Entry entry = terms_.at(target);
    const auto is_label = [&](Term term) {
        return terms_.at(term).kind == TermKind::Place && terms_.at(term).item == ItemKind::Jump;
    };
    if (is_label(target)) return go(here, places_[entry.a], state);
    if (const LabelTable* table = find_table(target)) {
        for (const LabelId label : *table) go(here, places_[static_cast<uint32_t>(label)], state);
        return;
    }
    // A table: its beginning, and which slot.
    if (entry.kind == TermKind::Operation && entry.op == Op::ADD)
        for (const Term operand : entry.operands)
            if (is_label(operand)) {
                for (const size_t slot : table_slots(places_[terms_.at(operand).a])) go(here, slot, state);
                return;
            }
    is_understood_ = false;
}

/// The table of labels of which @p target is one: shifted down, and the others masked off.
const LabelTable* GasWalk::find_table(Term target) const {
    if (!terms_.is_operation(target, Op::AND)) return nullptr;
    for (const Term shifted : terms_.at(target).operands) {
        if (!terms_.is_operation(shifted, Op::SHR)) continue;
        const Terms::Entry& table = terms_.at(terms_.at(shifted).operands[1]);
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

/// Whether the code at @p position ends the call at once and needs nothing from the stack.
bool GasWalk::is_way_out(size_t position) const {
    int height = 0;
    for (size_t i = position; i < items_.size(); ++i) {
        const Item& item = items_[i];
        if (item.kind == ItemKind::Label) {
            if (i != position) return false;
            continue;
        }
        if (item.kind != ItemKind::Instruction) {
            ++height;
            continue;
        }
        const isa::OpInfo& info = isa::info(item.op);
        if (height < info.pops || item.op == Op::JUMP || item.op == Op::JUMPI) return false;
        if (ends_call(item.op)) return true;
        height += info.pushes - info.pops;
    }
    return false;
}

void GasWalk::go(Here& here, size_t position, const GasState& whole) {
    GasState state = whole;
    if (is_way_out(position)) state.stack.clear();
    std::vector<uint32_t> addresses{static_cast<uint32_t>(state.stack.size())};
    for (uint32_t i = 0; i < state.stack.size(); ++i) {
        const Terms::Entry& entry = terms_.at(state.stack[i]);
        if (entry.kind != TermKind::Place || entry.item != ItemKind::Jump) continue;
        addresses.push_back(i);
        addresses.push_back(entry.a);
    }
    const auto [place, is_new] =
        known_.try_emplace({position, addresses}, static_cast<uint32_t>(nodes_.size()));
    const uint32_t number = place->second;
    here.node.successors.push_back(number);
    if (is_new) {
        if (nodes_.size() == kNodeLimit) {
            is_understood_ = false;
            return;
        }
        nodes_.emplace_back();
        nodes_.back().begin = position;
        nodes_.back().addresses = addresses;
        nodes_.back().entry = state;
        wait(number);
        return;
    }
    if (nodes_[number].entry.join(terms_, number, state)) wait(number);
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
    std::vector<Term> operands;
    for (uint8_t i = 0; i < isa::info(op).pops; ++i) operands.push_back(here.pop());
    touch_memory(here, op, operands);
    if (op == Op::SSTORE) store_slot(here, operands[0], operands[1]);
    if (op == Op::BALANCE || op == Op::EXTCODESIZE || op == Op::EXTCODEHASH || op == Op::EXTCODECOPY)
        touch_account(here, operands[0]);
    if (op == Op::EXP) {
        const Uint256* exponent = terms_.constant_of(operands[1]);
        const unsigned bytes = exponent == nullptr ? 32 : exponent->byte_width();
        here.charge(bytes * static_cast<uint64_t>(isa::exp_byte_gas(kRevision)));
    }
    const bool is_call = op == Op::CALL || op == Op::STATICCALL || op == Op::DELEGATECALL ||
                         op == Op::CREATE || op == Op::CREATE2;
    if (is_call) call(here, op, operands, item);
    if (isa::info(op).pushes == 1) stack.push_back(result_of(here, op, operands));
}

/// Numbers from the stack's limit on: those below stand for words that differ where paths meet.
Term GasWalk::make_unknown(Here& here) {
    const Term result = terms_.unknown(here.number, static_cast<uint32_t>(isa::kStackLimit + here.position));
    here.state.forget(terms_, result);
    return result;
}

Term GasWalk::result_of(Here& here, Op op, const std::vector<Term>& operands) {
    const bool is_fixed =
        op != Op::GAS && op != Op::MSIZE && op != Op::RETURNDATASIZE && op != Op::SELFBALANCE;
    const isa::Form form = isa::info(op).form;
    if (is_fixed && (form == isa::Form::Word || form == isa::Form::Context))
        return terms_.operation(op, operands);
    if (op == Op::KECCAK256) return hash_of(here, operands);
    if (op == Op::MLOAD) {
        const auto address = terms_.small(operands[0]);
        const auto known = address ? here.state.memory.find(*address) : here.state.memory.end();
        if (known != here.state.memory.end()) return known->second;
    }
    if (op == Op::SLOAD) {
        load_slot(here, operands[0]);
        const auto known = here.state.storage.find(operands[0]);
        if (known != here.state.storage.end()) return known->second;
    }
    const Term result = make_unknown(here);
    if (op == Op::SLOAD) here.state.storage[operands[0]] = result;
    return result;
}

/// The digest of one or two words that are known: the place of a map's entry.
Term GasWalk::hash_of(Here& here, const std::vector<Term>& operands) {
    const auto offset = terms_.small(operands[0]);
    const auto size = terms_.small(operands[1]);
    const auto word_at = [&](uint64_t address) {
        const auto found = here.state.memory.find(address);
        return found == here.state.memory.end() ? nullptr : &found->second;
    };
    if (offset && (size == 32u || size == 64u)) {
        const Term* first = word_at(*offset);
        const Term* second = size == 64u ? word_at(*offset + 32) : first;
        if (first != nullptr && second != nullptr) return terms_.operation(Op::KECCAK256, {*first, *second});
    }
    return make_unknown(here);
}

}  // namespace deed::codegen
