#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace deed::codegen {

/// So many facts of one kind are kept. One that is left out is not known, which is always allowed.
constexpr size_t kMostFacts = 128;

/// A set in one piece, in order.
template <typename Fact>
class FactSet {
  public:
    /// Whether it was not known.
    bool insert(const Fact& fact) {
        const auto place = std::lower_bound(facts_.begin(), facts_.end(), fact);
        if (place != facts_.end() && *place == fact) return false;
        if (facts_.size() < kMostFacts) facts_.insert(place, fact);
        return true;
    }
    /// Whether it was known.
    bool erase(const Fact& fact) {
        const auto place = std::lower_bound(facts_.begin(), facts_.end(), fact);
        if (place == facts_.end() || *place != fact) return false;
        facts_.erase(place);
        return true;
    }
    [[nodiscard]] bool contains(const Fact& fact) const {
        return std::binary_search(facts_.begin(), facts_.end(), fact);
    }
    template <typename Claim>
    [[nodiscard]] bool contains_if(const Claim& claim) const {
        return std::any_of(facts_.begin(), facts_.end(), claim);
    }
    template <typename Claim>
    void erase_if(const Claim& claim) {
        std::erase_if(facts_, claim);
    }
    void clear() { facts_.clear(); }
    /// Adds what @p other knows, as far as there is room. Whether anything was new.
    bool add(const FactSet& other) {
        bool is_new = false;
        for (const Fact& fact : other.facts_) is_new |= insert(fact);
        return is_new;
    }
    /// Leaves what @p other knows as well. Whether anything was forgotten.
    bool keep_common(const FactSet& other) {
        if (facts_ == other.facts_) return false;
        auto place = other.facts_.begin();
        return std::erase_if(facts_, [&](const Fact& fact) {
                   place = std::lower_bound(place, other.facts_.end(), fact);
                   return place == other.facts_.end() || *place != fact;
               }) > 0;
    }
    [[nodiscard]] size_t size() const { return facts_.size(); }
    bool operator==(const FactSet&) const = default;

  private:
    std::vector<Fact> facts_;
};

/// What is known under keys, in one piece, in the order of the keys.
template <typename Key, typename Value>
class FactMap {
  public:
    using Fact = std::pair<Key, Value>;

    /// What is known under @p key, or null.
    [[nodiscard]] const Value* find(const Key& key) const {
        const auto place = std::lower_bound(facts_.begin(), facts_.end(), key, is_before);
        return place == facts_.end() || place->first != key ? nullptr : &place->second;
    }
    /// In place of what was known under @p key.
    void set(const Key& key, const Value& value) {
        const auto place = std::lower_bound(facts_.begin(), facts_.end(), key, is_before);
        if (place != facts_.end() && place->first == key)
            place->second = value;
        else if (facts_.size() < kMostFacts)
            facts_.insert(place, Fact{key, value});
    }
    template <typename Claim>
    void erase_if(const Claim& claim) {
        std::erase_if(facts_, claim);
    }
    template <typename Claim>
    [[nodiscard]] bool contains_if(const Claim& claim) const {
        return std::any_of(facts_.begin(), facts_.end(), claim);
    }
    void clear() { facts_.clear(); }
    /// Leaves what @p other knows as well. Whether anything was forgotten.
    bool keep_common(const FactMap& other) {
        if (facts_ == other.facts_) return false;
        auto place = other.facts_.begin();
        return std::erase_if(facts_, [&](const Fact& fact) {
                   place = std::lower_bound(place, other.facts_.end(), fact.first, is_before);
                   return place == other.facts_.end() || *place != fact;
               }) > 0;
    }
    [[nodiscard]] size_t size() const { return facts_.size(); }

  private:
    static bool is_before(const Fact& fact, const Key& key) { return fact.first < key; }

    std::vector<Fact> facts_;
};

}  // namespace deed::codegen
