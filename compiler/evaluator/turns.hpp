#pragma once

#include <set>
#include <string>
#include <vector>

#include "compiler/sema/program.hpp"

namespace deed::evaluator {

/// Follows which fields the calls of a transaction use while others of the same contract are open, and finds
/// where they cannot be told apart from calls made one after another: what the lock should have kept apart.
/// Asks what happens, where the compiler infers what may. A copy is a snapshot.
class Turns {
  public:
    /// A call of the contract at @p account begins.
    void open(const Address& account);
    /// The latest ends; @p entry is what ran, null for an `init`.
    void close(const sema::Function* entry);

    void note_read(const sema::Field& field);
    void note_write(const sema::Field& field);
    enum class Interaction : uint8_t { Static, Changing };
    /// The call that is open calls another contract.
    void note_interaction(Interaction interaction);

    /// The field that two calls used as no order of them explains; empty when there is none.
    [[nodiscard]] const std::string& conflict() const { return conflict_; }

  private:
    struct OpenCall {
        Address account;
        std::set<const sema::Field*> reads;
        std::set<const sema::Field*> writes;
        std::set<const sema::Field*> read_inside;  ///< by calls of this contract that came in the middle
        std::set<const sema::Field*> written_inside;
        bool has_written = false;
        bool is_unnoticed = false;  ///< what comes in now reads what was there before the call began
    };

    std::vector<OpenCall> open_;  ///< the innermost last
    std::string conflict_;
};

}  // namespace deed::evaluator
