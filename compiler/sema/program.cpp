#include "compiler/sema/program.hpp"

#include "compiler/sema/selectors.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::sema {

bool has_selector(FunctionKind kind) {
    return kind == FunctionKind::Public || kind == FunctionKind::Getter;
}

bool is_entry_point(FunctionKind kind) {
    return has_selector(kind) || kind == FunctionKind::Receive;
}

std::optional<size_t> SignedMessage::find(SignedRole role) const {
    for (size_t i = 0; i < parameters.size(); ++i)
        if (parameters[i].role == role) return i;
    return std::nullopt;
}

std::string canonical_form(const Signature& signature) {
    std::string text;
    for (const Parameter& parameter : signature.parameters)
        text += (text.empty() ? "" : ",") + abi_name_of(*parameter.type);
    return signature.name + "(" + text + ")";
}

Selector selector_of(std::string_view canonical_form) {
    const Hash digest = crypto::keccak256(as_bytes(canonical_form));
    return {digest[0], digest[1], digest[2], digest[3]};
}

}  // namespace deed::sema
