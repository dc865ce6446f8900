#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "runtime/json/code_map.hpp"
#include "vm/machine/tracer.hpp"

namespace deed::gateway {

/// Finds where in the text of a contract a call failed: in the innermost failed call whose contract has a
/// map.
class PlaceFinder final : public machine::Tracer {
  public:
    /// Gives the map of the code at an address, or null.
    using FindMap = std::function<std::shared_ptr<const json::CodeMap>(const Address& address)>;

    /// @p creation is the map of the code that the outermost message runs when it creates a contract, or
    /// null.
    explicit PlaceFinder(FindMap find_map, std::shared_ptr<const json::CodeMap> creation = nullptr)
        : find_map_(std::move(find_map)), creation_(std::move(creation)) {}

    void on_enter(const machine::Message& message) override;
    void on_exit(const machine::Message& message, const machine::CallResult& result) override;
    void on_step(const machine::Frame& frame, isa::Op op) override;
    void on_step_end(const machine::Frame& frame, isa::Op op, machine::Status status) override;

    /// Nothing when nothing failed, or nothing is known of what did.
    [[nodiscard]] const std::optional<json::CodePlace>& place() const { return place_; }

  private:
    struct Watched {
        std::shared_ptr<const json::CodeMap> map;
        uint64_t last_pc = 0;
        uint64_t last_jump = 0;
    };

    FindMap find_map_;
    std::shared_ptr<const json::CodeMap> creation_;
    std::vector<Watched> frames_;
    std::optional<json::CodePlace> place_;
    Bytes output_;  ///< of the call that failed there
};

}  // namespace deed::gateway
