#include "vm/interpreter/loop.hpp"

#include <utility>

#include "vm/instructions/arithmetic.hpp"
#include "vm/instructions/bitwise.hpp"
#include "vm/instructions/context.hpp"
#include "vm/instructions/frame_instructions.hpp"
#include "vm/instructions/memory.hpp"
#include "vm/interpreter/immediate.hpp"
#include "vm/isa/opcode.hpp"

namespace deed::interpreter {

using isa::Op;
using machine::Frame;
using machine::Status;

namespace {

/// Where a running frame is.
struct State {
    Frame& frame;
    const isa::table::GasByOp& gas_by_op;
    const uint8_t* pc;
    Uint256* top;  ///< slot 0 when the stack is empty
    int64_t gas;

    explicit State(Frame& running)
        : frame(running),
          gas_by_op(isa::table::kGas[static_cast<size_t>(running.revision())]),
          pc(running.code_begin + running.pc),
          top(running.slots.data() + running.stack_height),
          gas(running.gas) {}

    [[nodiscard]] auto height() const { return top - frame.slots.data(); }

    void save() const {
        frame.gas = gas;
        frame.pc = static_cast<uint64_t>(pc - frame.code_begin);
        frame.stack_height = static_cast<uint32_t>(height());
    }
};

/// Calls @p function on the top words of the stack and puts what it returns in their place.
template <Op op, typename Function>
inline void apply(State& state, Function function) {
    constexpr int kPops = isa::info(op).pops;
    Uint256* const top = state.top;
    Uint256& result = *(top + 1 - kPops);
    if constexpr (kPops == 0) result = function();
    if constexpr (kPops == 1) result = function(top[0]);
    if constexpr (kPops == 2) result = function(top[0], top[-1]);
    if constexpr (kPops == 3) result = function(top[0], top[-1], top[-2]);
    state.top = &result;
}

template <Op op, auto function>
inline Status perform_word(State& state) {
    apply<op>(state, [](const auto&... words) { return function(words...); });
    state.pc += 1;
    return Status::Running;
}

template <Op op, auto function>
inline Status perform_context(State& state) {
    apply<op>(state, [&](const auto&... words) { return function(state.frame, words...); });
    state.pc += 1;
    return Status::Running;
}

template <Op op, auto function>
inline Status perform_memory(State& state) {
    state.frame.gas = state.gas;
    if (!instructions::reserve_word(state.frame, *state.top, instructions::memory_width(op)))
        return Status::OutOfGas;
    state.gas = state.frame.gas;

    if constexpr (isa::info(op).pushes == 1) {
        *state.top = function(state.frame, *state.top);
    } else {
        function(state.frame, state.top[0], state.top[-1]);
        state.top -= 2;
    }
    state.pc += 1;
    return Status::Running;
}

template <Op op, auto function>
inline Status perform_frame(State& state) {
    state.save();
    const Status status = function(state.frame, state.top);
    state.gas = state.frame.gas;
    state.top += int{isa::info(op).pushes} - int{isa::info(op).pops};
    state.pc += 1;
    return status;
}

inline Status jump(State& state, const Uint256& target) {
    if (!target.fits_uint64() || target[0] >= state.frame.code_size) return Status::BadJumpDestination;
    const uint64_t valid = state.frame.jump_destinations[target[0] / 64] >> (target[0] % 64);
    if ((valid & 1) == 0) return Status::BadJumpDestination;
    state.pc = state.frame.code_begin + target[0];
    return Status::Running;
}

template <Op op>
inline Status perform_jump(State& state) {
    const Uint256 target = *state.top--;
    if constexpr (op == Op::JUMPI) {
        if (!*state.top--) {
            state.pc += 1;
            return Status::Running;
        }
    }
    return jump(state, target);
}

template <Op op>
inline void perform_stack(State& state) {
    if constexpr (isa::is_push(op)) {
        *++state.top = read_immediate<isa::info(op).immediate>(state.pc + 1);
    } else if constexpr (op >= Op::DUP1 && op <= Op::DUP16) {
        constexpr int kDepth = isa::info(op).pops - 1;
        const Uint256 word = state.top[-kDepth];
        *++state.top = word;
    } else if constexpr (op >= Op::SWAP1 && op <= Op::SWAP16) {
        constexpr int kDepth = isa::info(op).pops - 1;
        std::swap(state.top[0], state.top[-kDepth]);
    } else if constexpr (op == Op::POP) {
        --state.top;
    } else if constexpr (op == Op::PC) {
        *++state.top = static_cast<uint64_t>(state.pc - state.frame.code_begin);
    } else if constexpr (op == Op::GAS) {
        *++state.top = static_cast<uint64_t>(state.gas);
    } else {
        static_assert(op == Op::JUMPDEST);
    }
}

template <Op op>
inline Status perform_control(State& state) {
    if constexpr (op == Op::STOP) {
        return Status::Success;
    } else if constexpr (op == Op::INVALID) {
        return Status::InvalidInstruction;
    } else if constexpr (op == Op::JUMP || op == Op::JUMPI) {
        return perform_jump<op>(state);
    } else {
        perform_stack<op>(state);
        state.pc += 1 + isa::info(op).immediate;
        return Status::Running;
    }
}

/// Checks, in this order: the revision defines it, the stack has the words and the room, the gas suffices.
template <Op op>
inline Status check(State& state) {
    constexpr isa::OpInfo kInfo = isa::info(op);
    if constexpr (kInfo.since > isa::Revision::Frontier)
        if (state.frame.revision() < kInfo.since) return Status::UndefinedInstruction;
    if constexpr (kInfo.pops > 0)
        if (state.height() < kInfo.pops) return Status::StackUnderflow;
    if constexpr (kInfo.pushes > kInfo.pops)
        if (state.height() >= static_cast<int>(isa::kStackLimit)) return Status::StackOverflow;
    state.gas -= state.gas_by_op[static_cast<size_t>(op)];
    return state.gas < 0 ? Status::OutOfGas : Status::Running;
}

Status step(State& state, Op op) {
    switch (op) {
#define DEED_PERFORM_Word(name) perform_word<Op::name, instructions::name>(state)
#define DEED_PERFORM_Context(name) perform_context<Op::name, instructions::name>(state)
#define DEED_PERFORM_Memory(name) perform_memory<Op::name, instructions::name>(state)
#define DEED_PERFORM_Frame(name) perform_frame<Op::name, instructions::name>(state)
#define DEED_PERFORM_Control(name) perform_control<Op::name>(state)
#define DEED_OPCODE(code, name, pops, pushes, imm, form, gas, since)                                   \
    case Op::name:                                                                                     \
        if (const Status checked = check<Op::name>(state); checked != Status::Running) return checked; \
        return DEED_PERFORM_##form(name);
#include "vm/isa/opcodes.def"
#undef DEED_OPCODE
    }
    return Status::UndefinedInstruction;
}

}  // namespace

Status run_loop(Frame& frame) noexcept {
    State state{frame};
    for (;;) {
        const Status status = step(state, static_cast<Op>(*state.pc));
        if (status == Status::Running) continue;
        state.save();
        return status;
    }
}

Status run_loop_traced(Frame& frame, machine::Tracer& tracer) noexcept {
    State state{frame};
    for (;;) {
        const auto op = static_cast<Op>(*state.pc);
        state.save();
        tracer.on_step(frame, op);
        const Status status = step(state, op);
        state.save();
        tracer.on_step_end(frame, op, status);
        if (status != Status::Running) return status;
    }
}

}  // namespace deed::interpreter
