#include "tests/ethereum/engine_exchanges.hpp"

#include <fstream>
#include <map>
#include <set>

#include <boost/json.hpp>

#include "tests/ethereum/driven_node.hpp"
#include "tests/ethereum/json_file.hpp"
#include "vm/base/error.hpp"
#include "vm/base/hex.hpp"

namespace deed::conformance {
namespace {

namespace bj = boost::json;
namespace fs = std::filesystem;

/// One request that was heard, and its answer.
struct Heard {
    std::string method;
    bj::array params;
    bj::value result;
};

/// What the stand-in's chains began with: the hash of their block zero, and the fork they were of.
struct Beginning {
    std::string_view file_prefix;
    std::string_view genesis_hash;
    std::string_view forks;
};
constexpr Beginning kBeginnings[] = {
    {"bellatrix", "0x1a33392c3b77b01d6046d9bcb42638cf69cced478254e6b80107860b6f8fe1d9", ""},
    {"deneb", "0x0598047b8adde700d2e815fe0c7436002f7c50ef32447aa4f4bf4c09e1a97789",
     R"(,"shanghaiTime":0,"cancunTime":0)"},
    {"electra", "0x053651de1bc19978a3cbb4d999a67e40c667942f9bacd899d30b77120013f5ca",
     R"(,"shanghaiTime":0,"cancunTime":0,"pragueTime":0)"},
    {"fulu", "0x053651de1bc19978a3cbb4d999a67e40c667942f9bacd899d30b77120013f5ca",
     R"(,"shanghaiTime":0,"cancunTime":0,"pragueTime":0,"osakaTime":0)"},
    {"", "0xc3efce81cd2529a782cf7071ad35e44c87b40aa73cedfea7343a0f19b6fbf03b", R"(,"shanghaiTime":0)"},
};

const Beginning& find_beginning(const fs::path& file) {
    const std::string name = file.filename().string();
    return *std::ranges::find_if(
        kBeginnings, [&](const Beginning& beginning) { return name.starts_with(beginning.file_prefix); });
}

chain::ChainGenesis make_genesis(const Beginning& beginning) {
    const std::string text = R"({"config":{"chainId":1337,"londonBlock":0,"terminalTotalDifficulty":0)" +
                             std::string{beginning.forks} +
                             R"(},"gasLimit":"0x1c9c380","baseFeePerGas":"0x3b9aca00","alloc":{}})";
    // From Cancun on the contracts of the protocol are put there.
    const bool has_contracts = beginning.forks.find("cancun") != std::string_view::npos;
    auto genesis = has_contracts ? chain::parse_genesis(text) : chain::parse_foreign_genesis(text);
    if (!genesis) throw Error{"the genesis cannot be used: " + genesis.error()};
    genesis->is_foreign = true;
    return *std::move(genesis);
}

std::vector<Heard> read_lines(const fs::path& file) {
    std::ifstream stream{file};
    if (!stream) throw Error{"cannot read " + file.string()};
    std::vector<Heard> heard;
    for (std::string line; std::getline(stream, line);) {
        if (line.empty()) continue;
        const auto entry = bj::parse(line).as_object();
        heard.push_back(
            {std::string{entry.at("method").as_string()}, entry.at("params").as_array(), entry.at("result")});
    }
    return heard;
}

std::vector<Heard> read_heard(const fs::path& file) {
    if (file.extension() == ".jsonl") return read_lines(file);
    std::vector<Heard> heard;
    const auto document = read_json(file);
    for (const auto& value : document.as_array()) {
        const auto& request = value.at("request").as_object();
        heard.push_back({std::string{request.at("method").as_string()}, request.at("params").as_array(),
                         value.at("response").at("result")});
    }
    return heard;
}

/// Whether both have the same members, all the way down.
bool has_form(const bj::value& wanted, const bj::value& seen) {
    if (wanted.kind() != seen.kind()) return false;
    if (wanted.is_object()) {
        if (wanted.get_object().size() != seen.get_object().size()) return false;
        return std::ranges::all_of(wanted.get_object(), [&](const auto& member) {
            const auto* other = seen.get_object().if_contains(member.key());
            return other != nullptr && has_form(member.value(), *other);
        });
    }
    return !wanted.is_array() || wanted.get_array().size() == seen.get_array().size();
}

class Exchange {
  public:
    explicit Exchange(const Beginning& beginning) : node_(make_genesis(beginning)) {
        names_[std::string{beginning.genesis_hash}] = to_hex_prefixed(node_.chain().genesis_hash());
    }

    std::string play(const Heard& heard) {
        bj::array params = heard.params;
        if (heard.method.starts_with("engine_newPayload")) substitute_payload(params);
        bj::value translated = params;
        rename(translated);
        const auto answer = node_.call(heard.method, translated.as_array());
        const auto* seen = answer.if_contains("result");
        if (seen == nullptr) return "answered " + bj::serialize(answer);
        learn(heard, *seen);
        bj::value wanted = heard.result;
        rename(wanted);
        return judge(heard.method, wanted, *seen);
    }

  private:
    /// Hashes and payload names as this program has them.
    void rename(bj::value& value) const {
        if (value.is_string()) {
            const auto found = names_.find(std::string{value.get_string()});
            if (found != names_.end()) value = found->second;
        } else if (value.is_array()) {
            for (auto& member : value.get_array()) rename(member);
        } else if (value.is_object()) {
            for (auto& member : value.get_object()) rename(member.value());
        }
    }

    /// Puts the block that this program makes in the place of the one that was heard of.
    void substitute_payload(bj::array& params) {
        bj::object& heard = params.at(0).as_object();
        // What was written down leaves the zeros of the bloom out.
        heard["logsBloom"] = "0x" + std::string(512, '0');
        const std::string hash{heard.at("blockHash").as_string()};
        if (!payloads_.contains(hash)) make_payload(heard, params);
        if (const auto found = payloads_.find(hash); found != payloads_.end()) {
            params[0] = found->second.at("executionPayload");
            if (params.size() > 3) params[3] = found->second.at("executionRequests");
        }
    }

    /// Makes a block that another node has made; nothing comes of it when the parent is not known.
    void make_payload(const bj::object& heard, const bj::array& params) {
        bj::object attributes{{"timestamp", heard.at("timestamp")},
                              {"prevRandao", heard.at("prevRandao")},
                              {"suggestedFeeRecipient", heard.at("feeRecipient")}};
        if (heard.contains("withdrawals")) attributes["withdrawals"] = heard.at("withdrawals");
        if (params.size() > 2) attributes["parentBeaconBlockRoot"] = params[2];
        bj::value asked = bj::array{heard.at("parentHash"), attributes, bj::array{}, heard.at("extraData")};
        rename(asked);
        const auto answer = node_.call("testing_buildBlockV1", asked.as_array());
        if (const auto* result = answer.if_contains("result"))
            remember(std::string{heard.at("blockHash").as_string()}, result->as_object());
    }

    void remember(const std::string& heard_hash, const bj::object& offer) {
        names_[heard_hash] = std::string{offer.at("executionPayload").at("blockHash").as_string()};
        payloads_[heard_hash] = offer;
    }

    void learn(const Heard& heard, const bj::value& seen) {
        if (heard.method.starts_with("engine_forkchoiceUpdated")) {
            const auto& id = heard.result.at("payloadId");
            const auto& given = seen.at("payloadId");
            if (id.is_string() && given.is_string())
                names_[std::string{id.get_string()}] = std::string{given.get_string()};
        }
        if (!heard.method.starts_with("engine_getPayloadV")) return;
        const bool is_bare = !heard.result.as_object().contains("executionPayload");
        const bj::object offer = is_bare ? bj::object{{"executionPayload", seen}} : seen.as_object();
        const auto& payload = is_bare ? heard.result : heard.result.at("executionPayload");
        remember(std::string{payload.at("blockHash").as_string()}, offer);
    }

    static std::string judge(std::string_view method, const bj::value& wanted, const bj::value& seen) {
        const bool is_choice =
            method.starts_with("engine_newPayload") || method.starts_with("engine_forkchoiceUpdated") ||
            method.starts_with("engine_exchangeTransition") || method.starts_with("engine_getBlobs");
        const bool holds =
            is_choice ? wanted == seen : has_form(wanted, seen) && has_same_place(wanted, seen);
        return holds ? "" : "answered " + bj::serialize(seen) + ", expected " + bj::serialize(wanted);
    }

    /// Of a payload, what follows from the request alone is the same.
    static bool has_same_place(const bj::value& wanted, const bj::value& seen) {
        if (!wanted.is_object()) return true;
        if (wanted.get_object().contains("executionPayload"))
            return has_same_place(wanted.at("executionPayload"), seen.at("executionPayload"));
        for (const auto* name : {"parentHash", "feeRecipient", "prevRandao", "blockNumber", "timestamp",
                                 "transactions", "withdrawals", "blockHash"})
            if (wanted.get_object().contains(name) && wanted.at(name) != seen.at(name)) return false;
        return true;
    }

    DrivenNode node_;
    std::map<std::string, std::string> names_;
    std::map<std::string, bj::object> payloads_;
};

}  // namespace

void run_exchange(const fs::path& file, CaseLog& log) {
    Exchange exchange{find_beginning(file)};
    size_t number = 0;
    for (const Heard& heard : read_heard(file)) {
        const std::string name = file.stem().string() + " " + std::to_string(number++) + " " + heard.method;
        if (heard.method == "eth_getLogs") {
            log.skip("logs of blocks that the stand-in alone had");
            continue;
        }
        const std::string problem = exchange.play(heard);
        if (log.wants(name)) log.note(name, problem);
    }
}

}  // namespace deed::conformance
