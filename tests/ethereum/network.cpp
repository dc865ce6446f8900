#include "tests/ethereum/network.hpp"

#include <charconv>

#include "tests/ethereum/state_fixture.hpp"

namespace deed::conformance {
namespace {

using isa::Revision;

/// Forks that only change the number of blobs (EIP-7892) have the machine of Osaka.
std::optional<Revision> revision_of(std::string_view fork) {
    return fork.starts_with("BPO") ? Revision::Osaka : isa::find_revision(fork);
}

struct Switch {
    std::string_view before;
    std::string_view after;
    uint64_t at = 0;  ///< a block number up to Paris, else a time
};

/// Reads "AToBAt5" and "AToBAtTime15k".
std::optional<Switch> parse_switch(std::string_view network) {
    const size_t to = network.find("To");
    const size_t at = network.rfind("At");
    if (to == network.npos || at == network.npos || at < to) return std::nullopt;
    Switch result{network.substr(0, to), network.substr(to + 2, at - to - 2)};
    std::string_view place = network.substr(at + 2);
    if (place.starts_with("Time")) place.remove_prefix(4);
    const bool is_thousands = place.ends_with('k');
    if (is_thousands) place.remove_suffix(1);
    const auto [end, problem] = std::from_chars(place.data(), place.data() + place.size(), result.at);
    if (problem != std::errc{} || end != place.data() + place.size()) return std::nullopt;
    if (is_thousands) result.at *= 1000;
    return result;
}

void add_fork(block::ChainConfig& config, const boost::json::object& test, std::string_view fork,
              Revision revision, uint64_t at) {
    auto& activation = config.activation(revision);
    if (!activation) activation = at;
    if (revision >= Revision::Cancun)
        config.blob_schedule.push_back({at, read_blob_schedule(test, fork, revision)});
}

}  // namespace

std::optional<block::ChainConfig> read_network(const boost::json::object& test) {
    const std::string_view network{test.at("network").as_string()};
    block::ChainConfig config;
    config.chain_id = read_chain_id(test);
    if (const auto revision = revision_of(network)) {
        add_fork(config, test, network, *revision, 0);
        return config;
    }
    const auto change = parse_switch(network);
    const auto before = change ? revision_of(change->before) : std::nullopt;
    const auto after = change ? revision_of(change->after) : std::nullopt;
    if (!before || !after) return std::nullopt;
    add_fork(config, test, change->before, *before, 0);
    add_fork(config, test, change->after, *after, change->at);
    return config;
}

}  // namespace deed::conformance
