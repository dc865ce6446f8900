#pragma once

#include <memory>
#include <string>
#include <vector>

#include "runtime/keys/signer.hpp"
#include "tools/deed/password.hpp"

namespace deed::tools {

/// The keys of validators: each source is a file of 64 hexadecimal digits that only its owner can read, a
/// Web3 key file, or a directory of either, in the order of names. All key files have one password, which is
/// asked for when there is one. Throws CommandError that names what cannot be used, a key that is given twice
/// among it.
[[nodiscard]] std::vector<std::shared_ptr<keys::Signer>> open_validators(
    const std::vector<std::string>& sources, const PasswordSource& password);

}  // namespace deed::tools
