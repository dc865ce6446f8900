#include "vm/native/module.hpp"

#include <dlfcn.h>

namespace deed::native {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFileName = "libdeed_jit.so";

/// What dlerror() tells of the latest failure.
std::string latest_error() {
    const char* const text = ::dlerror();
    return text == nullptr ? "unknown failure" : text;
}

Result<std::shared_ptr<const Compiler>, std::string> open_module(const fs::path& path) {
    // Machine code may outlive its compiler, and its functions are the module's: it stays until the end.
    void* const module = ::dlopen(path.c_str(), RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE);
    if (module == nullptr) return Failure{latest_error()};
    const auto make = reinterpret_cast<ModuleFunction>(::dlsym(module, kModuleFunction));
    if (make == nullptr) return Failure{latest_error()};
    std::shared_ptr<const Compiler> compiler{make(layout_fingerprint())};
    if (compiler == nullptr) return Failure{path.string() + " belongs to another build of this program"};
    return compiler;
}

}  // namespace

std::vector<fs::path> module_places() {
    std::error_code ignored;
    const fs::path folder = fs::read_symlink("/proc/self/exe", ignored).parent_path();
    return {folder / kFileName, folder.parent_path() / "lib" / "deed" / kFileName};
}

Result<std::shared_ptr<const Compiler>, std::string> load_compiler(std::span<const fs::path> places) {
    std::string tried;
    for (const fs::path& place : places) {
        std::error_code ignored;
        if (fs::exists(place, ignored)) return open_module(place);
        tried += (tried.empty() ? "" : ", ") + place.string();
    }
    return Failure{"the JIT's module is not there; looked for " + tried};
}

}  // namespace deed::native
