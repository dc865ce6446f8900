#include "compiler/lower/function_lowering.hpp"
#include "compiler/sema/typed_data.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::lower {

using sema::SignedRole;
using sema::Type;
using sema::TypeKind;

namespace {

constexpr uint64_t kWord = 32;
constexpr uint64_t kRecoverAddress = 1;
/// EIP-712: what no transaction and no other signed text begins with.
constexpr uint64_t kPrefix = 0x1901;
constexpr uint64_t kPrefixSize = 2;

/// Half the order of secp256k1: a signature with a greater s is the mirror image of one with a smaller.
constexpr Uint256 kHalfOrder{0xdfe92f46681b20a0, 0x5d576e7357a4501d, ~0ULL, ~0ULL >> 1};

Uint256 digest_of(BytesView text) {
    return to_word(crypto::keccak256(text));
}

}  // namespace

// Hashes of EIP-712.

ValueId FunctionLowering::hash_words(const std::vector<ValueId>& words) {
    const ValueId base = emit_.workspace(words.size() * kWord);
    for (size_t i = 0; i < words.size(); ++i) emit_.store(emit_.add(base, i * kWord), words[i]);
    return emit_.op(Op::KECCAK256, {base, emit_.word(words.size() * kWord)});
}

/// encodeData: a word as it is; texts, arrays and structs as their digests.
ValueId FunctionLowering::typed_data_word(const Type& type, const Value& value) {
    if (type.is_word()) return value.words[0];
    if (type.is_slice() || type.is_text()) return values_.hash_slice(value);
    if (type.is(TypeKind::Array)) return hash_array(type, value);
    if (type.is(TypeKind::List)) return hash_list(type, value);
    std::vector<ValueId> words{emit_.word(to_word(sema::type_hash_of(*type.structure)))};
    const auto members = members_of(type);
    for (uint32_t i = 0; i < members.size(); ++i)
        words.push_back(typed_data_word(*members[i], member_of(type, value, i)));
    return hash_words(words);
}

ValueId FunctionLowering::hash_array(const Type& type, const Value& value) {
    const Type& element = *type.element;
    const ValueId size = emit_.word(type.length * kWord);
    if (element.is_word()) return emit_.op(Op::KECCAK256, {value.words[0], size});
    const ValueId digests = emit_.make_object(type.length * kWord);
    emit_.repeat(type.length, [&](ValueId i) {
        const ValueId distance = emit_.op(Op::MUL, {i, emit_.word(memory_size(element))});
        const Value one = values_.load(element, emit_.add(value.words[0], distance));
        const ValueId place = emit_.add(digests, emit_.op(Op::MUL, {i, emit_.word(kWord)}));
        emit_.store(place, typed_data_word(element, one));
    });
    return emit_.op(Op::KECCAK256, {digests, size});
}

ValueId FunctionLowering::hash_list(const Type& type, const Value& value) {
    const Type& element = *type.element;
    const ValueId length = value.words[2];
    const ValueId size = emit_.op(Op::MUL, {length, emit_.word(kWord)});
    if (element.is_word()) {
        const ValueId words = emit_.workspace();
        values_.copy_elements(type, value, words);
        return emit_.op(Op::KECCAK256, {words, size});
    }
    const ValueId digests = emit_.make_object(type.length * kWord);
    emit_.repeat({emit_.word(0), length, type.length}, [&](ValueId i) {
        const ValueId place = emit_.add(digests, emit_.op(Op::MUL, {i, emit_.word(kWord)}));
        emit_.store(place, typed_data_word(element, values_.element(type, value, i)));
    });
    return emit_.op(Op::KECCAK256, {digests, size});
}

/// The names are constants of the code; the chain and the address are asked for, as a fork changes one and a
/// delegating call the other.
ValueId FunctionLowering::domain_separator() {
    const uint32_t function = shared_.module.supply("domain_separator", [&] {
        constexpr std::string_view kType =
            "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
        const uint32_t number =
            shared_.module.add_function("domain_separator", ir::FunctionKind::Internal, 1);
        const sema::SignedDomain& domain = *shared_.contract->domain;
        FunctionLowering body{shared_, number, 0};
        Emitter& emit = body.emitter();
        emit.set_span(emit_.span());
        emit.end(Op::YIELD,
                 {body.hash_words({emit.word(digest_of(as_bytes(kType))), emit.word(digest_of(domain.name)),
                                   emit.word(digest_of(domain.version)), emit.op(Op::CHAINID),
                                   emit.op(Op::ADDRESS)})});
        return number;
    });
    return emit_.invoke(function, {}, 1)[0];
}

ValueId FunctionLowering::hash_message(const sema::Verify& node, const std::vector<Value>& arguments,
                                       ValueId nonce) {
    std::vector<ValueId> words{emit_.word(to_word(node.message->type_hash))};
    for (size_t i = 0; i < arguments.size(); ++i) {
        const sema::SignedParameter& parameter = node.message->parameters[i];
        words.push_back(parameter.role == SignedRole::Once ? nonce
                                                           : typed_data_word(*parameter.type, arguments[i]));
    }
    const ValueId message = hash_words(words);
    const ValueId domain = domain_separator();
    const ValueId base = emit_.workspace(3 * kWord);
    emit_.store(base, emit_.word(kPrefix));
    emit_.store(emit_.add(base, kWord), domain);
    emit_.store(emit_.add(base, 2 * kWord), message);
    return emit_.op(Op::KECCAK256,
                    {emit_.add(base, kWord - kPrefixSize), emit_.word(kPrefixSize + 2 * kWord)});
}

// Signatures.

ValueId FunctionLowering::recover_signer(ValueId digest, ValueId v, ValueId r, ValueId s) {
    const ValueId base = emit_.workspace(4 * kWord);
    const ValueId output = emit_.add(base, kWord);
    emit_.store(base, digest);
    emit_.store(output, v);
    emit_.store(emit_.add(base, 2 * kWord), r);
    emit_.store(emit_.add(base, 3 * kWord), s);
    emit_.op(Op::STATICCALL, {emit_.op(Op::GAS), emit_.word(kRecoverAddress), base, emit_.word(4 * kWord),
                              output, emit_.word(kWord)});
    // The precompiled contract returns an address, or nothing: then the digest is read, which is none.
    return emit_.load(emit_.add(base, emit_.op(Op::RETURNDATASIZE)));
}

void FunctionLowering::refuse_if(ValueId condition, Check check, const sema::ErrorType& error,
                                 const Typed& argument) {
    const BlockId refused = emit_.make_block();
    const BlockId accepted = emit_.make_block();
    emit_.branch(condition, refused, accepted, check);
    emit_.enter_sealed(refused);
    revert_with(error, {argument});
    emit_.enter_sealed(accepted);
}

void FunctionLowering::lower_node(const sema::Verify& node) {
    const source::Span span = emit_.span();
    std::vector<Value> arguments;
    for (const auto& argument : node.arguments)
        arguments.push_back(argument == nullptr ? Value{} : lower(*argument));
    const ValueId v = lower_word(*node.v);
    const ValueId r = lower_word(*node.r);
    const ValueId s = lower_word(*node.s);
    emit_.set_span(span);

    if (const auto until = node.message->find(SignedRole::Until)) {
        const ValueId is_late = emit_.op(Op::GT, {emit_.op(Op::TIMESTAMP), arguments[*until].words[0]});
        refuse_if(is_late, Check::Expiry, *shared_.program.signature_expired,
                  {shared_.program.types.uint256(), arguments[*until]});
    }
    const Value& signer = arguments[*node.message->find(SignedRole::Signer)];
    ValueId nonce{};
    ValueId slot{};
    if (node.nonces != nullptr) {
        const auto nonces = std::get<SlotSpot>(field_spot(*node.nonces).where);
        slot = emit_.op(Op::MAP_SLOT, {signer.words[0], nonces.slot});
        nonce = emit_.op(Op::SLOAD, {slot});
    }
    const ValueId digest = hash_message(node, arguments, nonce);
    const ValueId is_mirrored = emit_.op(Op::GT, {s, emit_.word(kHalfOrder)});
    const ValueId is_other = emit_.op(Op::XOR, {recover_signer(digest, v, r, s), signer.words[0]});
    refuse_if(emit_.either(is_mirrored, is_other), Check::Signature, *shared_.program.signature_invalid,
              {shared_.program.types.address(), signer});
    if (node.nonces != nullptr) emit_.run(Op::SSTORE, {slot, emit_.add(nonce, 1)});
}

}  // namespace deed::lower
