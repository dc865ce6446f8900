#pragma once

#include <array>
#include <string_view>

#include "vm/base/bytes.hpp"

namespace deed::sema {

/// An account that every test may name.
struct Actor {
    std::string_view name;
    Address address;
};

/// The first accounts of the mnemonic "test test test test test test test test test test test junk", which a
/// development chain funds as well.
[[nodiscard]] const std::array<Actor, 4>& actors();

/// Who calls in a test when nothing else is said: the last 20 bytes of keccak256("deed test runner").
[[nodiscard]] const Address& test_runner();

}  // namespace deed::sema
