#include "runtime/rpc/log_criteria.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace deed::rpc {
namespace {

const std::string kAddress = "0x" + std::string(40, '1');
const std::string kTopic = "0x" + std::string(64, '2');
const std::string kOther = "0x" + std::string(64, '3');

LogCriteria read(const std::string& text) {
    return *parse_log_criteria(boost::json::parse(text));
}

bool is_refused(const std::string& text) {
    return !parse_log_criteria(boost::json::parse(text));
}

state::Log log_with(std::vector<Hash> topics) {
    Address address;
    address.bytes.fill(0x11);
    return {.address = address, .topics = std::move(topics), .data = {}};
}

Hash filled(uint8_t byte) {
    Hash hash;
    hash.bytes.fill(byte);
    return hash;
}

TEST(LogCriteria, MatchAnyLogWhenEmpty) {
    EXPECT_TRUE(matches(read("{}"), log_with({})));
    EXPECT_TRUE(matches(read(R"({"address":[],"topics":[]})"), log_with({filled(0x22)})));
}

TEST(LogCriteria, WantOneOfTheAddresses) {
    EXPECT_TRUE(matches(read(R"({"address":")" + kAddress + "\"}"), log_with({})));
    EXPECT_FALSE(matches(read(R"({"address":["0x)" + std::string(40, '9') + "\"]}"), log_with({})));
}

TEST(LogCriteria, WantOneOfTheTopicsAtEachPosition) {
    const auto criteria = read(R"({"topics":[null,[")" + kTopic + "\",\"" + kOther + "\"]]}");

    EXPECT_TRUE(matches(criteria, log_with({filled(0x99), filled(0x22)})));
    EXPECT_TRUE(matches(criteria, log_with({filled(0x99), filled(0x33), filled(0x44)})));
    EXPECT_FALSE(matches(criteria, log_with({filled(0x22), filled(0x99)})));
    EXPECT_FALSE(matches(criteria, log_with({filled(0x99)})));
}

TEST(LogCriteria, TakeNullAmongAlternativesForEveryTopic) {
    EXPECT_TRUE(matches(read(R"({"topics":[[")" + kTopic + "\",null]]}"), log_with({filled(0x99)})));
}

TEST(LogCriteria, RefuseContradictionsAndWrongTypes) {
    EXPECT_TRUE(is_refused(R"({"blockHash":")" + kTopic + R"(","fromBlock":"0x1"})"));
    EXPECT_TRUE(is_refused(R"({"address":"0x12"})"));
    EXPECT_TRUE(is_refused(R"({"topics":"0x12"})"));
    EXPECT_TRUE(is_refused(R"({"topics":[null,null,null,null,null]})"));
    EXPECT_TRUE(is_refused("[]"));
}

}  // namespace
}  // namespace deed::rpc
