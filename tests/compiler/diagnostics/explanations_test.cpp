#include "compiler/diagnostics/explanations.hpp"

#include <gtest/gtest.h>

#include "compiler/diagnostics/diagnostics.hpp"

namespace deed::diagnostics {
namespace {

constexpr Code kCodes[] = {
#define DEED_DIAGNOSTIC(number, severity, name, message) Code::name,
#include "compiler/diagnostics/diagnostics.def"
#undef DEED_DIAGNOSTIC
};

TEST(Explanations, ThereIsOneForEveryMessage) {
    for (const Code code : kCodes) {
        const auto text = find_explanation(number_of(code));
        EXPECT_TRUE(text && text->size() > 20) << number_of(code) << " has no part in explanations.md";
    }
}

TEST(Explanations, AnUnknownNumberHasNone) {
    EXPECT_FALSE(find_explanation("E9999"));
    EXPECT_FALSE(find_explanation(""));
    EXPECT_FALSE(find_explanation("E04"));
}

TEST(Explanations, EndBeforeTheNextOne) {
    EXPECT_EQ(find_explanation("E0101")->find("E0102"), std::string_view::npos);
}

}  // namespace
}  // namespace deed::diagnostics
