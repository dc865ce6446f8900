#include "runtime/trie/leaf.hpp"

#include "vm/base/rlp.hpp"

namespace deed::trie {
namespace {

Result<AccountLeaf, rlp::DecodeError> read_leaf(BytesView bytes) {
    rlp::Reader outer{bytes};
    DEED_TRY(members, outer.read_list());
    DEED_TRY(nonce, members.read_uint64());
    DEED_TRY(balance, members.read_uint256());
    DEED_TRY(storage_root, members.read_fixed<32>());
    DEED_TRY(code_hash, members.read_fixed<32>());
    if (!members.at_end() || !outer.at_end()) return Failure{rlp::DecodeError::TrailingBytes};
    return AccountLeaf{nonce, balance, storage_root, code_hash};
}

}  // namespace

Bytes encode(const AccountLeaf& leaf) {
    return rlp::ListBuilder{}
        .add(leaf.nonce)
        .add(leaf.balance)
        .add(leaf.storage_root)
        .add(leaf.code_hash)
        .finish();
}

std::optional<AccountLeaf> decode_account_leaf(BytesView bytes) {
    const auto leaf = read_leaf(bytes);
    if (!leaf) return std::nullopt;
    return *leaf;
}

Bytes encode_storage_leaf(const Uint256& value) {
    return value ? rlp::encode(value) : Bytes{};
}

}  // namespace deed::trie
