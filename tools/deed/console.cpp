#include "tools/deed/console.hpp"

#include <cstdlib>
#include <iostream>

#include <boost/json/serialize.hpp>
#include <unistd.h>

namespace deed::tools {

bool Console::uses_colour() const {
    const char* no_colour = std::getenv("NO_COLOR");
    const bool is_refused = no_colour != nullptr && *no_colour != '\0';
    return !json && !is_refused && isatty(STDERR_FILENO) != 0;
}

void Console::say(std::string_view line) const {
    if (!json) std::cout << line << std::endl;
}

void Console::report(const boost::json::value& value) const {
    if (json) std::cout << boost::json::serialize(value) << std::endl;
}

int Console::fail(const CommandError& error) const {
    const int code = static_cast<int>(error.code);
    if (!json) {
        std::cerr << (uses_colour() ? "\x1b[1;31merror\x1b[0m: " : "error: ") << error.message << std::endl;
        return code;
    }
    boost::json::object answer = error.details;
    answer["error"] = error.message;
    answer["exitCode"] = code;
    report(answer);
    return code;
}

}  // namespace deed::tools
