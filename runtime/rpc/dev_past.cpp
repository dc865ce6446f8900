#include <variant>

#include <boost/json/object.hpp>

#include "runtime/rpc/dev_guard.hpp"

namespace deed::rpc {
namespace {

using dev::Controls;

Outcome snapshot(Controls& controls, Backend&, const Params&, json::Writer& result) {
    result.quantity(controls.take_snapshot());
    return kDone;
}

Outcome revert(Controls& controls, Backend&, const Params& params, json::Writer& result) {
    DEED_TRY(id, require_one(params, 0));
    result.boolean(controls.revert(id));
    return kDone;
}

Outcome roll_back(Controls& controls, Backend&, const Params& params, json::Writer& result) {
    DEED_TRY(depth, read_number(params, 0, 1));
    DEED_CHECK(or_error(controls.roll_back(depth)));
    result.null();
    return kDone;
}

Outcome reset(Controls& controls, Backend&, const Params& params, json::Writer& result) {
    const auto* options = params.find(0) == nullptr ? nullptr : params.find(0)->if_object();
    const auto* forking = options == nullptr ? nullptr : options->if_contains("forking");
    // viem names a fork without an address when none is meant.
    const bool has_url = forking != nullptr && forking->is_object() &&
                         !json::is_absent(forking->get_object().if_contains("jsonRpcUrl"));
    if (has_url) return Failure{invalid_argument(0, "this node does not fork other chains")};
    controls.reset();
    result.boolean(true);
    return kDone;
}

/// A transaction for one of the blocks that take the place of others.
struct Replayed {
    std::variant<Bytes, json::CallRequest> transaction;  ///< in its envelope, or for the wallet to complete
    uint64_t block = 0;                                  ///< counted from the first of them
};

Result<Replayed, Error> read_replayed(const boost::json::value& value, uint64_t depth) {
    const auto* pair = value.if_array();
    if (pair == nullptr || pair->size() != 2)
        return Failure{invalid_argument(1, "each must be a transaction and the number of a block")};
    const auto block = json::parse_lenient_number(pair->at(1));
    if (!block || *block >= Uint256{depth})
        return Failure{invalid_argument(1, "a block's number must be below the depth")};
    Replayed replayed{.transaction = {}, .block = (*block)[0]};
    if (pair->at(0).is_object()) {
        auto call = json::parse_call(pair->at(0));
        if (!call) return Failure{invalid_argument(1, call.error().reason)};
        replayed.transaction = *std::move(call);
        return replayed;
    }
    auto envelope = json::parse_data(pair->at(0));
    if (!envelope) return Failure{invalid_argument(1, envelope.error().reason)};
    replayed.transaction = *std::move(envelope);
    return replayed;
}

Result<std::vector<Replayed>, Error> read_all_replayed(const Params& params, uint64_t depth) {
    std::vector<Replayed> all;
    if (params.find(1) == nullptr) return all;
    DEED_TRY(pairs, params.array(1));
    for (const auto& value : *pairs) {
        DEED_TRY(replayed, read_replayed(value, depth));
        all.push_back(std::move(replayed));
    }
    return all;
}

Result<std::monostate, Error> submit(Backend& backend, const Replayed& replayed) {
    if (const auto* call = std::get_if<json::CallRequest>(&replayed.transaction)) {
        DEED_CHECK(or_error(backend.wallet.send(*call)));
        return kDone;
    }
    const auto taken = backend.chain.submit(std::get<Bytes>(replayed.transaction));
    if (!taken) return Failure{Error{ErrorCode::TransactionRejected, pool::message_of(taken.error()), {}}};
    return kDone;
}

/// While it lives no block is made for a transaction that comes in.
class NoAutomine {
  public:
    explicit NoAutomine(Controls& controls) : controls_(controls), was_on_(controls.is_automine()) {
        controls_.set_automine(false);
    }
    ~NoAutomine() { controls_.set_automine(was_on_); }
    NoAutomine(const NoAutomine&) = delete;
    NoAutomine& operator=(const NoAutomine&) = delete;

  private:
    Controls& controls_;
    bool was_on_;
};

/// Takes the newest blocks away and makes as many others, each with the transactions that are named for it
/// and whatever else waits.
Outcome reorganise(Controls& controls, Backend& backend, const Params& params, json::Writer& result) {
    DEED_TRY(depth, require_one(params, 0));
    DEED_TRY(all, read_all_replayed(params, depth));
    const NoAutomine guard{controls};
    DEED_CHECK(or_error(controls.roll_back(depth)));
    for (uint64_t block = 0; block < depth; ++block) {
        for (const Replayed& replayed : all) {
            if (replayed.block != block) continue;
            DEED_CHECK(submit(backend, replayed));
        }
        DEED_CHECK(or_error(controls.mine(1, 1)));
    }
    result.null();
    return kDone;
}

constexpr Method kMethods[] = {
    {"evm_snapshot", by_hand<snapshot>, Cost::Slow},    {"anvil_snapshot", by_hand<snapshot>, Cost::Slow},
    {"evm_revert", by_hand<revert>, Cost::Slow},        {"anvil_revert", by_hand<revert>, Cost::Slow},
    {"anvil_rollback", by_hand<roll_back>, Cost::Slow}, {"anvil_reset", by_hand<reset>, Cost::Slow},
    {"hardhat_reset", by_hand<reset>, Cost::Slow},      {"anvil_reorg", by_hand<reorganise>, Cost::Slow},
};

}  // namespace

std::span<const Method> dev_past_methods() {
    return kMethods;
}

}  // namespace deed::rpc
