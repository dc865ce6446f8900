#include "compiler/diagnostics/habits.hpp"

namespace deed::diagnostics {
namespace {

enum class Place : uint8_t { Word, Member };

struct Habit {
    Place place;
    std::string_view word;
    std::string_view help;
};

constexpr Habit kHabits[] = {
#define DEED_HABIT(place, word, help) {Place::place, word, help},
#include "compiler/diagnostics/habits.def"
#undef DEED_HABIT
};

/// Where a message's last word stands in the text; nothing for messages whose words are their own.
std::optional<Place> place_of(Code code) {
    const bool is_word = code == Code::ExpectedToken || code == Code::ExpectedLineEnd ||
                         code == Code::UnknownName || code == Code::UnknownType;
    if (is_word) return Place::Word;
    if (code == Code::UnknownMember) return Place::Member;
    return std::nullopt;
}

}  // namespace

std::optional<std::string_view> find_habit(Code code, std::string_view word) {
    const bool is_quoted = word.size() > 2 && word.front() == '`' && word.back() == '`';
    if (is_quoted) word = word.substr(1, word.size() - 2);
    const auto place = place_of(code);
    for (const Habit& habit : kHabits)
        if (habit.place == place && habit.word == word) return habit.help;
    return std::nullopt;
}

}  // namespace deed::diagnostics
