#include "compiler/syntax/modules.hpp"

#include <map>

#include <gtest/gtest.h>

namespace deed::syntax {
namespace {

using diagnostics::Code;

struct Loaded {
    source::Sources sources;
    diagnostics::Diagnostics diagnostics;
    std::vector<Module> modules;

    Loaded(const std::map<std::string, std::string>& files, const std::vector<std::string>& entries) {
        const auto read = [&](const std::string& path) -> std::optional<std::string> {
            const auto file = files.find(path);
            return file == files.end() ? std::nullopt : std::optional{file->second};
        };
        modules = load_modules(entries, "src", read, sources, diagnostics);
    }
    std::vector<std::string> names() const {
        std::vector<std::string> result;
        for (const Module& module : modules) result.push_back(module.name);
        return result;
    }
};

using Names = std::vector<std::string>;

TEST(LoadModules, PutsAModuleBehindWhatItUses) {
    const Loaded loaded{
        {{"src/a.deed", "use b.{B}\nuse std.erc20.{IERC20}"}, {"src/b.deed", "struct B { x: uint8 }"}},
        {"src/a.deed"}};

    EXPECT_FALSE(loaded.diagnostics.has_errors());
    EXPECT_EQ(loaded.names(), (Names{"b", "std.erc20", "src/a.deed"}));
    EXPECT_EQ(loaded.modules[2].uses, (std::vector<size_t>{0, 1}));
    EXPECT_EQ(loaded.modules[0].origin, ModuleOrigin::Used);
    EXPECT_EQ(loaded.modules[1].origin, ModuleOrigin::Standard);
    EXPECT_EQ(loaded.modules[2].origin, ModuleOrigin::Entry);
}

TEST(LoadModules, ReadsEachFileOnce) {
    const Loaded loaded{
        {{"src/a.deed", "use c.{C}"}, {"src/b.deed", "use c.{C}"}, {"src/c.deed", "const C = 1"}},
        {"src/a.deed", "src/b.deed", "src/c.deed"}};

    EXPECT_EQ(loaded.names(), (Names{"c", "src/a.deed", "src/b.deed"}));
    EXPECT_EQ(loaded.modules[0].origin, ModuleOrigin::Entry);
}

TEST(LoadModules, ShowsACircle) {
    const Loaded loaded{{{"src/a.deed", "use b.{B}"}, {"src/b.deed", "use a.{A}"}}, {"src/a.deed"}};

    const auto messages = loaded.diagnostics.sorted();
    ASSERT_EQ(messages.size(), 1u);
    EXPECT_EQ(messages[0].message, "`a` uses itself: src/a.deed → src/b.deed → src/a.deed");
}

TEST(LoadModules, SaysWhereItLooked) {
    const Loaded loaded{{{"src/a.deed", "use shop.orders.{Order}"}}, {"src/a.deed"}};

    const auto messages = loaded.diagnostics.sorted();
    ASSERT_EQ(messages.size(), 1u);
    EXPECT_EQ(messages[0].code, Code::UnknownModule);
    EXPECT_EQ(messages[0].help, "looked for src/shop/orders.deed");
    EXPECT_EQ(loaded.modules[0].uses, std::vector<size_t>{kNoModule});
}

TEST(LoadModules, ReportsAnEntryThatIsNotThere) {
    const Loaded loaded{{}, {"none.deed"}};

    EXPECT_EQ(loaded.diagnostics.sorted().front().code, Code::UnreadableFile);
}

TEST(LoadModules, CutsALongChain) {
    std::map<std::string, std::string> files;
    for (int i = 0; i < 1000; ++i)
        files["src/m" + std::to_string(i) + ".deed"] = "use m" + std::to_string(i + 1) + ".{X}";

    const Loaded loaded{files, {"src/m0.deed"}};

    EXPECT_EQ(loaded.diagnostics.error_count(), 1u);
}

}  // namespace
}  // namespace deed::syntax
