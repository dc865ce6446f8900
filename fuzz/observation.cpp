#include "fuzz/observation.hpp"

namespace deed::fuzz {
namespace {

std::vector<isa::Access> probe_accesses(state::Journal& journal) {
    std::vector<isa::Access> accesses;
    for (const Address& address : {kCaller, kFirst, kSecond, Address{}}) {
        accesses.push_back(journal.access_account(address));
        for (uint64_t slot = 0; slot < 4; ++slot) accesses.push_back(journal.access_slot(address, slot));
    }
    return accesses;
}

}  // namespace

state::MemoryState make_state(BytesView first_code, BytesView second_code) {
    state::MemoryState state;
    state.set_account(kCaller, {.nonce = 1, .balance = 1'000'000});
    state.set_code(kFirst, first_code);
    state.set_code(kSecond, second_code);
    state.set_storage(kFirst, 1, 7);
    return state;
}

Observation observe(const state::MemoryState& state, const Call& call, machine::CodeCache& codes,
                    machine::Engine* engine, machine::Tracer* tracer) {
    state::Journal journal{state, call.revision};
    journal.begin_transaction();
    vm::Vm machine{{.revision = call.revision,
                    .block = {.number = 300, .timestamp = 1000, .gas_limit = 1'000'000},
                    .transaction = {.origin = kCaller, .gas_price = 3},
                    .engine = engine},
                   journal,
                   codes,
                   tracer};
    const auto result = machine.call({.gas = call.gas,
                                      .recipient = kFirst,
                                      .sender = kCaller,
                                      .code_address = kFirst,
                                      .value = 1,
                                      .input = call.data});
    Observation seen{result.status,
                     result.gas_left,
                     to_bytes(result.output),
                     journal.logs(),
                     journal.refund(),
                     probe_accesses(journal),
                     {}};
    journal.finish_transaction();
    seen.difference = journal.diff();
    return seen;
}

}  // namespace deed::fuzz
