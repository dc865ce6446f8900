#pragma once

#include <string>
#include <utility>
#include <vector>

#include "compiler/evaluator/world.hpp"
#include "compiler/sema/program.hpp"
#include "tests/programs/choices.hpp"

namespace deed::programs {

/// Who calls: accounts whose keys are known.
[[nodiscard]] const std::vector<Address>& actors();

/// What calls are made with.
class MadeUpCalls {
  public:
    explicit MadeUpCalls(Choices& choices) : choices_(choices) {}

    /// A contract that an interface may stand for; most often the one whose name begins with an `I` more.
    void add_contract(std::string name, const Address& contract) {
        contracts_.emplace_back(std::move(name), contract);
    }

    const Address& choose_actor() { return actors()[choices_.below(actors().size())]; }
    /// The encoded arguments of a function; now and then what no caller should send.
    Bytes choose_arguments(const sema::Signature& signature);
    /// What a call of something that gives such results may come to: most often the results, well formed or
    /// not.
    evaluator::Answer choose_answer(const std::vector<const sema::Type*>& types);
    /// Likewise of what tokens answer to a transfer.
    evaluator::Answer choose_token_answer();
    /// The encoded arguments of a function that takes a signed message: those of the message, then what
    /// `verify` takes from the parameters v, r and s. Most often somebody has signed them, with @p nonce and
    /// in the domain whose separator is @p domain.
    Bytes choose_signed(const sema::Signature& signature, const sema::SignedMessage& message,
                        const Hash& domain, uint64_t time);
    /// The nonce of the signer of what `choose_signed` gives next is asked for first.
    const Address& choose_signer() { return signer_ = choose_actor(); }
    void tell_nonce(const Uint256& nonce) { nonce_ = nonce; }

  private:
    /// Mostly edges, and small numbers that meet again.
    evaluator::Value choose_value(const sema::Type& type);
    evaluator::Value choose_word(const sema::Type& type);
    evaluator::Value choose_text(uint64_t most);
    void spoil(Bytes& input);
    evaluator::Answer choose_refusal();
    evaluator::Values choose_values(const std::vector<const sema::Type*>& types);

    Choices& choices_;
    std::vector<std::pair<std::string, Address>> contracts_;
    Address signer_;
    Uint256 nonce_;
};

}  // namespace deed::programs
