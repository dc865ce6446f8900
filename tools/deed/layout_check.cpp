#include "tools/deed/layout_check.hpp"

#include <boost/json.hpp>

#include "tools/deed/table.hpp"
#include "vm/base/uint256.hpp"

namespace deed::tools {
namespace {

namespace json = boost::json;

std::string text_of(const json::object& row, std::string_view key) {
    const auto* value = row.if_contains(key);
    if (value == nullptr) return {};
    return value->is_string() ? std::string{value->as_string()} : json::serialize(*value);
}

std::string place_of(const json::object& row) {
    const std::string offset = text_of(row, "offset");
    return "slot " + text_of(row, "slot") + (offset == "0" ? "" : ", byte " + offset);
}

/// One layout: its fields, and the table of their types.
class Layout {
  public:
    explicit Layout(const json::value& value) {
        if (!value.is_object()) return;
        if (const auto* storage = value.as_object().if_contains("storage");
            storage != nullptr && storage->is_array())
            for (const json::value& row : storage->as_array())
                if (row.is_object()) fields_.push_back(&row.as_object());
        if (const auto* types = value.as_object().if_contains("types");
            types != nullptr && types->is_object())
            types_ = &types->as_object();
    }

    [[nodiscard]] const std::vector<const json::object*>& fields() const { return fields_; }
    [[nodiscard]] const json::object* find(const std::string& label) const {
        for (const json::object* field : fields_)
            if (text_of(*field, "label") == label) return field;
        return nullptr;
    }
    [[nodiscard]] const json::object* at(const std::string& place) const {
        for (const json::object* field : fields_)
            if (place_of(*field) == place) return field;
        return nullptr;
    }
    /// The row of a type, or null.
    [[nodiscard]] const json::object* type(const std::string& key) const {
        const auto* row = types_ == nullptr ? nullptr : types_->if_contains(key);
        return row == nullptr || !row->is_object() ? nullptr : &row->as_object();
    }

  private:
    std::vector<const json::object*> fields_;
    const json::object* types_ = nullptr;
};

/// No type of a compiler is nested deeper; a file by hand may name itself.
constexpr int kDepthLimit = 64;

/// Whether words of one type read the same as words of the other.
bool is_same_type(const Layout& before, const std::string& old_key, const Layout& now,
                  const std::string& new_key, int depth = 0) {
    if (depth > kDepthLimit) return false;
    const json::object* old_type = before.type(old_key);
    const json::object* new_type = now.type(new_key);
    if (old_type == nullptr || new_type == nullptr) return old_key == new_key;
    for (const std::string_view part : {"encoding", "numberOfBytes"})
        if (text_of(*old_type, part) != text_of(*new_type, part)) return false;
    for (const std::string_view part : {"key", "value", "base"})
        if (!is_same_type(before, text_of(*old_type, part), now, text_of(*new_type, part), depth + 1))
            return false;
    const auto* old_members = old_type->if_contains("members");
    const auto* new_members = new_type->if_contains("members");
    if (old_members == nullptr && new_members == nullptr) {
        const bool has_parts = old_type->contains("value") || old_type->contains("base");
        return has_parts || old_key == new_key;
    }
    if (old_members == nullptr || new_members == nullptr || !old_members->is_array() ||
        !new_members->is_array())
        return false;
    const json::array& old_rows = old_members->as_array();
    const json::array& new_rows = new_members->as_array();
    if (old_rows.size() != new_rows.size()) return false;
    for (size_t i = 0; i < old_rows.size(); ++i) {
        if (!old_rows[i].is_object() || !new_rows[i].is_object()) return false;
        const json::object& old_row = old_rows[i].as_object();
        const json::object& new_row = new_rows[i].as_object();
        if (text_of(old_row, "label") != text_of(new_row, "label") ||
            place_of(old_row) != place_of(new_row) ||
            !is_same_type(before, text_of(old_row, "type"), now, text_of(new_row, "type"), depth + 1))
            return false;
    }
    return true;
}

std::string label_of(const Layout& layout, const json::object& field) {
    const json::object* type = layout.type(text_of(field, "type"));
    return type == nullptr ? text_of(field, "type") : text_of(*type, "label");
}

/// Roots that are hashes read better in hexadecimal.
std::string short_slot(const std::string& decimal) {
    const auto slot = from_decimal(decimal);
    return slot && !slot->fits_uint64() ? to_quantity(*slot) : decimal;
}

}  // namespace

std::vector<std::string> find_layout_changes(const json::value& before_value, const json::value& now_value) {
    const Layout before{before_value};
    const Layout now{now_value};
    std::vector<std::string> changes;
    for (const json::object* old : before.fields()) {
        const std::string label = text_of(*old, "label");
        const json::object* field = now.find(label);
        if (field == nullptr) {
            // Under another name in the same place, unless that name has moved there.
            const json::object* heir = now.at(place_of(*old));
            const bool is_renamed = heir != nullptr && before.find(text_of(*heir, "label")) == nullptr;
            if (is_renamed) field = heir;
        }
        if (field == nullptr) {
            changes.push_back("`" + label + "` at " + place_of(*old) + " is gone");
        } else if (place_of(*old) != place_of(*field)) {
            changes.push_back("`" + label + "` moved from " + place_of(*old) + " to " + place_of(*field));
        } else if (!is_same_type(before, text_of(*old, "type"), now, text_of(*field, "type"))) {
            changes.push_back("`" + label + "` at " + place_of(*old) + " was " + label_of(before, *old) +
                              " and is now " + label_of(now, *field));
        }
    }
    return changes;
}

std::vector<std::string> describe_layout(const json::value& value) {
    const Layout layout{value};
    if (layout.fields().empty()) return {"  keeps nothing"};
    std::vector<std::vector<std::string>> rows{{"slot", "byte", "bytes", "name", "type"}};
    for (const json::object* field : layout.fields()) {
        const json::object* type = layout.type(text_of(*field, "type"));
        rows.push_back({short_slot(text_of(*field, "slot")), text_of(*field, "offset"),
                        type == nullptr ? "" : text_of(*type, "numberOfBytes"), text_of(*field, "label"),
                        label_of(layout, *field)});
    }
    return lay_out_table(rows);
}

}  // namespace deed::tools
