#include "tests/programs/chain.hpp"

namespace deed::programs {
namespace {

constexpr isa::Revision kRevision = isa::Revision::Osaka;
/// Enough for what the generator writes, also where calls give half of it on; a program that needs more is
/// passed over.
constexpr int64_t kGas = 100'000'000'000;

}  // namespace

Receipt Chain::run(const machine::Message& message) {
    state::Journal journal{state_, kRevision};
    journal.begin_transaction();
    vm::VmConfig config{.revision = kRevision};
    config.block.timestamp = time;
    config.block.number = number;
    vm::Vm machine{config, journal, codes_};
    const machine::CallResult result = machine.call(message);
    Receipt receipt{result.status, to_bytes(result.output), journal.logs(), {}};
    if (machine::is_creation(message.kind) && result.is_success()) receipt.created = result.created;
    journal.finish_transaction();
    state_.apply(journal.diff());
    return receipt;
}

Receipt Chain::create(BytesView code, const Address& from, const Uint256& value, uint64_t nonce) {
    machine::Message message{.kind = machine::CallKind::Create, .gas = kGas};
    message.sender = from;
    message.value = value;
    message.input = code;
    message.nonce = nonce;
    return run(message);
}

Receipt Chain::call(const Address& to, BytesView input, const Address& from, const Uint256& value) {
    machine::Message message{.gas = kGas};
    message.recipient = to;
    message.code_address = to;
    message.sender = from;
    message.value = value;
    message.input = input;
    return run(message);
}

}  // namespace deed::programs
