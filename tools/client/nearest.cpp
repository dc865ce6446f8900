#include "tools/client/nearest.hpp"

#include <algorithm>
#include <cctype>

namespace deed::client {
namespace {

constexpr size_t kLongestName = 64;

char to_lower(char letter) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
}

/// The edits between two names, letter case aside; a swap of neighbours counts as one.
size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::vector<size_t>> table(a.size() + 1, std::vector<size_t>(b.size() + 1));
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

std::optional<std::string> nearest_name(std::string_view wrong, const std::vector<std::string>& names) {
    if (wrong.size() > kLongestName) return std::nullopt;
    std::optional<std::string> nearest;
    size_t fewest = std::max<size_t>(1, wrong.size() / 3) + 1;
    for (const auto& name : names) {
        if (name.size() > kLongestName) continue;
        const size_t edits = distance(wrong, name);
        if (edits >= fewest) continue;
        fewest = edits;
        nearest = name;
    }
    return nearest;
}

std::string suggestion(std::string_view wrong, const std::vector<std::string>& names) {
    const auto nearest = nearest_name(wrong, names);
    return nearest ? "; did you mean " + *nearest + "?" : std::string{};
}

}  // namespace deed::client
