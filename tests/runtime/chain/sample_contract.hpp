#pragma once

#include "vm/base/bytes.hpp"

namespace deed::tests {

/// Init code of a contract that stores its call data's first word in slot 0 and logs it with topic 7.
[[nodiscard]] Bytes storing_contract();

}  // namespace deed::tests
