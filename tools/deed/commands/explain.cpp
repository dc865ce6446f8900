#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>

#include "compiler/compiler.hpp"
#include "tools/deed/console.hpp"

namespace deed::tools {

void add_explain(CLI::App& root, Console& console) {
    auto* const command = root.add_subcommand("explain", "Say more about a message of the compiler");
    const auto number = std::make_shared<std::string>();
    command->add_option("number", *number, "The message's number, as E0401")->required();
    command->callback([number, &console] {
        const auto text = explain(*number);
        if (!text) throw CommandError{ExitCode::BadUsage, "no message has the number " + *number};
        console.say(*text);
        console.report(boost::json::object{{"number", *number}, {"explanation", *text}});
    });
}

}  // namespace deed::tools
