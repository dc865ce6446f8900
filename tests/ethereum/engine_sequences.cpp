#include "tests/ethereum/engine_sequences.hpp"

#include <algorithm>
#include <array>
#include <map>

#include <boost/json.hpp>

#include "tests/ethereum/driven_node.hpp"
#include "tests/ethereum/json_file.hpp"
#include "vm/base/error.hpp"

namespace deed::conformance {
namespace {

namespace bj = boost::json;
namespace fs = std::filesystem;

/// Members that the maker of the vectors adds to what the interface has.
constexpr std::array<std::string_view, 3> kOwnMembers{"publicKey", "raw", "totalDifficulty"};
/// What the vectors call an unknown payload, and what the Engine API does.
constexpr int64_t kOldUnknownPayload = -32001;
constexpr int64_t kUnknownPayload = -38001;

chain::ChainGenesis read_genesis(const fs::path& file) {
    bj::value document = read_json(file);
    bj::object& members = document.as_object();
    // Spellings of that program alone.
    if (const auto* fee = members.if_contains("baseFeePerGas"); fee != nullptr && fee->is_null())
        members.erase("baseFeePerGas");
    bj::object& config = members.at("config").as_object();
    if (const auto* id = config.if_contains("chainID")) {
        const bj::value value = *id;
        config["chainId"] = value;
    }
    for (auto& account : members.at("alloc").as_object()) {
        auto* storage = account.value().as_object().if_contains("storage");
        if (storage == nullptr) continue;
        for (auto& slot : storage->as_object()) {
            const std::string word{slot.value().as_string()};
            if (!word.starts_with("0x")) slot.value() = "0x" + word;
        }
    }
    auto genesis = chain::parse_foreign_genesis(bj::serialize(document));
    if (!genesis) throw Error{file.string() + " cannot be used: " + genesis.error()};
    return *std::move(genesis);
}

/// Whether @p seen has all that is wanted.
bool has_all(const bj::value& wanted, const bj::value& seen) {
    if (wanted.is_object() && seen.is_object())
        return std::ranges::all_of(wanted.get_object(), [&](const auto& member) {
            if (std::ranges::find(kOwnMembers, std::string_view{member.key()}) != kOwnMembers.end())
                return true;
            const auto* other = seen.get_object().if_contains(member.key());
            return other != nullptr && has_all(member.value(), *other);
        });
    if (wanted.is_array() && seen.is_array())
        return std::ranges::equal(wanted.get_array(), seen.get_array(), has_all);
    return wanted == seen;
}

/// Why @p seen is not the answer that is wanted; empty when it is.
std::string judge(std::string_view method, const bj::object& wanted, const bj::object& seen) {
    const auto complaint = [&] {
        const std::string text = bj::serialize(seen);
        return "answered " + text.substr(0, 2'000);
    };
    if (const auto* error = wanted.if_contains("error")) {
        const auto* other = seen.if_contains("error");
        if (other == nullptr) return complaint();
        int64_t code = error->at("code").to_number<int64_t>();
        if (code == kOldUnknownPayload) code = kUnknownPayload;
        // The codes of transactions that are refused are each program's own.
        const bool is_own = !method.starts_with("engine_");
        return is_own || other->at("code").to_number<int64_t>() == code ? "" : complaint();
    }
    const auto* result = seen.if_contains("result");
    return result != nullptr && has_all(wanted.at("result"), *result) ? "" : complaint();
}

/// One node and the names it gave to blocks that are being made.
class Sequence {
  public:
    explicit Sequence(const fs::path& genesis) : node_(read_genesis(genesis)) {}

    std::string play(const bj::object& step) {
        bj::object request = step.at("request").as_object();
        const std::string method{request.at("method").as_string()};
        // Block zero, as that program alone takes it.
        for (auto& param : request.at("params").as_array())
            if (param == "0x00") param = "0x0";
        if (method.starts_with("engine_getPayload"))
            for (auto& param : request.at("params").as_array()) rename(param);
        bj::object wanted = step.at("response").as_object();
        const auto seen = node_.answer(bj::serialize(request)).as_object();
        learn(wanted, seen);
        return judge(method, wanted, seen);
    }

  private:
    void rename(bj::value& param) const {
        const auto found = ids_.find(std::string{param.as_string()});
        if (found != ids_.end()) param = found->second;
    }

    /// The names of payloads are each program's own.
    void learn(bj::object& wanted, const bj::object& seen) {
        auto* result = wanted.if_contains("result");
        const auto* other = seen.if_contains("result");
        if (result == nullptr || !result->is_object() || other == nullptr || !other->is_object()) return;
        auto* id = result->get_object().if_contains("payloadId");
        const auto* given = other->get_object().if_contains("payloadId");
        if (id == nullptr || given == nullptr || !id->is_string() || !given->is_string()) return;
        ids_[std::string{id->get_string()}] = std::string{given->get_string()};
        *id = *given;
    }

    DrivenNode node_;
    std::map<std::string, std::string> ids_;
};

}  // namespace

void run_sequence(const fs::path& folder, CaseLog& log) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator{folder / "test-cases"})
        if (entry.path().extension() == ".json") files.push_back(entry.path());
    std::ranges::sort(files, {}, [](const fs::path& file) { return file.filename().string(); });
    Sequence sequence{folder / "genesis.json"};
    for (const fs::path& file : files) {
        const auto document = read_json(file);
        const auto& step = document.as_object();
        const std::string name = folder.filename().string() + "/" + file.stem().string();
        if (std::string_view{step.at("request").at("method").as_string()}.starts_with("txpool_besu")) {
            log.skip("methods that one program has alone");
            continue;
        }
        const std::string problem = sequence.play(step);
        if (log.wants(name)) log.note(name, problem);
    }
}

}  // namespace deed::conformance
