#include "tests/programs/generator.hpp"

namespace deed::programs {

// A message that somebody signs, and the function that takes it.

/// In the contract or in the file.
void Generator::write_message() {
    is_once_ = !choices_.one_in(3);
    is_until_ = choices_.one_in(2);
    const uint64_t count = choices_.below(4);
    for (uint64_t i = 0; i < count; ++i) {
        const uint64_t form = choices_.below(5);
        signed_.push_back(form == 3 ? structure_ : form == 4 ? array_shape(choose_word(), 3) : choose_word());
    }
    std::string text = "signed Order(maker: signer";
    for (size_t i = 0; i < signed_.size(); ++i) text += ", a" + std::to_string(i) + ": " + signed_[i].name;
    if (is_once_) text += ", nonce: once";
    if (is_until_) text += ", deadline: until";
    signed_text_ = text + (is_once_ ? ")" : ") replayable");
    line(signed_text_);
}

void Generator::write_settlement() {
    const Shape result = choose_shape();
    std::string given = "maker: address, ";
    std::string verified = "maker";
    scope_.locals = {{"seed", unsigned_shape(256), Mutable::No}, {"maker", address_shape(), Mutable::No}};
    for (size_t i = 0; i < signed_.size(); ++i) {
        const std::string parameter = "a" + std::to_string(i);
        given += parameter + ": " + signed_[i].name + ", ";
        verified += ", " + parameter;
        scope_.locals.push_back({parameter, signed_[i], Mutable::No});
    }
    if (is_until_) given += "deadline: uint256, ";
    verified += std::string{is_once_ ? ", _" : ""} + (is_until_ ? ", deadline" : "");
    line("pub fn settle(" + given + "v: uint8, r: bytes32, s: bytes32, seed: uint256) by anyone -> " +
         result.name + " {");
    ++indent_;
    statements_ = 2;
    statement(nullptr, 1);
    line("verify Order(" + verified + ") with (v, r, s)");
    --indent_;
    write_body(result, 1 + choices_.below(3));
}

}  // namespace deed::programs
