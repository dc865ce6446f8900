#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "tools/lint/arrows.hpp"
#include "vm/base/error.hpp"

namespace {

std::string read_text(const char* path) {
    std::ifstream file{path};
    if (!file) throw deed::Error(std::string{"cannot read "} + path);
    return {std::istreambuf_iterator<char>{file}, {}};
}

int check(const char* root, const char* arrows) {
    const auto libraries = deed::lint::parse_arrows(read_text(arrows));
    const auto violations = deed::lint::check_arrows(root, libraries);
    for (const auto& violation : violations) std::cout << violation << '\n';
    std::cout << libraries.size() << " libraries, " << violations.size() << " broken rules\n";
    return violations.empty() ? 0 : 1;
}

}  // namespace

/// deed_lint_arrows ROOT ARROWS.TXT: 0 when every include follows a declared arrow, 1 when not, 2 when it
/// cannot tell.
int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "usage: deed_lint_arrows ROOT ARROWS.TXT\n";
        return 2;
    }
    try {
        return check(argv[1], argv[2]);
    } catch (const std::exception& error) {
        std::cerr << "error: " << error.what() << '\n';
        return 2;
    }
}
