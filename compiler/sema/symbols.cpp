#include "compiler/sema/symbols.hpp"

#include <algorithm>
#include <numeric>

namespace deed::sema {
namespace {

constexpr std::string_view kPredeclared[] = {"caller",
                                             "paid",
                                             "self",
                                             "block",
                                             "chain",
                                             "keccak256",
                                             "sha256",
                                             "down",
                                             "up",
                                             "exact",
                                             "abi",
                                             "recover",
                                             "evm",
                                             "address",
                                             "bool",
                                             "bytes",
                                             "string",
                                             "map",
                                             "nonces",
                                             "DOMAIN_SEPARATOR",
                                             "Unauthorized",
                                             "Panic",
                                             "InsufficientBalance",
                                             "Reentered"};

/// uint8 … uint256, int8 … int256, bytes1 … bytes32.
bool is_sized_type(std::string_view name) {
    for (const std::string_view stem : {"uint", "int", "bytes"}) {
        if (!name.starts_with(stem)) continue;
        const std::string_view digits = name.substr(stem.size());
        if (digits.empty() || digits.size() > 3 || digits.front() == '0') continue;
        if (!std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; })) continue;
        const int size = std::stoi(std::string{digits});
        if (stem == "bytes" ? size <= 32 : size <= 256 && size % 8 == 0) return true;
    }
    return false;
}

/// Levenshtein's distance.
size_t distance_between(std::string_view a, std::string_view b) {
    std::vector<size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), size_t{0});
    for (size_t i = 1; i <= a.size(); ++i) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.size(); ++j) {
            const size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row[b.size()];
}

}  // namespace

const Symbol* Scope::add(const std::string& name, Symbol symbol) {
    const auto [place, is_new] = symbols_.emplace(name, symbol);
    return is_new ? nullptr : &place->second;
}

const Symbol* Scope::find_here(std::string_view name) const {
    const auto symbol = symbols_.find(name);
    return symbol == symbols_.end() ? nullptr : &symbol->second;
}

const Symbol* Scope::find(std::string_view name) const {
    for (const Scope* scope = this; scope != nullptr; scope = scope->outer_)
        if (const Symbol* symbol = scope->find_here(name)) return symbol;
    return nullptr;
}

void Scope::collect_names(std::vector<std::string>& names) const {
    for (const auto& [name, symbol] : symbols_) names.push_back(name);
    if (outer_ != nullptr) outer_->collect_names(names);
}

std::string_view describe(const Entity& entity) {
    constexpr std::string_view kWords[] = {"a declaration", "a contract", "an interface",
                                           "a struct",      "an event",   "an error",
                                           "a constant",    "a function", "a field"};
    static_assert(std::size(kWords) == std::variant_size_v<Entity>);
    return kWords[entity.index()];
}

bool is_predeclared(std::string_view name) {
    return std::find(std::begin(kPredeclared), std::end(kPredeclared), name) != std::end(kPredeclared) ||
           is_sized_type(name);
}

std::optional<std::string> find_similar(std::string_view name, const std::vector<std::string>& candidates) {
    constexpr size_t kLongName = 64;
    if (name.size() > kLongName) return std::nullopt;
    const size_t allowed = std::max<size_t>(1, name.size() / 3);
    std::optional<std::string> best;
    size_t best_distance = allowed + 1;
    for (const std::string& candidate : candidates) {
        if (candidate.size() > kLongName) continue;
        const size_t distance = distance_between(name, candidate);
        const bool is_better =
            distance < best_distance || (best && distance == best_distance && candidate < *best);
        if (!is_better || distance >= candidate.size()) continue;
        best = candidate;
        best_distance = distance;
    }
    return best;
}

}  // namespace deed::sema
