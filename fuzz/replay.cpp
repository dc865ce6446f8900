#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/time.h>

#include "fuzz/made_input.hpp"

/// The fuzz target this program was linked with.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_in(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator{folder})
        if (entry.is_regular_file()) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

/// A target that computes for longer than this hangs: the signal ends it. Time of the processor, so that a
/// busy machine changes nothing.
constexpr itimerval kPatience{{0, 0}, {120, 0}};

void run(const std::string& name, const std::vector<uint8_t>& input) {
    // The name stands before the run: a target that aborts says by that which input did it.
    std::printf("%s\n", name.c_str());
    std::fflush(stdout);
    setitimer(ITIMER_VIRTUAL, &kPatience, nullptr);
    LLVMFuzzerTestOneInput(input.data(), input.size());
}

std::string content_of(const fs::path& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

void replay(const fs::path& path) {
    const std::string content = content_of(path);
    // A copy of exactly this size, so that the address sanitizer sees a read past the end.
    run(path.filename(), {content.begin(), content.end()});
}

std::optional<uint64_t> parse(std::string_view text) {
    uint64_t number = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
    if (result.ec != std::errc{} || result.ptr != text.data() + text.size()) return std::nullopt;
    return number;
}

/// Inputs made from numbers: of at most so many bytes, variations of these texts if there are any.
struct Making {
    size_t largest = 0;
    std::vector<std::string> texts;

    [[nodiscard]] std::vector<uint8_t> input_of(uint64_t seed) const {
        if (texts.empty()) return deed::fuzz::make_input(seed, largest);
        return deed::fuzz::make_variation(seed, texts, largest);
    }
};

Making read_making(uint64_t largest, const std::vector<std::string_view>& folders) {
    Making making{largest, {}};
    for (const std::string_view folder : folders)
        for (const auto& path : files_in(folder)) making.texts.push_back(content_of(path));
    return making;
}

int run_seeds(const std::vector<std::string_view>& arguments) {
    const auto first = parse(arguments[1]);
    const auto count = parse(arguments[2]);
    const auto largest = parse(arguments[3]);
    if (!first || !count || !largest) return 2;
    const Making making = read_making(*largest, {arguments.begin() + 4, arguments.end()});
    for (uint64_t seed = *first; seed < *first + *count; ++seed)
        run("seed " + std::to_string(seed), making.input_of(seed));
    std::printf("%llu seeds run\n", static_cast<unsigned long long>(*count));
    return *count == 0 ? 1 : 0;
}

int print_input(const std::vector<std::string_view>& arguments) {
    const auto seed = parse(arguments[1]);
    const auto largest = parse(arguments[2]);
    if (!seed || !largest) return 2;
    const auto input = read_making(*largest, {arguments.begin() + 3, arguments.end()}).input_of(*seed);
    return std::fwrite(input.data(), 1, input.size(), stdout) == input.size() ? 0 : 1;
}

}  // namespace

/// Runs the target on every file of each folder named on the command line; or, with `--seeds FIRST COUNT
/// LARGEST [FOLDER…]`, on one input of at most LARGEST bytes made from each of COUNT numbers: a variation of
/// a file in those folders, if any are named. `--print SEED LARGEST [FOLDER…]` writes such an input to
/// standard output.
int main(int argc, char** argv) {
    const std::vector<std::string_view> arguments{argv + 1, argv + argc};
    if (arguments.size() >= 4 && arguments[0] == "--seeds") return run_seeds(arguments);
    if (arguments.size() >= 3 && arguments[0] == "--print") return print_input(arguments);
    size_t count = 0;
    for (const std::string_view folder : arguments) {
        for (const auto& path : files_in(folder)) {
            replay(path);
            ++count;
        }
    }
    std::printf("%zu inputs replayed\n", count);
    return count == 0 ? 1 : 0;
}
