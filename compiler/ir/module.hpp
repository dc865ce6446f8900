#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/source/span.hpp"
#include "vm/base/bytes.hpp"
#include "vm/base/uint256.hpp"

namespace deed::ir {

/// A count that the row of ir.def leaves open.
inline constexpr uint8_t kAnyCount = 255;

/// Every instruction, those that end a block among them: one row of ir.def each.
enum class Op : uint8_t {
#define DEED_IR_EVM(name, operands, results, reads, writes) name,
#define DEED_IR_OWN(name, operands, results, reads, writes) name,
#define DEED_IR_END(name, operands, successors) name,
#include "compiler/ir/ir.def"
};

/// What an instruction observes or changes, as a set of bits.
enum class Effects : uint8_t {
    Nothing = 0,
    Memory = 1,
    Storage = 2,
    Transient = 4,
    World = 8,  ///< balances, code and storage of other accounts, the block of a test
    ReturnData = 16,
    Logs = 32,
    Gas = 64,
    Everything = 127,
};
[[nodiscard]] constexpr Effects operator|(Effects a, Effects b) {
    return static_cast<Effects>(static_cast<uint8_t>(a) | static_cast<uint8_t>(b));
}
/// Whether the two sets share an element.
[[nodiscard]] constexpr bool overlap(Effects a, Effects b) {
    return (static_cast<uint8_t>(a) & static_cast<uint8_t>(b)) != 0;
}

/// A row of ir.def.
struct OpFacts {
    std::string_view name;
    uint8_t operands;
    uint8_t results;
    uint8_t successors;
    Effects reads;
    Effects writes;
    bool ends_block;
};
[[nodiscard]] const OpFacts& facts_of(Op op);
/// How many instructions there are.
[[nodiscard]] size_t op_count();

/// Why a branch may stop the call: one row of checks.def.
enum class Check : uint8_t {
#define DEED_CHECK(name, text) name,
#include "compiler/ir/checks.def"
#undef DEED_CHECK
};
/// The check in words for people; empty for Check::None.
[[nodiscard]] std::string_view text_of(Check check);

/// The text an instruction comes from, and the check it makes.
struct Origin {
    source::Span span;
    Check check = Check::None;
};

/// Indices into the vectors of a Function or Module.
enum class ValueId : uint32_t {};
enum class BlockId : uint32_t {};
[[nodiscard]] constexpr uint32_t index(ValueId id) {
    return static_cast<uint32_t>(id);
}
[[nodiscard]] constexpr uint32_t index(BlockId id) {
    return static_cast<uint32_t>(id);
}

enum class ValueKind : uint8_t { Constant, Parameter, Result };

/// A word that is computed once: a constant, a parameter of a block, or a result of an instruction.
struct Value {
    ValueKind kind = ValueKind::Constant;
    Uint256 constant;
};

/// A block to go to, with the values for its parameters.
struct Successor {
    BlockId block{};
    std::vector<ValueId> arguments;
};

struct Instruction {
    Op op{};
    uint32_t index = 0;  ///< what the row of ir.def says
    std::vector<ValueId> operands;
    std::vector<ValueId> results;
    Origin origin;
};

/// The end of a block. `cases[i]` belongs to `successors[i + 1]` of a SWITCH or SELECT.
struct Terminator {
    Op op = Op::INVALID;
    uint32_t index = 0;
    std::vector<ValueId> operands;
    std::vector<Successor> successors;
    std::vector<Uint256> cases;
    Origin origin;
};

struct Block {
    std::vector<ValueId> parameters;
    std::vector<Instruction> instructions;
    Terminator terminator;
    /// Of a loop's head: how often the loop comes back to it at most. 0 elsewhere, and where nobody knows.
    uint64_t rounds = 0;
};

/// What code is to be short of, where one costs the other.
enum class Goal : uint8_t { Gas, Size };

/// How a function ends.
enum class FunctionKind : uint8_t {
    Entry,     ///< is entered with its parameter, if it has one, and never comes back
    Internal,  ///< is invoked and yields `result_count` values
};

/// Blocks of straight code; block 0 comes first and its parameters are the function's.
struct Function {
    std::string name;
    FunctionKind kind = FunctionKind::Internal;
    uint32_t result_count = 0;
    std::vector<uint32_t> object_sizes;  ///< memory objects in bytes, multiples of 32
    std::vector<Value> values;
    std::vector<Block> blocks;

    [[nodiscard]] Block& block(BlockId id) { return blocks[ir::index(id)]; }
    [[nodiscard]] const Block& block(BlockId id) const { return blocks[ir::index(id)]; }
    [[nodiscard]] const Value& value(ValueId id) const { return values[ir::index(id)]; }
    [[nodiscard]] bool is_constant(ValueId id) const { return value(id).kind == ValueKind::Constant; }
    /// A new value of the given kind.
    ValueId add_value(ValueKind value_kind, const Uint256& constant = {});
    BlockId add_block();
};

/// The code of one account: functions (the first one is where it starts), constant data, immutables.
struct Module {
    std::string name;
    std::vector<Function> functions;
    std::vector<Bytes> data;
    std::vector<std::string> immutables;
    /// Slots of words, or of maps of words, from which nothing is taken that they do not have.
    std::vector<Uint256> covered_slots;
    /// Bytes at address 0 that any code may overwrite between two of its instructions; memory objects follow
    /// them.
    uint32_t scratch_size = 64;
    /// Bytes of memory that all functions share: GLOBAL counts from their start.
    uint32_t global_size = 0;
};

}  // namespace deed::ir
