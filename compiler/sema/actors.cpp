#include "compiler/sema/actors.hpp"

#include "vm/base/hex.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::sema {

const std::array<Actor, 4>& actors() {
    static const std::array<Actor, 4> all{
        Actor{"alice", *address_from_hex("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266")},
        Actor{"bob", *address_from_hex("0x70997970C51812dc3A010C7d01b50e0d17dc79C8")},
        Actor{"carol", *address_from_hex("0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC")},
        Actor{"dave", *address_from_hex("0x90F79bf6EB2c4f870365E785982E1f101E93b906")}};
    return all;
}

const Address& test_runner() {
    static const Address address =
        Address::from(BytesView{crypto::keccak256(as_bytes("deed test runner"))}.subspan(12));
    return address;
}

}  // namespace deed::sema
