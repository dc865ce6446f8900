#include <algorithm>
#include <functional>
#include <map>

#include "compiler/evaluator/evaluation.hpp"

namespace deed::evaluator {

using sema::MachineOpcode;

namespace {

constexpr uint64_t kWord = 32;
constexpr unsigned kWordBits = 256;

const Integer& word_limit() {
    static const Integer kLimit = Integer{1} << kWordBits;
    return kLimit;
}

Integer to_signed(const Integer& word) {
    return word * 2 >= word_limit() ? Integer{word - word_limit()} : word;
}

/// Modulo 2^256.
Integer to_word(const Integer& number) {
    const Integer rest = number % word_limit();
    return rest < 0 ? Integer{rest + word_limit()} : rest;
}

Integer power_of(Integer base, Integer exponent) {
    Integer power = 1;
    for (; exponent != 0; exponent >>= 1) {
        if ((exponent & 1) != 0) power = to_word(power * base);
        base = to_word(base * base);
    }
    return power;
}

/// Keeps the lowest @p position + 1 bytes, with the sign that they have.
Integer extend_sign(const Integer& position, const Integer& word) {
    if (position >= kWord - 1) return word;
    const Integer limit = Integer{1} << (8 * (static_cast<unsigned>(position) + 1));
    const Integer low = word % limit;
    return low * 2 >= limit ? to_word(low - limit) : low;
}

Integer shift_right(const Integer& count, const Integer& number) {
    if (count >= kWordBits) return number < 0 ? to_word(-1) : Integer{0};
    const Integer divisor = Integer{1} << static_cast<unsigned>(count);
    // Toward minus infinity.
    const Integer quotient = number / divisor;
    return to_word(number < 0 && quotient * divisor != number ? Integer{quotient - 1} : quotient);
}

using Operands = std::vector<Integer>;

/// What an opcode of numbers alone gives, as the yellow paper and EIP-145 have it.
const std::map<MachineOpcode, std::function<Integer(const Operands&)>>& number_ops() {
    using O = const Operands&;
    static const std::map<MachineOpcode, std::function<Integer(const Operands&)>> kAll{
        {MachineOpcode::ADDMOD, [](O o) { return o[2] == 0 ? Integer{0} : Integer{(o[0] + o[1]) % o[2]}; }},
        {MachineOpcode::MULMOD, [](O o) { return o[2] == 0 ? Integer{0} : Integer{(o[0] * o[1]) % o[2]}; }},
        {MachineOpcode::DIV, [](O o) { return o[1] == 0 ? Integer{0} : Integer{o[0] / o[1]}; }},
        {MachineOpcode::SDIV,
         [](O o) { return o[1] == 0 ? Integer{0} : to_word(to_signed(o[0]) / to_signed(o[1])); }},
        {MachineOpcode::MOD, [](O o) { return o[1] == 0 ? Integer{0} : Integer{o[0] % o[1]}; }},
        {MachineOpcode::SMOD,
         [](O o) { return o[1] == 0 ? Integer{0} : to_word(to_signed(o[0]) % to_signed(o[1])); }},
        {MachineOpcode::EXP, [](O o) { return power_of(o[0], o[1]); }},
        {MachineOpcode::SIGNEXTEND, [](O o) { return extend_sign(o[0], o[1]); }},
        {MachineOpcode::BYTE,
         [](O o) {
             if (o[0] >= kWord) return Integer{0};
             return Integer{(o[1] >> (8 * (kWord - 1 - static_cast<unsigned>(o[0])))) & 0xff};
         }},
        {MachineOpcode::SHL,
         [](O o) { return o[0] >= kWordBits ? Integer{0} : to_word(o[1] << static_cast<unsigned>(o[0])); }},
        {MachineOpcode::SHR, [](O o) { return shift_right(o[0], o[1]); }},
        {MachineOpcode::SAR, [](O o) { return shift_right(o[0], to_signed(o[1])); }}};
    return kAll;
}

/// The last slots are taken for those of no field: no digest lies there.
bool is_no_field(const Integer& slot) {
    constexpr uint64_t kCount = 1 << 16;
    return slot + kCount >= word_limit();
}

/// @p size bytes of @p whole from @p begin on; zeros behind its end.
Bytes bytes_from(BytesView whole, const Integer& begin, size_t size) {
    Bytes bytes(size);
    for (size_t i = 0; i < size && begin + i < whole.size(); ++i)
        bytes[i] = whole[static_cast<size_t>(begin) + i];
    return bytes;
}

}  // namespace

Stop unknown() {
    return {.kind = StopKind::TooLong};
}

Evaluated Evaluation::evaluate_node(const sema::MachineOp& node, const sema::Expression&) {
    if (const auto place = sema::find_buffer(node.op)) return use_memory(node, *place);
    DEED_TRY(operands, evaluate_all(node.operands));
    const auto found = number_ops().find(node.op);
    if (found != number_ops().end()) {
        Operands numbers;
        for (const Value& operand : operands) numbers.push_back(operand.integer());
        return Value{found->second(numbers)};
    }
    const sema::MachineOpRow& row = sema::row_of(node.op);
    if (row.name.starts_with("log")) return log_unnamed(operands);
    if (row.name.starts_with("create")) return create_unchecked(operands);
    if (node.op == MachineOpcode::CALLDATALOAD)
        return Value{bytes_from(context_.input, operands[0].integer(), kWord)};
    if (row.name.ends_with("load") || row.name.ends_with("store")) return use_slot(node.op, operands);
    if (node.op == MachineOpcode::DELEGATECALL) return delegate(operands);
    const bool is_call = node.op == MachineOpcode::CALL;
    if (is_call || node.op == MachineOpcode::STATICCALL)
        return call_unchecked(operands, is_call ? context_.changes : Changes::Refused);
    return tell_surroundings(node.op, operands);
}

Evaluated Evaluation::log_unnamed(const Values& operands) {
    if (context_.changes == Changes::Refused) return Failure{Stop{}};
    Log log{context_.self, {}, operands[0].bytes()};
    for (size_t i = 1; i < operands.size(); ++i) log.topics.push_back(Hash::from(operands[i].bytes()));
    run_.logs.push_back(std::move(log));
    return Value{Values{}};
}

Evaluated Evaluation::use_slot(MachineOpcode op, const Values& operands) {
    const bool is_storage = op == MachineOpcode::SLOAD || op == MachineOpcode::SSTORE;
    const bool is_write = op == MachineOpcode::SSTORE || op == MachineOpcode::TSTORE;
    if (is_storage && !is_no_field(operands[0].integer())) return use_field_slot(op, operands);
    if (!is_no_field(operands[0].integer())) return Failure{unknown()};
    auto& slots = is_storage ? account().slots : account().transient_slots;
    const Uint256 slot = sema::word_of(operands[0].integer());
    if (!is_write) return Value{integer_of(slots[slot])};
    if (context_.changes == Changes::Refused) return Failure{Stop{}};
    slots[slot] = sema::word_of(operands[1].integer());
    return Value{Values{}};
}

/// A slot in which fields lie.
Evaluated Evaluation::use_field_slot(MachineOpcode op, const Values& operands) {
    if (run_.slots == nullptr) return Failure{unknown()};
    const Uint256 slot = sema::word_of(operands[0].integer());
    if (op == MachineOpcode::SLOAD) {
        const auto word = run_.slots->read(account(), slot);
        if (!word) return Failure{unknown()};
        return Value{integer_of(*word)};
    }
    if (context_.changes == Changes::Refused) return Failure{Stop{}};
    const Uint256 word = sema::word_of(operands[1].integer());
    if (!run_.slots->write(account(), slot, word)) return Failure{unknown()};
    return Value{Values{}};
}

/// What one of the opcodes that copy brings, zeros behind its end.
Result<Bytes, Stop> Evaluation::bytes_to_copy(const sema::MachineOp& node, const Values& operands,
                                              size_t buffer) {
    const Integer& from = operands[buffer + 2].integer();
    const auto size = static_cast<size_t>(operands[buffer + 3].integer());
    if (node.op == MachineOpcode::CALLDATACOPY) return bytes_from(context_.input, from, size);
    // Reading behind the end of what was returned is a failure of the machine.
    if (node.op == MachineOpcode::RETURNDATACOPY && returned_ && from + size <= returned_->size())
        return bytes_from(*returned_, from, size);
    if (node.op == MachineOpcode::EXTCODECOPY) {
        const Account account = run_.world.account_at(operands[0].address());
        if (account.contract != nullptr) return Failure{unknown()};
        return bytes_from(account.stranger == nullptr ? Bytes{} : account.stranger->code, from, size);
    }
    return Failure{unknown()};
}

/// Memory opcodes stay inside the bytes of their local.
Evaluated Evaluation::use_memory(const sema::MachineOp& node, size_t buffer) {
    DEED_TRY(operands, evaluate_all(node.operands));
    const auto* const local = std::get_if<sema::PlaceRead>(&node.operands[buffer]->node);
    DEED_ASSERT(local != nullptr);
    DEED_TRY(spot, find_spot(local->place));
    Bytes bytes = operands[buffer].bytes();
    const Integer& offset = operands[buffer + 1].integer();
    const bool is_copy = operands.size() > 3;
    const Integer size = is_copy                             ? operands.back().integer()
                         : node.op == MachineOpcode::MSTORE8 ? Integer{1}
                                                             : Integer{kWord};
    const auto is_inside = [&](const Integer& begin) { return begin + size <= bytes.size(); };
    if (!is_inside(offset)) return Failure{stop_with(Panic::OutOfRange)};
    const auto begin = bytes.begin() + static_cast<std::ptrdiff_t>(offset);
    if (node.op == MachineOpcode::MLOAD)
        return Value{integer_of(word_from(BytesView{bytes}.subspan(static_cast<size_t>(offset), kWord)))};
    if (node.op == MachineOpcode::MCOPY) {
        const Integer& from = operands[buffer + 2].integer();
        if (!is_inside(from)) return Failure{stop_with(Panic::OutOfRange)};
        const auto source = operands[buffer].bytes().begin() + static_cast<std::ptrdiff_t>(from);
        std::copy_n(source, static_cast<size_t>(size), begin);
    } else if (node.op == MachineOpcode::MSTORE8) {
        *begin = static_cast<uint8_t>(operands[buffer + 2].integer() & 0xff);
    } else if (node.op == MachineOpcode::MSTORE) {
        const Hash word = to_hash(sema::word_of(operands[buffer + 2].integer()));
        std::copy_n(word.data(), kWord, begin);
    } else {
        DEED_TRY(source, bytes_to_copy(node, operands, buffer));
        std::copy(source.begin(), source.end(), begin);
    }
    DEED_CHECK(write(spot, Value{std::move(bytes)}));
    return Value{Values{}};
}

}  // namespace deed::evaluator
