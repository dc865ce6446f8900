#pragma once

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "runtime/gateway/problem.hpp"
#include "runtime/gateway/registry.hpp"
#include "vm/machine/tracer.hpp"

namespace deed::gateway {

/// Finds what is known of the failure of a call: where in the text of the innermost known contract that
/// failed it arose, and the errors that the contracts know which passed it on.
class FailureFinder final : public machine::Tracer {
  public:
    /// Gives the contract at an address, or null.
    using FindContract = std::function<ContractPointer(const Address& address)>;

    /// @p created is the contract that the outermost message creates, its `code_map` that of the code that
    /// creates it; or null.
    explicit FailureFinder(FindContract find_contract, ContractPointer created = nullptr)
        : find_contract_(std::move(find_contract)), created_(std::move(created)) {}

    void on_enter(const machine::Message& message) override;
    void on_exit(const machine::Message& message, const machine::CallResult& result) override;
    void on_step(const machine::Frame& frame, isa::Op op) override;
    void on_step_end(const machine::Frame& frame, isa::Op op, machine::Status status) override;

    /// Empty when nothing failed, or nothing is known of what did.
    [[nodiscard]] const Explanation& explanation() const { return explanation_; }

  private:
    struct Watched {
        ContractPointer contract;
        json::LastSteps last;
    };

    FindContract find_contract_;
    ContractPointer created_;
    std::vector<Watched> frames_;
    Explanation explanation_;
    bool has_failure_ = false;  ///< that a call inside has passed on
    Bytes output_;              ///< of that failure
};

}  // namespace deed::gateway
