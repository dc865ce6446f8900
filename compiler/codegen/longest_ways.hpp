#pragma once

#include <vector>

#include "compiler/codegen/gas_walk.hpp"

namespace deed::codegen {

/// What a way takes at most. Every part of a cost is maximized for itself.
struct Distance {
    GasCost cold;
    GasCost warm;

    void raise(const Distance& other);
    /// With @p more behind it, so many times.
    [[nodiscard]] Distance plus(const Distance& more, uint64_t times = 1) const;
};

/// Indices of nodes.
using Members = std::vector<uint32_t>;

/// The longest ways through a graph whose loops have heads that say how often they come round.
class LongestWays {
  public:
    explicit LongestWays(const std::deque<GasNode>& nodes);

    /// Finds the ways among @p members from the one of them that is entered with @p distance. False when a
    /// loop has no bound, or is entered elsewhere than at its head, or when all calls together looked at more
    /// than kMostWork nodes and edges.
    bool spread(const Members& members, uint32_t begin, const Distance& distance);
    /// The longest way to a member of the last spread, without its own cost; null when none leads there.
    [[nodiscard]] const Distance* arrival(uint32_t node) const;
    /// The same with its own cost.
    [[nodiscard]] Distance behind(uint32_t node) const;

    [[nodiscard]] uint64_t work() const { return work_; }
    static constexpr uint64_t kMostWork = 8'000'000;

  private:
    /// The loops that are being spread, from the outside in: a node's level is the innermost that it is in.
    using Level = uint32_t;

    bool spread_level(const Members& members, Level level);
    bool spread_loop(const Members& loop);
    [[nodiscard]] bool is_inside(uint32_t node, Level level) const;
    [[nodiscard]] bool leads_to(uint32_t from, uint32_t to) const;
    uint64_t take_touches(const Members& loop);
    void pass_on(uint32_t node, Level level);
    [[nodiscard]] std::vector<Members> parts_of(const Members& members, Level level);
    Members take_part(uint32_t root);

    struct Place {
        Distance distance;
        uint64_t touch_gas = 0;      ///< of the touches that are not taken
        std::vector<bool> is_taken;  ///< by touch: it counts once for a loop around it
        bool has_arrival = false;
        bool is_cut = false;  ///< the head of a loop: the way back to it is not taken
        Level level = 0;
        uint32_t number = 0;  ///< in the search for connected parts
        uint32_t lowest = 0;
        bool is_open = false;
    };

    const std::deque<GasNode>& nodes_;
    std::vector<Place> places_;
    Members spread_;  ///< those of the last spread: no other place holds anything
    Members stack_;
    Level last_level_ = 0;
    uint64_t work_ = 0;
};

}  // namespace deed::codegen
