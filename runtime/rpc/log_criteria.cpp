#include "runtime/rpc/log_criteria.hpp"

#include <algorithm>

namespace deed::rpc {
namespace {

/// A log has at most four topics; more positions could never match.
constexpr size_t kMaxTopics = 4;
/// Addresses, or topics at one position.
constexpr size_t kMaxAlternatives = 1'000;

template <typename T, typename Parse>
Result<std::vector<T>, json::ParseError> parse_one_or_many(const boost::json::value& value, Parse parse) {
    std::vector<T> list;
    if (!value.is_array()) {
        DEED_TRY(single, parse(value));
        list.push_back(single);
        return list;
    }
    const auto& members = value.get_array();
    if (members.size() > kMaxAlternatives) return Failure{json::ParseError{"too many alternatives"}};
    for (const auto& member : members) {
        DEED_TRY(parsed, parse(member));
        list.push_back(parsed);
    }
    return list;
}

Result<std::vector<std::vector<Hash>>, json::ParseError> parse_topics(const boost::json::value& value) {
    if (!value.is_array()) return Failure{json::ParseError{"topics must be an array"}};
    std::vector<std::vector<Hash>> topics;
    for (const auto& position : value.get_array()) {
        if (topics.size() == kMaxTopics) return Failure{json::ParseError{"more than four topics"}};
        if (position.is_null()) {
            topics.emplace_back();
            continue;
        }
        // A null among alternatives stands for every topic.
        const auto* alternatives = position.if_array();
        const bool is_open =
            alternatives != nullptr &&
            std::ranges::any_of(*alternatives, [](const auto& each) { return each.is_null(); });
        if (is_open) {
            topics.emplace_back();
            continue;
        }
        DEED_TRY(parsed, parse_one_or_many<Hash>(position, json::parse_hash));
        topics.push_back(std::move(parsed));
    }
    return topics;
}

}  // namespace

Result<LogCriteria, json::ParseError> parse_log_criteria(const boost::json::value& value) {
    const auto* object = value.if_object();
    if (object == nullptr) return Failure{json::ParseError{"expected a filter object"}};
    const auto member = [&](const char* name) {
        const auto* found = object->if_contains(name);
        return json::is_absent(found) ? nullptr : found;
    };

    LogCriteria criteria;
    if (const auto* hash = member("blockHash")) {
        if (member("fromBlock") != nullptr || member("toBlock") != nullptr)
            return Failure{json::ParseError{"cannot specify both blockHash and fromBlock/toBlock"}};
        DEED_TRY(parsed, json::parse_hash(*hash));
        criteria.block_hash = parsed;
    }
    if (const auto* from = member("fromBlock")) {
        DEED_TRY(parsed, json::parse_block_id(*from));
        criteria.from = parsed;
    }
    if (const auto* to = member("toBlock")) {
        DEED_TRY(parsed, json::parse_block_id(*to));
        criteria.to = parsed;
    }
    if (const auto* address = member("address")) {
        DEED_TRY(parsed, parse_one_or_many<Address>(*address, json::parse_address));
        criteria.addresses = std::move(parsed);
    }
    if (const auto* topics = member("topics")) {
        DEED_TRY(parsed, parse_topics(*topics));
        criteria.topics = std::move(parsed);
    }
    return criteria;
}

bool matches(const LogCriteria& criteria, const state::Log& log) {
    const auto contains = [](const auto& list, const auto& value) {
        return list.empty() || std::ranges::find(list, value) != list.end();
    };
    if (!contains(criteria.addresses, log.address)) return false;
    if (criteria.topics.size() > log.topics.size()) return false;
    for (size_t i = 0; i < criteria.topics.size(); ++i)
        if (!contains(criteria.topics[i], log.topics[i])) return false;
    return true;
}

}  // namespace deed::rpc
