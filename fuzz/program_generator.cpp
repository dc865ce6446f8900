#include "fuzz/program_generator.hpp"

#include <algorithm>
#include <vector>

namespace deed::fuzz {
namespace {

using isa::Op;
using isa::Revision;

constexpr size_t kLargestProgram = 1'500;
constexpr int kDeepestNesting = 3;
constexpr size_t kStatementsInABlock = 8;

constexpr Op kUnary[] = {Op::ISZERO, Op::NOT, Op::CLZ, Op::CALLDATALOAD, Op::BLOCKHASH, Op::BLOBHASH};
constexpr Op kBinary[] = {Op::ADD, Op::MUL, Op::SUB, Op::DIV, Op::SDIV, Op::MOD,  Op::SMOD,
                          Op::EXP, Op::LT,  Op::GT,  Op::SLT, Op::SGT,  Op::EQ,   Op::AND,
                          Op::OR,  Op::XOR, Op::SHL, Op::SHR, Op::SAR,  Op::BYTE, Op::SIGNEXTEND};
constexpr Op kTernary[] = {Op::ADDMOD, Op::MULMOD};
constexpr Op kContext[] = {Op::ADDRESS,        Op::ORIGIN,   Op::CALLER,   Op::CALLVALUE,  Op::CALLDATASIZE,
                           Op::CODESIZE,       Op::GASPRICE, Op::COINBASE, Op::TIMESTAMP,  Op::NUMBER,
                           Op::RETURNDATASIZE, Op::PC,       Op::MSIZE,    Op::GAS,        Op::SELFBALANCE,
                           Op::CHAINID,        Op::BASEFEE,  Op::GASLIMIT, Op::PREVRANDAO, Op::BLOBBASEFEE};
constexpr Op kAccount[] = {Op::BALANCE, Op::EXTCODESIZE, Op::EXTCODEHASH};
constexpr Op kCalls[] = {Op::CALL, Op::CALLCODE, Op::DELEGATECALL, Op::STATICCALL};
constexpr Op kCopies[] = {Op::CALLDATACOPY, Op::CODECOPY, Op::MCOPY, Op::RETURNDATACOPY};
constexpr Op kEnds[] = {Op::STOP, Op::RETURN, Op::REVERT, Op::INVALID, Op::SELFDESTRUCT};

/// Whether a program does what ends it before its time: undefined instructions, too few words on the stack,
/// wild jumps, absurd amounts of memory.
enum class Manner : uint8_t { Careful, Careless };

class Generator {
  public:
    Generator(Choices& choices, Revision revision, const Neighbours& neighbours)
        : choices_(choices),
          manner_(choices.below(4) == 0 ? Manner::Careless : Manner::Careful),
          revision_(revision),
          neighbours_(neighbours) {}

    Bytes run() {
        while (!choices_.is_empty() && code_.size() < kLargestProgram) statement(0);
        finish();
        write_subroutines();
        resolve_labels();
        return std::move(code_);
    }

  private:
    using Label = size_t;

    /// PUSH2 of a label, whose place is not known yet.
    struct Reference {
        size_t at;
        Label label;
    };

    void emit(Op op) {
        code_.push_back(static_cast<uint8_t>(op));
        const auto& info = isa::info(op);
        height_ += int{info.pushes} - int{info.pops};
        height_ = std::max(height_, 0);
    }
    void push(const Uint256& word) {
        if (word == Uint256{} && isa::is_defined(Op::PUSH0, revision_)) return emit(Op::PUSH0);
        const Hash bytes = to_hash(word);
        size_t first = 0;
        while (first < 31 && bytes[first] == 0) ++first;
        emit(isa::push(static_cast<uint8_t>(32 - first)));
        code_.insert(code_.end(), bytes.bytes.begin() + static_cast<int>(first), bytes.bytes.end());
    }
    Label new_label() {
        places_.push_back(0);
        return places_.size() - 1;
    }
    void push_label(Label label) {
        emit(Op::PUSH2);
        references_.push_back({code_.size(), label});
        code_.insert(code_.end(), 2, 0);
    }
    void place(Label label) {
        places_[label] = code_.size();
        emit(Op::JUMPDEST);
    }
    /// One of @p ops; a careful program takes the first from there on that there is.
    template <size_t count>
    Op pick(const Op (&ops)[count]) {
        size_t at = choices_.below(count);
        while (manner_ == Manner::Careful && !isa::is_defined(ops[at], revision_)) at = (at + 1) % count;
        return ops[at];
    }
    /// A word that is known, or one that the input decides.
    void push_operand() {
        if (choices_.below(3) != 0) return push(choices_.word());
        push(Uint256{choices_.below(96)});
        emit(Op::CALLDATALOAD);
    }
    /// Makes the stack at least @p words high above what is not to be touched; careless, once in a while it
    /// does not.
    void need(int words) {
        if (manner_ == Manner::Careless && choices_.below(64) == 63) return;
        while (height_ - floor_ < words) push_operand();
    }
    void set_height(int height) {
        while (height_ > height) emit(Op::POP);
        while (height_ < height) push_operand();
    }
    void push_offset() {
        // Mostly near the beginning of the memory, seldom far or absurd.
        const uint8_t kind = choices_.below(32);
        if (kind == 31 && manner_ == Manner::Careless) return push(choices_.word());
        if (kind == 30) return push(Uint256{uint64_t{choices_.byte()} << 8});
        push(Uint256{choices_.byte()});
    }
    void push_size() { push(Uint256{choices_.below(80)}); }

    void statement(int nesting) {
        if (code_.size() > kLargestProgram) return;
        switch (choices_.below(27)) {
            case 0:
            case 1: return push(choices_.word());
            case 2: return operate(pick(kUnary), 1);
            case 3:
            case 4:
            case 5: return operate(pick(kBinary), 2);
            case 6: return operate(pick(kTernary), 3);
            case 7: return duplicate();
            case 8: return exchange();
            case 9: return operate(Op::POP, 1);
            case 10: return emit(pick(kContext));
            case 11:
            case 12: return access_memory();
            case 13:
            case 14: return access_storage();
            case 15: return hash();
            case 16: return copy();
            case 17: return log();
            case 18: return loop(nesting);
            case 19: return branch(nesting);
            case 20: return call_subroutine();
            case 21: return jump_to_computed(nesting);
            case 22: return call();
            case 23: return create();
            case 24: return look_at_account();
            case 25: return skip_data();
            default: return manner_ == Manner::Careful ? end_sometimes() : surprise();
        }
    }
    void block(int nesting) {
        const size_t count = choices_.below(kStatementsInABlock);
        for (size_t i = 0; i < count; ++i) statement(nesting + 1);
    }

    void operate(Op op, int operands) {
        need(operands);
        emit(op);
    }
    void duplicate() {
        const auto depth = static_cast<uint8_t>(1 + choices_.below(std::clamp(height_, 1, 16)));
        need(depth - floor_);
        emit(isa::dup(depth));
    }
    void exchange() {
        const auto depth = static_cast<uint8_t>(1 + choices_.below(std::clamp(height_ - floor_ - 1, 1, 16)));
        need(depth + 1);
        emit(isa::swap(depth));
    }
    void access_memory() {
        const uint8_t kind = choices_.below(4);
        if (kind != 0) need(1);
        push_offset();
        emit(kind == 0 ? Op::MLOAD : kind == 1 ? Op::MSTORE8 : Op::MSTORE);
    }
    void access_storage() {
        const bool is_transient = isa::is_defined(Op::TLOAD, revision_) && choices_.below(3) == 0;
        const bool is_write = choices_.below(2) == 0;
        if (is_write) need(1);
        push(Uint256{choices_.below(4)});
        if (is_write) return emit(is_transient ? Op::TSTORE : Op::SSTORE);
        emit(is_transient ? Op::TLOAD : Op::SLOAD);
    }
    void hash() {
        push_size();
        push_offset();
        emit(Op::KECCAK256);
    }
    void copy() {
        const Op op = pick(kCopies);
        const bool is_whole = op == Op::RETURNDATACOPY && manner_ == Manner::Careful;
        if (is_whole) {
            emit(Op::RETURNDATASIZE);
            push(Uint256{0});
        } else {
            push_size();
            push_offset();
        }
        push_offset();
        emit(op);
    }
    void log() {
        const uint8_t topics = choices_.below(5);
        need(topics);
        push_size();
        push_offset();
        emit(static_cast<Op>(static_cast<uint8_t>(Op::LOG0) + topics));
    }

    /// A counter below the body, which in a careless program may get at it.
    void loop(int nesting) {
        if (nesting >= kDeepestNesting) return;
        push(Uint256{1U + choices_.below(12)});
        const int height = height_;
        const Label top = new_label();
        place(top);
        const int floor = floor_;
        if (manner_ == Manner::Careful) floor_ = height;
        block(nesting);
        floor_ = floor;
        set_height(height);
        push(Uint256{1});
        emit(isa::swap(1));
        emit(Op::SUB);
        emit(isa::dup(1));
        push_label(top);
        emit(Op::JUMPI);
        height_ = height;
        if (choices_.below(2) == 0) emit(Op::POP);
    }
    void branch(int nesting) {
        if (nesting >= kDeepestNesting) return;
        need(1);
        const Label otherwise = new_label();
        const Label end = new_label();
        push_label(otherwise);
        emit(Op::JUMPI);
        const int height = height_;
        block(nesting);
        set_height(height);
        push_label(end);
        emit(Op::JUMP);
        height_ = height;
        place(otherwise);
        block(nesting);
        // Sometimes the two ways meet with stacks of different heights; what is sure is the lower one. Loops
        // and subroutines must know where their own words are.
        const bool may_differ = nesting == 0 || manner_ == Manner::Careless;
        if (!may_differ || choices_.below(8) != 0 || height_ < height) set_height(height);
        height_ = height;
        place(end);
    }
    /// A jump with a return address on the stack below three words, as compilers make for functions.
    void call_subroutine() {
        if (subroutines_.size() == first_callable_ || choices_.below(3) == 0)
            subroutines_.push_back(new_label());
        const size_t count = subroutines_.size() - first_callable_;
        const Label callee = subroutines_[first_callable_ + choices_.below(count)];
        const Label back = new_label();
        push_label(back);
        const int height = height_;
        set_height(height + 3);
        push_label(callee);
        emit(Op::JUMP);
        place(back);
        height_ = height + 2;
    }
    /// A choice of two targets by arithmetic, which is no constant.
    void jump_to_computed(int nesting) {
        if (nesting >= kDeepestNesting) return;
        const Label first = new_label();
        const Label second = new_label();
        need(1);
        emit(Op::ISZERO);
        push_label(first);
        push_label(second);
        emit(Op::SUB);
        emit(Op::MUL);
        push_label(first);
        emit(Op::ADD);
        emit(Op::JUMP);
        const int height = height_;
        place(first);
        block(nesting);
        set_height(height);
        place(second);
    }
    void push_target() {
        const uint8_t kind = choices_.below(8);
        if (kind == 0) return push(Uint256{choices_.below(20)});
        if (kind == 1) return push(choices_.word());
        push(to_word(kind < 4 ? neighbours_.self : neighbours_.other));
    }
    void call() {
        const Op op = pick(kCalls);
        push_size();
        push_offset();
        push_size();
        push_offset();
        if (op == Op::CALL || op == Op::CALLCODE) push(Uint256{choices_.below(4) == 0 ? 1U : 0U});
        push_target();
        if (choices_.below(2) == 0)
            emit(Op::GAS);
        else
            push(Uint256{uint64_t{choices_.byte()} * 100});
        emit(op);
    }
    /// Init code from the memory: what is there, or one that makes a contract of one byte.
    void create() {
        const bool is_sound = choices_.below(2) == 0;
        const Uint256 offset{choices_.byte()};
        if (is_sound) {
            // PUSH1 1, PUSH1 0, MSTORE8, PUSH1 1, PUSH1 0, RETURN: ten bytes at the front of the word.
            push(Uint256{0x60005360016000f3, 0x6001, 0, 0} << 176U);
            push(offset);
            emit(Op::MSTORE);
        }
        const bool has_salt = isa::is_defined(Op::CREATE2, revision_) && choices_.below(2) == 0;
        if (has_salt) push(Uint256{choices_.below(3)});
        if (is_sound)
            push(Uint256{10});
        else
            push_size();
        push(offset);
        push(Uint256{choices_.below(4) == 0 ? 1U : 0U});
        emit(has_salt ? Op::CREATE2 : Op::CREATE);
    }
    void look_at_account() {
        if (choices_.below(4) == 0) {
            push_size();
            push_offset();
            push_offset();
            push_target();
            return emit(Op::EXTCODECOPY);
        }
        push_target();
        emit(pick(kAccount));
    }
    /// Bytes that no path runs over, jump destinations among them.
    void skip_data() {
        const Label end = new_label();
        push_label(end);
        emit(Op::JUMP);
        size_t next = code_.size();
        const size_t count = choices_.below(12);
        for (size_t i = 0; i < count; ++i)
            code_.push_back(choices_.below(3) == 0 ? static_cast<uint8_t>(Op::JUMPDEST) : choices_.byte());
        // What reads as a PUSH at the end of the data would take the end of the way around it for its own.
        while (next < code_.size()) next += 1 + size_t{isa::info(static_cast<Op>(code_[next])).immediate};
        if (manner_ == Manner::Careful) code_.resize(next);
        place(end);
    }
    /// What a careful program does not do.
    void surprise() {
        switch (choices_.below(6)) {
            case 0: return code_.push_back(choices_.byte());
            case 1: return operate(Op::JUMP, 1);
            case 2: return operate(Op::JUMPI, 2);
            case 3: return push(Uint256{choices_.byte()});
            case 4: return end();
            default: return emit(isa::dup(16));
        }
    }
    void end() {
        push_size();
        push_offset();
        emit(pick(kEnds));
        height_ = 0;
    }
    void end_sometimes() {
        need(1);
        emit(Op::ISZERO);
        emit(Op::ISZERO);
        const Label onward = new_label();
        push_label(onward);
        emit(Op::JUMPI);
        const int height = height_;
        end();
        height_ = height;
        place(onward);
    }
    /// Shows what is on the stack.
    void finish() {
        for (int i = 0; i < 4; ++i) {
            if (height_ == 0) break;
            push(Uint256{static_cast<uint64_t>(i) * 32});
            emit(Op::MSTORE);
        }
        push(Uint256{128});
        push(Uint256{0});
        const bool reverts = isa::is_defined(Op::REVERT, revision_) && choices_.below(4) == 0;
        emit(reverts ? Op::REVERT : Op::RETURN);
    }
    void write_subroutines() {
        for (size_t i = 0; i < subroutines_.size(); ++i) {
            place(subroutines_[i]);
            height_ = 4;
            if (manner_ == Manner::Careful) {
                floor_ = 1;
                first_callable_ = i + 1;  // no circles
            }
            block(kDeepestNesting - 2);
            set_height(4);
            emit(isa::swap(3));
            emit(Op::JUMP);
        }
    }
    void resolve_labels() {
        for (const auto& [at, label] : references_) {
            code_[at] = static_cast<uint8_t>(places_[label] >> 8);
            code_[at + 1] = static_cast<uint8_t>(places_[label]);
        }
    }

    Choices& choices_;
    Manner manner_;
    Revision revision_;
    Neighbours neighbours_;
    Bytes code_;
    int height_ = 0;  ///< of the stack, as far as it is known here
    int floor_ = 0;   ///< words at its bottom that are not to be touched
    std::vector<size_t> places_;
    std::vector<Reference> references_;
    std::vector<Label> subroutines_;
    size_t first_callable_ = 0;  ///< of the subroutines
};

}  // namespace

uint8_t Choices::byte() {
    if (bytes_.empty()) return 0;
    const uint8_t byte = bytes_[0];
    bytes_ = bytes_.subspan(1);
    return byte;
}

Uint256 Choices::word() {
    const uint8_t kind = byte();
    switch (kind % 8) {
        case 0:
        case 1: return Uint256{byte()};
        case 2: return ~Uint256{} - Uint256{byte()};
        case 3: return Uint256{1} << unsigned{byte()};
        case 4: return (Uint256{1} << unsigned{byte()}) - Uint256{1};
        case 5: return Uint256{byte(), byte(), byte(), byte()};
        case 6: return Uint256{uint64_t{byte()} * 0x0101010101010101ULL};
        default: return ~(Uint256{uint64_t{byte()} * 0x0101010101010101ULL} << 64U * below(4));
    }
}

Bytes generate_program(Choices& choices, Revision revision, const Neighbours& neighbours) {
    return Generator{choices, revision, neighbours}.run();
}

}  // namespace deed::fuzz
