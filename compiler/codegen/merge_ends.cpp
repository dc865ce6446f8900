#include "compiler/codegen/merge_ends.hpp"

#include <bit>
#include <map>
#include <optional>
#include <vector>

namespace deed::codegen {
namespace {

/// Longer runs are never equal in practice.
constexpr size_t kLongest = 96;
/// PUSH2, JUMP and the JUMPDEST they lead to, in bytes and in gas.
constexpr size_t kJumpSize = 5;
constexpr size_t kJumpGas = 12;
/// A byte of code costs its deployment once, and gas is paid by every call.
constexpr size_t kBytesForGas = 2;
constexpr int kRounds = 4;

bool ends_call(const Item& item) {
    using enum isa::Op;
    return item.kind == ItemKind::Instruction &&
           (item.op == STOP || item.op == RETURN || item.op == REVERT || item.op == INVALID);
}
bool ends_flow(const Item& item) {
    const bool is_jump = item.kind == ItemKind::Instruction && item.op == isa::Op::JUMP;
    return ends_call(item) || is_jump || item.kind == ItemKind::Padding;
}

size_t size_of(const Item& item) {
    if (item.kind == ItemKind::Instruction) return 1;
    return item.kind == ItemKind::Constant ? 1 + item.value.byte_width() : 3;
}

/// Places in the source do not count.
bool are_equal(const Item& a, const Item& b) {
    return a.kind == b.kind && a.op == b.op && a.a == b.a && a.b == b.b && a.value == b.value;
}

/// The items from `begin` to an end of the call, `end` behind it, without a label between.
struct Piece {
    size_t begin;
    size_t end;
};

class Merger {
  public:
    Merger(Assembly& assembly, ir::Goal goal)
        : assembly_(assembly),
          items_(assembly.items()),
          goal_(goal),
          is_removed_(items_.size()),
          nodes_(1),
          newest_(std::bit_ceil(items_.size() + 1)) {}

    bool run() {
        for (size_t i = 0; i < items_.size(); ++i)
            if (ends_call(items_[i])) visit(find_piece(i));
        if (has_changed_) rewrite();
        return has_changed_;
    }

  private:
    /// A node of the tree of all runs that are kept, read backwards: where the first of its items stands. The
    /// first node is the root, and stands for "none" besides.
    struct Node {
        size_t begin = 0;
        uint32_t parent = 0;
        uint32_t older = 0;  ///< the one before it at the same place of the table
    };

    /// The place of a child in the table of all nodes.
    [[nodiscard]] size_t place_of(uint32_t parent, const Item& item) const {
        constexpr uint64_t kMultiplier = 0x9e3779b97f4a7c15;
        uint64_t hash = parent;
        const auto add = [&](uint64_t part) {
            hash = (hash ^ part) * kMultiplier;
            hash ^= hash >> 32;
        };
        add(static_cast<uint64_t>(item.kind) << 8 | static_cast<uint64_t>(item.op));
        add(uint64_t{item.a} << 32 | item.b);
        for (size_t i = 0; i < 4; ++i) add(item.value[i]);
        return hash & (newest_.size() - 1);
    }
    /// The child of @p parent for an item, or the root.
    [[nodiscard]] uint32_t find_child(uint32_t parent, const Item& item) const {
        uint32_t node = newest_[place_of(parent, item)];
        while (node != 0 && (nodes_[node].parent != parent || !are_equal(items_[nodes_[node].begin], item)))
            node = nodes_[node].older;
        return node;
    }

    [[nodiscard]] Piece find_piece(size_t last) const {
        size_t begin = last;
        while (begin > 0 && last - begin < kLongest && items_[begin - 1].kind != ItemKind::Label &&
               !ends_flow(items_[begin - 1]))
            --begin;
        return {begin, last + 1};
    }

    /// The label of the piece, when nothing comes to it but jumps.
    [[nodiscard]] std::optional<uint32_t> only_label(const Piece& piece) const {
        if (piece.begin < 2 || items_[piece.begin - 1].kind != ItemKind::Label) return std::nullopt;
        if (!ends_flow(items_[piece.begin - 2])) return std::nullopt;
        return items_[piece.begin - 1].a;
    }

    void visit(const Piece& piece) {
        uint32_t node = 0;
        size_t begin = piece.end;
        size_t size = 0;
        for (; begin > piece.begin; --begin) {
            const uint32_t next = find_child(node, items_[begin - 1]);
            if (next == 0) break;
            node = next;
            size += size_of(items_[begin - 1]);
        }
        const auto label = only_label(piece);
        if (begin == piece.begin && label) return drop(piece, *label, nodes_[node].begin);
        if (pays(items_[piece.end - 1], size)) return cut({begin, piece.end}, nodes_[node].begin);
        keep(piece, begin, node);
    }

    [[nodiscard]] bool pays(const Item& end, size_t size) const {
        const bool is_cold = end.op == isa::Op::REVERT || end.op == isa::Op::INVALID;
        const bool counts_gas = goal_ == ir::Goal::Gas && !is_cold;
        return size > kJumpSize + (counts_gas ? kBytesForGas * kJumpGas : 0);
    }

    /// Adds what of a piece is not there: all before @p begin, whose node is @p node.
    void keep(const Piece& piece, size_t begin, uint32_t node) {
        while (begin-- > piece.begin) {
            uint32_t& newest = newest_[place_of(node, items_[begin])];
            nodes_.push_back({begin, node, newest});
            node = newest = static_cast<uint32_t>(nodes_.size() - 1);
        }
    }

    /// The label of the run that begins at @p begin.
    uint32_t label_at(size_t begin) {
        if (begin > 0 && items_[begin - 1].kind == ItemKind::Label) return items_[begin - 1].a;
        const auto [place, is_new] = new_labels_.try_emplace(begin);
        if (is_new) place->second = static_cast<uint32_t>(assembly_.make_label());
        return place->second;
    }

    void share(const Piece& removed, size_t kept) {
        for (size_t i = removed.begin; i < removed.end; ++i, ++kept) {
            is_removed_[i] = true;
            ir::Origin& origin = items_[kept].origin;
            if (!(origin.span == items_[i].origin.span)) origin = {};
        }
        has_changed_ = true;
    }

    void drop(const Piece& piece, uint32_t label, size_t kept) {
        stands_for_.emplace(label, label_at(kept));
        is_removed_[piece.begin - 1] = true;
        share(piece, kept);
    }

    void cut(const Piece& piece, size_t kept) {
        jumps_.emplace(piece.begin, label_at(kept));
        share(piece, kept);
    }

    void rewrite() {
        std::vector<Item> result;
        for (size_t i = 0; i < items_.size(); ++i) {
            const ir::Origin origin = items_[i].origin;
            if (const auto label = new_labels_.find(i); label != new_labels_.end())
                result.push_back({.kind = ItemKind::Label, .a = label->second, .origin = origin});
            if (const auto jump = jumps_.find(i); jump != jumps_.end()) {
                result.push_back({.kind = ItemKind::Jump, .a = jump->second, .origin = origin});
                result.push_back({.kind = ItemKind::Instruction, .op = isa::Op::JUMP, .origin = origin});
            }
            if (!is_removed_[i]) result.push_back(items_[i]);
        }
        for (Item& item : result)
            if (item.kind == ItemKind::Jump) item.a = renamed(item.a);
        for (LabelTable& table : assembly_.tables())
            for (LabelId& label : table) label = LabelId{renamed(static_cast<uint32_t>(label))};
        items_ = std::move(result);
    }
    [[nodiscard]] uint32_t renamed(uint32_t label) const {
        const auto other = stands_for_.find(label);
        return other == stands_for_.end() ? label : other->second;
    }

    Assembly& assembly_;
    std::vector<Item>& items_;
    ir::Goal goal_;
    std::vector<bool> is_removed_;
    std::vector<Node> nodes_;
    std::vector<uint32_t> newest_;             ///< by place of the table: a node, or the root for none
    std::map<size_t, uint32_t> new_labels_;    ///< by the item they come to stand before
    std::map<size_t, uint32_t> jumps_;         ///< likewise: where each goes
    std::map<uint32_t, uint32_t> stands_for_;  ///< label by label
    bool has_changed_ = false;
};

}  // namespace

void merge_ends(Assembly& assembly, ir::Goal goal) {
    for (int round = 0; round < kRounds && Merger{assembly, goal}.run(); ++round) {}
}

}  // namespace deed::codegen
