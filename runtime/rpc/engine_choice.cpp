#include <boost/json/object.hpp>

#include "runtime/rpc/engine.hpp"
#include "runtime/rpc/engine_payload.hpp"

namespace deed::rpc {
namespace {

namespace bj = boost::json;
using isa::Revision;

/// The structures, by what they have: V2 adds withdrawals, V3 the beacon root.
enum class AttributesForm : uint8_t { V1, V2, V3 };

Result<chain::ForkChoice, Error> read_choice(const Params& params) {
    DEED_TRY(object, params.object(0));
    chain::ForkChoice choice;
    for (const auto& [name, target] :
         {std::pair{"headBlockHash", &choice.head}, std::pair{"safeBlockHash", &choice.safe},
          std::pair{"finalizedBlockHash", &choice.finalized}}) {
        const auto* member = object->if_contains(name);
        if (json::is_absent(member)) return Failure{invalid_argument(0, std::string{name} + " is missing")};
        auto hash = json::parse_hash(*member);
        if (!hash) return Failure{invalid_argument(0, std::string{name} + ": " + hash.error().reason)};
        *target = *hash;
    }
    return choice;
}

/// Whether the attributes are of the structure that the method and the fork of their time want.
Result<std::monostate, Error> check_attributes(const chain::BlockWanted& wanted, AttributesForm form,
                                               Revision revision) {
    const bool has_withdrawals = wanted.withdrawals.has_value();
    if (form == AttributesForm::V3) {
        if (!has_withdrawals || !wanted.parent_beacon_root)
            return Failure{invalid_attributes("withdrawals or parentBeaconBlockRoot is missing")};
        if (revision < Revision::Cancun) return Failure{unsupported_fork()};
        return std::monostate{};
    }
    if (revision >= Revision::Cancun) return Failure{unsupported_fork()};
    if (wanted.parent_beacon_root)
        return Failure{invalid_attributes("parentBeaconBlockRoot is not part of this version")};
    if (form == AttributesForm::V1 && revision >= Revision::Shanghai) return Failure{unsupported_fork()};
    if (has_withdrawals != (revision >= Revision::Shanghai))
        return Failure{
            invalid_attributes(has_withdrawals ? "withdrawals before Shanghai" : "withdrawals is missing")};
    return std::monostate{};
}

Error to_error(chain::ForkChoiceError error) {
    switch (error) {
        case chain::ForkChoiceError::NotAncestors:
            return {ErrorCode::InvalidForkChoice,
                    "invalid fork choice state: the safe or the finalized block is not on the head's chain",
                    {}};
        case chain::ForkChoiceError::TooDeep:
            return {ErrorCode::TooDeepReorg, "the head's branch leaves the chain too far back", {}};
    }
    DEED_ASSERT(false);
}

void write_answer(json::Writer& writer, const chain::Verdict& verdict, const std::optional<PayloadId>& id) {
    writer.begin_object().key("payloadStatus");
    write_status(writer, verdict);
    writer.key("payloadId");
    if (id)
        writer.data(*id);
    else
        writer.null();
    writer.end_object();
}

Outcome choose(Backend& backend, const Params& params, AttributesForm form, json::Writer& result) {
    DEED_TRY(choice, read_choice(params));
    const auto followed = backend.chain.choose(choice);
    if (!followed) return Failure{to_error(followed.error())};
    if (params.find(1) == nullptr || !followed->is_head) {
        write_answer(result, followed->verdict, {});
        return kDone;
    }
    // What was chosen stays chosen, whatever is wrong with the attributes.
    DEED_TRY(object, params.object(1));
    DEED_TRY(wanted, read_attributes(*object));
    const auto& head = backend.chain.head()->header;
    DEED_CHECK(check_attributes(wanted, form,
                                backend.chain.config().revision_at(head.number + 1, wanted.timestamp)));
    if (wanted.timestamp <= head.timestamp)
        return Failure{invalid_attributes("the timestamp is not after the head's")};
    write_answer(result, followed->verdict, backend.payloads.begin(choice.head, wanted));
    return kDone;
}

Outcome choose_v1(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    return choose(backend, params, AttributesForm::V1, result);
}
Outcome choose_v2(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    return choose(backend, params, AttributesForm::V2, result);
}
Outcome choose_v3(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    return choose(backend, params, AttributesForm::V3, result);
}

constexpr Method kMethods[] = {
    {"engine_forkchoiceUpdatedV1", choose_v1, Cost::Slow, Door::Engine},
    {"engine_forkchoiceUpdatedV2", choose_v2, Cost::Slow, Door::Engine},
    {"engine_forkchoiceUpdatedV3", choose_v3, Cost::Slow, Door::Engine},
};

}  // namespace

std::span<const Method> engine_choice_methods() {
    return kMethods;
}

}  // namespace deed::rpc
