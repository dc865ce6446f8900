#include "compiler/ir/module.hpp"

#include <array>

namespace deed::ir {
namespace {

using enum Effects;

constexpr auto kFacts = std::to_array<OpFacts>({
#define DEED_IR_EVM(name, operands, results, reads, writes) \
    {#name, operands, results, 0, reads, writes, false},
#define DEED_IR_OWN(name, operands, results, reads, writes) \
    {#name, operands, results, 0, reads, writes, false},
#define DEED_IR_END(name, operands, successors) \
    {#name, operands, 0, successors, Everything, Everything, true},
#include "compiler/ir/ir.def"
});

constexpr auto kCheckTexts = std::to_array<std::string_view>({
#define DEED_CHECK(name, text) text,
#include "compiler/ir/checks.def"
#undef DEED_CHECK
});

}  // namespace

const OpFacts& facts_of(Op op) {
    return kFacts[static_cast<size_t>(op)];
}

size_t op_count() {
    return kFacts.size();
}

std::string_view text_of(Check check) {
    return kCheckTexts[static_cast<size_t>(check)];
}

ValueId Function::add_value(ValueKind value_kind, const Uint256& constant) {
    values.push_back({value_kind, constant});
    return ValueId{static_cast<uint32_t>(values.size() - 1)};
}

BlockId Function::add_block() {
    blocks.emplace_back();
    return BlockId{static_cast<uint32_t>(blocks.size() - 1)};
}

}  // namespace deed::ir
