#include "compiler/compiler.hpp"

#include <algorithm>
#include <memory>

#include <boost/json.hpp>

#include "compiler/arguments.hpp"
#include "compiler/artifact/artifact.hpp"
#include "compiler/codegen/listing.hpp"
#include "compiler/contract_code.hpp"
#include "compiler/diagnostics/diagnostics.hpp"
#include "compiler/diagnostics/explanations.hpp"
#include "compiler/diagnostics/render.hpp"
#include "compiler/format/format.hpp"
#include "compiler/ir/printer.hpp"
#include "compiler/sema/analysis.hpp"
#include "compiler/sema/check.hpp"
#include "compiler/source/sources.hpp"
#include "compiler/syntax/lexer.hpp"
#include "compiler/syntax/modules.hpp"

namespace deed {
namespace {

/// EIP-170: the most bytes of deployed code; EIP-3860: of creation code.
constexpr size_t kRuntimeLimit = 24576;
constexpr size_t kCreationLimit = 49152;

std::string_view name_of(EvmTarget evm) {
    switch (evm) {
        case EvmTarget::Cancun: return "cancun";
        case EvmTarget::Prague: return "prague";
        case EvmTarget::Osaka: return "osaka";
    }
    return {};
}

std::string_view name_of(OptimizationLevel level) {
    switch (level) {
        case OptimizationLevel::Plain: return "O0";
        case OptimizationLevel::Optimized: return "O2";
        case OptimizationLevel::Small: return "Os";
    }
    return {};
}

std::string render(const diagnostics::Diagnostics& diagnostics, const source::Sources& sources,
                   const CompileOptions& options) {
    const auto colour = options.colour ? diagnostics::Colour::Ansi : diagnostics::Colour::Plain;
    return diagnostics::render_all(diagnostics, sources, colour);
}

std::vector<Message> messages_of(const diagnostics::Diagnostics& diagnostics,
                                 const source::Sources& sources) {
    std::vector<Message> messages;
    for (const diagnostics::Diagnostic& one : diagnostics.sorted()) {
        const bool is_error = diagnostics::severity_of(one.code) == diagnostics::Severity::Error;
        const auto place = sources.line_column(one.span.file, one.span.begin);
        messages.push_back({is_error ? Severity::Error : Severity::Warning, diagnostics::number_of(one.code),
                            one.message, sources.path(one.span.file), place.line, place.column, one.help});
    }
    return messages;
}

SourceMap make_source_map(const codegen::Code& code, const source::Sources& sources) {
    SourceMap map;
    map.code_end = code.data_begin;
    for (const codegen::MapEntry& entry : code.map) {
        const auto place = artifact::place_of(entry.origin, sources);
        map.entries.push_back({entry.pc, static_cast<uint32_t>(entry.origin.span.file), place.line,
                               place.column, std::string{ir::text_of(entry.origin.check)}});
    }
    return map;
}

std::vector<FunctionGas> make_gas(const sema::Contract& contract,
                                  const std::vector<codegen::FunctionGas>& gas,
                                  const source::Sources& sources) {
    const auto to_bound = [](const std::optional<codegen::GasBound>& bound) -> std::optional<GasBound> {
        if (!bound) return std::nullopt;
        return GasBound{bound->base, bound->per_word};
    };
    std::vector<FunctionGas> result;
    for (const codegen::FunctionGas& one : gas) {
        FunctionGas row{one.name, {}, to_bound(one.cold), to_bound(one.warm), {}};
        for (const auto& function : contract.functions)
            if (function->name == one.name) row.selector = function->signature.selector;
        for (const ir::Origin& origin : one.calls) {
            const auto place = sources.line_column(origin.span.file, origin.span.begin);
            row.excluded.push_back(sources.path(origin.span.file) + ":" + std::to_string(place.line) + ":" +
                                   std::to_string(place.column) + ": " +
                                   std::string{sources.text(origin.span)});
        }
        result.push_back(std::move(row));
    }
    return result;
}

/// One compilation: the stages, each from the value of the one before.
class Compilation {
  public:
    explicit Compilation(const CompileInput& input) : input_(input) {}

    CompileOutput run() {
        const std::vector<syntax::Module> modules = load();
        emit_syntax(modules);
        const auto program =
            sema::check(modules, sources_, diagnostics_,
                        input_.options.has_locks ? sema::Locks::Inferred : sema::Locks::None);
        if (!diagnostics_.has_errors()) {
            if (input_.options.emit == Stage::Checked) output_.emitted = sema::print_program(*program);
            generate(*program, modules);
        }
        finish();
        return std::move(output_);
    }

  private:
    std::vector<syntax::Module> load() {
        std::vector<std::string> entries;
        for (const SourceText& source : input_.sources) entries.push_back(source.path);
        const auto read_file = [this](const std::string& path) -> std::optional<std::string> {
            for (const SourceText& source : input_.sources)
                if (source.path == path) return source.text;
            return input_.find_module ? input_.find_module(path) : std::nullopt;
        };
        return syntax::load_modules(entries, input_.source_root, read_file, sources_, diagnostics_);
    }

    static bool is_entry(const syntax::Module& module) {
        return module.origin == syntax::ModuleOrigin::Entry;
    }

    void emit_syntax(const std::vector<syntax::Module>& modules) {
        for (const syntax::Module& module : modules) {
            if (!is_entry(module)) continue;
            if (input_.options.emit == Stage::Tree) output_.emitted += syntax::print_tree(module.tree);
            if (input_.options.emit != Stage::Tokens) continue;
            diagnostics::Diagnostics reported_already;
            output_.emitted +=
                syntax::print_tokens(syntax::read_tokens(module.file, sources_, reported_already), sources_);
        }
    }

    void generate(const sema::Program& program, const std::vector<syntax::Module>& modules) {
        const auto is_asked_for = [&](source::FileId file) {
            return std::any_of(modules.begin(), modules.end(), [&](const syntax::Module& module) {
                return is_entry(module) && module.file == file;
            });
        };
        const Modules of_code = input_.options.emit ? Modules::Kept : Modules::Spent;
        CodeMaker codes{program,
                        {.evm = input_.options.evm, .level = input_.options.level, .modules = of_code}};
        for (const auto& contract : program.contracts)
            if (is_asked_for(contract->span.file)) add_artifact(program, *contract, codes);
        std::string emitted_of_tests;
        for (const auto& test : program.tests)
            if (makes_tests() && is_asked_for(test->span.file)) emitted_of_tests += add_test(*test, codes);
        for (const ContractCode& code : codes.all()) {
            if (code.specifications == lower::Specifications::Checked) continue;
            check_limits(code);
            output_.emitted += text_of(code.runtime_module, code.runtime);
            output_.emitted += text_of(code.creation_module, code.creation);
        }
        output_.emitted += emitted_of_tests;
    }

    /// What is asked for of a module and its code.
    [[nodiscard]] std::string text_of(const ir::Module& module, const codegen::Code& code) const {
        const auto describe = [&](const ir::Origin& origin) { return describe_line(origin.span); };
        if (input_.options.emit == Stage::Ir) return ir::print(module, describe) + "\n";
        if (input_.options.emit == Stage::Asm)
            return "; " + module.name + "\n" + codegen::list(code, describe) + "\n";
        return {};
    }

    /// "file:line: text" of where a span begins.
    [[nodiscard]] std::string describe_line(source::Span span) const {
        if (span.begin == span.end) return {};
        const uint32_t line = sources_.line_column(span.file, span.begin).line;
        std::string_view text = sources_.line(span.file, line);
        text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
        return sources_.path(span.file) + ":" + std::to_string(line) + ": " + std::string{text};
    }

    void check_limits(const ContractCode& code) {
        check_gas(*code.contract, code.gas);
        check_size("deployed code", *code.contract, code.runtime.bytes.size(), kRuntimeLimit);
        check_size("creation code", *code.contract, code.creation.bytes.size(), kCreationLimit);
    }

    /// `gas <= N` speaks of optimized code.
    void check_gas(const sema::Contract& contract, const std::vector<codegen::FunctionGas>& gas) {
        if (input_.options.level == OptimizationLevel::Plain) return;
        for (const auto& function : contract.functions) {
            if (!function->gas_limit) continue;
            const auto found = std::find_if(gas.begin(), gas.end(), [&](const codegen::FunctionGas& one) {
                return one.name == function->name;
            });
            const source::Span span = function->gas_limit->span;
            const auto& bound = found == gas.end() ? std::nullopt : found->cold;
            if (!bound)
                diagnostics_.report(diagnostics::Code::NoGasBound, span,
                                    {function->name, "no bound was found"});
            else if (bound->per_word > 0)
                diagnostics_.report(diagnostics::Code::NoGasBound, span,
                                    {function->name, "it grows with data of unknown length"});
            else if (bound->base > function->gas_limit->gas)
                diagnostics_.report(
                    diagnostics::Code::GasAboveLimit, span,
                    {function->name, std::to_string(bound->base), std::to_string(function->gas_limit->gas)});
        }
    }

    void check_size(std::string_view what, const sema::Contract& contract, size_t size, size_t limit) {
        if (size <= limit) return;
        diagnostics_.report(diagnostics::Code::CodeTooLarge, contract.span,
                            {what, contract.name, std::to_string(size), std::to_string(limit)});
    }

    static bool has_specifications(const sema::Contract& contract) {
        const auto functions = sema::reachable_functions(contract);
        return !contract.invariants.empty() ||
               std::any_of(functions.begin(), functions.end(),
                           [](const sema::Function* function) { return !function->ensures.empty(); });
    }

    [[nodiscard]] bool makes_tests() const { return input_.options.tests == TestBlocks::Made; }

    void add_artifact(const sema::Program& program, const sema::Contract& contract, CodeMaker& codes) {
        const ContractCode& compiled = codes.code_of(contract, lower::Specifications::Dropped);
        const artifact::Settings settings{compiler_version(), std::string{name_of(input_.options.evm)},
                                          std::string{name_of(input_.options.level)}};
        const artifact::Parts parts{contract,         sources_,     compiled.creation,
                                    compiled.runtime, compiled.gas, compiled.immutable_names,
                                    compiled.layout,  settings};
        const boost::json::object json = artifact::make_artifact(parts);

        Artifact result;
        result.contract_name = contract.name;
        result.source_name = sources_.path(contract.span.file);
        result.bytecode = compiled.creation.bytes;
        result.deployed_bytecode = compiled.runtime.bytes;
        for (size_t i = 0; i < compiled.immutable_names.size(); ++i)
            result.immutable_references.push_back(
                {compiled.immutable_names[i], compiled.runtime.immutable_references[i]});
        result.abi = boost::json::serialize(json.at("abi"));
        result.storage_layout = boost::json::serialize(json.at("storageLayout"));
        result.gas = make_gas(contract, compiled.gas, sources_);
        result.entry_points = entry_points_of(contract);
        result.source_map = make_source_map(compiled.runtime, sources_);
        result.init_source_map = make_source_map(compiled.creation, sources_);
        result.json = boost::json::serialize(json);
        for (const auto& invariant : contract.invariants)
            result.invariants.push_back(
                {invariant->name, invariant->signature.selector, site_of(invariant->body.span)});
        if (makes_tests() && !program.tests.empty() && has_specifications(contract))
            result.checked_bytecode = codes.code_of(contract, lower::Specifications::Checked).creation.bytes;
        output_.artifacts.push_back(std::move(result));
    }

    static uint64_t site_of(source::Span span) { return static_cast<uint64_t>(span.file) << 32 | span.begin; }

    /// Gives what is asked for of its code as text.
    std::string add_test(const sema::Test& test, CodeMaker& codes) {
        const CodeMaker::TestCode made = codes.code_of(test);
        const codegen::Code code = made.assemble();
        const auto place = sources_.line_column(test.span.file, test.span.begin);
        TestProgram result{.name = test.name,
                           .source_name = sources_.path(test.span.file),
                           .line = place.line,
                           .column = place.column,
                           .code = code.bytes,
                           .source_map = make_source_map(code, sources_)};
        for (const sema::Local* parameter : test.parameters)
            result.parameters.push_back(describe_argument(parameter->name, *parameter->type));
        const std::string_view body = sources_.text(test.body.span);
        if (body.size() >= 2) result.body = std::string{body.substr(1, body.size() - 2)};
        const bool is_checked =
            std::any_of(test.deploys.begin(), test.deploys.end(),
                        [](const sema::Contract* contract) { return has_specifications(*contract); });
        if (is_checked) result.checked_code = codes.checked_code_of(test, made).bytes;
        output_.tests.push_back(std::move(result));
        return text_of(made.module, code);
    }

    void finish() {
        output_.has_errors = diagnostics_.has_errors();
        if (output_.has_errors) {
            output_.artifacts.clear();
            output_.tests.clear();
        }
        output_.rendered = render(diagnostics_, sources_, input_.options);
        output_.messages = messages_of(diagnostics_, sources_);
        for (uint32_t i = 0; i < sources_.size(); ++i)
            output_.sources.push_back(
                {sources_.path(source::FileId{i}), std::string{sources_.text(source::FileId{i})}});
    }

    const CompileInput& input_;
    source::Sources sources_;
    diagnostics::Diagnostics diagnostics_;
    CompileOutput output_;
};

}  // namespace

const SourceMapEntry* SourceMap::find(uint64_t pc) const {
    const auto next =
        std::upper_bound(entries.begin(), entries.end(), pc,
                         [](uint64_t place, const SourceMapEntry& entry) { return place < entry.pc; });
    return next == entries.begin() ? nullptr : &*std::prev(next);
}

const Artifact* CompileOutput::find(const std::string& name) const {
    const auto found = std::find_if(artifacts.begin(), artifacts.end(),
                                    [&](const Artifact& artifact) { return artifact.contract_name == name; });
    return found == artifacts.end() ? nullptr : &*found;
}

std::string CompileOutput::describe_pc(const SourceMap& map, uint64_t pc) const {
    const SourceMapEntry* entry = map.find(pc);
    if (entry == nullptr || entry->line == 0 || entry->source >= sources.size()) return {};
    std::string text =
        sources[entry->source].path + ":" + std::to_string(entry->line) + ":" + std::to_string(entry->column);
    if (!entry->check.empty()) text += ": " + entry->check;
    return text;
}

std::string CompileOutput::describe_site(uint64_t site) const {
    const uint64_t file = site >> 32;
    if (file >= sources.size()) return {};
    const std::string& text = sources[file].text;
    const size_t offset = std::min<size_t>(static_cast<uint32_t>(site), text.size());
    const auto begin = text.begin();
    const auto end = begin + static_cast<std::ptrdiff_t>(offset);
    const auto line = std::count(begin, end, '\n') + 1;
    const size_t line_break = offset == 0 ? std::string::npos : text.rfind('\n', offset - 1);
    const size_t column = line_break == std::string::npos ? offset + 1 : offset - line_break;
    return sources[file].path + ":" + std::to_string(line) + ":" + std::to_string(column);
}

CompileOutput compile(const CompileInput& input) noexcept {
    return Compilation{input}.run();
}

FormatOutput format_source(const SourceText& source, const CompileOptions& options) noexcept {
    source::Sources sources;
    diagnostics::Diagnostics diagnostics;
    const auto file = sources.add(source.path, source.text);
    auto text = format::format(file, sources, diagnostics);
    return {text ? std::move(*text) : std::string{}, messages_of(diagnostics, sources),
            render(diagnostics, sources, options), diagnostics.has_errors()};
}

std::optional<std::string> explain(const std::string& number) {
    const auto text = diagnostics::find_explanation(number);
    if (!text) return std::nullopt;
    return std::string{*text};
}

std::string compiler_version() {
    return DEED_VERSION;
}

}  // namespace deed
