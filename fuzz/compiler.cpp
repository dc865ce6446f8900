// Any text through the whole compiler: it ends, every message and every entry of a source map points into a
// text, and the same input gives the same bytes at every level.
#include "compiler/compiler.hpp"

#include <algorithm>

#include "vm/base/assert.hpp"

namespace {

using namespace deed;

constexpr size_t kLongestText = 16 * 1024;

/// Line and column, from 1, of a character of @p text or of its end.
void check_place(const std::string& text, uint32_t line, uint32_t column) {
    DEED_ASSERT(line >= 1 && column >= 1);
    size_t begin = 0;
    for (uint32_t i = 1; i < line; ++i) {
        begin = text.find('\n', begin);
        DEED_ASSERT(begin != std::string::npos);
        ++begin;
    }
    const size_t end = std::min(text.find('\n', begin), text.size());
    DEED_ASSERT(column - 1 <= end - begin);
}

void check_message(const CompileOutput& output, const Message& message) {
    const auto source = std::find_if(output.sources.begin(), output.sources.end(),
                                     [&](const SourceText& one) { return one.path == message.path; });
    DEED_ASSERT(source != output.sources.end());
    check_place(source->text, message.line, message.column);
}

void check_map(const CompileOutput& output, const SourceMap& map, size_t code_size) {
    for (const SourceMapEntry& entry : map.entries) {
        DEED_ASSERT(entry.pc <= code_size);
        if (entry.line != 0) check_place(output.sources.at(entry.source).text, entry.line, entry.column);
    }
}

CompileOutput check(const std::string& text, OptimizationLevel level) {
    const CompileInput input{.sources = {{"input.deed", text}}, .options = {.level = level}};
    CompileOutput output = compile(input);
    const CompileOutput again = compile(input);

    for (const Message& message : output.messages) check_message(output, message);
    DEED_ASSERT(output.rendered == again.rendered);
    DEED_ASSERT(output.artifacts.size() == again.artifacts.size());
    for (size_t i = 0; i < output.artifacts.size(); ++i) {
        const Artifact& artifact = output.artifacts[i];
        DEED_ASSERT(artifact.json == again.artifacts[i].json);
        check_map(output, artifact.source_map, artifact.deployed_bytecode.size());
        check_map(output, artifact.init_source_map, artifact.bytecode.size());
    }
    DEED_ASSERT(output.tests.size() == again.tests.size());
    for (size_t i = 0; i < output.tests.size(); ++i) DEED_ASSERT(output.tests[i].code == again.tests[i].code);
    return output;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size > kLongestText) return 0;
    const std::string text{as_text({data, size})};
    const CompileOutput plain = check(text, OptimizationLevel::Plain);
    // What sema refuses never meets the optimizer.
    if (plain.artifacts.empty() && plain.tests.empty()) return 0;
    check(text, OptimizationLevel::Optimized);
    check(text, OptimizationLevel::Small);
    return 0;
}
