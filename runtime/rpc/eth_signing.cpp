#include <boost/json/parse.hpp>

#include "runtime/json/block_json.hpp"
#include "runtime/rpc/lookup.hpp"
#include "runtime/rpc/typed_data.hpp"
#include "vm/crypto/address.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::rpc {
namespace {

Outcome accounts(Backend& backend, Caller&, const Params&, json::Writer& result) {
    result.begin_array();
    for (const auto& address : backend.wallet.addresses()) result.data(address);
    result.end_array();
    return kDone;
}

/// ERC-191: what wallets sign is marked, so that it can be no transaction.
Hash personal_digest(BytesView message) {
    Bytes marked =
        to_bytes(as_bytes("\x19"
                          "Ethereum Signed Message:\n" +
                          std::to_string(message.size())));
    append(marked, message);
    return crypto::keccak256(marked);
}

/// r, s, and v as 27 or 28.
Bytes encode_signature(const crypto::Signature& signature) {
    Bytes bytes = to_bytes(signature.r);
    append(bytes, signature.s);
    bytes.push_back(static_cast<uint8_t>(27 + signature.y_parity));
    return bytes;
}

Result<Bytes, Error> sign_digest(const Backend& backend, const Address& address, const Hash& digest) {
    const auto* key = backend.wallet.find_key(address);
    if (key == nullptr)
        return Failure{Error{ErrorCode::ServerError, "unknown account " + crypto::to_checksum(address), {}}};
    return encode_signature(crypto::sign(digest, *key));
}

Outcome sign_message(Backend& backend, const Params& params, size_t address_index, size_t message_index,
                     json::Writer& result) {
    DEED_TRY(address, params.address(address_index));
    DEED_TRY(message, params.data(message_index));
    DEED_TRY(signature, sign_digest(backend, address, personal_digest(message)));
    result.data(signature);
    return kDone;
}

Outcome sign(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    return sign_message(backend, params, 0, 1, result);
}

Outcome personal_sign(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    return sign_message(backend, params, 1, 0, result);
}

/// Typed data comes as an object or as its text.
Result<Hash, Error> read_typed_data(const Params& params, size_t index) {
    const auto* value = params.find(index);
    if (value == nullptr) return Failure{missing_argument(index)};
    boost::json::value parsed;
    if (const auto* text = value->if_string()) {
        boost::system::error_code error;
        parsed = boost::json::parse({text->data(), text->size()}, error);
        if (error) return Failure{invalid_argument(index, "typed data is not JSON")};
        value = &parsed;
    }
    auto digest = typed_data_digest(*value);
    if (!digest) return Failure{invalid_argument(index, digest.error().reason)};
    return *digest;
}

Outcome sign_typed_data(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(address, params.address(0));
    DEED_TRY(digest, read_typed_data(params, 1));
    DEED_TRY(signature, sign_digest(backend, address, digest));
    result.data(signature);
    return kDone;
}

void write_signed(json::Writer& writer, const block::SignedTransaction& transaction, const Address& sender) {
    writer.begin_object().key("raw").data(block::encode(transaction)).key("tx");
    json::write_transaction(writer, transaction, block::hash_of(transaction), sender, nullptr);
    writer.end_object();
}

Outcome sign_transaction(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(call, params.call(0));
    const auto from = call.from;
    DEED_TRY(transaction, or_error(backend.wallet.sign(std::move(call))));
    write_signed(result, transaction, from ? *from : backend.wallet.addresses().front());
    return kDone;
}

Outcome fill_transaction(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(call, params.call(0));
    const auto from = call.from;
    DEED_TRY(transaction, or_error(backend.wallet.fill(std::move(call))));
    write_signed(result, {.fields = std::move(transaction)}, from.value_or(Address{}));
    return kDone;
}

Outcome send_transaction(Backend& backend, Caller&, const Params& params, json::Writer& result) {
    DEED_TRY(call, params.call(0));
    DEED_TRY(hash, or_error(backend.wallet.send(std::move(call))));
    result.data(hash);
    return kDone;
}

constexpr Method kMethods[] = {
    {"eth_accounts", accounts},
    {"eth_requestAccounts", accounts},
    {"eth_sign", sign},
    {"personal_sign", personal_sign},
    {"eth_signTypedData", sign_typed_data},
    {"eth_signTypedData_v4", sign_typed_data},
    {"eth_signTransaction", sign_transaction, Cost::Slow},
    {"eth_fillTransaction", fill_transaction, Cost::Slow},
    {"eth_sendTransaction", send_transaction, Cost::Slow},
};

}  // namespace

std::span<const Method> eth_sign_methods() {
    return kMethods;
}

}  // namespace deed::rpc
