#pragma once

#include <array>
#include <span>

#include "vm/base/uint256.hpp"
#include "vm/isa/gas_schedule.hpp"
#include "vm/isa/opcode.hpp"
#include "vm/isa/revision.hpp"
#include "vm/machine/block_context.hpp"
#include "vm/machine/code.hpp"
#include "vm/machine/host.hpp"
#include "vm/machine/memory.hpp"
#include "vm/machine/message.hpp"

namespace deed::machine {

/// What stays the same for every frame of a machine. The references outlive the frames.
struct Environment {
    isa::Revision revision;
    Host& host;
    const BlockContext& block;
    const TransactionContext& transaction;
};

/// One call that is being run: code, gas, stack, memory. Large, hence pooled and used again.
///
/// Between instructions an engine may keep `gas`, the place in the code and the stack's height in registers;
/// they are up to date in the frame whenever a function of form Frame, a tracer or the Host is called, and at
/// the end.
struct Frame {
    int64_t gas = 0;
    const uint8_t* code_begin = nullptr;        ///< padded, see Code
    const uint8_t* code_after_begin = nullptr;  ///< code_begin + 1: jumps pass over the JUMPDEST they go to
    const uint64_t* jump_destinations = nullptr;
    uint64_t code_size = 0;
    const Code* code = nullptr;
    Memory memory;
    const Environment* environment = nullptr;
    const Message* message = nullptr;
    BytesView input;            ///< call data; empty in a creation
    BytesView return_data;      ///< of the latest call this frame made (EIP-211)
    BytesView output;           ///< what the frame ends with
    int64_t gas_elsewhere = 0;  ///< used by the calls it made, and for what the Host did: see charge_host
    uint64_t pc = 0;            ///< of the instruction at hand; kept for tracers and between engines
    uint32_t stack_height = 0;  ///< words; kept for tracers and between engines

    /// Slot 0 takes the garbage that a stack kept in registers spills when it is empty; words begin at
    /// slot 1.
    alignas(32) std::array<Uint256, isa::kStackLimit + 1> slots;

    [[nodiscard]] isa::Revision revision() const { return environment->revision; }
    [[nodiscard]] Host& host() const { return environment->host; }
    /// The stack, bottom first.
    [[nodiscard]] std::span<const Uint256> stack() const { return {slots.data() + 1, stack_height}; }

    /// Takes @p amount; false, with the gas below zero, when there is not enough.
    [[nodiscard]] bool charge(int64_t amount) { return (gas -= amount) >= 0; }
    /// As above for the work of the Host (storage, accounts, logs), whose price says nothing of the time that
    /// the code itself takes.
    [[nodiscard]] bool charge_host(int64_t amount) {
        gas_elsewhere += amount;
        return charge(amount);
    }
    /// Counts the constant cost of @p op, which has been charged, in the same way.
    void count_for_host(isa::Op op) { gas_elsewhere += isa::gas_cost(op, revision()); }

    /// Makes the frame ready to run @p bytecode for @p call, both of which it borrows.
    void begin(const Environment& surroundings, const Message& call, const Code& bytecode);
};

}  // namespace deed::machine
