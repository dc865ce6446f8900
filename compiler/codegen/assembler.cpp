#include <algorithm>
#include <optional>

#include "compiler/codegen/assembly.hpp"

namespace deed::codegen {
namespace {

constexpr uint32_t kImmutableSize = 32;
/// Of a table of labels: code is at most 48 KiB long.
constexpr uint32_t kEntrySize = 2;

bool is_relative(ItemKind kind) {
    return kind == ItemKind::Jump || kind == ItemKind::DataOffset || kind == ItemKind::CodeEnd;
}

uint32_t byte_width(uint32_t value) {
    return Uint256{value}.byte_width();
}

/// Chooses the width of every push that depends on where code ends up: all start short and only grow, so it
/// ends.
class Assembler {
  public:
    Assembler(const Assembly& assembly, const std::vector<Bytes>& data, size_t immutable_count)
        : items_(assembly.items()),
          tables_(assembly.tables()),
          data_(data),
          widths_(items_.size()),
          sizes_(items_.size()),
          is_target_(assembly.label_count()),
          places_(assembly.label_count()) {
        code_.immutable_references.resize(immutable_count);
        for (const Item& item : items_)
            if (item.kind == ItemKind::Jump) is_target_[item.a] = true;
        for (const LabelTable& table : assembly.tables())
            for (const LabelId label : table) is_target_[static_cast<uint32_t>(label)] = true;
        for (size_t i = 0; i < items_.size(); ++i)
            if (items_[i].kind == ItemKind::Jump) widths_[i] = items_[i].b != 0 ? items_[i].b : 1;
        uint32_t fixed = 0;
        for (size_t i = 0; i < items_.size(); ++i) {
            sizes_[i] = size_of(i);
            const bool is_moved = is_relative(items_[i].kind);
            if (is_moved || items_[i].kind == ItemKind::Label) {
                marks_.push_back({i, fixed});
                fixed = 0;
            }
            if (!is_moved) fixed += sizes_[i];
        }
        behind_marks_ = fixed;
    }

    Code assemble() {
        do place();
        while (grow());
        code_.bytes.reserve(end_);
        for (size_t i = 0; i < items_.size(); ++i) write(i);
        code_.data_begin = static_cast<uint32_t>(code_.bytes.size());
        for (const Bytes& bytes : data_) append(code_.bytes, bytes);
        DEED_ASSERT(code_.bytes.size() == end_);
        return std::move(code_);
    }

  private:
    /// An item that has a place or needs one, so many bytes of others behind the mark before it.
    struct Mark {
        size_t item;
        uint32_t distance;
    };

    [[nodiscard]] uint32_t size_of(size_t i) const {
        const Item& item = items_[i];
        switch (item.kind) {
            case ItemKind::Instruction: return 1;
            case ItemKind::Constant: return 1 + item.value.byte_width();
            case ItemKind::DataSize: return 1 + byte_width(static_cast<uint32_t>(data_[item.a].size()));
            case ItemKind::Label: return is_target_[item.a] ? 1 : 0;
            case ItemKind::Immutable: return 1 + kImmutableSize;
            case ItemKind::LabelTable: return 1 + kEntrySize * static_cast<uint32_t>(tables_[item.a].size());
            case ItemKind::Padding: return item.a;
            case ItemKind::Jump:
            case ItemKind::DataOffset:
            case ItemKind::CodeEnd: return 1 + widths_[i];
            case ItemKind::FunctionMemory:
            case ItemKind::Global:
            case ItemKind::Tail: break;
        }
        DEED_ASSERT(!"memory is resolved before assembling");
        return 0;
    }

    void place() {
        uint32_t pc = 0;
        for (const Mark& mark : marks_) {
            const Item& item = items_[mark.item];
            pc += mark.distance;
            if (item.kind == ItemKind::Label)
                places_[item.a] = pc;
            else
                pc += sizes_[mark.item];
        }
        pc += behind_marks_;
        data_places_.clear();
        for (const Bytes& bytes : data_) {
            data_places_.push_back(pc);
            pc += static_cast<uint32_t>(bytes.size());
        }
        end_ = pc;
    }

    [[nodiscard]] uint32_t target_of(const Item& item) const {
        if (item.kind == ItemKind::Jump) return places_[item.a];
        if (item.kind == ItemKind::DataOffset) return data_places_[item.a];
        return end_;
    }

    bool grow() {
        bool grown = false;
        for (const Mark& mark : marks_) {
            const size_t i = mark.item;
            if (!is_relative(items_[i].kind)) continue;
            const uint32_t needed = byte_width(target_of(items_[i]));
            if (needed <= widths_[i]) continue;
            sizes_[i] += needed - widths_[i];
            widths_[i] = needed;
            grown = true;
        }
        return grown;
    }

    void write_push(const Uint256& value, uint32_t width) {
        code_.bytes.push_back(static_cast<uint8_t>(isa::push(static_cast<uint8_t>(width))));
        const Hash bytes = to_hash(value);
        append(code_.bytes, BytesView{bytes}.last(width));
    }

    [[nodiscard]] Uint256 table_word(const LabelTable& table) const {
        Uint256 word;
        for (size_t i = table.size(); i-- > 0;)
            word = word << (uint64_t{8} * kEntrySize) | Uint256{places_[static_cast<uint32_t>(table[i])]};
        return word;
    }

    void remember(const ir::Origin& origin) {
        const auto pc = static_cast<uint32_t>(code_.bytes.size());
        if (!code_.map.empty()) {
            const ir::Origin& last = code_.map.back().origin;
            if (last.span == origin.span && last.check == origin.check) return;
        }
        code_.map.push_back({pc, origin});
    }

    void write(size_t i) {
        const Item& item = items_[i];
        if (sizes_[i] == 0) return;
        remember(item.origin);
        switch (item.kind) {
            case ItemKind::Instruction: code_.bytes.push_back(static_cast<uint8_t>(item.op)); break;
            case ItemKind::Constant: write_push(item.value, item.value.byte_width()); break;
            case ItemKind::DataSize: write_push(data_[item.a].size(), sizes_[i] - 1); break;
            case ItemKind::Label: code_.bytes.push_back(static_cast<uint8_t>(isa::Op::JUMPDEST)); break;
            case ItemKind::Immutable:
                code_.immutable_references[item.a].push_back(static_cast<uint32_t>(code_.bytes.size()) + 1);
                write_push(0, kImmutableSize);
                break;
            case ItemKind::LabelTable: write_push(table_word(tables_[item.a]), sizes_[i] - 1); break;
            case ItemKind::Padding: code_.bytes.resize(code_.bytes.size() + item.a); break;
            case ItemKind::Jump:
            case ItemKind::DataOffset:
            case ItemKind::CodeEnd: write_push(target_of(item), widths_[i]); break;
            case ItemKind::FunctionMemory:
            case ItemKind::Global:
            case ItemKind::Tail: break;
        }
    }

    const std::vector<Item>& items_;
    const std::vector<LabelTable>& tables_;
    const std::vector<Bytes>& data_;
    std::vector<uint32_t> widths_;
    std::vector<uint32_t> sizes_;
    std::vector<Mark> marks_;
    uint32_t behind_marks_ = 0;
    std::vector<bool> is_target_;
    std::vector<uint32_t> places_;
    std::vector<uint32_t> data_places_;
    uint32_t end_ = 0;
    Code code_;
};

}  // namespace

Code assemble(const Assembly& assembly, const std::vector<Bytes>& data, size_t immutable_count) {
    return Assembler{assembly, data, immutable_count}.assemble();
}

}  // namespace deed::codegen
