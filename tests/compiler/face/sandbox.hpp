#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/compiler.hpp"
#include "vm/abi/contract.hpp"
#include "vm/machine/code_cache.hpp"
#include "vm/state/journal.hpp"
#include "vm/state/memory_state.hpp"
#include "vm/vm.hpp"

namespace deed::compiler_test {

inline constexpr Address kAlice{{0xa1}};
inline constexpr Address kBob{{0xb0, 0xb0}};

/// Every level, for tests that run on each.
inline constexpr OptimizationLevel kLevels[] = {OptimizationLevel::Plain, OptimizationLevel::Optimized,
                                                OptimizationLevel::Small};
[[nodiscard]] std::string name_of(OptimizationLevel level);

/// Compiles one file of this text; the test fails with the messages when it has errors.
[[nodiscard]] CompileOutput compile_text(const std::string& text, CompileOptions options = {});

/// What came of a call.
struct Outcome {
    machine::Status status = machine::Status::Success;
    Bytes output;
    int64_t gas_used = 0;
    std::vector<state::Log> logs;

    [[nodiscard]] bool is_success() const { return status == machine::Status::Success; }
};

/// Contracts on the machine. Every call is a transaction of its own, with cold storage.
class Sandbox {
  public:
    explicit Sandbox(isa::Revision revision = isa::Revision::Osaka);

    /// Creates a contract; the arguments of `init` stand encoded behind the code.
    Outcome deploy(BytesView code, BytesView arguments = {}, const Address& from = kAlice,
                   const Uint256& value = 0);
    /// The contract that was created last.
    [[nodiscard]] const Address& contract() const { return contract_; }

    Outcome call(BytesView input, const Address& from = kAlice, const Uint256& value = 0);
    /// Calls "transfer(address,uint256)" with words.
    Outcome call(std::string_view signature, const std::vector<Uint256>& words, const Address& from = kAlice);
    /// As above; gives the one word that comes back. The test fails when the call does.
    Uint256 ask(std::string_view signature, const std::vector<Uint256>& words = {},
                const Address& from = kAlice);
    /// The word at a slot of the contract.
    [[nodiscard]] Uint256 slot(const Uint256& slot);

    uint64_t timestamp = 1'700'000'000;

  private:
    Outcome run(const machine::Message& message);

    isa::Revision revision_;
    state::MemoryState state_;
    machine::CodeCache codes_;
    Address contract_;
    uint64_t nonce_ = 0;
};

/// Panic(code) as it comes back.
[[nodiscard]] Bytes panic(uint64_t code);

/// The selector of @p signature and words.
[[nodiscard]] Bytes encode_call(std::string_view signature, const std::vector<Uint256>& words);

}  // namespace deed::compiler_test
