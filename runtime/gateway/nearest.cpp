#include "runtime/gateway/nearest.hpp"

#include <algorithm>
#include <numeric>

namespace deed::gateway {
namespace {

constexpr size_t kMaxSuggestions = 3;

/// Levenshtein's distance: letters put in, left out or exchanged.
size_t distance(std::string_view a, std::string_view b) {
    std::vector<size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), size_t{0});
    for (size_t i = 1; i <= a.size(); ++i) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.size(); ++j) {
            const size_t exchanged = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, exchanged});
        }
    }
    return row.back();
}

}  // namespace

std::vector<std::string> nearest_names(std::string_view wanted, std::span<const std::string> names) {
    std::vector<std::pair<size_t, std::string>> ranked;
    for (const auto& name : names) {
        const size_t difference = distance(wanted, name);
        if (difference <= std::max(wanted.size(), name.size()) / 3 + 1) ranked.emplace_back(difference, name);
    }
    std::ranges::sort(ranked);
    if (ranked.size() > kMaxSuggestions) ranked.resize(kMaxSuggestions);
    std::vector<std::string> nearest;
    for (auto& [difference, name] : ranked) nearest.push_back(std::move(name));
    return nearest;
}

}  // namespace deed::gateway
