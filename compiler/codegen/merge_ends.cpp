#include "compiler/codegen/merge_ends.hpp"

#include <map>
#include <optional>
#include <string>

#include "vm/base/hex.hpp"

namespace deed::codegen {
namespace {

/// Longer pieces are never equal in practice.
constexpr size_t kLongest = 24;

bool ends_call(const Item& item) {
    using enum isa::Op;
    return item.kind == ItemKind::Instruction &&
           (item.op == STOP || item.op == RETURN || item.op == REVERT || item.op == INVALID);
}
bool ends_flow(const Item& item) {
    return ends_call(item) || (item.kind == ItemKind::Instruction && item.op == isa::Op::JUMP);
}

/// Equal texts are equal items. Places in the source do not count.
std::string text_of(const Item& item) {
    return std::to_string(static_cast<int>(item.kind)) + ":" + std::to_string(static_cast<int>(item.op)) +
           ":" + std::to_string(item.a) + ":" + std::to_string(item.b) + ":" + to_quantity(item.value) + ";";
}

/// The items behind the label at @p begin up to an end of the call, when there is nothing else between.
struct Piece {
    size_t end;
    std::string text;
};
std::optional<Piece> find_piece(const std::vector<Item>& items, size_t begin) {
    std::string text;
    for (size_t i = begin + 1; i < items.size() && i <= begin + kLongest; ++i) {
        if (items[i].kind == ItemKind::Label || items[i].kind == ItemKind::Padding) return std::nullopt;
        text += text_of(items[i]);
        if (ends_call(items[i])) return Piece{i + 1, std::move(text)};
        if (ends_flow(items[i])) return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace

void merge_ends(std::vector<Item>& items) {
    std::map<std::string, uint32_t> first;    // label by text
    std::map<uint32_t, uint32_t> stands_for;  // label by label
    std::vector<Item> kept;
    for (size_t i = 0; i < items.size();) {
        const bool is_entered_by_jump_only =
            i > 0 && items[i].kind == ItemKind::Label && ends_flow(items[i - 1]);
        const auto piece = is_entered_by_jump_only ? find_piece(items, i) : std::nullopt;
        if (!piece) {
            kept.push_back(items[i++]);
            continue;
        }
        const auto [place, is_new] = first.try_emplace(piece->text, items[i].a);
        if (is_new)
            kept.insert(kept.end(), items.begin() + static_cast<std::ptrdiff_t>(i),
                        items.begin() + static_cast<std::ptrdiff_t>(piece->end));
        else
            stands_for.emplace(items[i].a, place->second);
        i = piece->end;
    }
    for (Item& item : kept)
        if (const auto other = stands_for.find(item.a);
            item.kind == ItemKind::Jump && other != stands_for.end())
            item.a = other->second;
    items = std::move(kept);
}

}  // namespace deed::codegen
