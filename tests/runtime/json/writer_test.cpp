#include "runtime/json/writer.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace deed::json {
namespace {

TEST(Writer, PutsCommasBetweenMembersAndElements) {
    std::string out;
    Writer writer{out};

    writer.begin_object().key("a").begin_array().number(1).begin_object().end_object().null().end_array();
    writer.key("b").boolean(true).key("c").text("").key("d").begin_array().end_array().end_object();

    EXPECT_EQ(out, R"({"a":[1,{},null],"b":true,"c":"","d":[]})");
}

TEST(Writer, WritesQuantitiesWithoutLeadingZeros) {
    std::string out;
    Writer writer{out};

    writer.begin_array()
        .quantity(uint64_t{0})
        .quantity(uint64_t{0x1f})
        .quantity(Uint256{0, 1, 0, 0})
        .end_array();

    EXPECT_EQ(out, R"(["0x0","0x1f","0x10000000000000000"])");
}

TEST(Writer, WritesDataWithAllBytes) {
    std::string out;
    Writer writer{out};

    writer.begin_array().data(Bytes{}).data(Bytes{0x00, 0xab}).end_array();

    EXPECT_EQ(out, R"(["0x","0x00ab"])");
}

TEST(Writer, EscapesTextSoThatItParsesBack) {
    const std::string text{
        "quote \" backslash \\ newline \n bell \a euro \xe2\x82\xac grin \xf0\x9f\x98\x80"};

    const auto written = quote(text);

    EXPECT_EQ(boost::json::parse({written.data(), written.size()}).as_string(), text);
}

TEST(Writer, ReplacesBytesThatAreNotUtf8) {
    EXPECT_EQ(quote("a\xff"
                    "b\xc0\xaf"),
              "\"a\xef\xbf\xbd"
              "b\xef\xbf\xbd\xef\xbf\xbd\"");
    EXPECT_EQ(quote("\xed\xa0\x80"), "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
}

}  // namespace
}  // namespace deed::json
