#include "compiler/ir/printer.hpp"

#include <span>
#include <vector>

#include "vm/base/hex.hpp"

namespace deed::ir {
namespace {

class Printer {
  public:
    Printer(const Function& function, const Describe& describe)
        : function_(function), describe_(describe), names_(function.values.size()) {
        uint32_t next = 1;
        for (const Block& block : function.blocks) {
            for (const ValueId value : block.parameters) names_[index(value)] = next++;
            for (const Instruction& instruction : block.instructions)
                for (const ValueId value : instruction.results) names_[index(value)] = next++;
        }
    }

    std::string print() {
        text_ = "function " + function_.name;
        text_ += function_.kind == FunctionKind::Entry
                     ? " entry"
                     : " internal " + std::to_string(function_.result_count);
        text_ += " {\n";
        for (const uint32_t size : function_.object_sizes) text_ += "  object " + std::to_string(size) + "\n";
        for (uint32_t i = 0; i < function_.blocks.size(); ++i) add_block(BlockId{i});
        return text_ + "}\n";
    }

  private:
    [[nodiscard]] std::string name(ValueId value) const {
        if (function_.is_constant(value)) return to_quantity(function_.value(value).constant);
        return "%" + std::to_string(names_[index(value)]);
    }
    static std::string name(BlockId block) { return "b" + std::to_string(index(block)); }

    [[nodiscard]] std::string list(std::span<const ValueId> values) const {
        std::string result;
        for (const ValueId value : values) result += (result.empty() ? "" : ", ") + name(value);
        return result;
    }
    [[nodiscard]] std::string name(const Successor& successor) const {
        if (successor.arguments.empty()) return name(successor.block);
        return name(successor.block) + "(" + list(successor.arguments) + ")";
    }

    static bool has_index(Op op) {
        return op == Op::OBJECT || op == Op::GLOBAL || op == Op::DATA_OFFSET || op == Op::DATA_SIZE ||
               op == Op::IMMUTABLE || op == Op::SET_IMMUTABLE || op == Op::INVOKE || op == Op::ENTER;
    }

    void add_block(BlockId id) {
        const Block& block = function_.block(id);
        text_ += name(id);
        if (!block.parameters.empty()) text_ += "(" + list(block.parameters) + ")";
        text_ += ":\n";
        for (const Instruction& instruction : block.instructions) {
            add_place(instruction.origin);
            text_ += "  ";
            if (!instruction.results.empty()) text_ += list(instruction.results) + " = ";
            add_operation(instruction.op, instruction.index, instruction.operands);
            text_ += "\n";
        }
        add_place(block.terminator.origin);
        add_terminator(block.terminator);
    }

    void add_place(const Origin& origin) {
        if (!describe_) return;
        const std::string place = describe_(origin);
        if (place.empty() || place == place_) return;
        place_ = place;
        text_ += "  ; " + place + "\n";
    }

    void add_operation(Op op, uint32_t index, std::span<const ValueId> operands) {
        text_ += facts_of(op).name;
        if (has_index(op)) text_ += " #" + std::to_string(index);
        if (!operands.empty()) text_ += " " + list(operands);
    }

    void add_terminator(const Terminator& terminator) {
        text_ += "  ";
        add_operation(terminator.op, terminator.index, terminator.operands);
        for (size_t i = 0; i < terminator.successors.size(); ++i) {
            text_ += i == 0 && terminator.operands.empty() ? " " : ", ";
            if (!terminator.cases.empty() && i > 0) text_ += to_quantity(terminator.cases[i - 1]) + " ";
            text_ += name(terminator.successors[i]);
        }
        if (terminator.origin.check != Check::None)
            text_ += "  ; " + std::string{text_of(terminator.origin.check)};
        text_ += "\n";
    }

    const Function& function_;
    const Describe& describe_;
    std::string place_;  ///< of the instruction before
    std::vector<uint32_t> names_;
    std::string text_;
};

}  // namespace

std::string print(const Function& function) {
    static const Describe kNothing;
    return Printer{function, kNothing}.print();
}

std::string print(const Module& module, const Describe& describe) {
    std::string text = "module " + module.name + "\nscratch " + std::to_string(module.scratch_size) + "\n";
    text += "global " + std::to_string(module.global_size) + "\n";
    for (const Bytes& bytes : module.data) text += "data " + to_hex_prefixed(bytes) + "\n";
    for (const std::string& name : module.immutables) text += "immutable " + name + "\n";
    for (const Uint256& slot : module.covered_slots) text += "covered " + to_quantity(slot) + "\n";
    for (size_t i = 0; i < module.functions.size(); ++i)
        text += "\n; #" + std::to_string(i) + "\n" + Printer{module.functions[i], describe}.print();
    return text;
}

}  // namespace deed::ir
