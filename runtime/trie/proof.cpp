#include "runtime/trie/proof.hpp"

#include <algorithm>

#include "runtime/trie/node.hpp"
#include "runtime/trie/record.hpp"
#include "runtime/trie/tree.hpp"
#include "vm/base/error.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/keccak.hpp"

namespace deed::trie {
namespace {

/// Where a step through one node leads.
struct Step {
    enum class Kind : uint8_t { Absent, Value, Child } kind = Kind::Absent;
    Bytes value;
    rlp::Item child;
    size_t consumed = 0;  ///< nibbles of the key that the step used
};

Step step_through(const NodeParts& parts, BytesView key) {
    const bool is_on_way = common_prefix(parts.nibbles, key) == parts.nibbles.size();
    switch (parts.kind) {
        case NodeParts::Kind::Leaf:
            if (!is_on_way || key.size() != parts.nibbles.size()) return {};
            return {Step::Kind::Value, to_bytes(parts.value), {}, key.size()};
        case NodeParts::Kind::Extension:
            if (!is_on_way) return {};
            return {Step::Kind::Child, {}, parts.children[0], parts.nibbles.size()};
        case NodeParts::Kind::Branch: break;
    }
    if (key.empty()) {
        if (parts.value.empty()) return {};
        return {Step::Kind::Value, to_bytes(parts.value), {}, 0};
    }
    const rlp::Item& child = parts.children[key[0]];
    if (child.payload.empty()) return {};
    return {Step::Kind::Child, {}, child, 1};
}

/// Steps on while children stand inside their parents. The last step has a value, is absent, or names a
/// digest.
std::optional<Step> step_through_inline(const NodeParts& parts, BytesView key) {
    Step step = step_through(parts, key);
    while (step.kind == Step::Kind::Child && step.child.kind == rlp::Kind::List) {
        const auto below = decode_node(step.child);
        if (!below) return std::nullopt;
        const size_t consumed = step.consumed;
        step = step_through(*below, key.subspan(consumed));
        step.consumed += consumed;
    }
    return step;
}

struct Walk {
    std::vector<Bytes> nodes;
    std::optional<Bytes> value;
};

[[noreturn]] void throw_damaged_node(BytesView path) {
    throw Error("the state tree's node at path " + to_hex(path) + " is damaged");
}

/// Adds @p node, which lies @p depth nibbles down, and steps through it.
Step step_into(Walk& walk, BytesView node, BytesView key, size_t depth) {
    walk.nodes.push_back(to_bytes(node));
    const auto parts = decode_node(node);
    const auto step = parts ? step_through_inline(*parts, key.subspan(depth)) : std::nullopt;
    if (!step) throw_damaged_node(key.first(depth));
    if (step->kind == Step::Kind::Value) walk.value = step->value;
    return *step;
}

Walk walk(const NodeStore& store, BytesView key_bytes) {
    const Nibbles key = to_nibbles(key_bytes);
    Walk walk;
    size_t depth = 0;
    while (true) {
        const BytesView path = BytesView{key}.first(depth);
        const auto stored = store.find_node(path);
        if (!stored && depth == 0) return walk;
        if (!stored) throw Error("the state tree has no node at path " + to_hex(path));
        const auto record = split_record(*stored);
        if (!record) throw_damaged_node(path);
        const Step step = step_into(walk, record->node.encoded, key, depth);
        if (step.kind != Step::Kind::Child) return walk;
        depth += step.consumed;
        if (const auto leaf = find_leaf(record->leaves, key[depth - 1])) {
            (void)step_into(walk, *leaf, key, depth);
            return walk;
        }
    }
}

}  // namespace

std::optional<Bytes> find_value(const NodeStore& store, BytesView key) {
    return walk(store, key).value;
}

std::vector<Bytes> make_proof(const NodeStore& store, BytesView key) {
    return walk(store, key).nodes;
}

std::string_view message_of(ProofError error) {
    switch (error) {
        case ProofError::WrongHash: return "a node does not have the hash that is named for it";
        case ProofError::DamagedNode: return "a node is damaged";
        case ProofError::TooShort: return "the proof ends too early";
        case ProofError::UnusedNodes: return "the proof has nodes that lead nowhere";
    }
    return {};
}

Result<std::optional<Bytes>, ProofError> verify_proof(const Hash& root, BytesView key_bytes,
                                                      std::span<const Bytes> proof) {
    const Nibbles key = to_nibbles(key_bytes);
    if (root == kEmptyRoot && proof.empty()) return std::optional<Bytes>{};
    Hash expected = root;
    size_t depth = 0;
    for (size_t i = 0; i < proof.size(); ++i) {
        if (crypto::keccak256(proof[i]) != expected) return Failure{ProofError::WrongHash};
        const auto parts = decode_node(BytesView{proof[i]});
        const auto step = parts ? step_through_inline(*parts, BytesView{key}.subspan(depth)) : std::nullopt;
        if (!step) return Failure{ProofError::DamagedNode};
        if (step->kind != Step::Kind::Child) {
            if (i + 1 != proof.size()) return Failure{ProofError::UnusedNodes};
            return step->kind == Step::Kind::Value ? std::optional<Bytes>{step->value} : std::nullopt;
        }
        expected = Hash::from(step->child.payload);
        depth += step->consumed;
    }
    return Failure{ProofError::TooShort};
}

}  // namespace deed::trie
