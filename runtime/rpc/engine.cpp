#include "runtime/rpc/engine.hpp"

namespace deed::rpc {
namespace {

std::string_view name_of(chain::BlockStatus status) {
    switch (status) {
        case chain::BlockStatus::Valid: return "VALID";
        case chain::BlockStatus::Invalid: return "INVALID";
        case chain::BlockStatus::Syncing: return "SYNCING";
        case chain::BlockStatus::Accepted: return "ACCEPTED";
    }
    DEED_ASSERT(false);
}

}  // namespace

void write_status(json::Writer& writer, const chain::Verdict& verdict) {
    writer.begin_object().key("status").text(name_of(verdict.status));
    writer.key("latestValidHash").data_or_null(verdict.latest_valid);
    writer.key("validationError");
    if (verdict.reason.empty())
        writer.null();
    else
        writer.text(verdict.reason);
    writer.end_object();
}

Error unsupported_fork() {
    return {ErrorCode::UnsupportedFork, "unsupported fork", {}};
}

Error unknown_payload() {
    return {ErrorCode::UnknownPayload, "payload does not exist / is not available", {}};
}

}  // namespace deed::rpc
