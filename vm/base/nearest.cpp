#include "vm/base/nearest.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace deed {
namespace {

constexpr size_t kLongestName = 64;
constexpr size_t kMostSuggestions = 3;

char to_lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

/// Damerau's distance between neighbours: letters put in, left out, exchanged, or swapped with the next.
size_t distance(std::string_view a, std::string_view b) {
    std::array<std::array<size_t, kLongestName + 1>, kLongestName + 1> table;
    for (size_t i = 0; i <= a.size(); ++i) table[i][0] = i;
    for (size_t j = 0; j <= b.size(); ++j) table[0][j] = j;
    for (size_t i = 1; i <= a.size(); ++i) {
        for (size_t j = 1; j <= b.size(); ++j) {
            const bool is_same = to_lower(a[i - 1]) == to_lower(b[j - 1]);
            table[i][j] =
                std::min({table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (is_same ? 0 : 1)});
            const bool is_swap = i > 1 && j > 1 && to_lower(a[i - 1]) == to_lower(b[j - 2]) &&
                                 to_lower(a[i - 2]) == to_lower(b[j - 1]);
            if (is_swap) table[i][j] = std::min(table[i][j], table[i - 2][j - 2] + 1);
        }
    }
    return table[a.size()][b.size()];
}

}  // namespace

std::vector<std::string> nearest_names(std::string_view wrong, std::span<const std::string> names) {
    if (wrong.size() > kLongestName) return {};
    const size_t allowed = std::max<size_t>(1, wrong.size() / 3);
    std::vector<std::pair<size_t, std::string>> ranked;
    for (const std::string& name : names) {
        if (name.size() > kLongestName) continue;
        const auto [shorter, longer] = std::minmax({wrong.size(), name.size()});
        if (longer - shorter > allowed) continue;
        const size_t edits = distance(wrong, name);
        // A name of which no letter would stay is not meant.
        if (edits <= allowed && edits < name.size()) ranked.emplace_back(edits, name);
    }
    std::ranges::sort(ranked);
    if (ranked.size() > kMostSuggestions) ranked.resize(kMostSuggestions);

    std::vector<std::string> nearest;
    for (auto& [edits, name] : ranked) nearest.push_back(std::move(name));
    return nearest;
}

std::optional<std::string> nearest_name(std::string_view wrong, std::span<const std::string> names) {
    auto nearest = nearest_names(wrong, names);
    if (nearest.empty()) return std::nullopt;
    return std::move(nearest.front());
}

}  // namespace deed
