#include "tests/runtime/chain/sample_contract.hpp"

#include "vm/base/hex.hpp"

namespace deed::tests {

Bytes storing_contract() {
    // CALLDATALOAD(0), DUP1, SSTORE(0), MSTORE(0), LOG1(0, 32, 7), STOP
    const Bytes code = from_hex("5f35805f555f52600760205fa100").value();
    Bytes init = from_hex("6d").value();  // PUSH14 the code, MSTORE(0), RETURN(18, 14)
    append(init, code);
    append(init, from_hex("5f52600e6012f3").value());
    return init;
}

}  // namespace deed::tests
