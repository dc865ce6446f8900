#include "compiler/evaluator/abi_values.hpp"
#include "compiler/evaluator/evaluation.hpp"
#include "compiler/sema/typed_data.hpp"
#include "vm/crypto/keccak.hpp"
#include "vm/crypto/secp256k1.hpp"

namespace deed::evaluator {

using sema::SignedRole;
using sema::Type;
using sema::TypeKind;

namespace {

constexpr uint64_t kFirstParity = 27;

Hash hash_of(std::string_view text) {
    return crypto::keccak256(as_bytes(text));
}

/// EIP-712's encodeData of one value: a word as it is; texts, arrays and structs as their digests.
Hash typed_data_of(const Type& type, const Value& value) {
    if (type.is_word()) return Hash::from(encode({&type}, {value}));
    if (type.is_slice() || type.is_text()) return crypto::keccak256(value.bytes());
    Bytes members;
    if (type.is(TypeKind::Struct)) append(members, sema::type_hash_of(*type.structure));
    for (size_t i = 0; i < value.values().size(); ++i) {
        const Type& member = type.is_sequence() ? *type.element : *type.structure->members[i].type;
        append(members, typed_data_of(member, value.values()[i]));
    }
    return crypto::keccak256(members);
}

/// EIP-712's digest of a message; @p arguments has the nonce where it stands.
Hash digest_of(const sema::SignedMessage& message, const Values& arguments, const Hash& domain) {
    Bytes members = to_bytes(message.type_hash);
    for (size_t i = 0; i < arguments.size(); ++i)
        append(members, typed_data_of(*message.parameters[i].type, arguments[i]));
    Bytes text{0x19, 0x01};
    append(text, domain);
    append(text, crypto::keccak256(members));
    return crypto::keccak256(text);
}

std::optional<Address> signer_of(const Hash& digest, const Value& v, const Value& r, const Value& s) {
    const Integer parity = v.integer() - kFirstParity;
    if (parity != 0 && parity != 1) return std::nullopt;
    const crypto::Signature signature{Hash::from(r.bytes()), Hash::from(s.bytes()),
                                      static_cast<uint8_t>(parity)};
    if (!crypto::is_low_s(signature.s)) return std::nullopt;
    return crypto::recover(digest, signature);
}

}  // namespace

Value Evaluation::recover(const Values& operands) {
    const auto signer = signer_of(Hash::from(operands[0].bytes()), operands[1], operands[2], operands[3]);
    return signer ? Value{Variant{1, {Value{*signer}}}} : Value{Variant{0, {}}};
}

Hash Evaluation::domain_separator() {
    const sema::SignedDomain& domain = *context_.contract->domain;
    Bytes members = to_bytes(
        hash_of("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"));
    append(members, crypto::keccak256(domain.name));
    append(members, crypto::keccak256(domain.version));
    append(members, to_hash(sema::word_of(run_.world.surroundings.chain_id)));
    append(members, to_hash(to_word(context_.self)));
    return crypto::keccak256(members);
}

Executed Evaluation::execute_node(const sema::Verify& node) {
    const sema::SignedMessage& message = *node.message;
    Values arguments;
    for (const sema::ExpressionPtr& argument : node.arguments) {
        Value value{Integer{0}};
        if (argument != nullptr) {
            DEED_TRY(given, evaluate(*argument));
            value = std::move(given);
        }
        arguments.push_back(std::move(value));
    }
    DEED_TRY(v, evaluate(*node.v));
    DEED_TRY(r, evaluate(*node.r));
    DEED_TRY(s, evaluate(*node.s));
    returned_.reset();

    if (const auto until = message.find(SignedRole::Until)) {
        const Value& deadline = arguments[*until];
        if (run_.world.surroundings.time > deadline.integer())
            return Failure{Stop{.data = encode_error(*run_.program.signature_expired, {deadline})}};
    }
    const Value signer = arguments[*message.find(SignedRole::Signer)];
    Spot nonce;
    if (node.nonces != nullptr) {
        const Type& count = *node.nonces->type->element;
        nonce = {node.nonces, {{key_of(signer), &count}}, &count};
        arguments[*message.find(SignedRole::Once)] = read(nonce);
    }
    const Hash digest = digest_of(message, arguments, domain_separator());
    if (signer_of(digest, v, r, s) != signer.address())
        return Failure{Stop{.data = encode_error(*run_.program.signature_invalid, {signer})}};
    if (node.nonces == nullptr) return Flow::Next;
    return write(nonce, Value{Integer{read(nonce).integer() + 1}});
}

}  // namespace deed::evaluator
