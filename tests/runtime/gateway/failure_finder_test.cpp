#include "runtime/gateway/failure_finder.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "vm/base/uint256.hpp"

namespace deed::gateway {
namespace {

const Address kOuter = to_address(1);
const Address kInner = to_address(2);
const Address kUnknown = to_address(3);

/// A contract whose text is in @p file, with an error called as the file.
ContractPointer contract_in(std::string_view file) {
    const std::string text = R"({"sources": [")" + std::string{file} + R"("], "runtime": [[0, 0, 1, 1]]})";
    auto map = json::CodeMap::read(boost::json::parse(text));
    Contract contract{.interface = {.errors = {{std::string{file}, {}}}}};
    contract.code_map = std::make_shared<const json::CodeMap>(*std::move(map));
    return std::make_shared<const Contract>(std::move(contract));
}

/// A call of the outer contract that calls @p inner; each ends as it is said.
struct Ends {
    machine::Status inner;
    Bytes inner_output;
    machine::Status outer;
    Bytes outer_output;
};
Explanation explanation_of(const Address& inner, const Ends& ends) {
    FailureFinder finder{[](const Address& address) -> ContractPointer {
        return address == kOuter ? contract_in("outer") : address == kInner ? contract_in("inner") : nullptr;
    }};
    const machine::Message call{.code_address = kOuter};
    const machine::Message inner_call{.code_address = inner};
    finder.on_enter(call);
    finder.on_enter(inner_call);
    finder.on_exit(inner_call, {.status = ends.inner, .output = ends.inner_output});
    finder.on_exit(call, {.status = ends.outer, .output = ends.outer_output});
    return finder.explanation();
}

std::string file_in(const Address& inner, const Ends& ends) {
    return explanation_of(inner, ends).place->file;
}

std::vector<std::string> errors_in(const Address& inner, const Ends& ends) {
    std::vector<std::string> names;
    for (const abi::ErrorType& error : explanation_of(inner, ends).errors) names.push_back(error.name);
    return names;
}

constexpr auto kRevert = machine::Status::Revert;
constexpr auto kSuccess = machine::Status::Success;

TEST(FailureFinder, NamesTheInnermostCallThatIsPassedOn) {
    EXPECT_EQ(file_in(kInner, {kRevert, {1}, kRevert, {1}}), "inner");
    EXPECT_EQ(file_in(kUnknown, {kRevert, {1}, kRevert, {1}}), "outer");
}

TEST(FailureFinder, NamesTheCallThatFailedForItsOwnReason) {
    EXPECT_EQ(file_in(kInner, {kRevert, {1}, kRevert, {2}}), "outer");
    EXPECT_EQ(file_in(kInner, {kSuccess, {}, kRevert, {2}}), "outer");
}

TEST(FailureFinder, KnowsTheErrorsOfAllThatPassedTheFailureOn) {
    EXPECT_EQ(errors_in(kInner, {kRevert, {1}, kRevert, {1}}), (std::vector<std::string>{"inner", "outer"}));
    EXPECT_EQ(errors_in(kUnknown, {kRevert, {1}, kRevert, {1}}), std::vector<std::string>{"outer"});
    EXPECT_EQ(errors_in(kInner, {kRevert, {1}, kRevert, {2}}), std::vector<std::string>{"outer"});
}

TEST(FailureFinder, FindsNothingWhenTheFailureWasCaught) {
    const Explanation explanation = explanation_of(kInner, {kRevert, {1}, kSuccess, {}});

    EXPECT_FALSE(explanation.place);
    EXPECT_TRUE(explanation.errors.empty());
}

TEST(FailureFinder, KnowsTheOutermostCodeThatCreatesWhenItIsGiven) {
    const machine::Message creation{.kind = machine::CallKind::Create, .code_address = kOuter};
    const auto find_contract = [](const Address&) { return contract_in("outer"); };
    FailureFinder unknown{find_contract};
    FailureFinder known{find_contract, contract_in("creation")};
    for (FailureFinder* const finder : {&unknown, &known}) {
        finder->on_enter(creation);
        finder->on_exit(creation, {.status = kRevert});
    }

    EXPECT_FALSE(unknown.explanation().place);
    EXPECT_EQ(known.explanation().place->file, "creation");
}

}  // namespace
}  // namespace deed::gateway
