#include <map>
#include <sstream>

#include <boost/json.hpp>

#include "compiler/artifact/artifact.hpp"

namespace deed::artifact {
namespace {

namespace json = boost::json;

/// NatSpec text by tag; what stands before any tag is the notice.
struct NatSpec {
    std::string notice;
    std::string details;
    std::string title;
    std::string author;
    json::object parameters;
    std::vector<std::string> returns;
};

std::string_view trim(std::string_view text) {
    constexpr std::string_view kBlanks = " \t\r\n";
    const size_t begin = text.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

void add_line(std::string& text, std::string_view line) {
    if (!text.empty() && !line.empty()) text += ' ';
    text += line;
}

/// The first word of @p text, which is cut off.
std::string take_word(std::string_view& text) {
    const size_t end = std::min(text.find_first_of(" \t"), text.size());
    const std::string word{text.substr(0, end)};
    text = trim(text.substr(end));
    return word;
}

void add_section(NatSpec& spec, std::string_view section) {
    section = trim(section);
    if (section.empty()) return;
    if (section.front() != '@') return add_line(spec.notice, section);
    section.remove_prefix(1);
    const std::string tag = take_word(section);
    if (tag == "notice")
        add_line(spec.notice, section);
    else if (tag == "dev")
        add_line(spec.details, section);
    else if (tag == "title")
        add_line(spec.title, section);
    else if (tag == "author")
        add_line(spec.author, section);
    else if (tag == "return")
        spec.returns.emplace_back(section);
    else if (tag == "param") {
        const std::string name = take_word(section);
        spec.parameters[name] = section;
    }
}

NatSpec parse(const sema::Documentation& text) {
    NatSpec spec;
    std::istringstream lines{text};
    std::string section;
    for (std::string line; std::getline(lines, line);) {
        const std::string_view content = trim(line);
        if (content.starts_with('@')) {
            add_section(spec, section);
            section.clear();
        }
        add_line(section, content);
    }
    add_section(spec, section);
    return spec;
}

void add_method(Documents& documents, const std::string& signature, const NatSpec& spec) {
    if (!spec.notice.empty())
        documents.user["methods"].as_object()[signature] = json::object{{"notice", spec.notice}};
    json::object details;
    if (!spec.details.empty()) details["details"] = spec.details;
    if (!spec.parameters.empty()) details["params"] = spec.parameters;
    json::object returns;
    for (size_t i = 0; i < spec.returns.size(); ++i) returns["_" + std::to_string(i)] = spec.returns[i];
    if (!returns.empty()) details["returns"] = std::move(returns);
    if (!details.empty()) documents.developer["methods"].as_object()[signature] = std::move(details);
}

}  // namespace

Documents make_documents(const sema::Contract& contract) {
    Documents documents{{{"kind", "user"}, {"methods", json::object{}}, {"version", 1}},
                        {{"kind", "dev"}, {"methods", json::object{}}, {"version", 1}}};
    const NatSpec whole = parse(contract.documentation);
    if (!whole.notice.empty()) documents.user["notice"] = whole.notice;
    if (!whole.details.empty()) documents.developer["details"] = whole.details;
    if (!whole.title.empty()) documents.developer["title"] = whole.title;
    if (!whole.author.empty()) documents.developer["author"] = whole.author;
    if (contract.init != nullptr) add_method(documents, "constructor", parse(contract.init->documentation));
    for (const auto& function : contract.functions)
        if (sema::has_selector(function->kind))
            add_method(documents, sema::canonical_form(function->signature), parse(function->documentation));
    return documents;
}

}  // namespace deed::artifact
