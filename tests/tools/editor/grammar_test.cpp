#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace deed {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

json::value read(const std::string& name) {
    std::ifstream file{fs::path{DEED_EDITOR_FOLDER} / name, std::ios::binary};
    return json::parse(std::string{std::istreambuf_iterator<char>{file}, {}});
}

/// The expressions of one part of the grammar.
std::vector<std::string> expressions_of(const std::string& part) {
    const json::value grammar = read("syntaxes/deed.tmLanguage.json");
    std::vector<std::string> expressions;
    for (const json::value& pattern : grammar.at("repository").at(part).at("patterns").as_array())
        expressions.emplace_back(pattern.at("match").as_string());
    return expressions;
}

/// The alternatives of expressions that are lists of words, "\b(?:one|two)\b".
std::multiset<std::string> words_of(const std::string& part) {
    std::multiset<std::string> words;
    for (const std::string& expression : expressions_of(part)) {
        const std::string begin = "\\b(?:";
        const std::string end = ")\\b";
        EXPECT_TRUE(expression.starts_with(begin) && expression.ends_with(end)) << expression;
        std::istringstream list{
            expression.substr(begin.size(), expression.size() - begin.size() - end.size())};
        for (std::string word; std::getline(list, word, '|');) words.insert(word);
    }
    return words;
}

TEST(Grammar, ColoursEveryReservedWordOnceAndNoOtherAsReserved) {
    const std::multiset<std::string> reserved{
#define DEED_KEYWORD(name, text) text,
#include "compiler/syntax/tokens.def"
    };
    std::multiset<std::string> coloured;
    for (const std::string part : {"declarations", "statements", "words", "literals"})
        coloured.merge(words_of(part));

    EXPECT_EQ(coloured, reserved);
}

TEST(Grammar, KnowsEveryMark) {
    std::vector<std::regex> expressions;
    for (const std::string part : {"operators", "punctuation"})
        for (const std::string& expression : expressions_of(part)) expressions.emplace_back(expression);

    for (const std::string symbol : {
#define DEED_SYMBOL(name, text) text,
#include "compiler/syntax/tokens.def"
         }) {
        // The first expression that matches decides; it has to take all of the mark.
        std::smatch match;
        for (const std::regex& expression : expressions)
            if (std::regex_search(symbol, match, expression, std::regex_constants::match_continuous)) break;
        EXPECT_EQ(match.str(), symbol);
    }
}

TEST(Grammar, TellsNumbersAddressesAndUnits) {
    const std::vector<std::string> numbers = expressions_of("numbers");
    EXPECT_TRUE(std::regex_match("0x5FbDB2315678afecb367f032d93F642f64180aa3", std::regex{numbers.at(0)}));
    EXPECT_TRUE(std::regex_match("0xff_00", std::regex{numbers.at(1)}));
    for (const std::string number : {"1", "1_000", "2.5e3", "1e18", "3 days", "1 ether"})
        EXPECT_TRUE(std::regex_match(number, std::regex{numbers.at(2)})) << number;
}

TEST(Grammar, IncludesOnlyPartsThatAreThere) {
    const json::value grammar = read("syntaxes/deed.tmLanguage.json");
    std::set<std::string> included;
    for (const json::value& pattern : grammar.at("patterns").as_array())
        included.insert(std::string{pattern.at("include").as_string()}.substr(1));
    std::set<std::string> parts;
    for (const auto& [name, part] : grammar.at("repository").as_object()) parts.insert(std::string{name});

    EXPECT_EQ(included, parts);
}

TEST(Extension, NamesFilesThatAreThere) {
    const json::value package = read("package.json");
    const json::value& contributes = package.at("contributes");
    const json::value& language = contributes.at("languages").at(0);
    const json::value& grammar = contributes.at("grammars").at(0);

    EXPECT_EQ(language.at("extensions").at(0), ".deed");
    EXPECT_EQ(grammar.at("scopeName"), read(std::string{grammar.at("path").as_string()}).at("scopeName"));
    EXPECT_TRUE(read(std::string{language.at("configuration").as_string()}).is_object());
}

}  // namespace
}  // namespace deed
