#include "tests/programs/chain.hpp"

namespace deed::programs {
namespace {

constexpr isa::Revision kRevision = isa::Revision::Osaka;
/// Enough for what the generator writes, also where calls give half of it on; a program that needs more is
/// passed over.
constexpr int64_t kGas = 100'000'000'000;

}  // namespace

Chain::Chain() {
    block.timestamp = 1'700'000'000;
    block.number = 3;
    block.gas_limit = 30'000'000;
    block.coinbase = Address{{0xc0}};
    block.prev_randao = Uint256{0x5eed};
    block.blob_base_fee = 7;
    block.block_hash = [](uint64_t height) { return to_hash(Uint256{0xb10c} + Uint256{height}); };
    transaction.gas_price = 11;
    transaction.blob_hashes = {to_hash(Uint256{0xb10b})};
}

void Chain::set_code(const Address& account, BytesView code) {
    const auto known = state_.find_account(account);
    state_.set_account(account, {.nonce = 1, .balance = known ? known->balance : Uint256{}});
    state_.set_code(account, code);
}

Receipt Chain::run(const machine::Message& message) {
    state::Journal journal{state_, kRevision};
    journal.begin_transaction();
    vm::VmConfig config{.revision = kRevision, .block = block, .transaction = transaction};
    config.transaction.origin = message.sender;
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
