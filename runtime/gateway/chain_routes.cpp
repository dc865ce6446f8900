#include <fmt/format.h>

#include "runtime/calls/transaction_fields.hpp"
#include "runtime/gateway/route.hpp"
#include "runtime/gateway/router.hpp"
#include "runtime/gateway/views.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/address.hpp"

namespace deed::gateway {
namespace {

namespace bj = boost::json;

Failure<Problem> not_found(std::string detail) {
    return {Problem{.status = 404, .detail = std::move(detail)}};
}

Answer get_transaction(Services& services, const Input& input) {
    const auto hash = hash_from_hex(input.captured[0]);
    if (!hash) return Failure{Problem{.status = 422, .detail = "a transaction's hash has 0x and 64 digits"}};
    if (auto described = describe_transaction(services, *hash)) return make_response(200, *described);
    if (const auto pending = services.chain.find_pending(*hash))
        return make_response(200, describe_pending(*pending));
    return not_found("there is no such transaction");
}

Result<json::BlockId, Problem> read_block_id(const std::string& text) {
    if (const auto number = from_decimal(text))
        return number->fits_uint64() ? json::BlockId{(*number)[0]} : json::BlockId{~uint64_t{0}};
    const auto id = json::parse_block_id(bj::string{text});
    if (!id) return Failure{Problem{.status = 422, .detail = id.error().reason}};
    return *id;
}

Answer get_block(Services& services, const Input& input) {
    DEED_TRY(id, read_block_id(input.captured[0]));
    const auto number = services.simulator.find_number(id);
    const auto snapshot = services.chain.snapshot();
    const auto header = number ? snapshot->find_header(*number) : std::nullopt;
    if (!header) return not_found(fmt::format("there is no block {}", input.captured[0]));
    return make_response(200, describe_block(*snapshot, *header));
}

Answer get_latest_blocks(Services& services, const Input& input) {
    constexpr uint64_t kPage = 20;
    constexpr uint64_t kLargestPage = 100;
    const auto wanted = from_decimal(find_query(input.query, "limit").value_or(std::to_string(kPage)));
    if (!wanted) return Failure{Problem{.status = 422, .detail = "\"limit\" is no number"}};
    const uint64_t limit = *wanted < Uint256{kLargestPage} ? (*wanted)[0] : kLargestPage;
    const auto snapshot = services.chain.snapshot();
    const uint64_t head = snapshot->head().number;
    bj::array blocks;
    for (uint64_t i = 0; i < limit && i <= head; ++i)
        if (const auto header = snapshot->find_header(head - i))
            blocks.push_back(describe_block(*snapshot, *header));
    return make_response(200, bj::object{{"items", std::move(blocks)}});
}

Answer get_account(Services& services, const Input& input) {
    const auto address = crypto::address_from_checksum(input.captured[0]);
    if (!address)
        return Failure{Problem{.status = 422, .detail = "not an address, or its checksum is wrong"}};
    const auto state = services.chain.state_at(services.chain.head()->id.number);
    const auto account = state->find_account(*address).value_or(state::Account{});
    bj::object described{{"address", crypto::to_checksum(*address)},
                         {"balance", to_decimal(account.balance)},
                         {"nonce", account.nonce},
                         {"isContract", account.has_code()}};
    if (const auto contract = services.registry.find(*address)) described["contract"] = contract->name;
    return make_response(200, described);
}

Answer get_accounts(Services& services, const Input&) {
    const auto state = services.chain.state_at(services.chain.head()->id.number);
    bj::array accounts;
    for (const auto& address : services.wallet.addresses()) {
        const auto account = state->find_account(address).value_or(state::Account{});
        accounts.push_back(bj::object{{"address", crypto::to_checksum(address)},
                                      {"balance", to_decimal(account.balance)},
                                      {"nonce", account.nonce}});
    }
    return make_response(200, bj::object{{"items", std::move(accounts)}});
}

}  // namespace

std::span<const Route> chain_routes() {
    static const Route routes[] = {
        {"GET", {"txs", "*"}, get_transaction},  {"GET", {"blocks"}, get_latest_blocks},
        {"GET", {"blocks", "*"}, get_block},     {"GET", {"accounts"}, get_accounts},
        {"GET", {"accounts", "*"}, get_account},
    };
    return routes;
}

}  // namespace deed::gateway
