#include "fuzz/made_input.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <string_view>

namespace deed::fuzz {
namespace {

/// SplitMix64: the same numbers everywhere for a seed.
class Numbers {
  public:
    explicit Numbers(uint64_t seed) : state_(seed) {}
    uint64_t next() {
        state_ += 0x9e3779b97f4a7c15;
        uint64_t number = state_;
        number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9;
        number = (number ^ (number >> 27)) * 0x94d049bb133111eb;
        return number ^ (number >> 31);
    }
    /// A number below @p bound, which is not zero.
    size_t below(size_t bound) { return next() % bound; }

  private:
    uint64_t state_;
};

/// The first output for a seed decides where its numbers begin: those of neighbours have nothing in common.
Numbers numbers_of(uint64_t seed) {
    return Numbers{Numbers{seed}.next()};
}

using Words = std::vector<std::string_view>;

bool is_part_of_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// Names and numbers as a whole, everything else sign by sign.
Words words_of(std::string_view text) {
    Words words;
    while (!text.empty()) {
        size_t length = 1;
        if (is_part_of_word(text[0]))
            while (length < text.size() && is_part_of_word(text[length])) ++length;
        words.push_back(text.substr(0, length));
        text.remove_prefix(length);
    }
    return words;
}

/// Words where the rules of a language have their corners.
constexpr std::string_view kCorners[] = {
    "0",       "1",  "256", "115792089237316195423570985008687907853269984665640564039457584007913129639935",
    "0x",      "\"", "//",  "/*",
    "uint256", "{",  "}",   "-",
    "(",       ")",  "[",   "]"};

/// A few words that stand together in one of the texts.
Words excerpt_of(const Words& words, Numbers& numbers, size_t longest) {
    if (words.empty()) return {};
    const size_t begin = numbers.below(words.size());
    const size_t length = std::min(1 + numbers.below(longest), words.size() - begin);
    return {words.begin() + static_cast<std::ptrdiff_t>(begin),
            words.begin() + static_cast<std::ptrdiff_t>(begin + length)};
}

enum class WordKind : uint8_t { Name, Number, Sign };

WordKind kind_of(std::string_view word) {
    if (!is_part_of_word(word[0])) return WordKind::Sign;
    return std::isdigit(static_cast<unsigned char>(word[0])) != 0 ? WordKind::Number : WordKind::Name;
}

/// A word gives way to one of its kind: what comes of it is often still a program.
void exchange_alike(Words& words, const Words& others, Numbers& numbers) {
    if (others.empty()) return;
    std::string_view& word = words[numbers.below(words.size())];
    for (unsigned tries = 0; tries < 20; ++tries) {
        const std::string_view other = others[numbers.below(others.size())];
        if (other != word && kind_of(other) == kind_of(word)) {
            word = other;
            return;
        }
    }
}

void change(Words& words, const Words& others, Numbers& numbers) {
    const auto at = [&](size_t i) { return words.begin() + static_cast<std::ptrdiff_t>(i); };
    const size_t place = numbers.below(words.size());
    const size_t length = std::min(1 + numbers.below(12), words.size() - place);
    switch (numbers.below(8)) {
        case 0: words.erase(at(place), at(place + length)); break;
        case 1: words[place] = kCorners[numbers.below(std::size(kCorners))]; break;
        case 2: std::swap(words[place], words[numbers.below(words.size())]); break;
        case 3: exchange_alike(words, words, numbers); break;
        case 4: exchange_alike(words, others, numbers); break;
        case 5: {
            const Words more = excerpt_of(others, numbers, 40);
            words.insert(at(place), more.begin(), more.end());
            break;
        }
        case 6: {
            const Words again = excerpt_of(words, numbers, 40);
            words.insert(at(place), again.begin(), again.end());
            break;
        }
        default: {
            const Words again{at(place), at(place + length)};
            for (size_t i = numbers.below(30); i > 0; --i)
                words.insert(at(place), again.begin(), again.end());
            break;
        }
    }
}

}  // namespace

std::vector<uint8_t> make_input(uint64_t seed, size_t largest) {
    Numbers numbers = numbers_of(seed);
    size_t limit = largest;
    for (uint64_t halvings = numbers.next() % 6; halvings > 0 && limit > 16; --halvings) limit /= 2;
    std::vector<uint8_t> input(limit / 2 + numbers.next() % (limit / 2 + 1));
    for (uint8_t& byte : input) byte = static_cast<uint8_t>(numbers.next() >> 56);
    return input;
}

std::vector<uint8_t> make_variation(uint64_t seed, const std::vector<std::string>& texts, size_t largest) {
    Numbers numbers = numbers_of(seed);
    Words words = words_of(texts[numbers.below(texts.size())]);
    const Words others = words_of(texts[numbers.below(texts.size())]);
    for (size_t changes = 1 + numbers.below(1 + numbers.below(6)); changes > 0 && !words.empty(); --changes)
        change(words, others, numbers);

    std::vector<uint8_t> input;
    for (const std::string_view word : words) input.insert(input.end(), word.begin(), word.end());
    if (input.size() > largest) input.resize(largest);
    if (!input.empty() && numbers.below(8) == 0)
        input[numbers.below(input.size())] = static_cast<uint8_t>(numbers.next() >> 56);
    return input;
}

}  // namespace deed::fuzz
