#include "tools/contract_test/trace.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include <boost/json/parse.hpp>

#include "compiler/sema/actors.hpp"
#include "runtime/json/abi_json.hpp"
#include "vm/base/hex.hpp"
#include "vm/crypto/address.hpp"

namespace deed::contract_test {
namespace {

constexpr size_t kSelectorSize = 4;
/// So many lines are read; a loop of calls tells nothing new.
constexpr size_t kMostCalls = 40;

class CallTeller {
  public:
    CallTeller(const CompileOutput& program, const std::vector<TracedCall>& calls) : program_(program) {
        for (const Artifact& artifact : program.artifacts) {
            auto interface = json::parse_interface(boost::json::parse(artifact.abi));
            if (!interface) continue;
            errors_.insert(errors_.end(), interface->errors.begin(), interface->errors.end());
            interfaces_[&artifact] = *std::move(interface);
        }
        for (const sema::Actor& actor : sema::actors()) names_[actor.address] = actor.name;
        names_[sema::test_runner()] = "the runner";
        for (const TracedCall& call : calls)
            if (call.contract != nullptr) names_[call.to] = call.contract->contract_name;
    }

    void tell(const TracedCall& call, std::vector<std::string>& lines) const {
        const std::string indent(call.depth * 2, ' ');
        const bool has_failed = call.status != machine::Status::Success;
        std::string line = indent + (call.depth == 0 ? name_of(call.from) + ": " : "") + text_of(call);
        if (call.value) line += " with " + to_decimal(call.value) + " wei";
        line += has_failed ? ": " + reason_of(call) : results_of(call);
        lines.push_back(line + " (" + std::to_string(call.gas_used) + " gas)");
        if (!has_failed || call.place.empty()) return;
        lines.push_back(indent + "  at " + call.place);
        const std::string source = source_line(program_, call.place);
        if (!source.empty()) lines.push_back(indent + "    " + source);
    }

    [[nodiscard]] std::string name_of(const Address& address) const {
        const auto known = names_.find(address);
        return known == names_.end() ? crypto::to_checksum(address) : known->second;
    }
    [[nodiscard]] std::string text_of_revert(BytesView data) const {
        const auto reason = abi::decode_revert(data, errors_);
        if (!reason) return to_hex_prefixed(data);
        const bool has_address = std::ranges::any_of(reason->values, [](const abi::Value& value) {
            return std::holds_alternative<Address>(value.data);
        });
        return has_address ? reason->error.name + list(reason->error.inputs, reason->values)
                           : to_text(*reason);
    }

  private:
    [[nodiscard]] const abi::Function* function_of(const TracedCall& call) const {
        const auto known = interfaces_.find(call.contract);
        if (known == interfaces_.end() || call.input.size() < kSelectorSize) return nullptr;
        const abi::Selector selector = abi::Selector::from(BytesView{call.input}.first(kSelectorSize));
        for (const abi::Function& function : known->second.functions)
            if (abi::selector_of(function) == selector) return &function;
        return nullptr;
    }
    [[nodiscard]] std::string text_of(const TracedCall& call) const {
        const std::string contract =
            call.contract == nullptr ? name_of(call.to) : call.contract->contract_name;
        if (machine::is_creation(call.kind)) return "deploy " + contract + arguments_of_creation(call);
        if (call.input.empty()) return contract + ".receive()";
        const abi::Function* const function = function_of(call);
        if (function == nullptr) return contract + ", calldata " + to_hex_prefixed(call.input);
        return contract + "." + function->name +
               list(function->inputs, BytesView{call.input}.subspan(kSelectorSize));
    }
    [[nodiscard]] std::string arguments_of_creation(const TracedCall& call) const {
        const auto known = interfaces_.find(call.contract);
        return known == interfaces_.end() ? "()" : list(known->second.constructor_inputs, call.input);
    }
    /// "(1, bob)": values in words.
    [[nodiscard]] std::string list(const std::vector<abi::Parameter>& parameters,
                                   const abi::Values& values) const {
        std::string text = "(";
        for (size_t i = 0; i < values.size(); ++i) {
            const auto* address = std::get_if<Address>(&values[i].data);
            text += (i == 0 ? "" : ", ");
            text += address != nullptr ? name_of(*address) : abi::to_text(parameters[i].type, values[i]);
        }
        return text + ")";
    }
    [[nodiscard]] std::string list(const std::vector<abi::Parameter>& parameters, BytesView data) const {
        const auto values = abi::decode(abi::types_of(parameters), data);
        return values ? list(parameters, *values) : "(" + to_hex_prefixed(data) + ")";
    }
    [[nodiscard]] std::string results_of(const TracedCall& call) const {
        const abi::Function* const function = machine::is_creation(call.kind) ? nullptr : function_of(call);
        if (function == nullptr || function->outputs.empty()) return {};
        const std::string text = list(function->outputs, call.output);
        return " = " + (function->outputs.size() == 1 ? text.substr(1, text.size() - 2) : text);
    }
    [[nodiscard]] std::string reason_of(const TracedCall& call) const {
        if (call.status != machine::Status::Revert) return std::string{machine::describe(call.status)};
        return call.output.empty() ? "reverted without data" : "reverted: " + text_of_revert(call.output);
    }

    const CompileOutput& program_;
    std::map<const Artifact*, abi::Interface> interfaces_;
    std::vector<abi::ErrorType> errors_;
    std::map<Address, std::string> names_;
};

}  // namespace

std::vector<std::string> tell_calls(const CompileOutput& program, const std::vector<TracedCall>& calls) {
    const CallTeller teller{program, calls};
    std::vector<std::string> lines;
    const size_t first = calls.size() > kMostCalls ? calls.size() - kMostCalls : 0;
    if (first > 0) lines.emplace_back("…");
    for (size_t i = first; i < calls.size(); ++i) teller.tell(calls[i], lines);
    return lines;
}

std::string tell_revert(const CompileOutput& program, const std::vector<TracedCall>& calls, BytesView data) {
    return data.empty() ? "no data" : CallTeller{program, calls}.text_of_revert(data);
}

std::string tell_address(const CompileOutput& program, const std::vector<TracedCall>& calls,
                         const Address& address) {
    return CallTeller{program, calls}.name_of(address);
}

std::string_view source_line(const CompileOutput& program, uint32_t source, uint32_t line) {
    if (source >= program.sources.size() || line == 0) return {};
    std::string_view text = program.sources[source].text;
    for (uint32_t i = 1; i < line; ++i) {
        const size_t end = text.find('\n');
        if (end == std::string_view::npos) return {};
        text.remove_prefix(end + 1);
    }
    return text.substr(0, text.find('\n'));
}

std::string source_line(const CompileOutput& program, const std::string& place) {
    for (uint32_t i = 0; i < program.sources.size(); ++i) {
        const std::string& path = program.sources[i].path;
        if (!place.starts_with(path + ":")) continue;
        uint32_t line = 0;
        (void)std::from_chars(place.data() + path.size() + 1, place.data() + place.size(), line);
        const std::string_view text = source_line(program, i, line);
        const size_t first = text.find_first_not_of(" \t");
        const size_t last = text.find_last_not_of(" \t\r");
        return first == std::string_view::npos ? std::string{}
                                               : std::string{text.substr(first, last - first + 1)};
    }
    return {};
}

}  // namespace deed::contract_test
