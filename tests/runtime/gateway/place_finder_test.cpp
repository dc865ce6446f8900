#include "runtime/gateway/place_finder.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "vm/base/uint256.hpp"

namespace deed::gateway {
namespace {

const Address kOuter = to_address(1);
const Address kInner = to_address(2);
const Address kUnknown = to_address(3);

std::shared_ptr<const json::CodeMap> map_of(std::string_view file) {
    const std::string text = R"({"sources": [")" + std::string{file} + R"("], "runtime": [[0, 0, 1, 1]]})";
    return std::make_shared<const json::CodeMap>(*json::CodeMap::read(boost::json::parse(text)));
}

/// A call of the outer contract that calls @p inner; each ends as it is said.
struct Ends {
    machine::Status inner;
    Bytes inner_output;
    machine::Status outer;
    Bytes outer_output;
};
std::optional<json::CodePlace> place_in(const Address& inner, const Ends& ends) {
    PlaceFinder finder{[](const Address& address) {
        return address == kOuter ? map_of("outer") : address == kInner ? map_of("inner") : nullptr;
    }};
    const machine::Message call{.code_address = kOuter};
    const machine::Message inner_call{.code_address = inner};
    finder.on_enter(call);
    finder.on_enter(inner_call);
    finder.on_exit(inner_call, {.status = ends.inner, .output = ends.inner_output});
    finder.on_exit(call, {.status = ends.outer, .output = ends.outer_output});
    return finder.place();
}

constexpr auto kRevert = machine::Status::Revert;
constexpr auto kSuccess = machine::Status::Success;

TEST(PlaceFinder, NamesTheInnermostCallThatIsPassedOn) {
    EXPECT_EQ(place_in(kInner, {kRevert, {1}, kRevert, {1}})->file, "inner");
    EXPECT_EQ(place_in(kUnknown, {kRevert, {1}, kRevert, {1}})->file, "outer");
}

TEST(PlaceFinder, NamesTheCallThatFailedForItsOwnReason) {
    EXPECT_EQ(place_in(kInner, {kRevert, {1}, kRevert, {2}})->file, "outer");
    EXPECT_EQ(place_in(kInner, {kSuccess, {}, kRevert, {2}})->file, "outer");
}

TEST(PlaceFinder, FindsNothingWhenTheFailureWasCaught) {
    EXPECT_FALSE(place_in(kInner, {kRevert, {1}, kSuccess, {}}));
}

TEST(PlaceFinder, KnowsTheOutermostCodeThatCreatesWhenItIsGiven) {
    const machine::Message creation{.kind = machine::CallKind::Create, .code_address = kOuter};
    const auto find_map = [](const Address&) { return map_of("outer"); };
    PlaceFinder unknown{find_map};
    PlaceFinder known{find_map, map_of("creation")};
    for (PlaceFinder* const finder : {&unknown, &known}) {
        finder->on_enter(creation);
        finder->on_exit(creation, {.status = kRevert});
    }

    EXPECT_FALSE(unknown.place());
    EXPECT_EQ(known.place()->file, "creation");
}

}  // namespace
}  // namespace deed::gateway
