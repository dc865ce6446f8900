#include "vm/interpreter/tail.hpp"

#include "vm/instructions/arithmetic.hpp"
#include "vm/instructions/bitwise.hpp"
#include "vm/instructions/context.hpp"
#include "vm/instructions/frame_instructions.hpp"
#include "vm/instructions/memory.hpp"
#include "vm/interpreter/immediate.hpp"
#include "vm/isa/opcode.hpp"

#if DEED_HAS_TAIL_FORM

// The registers of a running frame travel as arguments from handler to handler. preserve_none gives them
// registers and frees handlers from saving any; musttail makes each hand-over a jump.
//
//   frame, pc, sp, table   come first: these registers survive calls to ordinary functions
//   sp                     the slot where the top of the stack would be, were it in memory; slot 0 when empty
//   l0 … l3                the limbs of the top of the stack
#define DEED_REGISTERS                                                                                  \
    [[maybe_unused]] Frame *frame, [[maybe_unused]] const uint8_t *pc, [[maybe_unused]] Uint256 *sp,    \
        [[maybe_unused]] const void *table, [[maybe_unused]] uint64_t l0, [[maybe_unused]] uint64_t l1, \
        [[maybe_unused]] int64_t gas, [[maybe_unused]] uint64_t l2, [[maybe_unused]] uint64_t l3
#define DEED_HANDLER __attribute__((preserve_none)) Status
#define DEED_NEXT_AT(next) [[clang::musttail]] return next(frame, pc, sp, table, l0, l1, gas, l2, l3)
#define DEED_DISPATCH() DEED_NEXT_AT(static_cast<const Handler*>(table)[*pc])

namespace deed::interpreter {

using isa::Op;
using machine::Frame;
using machine::Status;

namespace {

using Handler = __attribute__((preserve_none)) Status (*)(DEED_REGISTERS);

/// Checks, in this order: the stack has the words, the stack has the room, the gas suffices. That the
/// revision defines the instruction is in the table of handlers.
#define DEED_CHECK(op)                                                 \
    constexpr isa::OpInfo kInfo = isa::info(op);                       \
    if constexpr (kInfo.pops > 0)                                      \
        if (sp < frame->slots.data() + kInfo.pops) [[unlikely]]        \
            return Status::StackUnderflow;                             \
    if constexpr (kInfo.pushes > kInfo.pops)                           \
        if (sp >= frame->slots.data() + isa::kStackLimit) [[unlikely]] \
            return Status::StackOverflow;                              \
    if constexpr (isa::has_constant_gas(op))                           \
        gas -= kInfo.gas;                                              \
    else                                                               \
        gas -= isa::gas_cost(op, frame->revision());                   \
    if (gas < 0) [[unlikely]]                                          \
    return Status::OutOfGas

#define DEED_TOP() (Uint256{l0, l1, l2, l3})
#define DEED_SET_TOP(word)      \
    do {                        \
        const Uint256 w = word; \
        l0 = w[0];              \
        l1 = w[1];              \
        l2 = w[2];              \
        l3 = w[3];              \
    } while (false)
/// Puts the top where it would be in memory.
#define DEED_SPILL() (*sp = DEED_TOP())

template <Op op, auto function>
DEED_HANDLER word(DEED_REGISTERS) {
    DEED_CHECK(op);
    if constexpr (kInfo.pops == 1) DEED_SET_TOP(function(DEED_TOP()));
    if constexpr (kInfo.pops == 2) DEED_SET_TOP(function(DEED_TOP(), sp[-1]));
    if constexpr (kInfo.pops == 3) DEED_SET_TOP(function(DEED_TOP(), sp[-1], sp[-2]));
    sp -= kInfo.pops - 1;
    pc += 1;
    DEED_DISPATCH();
}

template <Op op, auto function>
DEED_HANDLER context(DEED_REGISTERS) {
    DEED_CHECK(op);
    if constexpr (kInfo.pops == 0) {
        DEED_SPILL();
        DEED_SET_TOP(function(*frame));
        sp += 1;
    } else {
        DEED_SET_TOP(function(*frame, DEED_TOP()));
    }
    pc += 1;
    DEED_DISPATCH();
}

/// Grows the memory for a Memory instruction, which then is run anew.
template <Op op>
[[gnu::noinline]] DEED_HANDLER grow_memory(DEED_REGISTERS) {
    frame->gas = gas;
    DEED_SPILL();
    if (!instructions::reserve_word(*frame, *sp, instructions::memory_width(op))) return Status::OutOfGas;
    gas = frame->gas;
    DEED_SET_TOP(*sp);
    DEED_DISPATCH();
}

template <Op op, auto function>
DEED_HANDLER memory(DEED_REGISTERS) {
    constexpr isa::OpInfo kInfo = isa::info(op);
    if (sp < frame->slots.data() + kInfo.pops) [[unlikely]]
        return Status::StackUnderflow;
    if (!instructions::is_reserved(*frame, DEED_TOP(), instructions::memory_width(op))) [[unlikely]]
        DEED_NEXT_AT(grow_memory<op>);
    gas -= kInfo.gas;
    if (gas < 0) [[unlikely]]
        return Status::OutOfGas;

    if constexpr (kInfo.pushes == 1) {
        DEED_SET_TOP(function(*frame, DEED_TOP()));
    } else {
        function(*frame, DEED_TOP(), sp[-1]);
        DEED_SET_TOP(sp[-2]);
        sp -= 2;
    }
    pc += 1;
    DEED_DISPATCH();
}

template <Op op, auto function>
DEED_HANDLER in_frame(DEED_REGISTERS) {
    DEED_CHECK(op);
    DEED_SPILL();
    frame->gas = gas;
    const Status status = function(*frame, sp);
    if (status != Status::Running) [[unlikely]]
        return status;
    gas = frame->gas;
    sp += int{kInfo.pushes} - int{kInfo.pops};
    DEED_SET_TOP(*sp);
    pc += 1;
    DEED_DISPATCH();
}

/// Goes on at the top of the stack, past the JUMPDEST there, whose gas is taken here.
#define DEED_JUMP_TO_TOP()                                                      \
    if ((l1 | l2 | l3) != 0 || l0 >= frame->code_size) [[unlikely]]             \
        return Status::BadJumpDestination;                                      \
    if ((frame->jump_destinations[l0 / 64] >> (l0 % 64) & 1) == 0) [[unlikely]] \
        return Status::BadJumpDestination;                                      \
    gas -= isa::info(Op::JUMPDEST).gas;                                         \
    if (gas < 0) [[unlikely]]                                                   \
        return Status::OutOfGas;                                                \
    pc = frame->code_after_begin + l0

DEED_HANDLER jump(DEED_REGISTERS) {
    DEED_CHECK(Op::JUMP);
    DEED_JUMP_TO_TOP();
    DEED_SET_TOP(sp[-1]);
    sp -= 1;
    DEED_DISPATCH();
}

DEED_HANDLER jump_if(DEED_REGISTERS) {
    DEED_CHECK(Op::JUMPI);
    if (!sp[-1]) {
        pc += 1;
        DEED_SET_TOP(sp[-2]);
        sp -= 2;
        DEED_DISPATCH();
    }
    DEED_JUMP_TO_TOP();
    DEED_SET_TOP(sp[-2]);
    sp -= 2;
    DEED_DISPATCH();
}

/// Control instructions that only move words between code, registers and stack.
template <Op op>
DEED_HANDLER stack(DEED_REGISTERS) {
    DEED_CHECK(op);
    if constexpr (isa::is_push(op)) {
        DEED_SPILL();
        DEED_SET_TOP(read_immediate<kInfo.immediate>(pc + 1));
        sp += 1;
    } else if constexpr (op == Op::DUP1) {
        DEED_SPILL();
        sp += 1;
    } else if constexpr (op > Op::DUP1 && op <= Op::DUP16) {
        DEED_SPILL();
        DEED_SET_TOP(sp[1 - int{kInfo.pops}]);
        sp += 1;
    } else if constexpr (op >= Op::SWAP1 && op <= Op::SWAP16) {
        Uint256& other = sp[1 - int{kInfo.pops}];
        const Uint256 word = other;
        other = DEED_TOP();
        DEED_SET_TOP(word);
    } else if constexpr (op == Op::POP) {
        DEED_SET_TOP(sp[-1]);
        sp -= 1;
    } else if constexpr (op == Op::PC) {
        DEED_SPILL();
        DEED_SET_TOP(static_cast<uint64_t>(pc - frame->code_begin));
        sp += 1;
    } else if constexpr (op == Op::GAS) {
        DEED_SPILL();
        DEED_SET_TOP(static_cast<uint64_t>(gas));
        sp += 1;
    } else {
        static_assert(op == Op::JUMPDEST);
    }
    pc += 1 + kInfo.immediate;
    DEED_DISPATCH();
}

DEED_HANDLER stop(DEED_REGISTERS) {
    frame->gas = gas;
    return Status::Success;
}
DEED_HANDLER invalid(DEED_REGISTERS) {
    return Status::InvalidInstruction;
}
DEED_HANDLER undefined(DEED_REGISTERS) {
    return Status::UndefinedInstruction;
}

template <Op op>
constexpr Handler control() {
    if constexpr (op == Op::STOP)
        return stop;
    else if constexpr (op == Op::INVALID)
        return invalid;
    else if constexpr (op == Op::JUMP)
        return jump;
    else if constexpr (op == Op::JUMPI)
        return jump_if;
    else
        return stack<op>;
}

using HandlerByOp = std::array<Handler, 256>;

constexpr std::array<HandlerByOp, isa::kRevisionCount> make_handlers() {
    std::array<HandlerByOp, isa::kRevisionCount> handlers{};
    for (size_t r = 0; r < isa::kRevisionCount; ++r) {
        handlers[r].fill(undefined);
#define DEED_HANDLER_Word(name) word<Op::name, instructions::name>
#define DEED_HANDLER_Context(name) context<Op::name, instructions::name>
#define DEED_HANDLER_Memory(name) memory<Op::name, instructions::name>
#define DEED_HANDLER_Frame(name) in_frame<Op::name, instructions::name>
#define DEED_HANDLER_Control(name) control<Op::name>()
#define DEED_OPCODE(code, name, pops, pushes, imm, form, gas, since) \
    if (static_cast<isa::Revision>(r) >= isa::Revision::since) handlers[r][code] = DEED_HANDLER_##form(name);
#include "vm/isa/opcodes.def"
#undef DEED_OPCODE
    }
    return handlers;
}

constexpr std::array<HandlerByOp, isa::kRevisionCount> kHandlers = make_handlers();

}  // namespace

Status run_tail(Frame& frame) noexcept {
    const Handler* const table = kHandlers[static_cast<size_t>(frame.revision())].data();
    const uint8_t* const pc = frame.code_begin + frame.pc;
    Uint256* const sp = frame.slots.data() + frame.stack_height;
    const Uint256 top = *sp;
    return table[*pc](&frame, pc, sp, static_cast<const void*>(table), top[0], top[1], frame.gas, top[2],
                      top[3]);
}

}  // namespace deed::interpreter

#endif
