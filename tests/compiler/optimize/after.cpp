#include "tests/compiler/optimize/after.hpp"

#include <gtest/gtest.h>

#include "compiler/ir/printer.hpp"
#include "compiler/ir/reader.hpp"
#include "compiler/ir/verifier.hpp"

namespace deed::optimize {
namespace {

template <typename Pass>
std::string run(const Pass& pass, const std::string& blocks) {
    ir::Module module = ir::read("module m\nfunction f entry {\n" + blocks + "}\n").value();
    EXPECT_EQ(ir::verify(module), "");
    pass(module);
    EXPECT_EQ(ir::verify(module), "");
    const std::string text = ir::print(module.functions[0]);
    const size_t begin = text.find('\n') + 1;
    return text.substr(begin, text.size() - begin - 2);
}

}  // namespace

std::string after(bool (*pass)(ir::Function&), const std::string& blocks) {
    return run([pass](ir::Module& module) { pass(module.functions[0]); }, blocks);
}

std::string after(bool (*pass)(ir::Module&), const std::string& blocks) {
    return run(pass, blocks);
}

}  // namespace deed::optimize
