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

void run(const std::string& name, const std::vector<uint8_t>& input) {
    // The name stands before the run: a target that aborts says by that which input did it.
    std::printf("%s\n", name.c_str());
    std::fflush(stdout);
    LLVMFuzzerTestOneInput(input.data(), input.size());
}

void replay(const fs::path& path) {
    std::ifstream file{path, std::ios::binary};
    const std::string content{std::istreambuf_iterator<char>{file}, {}};
    // A copy of exactly this size, so that the address sanitizer sees a read past the end.
    run(path.filename(), {content.begin(), content.end()});
}

/// SplitMix64: the same numbers everywhere for a seed.
class Numbers {
  public:
    explicit Numbers(uint64_t seed) : state_(seed) {}
    uint64_t next() {
        state_ += 0x9e3779b97f4a7c15;
        uint64_t number = state_;
        number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9;
        number = (number ^ (number >> 27)) * 0x94d049bb133111eb;
        return number ^ (number >> 31);
    }

  private:
    uint64_t state_;
};

/// Up to @p largest bytes: small inputs are as frequent as large ones.
std::vector<uint8_t> make_input(uint64_t seed, size_t largest) {
    // The first output for a seed decides where its bytes begin: those of neighbours have nothing in common.
    Numbers numbers{Numbers{seed}.next()};
    size_t limit = largest;
    for (uint64_t halvings = numbers.next() % 6; halvings > 0 && limit > 16; --halvings) limit /= 2;
    std::vector<uint8_t> input(limit / 2 + numbers.next() % (limit / 2 + 1));
    for (uint8_t& byte : input) byte = static_cast<uint8_t>(numbers.next() >> 56);
    return input;
}

std::optional<uint64_t> parse(std::string_view text) {
    uint64_t number = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
    if (result.ec != std::errc{} || result.ptr != text.data() + text.size()) return std::nullopt;
    return number;
}

int run_seeds(const std::vector<std::string_view>& arguments) {
    const auto first = parse(arguments[1]);
    const auto count = parse(arguments[2]);
    const auto largest = parse(arguments[3]);
    if (!first || !count || !largest) return 2;
    for (uint64_t seed = *first; seed < *first + *count; ++seed)
        run("seed " + std::to_string(seed), make_input(seed, *largest));
    std::printf("%llu seeds run\n", static_cast<unsigned long long>(*count));
    return *count == 0 ? 1 : 0;
}

}  // namespace

/// Runs the target on every file of each folder named on the command line; or, with `--seeds FIRST COUNT
/// LARGEST`, on one input of at most LARGEST bytes made from each of COUNT numbers.
int main(int argc, char** argv) {
    const std::vector<std::string_view> arguments{argv + 1, argv + argc};
    if (arguments.size() == 4 && arguments[0] == "--seeds") return run_seeds(arguments);
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
