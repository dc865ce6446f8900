#include "runtime/json/code_map.hpp"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace deed::json {
namespace {

namespace bj = boost::json;

constexpr size_t kNumbers = 4;  // pc, file, line, column

const bj::array* find_array(const bj::value& json, std::string_view name) {
    const auto* object = json.if_object();
    const auto* member = object == nullptr ? nullptr : object->if_contains(name);
    return member == nullptr ? nullptr : member->if_array();
}

std::optional<uint64_t> number_in(const bj::value& json) {
    bj::error_code error;
    const auto number = json.to_number<uint64_t>(error);
    return error ? std::nullopt : std::optional{number};
}

std::optional<std::string> text_in(const bj::value& json) {
    const auto* text = json.if_string();
    return text == nullptr ? std::nullopt : std::optional{std::string{text->data(), text->size()}};
}

}  // namespace

std::string CodePlace::text() const {
    return file + ":" + std::to_string(line) + ":" + std::to_string(column) +
           (check.empty() ? "" : ": " + check);
}

std::optional<CodeMap> CodeMap::read(const bj::value& source_map, MappedCode code) {
    const bj::array* const files = find_array(source_map, "sources");
    const bj::array* const rows =
        find_array(source_map, code == MappedCode::Creation ? "creation" : "runtime");
    if (files == nullptr || rows == nullptr) return std::nullopt;
    CodeMap map;
    for (const bj::value& file : *files) {
        auto name = text_in(file);
        if (!name) return std::nullopt;
        map.files_.push_back(*std::move(name));
    }
    for (const bj::value& value : *rows) {
        const auto* row = value.if_array();
        if (row == nullptr || row->size() < kNumbers) return std::nullopt;
        std::optional<uint64_t> numbers[kNumbers];
        for (size_t i = 0; i < kNumbers; ++i) numbers[i] = number_in((*row)[i]);
        if (!numbers[0] || !numbers[1] || !numbers[2] || !numbers[3]) return std::nullopt;
        const bool is_in_order = map.rows_.empty() || map.rows_.back().pc <= *numbers[0];
        if (!is_in_order || *numbers[1] >= map.files_.size()) return std::nullopt;
        std::string check;
        if (row->size() > kNumbers) check = text_in((*row)[kNumbers]).value_or("");
        map.rows_.push_back({*numbers[0], *numbers[1], *numbers[2], *numbers[3], std::move(check)});
    }
    return map;
}

const CodeMap::Row* CodeMap::at(uint64_t pc) const {
    const auto next = std::upper_bound(rows_.begin(), rows_.end(), pc,
                                       [](uint64_t place, const Row& row) { return place < row.pc; });
    if (next == rows_.begin() || std::prev(next)->line == 0) return nullptr;
    return &*std::prev(next);
}

std::optional<CodePlace> CodeMap::find(const LastSteps& last) const {
    const Row* const end = at(last.pc);
    const Row* const last_jump = at(last.jump);
    const Row* const jump = last_jump != nullptr ? last_jump : at(last.branch);
    if (end == nullptr && jump == nullptr) return std::nullopt;
    const bool is_same_place = end != nullptr && jump != nullptr && end->file == jump->file &&
                               end->line == jump->line && end->column == jump->column;
    const Row& row = end == nullptr || is_same_place ? *jump : *end;
    return CodePlace{files_[row.file], row.line, row.column, row.check};
}

}  // namespace deed::json
