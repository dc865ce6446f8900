#include <fstream>
#include <iterator>

#include <boost/json.hpp>

#include "tests/ethereum/driven_node.hpp"
#include "tests/ethereum/suites.hpp"
#include "vm/base/error.hpp"
#include "vm/base/rlp.hpp"

// The exchanges of the execution APIs: a request line begins with ">> ", the answer that is wanted with "<<
// ".
namespace deed::conformance {
namespace {

namespace fs = std::filesystem;
namespace bj = boost::json;

std::string read_text(const fs::path& path) {
    std::ifstream stream{path, std::ios::binary};
    if (!stream) throw Error{"cannot read " + path.string()};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

chain::ChainGenesis make_genesis(const fs::path& folder) {
    auto genesis = chain::parse_foreign_genesis(read_text(folder / "genesis.json"));
    if (!genesis) throw Error{"genesis.json cannot be used: " + genesis.error()};
    return *std::move(genesis);
}

void import_chain(const fs::path& folder, DrivenNode& node) {
    const std::string text = read_text(folder / "chain.rlp");
    for (rlp::Reader blocks{as_bytes(text)}; !blocks.at_end();) {
        const auto item = blocks.read_item();
        const auto block = item ? block::decode_block(item->encoded) : Failure{block::DecodeError{}};
        if (!block) throw Error{"a block of chain.rlp does not decode"};
        const auto imported = node.chain().import_unsealed(*block);
        if (!imported)
            throw Error{"block " + std::to_string(block->header.number) + " is refused: " + imported.error()};
    }
    const auto chosen = node.answer(read_text(folder / "headfcu.json"));
    if (!chosen.as_object().contains("result"))
        throw Error{"the head cannot be chosen: " + bj::serialize(chosen)};
}

bool has_shape(const bj::value& wanted, const bj::value& seen);

bool objects_have_shape(const bj::object& wanted, const bj::object& seen) {
    return std::ranges::all_of(wanted, [&](const auto& member) {
        const auto* other = seen.if_contains(member.key());
        return other == nullptr || has_shape(member.value(), *other);
    });
}

/// Whether two answers are of one kind. Where the vectors say that only the form matters, the content is the
/// business of each node: what it remembers, how it traces.
bool has_shape(const bj::value& wanted, const bj::value& seen) {
    if (wanted.is_null() || seen.is_null()) return true;
    if (wanted.is_number()) return seen.is_number();
    if (wanted.kind() != seen.kind()) return false;
    if (wanted.is_object()) return objects_have_shape(wanted.get_object(), seen.get_object());
    if (!wanted.is_array() || wanted.get_array().empty()) return true;
    return std::ranges::all_of(seen.get_array(), [&](const auto& element) {
        return has_shape(wanted.get_array().front(), element);
    });
}

enum class Comparison : uint8_t { Exact, Shape };

/// Why @p seen is not the answer that is wanted; empty when it is.
std::string judge(const bj::object& wanted, bj::object seen, Comparison comparison) {
    if (wanted.contains("error") != seen.contains("error")) return "answered " + bj::serialize(seen);
    if (comparison == Comparison::Shape)
        return has_shape(wanted, seen) ? "" : "another form: " + bj::serialize(seen);
    bj::object expected = wanted;
    if (auto* error = expected.if_contains("error")) {
        // The words are each node's own.
        error->as_object().erase("message");
        seen.at("error").as_object().erase("message");
    }
    return expected == seen ? "" : "answered " + bj::serialize(seen);
}

}  // namespace

void run_rpc(const fs::path& file, CaseLog& log) {
    const std::string name = file.parent_path().filename() / file.stem();
    if (!log.wants(name)) return;
    const fs::path folder = file.parent_path().parent_path();
    DrivenNode node{make_genesis(folder)};
    import_chain(folder, node);
    Comparison comparison = Comparison::Exact;
    bj::value answer;
    std::string problem;
    std::istringstream lines{read_text(file)};
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("// speconly")) comparison = Comparison::Shape;
        if (line.starts_with(">> ")) answer = node.answer(line.substr(3));
        if (line.starts_with("<< ") && problem.empty())
            problem = judge(bj::parse(line.substr(3)).as_object(), answer.as_object(), comparison);
    }
    log.note(name, problem);
}

}  // namespace deed::conformance
