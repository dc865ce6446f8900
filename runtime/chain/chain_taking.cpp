#include "runtime/chain/chain_state.hpp"
#include "runtime/execution/validate.hpp"
#include "vm/base/error.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::chain {

execution::Environment Chain::State::next_environment(const ledger::StoredHeader& parent) const {
    const auto header =
        make_header(parent, plan(parent, std::max(now(), parent.header.timestamp + 1)), config());
    return execution::make_environment(header, config(), [](uint64_t) { return Hash{}; });
}

Result<std::monostate, pool::PoolError> Chain::State::check_blobs(const block::PooledTransaction& transaction,
                                                                  isa::Revision revision) const {
    if (transaction.transaction.fields.type != block::TransactionType::Blob) return std::monostate{};
    if (!transaction.sidecar) return Failure{pool::PoolError::BlobsMissing};
    const bool has_cells = transaction.sidecar->form == block::BlobProofs::PerCell;
    if (has_cells && revision < isa::Revision::Osaka) return Failure{pool::PoolError::BlobsTooEarly};
    const auto checked = block::check_sidecar(transaction.transaction.fields, *transaction.sidecar);
    if (!checked) return Failure{pool::PoolError::BlobsMismatched};
    return std::monostate{};
}

Result<Hash, pool::Refusal> Chain::State::add(block::PooledTransaction transaction) {
    const auto parent = newest();
    const auto environment = next_environment({parent->id.hash, parent->header});
    const auto checked = check_blobs(transaction, environment.revision);
    if (!checked) return Failure{pool::Refusal{checked.error()}};
    const auto sender = execution::find_sender(transaction.transaction, environment);
    if (!sender) return Failure{pool::Refusal{sender.error()}};
    const Bytes envelope = block::encode(transaction.transaction);
    pool::Pending pending{std::move(transaction.transaction), crypto::keccak256(envelope), *sender, 0,
                          envelope.size()};
    if (transaction.sidecar)
        pending.sidecar = std::make_shared<const block::BlobSidecar>(*std::move(transaction.sidecar));
    return take(std::move(pending));
}

Result<Hash, pool::Refusal> Chain::State::take(pool::Pending pending) {
    const auto parent = newest();
    const auto view = state_at(parent->id.number);
    if (!view) return take(std::move(pending));  // Blocks were taken away meanwhile.
    const auto account = execution::read_sender(*view, pending.sender);
    if (view->has_failed()) throw Error{"the state cannot be read"};
    const auto checked = check(pending, account, next_environment({parent->id.hash, parent->header}));
    if (!checked) return Failure{pool::Refusal{checked.error()}};

    const Hash hash = pending.hash;
    pool::PendingPointer added;
    {
        const std::lock_guard lock{shared};
        // A block may have been committed meanwhile: then what was checked is checked again.
        if (head->id == parent->id) {
            const auto taken = pool.add(std::move(pending), {account.account.nonce, account.account.balance});
            if (!taken) return Failure{pool::Refusal{taken.error()}};
            added = *taken;
        }
    }
    if (!added) return take(std::move(pending));
    if (listeners.on_transaction) listeners.on_transaction(added);
    return hash;
}

Result<std::monostate, execution::Invalid> Chain::State::check(
    const pool::Pending& pending, const execution::Sender& sender,
    const execution::Environment& environment) const {
    const auto& transaction = pending.transaction.fields;
    const bool must_fit_now = sealing == Sealing::Instant;
    return execution::check_form(transaction, environment)
        .and_then([&](std::monostate) {
            return execution::check_fees(transaction, environment, {.ignores_fees = !must_fit_now});
        })
        .and_then([&](std::monostate) {
            return execution::check_sender(transaction, sender, environment,
                                           {.ignores_nonce = transaction.nonce > sender.account.nonce,
                                            .ignores_sender_code = pending.is_impersonated});
        });
}

}  // namespace deed::chain
