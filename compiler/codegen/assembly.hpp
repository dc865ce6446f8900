#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "compiler/ir/module.hpp"
#include "vm/base/bytes.hpp"
#include "vm/base/uint256.hpp"
#include "vm/isa/opcode.hpp"

namespace deed::codegen {

/// A place in the code, bound by one Label item.
enum class LabelId : uint32_t {};

enum class ItemKind : uint8_t {
    Instruction,  ///< `op`
    Constant,     ///< pushes `value`, in the shortest form
    Jump,         ///< pushes the place of label `a`; in exactly `b` bytes unless that is 0
    Label,       ///< binds label `a`, a JUMPDEST when anything pushes it; `b` is its rank, `value` its rounds
    LabelTable,  ///< pushes the places of the labels of table `a`, two bytes each, the first lowest
    FunctionMemory,  ///< pushes the address of byte `b` in the memory of function `a`
    Global,          ///< pushes the address of byte `a` of the module's own memory
    Tail,            ///< pushes the address `a` bytes behind the first one behind all memory
    DataOffset,      ///< pushes where data `a` stands in the code
    DataSize,        ///< pushes the size of data `a`
    CodeEnd,         ///< pushes the size of code and data
    Immutable,       ///< pushes 32 bytes that creation fills in with immutable `a`
    Padding,         ///< `a` bytes that are never reached
};

/// One line of assembly.
struct Item {
    ItemKind kind = ItemKind::Instruction;
    isa::Op op{};
    uint32_t a = 0;
    uint32_t b = 0;
    Uint256 value;
    ir::Origin origin;
};

/// How much gas computing a constant by several instructions may cost to save bytes.
enum class Wish : uint8_t { LeastGas, LeastSize };

/// Labels to choose from by a number: at most 16.
using LabelTable = std::vector<LabelId>;

/// Assembly as it is written, item after item.
class Assembly {
  public:
    LabelId make_label() { return LabelId{label_count_++}; }
    void set_origin(const ir::Origin& origin) { origin_ = origin; }
    void set_wish(Wish wish) { wish_ = wish; }

    void add(isa::Op op) { append({.kind = ItemKind::Instruction, .op = op}); }
    /// In the form that the wish asks for.
    void push(const Uint256& value);
    void push_plain(const Uint256& value) { append({.kind = ItemKind::Constant, .value = value}); }
    void push_label(LabelId label, uint32_t width = 0) {
        append({.kind = ItemKind::Jump, .a = static_cast<uint32_t>(label), .b = width});
    }
    /// @p rank: where the block stands in its function, before those it leads to but for loops. @p rounds:
    /// how often a loop comes back to the label at most, when that is known.
    void bind(LabelId label, uint32_t rank = 0, uint64_t rounds = 0) {
        append({.kind = ItemKind::Label, .a = static_cast<uint32_t>(label), .b = rank, .value = rounds});
    }
    void push_own(ItemKind kind, uint32_t a = 0, uint32_t b = 0) { append({.kind = kind, .a = a, .b = b}); }
    void push_table(LabelTable table) {
        push_own(ItemKind::LabelTable, static_cast<uint32_t>(tables_.size()));
        tables_.push_back(std::move(table));
    }

    [[nodiscard]] std::vector<Item>& items() { return items_; }
    [[nodiscard]] const std::vector<Item>& items() const { return items_; }
    [[nodiscard]] uint32_t label_count() const { return label_count_; }
    [[nodiscard]] std::vector<LabelTable>& tables() { return tables_; }
    [[nodiscard]] const std::vector<LabelTable>& tables() const { return tables_; }

  private:
    void append(Item item) {
        item.origin = origin_;
        items_.push_back(item);
    }

    std::vector<Item> items_;
    std::vector<LabelTable> tables_;
    uint32_t label_count_ = 0;
    ir::Origin origin_;
    Wish wish_ = Wish::LeastGas;
};

/// Where code came from: holds from `pc` to the next entry.
struct MapEntry {
    uint32_t pc = 0;
    ir::Origin origin;
};

/// Finished bytes.
struct Code {
    Bytes bytes;
    uint32_t data_begin = 0;                                  ///< behind the instructions
    std::vector<MapEntry> map;                                ///< sorted by pc
    std::vector<std::vector<uint32_t>> immutable_references;  ///< by immutable: where its 32 bytes stand
};

/// Gives every label its place and writes the bytes, the data behind the code. Items of memory must be
/// resolved.
[[nodiscard]] Code assemble(const Assembly& assembly, const std::vector<Bytes>& data, size_t immutable_count);

}  // namespace deed::codegen
