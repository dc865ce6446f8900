#include "compiler/lower/function_lowering.hpp"

namespace deed::lower {

namespace {

constexpr uint64_t kWord = 32;

Op opcode_of(sema::MachineOpcode op) {
    switch (op) {
#define DEED_MACHINE_OP(name, op, parameters, result, touches) \
    case sema::MachineOpcode::op: return Op::op;
#include "compiler/sema/machine_ops.def"
    }
    DEED_ASSERT(!"an opcode of the table");
    return Op::INVALID;
}

}  // namespace

/// The operands as the machine takes them: bytes are where they lie and how many they are.
std::vector<ValueId> FunctionLowering::machine_operands(const sema::MachineOp& node) {
    std::vector<Value> operands;
    for (const auto& operand : node.operands) operands.push_back(lower(*operand));
    std::vector<ValueId> words;
    for (size_t i = 0; i < operands.size(); ++i) {
        if (!node.operands[i]->type->is_slice()) {
            words.push_back(operands[i].words[0]);
            continue;
        }
        const ValueId begin = emit_.workspace();
        values_.copy_slice(operands[i], begin);
        words.push_back(begin);
        words.push_back(values_.length_of(operands[i]));
    }
    return words;
}

Value FunctionLowering::lower_node(const sema::MachineOp& node, const sema::Expression& whole) {
    if (sema::find_buffer(node.op)) return lower_memory_op(node, whole.span);
    std::vector<ValueId> words = machine_operands(node);
    emit_.set_span(whole.span);
    const Op op = opcode_of(node.op);
    if (sema::row_of(node.op).result == "bd") {
        // What comes back is copied where it is used.
        words.push_back(emit_.word(0));
        words.push_back(emit_.word(0));
        Value result{{emit_.op(op, words)}};
        for (const ValueId word : returned_bytes().words) result.words.push_back(word);
        return result;
    }
    if (!whole.type->is(sema::TypeKind::Nothing)) return {{emit_.op(op, words)}};
    emit_.run(op, words);
    return {};
}

/// Panic(0x32) unless @p size bytes from @p offset on are among the @p length.
void FunctionLowering::check_range(ValueId offset, ValueId size, ValueId length) {
    const ValueId is_long = emit_.op(Op::GT, {size, length});
    const ValueId is_out = emit_.op(Op::GT, {offset, emit_.sub(length, size)});
    emit_.panic_if(emit_.either(is_long, is_out), Panic::OutOfRange, Check::Bounds);
}

/// Memory opcodes stay inside the bytes of their local.
Value FunctionLowering::lower_memory_op(const sema::MachineOp& node, source::Span span) {
    const size_t place = *sema::find_buffer(node.op);
    std::vector<ValueId> words;
    Value buffer;
    for (size_t i = 0; i < node.operands.size(); ++i) {
        Value operand = lower(*node.operands[i]);
        if (i == place)
            buffer = std::move(operand);
        else
            words.push_back(operand.words[0]);
    }
    emit_.set_span(span);
    const ValueId begin = buffer.words[1];
    const ValueId length = buffer.words[2];
    // The offset stands where the local did.
    ValueId& offset = words[place];
    const bool is_copy = words.size() >= 3;
    const ValueId size = is_copy                                   ? words.back()
                         : node.op == sema::MachineOpcode::MSTORE8 ? emit_.word(1)
                                                                   : emit_.word(kWord);
    check_range(offset, size, length);
    offset = emit_.add(begin, offset);
    if (node.op == sema::MachineOpcode::MCOPY) {
        check_range(words[place + 1], size, length);
        words[place + 1] = emit_.add(begin, words[place + 1]);
    }
    if (node.op == sema::MachineOpcode::MLOAD) return {{emit_.load(offset)}};
    emit_.run(opcode_of(node.op), words);
    return {};
}

}  // namespace deed::lower
