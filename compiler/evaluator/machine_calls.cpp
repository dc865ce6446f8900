#include <algorithm>
#include <functional>
#include <map>

#include "compiler/evaluator/evaluation.hpp"
#include "vm/crypto/address.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::evaluator {

using sema::MachineOpcode;

namespace {

/// Whether the code can run only on fields and locks of its own.
bool needs_layout(const sema::Contract& contract) {
    return !contract.fields.empty() ||
           std::any_of(contract.entry_points.begin(), contract.entry_points.end(),
                       [](const sema::EntryPoint& one) { return one.lock.tests || one.lock.takes; });
}

/// Whether a call worked, and what came back.
Evaluated worked_or_not(Result<Bytes, Stop> output) {
    if (!output && output.error().kind != StopKind::Revert) return Failure{output.error()};
    const bool has_worked = output.has_value();
    return Value{Values{{has_worked}, Value{has_worked ? *std::move(output) : output.error().data}}};
}

/// Codes that creations run: the code that they leave, null for none; nothing where they fail.
const std::map<Bytes, std::optional<std::shared_ptr<const Stranger>>>& known_creations() {
    static const std::map<Bytes, std::optional<std::shared_ptr<const Stranger>>> kAll{
        {{}, nullptr},
        // STOP
        {{0x00}, nullptr},
        // PUSH0, PUSH0, REVERT
        {{0x5f, 0x5f, 0xfd}, std::nullopt},
        // PUSH1 1, PUSH0, RETURN: the code is STOP.
        {{0x60, 0x01, 0x5f, 0xf3}, std::make_shared<const Stranger>(Stranger{.code = {0x00}})}};
    return kAll;
}

using Teller = std::function<Value(const Surroundings&)>;

/// Opcodes that tell of the block and of the price of gas.
const std::map<MachineOpcode, Teller>& tellers() {
    using S = const Surroundings&;
    static const std::map<MachineOpcode, Teller> kAll{
        {MachineOpcode::COINBASE, [](S s) { return Value{s.coinbase}; }},
        {MachineOpcode::PREVRANDAO, [](S s) { return Value{integer_of(to_word(s.prev_randao))}; }},
        {MachineOpcode::GASLIMIT, [](S s) { return Value{s.gas_limit}; }},
        {MachineOpcode::GASPRICE, [](S s) { return Value{s.gas_price}; }},
        {MachineOpcode::BLOBBASEFEE, [](S s) { return Value{s.blob_base_fee}; }}};
    return kAll;
}

Value hash_value(const Hash& hash) {
    return {to_bytes(hash)};
}

}  // namespace

/// `call` and `staticcall`: whether it worked, and what came back.
Evaluated Evaluation::call_unchecked(const Values& operands, Changes changes) {
    const bool has_value = operands.size() == 4;
    Context callee{operands[1].address(), context_.self, 0, changes};
    if (has_value) callee.value = operands[2].integer();
    if (callee.value != 0 && context_.changes == Changes::Refused) return Failure{Stop{}};
    if (callee.value > account().balance) {
        returned_ = Bytes{};
        return Value{Values{{false}, Value{Bytes{}}}};
    }
    return worked_or_not(call_other(callee, operands.back().bytes()));
}

/// `delegatecall`: other code on the fields of this contract, where it is its own, has none, or is a
/// stranger's.
Evaluated Evaluation::delegate(const Values& operands) {
    const Account lender = run_.world.account_at(operands[1].address());
    const Bytes& input = operands.back().bytes();
    const sema::Contract* const code = lender.contract;
    if (code != nullptr && code != account().layout && needs_layout(*code)) return Failure{unknown()};
    note_interaction(context_.changes);
    return worked_or_not(remember(run_inside(run_, [&]() -> Result<Bytes, Stop> {
        if (code != nullptr) return run_contract(run_, context_, *code, input);
        return output_of(lender.stranger == nullptr ? Answer{} : lender.stranger->answer_to(input));
    })));
}

/// `create` and `create2`: the new account, or zero. Of some codes it is known what they make.
Evaluated Evaluation::create_unchecked(const Values& operands) {
    if (context_.changes == Changes::Refused) return Failure{Stop{}};
    const Bytes& code = operands[1].bytes();
    const auto made = known_creations().find(code);
    if (made == known_creations().end()) return Failure{unknown()};
    Context child{{}, context_.self, operands[0].integer()};
    returned_ = Bytes{};
    if (child.value > account().balance) return Value{Address{}};
    const uint64_t nonce = account().nonce++;
    child.self =
        operands.size() == 3
            ? crypto::create2_address(context_.self, Hash::from(operands[2].bytes()), crypto::keccak256(code))
            : crypto::create_address(context_.self, nonce);
    const Account before = run_.world.account_at(child.self);
    if (!made->second || before.nonce != 0) return Value{Address{}};
    DEED_CHECK(run_frame(run_, child, [&] {
        Account& created = run_.world.accounts[child.self];
        created.nonce = 1;
        created.stranger = *made->second;
        return Result<Bytes, Stop>{Bytes{}};
    }));
    return Value{child.self};
}

/// What is told about the transaction, the block, calldata, and other accounts.
Evaluated Evaluation::tell_surroundings(MachineOpcode op, const Values& operands) {
    const Surroundings& around = run_.world.surroundings;
    if (const auto found = tellers().find(op); found != tellers().end()) return found->second(around);
    if (op == MachineOpcode::ORIGIN) return Value{run_.origin};
    if (op == MachineOpcode::CALLVALUE) return Value{context_.value};
    if (op == MachineOpcode::CALLDATASIZE) return Value{Integer{context_.input.size()}};
    if (op == MachineOpcode::RETURNDATASIZE && returned_) return Value{Integer{returned_->size()}};
    if (op == MachineOpcode::BLOBHASH) {
        const Integer& index = operands[0].integer();
        const bool is_known = index < around.blob_hashes.size();
        return hash_value(is_known ? around.blob_hashes[static_cast<size_t>(index)] : Hash{});
    }
    if (op == MachineOpcode::BLOCKHASH) {
        const auto found = around.block_hashes.find(operands[0].integer());
        return hash_value(found == around.block_hashes.end() ? Hash{} : found->second);
    }
    const bool is_hash = op == MachineOpcode::EXTCODEHASH;
    if (!is_hash && op != MachineOpcode::EXTCODESIZE) return Failure{unknown()};
    const Account account = run_.world.account_at(operands[0].address());
    if (account.contract != nullptr) return Failure{unknown()};
    if (is_hash) return hash_value(code_hash_of(account));
    return Value{Integer{account.stranger == nullptr ? 0 : account.stranger->code.size()}};
}

}  // namespace deed::evaluator
