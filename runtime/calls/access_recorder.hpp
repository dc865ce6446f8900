#pragma once

#include <map>
#include <optional>
#include <set>

#include "runtime/block/transaction.hpp"
#include "vm/isa/revision.hpp"
#include "vm/machine/tracer.hpp"

namespace deed::calls {

/// Watches a call and notes the accounts and slots it touches.
class AccessRecorder final : public machine::Tracer {
  public:
    /// Sender, recipient, the block's beneficiary and precompiled contracts are warm anyway and only listed
    /// for their slots. What @p known lists stays.
    AccessRecorder(isa::Revision revision, const Address& sender, const std::optional<Address>& recipient,
                   const Address& beneficiary, const block::AccessList& known);

    void on_enter(const machine::Message& message) override;
    void on_exit(const machine::Message&, const machine::CallResult&) override {}
    void on_step(const machine::Frame& frame, isa::Op op) override;
    void on_step_end(const machine::Frame&, isa::Op, machine::Status) override {}

    /// What was touched, ascending.
    [[nodiscard]] block::AccessList list() const;

  private:
    void add_account(const Address& address);

    std::set<Address> warm_;
    std::map<Address, std::set<Hash>> touched_;
};

}  // namespace deed::calls
