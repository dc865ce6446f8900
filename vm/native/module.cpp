#include "vm/native/module.hpp"

#include <dlfcn.h>

namespace deed::native {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFileName = "libdeed_jit.so";

struct Close {
    void operator()(void* module) const { ::dlclose(module); }
};
using Module = std::unique_ptr<void, Close>;

/// What dlerror() tells of the latest failure.
std::string latest_error() {
    const char* const text = ::dlerror();
    return text == nullptr ? "unknown failure" : text;
}

Result<std::shared_ptr<const Compiler>, std::string> open_module(const fs::path& path) {
    Module module{::dlopen(path.c_str(), RTLD_LAZY | RTLD_LOCAL)};
    if (module == nullptr) return Failure{latest_error()};
    const auto make = reinterpret_cast<ModuleFunction>(::dlsym(module.get(), kModuleFunction));
    if (make == nullptr) return Failure{latest_error()};
    std::unique_ptr<Compiler> compiler{make(layout_fingerprint())};
    if (compiler == nullptr) return Failure{path.string() + " belongs to another build of this program"};

    // The compiler goes before the module that its functions are in.
    const std::shared_ptr<void> held{std::move(module)};
    return std::shared_ptr<const Compiler>{compiler.release(), [held](const Compiler* last) { delete last; }};
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
