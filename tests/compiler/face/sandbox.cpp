#include "tests/compiler/face/sandbox.hpp"

#include <gtest/gtest.h>

#include "vm/abi/contract.hpp"
#include "vm/precompiles/precompile.hpp"

namespace deed::compiler_test {

std::string name_of(OptimizationLevel level) {
    switch (level) {
        case OptimizationLevel::Plain: return "Plain";
        case OptimizationLevel::Optimized: return "Optimized";
        case OptimizationLevel::Small: return "Small";
    }
    return {};
}

CompileOutput compile_text(const std::string& text, CompileOptions options) {
    const CompileOutput output = compile({.sources = {{"test.deed", text}}, .options = options});
    EXPECT_FALSE(output.has_errors) << output.rendered;
    return output;
}

Sandbox::Sandbox(isa::Revision revision) : revision_(revision) {
    for (const Address& account : {kAlice, kBob}) state_.set_account(account, {.balance = Uint256{1} << 100});
}

Outcome Sandbox::run(const machine::Message& message) {
    state::Journal journal{state_, revision_};
    journal.begin_transaction();
    // EIP-2929: who takes part is warm, and so are the precompiled contracts.
    journal.access_account(message.sender);
    journal.access_account(message.recipient);
    for (const Address& precompile : precompiles::precompile_addresses(revision_))
        journal.access_account(precompile);
    vm::VmConfig config{.revision = revision_};
    config.block.timestamp = timestamp;
    vm::Vm machine{config, journal, codes_};
    const machine::CallResult result = machine.call(message);

    Outcome outcome{result.status, to_bytes(result.output), message.gas - result.gas_left, journal.logs()};
    if (machine::is_creation(message.kind) && result.is_success()) contract_ = result.created;
    journal.finish_transaction();
    state_.apply(journal.diff());
    return outcome;
}

Outcome Sandbox::deploy(BytesView code, BytesView arguments, const Address& from, const Uint256& value) {
    Bytes input = to_bytes(code);
    append(input, arguments);
    machine::Message message{.kind = machine::CallKind::Create, .gas = 30'000'000};
    message.sender = from;
    message.value = value;
    message.input = input;
    message.nonce = nonce_++;
    return run(message);
}

Outcome Sandbox::call(BytesView input, const Address& from, const Uint256& value) {
    machine::Message message{.gas = 10'000'000};
    message.recipient = contract_;
    message.code_address = contract_;
    message.sender = from;
    message.value = value;
    message.input = input;
    return run(message);
}

Outcome Sandbox::call(std::string_view signature, const std::vector<Uint256>& words, const Address& from) {
    return call(encode_call(signature, words), from);
}

Uint256 Sandbox::ask(std::string_view signature, const std::vector<Uint256>& words, const Address& from) {
    const Outcome outcome = call(signature, words, from);
    EXPECT_TRUE(outcome.is_success()) << signature << ": " << machine::name_of(outcome.status);
    EXPECT_EQ(outcome.output.size(), 32U) << signature;
    return word_from(BytesView{outcome.output}.first(std::min<size_t>(outcome.output.size(), 32)));
}

Uint256 Sandbox::slot(const Uint256& slot) {
    return state_.read_storage(contract_, slot);
}

Bytes panic(uint64_t code) {
    return abi::encode_panic(code);
}

Bytes encode_call(std::string_view signature, const std::vector<Uint256>& words) {
    Bytes input = to_bytes(abi::selector_of(signature));
    for (const Uint256& word : words) append(input, to_hash(word));
    return input;
}

}  // namespace deed::compiler_test
