#include "compiler/sema/symbols.hpp"

#include <algorithm>

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
                                             "SignatureExpired",
                                             "SignatureInvalid",
                                             "GasTooLow",
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
    constexpr std::string_view kWords[] = {"a declaration", "a contract",       "an interface", "a struct",
                                           "an event",      "an error",         "a constant",   "a function",
                                           "a field",       "a signed message", "an enum",      "a unit",
                                           "a component",   "a part",           "a function",   "a type"};
    static_assert(std::size(kWords) == std::variant_size_v<Entity>);
    return kWords[entity.index()];
}

bool is_predeclared(std::string_view name) {
    return std::find(std::begin(kPredeclared), std::end(kPredeclared), name) != std::end(kPredeclared) ||
           is_sized_type(name);
}

}  // namespace deed::sema
