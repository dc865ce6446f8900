#include "tools/deed/jit_options.hpp"

#include <cstdlib>
#include <iostream>

#include <CLI/CLI.hpp>

namespace deed::tools {

using node::Jit;

void JitOptions::add_to(CLI::App& command) {
    const std::string standard = jit == Jit::Auto ? "auto" : "off";
    const auto choose_mode = [this](const std::string& name) {
        jit = name == "off" ? Jit::Off : name == "auto" ? Jit::Auto : Jit::Sync;
    };
    command
        .add_option_function<std::string>(
            "--jit", choose_mode,
            "Machine code: off; auto, in the background for what runs much; sync, for everything, calls wait "
            "for it (default: " +
                standard + ")")
        ->check(CLI::IsMember({"off", "auto", "sync"}).description(""))
        ->type_name("MODE");
    const auto choose_tier = [this](const std::string& name) {
        tier = name == "fast" ? machine::Tier::Fast : machine::Tier::Optimised;
    };
    command
        .add_option_function<std::string>("--jit-tier", choose_tier,
                                          "With --jit sync: fast or optimised machine code (default: fast)")
        ->check(CLI::IsMember({"fast", "optimised"}).description(""))
        ->type_name("TIER");
}

native::Policy JitOptions::policy() const {
    return {.first = tier};
}

std::unique_ptr<node::NativeEngine> JitOptions::make_engine(const std::filesystem::path& cache) const {
    const auto report = [](const std::string& text) { std::cerr << "warning: " << text << '\n'; };
    return std::make_unique<node::NativeEngine>(jit, cache, report, policy());
}

std::filesystem::path user_jit_cache() {
    const auto variable = [](const char* name) {
        const char* const value = std::getenv(name);
        return std::filesystem::path{value == nullptr ? "" : value};
    };
    if (const auto cache = variable("XDG_CACHE_HOME"); cache.is_absolute()) return cache / "deed" / "jit";
    if (const auto home = variable("HOME"); home.is_absolute()) return home / ".cache" / "deed" / "jit";
    return {};
}

}  // namespace deed::tools
