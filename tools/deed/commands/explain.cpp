#include <algorithm>
#include <cctype>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>

#include "compiler/compiler.hpp"
#include "tools/deed/console.hpp"

namespace deed::tools {
namespace {

/// The number as messages show it, and its text: "E0401" may be asked for as e0401, 0401 or 401 too.
std::optional<std::pair<std::string, std::string>> find(std::string number) {
    constexpr size_t kDigits = 4;
    std::string letters = "EW";
    if (!number.empty() && std::isalpha(static_cast<unsigned char>(number[0])) != 0) {
        letters = static_cast<char>(std::toupper(static_cast<unsigned char>(number[0])));
        number.erase(0, 1);
    }
    number.insert(0, kDigits - std::min(kDigits, number.size()), '0');
    for (const char letter : letters)
        if (auto text = explain(letter + number)) return std::pair{letter + number, std::move(*text)};
    return std::nullopt;
}

}  // namespace

void add_explain(CLI::App& root, Console& console) {
    auto* const command = root.add_subcommand("explain", "Say more about a message of the compiler");
    const auto number = std::make_shared<std::string>();
    command->add_option("number", *number, "The message's number, as E0401")->required();
    command->callback([number, &console] {
        const auto found = find(*number);
        if (!found)
            throw CommandError{ExitCode::BadUsage,
                               "no message has the number " + *number + "; they look like E0401"};
        console.say(found->second);
        console.report(boost::json::object{{"number", found->first}, {"explanation", found->second}});
    });
}

}  // namespace deed::tools
